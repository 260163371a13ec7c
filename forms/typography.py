"""French typography for the labels of a compiled form: pyxform flattens apostrophes, and nobody types narrow spaces."""

import re
from typing import Final

_TRANSLATION: Final = re.compile(r"(<translation\b[^>]*\blang=\"[^\"]*\(fr\)\"[^>]*>)(.*?)(</translation>)", re.DOTALL)
_FRENCH_FIRST: Final = re.compile(r"<translation\b(?=[^>]*\bdefault=)[^>]*\blang=\"[^\"]*\(fr\)\"")
_TITLE: Final = re.compile(r"(<h:title>)(.*?)(</h:title>)", re.DOTALL)
_VALUE: Final = re.compile(r"(<value\b[^>]*>)(.*?)(</value>)", re.DOTALL)
_TAG: Final = re.compile(r"(<[^>]*>)")
_RULES: Final = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"(?<=\w|»|\)) (?=[;!?](?:\s|$|<))"), "\u202f"),
    (re.compile(r"(?<=\w|»|\)) (?=:(?:\s|$|<))"), "\u00a0"),
    (re.compile(r"(?<=«) "), "\u00a0"),
    (re.compile(r" (?=»)"), "\u00a0"),
)


def typeset(text: str) -> str:
    """Give a French sentence its apostrophes and its no-break spaces (narrow before ; ! and ?)."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def typeset_xform(xform: str) -> str:
    """Typeset the French texts of an XForm, and its title if French comes first; markup inside them, other languages and everything else stay byte for byte."""
    done = _TRANSLATION.sub(lambda part: part[1] + _VALUE.sub(_typeset_value, part[2]) + part[3], xform)
    return _TITLE.sub(_typeset_value, done, count=1) if _FRENCH_FIRST.search(xform) else done


def _typeset_value(part: re.Match[str]) -> str:
    pieces = (piece if piece.startswith("<") else typeset(piece) for piece in _TAG.split(part[2]))
    return part[1] + "".join(pieces) + part[3]

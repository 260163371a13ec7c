"""The types of question that a form may have, by what becomes of their answer."""

from typing import Final

_ALIASES: Final = {
    "select one from": "select_one",
    "select one using": "select_one",
    "select one": "select_one",
    "select1": "select_one",
    "add select one prompt using": "select_one",
    "select multiple from": "select_multiple",
    "select multiple using": "select_multiple",
    "select multiple": "select_multiple",
    "select all that apply from": "select_multiple",
    "select all that apply": "select_multiple",
    "add select multiple prompt using": "select_multiple",
    "select one from file": "select_one_from_file",
    "select multiple from file": "select_multiple_from_file",
    "select one external": "select_one_external",
    "string": "text",
    "int": "integer",
    "datetime": "dateTime",
    "date time": "dateTime",
    "photo": "image",
    "acknowledge": "trigger",
    "gps": "geopoint",
    "location": "geopoint",
    "start time": "start",
    "end time": "end",
    "device id": "deviceid",
    "imei": "deviceid",
    "subscriber id": "subscriberid",
    "sim id": "simserial",
    "phone number": "phonenumber",
}
_LONGEST_FIRST: Final = sorted(_ALIASES, key=len, reverse=True)
_LISTED: Final = frozenset({"select_one", "select_multiple", "select_one_from_file", "select_multiple_from_file", "select_one_external", "rank"})
_STRUCTURE_WORDS: Final = {"group": "group", "repeat": "repeat", "lgroup": "repeat"}
_OTHER: Final = ("or_other", "or specify other", "or other")

SELECTS: Final = frozenset({"select_one", "select_multiple", "rank"})
FROM_FILE: Final = frozenset({"select_one_from_file", "select_multiple_from_file"})
BEGINS: Final = frozenset({"begin_group", "begin_repeat"})
ENDS: Final = frozenset({"end_group", "end_repeat"})
STRUCTURE: Final = BEGINS | ENDS
CODED: Final = SELECTS | FROM_FILE | {"integer", "decimal", "range", "trigger", "calculate"}
"""Answered by codes and numbers: may go in clear with the figures."""
OPEN: Final = frozenset({"text", "date", "time", "dateTime", "geopoint", "barcode", "image", "audio", "video", "file", "hidden"})
"""What a person types freely, that tells a birthday or a place, or that shows a face: never an answer in clear."""
METADATA: Final = frozenset({"start", "end", "today", "deviceid", "subscriberid", "simserial", "username", "email", "phonenumber", "audit", "start-geopoint"})
"""Tells when, where or who: never leaves the form."""
EXTERNAL: Final = frozenset({"csv-external", "xml-external"})
"""Not a question: a file that the form looks things up in."""
SUPPORTED: Final = STRUCTURE | CODED | OPEN | METADATA | EXTERNAL | {"note"}
"""What the tablet has a screen for, or needs none for."""


def kind_of(written: str) -> str:
    """The type of a survey row without its list: `select_one ages` → `select_one`, `begin group` → `begin_group`, `photo` → `image`.

    A type that nobody knows is given back as it is written.
    """
    words = written.split()
    if not words:
        return ""
    if words[0] in _LISTED:
        return words[0]
    opening, _, part = words[0].lower().partition("_")
    if opening in ("begin", "end"):
        part = part or (words[1].lower() if len(words) > 1 else "")
        if part in _STRUCTURE_WORDS:
            return f"{opening}_{_STRUCTURE_WORDS[part]}"
    plain = " ".join(words)
    lower = plain.lower()
    alias = next((one for one in _LONGEST_FIRST if lower == one or (lower.startswith(f"{one} ") and one.startswith(("select", "add select")))), None)
    return _ALIASES[alias] if alias else plain


def list_of(written: str) -> str:
    """The list of choices, or the file, that a select or a rank names; empty where it names none."""
    words = _without_other(written).split()
    if kind_of(written) not in _LISTED or not words:
        return ""
    alias = next((one for one in _LONGEST_FIRST if " ".join(words).lower().startswith(one) and words[0] not in _LISTED), None)
    rest = words[len(alias.split()) :] if alias else words[1:]
    return " ".join(rest)


def has_other(written: str) -> bool:
    """Whether a select offers « autre » by the short form: a text question is then made beside it."""
    return kind_of(written) in SELECTS and _without_other(written) != written.strip()


def _without_other(written: str) -> str:
    plain = written.strip()
    for ending in _OTHER:
        if plain.endswith(f" {ending}"):
            return plain.removesuffix(ending).strip()
    return plain

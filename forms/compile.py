"""From a definition to the XForm that tablets run."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import unescape

from forms.book import Book
from forms.checks import find_problems
from forms.files import NeededFile, needed_files
from forms.problem import FormProblem
from forms.reading import read_markdown
from forms.roles import Role, read_roles
from forms.typography import typeset, typeset_xform
from forms.values import Values, read_values

NAMESPACE: Final = "urn:x-palier:form:1"
"""The namespace of `palier:role` and `palier:signal` in compiled forms: authors never write it."""

_OWN_SETTINGS: Final = frozenset({"identity"})
_OF_OTHER_SERVERS: Final = frozenset({"submission_url", "public_key", "auto_send", "auto_delete"})
"""Where another server wants its answers, and encrypted for whom: not here."""
_ROOT: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ROW: Final = re.compile(r"\[row : (\d+)\]\s*")
_SHEET: Final = re.compile(r"'(survey|choices|settings|entities)' sheet")
_COLUMN: Final = re.compile(r"column(?: name)?s?:? '([^']+)'|'([^']+)' column")
_LANGUAGE: Final = re.compile(r"<translation\b[^>]*\blang=\"([^\"]*)\"")


@dataclass(frozen=True)
class CompiledForm:
    """A form ready to publish.

    `fields` gives the role of every question, `values` what those of role `answer` take; `hash` is SHA-256 of the XForm's UTF-8 bytes, hex.
    `languages` are those of its labels (none when it has only one, unnamed), `files` the pictures and lists of choices that it names.
    """

    form_id: str
    version: str
    title: str
    xform: str
    hash: str
    fields: dict[str, Role]
    values: dict[str, Values]
    languages: tuple[str, ...] = ()
    files: tuple[NeededFile, ...] = ()


def compile_form(definition: str | Book, files: Mapping[str, bytes] | None = None) -> CompiledForm:
    """Compile a definition; the same text always gives the same bytes.

    The `settings` sheet has `form_id`, `form_title`, `version` and `identity`: `none` when the form may hold no identifying field, `sealed` when it may.

    Args:
        definition: Markdown tables, or what was read from any file.
        files: what comes with the form, by name: lists of choices are read for their codes.

    Raises:
        FormProblem: the first thing that is wrong (`find_problems` tells the others); its sentence tells where and what to do.
    """
    book = read_markdown(definition) if isinstance(definition, str) else definition
    problems = find_problems(book)
    if problems:
        raise problems[0]
    settings = book.settings
    fields, _ = read_roles(book)
    xform = typeset_xform(_seal_others(_convert(book, settings.get("form_id")), fields))
    title = settings.get("form_title")
    return CompiledForm(
        form_id=settings.get("form_id"),
        version=settings.get("version"),
        title=typeset(title) if "(fr)" in settings.get("default_language") else title,
        xform=xform,
        hash=hashlib.sha256(xform.encode()).hexdigest(),
        fields=fields,
        values=read_values(xform, fields, files),
        languages=tuple(unescape(name) for name in _LANGUAGE.findall(xform) if name != "default"),
        files=tuple(needed_files(xform)),
    )


def _convert(book: Book, form_id: str) -> str:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    declared = book.for_pyxform()
    ours = {book.settings.header(name) for name in _OWN_SETTINGS | _OF_OTHER_SERVERS}
    settings = {key: value for key, value in declared["settings"][0].items() if key not in ours}
    settings["namespaces"] = " ".join(filter(None, (settings.get("namespaces"), f'palier="{NAMESPACE}"')))
    declared |= {"settings": [settings], "settings_header": [dict.fromkeys(settings)]}
    try:
        return str(convert(declared, form_name=form_id if _ROOT.fullmatch(form_id) else "data").xform)
    except PyXFormError as error:
        raise _explain(str(error)) from error
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:  # it trips over some sheets that nobody thought of
        raise FormProblem(_OTHERWISE, detail=f"{type(error).__name__}: {error}") from error


def _seal_others(xform: str, fields: Mapping[str, Role]) -> str:
    """Give the text questions that pyxform makes for « autre, lequel ? » their role: they have no row of their own to write it in."""
    for name in fields:
        if name.endswith("_other"):
            bind = re.compile(rf'<bind nodeset="[^"]*/{re.escape(name)}"(?![^>]*palier:role)')
            xform = bind.sub(lambda found: f'{found[0]} palier:role="{Role.IDENTITY}"', xform)
    return xform


def _explain(message: str) -> FormProblem:
    """Put pyxform's complaint in French, with its place where it gives one."""
    row, sheet, column = _ROW.search(message), _SHEET.search(message), _COLUMN.search(message)
    sentence = next((french for pattern, french in _SENTENCES if re.search(pattern, message, re.IGNORECASE)), _OTHERWISE)
    named = (column[1] or column[2]) if column else None
    return FormProblem(sentence, sheet[1] if sheet else ("survey" if row else None), int(row[1]) if row else None, message, named if row or sheet else None)


_OTHERWISE: Final = "Le formulaire n’a pas pu être compilé. Le message technique, en anglais, dit ce qui ne va pas."
_SENTENCES: Final = (
    (r"list name not in choices|not.*choices sheet|choices? list", "La liste de choix de cette question n’existe pas dans la feuille choices."),
    (r"parameter", "La colonne parameters n’est pas valable : écrivez par exemple « start=0 end=10 step=1 »."),
    (r"reference|there (is|has been) no (survey element|question)", "Une condition cite une question qui n’existe pas. Vérifiez le nom écrit entre ${ et }."),
    (r"duplicate|more than one|not unique|unique", "Un nom est utilisé deux fois. Donnez à chaque question et à chaque choix son propre nom."),
    (r"unmatched|end statement|begin statement", "Un groupe ouvert n’est pas fermé, ou fermé sans être ouvert. Vérifiez begin_group et end_group."),
    (r"unknown question type|unsupported type", "Le type de cette question est inconnu."),
    (
        r"no name|must have a name|missing name|name.*(invalid|must)|(invalid|must).*name",
        "Un nom manque ou n’est pas valable : une lettre d’abord, puis lettres, chiffres et tirets bas, sans espace ni accent.",
    ),
    (r"no label|missing label|label", "Un libellé manque."),
)

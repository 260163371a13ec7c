"""From an XLSForm written as Markdown tables to the XForm that tablets run."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from forms.problem import FormProblem
from forms.roles import Role, read_roles
from forms.typography import typeset, typeset_xform
from forms.values import Values, read_values

NAMESPACE: Final = "urn:x-palier:form:1"
"""The namespace of `palier:role` and `palier:signal` in compiled forms: authors never write it."""

_FORM_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,79}")
_VERSION: Final = re.compile(r"[0-9A-Za-z._-]{1,40}")
_ROW: Final = re.compile(r"\[row : (\d+)\]\s*")
_SHEET: Final = re.compile(r"'(survey|choices|settings)' sheet")


@dataclass(frozen=True)
class CompiledForm:
    """A form ready to publish.

    `fields` gives the role of every question, `values` what those of role `answer` take; `hash` is SHA-256 of the XForm's UTF-8 bytes, hex.
    """

    form_id: str
    version: str
    title: str
    xform: str
    hash: str
    fields: dict[str, Role]
    values: dict[str, Values]


def compile_form(markdown: str) -> CompiledForm:
    """Compile a definition; the same text always gives the same bytes.

    The `settings` sheet has `form_id`, `form_title`, `version` and `identity`: `none` when the form may hold no identifying field, `sealed` when it may.

    Raises:
        FormProblem: when the definition is wrong; its sentence tells where and what to do.
    """
    book = _read(markdown)
    settings = book["settings"][0]
    form_id = _setting(settings, "form_id", _FORM_ID.fullmatch, "des minuscules sans accent, des chiffres et des tirets bas")
    version = _setting(settings, "version", _VERSION.fullmatch, "des chiffres et des lettres sans espace, par exemple 1")
    title = _setting(settings, "form_title", bool, "le titre que l’équipe verra")
    identity = _setting(settings, "identity", {"none", "sealed"}.__contains__, "none (aucun champ qui identifie) ou sealed (des champs scellés)")
    fields = read_roles(book["survey"], identity_allowed=identity == "sealed")
    xform = typeset_xform(_convert(book, form_id))
    title = typeset(title) if "(fr)" in settings.get("default_language", "") else title
    return CompiledForm(form_id, version, title, xform, hashlib.sha256(xform.encode()).hexdigest(), fields, read_values(xform, fields))


def _read(markdown: str) -> dict[str, Any]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import md_to_dict

    try:
        book: dict[str, Any] = md_to_dict(markdown)
    except (PyXFormError, IndexError) as error:
        raise FormProblem("Ce texte n’est pas un formulaire : il faut les tableaux settings, survey et choices.", detail=str(error)) from error
    for sheet in ("settings", "survey"):
        if not book.get(sheet):
            raise FormProblem(f"La feuille « {sheet} » manque ou elle est vide.", sheet)
    return book


def _setting(settings: dict[str, str], name: str, accept: Callable[[str], object], expected: str) -> str:
    value = settings.get(name, "")
    if not accept(value):
        raise FormProblem(f"Le réglage « {name} » manque ou n’est pas valable. Attendu : {expected}.", "settings", 2)
    return value


def _convert(book: dict[str, Any], form_id: str) -> str:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    settings = {key: value for key, value in book["settings"][0].items() if key != "identity"}
    settings["namespaces"] = f'palier="{NAMESPACE}"'
    declared = {**book, "settings": [settings], "settings_header": [dict.fromkeys(settings)]}
    try:
        return str(convert(declared, form_name=form_id).xform)
    except PyXFormError as error:
        raise _explain(str(error)) from error


def _explain(message: str) -> FormProblem:
    """Put pyxform's complaint in French, with its place where it gives one."""
    row, sheet = _ROW.search(message), _SHEET.search(message)
    sentence = next((french for pattern, french in _SENTENCES if re.search(pattern, message, re.IGNORECASE)), _OTHERWISE)
    return FormProblem(sentence, sheet[1] if sheet else ("survey" if row else None), int(row[1]) if row else None, message)


_OTHERWISE: Final = "Le formulaire n’a pas pu être compilé. Le message technique, en anglais, dit ce qui ne va pas."
_SENTENCES: Final = (
    (r"list name not in choices|not.*choices sheet|choices? list", "La liste de choix de cette question n’existe pas dans la feuille choices."),
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

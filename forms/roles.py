"""Who may know an answer: the role that every question must have, and the signals that some feed."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from forms.problem import FormProblem


class Role(StrEnum):
    """Where an answer goes: in clear with the figures, into the sealed part, or nowhere."""

    ANSWER = "answer"
    IDENTITY = "identity"
    META = "meta"


class Signal(StrEnum):
    """What a question helps to notice."""

    ISOLATION = "isolation"
    PRECARITY = "precarity"


ROLE_COLUMN: Final = "bind::palier:role"
SIGNAL_COLUMN: Final = "bind::palier:signal"

STRUCTURE: Final = frozenset({"begin_group", "end_group"})
CODED: Final = frozenset({"select_one", "select_multiple", "integer", "decimal", "calculate"})
OPEN: Final = frozenset({"text", "date"})
"""What a person types freely, or that tells a birthday, can identify: never an answer in clear."""
METADATA: Final = frozenset({"start", "end", "today", "deviceid", "username", "email", "phonenumber", "audit", "start-geopoint"})
"""Tells when, where or who: never leaves the form."""
SUPPORTED: Final = STRUCTURE | CODED | OPEN | METADATA | {"note"}

_ALIASES: Final = {"begin": "begin_", "end": "end_"}
_REFERENCE: Final = re.compile(r"\$\{([^}]+)\}")

Row = Mapping[str, str]


def kind_of(row: Row) -> str:
    """Give the type of a survey row without its list: `select_one ages` → `select_one`, `begin group` → `begin_group`."""
    words = row.get("type", "").split()
    if not words:
        return ""
    if words[0] in _ALIASES and len(words) > 1:
        return _ALIASES[words[0]] + words[1]
    return words[0]


def read_roles(survey: Sequence[Row], *, identity_allowed: bool) -> dict[str, Role]:
    """Read the role of every question, in the order of the sheet.

    Args:
        survey: rows of the survey sheet.
        identity_allowed: whether the form's settings say that it asks for names or other identifying matters.

    Raises:
        FormProblem: for a question without a role, with one that its type or the form does not allow, or standing outside a group.
    """
    roles: dict[str, Role] = {}
    inside = False
    for number, row in enumerate(survey, start=2):
        kind = kind_of(row)
        if kind not in SUPPORTED:
            raise _problem(number, f"le type « {row.get('type', '')} » n’est pas pris en charge par la tablette. Choisissez un autre type de question.")
        if kind in STRUCTURE:
            if kind == "begin_group" and inside:
                raise _problem(number, "un groupe en contient un autre. Un groupe est un écran de la tablette : fermez le premier avant d’ouvrir le suivant.")
            inside = kind == "begin_group"
            continue
        name = row.get("name", "")
        if name in roles:
            raise _problem(number, f"le nom « {name} » sert déjà à une autre question. Donnez à chaque question son propre nom.")
        if not inside and kind not in METADATA | {"calculate"}:
            raise _problem(number, f"la question « {name} » n’est dans aucun groupe. Un groupe est un écran de la tablette : placez-la dans un groupe.")
        roles[name] = _role_of(row, kind, number, identity_allowed=identity_allowed)
        _check_signal(row, roles[name], number)
    _check_calculations(survey, roles)
    return roles


def _role_of(row: Row, kind: str, number: int, *, identity_allowed: bool) -> Role:
    name, written = row.get("name", ""), row.get(ROLE_COLUMN)
    if written is None:
        if kind in METADATA:
            return Role.META
        raise _problem(number, f"la question « {name} » n’a pas de rôle. Écrivez answer, identity ou meta dans la colonne {ROLE_COLUMN}.")
    try:
        role = Role(written)
    except ValueError:
        raise _problem(number, f"« {written} » n’est pas un rôle. Écrivez answer, identity ou meta.") from None
    if role is Role.IDENTITY and not identity_allowed:
        raise _problem(
            number,
            f"la question « {name} » identifie une personne, mais les réglages disent « identity: none ». Retirez-la, ou écrivez sealed dans les réglages.",
        )
    if role is Role.ANSWER and kind in OPEN:
        raise _problem(
            number,
            f"la question « {name} » est un champ libre : sa réponse pourrait nommer quelqu’un. Donnez-lui le rôle identity, ou faites-en une liste de choix.",
        )
    if role is not Role.META and kind in METADATA | {"note"}:
        raise _problem(number, f"« {name} » n’est pas une réponse ({kind}) : son rôle ne peut être que meta.")
    return role


def _check_signal(row: Row, role: Role, number: int) -> None:
    signal = row.get(SIGNAL_COLUMN)
    if signal is None:
        return
    if signal not in set(Signal):
        raise _problem(number, f"le signal « {signal} » n’existe pas. Signaux connus : {', '.join(Signal)}.")
    if role is not Role.ANSWER:
        raise _problem(number, f"la question « {row.get('name', '')} » nourrit un signal sans être une réponse (rôle answer).")


def _check_calculations(survey: Sequence[Row], roles: Mapping[str, Role]) -> None:
    """Refuse calculations that would carry an identifying value, or a time or place, into the clear part."""
    for number, row in enumerate(survey, start=2):
        if roles.get(row.get("name", "")) is not Role.ANSWER:
            continue
        hidden = [name for name in _REFERENCE.findall(row.get("calculation", "") + row.get("default", "")) if roles.get(name, Role.ANSWER) is not Role.ANSWER]
        if hidden:
            raise _problem(number, f"la réponse « {row['name']} » est calculée à partir de « {hidden[0]} », qui ne doit pas sortir de la partie scellée.")


def _problem(row: int, sentence: str) -> FormProblem:
    return FormProblem(sentence[0].upper() + sentence[1:], "survey", row)

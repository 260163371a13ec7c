"""Who may know an answer: the role that every question must have, and the signals that some feed."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from forms.book import Book, Line
from forms.kinds import CODED, EXTERNAL, METADATA, OPEN, STRUCTURE, has_other, kind_of, list_of
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

REFERENCE: Final = re.compile(r"\$\{\s*(?:last-saved#)?([^}\s]+)\s*\}")
_CLOCK: Final = re.compile(r"\bnow\s*\(")
_WORDS: Final = re.compile(r"\b(?:jr:choice-name|concat|join|format-date|format-date-time|date-time|pulldata|instance|uuid|jr:itext)\s*\(")
_LITERAL: Final = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_CODE: Final = re.compile(r"[A-Za-z0-9_.:+-]{0,80}")


def questions(book: Book) -> Iterator[Line]:
    """The survey rows that ask, say or work out something, in order; switched-off rows and structure left out."""
    for line in book.sheet("survey").lines():
        kind = kind_of(line.get("type"))
        if kind and kind not in STRUCTURE | EXTERNAL and line.get("disabled").lower() not in ("yes", "true", "true()"):
            yield line


def may_be(kind: str, line: Line) -> tuple[Role, ...]:
    """The roles that a question of this type may have, the usual one first."""
    if kind in METADATA | {"note"}:
        return (Role.META,)
    if kind in CODED and not list_of(line.get("type")).startswith("${"):
        return (Role.ANSWER, Role.IDENTITY, Role.META)
    return (Role.IDENTITY, Role.META)


def propose_roles(book: Book) -> dict[str, Role]:
    """A role for every question that says none, by its type.

    What is coded is an answer, what is typed or recorded is sealed, what tells when or where is neither.
    A calculation is sealed with what it is made from; one that makes sentences is sealed too, because an answer in clear can only be a code.
    """
    lines = [(line.get("name"), kind_of(line.get("type")), line) for line in questions(book)]
    written = {name: own for name, _, line in lines if (own := _written(line)) is not None}
    proposed = {name: may_be(kind, line)[0] for name, kind, line in lines if name not in written}
    calculations = [(name, line) for name, kind, line in lines if kind == "calculate" and name in proposed]
    for _ in calculations:  # a calculation may use one that stands below it
        found = {name: _of_calculation(line, {**proposed, **written}) for name, line in calculations}
        if found.items() <= proposed.items():
            break
        proposed.update(found)
    return proposed


def with_roles(book: Book, roles: Mapping[str, Role]) -> Book:
    """This definition with these roles written in, and the setting `identity` that they make necessary where its author wrote none."""
    numbers = {line.number: roles[line.get("name")].value for line in questions(book) if line.get("name") in roles}
    done = book.with_sheet("survey", book.sheet("survey").with_column(ROLE_COLUMN, numbers)) if numbers else book
    if done.settings.get("identity"):
        return done
    sealed = any(_written(line) is Role.IDENTITY or has_other(line.get("type")) for line in questions(done))
    return done.with_setting("identity", "sealed" if sealed else "none")


def read_roles(book: Book) -> tuple[dict[str, Role], list[FormProblem]]:
    """Read the role of every question, in the order of the sheet, and everything that is wrong with them."""
    sealed = book.settings.get("identity") == "sealed"
    roles: dict[str, Role] = {}
    problems: list[FormProblem] = []
    for line in questions(book):
        name = line.get("name")
        if not name or name in roles:
            continue
        try:
            roles[name] = _role_of(line, sealed=sealed)
            _check_signal(line, roles[name])
        except FormProblem as problem:
            problems.append(problem)
            roles.setdefault(name, Role.META)
        if has_other(line.get("type")):
            roles[f"{name}_other"] = Role.IDENTITY
            if not sealed:
                problems.append(
                    problem_at(line, "type", f"« {name} » demande aussi « autre, lequel ? », un champ libre, mais les réglages disent « identity: none ».")
                )
    problems += _check_calculations(book, roles)
    return roles, problems


def problem_at(line: Line, column: str, sentence: str, sheet: str = "survey") -> FormProblem:
    """A problem in this row and column (by its canonical name)."""
    return FormProblem(sentence[0].upper() + sentence[1:], sheet, line.number, column=line.headers.get(column))


def _written(line: Line) -> Role | None:
    text = line.get(ROLE_COLUMN)
    if text:
        return Role(text) if text in set(Role) else Role.META
    return Role.META if kind_of(line.get("type")) in METADATA else None


def _of_calculation(line: Line, known: Mapping[str, Role]) -> Role:
    formula = line.get("calculation") + " " + line.get("default")
    sources = {known.get(name, Role.ANSWER) for name in REFERENCE.findall(formula)}
    if Role.IDENTITY in sources:
        return Role.IDENTITY
    if Role.META in sources or _CLOCK.search(formula):
        return Role.META
    texts = (single or double for single, double in _LITERAL.findall(formula))
    if _WORDS.search(formula) or not all(_CODE.fullmatch(text) for text in texts):
        return Role.IDENTITY
    return Role.ANSWER


def _role_of(line: Line, *, sealed: bool) -> Role:
    name, kind, written = line.get("name"), kind_of(line.get("type")), line.get(ROLE_COLUMN)
    if not written:
        if kind in METADATA:
            return Role.META
        raise problem_at(line, ROLE_COLUMN, f"la question « {name} » n’a pas de rôle. Écrivez answer, identity ou meta dans la colonne {ROLE_COLUMN}.")
    try:
        role = Role(written)
    except ValueError:
        raise problem_at(line, ROLE_COLUMN, f"« {written} » n’est pas un rôle. Écrivez answer, identity ou meta.") from None
    if role is Role.IDENTITY and not sealed:
        sentence = f"la question « {name} » identifie une personne, et les réglages disent « identity: none ». Retirez-la, ou écrivez-y sealed."
        raise problem_at(line, ROLE_COLUMN, sentence)
    if role is Role.ANSWER and kind in OPEN:
        sentence = f"la question « {name} » est un champ libre : sa réponse pourrait nommer quelqu’un. Donnez-lui le rôle identity, ou une liste de choix."
        raise problem_at(line, ROLE_COLUMN, sentence)
    if role is Role.ANSWER and role not in may_be(kind, line) and kind not in METADATA | {"note"}:
        sentence = f"les choix de « {name} » sont ce que quelqu’un a écrit plus haut : sa réponse pourrait nommer quelqu’un. Donnez-lui le rôle identity."
        raise problem_at(line, ROLE_COLUMN, sentence)
    if role is not Role.META and kind in METADATA | {"note"}:
        raise problem_at(line, ROLE_COLUMN, f"« {name} » n’est pas une réponse ({kind}) : son rôle ne peut être que meta.")
    return role


def _check_signal(line: Line, role: Role) -> None:
    signal = line.get(SIGNAL_COLUMN)
    if not signal:
        return
    if signal not in set(Signal):
        raise problem_at(line, SIGNAL_COLUMN, f"le signal « {signal} » n’existe pas. Signaux connus : {', '.join(Signal)}.")
    if role is not Role.ANSWER:
        raise problem_at(line, SIGNAL_COLUMN, f"la question « {line.get('name')} » nourrit un signal sans être une réponse (rôle answer).")


def _check_calculations(book: Book, roles: Mapping[str, Role]) -> list[FormProblem]:
    """Refuse calculations that would carry an identifying value, or a time or place, into the clear part."""
    problems = []
    for line in questions(book):
        name = line.get("name")
        if roles.get(name) is not Role.ANSWER:
            continue
        for column in ("calculation", "default"):
            formula = line.get(column)
            hidden = [source for source in REFERENCE.findall(formula) if roles.get(source, Role.ANSWER) is not Role.ANSWER]
            if hidden:
                sentence = f"la réponse « {name} » est calculée à partir de « {hidden[0]} », qui ne doit pas sortir de la partie scellée."
                problems.append(problem_at(line, column, sentence))
            elif _CLOCK.search(formula):
                sentence = f"la réponse « {name} » contiendrait l’heure de l’entretien, qui dirait à quelle porte. Utilisez today(), ou le rôle identity."
                problems.append(problem_at(line, column, sentence))
    return problems

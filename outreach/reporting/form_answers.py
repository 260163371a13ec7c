"""What the forms of a centre ask: which versions have a question, and the answers that it offers, with their words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.book import Book
from outreach.domain.scope import Scope
from outreach.store.tables import FormVersion


@dataclass(frozen=True)
class Answer:
    """An answer of a question: its code, its French label, and the section of the form it stands in (may be empty)."""

    code: str
    label: str
    section: str


def versions_asking(session: Session, scope: Scope, fields: Iterable[str], code: str = "") -> list[tuple[str, str]]:
    """Forms (id, version) that this organisation may have used and that ask all of these questions; with `code`, each with this answer."""
    wanted = list(fields)
    rows = session.execute(select(FormVersion.form_id, FormVersion.version, FormVersion.values).where(_known(scope)))
    return sorted((row.form_id, row.version) for row in rows if all(_has(row.values, field, code) for field in wanted))


def offered_answers(session: Session, scope: Scope, question: str) -> list[Answer]:
    """All answers that a question ever offered in the forms of this organisation: those of today in their order, then those of earlier versions."""
    query = select(FormVersion.values[question].label("asked"), FormVersion.source).where(_known(scope))
    found: dict[str, Answer] = {}
    for row in session.execute(query.order_by(FormVersion.current.desc(), FormVersion.published_on.desc(), FormVersion.form_id, FormVersion.version.desc())):
        if row.asked is None:
            continue
        words = _words(row.source, question)
        for code in row.asked["codes"]:
            found.setdefault(code, words.get(code, Answer(code, code, "")))
    return list(found.values())


def _known(scope: Scope) -> Any:  # noqa: ANN401 (a condition)
    return FormVersion.organisation_id.is_(None) | (FormVersion.organisation_id == scope.organisation_id)


def _has(values: Mapping[str, Any], field: str, code: str) -> bool:
    question = values.get(field)
    return question is not None and (not code or code in question["codes"])


def _words(source: Mapping[str, Any] | None, question: str) -> dict[str, Answer]:
    book = Book.from_json(source or {})
    asked = next((line for line in book.sheet("survey").lines() if line.get("name") == question), None)
    if asked is None:
        return {}
    listed = asked.get("type").split()[-1]
    lines = [line for line in book.sheet("choices").lines() if line.get("list_name") == listed]
    return {line.get("name"): Answer(line.get("name"), _french(line.cells, line.get("label")), line.get("section")) for line in lines}


def _french(cells: Mapping[str, str], plain: str) -> str:
    labels = {column.casefold(): text for column, text in cells.items() if column.casefold().startswith("label") and text.strip()}
    said = next((text for column, text in labels.items() if "(fr)" in column or "français" in column or "french" in column), plain)
    return (said or next(iter(labels.values()), "")).strip().replace("'", "’")

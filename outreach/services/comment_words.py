"""The words that tablets warn of while somebody writes a comment: those that come with Palier, or the centre's own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forms.words import SUBJECTS, shipped
from outreach.domain.folding import fold
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import WordList

MOST_WORDS = 400
LONGEST = 60
KEPT = "Rien n’a été enregistré ; vos listes sont encore ici."


@dataclass(frozen=True)
class Words:
    """The words of a subject. `own`: the centre's."""

    subject: str
    words: tuple[str, ...]
    own: bool


def list_words(session: Session, scope: Scope) -> list[Words]:
    """Every subject's words, in the order in which pages show them."""
    rows = session.scalars(select(WordList).where(WordList.organisation_id == scope.organisation_id))
    own = {row.subject: tuple(row.words.splitlines()) for row in rows}
    return [Words(subject, own.get(subject, words), subject in own) for subject, words in shipped().items()]


def save_words(session: Session, scope: Scope, typed: Mapping[str, str]) -> None:
    """Keep lists as they were typed, one word a line. A list like the shipped one is the shipped one again. Raises `Problem`."""
    lists = {subject: _checked(typed[subject]) for subject in SUBJECTS if subject in typed}
    session.execute(delete(WordList).where(WordList.organisation_id == scope.organisation_id, WordList.subject.in_(lists)))
    changed = {subject: words for subject, words in lists.items() if words != shipped()[subject]}
    session.add_all(WordList(organisation_id=scope.organisation_id, subject=subject, words="\n".join(words)) for subject, words in changed.items())
    session.flush()


def words_file(session: Session, scope: Scope) -> bytes:
    """The file `words` of an organisation's tablets."""
    said = {"words": {one.subject: one.words for one in list_words(session, scope)}}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _checked(typed: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(word for line in typed.splitlines() if (word := " ".join(line.split()))))
    if len(words) > MOST_WORDS:
        raise Problem("too_many_words", f"Une liste a {MOST_WORDS} mots au plus, celle-ci en a {len(words)}. {KEPT}")
    for word in words:
        if len(word) > LONGEST:
            raise Problem("word_too_long", f"« {word[:LONGEST]}… » est trop long : {LONGEST} signes au plus par ligne, un mot ou une expression. {KEPT}")
        if not fold(word.removesuffix("*")):
            raise Problem("not_a_word", f"« {word} » n’est pas un mot : écrivez des lettres, et au besoin * à la fin pour toutes les terminaisons. {KEPT}")
    return words

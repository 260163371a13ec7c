"""A joint round from its proposal to its debrief: what may happen when, and whose word still holds.

    proposed → fixed → done → debriefed        proposed, fixed → cancelled
    fixed → proposed, when its days, its entrances or its parties change, or a party leaves

An acceptance is given to a revision. Whatever changes the plan makes the next revision, so that every other acceptance is to be confirmed, whether or not
the two happened at the same moment. Who changes the plan accepts what they made of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from outreach.errors import Problem


class Stage(StrEnum):
    """How far a joint round is, by the code the database keeps."""

    PROPOSED = "proposed"
    FIXED = "fixed"
    DONE = "done"
    DEBRIEFED = "debriefed"
    CANCELLED = "cancelled"


OPEN = frozenset({Stage.PROPOSED, Stage.FIXED})
"""While the plan can change."""
LEASING = frozenset({Stage.FIXED, Stage.DONE, Stage.DEBRIEFED})
"""While doors are shared, on the days of the round."""


class Answer(StrEnum):
    """What a party has said, by the code the database keeps; `TO_CONFIRM` is derived and never kept."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TO_CONFIRM = "to_confirm"


class Change(StrEnum):
    """What of a plan was changed."""

    PLAN = "plan"
    """Title, days, entrances, parties."""
    SHARES = "shares"
    """Teams, and whose share an entrance is: may be cut again while tablets are out."""


class Happened(StrEnum):
    """The kinds of events in the history."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    OFFERED = "offered"
    CHANGED = "changed"
    CUT = "cut"
    WALKED = "walked"
    """Walks were computed: the order of the shares, not the shares."""
    FIXED = "fixed"
    DONE = "done"
    DEBRIEFED = "debriefed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Word:
    """What a party said, and to which revision."""

    answer: Answer = Answer.ASKED
    revision: int | None = None


@dataclass(frozen=True)
class Standing:
    """Where a joint round stands. `words`: of every organisation that was asked, the proposing one included."""

    stage: Stage
    revision: int
    proposed_by: UUID
    words: Mapping[UUID, Word]

    def answer(self, party: UUID) -> Answer:
        """What a party's word is worth now."""
        word = self.words[party]
        return Answer.TO_CONFIRM if word.answer is Answer.ACCEPTED and word.revision != self.revision else word.answer

    @property
    def joined(self) -> frozenset[UUID]:
        """Who takes part: has accepted, even if it is to be confirmed."""
        return frozenset(party for party, word in self.words.items() if word.answer is Answer.ACCEPTED)

    @property
    def waiting(self) -> frozenset[UUID]:
        """Whose answer is missing before the round can be fixed."""
        return frozenset(party for party in self.words if self.answer(party) in (Answer.ASKED, Answer.TO_CONFIRM))


def propose(by: UUID, asked: frozenset[UUID]) -> Standing:
    """A new joint round. Raises `Problem` (`nobody_asked`) without another organisation."""
    if not asked - {by}:
        raise Problem("nobody_asked", "Une tournée commune se fait à deux organisations au moins. Choisissez avec qui. Rien n’a été enregistré.")
    words = {party: Word() for party in asked | {by}} | {by: Word(Answer.ACCEPTED, 1)}
    return Standing(Stage.PROPOSED, 1, by, words)


def accept(standing: Standing, by: UUID, seen: int) -> Standing:
    """A party accepts the revision it saw. Raises `Problem`: `joint_round_moved`, `joint_round_closed`, `unknown_joint_round`."""
    _check_open(standing, by, seen)
    return _with(standing, by, Word(Answer.ACCEPTED, standing.revision))


def decline(standing: Standing, by: UUID, seen: int, reason: str) -> Standing:
    """A party does not take part, or no more: a round that was fixed with it is to be fixed again by the others.

    Raises `Problem`: `reason_missing`, `proposer_declines`, `joint_round_moved`, `joint_round_closed`, `unknown_joint_round`.
    """
    _check_open(standing, by, seen)
    _check_reason(reason)
    if by == standing.proposed_by:
        raise Problem("proposer_declines", "Votre organisation a proposé cette tournée : annulez-la plutôt que de la décliner. Rien n’a été modifié.")
    left = _with(standing, by, Word(Answer.DECLINED))
    if standing.stage is Stage.FIXED and by in standing.joined:
        return replace(left, stage=Stage.PROPOSED, revision=standing.revision + 1)
    return left


def change(standing: Standing, by: UUID, seen: int, what: Change, asked: frozenset[UUID] | None = None) -> Standing:
    """A party changes the plan; `asked`: the parties there are from now on, if they change.

    Raises `Problem`: `has_declined`, `nobody_asked`, `joint_round_moved`, `joint_round_closed`, `unknown_joint_round`.
    """
    _check_open(standing, by, seen)
    if standing.words[by].answer is Answer.DECLINED:
        raise Problem("has_declined", "Votre organisation a décliné cette tournée. Acceptez-la d’abord, puis modifiez-la. Rien n’a été modifié.", 409)
    words = dict(standing.words)
    if asked is not None:
        parties = asked | {standing.proposed_by, by}
        if len(parties) == 1:
            raise Problem("nobody_asked", "Une tournée commune se fait à deux organisations au moins. Choisissez avec qui. Rien n’a été enregistré.")
        words = {party: words.get(party, Word()) for party in parties}
    words[by] = Word(Answer.ACCEPTED, standing.revision + 1)
    stage = standing.stage if what is Change.SHARES else Stage.PROPOSED
    return replace(standing, stage=stage, revision=standing.revision + 1, words=words)


def fix(standing: Standing, by: UUID, seen: int) -> Standing:
    """The plan holds: everybody who was asked has answered, and two at least take part.

    Raises `Problem`: `already_fixed`, `answers_missing`, `alone`, `joint_round_moved`, `joint_round_closed`, `unknown_joint_round`.
    """
    _check_open(standing, by, seen)
    if standing.stage is Stage.FIXED:
        raise Problem("already_fixed", "Cette tournée est déjà fixée. Rien n’a été modifié.", 409)
    if standing.waiting:
        raise Problem(
            "answers_missing", "Une organisation n’a pas encore répondu, ou doit confirmer. Attendez sa réponse, ou retirez-la. Rien n’a été modifié."
        )
    if len(standing.joined) < 2 or by not in standing.joined:
        raise Problem("alone", "Il faut au moins deux organisations qui acceptent, dont la vôtre. Rien n’a été modifié.")
    return replace(standing, stage=Stage.FIXED)


def finish(standing: Standing, by: UUID) -> Standing:
    """The round was walked. Raises `Problem`: `not_fixed`, `unknown_joint_round`."""
    _check_party(standing, by)
    if standing.stage is not Stage.FIXED or by not in standing.joined:
        raise Problem("not_fixed", "Seule une tournée fixée peut être déclarée faite, par une organisation qui y prend part. Rien n’a été modifié.", 409)
    return replace(standing, stage=Stage.DONE)


def debrief(standing: Standing, by: UUID) -> Standing:
    """The debrief was held. Raises `Problem`: `not_done`, `unknown_joint_round`."""
    _check_party(standing, by)
    if standing.stage is not Stage.DONE or by not in standing.joined:
        raise Problem("not_done", "Le bilan se clôt une fois la tournée faite, par une organisation qui y a pris part. Rien n’a été modifié.", 409)
    return replace(standing, stage=Stage.DEBRIEFED)


def cancel(standing: Standing, by: UUID, reason: str) -> Standing:
    """Who proposed the round takes it back, with a reason. Raises `Problem`: `reason_missing`, `not_yours`, `joint_round_closed`, `unknown_joint_round`."""
    _check_party(standing, by)
    _check_stage(standing)
    _check_reason(reason)
    if by != standing.proposed_by:
        raise Problem("not_yours", "Seule l’organisation qui a proposé cette tournée l’annule : la vôtre peut la décliner. Rien n’a été modifié.", 409)
    return replace(standing, stage=Stage.CANCELLED)


def moved() -> Problem:
    """Somebody else was quicker: what they did stands, what one asked for was not written."""
    return Problem(
        "joint_round_moved",
        "Cette tournée a été modifiée pendant que vous la regardiez. Ce que l’autre a enregistré est gardé, votre demande ne l’est pas. "
        "Relisez le plan, puis recommencez.",
        409,
    )


def unknown() -> Problem:
    """For who is no party, there is no such round."""
    return Problem("unknown_joint_round", "Cette tournée commune n’existe pas, ou votre organisation n’y est pas invitée.", 404)


def _check_open(standing: Standing, by: UUID, seen: int) -> None:
    _check_party(standing, by)
    _check_stage(standing)
    if seen != standing.revision:
        raise moved()


def _check_party(standing: Standing, by: UUID) -> None:
    if by not in standing.words:
        raise unknown()


def _check_stage(standing: Standing) -> None:
    if standing.stage not in OPEN:
        raise Problem("joint_round_closed", "Cette tournée est faite ou annulée : son plan ne change plus. Rien n’a été modifié.", 409)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Problem("reason_missing", "Dites pourquoi, en une phrase : les autres organisations la liront. Rien n’a été modifié.")


def _with(standing: Standing, party: UUID, word: Word) -> Standing:
    return replace(standing, words={**standing.words, party: word})

"""What the invented teams promise, and what became of it: call-backs, referrals, days to come back. Seeded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal, TypeVar
from uuid import UUID

from outreach.domain.cases import PASSED_ON, STATES, Attempt, CaseState, Consent, Reason
from outreach.domain.moments import paris_day
from outreach.domain.outcomes import Outcome
from outreach.domain.rights import MISSING
from outreach.imports.demo.visits import Knock

Code = TypeVar("Code", Reason, Consent, CaseState)

CALL_BACKS, REFERRALS = 0.1, 0.07
"""Shares of the interviews that end with one."""
FOLLOWED, FILED, ANSWERED = 0.88, 0.8, 0.86
"""Of the rights that a household could have: followed; of those, claimed; of those, answered in the end."""
UNFILED: dict[CaseState, int] = {"declined": 5, "lost": 3}
ANSWERS: dict[CaseState, int] = {"opened": 8, "rejected": 2}
SLOTS = ("morning", "afternoon", "late_afternoon", "evening", None)
REASONS: dict[Reason, int] = {"linked": 9, "no_further": 5, "lost_sight": 3, "right_opened": 3, "moved": 1}
CONSENTS: dict[Consent, int] = {"pass_on": 7, "call_back": 2, "none": 1}
ENDS: dict[CaseState, int] = {"done": 6, "refused": 1, "lost": 2}
NEVER_FOLLOWED = 0.35
LONG = timedelta(days=75)


@dataclass(frozen=True)
class Said:
    """The standing that an entry of a case gives."""

    day: date
    state: CaseState
    due: date | None
    slot: str | None
    owned: bool
    """By who knocked; else it is the team's."""
    attempt: Attempt | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class Promise:
    """A case that began at a knock, and how it went on, each after the one before."""

    matter: Literal["call_back", "referral", "procedure", "right"]
    consent: Consent
    theme: str | None
    service: UUID | None
    identity: Mapping[str, str]
    opening: Said
    steps: Sequence[Said]


def day_to_come_back(knock: Knock, seed: int) -> date | None:
    """The day that was promised at a door that said « revenez »: most people name one."""
    random = Random(f"day {seed} {knock.entrance.key} {knock.door} {knock.at.isoformat()}")
    if knock.outcome is not Outcome.COME_BACK or random.random() > 0.8:
        return None
    return paris_day(knock.at) + timedelta(days=random.choice((1, 2, 3, 5, 7, 7, 9)))


def promise_at(knock: Knock, services: Mapping[str, Sequence[UUID]], today: date, seed: int) -> Promise | None:
    """What was promised in the interview of this knock, if anything was."""
    if knock.answers is None or knock.answers.get("consent") == "nothing":
        return None
    random = Random(f"promise {seed} {knock.entrance.key} {knock.door} {knock.at.isoformat()}")
    chance, day = random.random(), paris_day(knock.at)
    if chance < CALL_BACKS:
        return _call_back(day, today, random)
    needs = knock.answers.get("needs") or ()
    if chance < CALL_BACKS + REFERRALS and needs:
        theme = random.choice(list(needs))
        return _referral(theme, services.get(theme, ()), day, today, random)
    return None


def rights_at(knock: Knock, today: date, seed: int) -> list[Promise]:
    """The rights that are followed since the interview of this knock: most of those that a household could have, where it may be called back."""
    answers = knock.answers or {}
    if answers.get("consent") not in ("contact", "share"):
        return []
    random = Random(f"rights {seed} {knock.entrance.key} {knock.door} {knock.at.isoformat()}")
    return [_right(right, paris_day(knock.at), today, random) for right in answers.get(MISSING, ()) if random.random() < FOLLOWED]


def procedure(day: date) -> Promise:
    """The one alarm of the last weeks: nothing is known of it but that."""
    return Promise("procedure", "none", None, None, {}, Said(day, "triggered", None, None, owned=False), [])


def _call_back(day: date, today: date, random: Random) -> Promise:
    due = day + timedelta(days=random.choice((3, 7, 7, 10, 14, 21)))
    opening = Said(day, "open", due, random.choice(SLOTS), owned=random.random() < 0.75)
    return Promise("call_back", "call_back", None, None, _identity(random), opening, [step for step in _calls(opening, today, random) if step.day <= today])


def _calls(opening: Said, today: date, random: Random) -> Iterator[Said]:
    """Tried on the day or a little after, again if nobody answers, and then closed; some of late are forgotten."""
    if opening.due is None or _forgotten(opening, today, random):
        return
    day, due = opening.due + timedelta(days=random.choice((-1, 0, 0, 0, 1, 4))), opening.due
    attempts: tuple[Attempt, ...] = ("no_answer", "message", "absent")
    for _ in range(random.choice((0, 0, 1, 1, 2))):
        due = day + timedelta(days=random.choice((2, 4, 7)))
        yield Said(day, "open", due, opening.slot, opening.owned, attempt=random.choice(attempts))
        day = due
    yield Said(day, "closed", due, opening.slot, opening.owned, attempt="reached", reason=_one(REASONS, random))


def _right(right: str, day: date, today: date, random: Random) -> Promise:
    opening = Said(day, "to_claim", day + timedelta(days=random.choice((7, 7, 14))), None, owned=random.random() < 0.7)
    steps = [step for step in _claim(opening, random) if step.day <= today]
    return Promise("right", "call_back", right, None, _identity(random), opening, steps)


def _claim(opening: Said, random: Random) -> Iterator[Said]:
    """Filed in some days or weeks, answered in some weeks or months; or it goes no further."""
    day = opening.day + timedelta(days=random.choice((2, 5, 7, 9, 14, 21, 30)))
    if random.random() > FILED:
        end = _one(UNFILED, random)
        reason: Reason = "no_further" if end == "declined" else "lost_sight"
        yield Said(day + timedelta(days=20), end, opening.due, None, opening.owned, attempt="reached" if end == "declined" else "no_answer", reason=reason)
        return
    asked = day + timedelta(days=30)
    yield Said(day, "filed", asked, None, opening.owned, attempt="reached")
    if random.random() < ANSWERED:
        end = _one(ANSWERS, random)
        day += timedelta(days=random.choice((12, 20, 28, 35, 50, 65, 80)))
        yield Said(day, end, asked, None, opening.owned, attempt="reached", reason="right_opened" if end == "opened" else None)


def _referral(theme: str, services: Sequence[UUID], day: date, today: date, random: Random) -> Promise:
    consent = _one(CONSENTS, random)
    opening = Said(day, "proposed", day + timedelta(days=random.choice((7, 14, 21))), None, owned=random.random() < 0.6)
    steps = [step for step in _way(opening, consent, today, random) if step.day <= today]
    identity = {} if consent == "none" else _identity(random)
    return Promise("referral", consent, theme, random.choice(services) if services else None, identity, opening, steps)


def _way(opening: Said, consent: Consent, today: date, random: Random) -> Iterator[Said]:
    day = opening.day
    for state in STATES["referral"][1:4]:
        day += timedelta(days=random.choice((1, 2, 4, 8)))
        if _forgotten(opening, today, random):
            return
        if consent == "pass_on" or state not in PASSED_ON:
            yield Said(day, state, opening.due, None, opening.owned)
    end = _one(ENDS, random)
    reason: Reason | None = random.choice(("linked", "right_opened")) if end == "done" else "lost_sight" if end == "lost" else None
    yield Said(
        day + timedelta(days=random.choice((3, 8, 15))), end, opening.due, None, opening.owned, attempt="reached" if end != "lost" else None, reason=reason
    )


def _forgotten(opening: Said, today: date, random: Random) -> bool:
    """What waited for long was found in the list, and followed."""
    return random.random() < NEVER_FOLLOWED and today - opening.day < LONG


def _identity(random: Random) -> dict[str, str]:
    number = random.randint(10, 99)
    return {"name": f"Personne inventée {number}", "phone": f"05 00 00 00 {number}"}


def _one(weights: Mapping[Code, int], random: Random) -> Code:
    return random.choices(list(weights), list(weights.values()))[0]

"""What invented households answer to the contact form (`forms/definitions/contact.md`), with its own names and codes."""

from random import Random

from forms.instruments.isolation import CIRCLES, LONELY
from outreach.domain.rights import DISCUSSED, MISSING, NOT_ELIGIBLE, RECEIVED, WHY

Answers = dict[str, str | list[str]]

FORM = "contact"

NEEDS = {
    "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits": 22,
    "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives": 20,
    "numerique--acceder-a-des-services-en-ligne": 18,
    "numerique--maitriser-les-fondamentaux-du-numerique": 9,
    "lecture-ecriture-calcul--maitriser-le-francais": 8,
    "equipement-et-alimentation--alimentation": 12,
    "sante--acces-aux-soins": 11,
    "famille--soutien-a-la-parentalite-et-a-leducation": 8,
    "remobilisation--lien-social": 16,
    "remobilisation--activites-sportives-et-culturelles": 12,
    "equipement-et-alimentation--aide-menagere": 6,
}
RIGHTS = {"css_participation_forfaitaire": 20, "aide_logement": 18, "ppa": 15, "rsa": 13, "cheque_energie": 16, "aspa": 8, "apa": 6, "af": 9}
HELD = {"received": 40, "missing": 27, "not_eligible": 20, "unknown": 13}
"""Of a right that was talked about, in most cases; of those named here, `missing` weighs this much."""
MISSED = {"css_participation_forfaitaire": 45, "aspa": 60, "cheque_energie": 38, "af": 6}
WHYS = {"non_knowledge": 46, "non_demand": 18, "non_reception": 16, "non_proposal": 14, "unknown": 6}
SIZES = {"two": 38, "three_four": 40, "five_more": 18, "unknown": 4}
DAYS = {"monday": 1, "tuesday": 3, "wednesday": 2, "thursday": 3, "friday": 1, "saturday": 2, "any": 3}
MOMENTS = {"morning": 2, "afternoon": 3, "evening": 4, "any": 2}
CONSENT = {"count_only": 44, "contact": 38, "share": 13, "nothing": 5}


def answer_form(isolation: float, random: Random) -> Answers:
    """The coded answers of a household of an area where a share `isolation` of households shows a sign of isolation."""
    consent = _one(CONSENT, random)
    answers: Answers = {"informed": _one({"aloud": 1, "aloud_leaflet": 3}, random), "consent": consent}
    if consent == "nothing":
        return answers
    answers |= _household(random) | _circles(random.random() < isolation, random)
    answers["epices_05"] = _one({"yes": 39, "no": 54, "unknown": 7}, random)
    answers |= _several("needs", NEEDS, random) | _several(DISCUSSED, RIGHTS, random)
    answers |= _rights(answers)
    if consent in ("contact", "share"):
        answers |= _call_back(random)
    return answers


def _household(random: Random) -> Answers:
    alone = _one({"yes": 37, "no": 60, "unknown": 3}, random)
    if alone == "yes":
        return {"lives_alone": alone, "household_ages": [_one({"18_25": 6, "26_59": 44, "60_74": 27, "75_over": 23}, random)]}
    size = _one(SIZES, random)
    ages = [_one({"26_59": 70, "60_74": 22, "75_over": 8}, random)]
    if size in ("three_four", "five_more"):
        ages = [*(["under_6"] if random.random() < 0.4 else []), "6_17", "26_59"]
    return {"lives_alone": alone, "household_size": size, "household_ages": ages}


def _circles(isolated: bool, random: Random) -> Answers:  # noqa: FBT001 - one of the two kinds of household
    """Answers that `isolation_signal` reads as meant, but for the few who leave something open."""
    near = random.sample(CIRCLES, random.choice((0, 1, 1)) if isolated else random.choice((2, 3, 3, 4)))
    answers: Answers = {circle: "yes" if circle in near else "no" for circle in CIRCLES}
    answers[LONELY] = _one({"never": 15, "sometimes": 45, "often": 40} if isolated else {"never": 66, "sometimes": 34}, random)
    if random.random() < 0.05:
        answers[random.choice(CIRCLES)] = "unknown"
    if random.random() < 0.03:
        answers[LONELY] = "unknown"
    return answers


def _several(field: str, weights: dict[str, int], random: Random) -> Answers:
    """None to three codes, in the order of the form; a field left empty is absent."""
    drawn = {_one(weights, random) for _ in range(random.choice((0, 1, 1, 2, 3)))}
    return {field: [code for code in weights if code in drawn]} if drawn else {}


def _rights(answers: Answers) -> Answers:
    """What the household holds of what was talked about. Drawn apart: the draws of all else stay as they were."""
    random = Random(f"rights {sorted(answers.items())}")
    drawn = {right: _one(HELD | ({"missing": MISSED[right]} if right in MISSED else {}), random) for right in answers.get(DISCUSSED, ())}
    found: Answers = {}
    for field, held in ((RECEIVED, "received"), (MISSING, "missing"), (NOT_ELIGIBLE, "not_eligible")):
        if rights := [right for right in drawn if drawn[right] == held]:
            found[field] = rights
    return found | ({WHY: _one(WHYS, random)} if MISSING in found else {})


def _call_back(random: Random) -> Answers:
    if random.random() < 0.55:
        return {"wants_call_back": "no"}
    return {"wants_call_back": "yes", "call_back_day": _one(DAYS, random), "call_back_moment": _one(MOMENTS, random)}


def _one(weights: dict[str, int], random: Random) -> str:
    return random.choices(list(weights), list(weights.values()))[0]

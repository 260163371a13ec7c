"""Duplicates: pairs that look alike, two records side by side, and what a person decides about them."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.folding import fold
from outreach.domain.policy import Capability
from outreach.services.find_structure import Whole, whole_structure
from outreach.services.merge_structures import PARTS, forget_distinct, list_distinct, merge_structures, part_of, tell_apart
from outreach.services.propose_duplicates import propose_duplicates
from outreach.store.database import db
from outreach.store.directory_index import directory as known_directory
from outreach.store.tables import Structure
from outreach.web.access import allow
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now
from outreach.web.coordination.directory_words import code_label

MOST_PAIRS = 40
SIDES = ("first", "second")


@dataclass(frozen=True)
class Piece:
    """A stretch of a text: whether the other record says it differently."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Line:
    """One part of two records: what each says, whether they agree, and which side is proposed."""

    part: str
    first: list[Piece]
    second: list[Piece]
    same: bool
    chosen: str


@bp.get("/annuaire/doublons")
@allow(Capability.CHANGE_DIRECTORY)
def directory_duplicates() -> str:
    """Propose pairs."""
    cards = known_directory(db.session()).by_id
    pairs = [(cards[pair.first], cards[pair.second], pair) for pair in propose_duplicates(db.session()) if pair.first in cards and pair.second in cards]
    return render_template("coordination/directory_duplicates.html", pairs=pairs[:MOST_PAIRS], more=len(pairs) - MOST_PAIRS, apart=list_distinct(db.session()))


@bp.route("/annuaire/doublons/<uuid:first>/<uuid:second>", methods=["GET", "POST"])
@allow(Capability.CHANGE_DIRECTORY)
def compare_structures(first: UUID, second: UUID) -> ResponseReturnValue:
    """Two records side by side; merge them as chosen."""
    records = {"first": whole_structure(db.session(), first), "second": whole_structure(db.session(), second)}
    if request.method == "POST":
        return _merge(records)
    kept = _proposed(records)
    return render_template(
        "coordination/directory_compare.html",
        records=records,
        kept=kept,
        lines=[line for part in PARTS if (line := _line(part, records, kept)) is not None],
    )


@bp.post("/annuaire/doublons/<uuid:first>/<uuid:second>/distinctes")
@allow(Capability.CHANGE_DIRECTORY)
def tell_structures_apart(first: UUID, second: UUID) -> ResponseReturnValue:
    """Remember that they are not the same."""
    tell_apart(db.session(), first, second)
    flash(_("C’est noté : ces deux fiches ne seront plus proposées ensemble."))
    return redirect(url_for("coordination.directory_duplicates"))


@bp.post("/annuaire/doublons/<uuid:first>/<uuid:second>/a-revoir")
@allow(Capability.CHANGE_DIRECTORY)
def look_again(first: UUID, second: UUID) -> ResponseReturnValue:
    """Forget that they are not the same."""
    forget_distinct(db.session(), first, second)
    flash(_("Ces deux fiches peuvent de nouveau être proposées ensemble."))
    return redirect(url_for("coordination.directory_duplicates"))


def _merge(records: dict[str, Whole]) -> ResponseReturnValue:
    side = request.form.get("garder", "")
    kept = side if side in SIDES else _proposed(records)
    other = SIDES[1 - SIDES.index(kept)]
    take = {part for part in PARTS if request.form.get(part) == other}
    shown = merge_structures(db.session(), now(), records[kept].structure.id, records[other].structure.id, take)
    told = _("« %(other)s » est réunie à « %(kept)s ». Sur sa page, « Séparer » défait la réunion.", other=records[other].structure.name, kept=shown.name)
    flash(told)
    return redirect(url_for("coordination.structure_page", structure_id=shown.id))


def _proposed(records: dict[str, Whole]) -> str:
    """The side to keep unless the person says otherwise: written by hand, then newer, then with more services."""

    def worth(side: str) -> tuple[bool, str, int]:
        whole = records[side]
        return whole.structure.edited_at is not None, whole.structure.updated_on.isoformat(), len(whole.services)

    return max(SIDES, key=worth)


def _line(part: str, records: dict[str, Whole], kept: str) -> Line | None:
    texts = {side: say_part(records[side].structure, part) for side in SIDES}
    if not any(texts.values()):
        return None
    same = part_of(records["first"].structure, part) == part_of(records["second"].structure, part)
    other = SIDES[1 - SIDES.index(kept)]
    first, second = _differences(texts["first"], texts["second"])
    return Line(part, first, second, same, kept if texts[kept] else other)


def say_part(structure: Structure, part: str) -> str:
    """One part of a record in words; empty if it says nothing there."""
    content = structure.content
    if part == "position":
        if structure.lon is None or structure.lat is None:
            return ""
        degrees = f"{structure.lat:.5f} ; {structure.lon:.5f}".replace(".", ",")
        return _("%(degrees)s (indicative)", degrees=degrees) if structure.position == "indicative" else degrees
    if part == "adresse":
        town = " ".join(filter(None, (content.get("code_postal"), content.get("commune"))))
        return "\n".join(filter(None, (content.get("adresse"), content.get("complement_adresse"), town)))
    if part == "horaires":
        return content.get("horaires_accueil") or structure.hours_text or ""
    if part == "reseaux":
        return ", ".join(code_label(code) for code in content.get("reseaux_porteurs") or ())
    return str(content.get(PARTS[part][0]) or "")


def _differences(first: str, second: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts, with the words marked that the other one has not at that place. Case and accents make no difference."""
    ours, theirs = _words(first), _words(second)
    matcher = SequenceMatcher(None, [fold(word) or word for word in ours], [fold(word) or word for word in theirs], autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        left.append(Piece("".join(ours[a:b]), kind != "equal"))
        right.append(Piece("".join(theirs[c:d]), kind != "equal"))
    return [piece for piece in left if piece.text], [piece for piece in right if piece.text]


def _words(text: str) -> list[str]:
    """Words, each with the blanks after it."""
    return [f"{part} " for part in text.replace("\n", " \n").split(" ")] if text else []

"""« Échanges »: files to and from centres that have another server. What comes in is looked at before it is taken."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from outreach.domain.audit import EventKind
from outreach.domain.exchange import PublicationFacts, read_round
from outreach.domain.exchange_seal import LARGEST, fingerprint, public_of
from outreach.domain.imported import Status
from outreach.domain.policy import Capability
from outreach.domain.retention import Clock
from outreach.domain.told_rounds import changes
from outreach.errors import Problem
from outreach.exports.exchange import Wanted, write_exchange
from outreach.services.answer_told_round import answer_told_round, find_told_round
from outreach.services.find_told_entrances import find_told_entrances
from outreach.services.known_senders import forget_sender, list_senders
from outreach.services.list_exchanges import find_received_publication, list_exchanges
from outreach.services.make_told_round import beside_own_round
from outreach.services.publish import find_publication, publications
from outreach.services.read_exchange import find_received, read_exchange
from outreach.services.receive_exchange import drop_received, receive_exchange
from outreach.services.retention_policy import find_policy
from outreach.services.take_exchange import Taken, take_exchange
from outreach.services.tellable_rounds import tellable_rounds
from outreach.services.told_news import told_news
from outreach.store.database import db
from outreach.store.exchange_keys import exchange_key
from outreach.store.tables import Publication, ReceivedPublication
from outreach.web.access import allow, scope
from outreach.web.coordination import told_words  # noqa: F401 (its words are in the templates)
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.publications import AUDIENCE_NAMES, FILES, days_of
from outreach.web.recording import record
from outreach.web.security import extend_csp

SHOWN = 5
"""Names of what was left out that a sentence lists."""


@bp.get("/echanges")
@allow(Capability.PUBLISH)
def exchanges() -> str:
    """Everything that went and came, and the two forms."""
    return _page()


@bp.post("/echanges/fichier")
@allow(Capability.PUBLISH)
def make_exchange() -> ResponseReturnValue:
    """Make a signed file of what was chosen."""
    try:
        made = write_exchange(db.session(), now(), scope(), _private(), _wanted())
    except Problem as problem:
        return _page(problem.sentence), problem.status
    record(EventKind.EXCHANGE_MADE, f"file:{made.id}")
    if made.left_out:
        names = ", ".join(f"« {one.what} »" for one in made.left_out[:SHOWN]) + (" …" if len(made.left_out) > SHOWN else "")
        flash(
            ngettext(
                "%(num)s fiche est restée ici, parce que son texte ressemble à un nom, un téléphone ou une adresse électronique : %(names)s.",
                "%(num)s fiches sont restées ici, parce que leur texte ressemble à un nom, un téléphone ou une adresse électronique : %(names)s.",
                len(made.left_out),
                names=names,
            ),
            "bad",
        )
    answer = Response(made.file, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="echange-{today()}-{str(made.id)[:8]}.palier.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/echanges/recevoir")
@allow(Capability.PUBLISH)
def receive_file() -> ResponseReturnValue:
    """Take a file in to look at it."""
    from outreach.reporting.received_publication import facts_of

    sent = request.files.get("fichier")
    try:
        content = sent.read(LARGEST + 1) if sent else b""
        if not content:
            raise Problem("no_file", _("Choisissez le fichier que l’autre organisation vous a donné."))
        reading = receive_exchange(db.session(), now(), scope(), content, facts_of)
    except Problem as problem:
        db.session.rollback()
        return _page(problem.sentence), problem.status
    return redirect(url_for("coordination.received_file", file=reading.exchange.id), 303)


@bp.get("/echanges/recu/<uuid:file>")
@allow(Capability.PUBLISH)
def received_file(file: UUID) -> ResponseReturnValue:
    """What a file would bring."""
    return _preview(file)


@bp.post("/echanges/recu/<uuid:file>/prendre")
@allow(Capability.PUBLISH)
def take_file(file: UUID) -> ResponseReturnValue:
    """Take it."""
    from outreach.reporting.received_publication import facts_of

    try:
        taken = take_exchange(db.session(), now(), scope(), file, facts_of, compared=request.form.get("compare") == "oui")
    except Problem as problem:
        db.session.rollback()
        return (_page(problem.sentence), problem.status) if problem.code != "not_compared" else (_preview(file, problem.sentence), 422)
    record(EventKind.EXCHANGE_TAKEN, f"file:{file} sender:{taken.reading.exchange.sender}")
    flash(_taken(taken))
    return redirect(url_for("coordination.exchanges"), 303)


@bp.post("/echanges/recu/<uuid:file>/ecarter")
@allow(Capability.PUBLISH)
def drop_exchange(file: UUID) -> ResponseReturnValue:
    """Throw it away."""
    drop_received(db.session(), scope(), file)
    flash(_("Le fichier est écarté. Rien n’en a été pris."))
    return redirect(url_for("coordination.exchanges"), 303)


@bp.post("/echanges/expediteurs/<uuid:sender>/oublier")
@allow(Capability.PUBLISH)
def forget_key(sender: UUID) -> ResponseReturnValue:
    """Forget a sender's key."""
    name = forget_sender(db.session(), scope(), sender)
    record(EventKind.SENDER_FORGOTTEN, f"sender:{sender}")
    flash(_("La clé de « %(name)s » est oubliée : au prochain fichier, son empreinte sera à comparer de nouveau. Ce qui a été reçu reste.", name=name))
    return redirect(url_for("coordination.exchanges"), 303)


@bp.get("/echanges/publications/<uuid:publication>")
@allow(Capability.PUBLISH)
def received_publication(publication: UUID) -> str:
    """A publication that came, beside an own one: two maps, two tables, nothing added up."""
    from outreach.reporting.publication_view import overview, read, telling_most

    kept = find_received_publication(db.session(), scope(), publication)
    released = read(kept.frozen)
    table = released.tables.get(request.args.get("indicateur", "")) or telling_most(released)
    own = publications(db.session(), scope())
    beside = _own_beside(kept, own)
    plates = [_plate(kept, kept.sender_name, table)]
    beside_table = read(find_publication(db.session(), scope(), beside.id).frozen).tables.get(table.indicator) if beside else None
    if beside and beside_table:
        plates.append(_plate(beside, _("votre organisation"), beside_table))
    return render_template(
        "coordination/exchange_publication.html",
        kept=kept,
        days=days_of,
        audiences=AUDIENCE_NAMES,
        shown=overview(released),
        table=table,
        plates=plates,
        others=own,
        beside=beside,
    )


@bp.route("/echanges/tournees/<uuid:sender>/<uuid:told>", methods=["GET", "POST"])
@allow(Capability.PUBLISH)
def told_round(sender: UUID, told: UUID) -> ResponseReturnValue:
    """A round that another deployment proposes: its days and entrances, those known here, the answer, and what became another since."""
    kept, wrong = find_told_round(db.session(), scope(), sender, told, hold=request.method == "POST"), ""
    if request.method == "POST":
        people = request.form.get("personnes", "0").strip()
        try:
            answer_told_round(
                db.session(),
                today(),
                kept,
                accepted=request.form.get("reponse") == "oui",
                people=int(people) if people.isdecimal() and len(people) < 5 else 0,
                reason=request.form.get("raison", ""),
            )
            flash(_("Votre réponse est notée. Elle partira avec le prochain fichier que vous faites pour « %(name)s ».", name=kept.sender_name))
            return redirect(url_for("coordination.told_round", sender=sender, told=told), 303)
        except Problem as problem:
            db.session.rollback()
            kept, wrong = find_told_round(db.session(), scope(), sender, told), problem.sentence
    said = read_round(kept.content)
    known = find_told_entrances(db.session(), said.entrances)
    page = render_template(
        "coordination/exchange_round.html",
        kept=kept,
        said=said,
        entrances=sorted(zip(said.entrances, known, strict=True), key=lambda one: one[1] is not None),
        unknown=sum(one is None for one in known),
        changed=changes(read_round(kept.earlier), said) if kept.earlier else None,
        beside=beside_own_round(db.session(), kept),
        typed=request.form,
        wrong=wrong,
        over=kept.ends_on < today(),
    )
    return page, 422 if wrong else 200


def _private() -> bytes:
    return exchange_key(current_app.extensions["settings"].home, scope().organisation_id)


def _page(wrong: str = "") -> str:
    senders = list_senders(db.session(), scope())
    return render_template(
        "coordination/exchanges.html",
        known=list_exchanges(db.session(), scope(), today()),
        senders=[(one, fingerprint(one.key)) for one in senders],
        own_fingerprint=fingerprint(public_of(_private())),
        made=publications(db.session(), scope()),
        rounds=tellable_rounds(db.session(), scope(), today()),
        audiences=AUDIENCE_NAMES,
        days=days_of,
        most=LARGEST // 1024 // 1024,
        wrong=wrong,
        months=find_policy(db.session(), scope().organisation_id)[Clock.EXCHANGE],
    )


def _preview(file: UUID, wrong: str = "") -> str:
    from outreach.reporting.received_publication import facts_of

    kept = find_received(db.session(), scope(), file)
    reading = read_exchange(db.session(), now(), scope(), kept.content or b"", facts_of)
    news = list(told_news(db.session(), scope(), reading.exchange.sender, reading.rounds))
    return render_template("coordination/exchange_preview.html", kept=kept, reading=reading, news=news, wrong=wrong, facts=_facts_words)


def _facts_words(facts: PublicationFacts) -> str:
    return f"{AUDIENCE_NAMES[facts.audience]} · {facts.layer} · " + str(
        _("du %(first)s au %(last)s", first=f"{facts.first:%d/%m/%Y}", last=f"{facts.last:%d/%m/%Y}")
    )


def _wanted() -> Wanted:
    chosen = [UUID(one) for one in request.form.getlist("publications") if _is_id(one)]
    rounds = [UUID(one) for one in request.form.getlist("tournees") if _is_id(one)]
    answers = request.form.get("reponses", "")
    return Wanted(chosen, request.form.get("annuaire") == "oui", rounds, UUID(answers) if _is_id(answers) else None)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _taken(taken: Taken) -> str:
    reading, sentences = taken.reading, []
    for many, one, several in (
        (len(reading.publications), "%(num)s publication", "%(num)s publications"),
        (sum(many for status, many in taken.directory.items() if status not in (Status.REFUSED, Status.UNCHANGED)), "%(num)s fiche", "%(num)s fiches"),
        (len(reading.rounds), "%(num)s tournée", "%(num)s tournées"),
        (len(reading.answers), "%(num)s réponse", "%(num)s réponses"),
    ):
        if many:
            sentences.append(ngettext(one, several, many))
    what = ", ".join(sentences) or _("rien de nouveau")
    said = [str(_("Pris du fichier de « %(name)s » : %(what)s.", name=reading.exchange.sender_name, what=what))]
    if taken.changed:
        names = ", ".join(f"« {title} »" for title in taken.changed[:SHOWN]) + (" …" if len(taken.changed) > SHOWN else "")
        said.append(str(_("A changé depuis le fichier d’avant : %(names)s. Vos propres tournées restent telles quelles.", names=names)))
    if taken.refused:
        said.append(ngettext("%(num)s ligne a été refusée.", "%(num)s lignes ont été refusées.", len(taken.refused)))
    return " ".join(said)


def _own_beside(kept: ReceivedPublication, own: Sequence[Publication]) -> Publication | None:
    """The one that was chosen, else that of the same period, else the latest."""
    asked = request.args.get("avec", "")
    if asked == "aucune":
        return None
    chosen = [one for one in own if str(one.id) == asked]
    same = [one for one in own if (one.first, one.last) == (kept.first, kept.last)]
    return next(iter([*chosen, *same, *own]), None)


def _plate(kept: Any, whose: str, table: Any) -> dict[str, Any]:  # noqa: ANN401 (reporting's, imported late)
    from outreach.reporting.publication_view import drawing, lines, total_line

    plate = drawing(table, days_of(kept))
    parts = plate.page_parts(FILES)
    extend_csp(script_src=[parts.script_hash])
    return {
        "whose": whose,
        "days": days_of(kept),
        "layer": kept.layer,
        "definition": table.definition,
        "lines": [*lines(table), total_line(table)],
        "map": {name: Markup(getattr(parts, name)) for name in ("styles", "scripts", "html", "script")},  # noqa: S704 (every text in it is escaped by maps)
        "legend": Markup(plate.legend),  # noqa: S704 (escaped by maps)
    }

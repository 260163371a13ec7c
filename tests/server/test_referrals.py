"""Referrals between organisations: what may be sent, what each side sees, and that nothing sealed outlives its time, in whatever order things happen."""

import hashlib
import hmac
import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.erasure import ErasureReason, What
from outreach.domain.moments import paris_day
from outreach.domain.referrals import ANSWERS, LINK_TRIES, WAY, Standing, Withdrawn, answered
from outreach.domain.scope import Scope
from outreach.domain.sealing import is_sealed_for_one, open_sealed, seal
from outreach.errors import Problem
from outreach.services.answer_referral import answer_received, open_received
from outreach.services.apply_destruction import apply_destruction
from outreach.services.erase_entries import erase_entries
from outreach.services.find_destinations import find_destinations, say_who_we_are
from outreach.services.find_referrals import find_received, of_case, received
from outreach.services.open_link import Opened, WrongCode, answer_link, open_link
from outreach.services.purge_expired import purge_expired
from outreach.services.referral_figures import referral_figures
from outreach.services.send_referral import Link, Sending, renew_link, send_referral
from outreach.services.step_cases import Step, write_steps
from outreach.services.withdraw_referral import withdraw_referral
from outreach.store.tables import Case, DestructionLine, Organisation, Referral, Service, Structure
from tests.server.tablets import start
from tests.server.test_follow_ups import CALL, REFERRAL, promised
from tests.territory import Territory, add_form

NOW = datetime.now(UTC)
TODAY = paris_day(NOW)
NAME = "Canari Inventé"


class Desk:
    """Two organisations in front of each other, and a case of the first."""

    def __init__(self, session: Session, territory: Territory, case: UUID) -> None:
        self.session = session
        self.sender, self.receiver = Scope(territory.centre.id), Scope(territory.other.id)
        self.territory, self.case = territory, case

    def sending(self, **other: object) -> Sending:
        recipient = self.session.get_one(Organisation, self.receiver.organisation_id).recipient
        assert recipient is not None
        said = Sending(uuid4(), self.case, None, self.receiver.organisation_id, TODAY, seal(NAME.encode(), recipient), recipient, None)
        return replace(said, **other)  # type: ignore[arg-type]

    def by_link(self, structure: UUID, name: bytes = b"name", proof: bytes = b"proof") -> Sending:
        link = Link(hashlib.sha256(name).digest(), hashlib.sha256(proof).digest())
        return self.sending(structure=structure, organisation=None, recipient=None, link=link)

    def send(self, sending: Sending | None = None, now: datetime = NOW) -> Referral:
        return send_referral(self.session, now, self.sender, sending or self.sending())

    def standing(self) -> Case:
        self.session.expire_all()
        return self.session.get_one(Case, (self.case, self.sender.organisation_id))


@pytest.fixture
def desk(app: Flask, territory: Territory, session: Session) -> Desk:
    add_form(session)
    session.commit()
    case = promised(start(app, territory.centre.tablets[0]), REFERRAL)
    return Desk(session, territory, case)


def a_structure(session: Session, name: str = "Maison inventée") -> Structure:
    structure = Structure(id=uuid4(), key=f"test--{name}", source="test", name=name, content={}, aliases=[], updated_on=TODAY)
    session.add(structure)
    session.flush()
    return structure


def a_service(session: Session, structure: Structure) -> Service:
    service = Service(id=uuid4(), key=f"test--{structure.name}", structure_id=structure.id, name="Accueil", content={}, updated_on=TODAY)
    session.add(service)
    session.flush()
    return service


def openings(desk: Desk) -> list[UUID]:
    case = desk.session.get(Case, (desk.case, desk.sender.organisation_id), populate_existing=True)
    return [] if case is None else [case.opening_id]


def holds(desk: Desk, referral: Referral) -> None:
    """What is true whatever happened."""
    desk.session.refresh(referral)
    days = [referral.sent_on, referral.received_on, referral.contacted_on, referral.ended_on]
    known = [one for one in days if one is not None]
    assert known == sorted(known)
    assert (referral.withdrawn_on is not None) == (referral.state == "withdrawn")
    if referral.state in ("done", "refused", "withdrawn"):
        assert (referral.sealed, referral.link_digest, referral.proof_digest) == (None, None, None)
    assert (referral.sealed is None) == (referral.link_digest is None)
    assert referral.link_tries < LINK_TRIES or referral.sealed is None
    case = desk.session.get(Case, (desk.case, desk.sender.organisation_id), populate_existing=True)
    if case is not None and referral.case_id is not None:
        assert case.state in {"refused": ("proposed",), "withdrawn": ("proposed", "done")}.get(referral.state, (referral.state,))


def test_from_sending_to_done_the_case_goes_along(desk: Desk) -> None:
    referral = desk.send()
    assert (desk.standing().state, desk.standing().due) == ("sent", TODAY + timedelta(days=10))
    sealed = open_received(desk.session, NOW, desk.receiver, referral.id)
    assert open_sealed(sealed, str(desk.territory.other.identity)) == NAME.encode()
    assert desk.standing().state == "received"
    words = seal(b"mots", desk.territory.centre.recipient)
    answer_received(desk.session, NOW + timedelta(days=3), desk.receiver, referral.id, "contacted", None, words)
    assert desk.standing().due == TODAY + timedelta(days=13)
    answer_received(desk.session, NOW + timedelta(days=4), desk.receiver, referral.id, "done", None, None)
    case = desk.standing()
    assert (case.state, case.reason, case.ended_on) == ("done", "linked", TODAY + timedelta(days=4))
    (line,) = of_case(desk.session, desk.sender, desk.case)
    assert (line.referral.contacted_on, line.referral.sealed, line.referral.words) == (TODAY + timedelta(days=3), None, words)


def test_a_case_that_was_noted_as_passed_on_before_is_reminded_all_the_same(desk: Desk) -> None:
    case = desk.standing()
    write_steps(desk.session, NOW, desk.sender, [(case, Step("contacted", None, None, None), uuid4())])
    desk.send()
    assert (desk.standing().state, desk.standing().due) == ("contacted", TODAY + timedelta(days=10))


def test_a_refusal_brings_the_case_back_today(desk: Desk) -> None:
    referral = desk.send()
    with pytest.raises(Problem, match="motif"):
        answer_received(desk.session, NOW, desk.receiver, referral.id, "refused", None, None)
    answer_received(desk.session, NOW + timedelta(days=2), desk.receiver, referral.id, "refused", "full", None)
    assert (desk.standing().state, desk.standing().due, desk.standing().ended_on) == ("proposed", TODAY + timedelta(days=2), None)
    assert desk.send(desk.sending(), NOW + timedelta(days=2)).state == "sent"


@pytest.mark.parametrize(
    ("said", "code"), [(CALL, "not_a_referral"), (REFERRAL | {"consent": "none"}, "no_consent"), (REFERRAL | {"consent": "call_back"}, "no_consent")]
)
def test_without_consent_nothing_is_sent(app: Flask, desk: Desk, said: dict[str, str], code: str) -> None:
    case = promised(start(app, desk.territory.centre.tablets[0]), said)
    with pytest.raises(Problem) as refused:
        desk.send(desk.sending(case=case))
    assert refused.value.code == code
    assert desk.session.scalars(select(Referral)).all() == []


def test_consent_covers_one_structure(app: Flask, desk: Desk) -> None:
    chosen, other = a_structure(desk.session), a_structure(desk.session, "Autre maison inventée")
    chosen_id, other_id, service = chosen.id, other.id, str(a_service(desk.session, chosen).id)
    say_who_we_are(desk.session, TODAY, desk.receiver, chosen.id, ours=True)
    with pytest.raises(Problem, match="Une autre organisation"):
        say_who_we_are(desk.session, TODAY, desk.sender, chosen.id, ours=True)
    desk.session.commit()
    case = promised(start(app, desk.territory.centre.tablets[0]), REFERRAL | {"service": service})
    first = find_destinations(desk.session, desk.sender, desk.session.get_one(Case, (case, desk.sender.organisation_id)))[0]
    assert (first.structure, first.organisation, first.agreed) == (chosen_id, desk.receiver.organisation_id, True)
    link = desk.by_link(other_id)
    with pytest.raises(Problem) as refused:
        desk.send(replace(link, case=case, agreed_on=None))
    assert refused.value.code == "other_structure"
    sent = desk.send(desk.sending(case=case, structure=chosen_id, organisation=None, agreed_on=None))
    assert sent.receiver_id == desk.receiver.organisation_id
    with pytest.raises(Problem) as refused:
        desk.send(replace(link, case=case))
    assert refused.value.code == "already_sent"


def test_what_is_not_sealed_for_one_receiver_is_refused(desk: Desk) -> None:
    sender = desk.territory.centre.recipient
    passphrase = b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\nAAAA\n--- AAAA\n"
    for sealed in (b"en clair", seal(b"x", desk.territory.other.recipient, sender), passphrase, seal(b"x" * 20_000, sender)):
        assert len(sealed) > 16_384 or not is_sealed_for_one(sealed)
        with pytest.raises(Problem) as refused:
            desk.send(desk.sending(sealed=sealed))
        assert refused.value.code == "bad_seal"
    with pytest.raises(Problem) as refused:
        desk.send(desk.sending(recipient=sender))
    assert refused.value.code == "receiver_changed"


def test_sent_twice_is_sent_once(desk: Desk) -> None:
    sending = desk.sending()
    assert desk.send(sending).id == desk.send(sending).id
    assert len(received(desk.session, desk.receiver)) == 1


def test_each_sees_its_own(desk: Desk) -> None:
    referral = desk.send()
    assert received(desk.session, desk.sender) == []
    assert of_case(desk.session, desk.receiver, desk.case) == []
    for attempt in (
        lambda: find_received(desk.session, desk.sender, referral.id),
        lambda: open_received(desk.session, NOW, desk.sender, referral.id),
        lambda: answer_received(desk.session, NOW, desk.sender, referral.id, "done", None, None),
        lambda: withdraw_referral(desk.session, NOW, desk.receiver, desk.case, referral.id, Withdrawn.MISTAKE),
    ):
        with pytest.raises(Problem) as refused:
            attempt()
        assert refused.value.status == 404


def test_withdrawn_for_good(desk: Desk) -> None:
    referral = desk.send()
    withdraw_referral(desk.session, NOW, desk.sender, desk.case, referral.id, Withdrawn.CONSENT)
    assert (referral.state, referral.sealed, desk.standing().state, desk.standing().due) == ("withdrawn", None, "proposed", TODAY)
    for attempt in (
        lambda: open_received(desk.session, NOW, desk.receiver, referral.id),
        lambda: answer_received(desk.session, NOW, desk.receiver, referral.id, "received", None, None),
        desk.send,
    ):
        with pytest.raises(Problem, match="retiré"):
            attempt()
    assert {line.what for line in desk.session.scalars(select(DestructionLine))} == {What.REFERRAL}


def test_sent_to_the_wrong_structure_it_may_go_to_the_right_one(desk: Desk) -> None:
    withdraw_referral(desk.session, NOW, desk.sender, desk.case, desk.send().id, Withdrawn.MISTAKE)
    assert desk.send().state == "sent"


def test_erasing_the_case_withdraws_what_was_handed_on(desk: Desk) -> None:
    referral = desk.send()
    answer_received(desk.session, NOW, desk.receiver, referral.id, "received", None, seal(b"mots", desk.territory.centre.recipient))
    erase_entries(desk.session, NOW, desk.sender, [desk.standing().opening_id], ErasureReason.WITHDRAWN_BY_RESIDENT)
    desk.session.refresh(referral)
    assert (referral.state, referral.sealed, referral.words, referral.case_id) == ("withdrawn", None, None, None)
    assert received(desk.session, desk.receiver)[0].referral.received_on == TODAY


def test_an_older_database_forgets_again(desk: Desk) -> None:
    referral = desk.send()
    sealed = referral.sealed
    withdraw_referral(desk.session, NOW, desk.sender, desk.case, referral.id, Withdrawn.CONSENT)
    desk.session.commit()
    referral.sealed, referral.state, referral.withdrawn_on, referral.withdrawn_because = sealed, "sent", None, None
    desk.session.commit()
    assert apply_destruction(desk.session) == 1
    assert (referral.sealed, referral.state) == (None, "withdrawn")


def test_a_link_opens_with_its_code_alone(desk: Desk) -> None:
    sent = desk.send(desk.by_link(a_structure(desk.session).id))
    assert open_link(desk.session, NOW, b"name", b"other") == WrongCode(LINK_TRIES - 1)
    opened = open_link(desk.session, NOW, b"name", b"proof")
    assert isinstance(opened, Opened)
    assert (opened.sealed, opened.line.receiver, desk.standing().state) == (sent.sealed, "Maison inventée", "received")
    assert isinstance(answer_link(desk.session, NOW, b"name", b"other", "done", None, None), WrongCode)
    answer_link(desk.session, NOW, b"name", b"proof", "done", None, None)
    assert (desk.standing().state, sent.sealed) == ("done", None)
    with pytest.raises(Problem) as closed:
        open_link(desk.session, NOW, b"name", b"proof")
    assert closed.value.code == "link_closed"


def test_five_wrong_codes_close_a_link_and_forget_what_it_held(desk: Desk) -> None:
    sent = desk.send(desk.by_link(a_structure(desk.session).id))
    lefts = [open_link(desk.session, NOW, b"name", bytes([number])) for number in range(LINK_TRIES)]
    assert lefts == [WrongCode(left) for left in (4, 3, 2, 1, 0)]
    with pytest.raises(Problem) as closed:
        open_link(desk.session, NOW, b"name", b"proof")
    assert (closed.value.code, sent.sealed, sent.state) == ("link_closed", None, "sent")


def test_a_link_lasts_eight_days_and_a_new_one_takes_its_place(desk: Desk) -> None:
    sent = desk.send(desk.by_link(a_structure(desk.session).id))
    over = NOW + timedelta(days=8)
    assert isinstance(open_link(desk.session, over - timedelta(seconds=1), b"name", b"proof"), Opened)
    with pytest.raises(Problem):
        open_link(desk.session, over, b"name", b"proof")
    purge_expired(desk.session, over)
    assert (sent.sealed, sent.link_digest, sent.state) == (None, None, "received")
    link = Link(hashlib.sha256(b"new").digest(), hashlib.sha256(b"code").digest())
    renew_link(desk.session, over, desk.sender, desk.case, sent.id, seal(NAME.encode(), desk.territory.other.recipient), link)
    with pytest.raises(Problem):
        open_link(desk.session, over, b"name", b"proof")
    assert isinstance(open_link(desk.session, over, b"new", b"code"), Opened)
    assert desk.standing().due == TODAY + timedelta(days=18)


def test_its_time_over_only_the_figures_stay(desk: Desk) -> None:
    referral = desk.send()
    answer_received(desk.session, NOW, desk.receiver, referral.id, "contacted", None, seal(b"mots", desk.territory.centre.recipient))
    before = referral_figures(desk.session, desk.sender, TODAY, TODAY, TODAY)
    purge_expired(desk.session, NOW + timedelta(days=100))
    desk.session.refresh(referral)
    assert (referral.sealed, referral.words, referral.case_id, referral.theme) == (None, None, None, REFERRAL["theme"])
    assert referral_figures(desk.session, desk.sender, TODAY, TODAY, TODAY) == before
    purge_expired(desk.session, NOW + timedelta(days=800))
    assert desk.session.get(Case, (desk.case, desk.sender.organisation_id)) is None
    assert referral_figures(desk.session, desk.sender, TODAY, TODAY, TODAY) == before


def test_figures_tell_no_share_of_few(desk: Desk) -> None:
    for number in range(5):
        referral = desk.send()
        if number < 3:
            answer_received(desk.session, NOW + timedelta(days=number), desk.receiver, referral.id, "contacted", None, None)
        else:
            answer_received(desk.session, NOW, desk.receiver, referral.id, "refused", "full", None)
            continue
        answer_received(desk.session, NOW + timedelta(days=5), desk.receiver, referral.id, "refused", "unwilling", None)
    found = referral_figures(desk.session, desk.sender, TODAY, TODAY, TODAY)
    assert (found.sent, found.refused, found.refusals, found.contacted) == (5, 5, {"unwilling": 3, "full": 2}, 3)
    assert (found.rate, found.days_to_received, found.days_to_contact) == (0.0, 0.0, None)
    assert referral_figures(desk.session, desk.receiver, TODAY, TODAY, TODAY).sent == 0


def test_a_proof_is_made_as_the_browser_makes_it() -> None:
    """RFC 7914's scrypt, so that a link may be opened with any age and any scrypt: the vector that the browser's tests use too."""
    vector = json.loads((Path(__file__).parents[1] / "vectors" / "referral-link.json").read_text(encoding="utf-8"))
    name, secret = bytes.fromhex(vector["name"]), bytes.fromhex(vector["secret"])
    made = hashlib.scrypt(secret + vector["code"].encode(), salt=b"palier-referral-link/1" + name, n=2**16, r=8, p=1, maxmem=2**27, dklen=64)
    assert made[32:].hex() == vector["proof"]
    assert hmac.compare_digest(open_sealed(bytes.fromhex(vector["sealed"]), vector["private_key"]), vector["text"].encode())


@given(st.lists(st.sampled_from([*ANSWERS, "withdraw"]), max_size=8))
def test_a_referral_only_goes_forward(said: list[str]) -> None:
    state: Standing = "sent"
    order: dict[Standing, int] = {one: WAY.index(one) for one in WAY} | {"refused": 3, "withdrawn": 4}
    for one in said:
        before = state
        if one == "withdraw":
            state = "withdrawn"
        elif state in ("done", "refused", "withdrawn") and one != state:
            with pytest.raises(Problem):
                answered(state, one)  # type: ignore[arg-type]
        else:
            state = answered(state, one)  # type: ignore[arg-type]
        assert order[state] >= order[before]
        assert before not in ("done", "refused") or state in (before, "withdrawn")


WHAT_HAPPENS = st.sampled_from([*ANSWERS, "open", "wrong", "withdraw", "renew", "purge", "a day", "nine days", "erase"])


@dataclass
class Course:
    """A referral by link, and what happens to it."""

    desk: Desk
    referral: UUID
    now: datetime = NOW
    link: int = 0

    @property
    def name(self) -> bytes:
        return b"name%d" % self.link

    def happens(self, event: str) -> None:
        session, sender, case = self.desk.session, self.desk.sender, self.desk.case
        match event:
            case "received" | "contacted" | "done" | "refused":
                answer_link(session, self.now, self.name, b"proof", event, "full" if event == "refused" else None, None)
            case "open" | "wrong":
                open_link(session, self.now, self.name, b"proof" if event == "open" else b"no")
            case "withdraw":
                withdraw_referral(session, self.now, sender, case, self.referral, Withdrawn.CONSENT)
            case "renew":
                link = Link(hashlib.sha256(b"name%d" % (self.link + 1)).digest(), hashlib.sha256(b"proof").digest())
                renew_link(session, self.now, sender, case, self.referral, seal(NAME.encode(), self.desk.territory.other.recipient), link)
                self.link += 1
            case "erase":
                erase_entries(session, self.now, sender, openings(self.desk), ErasureReason.REQUEST)
            case "purge":
                purge_expired(session, self.now)
            case _:
                self.now += timedelta(days=1 if event == "a day" else 9)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(WHAT_HAPPENS, min_size=2, max_size=9))
def test_in_whatever_order_things_happen(desk: Desk, events: list[str]) -> None:
    """What was withdrawn, closed or expired opens nothing and holds nothing; the sender's case never says more than the receiver did."""
    desk.session.rollback()
    referral = desk.send(desk.by_link(a_structure(desk.session).id, b"name0"))
    course = Course(desk, referral.id)
    for event in events:
        with suppress(Problem):
            course.happens(event)
        desk.session.flush()
        holds(desk, referral)
    desk.session.rollback()

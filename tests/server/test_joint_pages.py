"""The pages of joint rounds, by forms alone as without a script: from the agreement to the decisions; and what they never tell another organisation."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.jobs.job import Result
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.sessions import write_transaction
from outreach.store.tables import CalendarMark
from outreach.web.tasks import Wish
from outreach.web.together.walks import work_out_walks
from tests.headless.test_joint_rounds import FIRST, hand_in, knock
from tests.headless.wire import door_id
from tests.server.tablets import start
from tests.server.test_follow_ups import CALL, promised
from tests.server.test_other_organisation import Things, things
from tests.server.test_web_access import PAGES
from tests.server.web import LOGINS, Office
from tests.territory import NEEDS, add_form

TODAY = paris_day(datetime.now(UTC))
START = "/tournees-communes"
BY_ITSELF = re.compile(r"[\w-]{20,}\.[\w-]+\.[\w-]+|[0-9a-f]{32}|name=\"saisie\" value=\"[\w-]+\"|\"server_time\":\"[^\"]+\"")
"""What differs from page to page of itself: tokens of forms, ids of parts of maps, the id of what a form would write, the time."""
OF_ONESELF = {"account.audit_log"}
"""Tells the reader's own reading."""
READ = {"text/html", "text/csv", "text/plain", "text/calendar", "application/json", "application/geo+json"}


def press(client: FlaskClient, address: str, **fields: object) -> str:
    """Send a form and read the page it leads to."""
    response = client.post(address, data=fields, follow_redirects=True)
    assert response.status_code == 200, response.text
    return response.text


def agreed(own: FlaskClient, other: FlaskClient, office: Office) -> None:
    press(own, f"{START}/accords", title="Convention", reference="7", valid_from="2026-01-01", parties=str(office.territory.other.id))
    page = other.get(f"{START}/accords").text
    found = re.search(r'action="([^"]+/accepter)"', page)
    assert found
    press(other, found[1])


def proposed(own: FlaskClient, office: Office) -> str:
    """The address of a joint round over all entrances, today."""
    fields = {"title": "Ensemble", "days": TODAY.isoformat(), "parties": str(office.territory.other.id), "reason": "Pour essayer."}
    response = own.post(f"{START}/proposer", data={**fields, "entrances": [str(one) for one in office.territory.entrances]})
    assert response.status_code == 302, response.text
    return response.headers["Location"]


def cut(client: FlaskClient, address: str, seen: int, act: str = "save", shares: Sequence[tuple[UUID, int]] = ()) -> str:
    """Two teams with one person of each organisation, and a share each."""
    page = client.get(f"{address}/decoupage").text
    place = re.findall(r'<option value="(e:[^"]+)"', page)[0]
    plain = {"start": place, "end": place, "from": "17:00", "to": "20:00"}
    teams = {f"{name}-{number}": value for number in range(2) for name, value in {"label": f"Équipe {number}", **plain}.items()}
    chosen = {"seat-0": 0, "seat-1": 1} | {f"share-{one}": number for one, number in shares}
    return press(client, f"{address}/decoupage", seen=seen, act=act, teams=2, **teams, **chosen)


def test_hours_are_given_for_some_days_of_the_round_and_a_day_that_left_it_is_refused(
    office: Office, browser: Callable[[str], FlaskClient], neighbour: Callable[[str], FlaskClient]
) -> None:
    own, other = browser("coordinator"), neighbour("partner")
    agreed(own, other, office)
    address, first = proposed(own, office), office.territory.entrances[0]
    days = [TODAY + timedelta(days=one) for one in range(3)]
    texts = [day.isoformat() for day in days]
    plain = {"title": "Ensemble", "parties": str(office.territory.other.id), "entrances": [str(one) for one in office.territory.entrances], "details": "yes"}
    morning = {f"from-{first}-0": "08:00", f"to-{first}-0": "12:00", f"days-{first}-0": texts[:2]}
    evening = {f"from-{first}-1": "17:00", f"to-{first}-1": "18:30"}
    last = {f"from-{first}-2": "", f"to-{first}-2": "", f"days-{first}-2": texts[2]}
    page = press(own, f"{address}/modifier", seen=1, days=texts, **plain, **morning, **evening, **last)
    assert "08:00 – 12:00" in page
    assert "17:00 – 18:30" in page
    form = own.get(f"{address}/modifier").text
    assert form.count(f'name="days-{first}-0" value="') == 3
    assert form.count(f'name="from-{first}-3"') == 1, "a line is left for another"
    assert re.findall(rf'name="days-{first}-([0-9])" value="([^"]+)" checked', form) == [("0", texts[0]), ("0", texts[1]), ("2", texts[2])]
    refused = own.post(f"{address}/modifier", data={"seen": 2, "days": texts[:2], **plain, **morning, **evening, **last})
    assert "un jour qui n’est pas dans la tournée" in refused.text
    assert "(n’est plus un jour de la tournée)" in refused.text
    trimmed = press(own, f"{address}/modifier", seen=2, days=texts[1:2], **plain, **morning)
    assert re.search(r"08:00 – 12:00", trimmed)
    assert re.findall(rf'name="days-{first}-0" value="([^"]+)" checked', own.get(f"{address}/modifier").text) == texts[1:2]


def feeds_of(page: str) -> dict[str, str]:
    """By label, and under nothing for the organisation's own: the addresses that a page shows."""
    found = re.findall(r'(?:id="feed" readonly value|<a href)="(?:http://localhost)?(/[^"]+\.ics)">(?:([^<]+)</a>)?', page)
    return {label: address for address, label in found if "/calendrier/" in address}


def renewed_one_by_one(app: Flask, own: FlaskClient, other: FlaskClient, address: str) -> None:
    """What is renewed answers under its new address alone; every other stays as it was."""

    def addresses() -> dict[str, str]:
        shown = {
            f"{who} {label}": one
            for who, client in (("own", own), ("other", other))
            for page in (START, address)
            for label, one in feeds_of(client.get(page).text).items()
        }
        assert sorted(shown) == ["other ", "other Médiateur", "own ", "own Passeuse"]
        return shown

    def answers(which: dict[str, str]) -> dict[str, tuple[int, bool]]:
        found = {name: app.test_client().get(one) for name, one in which.items()}
        return {name: (one.status_code, one.get_data() == b"") for name, one in found.items()}

    first, holds, gone = addresses(), (200, False), (410, True)
    assert set(answers(first).values()) == {holds}
    press(own, f"{START}/calendrier", libelle="Passeuse", tournee=address.rsplit("/", 1)[1])
    assert answers(first) == dict.fromkeys(first, holds) | {"own Passeuse": gone}
    second = addresses()
    assert {name for name in first if first[name] != second[name]} == {"own Passeuse"}
    for _twice in range(2):
        press(other, f"{START}/calendrier")
    third = addresses()
    assert answers(second) == dict.fromkeys(second, holds) | {"other ": gone}
    assert set(answers(third).values()) == {holds}
    assert own.post(f"{START}/calendrier", data={"libelle": "Médiateur"}).status_code == 404
    with app.app_context():
        marks = db.session().scalars(select(CalendarMark.mark)).all()
    assert len(marks) == 2
    for mark in marks:
        assert app.test_client().get(f"{START}/calendrier/{mark}.ics").status_code == 404


def test_walks_of_several_days_are_told_and_taken_along_day_by_day(
    app: Flask, office: Office, settings: Settings, browser: Callable[[str], FlaskClient], neighbour: Callable[[str], FlaskClient]
) -> None:
    own, other = browser("coordinator"), neighbour("partner")
    agreed(own, other, office)
    address, entrances = proposed(own, office), office.territory.entrances
    days = [(TODAY + timedelta(days=one)).isoformat() for one in (0, 2)]
    plain = {"title": "Ensemble", "parties": str(office.territory.other.id), "entrances": [str(one) for one in entrances], "details": "yes"}
    bound = {f"days-{one}-0": days[place % 2] for place, one in enumerate(entrances)} | {f"{name}-{one}-0": "" for one in entrances for name in ("from", "to")}
    press(own, f"{address}/modifier", seen=1, days=days, **plain, **bound, **{f"required-{one}": "on" for one in entrances})
    press(own, f"{address}/personnes", people=1, labels="Passeuse")
    press(other, f"{address}/personnes", people=1, labels="Médiateur")
    assert "Jours, si ce n’est pas tous" in own.get(f"{address}/decoupage").text
    cut(own, address, 2, shares=list(zip(entrances, (0, 0, 1), strict=True)))
    wish = Wish(Scope(office.territory.centre.id), {"joint_round_id": address.rsplit("/", 1)[1]}, settings.home / "x", Steps())
    with app.test_request_context():
        work_out_walks(wish)
    page = own.get(address).text
    assert re.findall(r'name="map-day" value="([^"]*)"', page) == ["", *days]
    assert [page.count(f"parcours.gpx?jour={day}") for day in days] == [1, 1]
    whole, *each = [json.loads(own.get(f"{address}/parcours.geojson{asked}").text)["features"] for asked in ("", *(f"?jour={day}" for day in days))]
    assert [{one["properties"]["day"] for one in features} for features in each] == [{day} for day in days]
    assert len(whole) == sum(map(len, each))
    assert own.get(f"{address}/parcours.gpx?jour=demain").status_code == 200


def test_from_the_agreement_to_the_decisions(
    app: Flask, office: Office, settings: Settings, browser: Callable[[str], FlaskClient], neighbour: Callable[[str], FlaskClient]
) -> None:
    own, other = browser("coordinator"), neighbour("partner")
    assert "D’abord un accord" in own.get(START).text
    refused = own.post(
        f"{START}/proposer",
        data={"title": "x", "days": TODAY.isoformat(), "parties": str(office.territory.other.id), "entrances": str(office.territory.entrances[0])},
    )
    assert refused.status_code == 409
    agreed(own, other, office)
    ticked = press(own, f"{START}/proposer", choose="yes", title="Ensemble", neighbourhoods=str(office.territory.neighbourhoods[0]))
    assert ticked.count('name="entrances" value="') == 3
    assert len(re.findall(r'name="entrances" value="[^"]+" checked', ticked)) == 2
    assert 'value="Ensemble"' in ticked, "what was typed stays"
    drawn = press(own, f"{START}/proposer", choose="yes", outline="-0.579,44.861 -0.577,44.861 -0.577,44.863 -0.579,44.863")
    assert len(re.findall(r'name="entrances" value="[^"]+" checked', drawn)) == 1

    address = proposed(own, office)
    assert "votre réponse est attendue" in other.get(START).text
    press(own, f"{address}/personnes", people=1, labels="Passeuse")
    press(other, f"{address}/personnes", people=1, labels="Médiateur")
    assert "Plages" not in cut(own, address, 1)
    entrances = office.territory.entrances
    page = cut(own, address, 2, shares=list(zip(entrances, (0, 0, 1), strict=True)))
    assert "Équipe 0" in page
    stale = other.post(f"{address}/accepter", data={"seen": 1}, follow_redirects=True)
    assert "a été modifiée pendant que vous la regardiez" in stale.text
    press(other, f"{address}/accepter", seen=3)
    assert "Fixer la tournée" in own.get(address).text

    wish = Wish(Scope(office.territory.centre.id), {"joint_round_id": address.rsplit("/", 1)[1]}, settings.home / "x", Steps())
    with app.test_request_context():
        assert isinstance(work_out_walks(wish), Result)
    assert "3 entrées" in own.get(address).text
    for ending in ("gpx", "geojson"):
        assert own.get(f"{address}/parcours.{ending}").status_code == 200
    page = press(own, f"{address}/fixer", seen=3)
    assert "Choisir les tablettes" in page
    assert "Choisir les tablettes" not in other.get(address).text, "a partner prepares no rounds"

    feed = re.search(r'value="(http[^"]+\.ics)"', other.get(START).text)
    assert feed
    events = Calendar.from_ical(app.test_client().get(feed[1].removeprefix("http://localhost")).get_data()).walk("VEVENT")
    assert [str(one["summary"]) for one in events] == ["Ensemble (Équipe 1)"]
    assert app.test_client().get(f"{START}/calendrier/inventé.ics").status_code == 404
    renewed_one_by_one(app, own, other, address)

    tablet = start(app, office.territory.centre.tablets[0])
    knock(tablet, entrances[0], "refusal")
    hand_in(tablet)
    page = press(other, f"{address}/faite")
    assert re.search(r"Votre organisation</th><td>0</td><td>0</td>", page)
    assert re.search(r"Ensemble</th><td>1</td><td>1</td>", page)
    press(other, f"{address}/appris", text="Venir plus tôt.")
    assert "Venir plus tôt." in own.get(address).text
    page = press(own, f"{address}/decisions", text="Prévenir le gardien", owner=str(office.territory.centre.id), due_on=(TODAY + timedelta(days=9)).isoformat())
    found = re.search(rf'action="({re.escape(address)}/decisions/[^"]+)"', page)
    assert found
    refused_page = press(other, found[1], outcome="fait")
    assert "L’organisation qui s’en charge" in refused_page
    assert "close le" in press(own, found[1], outcome="Prévenu.")
    assert "bilan clos" in press(own, f"{address}/bilan")


class Steps:
    """Nobody watches, but steps are said in order."""

    def step(self, phase: str, done: int, total: int | None = None) -> None:
        assert phase
        assert total is None or done <= total


def test_a_cut_that_is_only_weighed_writes_nothing(office: Office, browser: Callable[[str], FlaskClient], neighbour: Callable[[str], FlaskClient]) -> None:
    own, other = browser("coordinator"), neighbour("coordinator")
    agreed(own, other, office)
    address = proposed(own, office)
    page = cut(own, address, 1, act="cut")
    assert len(re.findall(r'data-share="\d"', page)) == 2
    assert "Pas encore de découpage" in own.get(address).text
    told = own.post(f"{address}/decoupage", data={"act": "weigh", "teams": 2}, headers={"Accept": "application/json"}).get_json()
    assert told["minutes"] == [0, 0]


def test_what_was_typed_stays_when_another_was_quicker(office: Office, browser: Callable[[str], FlaskClient], neighbour: Callable[[str], FlaskClient]) -> None:
    own, other = browser("coordinator"), neighbour("coordinator")
    agreed(own, other, office)
    address = proposed(own, office)
    plan = {"title": "Autre titre", "days": TODAY.isoformat(), "parties": str(office.territory.other.id), "entrances": str(office.territory.entrances[0])}
    press(other, f"{address}/modifier", **plan, seen=1, reason="Une seule cage.")
    late = own.post(f"{address}/modifier", data={**plan, "title": "Mon titre", "seen": 1})
    assert late.status_code == 409
    assert "Une seule cage." in late.text
    assert 'value="Mon titre"' in late.text
    assert "Autre titre" in press(own, address + "/accepter", seen=2)


def seen_by(app: Flask, client: FlaskClient, role: str, made: Things) -> dict[str, str]:
    """Every page that a role may open, of the things of its organisation; without what changes by itself."""
    found = {}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or role not in PAGES[rule.endpoint] or rule.rule.startswith(("/api/", "/assets/", "/tablette")):
            continue
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **made.named(rule)).replace("http://localhost", "")
        response = client.get(address)
        text = response.get_data(as_text=True) if (response.mimetype or "").startswith(("text", "application/json", "application/geo+json")) else ""
        text = BY_ITSELF.sub("", text)
        found[rule.endpoint] = f"{response.status_code} {text}"
    return found


@pytest.mark.parametrize("role", sorted(LOGINS))
def test_no_page_of_a_partner_changes_with_what_was_noted(
    app: Flask, office: Office, settings: Settings, browser: Callable[[str], FlaskClient], neighbour: Callable[[str], FlaskClient], role: str
) -> None:
    """Crawled before and after the other organisation's visits, answers and promises at the entrances of a joint round: not a byte differs."""
    own, other = browser("coordinator"), neighbour("coordinator")
    agreed(own, other, office)
    address = proposed(own, office)
    press(other, f"{address}/accepter", seen=1)
    territory = office.territory
    made = things(app, territory.other, territory.other.coordinator, settings, "autre")
    made.values |= {"joint_round_id": UUID(address.rsplit("/", 1)[1])} | {
        "entrance_id": territory.entrances[0],
        "neighbourhood_id": territory.neighbourhoods[0],
    }
    with app.app_context(), write_transaction() as session:
        add_form(session)
    tablet = start(app, territory.centre.tablets[0])
    tablet.add_doors(str(territory.entrances[0]), [FIRST])
    hand_in(tablet)
    client = neighbour(role)
    seen_by(app, client, role, made)
    before = seen_by(app, client, role, made)
    door = door_id(str(territory.entrances[0]), FIRST)
    visit = tablet.visit(str(territory.entrances[0]), door, "exchange")
    tablet.answers(str(uuid4()), str(territory.entrances[0]), door, visit, {"lives_alone": "yes", "needs": NEEDS}, identity={"first_name": "Canari"})
    tablet.visit(str(territory.entrances[0]), door, "refusal")
    hand_in(tablet)
    promised(tablet, CALL)
    after = seen_by(app, client, role, made)
    assert before.keys() == after.keys()
    differing = [endpoint for endpoint in before if before[endpoint] != after[endpoint] and endpoint not in OF_ONESELF]
    assert differing == []
    assert len(before) > 3

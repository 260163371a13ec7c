"""Four rounds on the same doors: the truth that an attacker is after, and a server that holds what is left of it."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from outreach.store.database import db
from outreach.store.tables import Round, RoundDevice, RoundEntrance
from tests.chaos.entropy import seeded_entropy
from tests.conftest import Databases
from tests.headless.network import AppServer, FaultyNetwork
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import Json, b64url
from tests.headless.world import World, make_world
from tests.territory import NEEDS

ROUNDS, FLOORS, SIDES = 4, 5, 2
MINUTE = 60_000
DAY = 24 * 60 * MINUTE
MORNING = 8 * 60 * MINUTE
OPENS, ANSWERS_AGAIN, CORRECTS, ASKS = 0.55, 0.12, 0.12, 0.3

NewId = Callable[[SecondTablet], str]


def random_id(_: SecondTablet) -> str:
    """As the app makes it."""
    return str(uuid4())


@dataclass
class Lived:
    """What happened, and where its server keeps what it knows."""

    database: Path
    truth: dict[str, str] = field(default_factory=dict)
    """Answers, as they stand in the end → door."""
    withdrawn: set[str] = field(default_factory=set)


class Rounds:
    """Two tablets with a good network: each door is sent as soon as it is noted, which is the worst that can happen to what is to be parted."""

    def __init__(self, folder: Path, seed: int, new_id: NewId = random_id, told: "Callable[[Rounds, str], bool]" = lambda _rounds, _door: True) -> None:
        """`told`: what the clear part says under `counted` of answers given at this door."""
        self.dice, self.new_id, self.told = random.Random(seed), new_id, told
        with seeded_entropy(seed):
            self.world: World = make_world(Databases(folder), "sqlite", folder)
            self.server = AppServer(self.world.make_app, self.world.template)
            self.tablets = [tablet.emptied(FaultyNetwork(self.server)) for tablet in self.world.enrolled[:2]]
            self.lived = Lived(Path(self.world.template.removeprefix("sqlite:///")))
            self._draw()
            for number in range(ROUNDS):
                self._round(number)

    def _draw(self) -> None:
        first = self.tablets[0]
        for entrance in first.entrances:
            places = [(floor, number) for floor in range(FLOORS) for number in range(1, SIDES + 1)]
            first.add_doors(entrance, [{"floor": floor, "side": None, "number": number, "letter": None} for floor, number in places])
        self._send(first)

    def _new_round(self, number: int) -> str:
        centre, id_ = self.world.territory.centre, uuid4()
        with self.server.app.app_context():
            db.session.add(Round(id=id_, organisation_id=centre.id, name=f"Tournée {number}", starts_on=date(2020, 1, 1), ends_on=date(2099, 12, 31)))
            db.session.flush()
            places = [RoundEntrance(round_id=id_, entrance_id=UUID(one), position=at) for at, one in enumerate(self.tablets[0].entrances)]
            db.session.add_all([*places, *(RoundDevice(round_id=id_, device_id=UUID(tablet.bundle["device"]["id"])) for tablet in self.tablets)])
            db.session.commit()
            db.session.remove()
        return str(id_)

    def _round(self, number: int) -> None:
        id_ = self._new_round(number)
        entrances = self.tablets[0].entrances
        for tablet in self.tablets:
            # In the morning, whatever hour it is now: a round takes two hours, and no answer is of another day than its visit.
            tablet.clock_ms = (tablet.clock_ms // DAY + 40) * DAY + MORNING
            tablet.bundle = {**tablet.bundle, "rounds": [{**tablet.bundle["rounds"][0], "id": id_, "entrances": entrances}]}
        for entrance in entrances:
            doors = sorted(door for door, known in self.tablets[0].doors().items() if known[0] == entrance)
            self.dice.shuffle(doors)
            shares = (doors[::2], doors[1::2])
            for place in range(max(map(len, shares))):
                for tablet, share in zip(self.tablets, shares, strict=True):
                    if place < len(share):
                        self._knock(tablet, entrance, share[place])

    def _knock(self, tablet: SecondTablet, entrance: str, door: str) -> None:
        for other in self.tablets:
            other.clock_ms += self.dice.randint(2, 6) * MINUTE
        if self.dice.random() > OPENS:
            tablet.visit(entrance, door, "absent")
            self._send(tablet)
            return
        if self.dice.random() < CORRECTS:
            wrong = tablet.visit(entrance, door, "absent")
            visit = tablet.visit(entrance, door, "exchange", replaces=wrong)
        else:
            visit = tablet.visit(entrance, door, "exchange")
        self._send(tablet)
        self._talk(tablet, entrance, door, visit)
        self._send(tablet)

    def _talk(self, tablet: SecondTablet, entrance: str, door: str, visit: str) -> None:
        told = self.told(self, door)
        entry = tablet.answers(self.new_id(tablet), entrance, door, visit, self._said(), counted=told)
        if self.dice.random() < ASKS:
            said: Json = {"matter": "call_back", "state": "open", "consent": "call_back", "due": "2030-01-01"}
            tablet.open_case(self.new_id(tablet), str(uuid4()), entrance, door, visit, said)
        if self.dice.random() < ANSWERS_AGAIN:
            self._send(tablet)
            entry = tablet.answers(self.new_id(tablet), entrance, door, visit, self._said(), counted=told, replaces=entry)
        self.lived.truth[entry] = door

    def _said(self) -> Json:
        return {"lives_alone": self.dice.choice(["yes", "no"]), "needs": self.dice.sample(NEEDS, self.dice.randint(0, 2))}

    def _send(self, tablet: SecondTablet) -> None:
        """Each lane in requests of its own, as the app does."""
        for log in (True, False):
            batch = [entry for entry in tablet.pending() if tablet.journal[entry].clear["format"].startswith("palier-entry") == log]
            if batch:
                answer = tablet._ask("entries", {"entries": [{"id": entry, "carrier": b64url(tablet.journal[entry].carrier)} for entry in batch]})
                assert {one["status"] for one in answer["receipts"]} == {"accepted"}, answer["receipts"]
                tablet.on_server.update(batch)

"""One tablet as its team sees it: taps on the screen of the app as it is shipped, and what the screen said."""

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Error, Page

from tests.browser.chromium import until
from tests.chaos.oracle import Asked, Json, Life
from tests.chaos.proxy import KILLS, Link
from tests.chaos.stage import Stage

CODES = {"long": "2718281829", "short": "314159"}
"""The long one after a start, the short one after a lock in the stairwell."""
PATIENCE = 90
LABELS = ["Entrée 1"] * 5 + ["Entrée 2"]
ANSWERS = [("informed", "aloud"), ("consent", "contact"), ("informed", "aloud_leaflet"), ("consent", "count_only")]


class Killed(Exception):
    """The page stopped at a boundary and is gone."""


@dataclass
class Tablet:
    """One tablet: its page, what was asked of it, what its unfinished forms hold."""

    stage: Stage
    number: int
    life: Life = field(default_factory=lambda: Life(""))
    lives: list[Life] = field(default_factory=list)
    drafts: dict[str, list[Any]] = field(default_factory=dict)
    """Door → what the form there may hold. An answer on its way when the page died may be there or not."""
    at_door: str | None = None
    skew: int = 0
    counter: int = 0
    _page: Page | None = None
    _cdp: CDPSession | None = None

    @property
    def link(self) -> Link:
        return self.stage.links[self.number]

    @property
    def page(self) -> Page:
        if self._page is None or self._page.is_closed():
            self._page = self.stage.browser().new_page()
            self._cdp = self.stage.browser().new_cdp_session(self._page)
        return self._page

    @property
    def cdp(self) -> CDPSession:
        assert self.page is not None
        assert self._cdp is not None
        return self._cdp

    def begin(self) -> None:
        """As it was when it had just been enrolled."""
        self.life = Life(self.stage.devices[self.number], asked=list(self.stage.asked[self.number]))
        self.lives = [self.life]
        link = self.link
        link.faults.clear()
        link.answers.clear()
        link.under_way.clear()
        link.said.clear()
        link.offline, link.server_clock, link.setup["skew"] = False, 0, 0
        self.page.goto(f"{link.url}/chaos/blank")
        for _ in range(3):
            self.page.evaluate("(text) => chaos.put(text)", self.stage.dumps[self.number])
            if json.loads(self.page.evaluate("() => chaos.read(['device'])"))["device"]:
                break
        else:
            raise RuntimeError("the harness could not put the tablet's disk back")
        self.open()

    def enrol(self, skew: int = 0, follows: str | None = None) -> None:
        self.page.goto(self.stage.invite(self.link, skew, follows))
        self.act("choosing", **CODES)
        rows = self.page.evaluate("() => chaos.read(['device']).then(JSON.parse)")
        self.life = Life(rows["device"][0]["device"]["id"])
        self.lives.append(self.life)
        self.drafts, self.at_door = {}, None

    def renew(self, skew: int) -> None:
        """Opens a fresh link on the tablet as it is: what it holds stays."""
        self.page.goto(self.stage.invite(self.link, skew))
        until(lambda: not self.page.evaluate("() => location.hash"), PATIENCE)
        if self.shows("locked"):
            self.unlocked(self.act("unlock", **CODES))

    def open(self) -> None:
        """A start of the app, and the code. A form that was on screen comes back with what it held."""
        self.page.goto(f"{self.link.url}/tablette/")
        self.unlocked(self.act("unlock", **CODES))

    def check_draft(self, shown: Json) -> None:
        """An unfinished form holds what the screen said was kept."""
        if self.at_door in self.drafts and "draft" in shown:
            possible = self.drafts[self.at_door]
            assert shown["draft"] in possible, f"the form holds {shown['draft']}, the screen had said that it keeps {possible}"

    # -- what a person does ------------------------------------------------------------------------------------------

    def unlocked(self, shown: str) -> None:
        """A form that was on screen comes back with what it held."""
        if shown == "interview":
            self.check_draft(self.act("given"))

    def note(self, label: str, door: int, outcome: str, slot: int) -> None:
        result = self.act("note", label=label, door=door, outcome=outcome, slot=slot)
        if result.get("form"):
            self._form_opens(self.life.asked[-1])

    def correct(self, label: str, door: int, outcome: str | None, slot: int) -> None:
        result = self.act("correct", label=label, door=door, outcome=outcome, slot=slot)
        if "nothing" not in result:
            # A form begun at the corrected visit goes with it.
            self.drafts.pop(result["door"], None)
        if result.get("form"):
            self._form_opens(self.life.asked[-1])

    def _form_opens(self, visit: Asked) -> None:
        self.at_door = visit.what[1]
        assert self.at_door is not None
        shown = self.act("given")["draft"]
        possible = self.drafts.get(self.at_door)
        assert possible is None or shown in possible, f"another exchange at that door opens a form that holds {shown}, not {possible}"
        self.drafts[self.at_door] = [shown]

    def answer(self, pick: int, choice: int) -> None:
        field, value = ANSWERS[(pick + choice) % len(ANSWERS)]
        result = self.act("answer", field=field, value=value)
        if "draft" in result and self.at_door in self.drafts:
            self.drafts[self.at_door] = [result["draft"]]

    def resume(self, label: str) -> None:
        if self.act("screen") == "interview":
            return
        shown = self.act("resume", label=label)
        if "draft" in shown:
            self.at_door = shown["door"]
            self.check_draft(shown)

    def finish(self) -> None:
        """Ends the form on screen by the short way. Whether it is finished or not, it holds other answers than before."""
        door = self.at_door
        if self.act("screen") != "interview":
            return
        self.drafts.pop(door or "", None)
        self.at_door = None
        self.act("finish")

    def pending_on_disk(self) -> set[str]:
        """Ids of the entries that wait here."""
        rows = json.loads(self.page.evaluate("() => chaos.read(['entries'])"))["entries"]
        return {row["id"] for row in rows if "pending" in row}

    def hand_over(self, other: "Tablet", *, told: bool) -> None:
        """A copy of what the server lacks, in a stairwell; `told`: the neighbour's digits come back."""
        given = self.act("give")
        if "text" not in given:
            return
        waiting = self.pending_on_disk()
        digits = other.act("take", text=given["text"])["digits"]
        assert digits, "a neighbour does not take a copy"
        if told:
            kept = self.act("confirm", digits=digits).get("kept", 0)
            # An exchange by itself may have brought them to the server meanwhile.
            assert kept > 0 or not waiting & self.pending_on_disk(), "the digits that a neighbour shows confirm nothing"
            if kept > 0:
                self.life.copies.setdefault(other.life.device, set()).update(waiting)

    def check_drafts(self) -> None:
        """Every form that was left unfinished can be gone on with."""
        for label in dict.fromkeys(LABELS):
            for door in sorted({tile["door"] for tile in self.act("look", label=label)["doors"]} & set(self.drafts)):
                shown = self.act("resume", label=label, door=door)
                assert "draft" in shown, f"the form begun at door {door} is gone"
                self.at_door = door
                self.check_draft(shown)

    def jump(self, seconds: int) -> None:
        self.skew += seconds * 1000
        self.link.setup["skew"] = self.skew
        self.page.evaluate("(skew) => { chaos.jump(skew); document.dispatchEvent(new Event('visibilitychange')); }", self.skew)
        # A leap forward is a long rest: the app locks itself, when it next looks.
        if self.shows("locked"):
            self.unlocked(self.act("unlock", **CODES))

    def upgrade(self) -> None:
        """Takes the new version that is offered, which starts the app again."""
        if self.act("upgrade").get("reloads"):
            until(lambda: self.shows("locked"), PATIENCE)
            self.unlocked(self.act("unlock", **CODES))

    def shows(self, screen: str) -> bool:
        with contextlib.suppress(Error):
            return bool(self.page.evaluate("(wanted) => window.chaos?.screen() === wanted", screen))
        return False

    # -- one action on the screen ------------------------------------------------------------------------------------

    def act(self, name: str, **given: Any) -> Any:
        """Does something on the screen. Raises `Killed` where the page was to stop on the way; it is gone then."""
        self.counter += 1
        self.page.evaluate("([number, name, given]) => chaos.act(number, name, given)", [self.counter, name, given])
        deadline = time.monotonic() + PATIENCE
        asked: Asked | None = None
        while time.monotonic() < deadline:
            message = self.link.wait(deadline - time.monotonic())
            if message is None:
                break
            assert "trouble" not in message, message["trouble"]
            if "asked" in message:
                asked = self._asked(message["asked"])
            elif "changing" in message and self.at_door in self.drafts:
                self.drafts[self.at_door] = [*self.drafts[self.at_door], message["changing"]]
            elif "frozen" in message:
                raise Killed
            elif message.get("done") == self.counter:
                return self._done(message, asked)
        raise TimeoutError(f"{name}: the page says nothing more")

    def _asked(self, what: Json) -> Asked:
        door = what["door"] if what["kind"] == "visit" else None
        asked = Asked((what["kind"], door, what["outcome"]))
        if what["outcome"] == "exchange":
            self.at_door = door
        (self.life.talks if what["kind"] == "answers" else self.life.asked).append(asked)
        return asked

    def _done(self, message: Json, asked: Asked | None) -> Any:
        assert "error" not in message, message["error"]
        result = message["result"]
        if asked is not None:
            asked.confirmed = "confirmed" in result
        return result

    # -- ends --------------------------------------------------------------------------------------------------------

    def crash(self) -> None:
        """The page's process is gone at once, whatever it was doing."""
        with contextlib.suppress(Error):
            self.cdp.send("Page.crash", timeout=50)
        with contextlib.suppress(Error):
            self.page.close()
        self._page = None
        self.link.said.clear()

    def lost_browser(self) -> None:
        self._page = None
        self.link.said.clear()

    def dies(self, work: Callable[[], object]) -> bool:
        """Whether the page stopped on the way."""
        try:
            work()
        except Killed:
            return True
        return False

    def evict(self, server_skew: int, notes: int) -> None:
        """Nothing of the origin remains. The tablet that takes its place says how much the server has of it."""
        self.cdp.send("Storage.clearDataForOrigin", {"origin": self.link.url, "storageTypes": "all"})
        self.page.goto(f"{self.link.url}/tablette/")
        assert self.act("screen") in {"gate", ""}
        # Nobody stands by to start a server that dies here.
        kept = [fault for fault in self.link.faults if fault[0] not in KILLS]
        self.link.faults.clear()
        self.link.faults.extend(kept)
        self.enrol(server_skew, self.life.device)
        told = self.act("before")["before"]
        wanted = f"Le serveur a {notes} note" if notes else "Le serveur n’a aucun passage noté sur elle"
        assert wanted in told, f"the server has {notes} notes of the tablet that was emptied, the next one says: {told}"

    def stop_at(self, boundary: str, time: int) -> None:
        self.page.evaluate("([at, left]) => chaos.stopAt(at, left)", [boundary, time])

    def stopped(self) -> bool:
        """Whether the page stopped after what it was doing was done, and before it was told not to."""
        return any("frozen" in message for message in self.link.said)

    def full_at(self, write: int) -> None:
        self.page.evaluate("(left) => chaos.fullAt(left)", write)

    def quota(self, size: int | None) -> None:
        given: Json = {"origin": self.link.url} | ({} if size is None else {"quotaSize": size})
        self.cdp.send("Storage.overrideQuotaForOrigin", given)

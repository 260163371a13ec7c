"""Tablets that also hand copies to each other in stairwells, and lose everything they hold."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.headless.database_dump import stored_digests
from tests.headless.journal_machine import JournalMachine, days, faults, tablets
from tests.headless.network import Fault
from tests.headless.second_tablet import Frozen, NoAnswer, SecondTablet

givers = st.sampled_from([0, 0, 1, 2])
confirmations = st.sampled_from(["right", "right", "right", "wrong", "none"])
fates = st.sampled_from(["kept", "wiped", "carried"])


class CopyMachine(JournalMachine):
    """What was confirmed outlives the tablet that noted it."""

    def __init__(self) -> None:
        super().__init__()
        self.kept_by_others: dict[str, Frozen] = {}
        self.perhaps_gone: dict[str, Frozen] = {}

    @rule(giver=givers, rank=st.integers(0, 1), day=days, at_most=st.sampled_from([2, 300]), confirmed=confirmations, then=fates, fault=faults)
    def meet(self, giver: int, rank: int, day: list[tuple[str, int, int]], at_most: int, confirmed: str, then: str, fault: Fault) -> None:
        """A day's work without a network, a copy for a neighbour (who may be of another centre), and what becomes of both tablets."""
        self.work(giver, day)
        other = [one for one in range(3) if one != giver][rank]
        self._hand_over(self.tablets[giver], self.tablets[other], at_most, confirmed)
        if then == "wiped":
            self.everything_is_wiped(giver)
        if then != "kept":
            self.carry(other, fault)

    def _hand_over(self, one: SecondTablet, other: SecondTablet, at_most: int, confirmed: str) -> None:
        text = one.give(at_most)
        digits = other.take(text)
        assert other.take(text.replace("\n", "\r\n")) == digits
        if one.bundle["organisation"] != other.bundle["organisation"]:
            assert digits == []
        before = set(one.copied)
        if confirmed == "wrong":
            assert not any(one.confirm(f"{(int(it) + 1) % 10**8:08d}") for it in digits)
            assert one.copied == before
        if confirmed == "right":
            assert all(one.confirm(it) for it in digits)

    @rule(tablet=tablets, fault=faults)
    def carry(self, tablet: int, fault: Fault) -> None:
        one = self.tablets[tablet]
        self._with(one, fault)
        try:
            one.carry()
        except NoAnswer:
            return

    @rule(carrier=tablets, giver=tablets)
    def bring_receipts_back(self, carrier: int, giver: int) -> None:
        one = self.tablets[giver]
        for receipts in self.tablets[carrier].bring_back():
            one.believe(receipts)

    @rule(tablet=tablets)
    def everything_is_wiped(self, tablet: int) -> None:
        """Of a tablet that carries nothing for others: what it had given and seen confirmed must reach the server all the same."""
        one = self.tablets[tablet]
        if one.carried:
            return
        for entry in one.journal.values():
            (self.kept_by_others if entry.id in one.copied else self.perhaps_gone)[entry.id] = entry
        self.tablets[tablet] = one.emptied(one.network)

    def _come_to_rest(self) -> None:
        for one in self.tablets:
            self._with(one, Fault.NONE)
            one.pull()
            one.carry()
        super()._come_to_rest()

    def _noted(self) -> dict[str, Frozen]:
        stored = stored_digests(self.server.url)
        arrived = {entry: frozen for entry, frozen in self.perhaps_gone.items() if entry in stored}
        return super()._noted() | self.kept_by_others | arrived

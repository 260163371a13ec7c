"""The rules of a joint round, by a machine that does whatever parties may do in any order, with stale pages too."""

from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from outreach.domain.joint_rounds import Answer, Change, Stage, Standing, accept, cancel, change, debrief, decline, finish, fix, propose
from outreach.errors import Problem

PARTIES = [UUID(int=number) for number in range(1, 5)]
WHO = st.sampled_from(PARTIES)
LATE = st.integers(0, 2)
"""How many revisions ago the page was that somebody acts from."""


class JointRoundMachine(RuleBasedStateMachine):
    """Knows, beside the rules, which revision each party last said yes to, and who changed the plan when."""

    standing: Standing

    @initialize(asked=st.frozensets(WHO, min_size=1))
    def begin(self, asked: frozenset[UUID]) -> None:
        if not asked - {PARTIES[0]}:
            with pytest.raises(Problem, match="deux organisations"):
                propose(PARTIES[0], asked)
            asked |= {PARTIES[1]}
        self.standing = propose(PARTIES[0], asked)
        self.yes = {PARTIES[0]: 1}

    def _try(self, act: Callable[[], Standing], by: UUID, late: int = 0) -> bool:
        """Do it, or see that it was refused."""
        before = self.standing
        try:
            after = act()
        except Problem:
            return False
        assert by in before.words
        assert not late, "what was seen is what is changed"
        self.standing = after
        return True

    @rule(by=WHO, late=LATE)
    def accepts(self, by: UUID, late: int) -> None:
        if self._try(lambda: accept(self.standing, by, self.standing.revision - late), by, late):
            self.yes[by] = self.standing.revision

    @rule(by=WHO, late=LATE, reason=st.sampled_from(["", " ", "Absences."]))
    def declines(self, by: UUID, late: int, reason: str) -> None:
        was = self.standing
        if self._try(lambda: decline(was, by, was.revision - late, reason), by, late):
            assert reason.strip()
            assert by != PARTIES[0]
            self.yes.pop(by, None)
            assert self.standing.stage is Stage.PROPOSED or by not in was.joined

    @rule(by=WHO, late=LATE, what=st.sampled_from(list(Change)), asked=st.none() | st.frozensets(WHO))
    def changes(self, by: UUID, late: int, what: Change, asked: frozenset[UUID] | None) -> None:
        was = self.standing
        if self._try(lambda: change(was, by, was.revision - late, what, asked if what is Change.PLAN else None), by, late):
            assert self.standing.revision == was.revision + 1
            assert self.standing.stage is (was.stage if what is Change.SHARES else Stage.PROPOSED)
            self.yes = {party: revision for party, revision in self.yes.items() if party in self.standing.words} | {by: self.standing.revision}

    @rule(by=WHO, late=LATE)
    def fixes(self, by: UUID, late: int) -> None:
        was = self.standing
        if self._try(lambda: fix(was, by, was.revision - late), by, late):
            said = {party for party in was.words if was.answer(party) is Answer.DECLINED} | {p for p, revision in self.yes.items() if revision == was.revision}
            assert said == set(was.words)
            assert len(self.standing.joined) > 1

    @rule(by=WHO)
    def ends(self, by: UUID) -> None:
        was = self.standing
        if self._try(lambda: finish(was, by), by):
            assert was.stage is Stage.FIXED
        elif self._try(lambda: debrief(was, by), by):
            assert was.stage is Stage.DONE

    @rule(by=WHO, reason=st.sampled_from(["", "Canicule."]))
    def cancels(self, by: UUID, reason: str) -> None:
        was = self.standing
        if self._try(lambda: cancel(was, by, reason), by):
            assert by == PARTIES[0]
            assert was.stage in (Stage.PROPOSED, Stage.FIXED)

    @invariant()
    def an_acceptance_holds_for_what_was_accepted(self) -> None:
        if not hasattr(self, "standing"):
            return
        for party in self.standing.words:
            answer = self.standing.answer(party)
            if answer is Answer.ACCEPTED:
                assert self.yes[party] == self.standing.revision
            elif answer is Answer.TO_CONFIRM:
                assert self.yes[party] < self.standing.revision
            else:
                assert party not in self.yes


TestJointRounds = JointRoundMachine.TestCase
TestJointRounds.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)


def test_who_was_not_asked_finds_no_round() -> None:
    standing = propose(PARTIES[0], frozenset({PARTIES[1]}))
    with pytest.raises(Problem) as raised:
        accept(standing, PARTIES[2], 1)
    assert raised.value.code == "unknown_joint_round"

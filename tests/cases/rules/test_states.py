from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.cases.rules.states import (
    OPEN_STATES,
    TRANSITIONS,
    Act,
    CaseState,
    NotNowError,
    may,
    next_state,
)

ENDED = {CaseState.UNFOUNDED, CaseState.UNDONE}


@given(st.sampled_from(CaseState), st.sampled_from(Act))
def test_an_act_leads_somewhere_or_is_refused_with_a_sentence(state, act) -> None:
    if may(state, act):
        assert next_state(state, act) is TRANSITIONS[state, act]
        return

    with pytest.raises(NotNowError, match=r"this case .+\. Go on from there\."):
        next_state(state, act)


def test_nothing_leads_out_of_an_end() -> None:
    assert {state for state, _ in TRANSITIONS} == set(CaseState) - ENDED


def test_every_state_is_reached_from_the_first() -> None:
    reached = {CaseState.OPENED}
    for _ in CaseState:
        reached |= {to for (state, _), to in TRANSITIONS.items() if state in reached}

    assert reached == set(CaseState)


def test_a_case_is_open_until_it_is_decided_or_has_ended() -> None:
    assert set(CaseState) - OPEN_STATES == {CaseState.DECIDED, *ENDED}

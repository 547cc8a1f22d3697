"""How far a question has come, and what can be done then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.questions.rules.states import (
    BETWEEN,
    OPEN_STATES,
    TRANSITIONS,
    Act,
    Desk,
    NotNowError,
    QuestionState,
    desk_of,
    may,
    next_state,
)

CLOSED = (QuestionState.ANSWERED, QuestionState.WITHDRAWN)


def test_every_state_can_be_reached_and_every_act_is_used() -> None:
    assert set(TRANSITIONS.values()) == set(QuestionState) - {QuestionState.WITH_DISTRIBUTOR}
    assert {act for _state, act in TRANSITIONS} == set(Act)


@pytest.mark.parametrize("state", sorted(CLOSED))
@pytest.mark.parametrize("act", Act)
def test_nothing_moves_a_closed_question(state: QuestionState, act: Act) -> None:
    assert not may(state, act)
    with pytest.raises(NotNowError, match="Nothing was sent: this question"):
        next_state(state, act)


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_whoever_asked_can_always_withdraw_what_is_open(state: QuestionState) -> None:
    assert next_state(state, Act.WITHDRAW) is QuestionState.WITHDRAWN


@pytest.mark.parametrize("state", sorted(BETWEEN))
def test_whatever_a_distributor_held_goes_to_the_vendor_when_it_leaves(
    state: QuestionState,
) -> None:
    assert next_state(state, Act.FALL_UP) is QuestionState.WITH_VENDOR


def test_a_question_is_relayed_once() -> None:
    relayed = next_state(QuestionState.WITH_DISTRIBUTOR, Act.RELAY)

    with pytest.raises(NotNowError, match="was passed on to the vendor already"):
        next_state(relayed, Act.RELAY)


def test_a_distributor_does_not_answer_what_it_never_had() -> None:
    with pytest.raises(NotNowError, match="waits for the vendor"):
        next_state(QuestionState.WITH_VENDOR, Act.ANSWER_BELOW)


@pytest.mark.parametrize(
    ("state", "desk"),
    [
        (QuestionState.WITH_DISTRIBUTOR, Desk.DISTRIBUTOR),
        (QuestionState.RETURNED, Desk.DISTRIBUTOR),
        (QuestionState.RELAYED, Desk.VENDOR),
        (QuestionState.WITH_VENDOR, Desk.VENDOR),
        (QuestionState.ANSWERED, None),
        (QuestionState.WITHDRAWN, None),
    ],
)
def test_a_question_lies_at_one_desk_until_it_is_closed(
    state: QuestionState, desk: Desk | None
) -> None:
    assert desk_of(state) is desk


@given(st.lists(st.sampled_from(Act)))
def test_what_went_straight_to_the_vendor_never_comes_to_a_distributor(acts: list[Act]) -> None:
    state = QuestionState.WITH_VENDOR

    for act in acts:
        if may(state, act):
            state = next_state(state, act)

        assert state not in BETWEEN

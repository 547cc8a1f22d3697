from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.notices.rules.handover import (
    WAITS,
    Fate,
    Reply,
    Stage,
    decide_fate,
    next_try_at,
)
from tests.builders import NOON

REPLIES = st.builds(
    Reply,
    stage=st.sampled_from(Stage),
    code=st.none() | st.integers(min_value=200, max_value=599),
    text=st.sampled_from(["", "5.1.1 No such user", "5.7.1 Blocked", "5.2.2 Full", "4.2.1 Later"]),
)


@pytest.mark.parametrize(
    ("stage", "code", "text", "fate"),
    [
        (Stage.SENT, 250, "Taken", Fate.HANDED_OVER),
        (Stage.SENT, None, "line broke", Fate.UNCERTAIN),
        (Stage.SENT, 451, "", Fate.RETRY),
        (Stage.SENT, 554, "5.7.1 Looks like spam", Fate.GIVEN_UP),
        (Stage.RECIPIENT, 550, "5.1.1 No such user", Fate.REFUSED),
        (Stage.RECIPIENT, 550, "No such user", Fate.REFUSED),
        (Stage.RECIPIENT, 551, "", Fate.REFUSED),
        (Stage.RECIPIENT, 550, "5.7.1 Relaying denied", Fate.RETRY),
        (Stage.RECIPIENT, 550, "5.2.2 Mailbox full", Fate.RETRY),
        (Stage.RECIPIENT, 552, "Over quota", Fate.RETRY),
        (Stage.RECIPIENT, 450, "4.2.1 Greylisted", Fate.RETRY),
        (Stage.RECIPIENT, None, "line broke", Fate.RETRY),
        (Stage.SENDER, 550, "We do not like you", Fate.RETRY),
        (Stage.SENDER, 421, "Too many", Fate.RETRY),
        (Stage.CONTENT, None, "line broke", Fate.RETRY),
        (Stage.CONTENT, 250, "odd, but nothing left", Fate.RETRY),
        (Stage.CONNECT, None, "refused", Fate.RETRY),
        (Stage.CONNECT, 535, "wrong password", Fate.RETRY),
    ],
)
def test_what_a_reply_means(stage, code, text, fate) -> None:
    assert decide_fate(Reply(stage=stage, code=code, text=text)) is fate


@given(REPLIES)
def test_only_a_refused_recipient_is_evidence_about_the_mailbox(reply) -> None:
    if decide_fate(reply) is Fate.REFUSED:
        assert reply.stage is Stage.RECIPIENT
        assert reply.code is not None
        assert reply.code >= 500


@given(REPLIES)
def test_what_may_have_arrived_is_never_tried_again(reply) -> None:
    left_without_answer = reply.stage is Stage.SENT and reply.code is None

    assert not (left_without_answer and decide_fate(reply) is Fate.RETRY)


def test_waits_grow_and_end() -> None:
    instants = [next_try_at(tries=tries, at=NOON) for tries in range(1, len(WAITS) + 2)]

    assert instants[0] == NOON + timedelta(minutes=1)
    assert instants[-2] == NOON + timedelta(days=1)
    assert instants[-1] is None
    assert list(WAITS) == sorted(WAITS)

from __future__ import annotations

import pytest

from goodstanding.notices.rules.kinds import (
    Accusation,
    NoticeKind,
    accusation_of,
    always_asks,
    is_general,
    never_asks,
)


@pytest.mark.parametrize(
    ("kind", "accusation"),
    [
        (NoticeKind.REMINDER, Accusation.NO),
        (NoticeKind.CALL_TO_ACTION, Accusation.NO),
        (NoticeKind.REQUEST_FOR_INFORMATION, Accusation.NO),
        (NoticeKind.ALLEGATION, Accusation.NOT_DECIDED),
        (NoticeKind.DECISION, Accusation.YES),
        (NoticeKind.RECEIPT, Accusation.NO),
    ],
)
def test_whether_a_notice_accuses_follows_from_its_kind(kind, accusation) -> None:
    assert accusation_of(kind) is accusation


def test_only_what_accuses_nobody_and_answers_nothing_is_general() -> None:
    general = [kind for kind in NoticeKind if is_general(kind)]

    assert general == [NoticeKind.REMINDER, NoticeKind.CALL_TO_ACTION]


@pytest.mark.parametrize("kind", NoticeKind)
def test_no_kind_both_asks_and_does_not(kind) -> None:
    assert not (always_asks(kind) and never_asks(kind))

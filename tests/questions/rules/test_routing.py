"""Which way a question goes, and what a distributor must not know of."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.questions.rules.routing import (
    WayClosedError,
    decide_way,
    notice_is_confidential,
)
from goodstanding.values.errors import InvalidValueError

WAYS = st.sets(st.uuids())


@pytest.mark.parametrize(
    ("kind", "confidential"),
    [
        (NoticeKind.REMINDER, False),
        (NoticeKind.CALL_TO_ACTION, False),
        (NoticeKind.REQUEST_FOR_INFORMATION, True),
        (NoticeKind.ALLEGATION, True),
        (NoticeKind.DECISION, True),
        (NoticeKind.RECEIPT, True),
    ],
)
def test_only_what_every_partner_may_get_is_harmless(
    *, kind: NoticeKind, confidential: bool
) -> None:
    assert notice_is_confidential(kind, of_a_case=False, to_one_person=False) is confidential


@given(kind=st.sampled_from(NoticeKind), to_one_person=st.booleans())
def test_nothing_of_a_case_is_harmless_whatever_its_kind(
    *, kind: NoticeKind, to_one_person: bool
) -> None:
    assert notice_is_confidential(kind, of_a_case=True, to_one_person=to_one_person)


@given(kind=st.sampled_from(NoticeKind), of_a_case=st.booleans())
def test_nothing_to_one_person_is_harmless(*, kind: NoticeKind, of_a_case: bool) -> None:
    assert notice_is_confidential(kind, of_a_case=of_a_case, to_one_person=True)


@given(confidential=st.booleans(), ways=WAYS)
def test_straight_to_the_vendor_is_always_open(*, confidential: bool, ways: set[UUID]) -> None:
    assert decide_way(confidential=confidential, wanted=None, open_ways=ways) is None


@given(st.uuids(), WAYS)
def test_what_is_confidential_never_goes_by_a_distributor(wanted: UUID, ways: set[UUID]) -> None:
    with pytest.raises(InvalidValueError, match="must not see this question"):
        decide_way(confidential=True, wanted=wanted, open_ways={*ways, wanted})


@given(st.uuids(), WAYS)
def test_a_question_goes_only_where_a_relationship_is_in_force(
    wanted: UUID, ways: set[UUID]
) -> None:
    assert decide_way(confidential=False, wanted=wanted, open_ways={*ways, wanted}) == wanted
    with pytest.raises(WayClosedError, match="do not buy through this distributor any more"):
        decide_way(confidential=False, wanted=wanted, open_ways=ways - {wanted})

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.accounts.errors import TieError
from goodstanding.cases.rules.people import Hands, Part, SameHandsError, require_hands

ROHAN, MISAKI, AMARA, ELENA = (UUID(int=number) for number in range(1, 5))
HANDS = Hands(
    investigator_ids=frozenset({ROHAN}),
    approving_ids=frozenset({MISAKI}),
    judged_ids=frozenset({MISAKI, AMARA}),
)


@pytest.mark.parametrize(
    ("part", "person"),
    [
        (Part.FIND, ROHAN),
        (Part.DECIDE, ROHAN),
        (Part.APPROVE, ROHAN),
        (Part.APPROVE, MISAKI),
        (Part.REVIEW, ROHAN),
        (Part.REVIEW, MISAKI),
        (Part.REVIEW, AMARA),
    ],
)
def test_nobody_checks_what_they_did(part, person) -> None:
    with pytest.raises(SameHandsError):
        require_hands(part, person, HANDS, no_tie=True)


@pytest.mark.parametrize(
    ("part", "person"),
    [(Part.FIND, MISAKI), (Part.DECIDE, AMARA), (Part.APPROVE, AMARA), (Part.REVIEW, ELENA)],
)
def test_a_fresh_pair_of_eyes_may(part, person) -> None:
    require_hands(part, person, HANDS, no_tie=True)


@given(st.sampled_from(Part), st.sampled_from([ROHAN, MISAKI, AMARA, ELENA]))
def test_somebody_with_a_tie_takes_no_part(part, person) -> None:
    with pytest.raises(TieError):
        require_hands(part, person, HANDS, no_tie=False)

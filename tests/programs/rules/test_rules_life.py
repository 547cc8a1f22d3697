"""What comes next for a draft follows from what holds for its text."""

from __future__ import annotations

import pytest

from goodstanding.programs.rules.life import Come, Stage


@pytest.mark.parametrize(
    ("right", "tried", "approved", "stage"),
    [
        (False, False, False, Stage.CHECK),
        (False, True, True, Stage.CHECK),
        (True, False, False, Stage.TRY),
        (True, True, False, Stage.APPROVE),
        (True, False, True, Stage.PUBLISH),
        (True, True, True, Stage.PUBLISH),
    ],
)
def test_the_first_thing_that_does_not_hold_is_next(
    right: bool,  # noqa: FBT001 -- a case.
    tried: bool,  # noqa: FBT001 -- a case.
    approved: bool,  # noqa: FBT001 -- a case.
    stage: Stage,
) -> None:
    assert Come(is_right=right, is_tried=tried, is_approved=approved).stage is stage

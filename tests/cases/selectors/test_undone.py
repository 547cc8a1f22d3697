"""What an appeal undid, with the day of each end."""

from __future__ import annotations

import pytest

from goodstanding.cases.selectors.undone import undone_by
from tests.builders_cases import (
    day,
    make_accused,
    make_appeal,
    make_court,
    make_decided,
    make_found,
    make_outcome,
)

pytestmark = pytest.mark.django_db


def test_a_letter_is_corrected_from_the_day_of_the_message_that_corrects_it() -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    make_decided(finding, court, "training", at=day(51), served=accused.signatory)
    appeal = make_appeal(accused, finding.case_id, at=day(52))

    undone = undone_by(make_outcome(appeal, court, at=day(60)))

    letters = [effect for effect in undone.effects if effect.room == "notices"]
    assert [(one.now, one.ended_at) for one in letters] == [
        ("Corrected by a later message", day(60))
    ]
    assert all(effect.ended_at is not None for effect in undone.effects)

"""What a campaign is doing follows from what happened; who may start it from what it asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from goodstanding.campaigns.rules.states import (
    CampaignState,
    Progress,
    RecipientState,
    Skipped,
    needs_second_officer,
)
from goodstanding.notices.rules.kinds import NoticeKind

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
DRAFT = Progress(
    returned_at=None, started_at=None, not_before=None, stopped_at=None, finished_at=None
)
STARTED = replace(DRAFT, started_at=NOW)


@pytest.mark.parametrize(
    ("progress", "state"),
    [
        (DRAFT, CampaignState.DRAFT),
        (replace(DRAFT, returned_at=NOW), CampaignState.RETURNED),
        (STARTED, CampaignState.RUNNING),
        (replace(STARTED, not_before=NOW + timedelta(seconds=1)), CampaignState.SCHEDULED),
        (replace(STARTED, not_before=NOW), CampaignState.RUNNING),
        (replace(STARTED, stopped_at=NOW), CampaignState.STOPPED),
        (replace(STARTED, stopped_at=NOW, finished_at=NOW), CampaignState.FINISHED),
    ],
)
def test_the_state_follows_from_what_happened(progress, state) -> None:
    assert progress.state(at=NOW) is state


@pytest.mark.parametrize(
    ("kind", "people", "second"),
    [
        (NoticeKind.REMINDER, 10_000, False),
        (NoticeKind.REMINDER, 10_001, True),
        (NoticeKind.CALL_TO_ACTION, 1, True),
    ],
)
def test_two_people_stand_behind_what_makes_work_for_many(kind, people, second) -> None:
    assert needs_second_officer(kind, people=people) is second


def test_whoever_is_skipped_is_in_the_state_of_that_name() -> None:
    assert {reason.value for reason in Skipped} <= {state.value for state in RecipientState}

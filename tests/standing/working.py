"""What the worker and a signatory do as time goes by, where warnings come before an end."""

from __future__ import annotations

from datetime import datetime

from goodstanding.notices.models import Notice
from goodstanding.notices.rules.outcomes import ServedBy
from goodstanding.notices.services.serving import record_service
from goodstanding.standing.jobs import sweep_each_minute, warn_every_ten_minutes
from tests.builders_authorizations import as_signatory
from tests.builders_losing import Failing, move_clock_to


def work(at: datetime) -> None:
    """Let the clock stand at an instant, and the worker do what it does each minute and ten."""
    move_clock_to(at)
    sweep_each_minute(timestamp=0)
    warn_every_ten_minutes(timestamp=0)


def read(failing: Failing, notice: Notice, *, at: datetime) -> None:
    """Let the clock stand at an instant, and the signatory read a message in the inbox."""
    move_clock_to(at)
    record_service(
        notice.pk,
        person_id=failing.counter.signatory.pk,
        how=ServedBy.INBOX,
        actor=as_signatory(failing.counter),
        at=at,
    )

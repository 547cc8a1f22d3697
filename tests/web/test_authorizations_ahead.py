"""A partner reads what becomes of an authorization when; an officer sees who was not warned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goodstanding.accounts.models import Grant
from goodstanding.notices.models import Delivery, Notice
from goodstanding.notices.rules.outcomes import ServedBy
from goodstanding.notices.services.serving import record_service
from goodstanding.standing.jobs import sweep_each_minute, warn_every_ten_minutes
from goodstanding.ui.dates import day_text
from goodstanding.values import clock
from goodstanding.values.days import local_day
from tests.builders_authorizations import as_signatory
from tests.builders_losing import Failing, make_failing, move_clock_to

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[None]:
    yield
    clock.remove_shift()


def _work(at: datetime) -> None:
    move_clock_to(at)
    sweep_each_minute(timestamp=0)
    warn_every_ten_minutes(timestamp=0)


def _day(instant: datetime) -> str:
    return day_text(local_day(instant, "Europe/Berlin"))


def _read(failing: Failing) -> None:
    record_service(
        Notice.objects.get(warnings__days=90).pk,
        person_id=failing.counter.signatory.pk,
        how=ServedBy.INBOX,
        actor=as_signatory(failing.counter),
        at=clock.now(),
    )


def _hints(client: Client, failing: Failing) -> list[str]:
    """Return what the partner reads about its authorization, line by line."""
    client.force_login(failing.counter.signatory)
    key = failing.key
    address = reverse("partner_authorizations", args=[failing.counter.program.code, key.partner_id])
    page = client.get(address).content.decode()
    return re.findall(r'<span class="hint">(.*?)</span>', page)


def _desk(client: Client, failing: Failing) -> str:
    client.force_login(failing.counter.officer)
    page = client.get(reverse("vendor_home", args=[failing.counter.program.code]))
    return " ".join(page.content.decode().split())


def test_it_says_what_happens_when_and_on_which_days_we_warn(client: Client) -> None:
    failing = make_failing(warned=True)

    hints = _hints(client, failing)

    days = [_day(failing.due_at - timedelta(days=days, hours=-2)) for days in (90, 60, 30)]
    assert hints[2:] == [
        f"If nothing changes: “Restricted” from {_day(failing.due_at)} on.",
        (
            f"If nothing changes: “Revoked” for good from {_day(failing.final_at)} on, and not "
            "before 30 days have passed since the last warning was read."
        ),
        f"We warn on {days[0]}, {days[1]}, {days[2]}.",
    ]


def test_where_no_warning_is_owed_it_names_none(client: Client) -> None:
    failing = make_failing()

    hints = _hints(client, failing)

    assert hints[-1] == f"If nothing changes: “Revoked” for good from {_day(failing.final_at)} on."


def test_nothing_happens_where_everything_is_met(client: Client) -> None:
    failing = make_failing(warned=True)
    failing.accept(at=clock.now())

    assert len(_hints(client, failing)) == 2


def test_it_says_which_warning_was_read_and_that_the_end_waits(client: Client) -> None:
    failing = make_failing(warned=True)
    first = failing.due_at - timedelta(days=90) + timedelta(hours=2)
    _work(first)
    _read(failing)
    second = failing.due_at - timedelta(days=20)
    _work(second)
    _work(failing.final_at + MINUTE)

    hints = _hints(client, failing)

    assert hints[-3:] == [
        f"We warned on {_day(first)}; it was read on {_day(first)}.",
        f"We warned on {_day(second)}; nobody has said that they have read it.",
        (
            "Its time is over. The end waits until the warnings above were read: it ends for good "
            f"on {_day(failing.final_at + 31 * DAY)} at the earliest."
        ),
    ]


def test_it_names_the_day_of_the_end_once_every_warning_was_read(client: Client) -> None:
    failing = make_failing(warned=True)
    _work(failing.final_at + MINUTE)
    _read(failing)

    hints = _hints(client, failing)

    assert hints[-1] == (
        "Its time is over. If nothing changes it ends for good on "
        f"{_day(failing.final_at + 31 * DAY)}."
    )


def test_it_names_no_day_of_a_warning_that_is_past(client: Client) -> None:
    failing = make_failing(warned=True)
    Grant.objects.update(superseded_at=clock.now())
    move_clock_to(failing.due_at - 45 * DAY)

    before = _hints(client, failing)
    _work(failing.final_at + MINUTE)
    after = _hints(client, failing)

    last = _day(failing.due_at - 30 * DAY + timedelta(hours=2))
    assert before[-2:] == ["A warning is due, and not sent yet.", f"We warn on {last}."]
    assert after[-1] == (
        "Its time is over. The end waits until every warning was sent and read: it "
        f"ends for good on {_day(failing.final_at + 31 * DAY)} at the earliest."
    )


def test_the_desk_names_a_warning_that_can_reach_nobody(client: Client) -> None:
    failing = make_failing(warned=True)
    _work(failing.due_at - timedelta(days=20))
    before = _desk(client, failing)

    Delivery.objects.update(state="refused", next_try_at=None)
    after = _desk(client, failing)

    assert "Warning that nobody has read" not in before
    assert "Warning that nobody has read: reseller" in after
    assert "It can reach nobody: serve it in another way" in after


def test_the_desk_names_a_warning_that_an_end_waits_for(client: Client) -> None:
    failing = make_failing(warned=True)
    _work(failing.due_at - timedelta(days=20))
    _work(failing.final_at + MINUTE)

    page = _desk(client, failing)

    assert "Warning that nobody has read: reseller" in page
    assert "The end waits for it: serve it in another way" in page
    notice = Notice.objects.get(warnings__days=30)
    assert reverse("vendor_message", args=[failing.counter.program.code, notice.pk]) in page

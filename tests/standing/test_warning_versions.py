"""Warnings where the rules change between them: each version asks for its own to be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from goodstanding.evidence.models import Event
from goodstanding.notices.models import AuthorizationWarning, Delivery, Notice
from goodstanding.partners.models import Authorization, EndedBy
from goodstanding.standing.models import FinalActWaiting
from goodstanding.standing.warned import warnings_not_served
from goodstanding.values import clock
from goodstanding.values.days import local_day, starts_at
from goodstanding.web.timeline import content_of
from tests.builders_losing import Failing, final_rules_text, make_failing
from tests.builders_standing import make_rules
from tests.standing.working import read, work

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[None]:
    yield
    clock.remove_shift()


@pytest.fixture
def warned() -> Failing:
    """Return an authorization whose first warning was read, and the other two were not."""
    failing = make_failing(warned=True)
    for days in (90, 60, 30):
        work(failing.due_at - days * DAY + timedelta(hours=2))
    read(failing, _warning(90), at=failing.due_at - 20 * DAY)
    return failing


def _warning(days: int) -> Notice:
    return AuthorizationWarning.objects.get(days=days).notice


def _publish(failing: Failing, *, version: int, without: tuple[int, ...] = ()) -> datetime:
    """Publish rules that take effect after the end, and return when they do."""
    effective = local_day(failing.final_at + 15 * DAY, "UTC")
    text = final_rules_text(
        failing.counter.program, version=version, effective=str(effective), warned=True
    )
    for days in without:
        text = text.replace(f"    {days} days before: warn\n", "")
    make_rules(failing.counter.program, text=text)
    return starts_at(effective, "UTC")


def _ends() -> list[tuple[str, str]]:
    rows = Authorization.objects.filter(superseded_at=None)
    return list(rows.values_list("ended_by", "final_level"))


def test_an_act_names_only_the_warnings_that_its_own_rules_ask_for(warned: Failing) -> None:
    begins_at = _publish(warned, version=2, without=(60, 30))

    work(warned.final_at + MINUTE)
    before = _ends()
    work(begins_at + MINUTE)

    Delivery.objects.update(state="refused", next_try_at=None)
    assert before == [("", "")]
    assert _ends() == [(EndedBy.RULES, "revoked")]
    content = content_of(Event.objects.get(name="authorization.lost"))
    assert (content["version"], content["warnings"]) == (2, [str(_warning(90).pk)])
    assert list(warnings_not_served(warned.counter.program.pk, at_most=9)) == []


def test_rules_replaced_at_the_instant_they_begin_ask_for_nothing(warned: Failing) -> None:
    _publish(warned, version=2)
    begins_at = _publish(warned, version=3, without=(60, 30))

    work(warned.final_at + MINUTE)
    before = FinalActWaiting.objects.count()
    work(begins_at + MINUTE)

    assert before == 1
    assert _ends() == [(EndedBy.RULES, "revoked")]
    assert content_of(Event.objects.get(name="authorization.lost"))["version"] == 3

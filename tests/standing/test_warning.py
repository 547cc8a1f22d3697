"""Each warning ahead of a test comes on its day; the final act waits until all were served."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodstanding.accounts.models import Grant
from goodstanding.evidence.models import Event, EventPrivate
from goodstanding.notices.models import AuthorizationWarning, Notice
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.services.serving import record_handover
from goodstanding.partners.models import Authorization, EndedBy
from goodstanding.programs.models import Program
from goodstanding.standing.acts_waiting import take_served
from goodstanding.standing.jobs import sweep_each_minute
from goodstanding.standing.models import FinalActWaiting
from goodstanding.standing.selectors import standing_at
from goodstanding.standing.warning import warn_due
from goodstanding.ui.dates import day_text
from goodstanding.values import clock
from goodstanding.values.days import local_day, starts_at
from goodstanding.web.timeline import content_of
from tests import builders_losing
from tests.builders_authorizations import as_officer
from tests.builders_losing import Failing, make_failing, move_clock_to
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
def failing() -> Failing:
    return make_failing(warned=True)


def _given() -> list[int]:
    return list(AuthorizationWarning.objects.order_by("-days").values_list("days", flat=True))


def _warn_and_read(failing: Failing) -> list[Notice]:
    """Let every warning come on its day, and be read a day later."""
    for days in (90, 60, 30):
        at = failing.due_at - days * DAY + timedelta(hours=2)
        work(at)
        read(failing, _warnings()[-1], at=at + DAY)
    return _warnings()


def _warnings() -> list[Notice]:
    return list(Notice.objects.filter(warnings__isnull=False).distinct().order_by("sent_at"))


def _lost() -> list[tuple[str, str, datetime | None]]:
    rows = Authorization.objects.filter(superseded_at=None)
    return list(rows.values_list("ended_by", "final_level", "valid_until"))


def _day(instant: datetime) -> str:
    return day_text(local_day(instant, "Europe/Berlin"))


def _clock_change(failing: Failing, days: int) -> timedelta:
    """Return how much longer or shorter so many local days after the end are, by the clocks."""
    day = local_day(failing.final_at, "Europe/Berlin")
    later = starts_at(day + days * DAY, "Europe/Berlin")
    return later - starts_at(day, "Europe/Berlin") - days * DAY


def _level(failing: Failing, *, at: datetime) -> str:
    standing = standing_at(failing.key, as_of=at)
    assert standing is not None
    (row,) = [row for row in standing.reasons if row.kind == "authorization"]
    return row.level or ""


def test_before_its_day_no_warning_is_sent(failing: Failing) -> None:
    work(failing.due_at - 90 * DAY - timedelta(hours=2))

    assert _given() == []
    assert not Event.objects.filter(name="authorization.warned").exists()


def test_each_warning_is_sent_once_when_its_day_comes(failing: Failing) -> None:
    given = []
    for days in (90, 60, 30):
        at = failing.due_at - days * DAY + timedelta(hours=2)
        work(at)
        work(at + timedelta(hours=1))
        given.append(_given())

    assert given == [[90], [90, 60], [90, 60, 30]]
    first, *_ = _warnings()
    assert first.text.kind == NoticeKind.CALL_TO_ACTION
    assert first.due_at == failing.due_at
    assert [one.person_id for one in first.recipients.all()] == [failing.counter.signatory.pk]
    words = first.text.to_rules()
    assert words.occasion == "This is our warning 90 days before the day of the test is over."
    assert words.what is not None
    assert words.what.detail.endswith(
        "Resell subscriptions. Not met: The partner code is accepted for every legal entity."
    )
    assert "“Restricted” from" in words.otherwise.detail
    assert (
        f"“Revoked” from {_day(failing.final_at)} on, for good, and not before 30 days have "
        "passed since our last warning was read."
    ) in words.otherwise.detail


def test_a_warning_is_on_record_with_what_it_says(failing: Failing) -> None:
    work(failing.due_at - 90 * DAY + timedelta(hours=2))

    event = Event.objects.get(name="authorization.warned")
    content = content_of(event)
    assert content["authorization_id"] == str(failing.granted.fact_id)
    assert content["days"] == [90]
    assert content["notice_id"] == str(_warnings()[0].pk)
    assert (content["unmet"], content["unknown"]) == (["code-accepted"], [])


def test_who_meets_everything_is_not_warned(failing: Failing) -> None:
    failing.accept(at=clock.now())

    work(failing.due_at - 20 * DAY)

    assert _given() == []


def test_warnings_that_are_all_due_are_one_notice(failing: Failing) -> None:
    work(failing.due_at - 20 * DAY)

    assert _given() == [90, 60, 30]
    (notice,) = _warnings()
    assert notice.text.to_rules().occasion == (
        "This one message stands for our warnings 90, 60, 30 days before the day of the test is "
        "over."
    )


def test_without_anybody_who_could_sign_they_stay_owed(failing: Failing) -> None:
    Grant.objects.update(superseded_at=clock.now())

    work(failing.final_at + MINUTE)

    assert _given() == []
    assert _lost() == [("", "", None)]


def test_with_every_warning_served_it_ends_at_the_instant(failing: Failing) -> None:
    warned = _warn_and_read(failing)

    work(failing.final_at + MINUTE)

    assert _lost() == [(EndedBy.RULES, "revoked", failing.final_at)]
    content = content_of(Event.objects.get(name="authorization.lost"))
    assert content["warnings"] == sorted(str(notice.pk) for notice in warned)


def test_the_end_waits_while_a_warning_was_not_served(failing: Failing) -> None:
    work(failing.due_at - 20 * DAY)

    work(failing.final_at + MINUTE)

    assert _lost() == [("", "", None)]
    assert _level(failing, at=failing.final_at + MINUTE) == "restricted"
    waiting = FinalActWaiting.objects.get()
    assert (waiting.authorization_id, waiting.due_at, waiting.reached_at) == (
        failing.granted.fact_id,
        failing.due_at,
        failing.final_at,
    )


def test_it_ends_when_the_days_to_act_on_the_last_warning_are_over(failing: Failing) -> None:
    work(failing.due_at - 20 * DAY)
    work(failing.final_at + MINUTE)
    read(failing, _warnings()[0], at=failing.final_at + 5 * DAY)
    ends_at = failing.final_at + 36 * DAY + _clock_change(failing, 36)

    work(ends_at - MINUTE)
    before = _lost()
    work(ends_at + MINUTE)

    assert before == [("", "", None)]
    assert _lost() == [(EndedBy.RULES, "revoked", ends_at)]
    assert not FinalActWaiting.objects.exists()


def test_whoever_reads_the_only_letter_after_the_end_has_days_to_act(failing: Failing) -> None:
    work(failing.final_at + MINUTE)
    (notice,) = _warnings()
    read(failing, notice, at=failing.final_at + 5 * DAY)
    failing.accept(at=clock.now())

    work(failing.final_at + 60 * DAY)

    assert _lost() == [("", "", None)]
    assert not FinalActWaiting.objects.exists()


def test_a_letter_after_the_test_says_that_it_is_late_and_which_day_is_the_last(
    failing: Failing,
) -> None:
    work(failing.final_at + MINUTE)

    (notice,) = _warnings()
    words = notice.text.to_rules()
    assert words.occasion == (
        "This one message comes late: it stands for our warnings that were due 90, 60, 30 days "
        "before the day of the test was over."
    )
    assert words.why is not None
    assert words.why.detail == f"The day of this test was {_day(failing.due_at - MINUTE)}."
    ends_at = failing.final_at + 31 * DAY + _clock_change(failing, 31)
    assert f"“Revoked” from {_day(ends_at)} on, for good, and not before 30 days" in (
        words.otherwise.detail
    )
    assert notice.due_at == ends_at


def test_without_a_final_level_no_warning_speaks_of_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = builders_losing.final_rules_text

    def mild(program: Program, *, terms: bool, warned: bool) -> str:
        return text(program, terms=terms, warned=warned).replace(", final: true", "")

    monkeypatch.setattr(builders_losing, "final_rules_text", mild)
    failing = make_failing(warned=True)

    work(failing.due_at - 90 * DAY + timedelta(hours=2))
    (notice,) = _warnings()
    words = notice.text.to_rules()
    work(failing.due_at + MINUTE)

    assert words.title == "an authorization of one of your locations may be restricted"
    assert words.otherwise.short == "It is restricted step by step."
    assert "for good" not in words.otherwise.detail
    assert _given() == [90]


def test_a_cure_while_the_end_waits_saves_it(failing: Failing) -> None:
    work(failing.due_at - 20 * DAY)
    work(failing.final_at + MINUTE)
    failing.accept(at=failing.final_at + MINUTE)
    read(failing, _warnings()[0], at=failing.final_at + 5 * DAY)

    work(failing.final_at + 6 * DAY)

    assert _lost() == [("", "", None)]
    assert not FinalActWaiting.objects.exists()
    assert _level(failing, at=failing.final_at + 6 * DAY) == "good"


def test_an_act_waits_no_longer_once_what_it_needs_is_met(failing: Failing) -> None:
    work(failing.due_at - 20 * DAY)
    work(failing.final_at + MINUTE)
    failing.accept(at=failing.final_at + MINUTE)

    work(failing.final_at + DAY)

    assert not FinalActWaiting.objects.exists()


def test_an_act_that_cannot_be_taken_yet_costs_no_transaction(failing: Failing) -> None:
    work(failing.due_at - 20 * DAY)
    work(failing.final_at + MINUTE)

    with CaptureQueriesContext(connection) as queries:
        take_served(at=failing.final_at + 2 * DAY)

    assert not [one for one in queries if "FOR NO KEY UPDATE" in one["sql"]]
    assert FinalActWaiting.objects.count() == 1


def test_what_can_never_be_sent_is_not_worked_out_again_and_again() -> None:
    failing = make_failing(recorded_after=timedelta(days=800), warned=True)
    move_clock_to(failing.granted.recorded_at + DAY)
    sweep_each_minute(timestamp=0)

    with CaptureQueriesContext(connection) as queries:
        warn_due(at=clock.now())

    assert not [one for one in queries if "FOR NO KEY UPDATE" in one["sql"]]


def test_without_anybody_who_could_sign_nobody_is_locked(failing: Failing) -> None:
    move_clock_to(failing.due_at - 20 * DAY)
    sweep_each_minute(timestamp=0)
    Grant.objects.update(superseded_at=clock.now())

    with CaptureQueriesContext(connection) as queries:
        warn_due(at=clock.now())

    assert not [one for one in queries if "FOR NO KEY UPDATE" in one["sql"]]


def test_a_warning_handed_over_by_an_officer_counts_as_served(failing: Failing) -> None:
    work(failing.due_at - 20 * DAY)
    at = failing.due_at - 10 * DAY
    move_clock_to(at)

    record_handover(
        _warnings()[0].pk,
        person_id=failing.counter.signatory.pk,
        shown_by="Receipt of the courier, 4711",
        actor=as_officer(failing.counter),
        at=at,
    )
    work(failing.final_at + MINUTE)

    assert _lost() == [(EndedBy.RULES, "revoked", failing.final_at)]
    event = Event.objects.get(name="notice.handed-over")
    assert content_of(event)["how"] == "by-hand"
    assert EventPrivate.objects.get(event=event).value == "Receipt of the courier, 4711"


def test_what_was_learnt_after_the_end_warns_of_nothing() -> None:
    failing = make_failing(recorded_after=timedelta(days=800), warned=True)

    work(failing.granted.recorded_at + DAY)

    assert _given() == []
    assert _lost() == [("", "", None)]


def test_an_act_is_judged_by_the_rules_of_its_instant_however_late_it_is_taken(
    failing: Failing,
) -> None:
    work(failing.due_at - 20 * DAY)
    work(failing.final_at + MINUTE)
    read(failing, _warnings()[0], at=failing.final_at + 5 * DAY)
    ends_at = failing.final_at + 36 * DAY + _clock_change(failing, 36)
    effective = local_day(ends_at + 10 * DAY, "UTC")
    text = builders_losing.final_rules_text(
        failing.counter.program, version=2, effective=str(effective), warned=True
    )
    make_rules(failing.counter.program, text=text)

    work(ends_at + 20 * DAY)

    assert _lost() == [(EndedBy.RULES, "revoked", ends_at)]
    content = content_of(Event.objects.get(name="authorization.lost"))
    assert content["version"] == 1

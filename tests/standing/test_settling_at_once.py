"""Facts and final acts exclude each other: whoever began to record before an instant counts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections

from goodstanding.evidence.services import change
from goodstanding.partners.models import Authorization, EndedBy
from goodstanding.programs.models import PackVersion
from goodstanding.standing import settling
from goodstanding.standing.engine import Row
from goodstanding.standing.final_acts import answers
from goodstanding.standing.jobs import sweep_each_minute
from goodstanding.standing.models import BulkRun, PartnerStanding, TurnAhead
from goodstanding.standing.selectors import standing_at
from goodstanding.standing.services import raise_epoch
from goodstanding.standing.settling import settle_passed, settled_by
from goodstanding.values import clock
from tests.builders import SYSTEM
from tests.builders_authorizations import as_signatory
from tests.builders_losing import Failing, make_failing, move_clock_to
from tests.builders_standing import touch

WAIT_S_MAX = 60
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[None]:
    yield
    clock.remove_shift()


class _Slow:
    """Somebody who has begun to record the code's acceptance, and takes their time."""

    def __init__(self, failing: Failing, *, cures: bool) -> None:
        self.entered_at = datetime.now(UTC)  #: No sooner than it began.
        self.recorded_at: datetime | None = None
        self._failing, self._cures = failing, cures
        self._entered, self._go_on = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._record)

    def begin(self) -> None:
        self._thread.start()
        assert self._entered.wait(WAIT_S_MAX)
        self.entered_at = datetime.now(UTC)

    def finish(self) -> None:
        self._go_on.set()
        self._thread.join(WAIT_S_MAX)
        assert not self._thread.is_alive()

    def _record(self) -> None:
        at = clock.now()
        try:
            with change(actor=as_signatory(self._failing.counter), at=at) as done:
                self.recorded_at = done.recorded_at
                self._entered.set()
                self._go_on.wait(WAIT_S_MAX)
                if self._cures:
                    self._failing.accept(at=at)
        finally:
            connections.close_all()


@contextmanager
def _begun(failing: Failing, *, cures: bool = True) -> Iterator[_Slow]:
    slow = _Slow(failing, cures=cures)
    slow.begin()
    try:
        yield slow
    finally:
        slow.finish()


def _lost(failing: Failing) -> list[str]:
    rows = Authorization.objects.filter(superseded_at=None, fact_id=failing.granted.fact_id)
    return list(rows.values_list("ended_by", flat=True))


def _pass_the_end_between(failing: Failing, slow: _Slow) -> None:
    """Move the clock so that the final instant lies after somebody began, and is over now."""
    since = datetime.now(UTC) - slow.entered_at
    move_clock_to(failing.final_at + since / 2)
    assert settled_by(at=clock.now()) < failing.final_at <= clock.now()
    assert _lost(failing) == [""]


@pytest.mark.usefixtures("committed")
def test_who_has_written_nothing_yet_is_waited_for() -> None:
    failing = make_failing()

    with _begun(failing) as slow:
        assert slow.recorded_at is not None
        assert settled_by(at=slow.recorded_at + timedelta(milliseconds=1)) <= slow.recorded_at


@pytest.mark.usefixtures("committed")
def test_a_cure_begun_in_time_saves_it_though_another_fact_is_recorded_after_the_end() -> None:
    failing = make_failing()
    counter = failing.counter

    with _begun(failing) as slow:
        _pass_the_end_between(failing, slow)
        touch(counter.partner, program=counter.program, actor=SYSTEM, at=clock.now())
        while_open = _lost(failing)
        noted = TurnAhead.objects.get().instant
    sweep_each_minute(timestamp=0)

    assert while_open == [""]
    assert noted == failing.final_at
    assert _lost(failing) == [""]
    assert not TurnAhead.objects.exists()
    standing = standing_at(failing.key, as_of=clock.now())
    assert standing is not None
    assert standing.level.name == "good"


@pytest.mark.usefixtures("committed")
def test_what_was_left_to_the_sweep_ends_where_nobody_cured_it() -> None:
    failing = make_failing()
    counter = failing.counter
    with _begun(failing, cures=False) as slow:
        _pass_the_end_between(failing, slow)
        touch(counter.partner, program=counter.program, actor=SYSTEM, at=clock.now())
        noted = TurnAhead.objects.get().instant

    sweep_each_minute(timestamp=0)

    assert noted == failing.final_at
    assert _lost(failing) == [EndedBy.RULES]


@pytest.mark.django_db
def test_what_waits_for_a_run_is_settled_once_and_again_when_it_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing = make_failing()
    move_clock_to(failing.due_at + MINUTE)
    _await_a_run(failing)
    settle_passed(at=failing.due_at + MINUTE)
    asked = list[datetime]()
    monkeypatch.setattr(settling, "answers", _noting(asked))

    ended = [settle_passed(at=failing.due_at + number * MINUTE) for number in (2, 3)]
    again = list(asked)
    move_clock_to(failing.final_at + MINUTE)
    ended.append(settle_passed(at=failing.final_at + MINUTE))

    assert again == []
    assert ended == [0, 0, 1]
    assert _lost(failing) == [EndedBy.RULES]


def _noting(asked: list[datetime]) -> Callable[..., dict[UUID, list[Row]]]:
    """Return what works out answers, and notes for which instant."""

    def noting(
        version: PackVersion, partner_ids: Sequence[UUID], *, as_of: datetime, known_at: datetime
    ) -> dict[UUID, list[Row]]:
        asked.append(as_of)
        return answers(version, partner_ids, as_of=as_of, known_at=known_at)

    return noting


def _await_a_run(failing: Failing) -> None:
    """Open a run that works on the program for a long time."""
    row = PartnerStanding.objects.get(partner=failing.counter.partner)
    assert row.pack_version_id is not None
    BulkRun.objects.create(
        program=failing.counter.program,
        epoch=raise_epoch(failing.counter.program.pk),
        pack_version_id=row.pack_version_id,
        as_of=failing.due_at,
        horizon="1:1:",
        partners=1,
        spent=timedelta(),
    )

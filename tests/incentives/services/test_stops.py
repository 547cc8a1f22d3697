from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from goodstanding.evidence.models import Event
from goodstanding.incentives.models import Hold, Pause
from goodstanding.incentives.rules.errors import StopConflictError
from goodstanding.incentives.rules.stops import Scope
from goodstanding.incentives.services.stops import end_pause, hold, pause, release
from goodstanding.values.errors import ConflictError
from goodstanding.values.keys import PartnerKey
from goodstanding.values.spans import Span
from tests.builders import NOON, SYSTEM, make_entity, make_location, make_partner, make_program
from tests.builders_incentives import a_cause

pytestmark = pytest.mark.django_db

IN_30_DAYS = NOON + timedelta(days=30)
THIRTY_DAYS = Span(NOON, IN_30_DAYS)


def make_key() -> PartnerKey:
    program = make_program()
    return PartnerKey(program.pk, make_partner(program).pk)


def names() -> list[str]:
    kinds = ("pause.", "hold.")
    found = Event.objects.order_by("seq").values_list("name", flat=True)
    return [name for name in found if name.startswith(kinds)]


def test_a_pause_is_recorded_with_its_cause_and_scope() -> None:
    key, cause = make_key(), a_cause()
    location = make_location(make_entity(make_partner()))
    scope = Scope(location_id=location.pk, incentive_type="marketing-funds")

    row = pause(key, cause_id=cause, span=THIRTY_DAYS, scope=scope, actor=SYSTEM, at=NOON)

    assert row.to_rules().scope == scope
    assert row.to_rules().cause_id == cause
    assert row.span == THIRTY_DAYS
    assert names() == ["pause.started"]


@pytest.mark.parametrize(("start", "model"), [(pause, Pause), (hold, Hold)])
def test_asking_twice_writes_once(start, model) -> None:
    key, cause = make_key(), a_cause()

    first = start(key, cause_id=cause, span=THIRTY_DAYS, actor=SYSTEM, at=NOON)
    again = start(key, cause_id=cause, span=THIRTY_DAYS, actor=SYSTEM, at=NOON + timedelta(days=2))

    assert again == first
    assert model.objects.count() == 1
    assert len(names()) == 1


@pytest.mark.parametrize(("start", "model"), [(pause, Pause), (hold, Hold)])
def test_the_same_cause_with_another_time_is_refused(start, model) -> None:
    key, cause = make_key(), a_cause()
    start(key, cause_id=cause, span=THIRTY_DAYS, actor=SYSTEM, at=NOON)

    with pytest.raises(StopConflictError, match="until another time"):
        start(key, cause_id=cause, span=Span(NOON), actor=SYSTEM, at=NOON)

    assert model.objects.get().valid_until == IN_30_DAYS


def test_a_pause_never_reaches_back() -> None:
    key = make_key()

    with pytest.raises(ConflictError, match="starts in the past"):
        pause(
            key,
            cause_id=a_cause(),
            span=Span(NOON - timedelta(microseconds=1), IN_30_DAYS),
            actor=SYSTEM,
            at=NOON,
        )

    assert not Pause.objects.exists()


def test_a_pause_ends_when_its_cause_falls_and_stays_ended() -> None:
    key, cause, later = make_key(), a_cause(), NOON + timedelta(days=10)
    pause(key, cause_id=cause, span=THIRTY_DAYS, actor=SYSTEM, at=NOON)

    ended = end_pause(cause, actor=SYSTEM, at=later)
    nothing = end_pause(cause, actor=SYSTEM, at=later)
    repeated = pause(key, cause_id=cause, span=THIRTY_DAYS, actor=SYSTEM, at=later)

    assert (len(ended), nothing) == (1, [])
    current = Pause.objects.get(superseded_at=None)
    assert (current.valid_from, current.valid_until) == (NOON, later)
    assert repeated == current
    assert names() == ["pause.started", "pause.ended"]


def test_a_pause_that_has_not_begun_never_was() -> None:
    key, cause = make_key(), a_cause()
    tomorrow = NOON + timedelta(days=1)
    pause(key, cause_id=cause, span=Span(tomorrow, IN_30_DAYS), actor=SYSTEM, at=NOON)

    end_pause(cause, actor=SYSTEM, at=NOON)

    assert not Pause.objects.filter(superseded_at=None).exists()
    assert end_pause(cause, actor=SYSTEM, at=NOON) == []


def test_a_pause_whose_time_is_over_is_left_as_it_was() -> None:
    key, cause = make_key(), a_cause()
    pause(key, cause_id=cause, span=THIRTY_DAYS, actor=SYSTEM, at=NOON)

    assert end_pause(cause, actor=SYSTEM, at=IN_30_DAYS) == []
    assert Pause.objects.get().valid_until == IN_30_DAYS


def test_releasing_one_cause_releases_no_other() -> None:
    key, one, other = make_key(), a_cause(), a_cause()
    for cause in (one, other):
        hold(key, cause_id=cause, span=Span(NOON), actor=SYSTEM, at=NOON)

    release(one, actor=SYSTEM, at=NOON + timedelta(days=1))

    held: list[UUID] = list(
        Hold.objects.filter(superseded_at=None, valid_until=None).values_list("cause_id", flat=True)
    )
    assert held == [other]
    assert names() == ["hold.placed", "hold.placed", "hold.released"]

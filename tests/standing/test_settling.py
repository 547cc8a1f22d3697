"""What a countdown ends for good is put on record at its instant, whoever comes first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from goodstanding.agreements.models import AgreementVersion
from goodstanding.agreements.services.accepting import accept
from goodstanding.evidence.models import Event
from goodstanding.partners.models import Authorization, EndedBy
from goodstanding.partners.services.authorizing import end_authorization
from goodstanding.standing.jobs import sweep_each_minute
from goodstanding.standing.selectors import standing_at, standing_now
from goodstanding.standing.services import sweep
from goodstanding.standing.settling import WAIT_MAX, settle_passed, settled_by
from goodstanding.values import clock
from goodstanding.values.days import local_day
from goodstanding.web.timeline import content_of
from tests.builders import make_entity, make_location
from tests.builders_agreements import make_signature
from tests.builders_authorizations import as_officer, as_signatory, make_granted
from tests.builders_losing import Failing, final_rules_text, make_failing, move_clock_to
from tests.builders_standing import make_rules
from tests.threads import all_at_once

ordinary = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[None]:
    yield
    clock.remove_shift()


@pytest.fixture
def failing() -> Failing:
    return make_failing()


def _lost() -> list[tuple[str, str, datetime | None]]:
    """Return what is known of each authorization: who ended it, the level, and when."""
    rows = Authorization.objects.filter(superseded_at=None).order_by("valid_from")
    return list(rows.values_list("ended_by", "final_level", "valid_until"))


def _level(failing: Failing, *, at: datetime, known_at: datetime | None = None) -> tuple[str, str]:
    """Return the level of the authorization, and the note of its row."""
    standing = standing_at(failing.key, as_of=at, known_at=known_at)
    assert standing is not None
    (row,) = [row for row in standing.reasons if row.kind == "authorization"]
    return row.level or "", row.note or ""


@ordinary
def test_a_countdown_that_comes_to_a_final_level_is_an_act_on_record(failing: Failing) -> None:
    at = failing.final_at + MINUTE
    move_clock_to(at)

    ended = settle_passed(at=at)

    assert ended == 1
    assert _lost() == [(EndedBy.RULES, "revoked", failing.final_at)]
    last = local_day(failing.final_at - MINUTE, "Europe/Berlin")
    assert Authorization.objects.get(superseded_at=None).until_on == last
    event = Event.objects.get(name="authorization.lost")
    assert event.actor == "system:sweep"
    content = content_of(event)
    assert content["level"] == "revoked"
    assert content["until_on"] == last.isoformat()
    assert (content["have"], content["need"]) == (0, 1)
    assert content["unmet"] == ["code-accepted"]
    assert content["version"] == 1


@ordinary
def test_before_the_instant_nothing_ends(failing: Failing) -> None:
    at = failing.final_at - MINUTE
    move_clock_to(at)

    assert settle_passed(at=at) == 0

    assert _lost() == [("", "", None)]
    assert _level(failing, at=at) == ("restricted", "")


@ordinary
def test_settling_again_adds_nothing(failing: Failing) -> None:
    at = failing.final_at + MINUTE
    move_clock_to(at)
    settle_passed(at=at)

    assert settle_passed(at=at) == 0

    assert Event.objects.filter(name="authorization.lost").count() == 1


@ordinary
def test_a_cure_after_the_instant_does_not_bring_it_back(failing: Failing) -> None:
    at = failing.final_at + MINUTE
    move_clock_to(at)
    settle_passed(at=at)

    failing.accept(at=at)

    assert _level(failing, at=at) == ("revoked", "final")
    now = standing_now(failing.key, at=at)
    assert now is not None
    assert {row.status for row in now.reasons if row.kind == "obligation"} == {"fulfilled"}


@ordinary
def test_a_cure_between_the_instant_and_the_sweep_does_not_escape_it(failing: Failing) -> None:
    at = failing.final_at + MINUTE
    move_clock_to(at)

    failing.accept(at=at)

    assert _lost() == [(EndedBy.RULES, "revoked", failing.final_at)]
    assert _level(failing, at=at) == ("revoked", "final")
    names = Event.objects.order_by("-seq").values_list("name", flat=True)
    assert set(names[:3]) >= {"acceptance.given", "authorization.lost"}


@ordinary
def test_a_cure_in_time_saves_it_though_no_sweep_has_run(failing: Failing) -> None:
    move_clock_to(failing.final_at - MINUTE)
    failing.accept(at=failing.final_at - MINUTE)
    at = failing.final_at + MINUTE
    move_clock_to(at)

    ended = settle_passed(at=at)

    assert ended == 0
    assert _lost() == [("", "", None)]
    assert _level(failing, at=at) == ("good", "")


@ordinary
def test_the_past_stays_as_it_was_and_as_it_was_known(failing: Failing) -> None:
    at = failing.final_at + MINUTE
    move_clock_to(at)
    before = Authorization.objects.get().recorded_at

    settle_passed(at=at)

    assert _level(failing, at=failing.final_at - MINUTE) == ("restricted", "")
    assert _level(failing, at=failing.final_at) == ("revoked", "final")
    assert _level(failing, at=failing.final_at, known_at=before) == ("restricted", "")


@ordinary
def test_a_minutes_sweep_settles_before_it_recomputes(failing: Failing) -> None:
    at = failing.final_at + timedelta(days=400)
    move_clock_to(at)

    sweep_each_minute(timestamp=0)

    assert _lost() == [(EndedBy.RULES, "revoked", failing.final_at)]
    assert sweep(at=at) == 0


@ordinary
def test_what_ended_before_the_instant_is_not_ended_again(failing: Failing) -> None:
    earlier = failing.final_at - timedelta(days=3)
    move_clock_to(earlier)
    end_authorization(
        failing.granted.fact_id,
        until_on=local_day(earlier, "Europe/Berlin"),
        reason="Sold",
        actor=as_officer(failing.counter),
        at=earlier,
    )
    move_clock_to(failing.final_at + MINUTE)

    assert settle_passed(at=failing.final_at + MINUTE) == 0

    assert _lost() == [(EndedBy.VENDOR, "", earlier)]


@ordinary
def test_what_was_learnt_after_the_instant_ends_nothing() -> None:
    failing = make_failing(recorded_after=timedelta(days=800))
    at = failing.granted.recorded_at + MINUTE
    move_clock_to(at)

    assert settle_passed(at=at) == 0

    assert _lost() == [("", "", None)]
    assert _level(failing, at=at) == ("restricted", "")
    failing.accept(at=at)
    assert _level(failing, at=at) == ("good", "")


@ordinary
def test_new_rules_end_nothing_by_taking_effect(failing: Failing) -> None:
    at = failing.final_at - timedelta(days=40)
    move_clock_to(at)
    effective = local_day(at, "UTC") + timedelta(days=2)
    text = final_rules_text(
        failing.counter.program, revoked_after=5, version=2, effective=effective.isoformat()
    )
    make_rules(failing.counter.program, text=text, at=at)
    later = at + timedelta(days=4)
    move_clock_to(later)

    assert settle_passed(at=later) == 0

    assert _lost() == [("", "", None)]
    assert _level(failing, at=later) == ("restricted", "")


@ordinary
def test_what_was_not_met_elsewhere_is_not_said_of_the_location() -> None:
    failing = make_failing(terms=True)
    counter = failing.counter
    other = make_entity(counter.partner, name="Fabrikam Services GmbH")
    make_location(other, name="Fabrikam Bremen")
    for entity, code in ((failing.entity, "terms"), (other, "code")):
        accept(
            AgreementVersion.objects.get(agreement__code=code).pk,
            partner_id=counter.partner.pk,
            entity_ids=[entity.pk],
            signature=make_signature(),
            actor=as_signatory(counter),
            at=clock.now(),
        )
    at = failing.final_at + MINUTE
    move_clock_to(at)

    settle_passed(at=at)

    content = content_of(Event.objects.get(name="authorization.lost"))
    assert (content["have"], content["need"]) == (1, 2)
    assert (content["unmet"], content["unknown"]) == (["code-accepted"], [])


@ordinary
def test_a_new_grant_ends_the_final_level(failing: Failing) -> None:
    at = failing.final_at + timedelta(days=3)
    move_clock_to(at)
    settle_passed(at=at)
    today = local_day(at, "Europe/Berlin")

    again = make_granted(failing.counter, granted_on=today, at=at)

    lost = Authorization.objects.get(superseded_at=None, ended_by=EndedBy.RULES)
    assert lost.final_until == again.valid_from
    assert _level(failing, at=at) == ("good", "")
    assert _level(failing, at=again.valid_from - MINUTE) == ("revoked", "final")


@pytest.mark.usefixtures("committed")
def test_two_sweeps_and_a_late_cure_at_once_end_it_once() -> None:
    failing = make_failing()
    at = failing.final_at + MINUTE
    move_clock_to(at)

    all_at_once(
        lambda: settle_passed(at=at),
        lambda: settle_passed(at=at),
        lambda: failing.accept(at=at),
    )

    assert _lost() == [(EndedBy.RULES, "revoked", failing.final_at)]
    assert Event.objects.filter(name="authorization.lost").count() == 1
    assert _level(failing, at=at) == ("revoked", "final")


@pytest.mark.usefixtures("committed")
def test_what_somebody_is_still_recording_is_waited_for_but_not_for_ever() -> None:
    writer = connection.copy()
    writer.set_autocommit(False)
    try:
        with writer.cursor() as cursor:
            cursor.execute(
                "SELECT pg_current_xact_id(), xact_start FROM pg_stat_activity "
                "WHERE pid = pg_backend_pid()"
            )
            began = cursor.fetchone()[1]

        soon, late = began + timedelta(milliseconds=1), began + timedelta(hours=1)
        waited = settled_by(at=began - MINUTE), settled_by(at=soon), settled_by(at=late)
        writer.rollback()
        over = settled_by(at=soon)
    finally:
        writer.close()

    assert waited == (began - MINUTE, began, late - WAIT_MAX)
    assert over == soon


@pytest.mark.usefixtures("committed")
def test_nothing_is_settled_that_is_still_to_come_by_the_clock_of_the_database() -> None:
    before = datetime.now(UTC)

    until = settled_by(at=before + MINUTE)

    assert before <= until < before + MINUTE

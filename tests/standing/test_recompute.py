"""Standing follows the facts: in the transaction, and whenever it is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from goodstanding.evidence.models import Event
from goodstanding.partners.models import Partner, Tier
from goodstanding.partners.services.people import call_list_complete
from goodstanding.partners.services.taking_part import enrol
from goodstanding.standing.models import PartnerStanding, StandingChange, StandingReason
from goodstanding.standing.selectors import standing_at, standing_now
from goodstanding.values.actor import Actor
from goodstanding.values.keys import PartnerKey
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_entity,
    make_location,
    make_partner,
    make_program,
)
from tests.builders_cases import day, make_court
from tests.builders_standing import (
    make_acceptance,
    make_agreement,
    make_rules,
    make_version,
    touch,
)

pytestmark = pytest.mark.django_db

DUE = datetime(2026, 10, 1, 22, 0, tzinfo=UTC)  # the end of 1 October in Berlin


def _world() -> tuple[PartnerKey, Partner]:
    program = make_program()
    make_version(make_agreement(program))
    make_rules(program)
    partner = make_partner(program)
    return PartnerKey(program.pk, partner.pk), partner


def test_a_new_duty_is_pending_until_the_end_of_its_local_day() -> None:
    key, partner = _world()

    make_location(make_entity(partner))
    before = standing_at(key, as_of=DUE - timedelta(microseconds=1))
    after = standing_at(key, as_of=DUE)

    assert before is not None
    assert [(r.source, r.status, r.due_at) for r in before.reasons] == [
        ("code-accepted", "pending", DUE)
    ]
    assert before.level.name == "good"
    assert after is not None
    assert after.level.name == "at-risk"
    assert after.reasons[0].status == "overdue"


def test_an_acceptance_makes_it_good_from_its_instant_on() -> None:
    key, partner = _world()
    entity = make_entity(partner)
    make_location(entity)
    late = DUE + timedelta(days=3)
    make_acceptance(
        make_version_of(key),
        partner=partner,
        entity=entity,
        signer=make_affiliate(partner),
        at=late,
    )

    before = standing_at(key, as_of=late - timedelta(microseconds=1))
    after = standing_at(key, as_of=late)

    assert before is not None
    assert before.level.name == "at-risk"
    assert after is not None
    assert after.level.name == "good"
    assert after.reasons[0].fact is not None


def make_version_of(key: PartnerKey):  # the one version of the world
    from goodstanding.agreements.models import AgreementVersion

    return AgreementVersion.objects.get(agreement__program_id=key.program_id)


def test_what_is_stored_is_what_is_worked_out() -> None:
    key, partner = _world()
    make_location(make_entity(partner))
    computed_at = PartnerStanding.objects.get().computed_at
    assert computed_at is not None

    stored = standing_now(key, at=computed_at)
    worked_out = standing_at(key, as_of=computed_at)

    assert stored is not None
    assert worked_out is not None
    assert stored.whole == worked_out.whole
    assert stored.reasons == worked_out.reasons


def test_a_stored_answer_counts_only_until_its_instant_comes() -> None:
    key, partner = _world()
    make_location(make_entity(partner))
    stored = PartnerStanding.objects.get()
    PartnerStanding.objects.update(level="good", rank=0)
    assert stored.computed_at is not None
    assert stored.next_change_at is not None

    current = standing_now(key, at=stored.computed_at)
    later = standing_now(key, at=stored.next_change_at)

    assert current is not None
    assert current.level.name == "good"  # what was stored is what is read, while it counts
    assert later is not None
    assert later.level.name == "restricted"


def test_a_fact_recorded_later_does_not_change_what_was_known() -> None:
    program = make_program()
    make_version(make_agreement(program))
    make_rules(program)
    partner = make_partner()
    enrol(
        partner.pk,
        program_id=program.pk,
        tier=Tier.RESELLER,
        zone="Europe/Berlin",
        actor=SYSTEM,
        at=NOON,
    )
    key = PartnerKey(program.pk, partner.pk)
    entity = make_entity(partner)
    make_location(entity)
    version = make_version_of(key)
    acceptance = make_acceptance(
        version, partner=partner, entity=entity, signer=make_affiliate(partner), at=NOON
    )
    asked = DUE + timedelta(days=1)

    known_before = standing_at(
        key, as_of=asked, known_at=acceptance.recorded_at - timedelta(microseconds=1)
    )
    known_after = standing_at(key, as_of=asked, known_at=acceptance.recorded_at)

    assert known_after is not None
    assert known_after.level.name == "good"
    assert known_before is not None
    assert known_before.whole.note == "not-enrolled"  # nobody had told us of the partner


def test_a_level_that_turns_is_noted_for_the_time_line() -> None:
    _, partner = _world()
    make_location(make_entity(partner))

    touch(partner, program=partner.memberships.get().program, actor=SYSTEM, at=NOON)

    assert StandingChange.objects.values_list("level", "previous_level").first() is not None
    assert StandingReason.objects.count() == 1
    assert Event.objects.filter(name="list.declared").count() == 1


def test_what_was_known_on_a_leap_day_can_be_asked() -> None:
    key, _ = _world()
    leap_day = datetime(2028, 2, 29, 12, tzinfo=UTC)

    asked = standing_at(key, as_of=leap_day, known_at=leap_day)

    assert asked is not None
    assert asked.provisional is False


def test_a_partner_that_says_everybody_is_listed_is_no_longer_unknown() -> None:
    program = make_court().program
    partner = make_partner(program, at=day(0))
    make_location(make_entity(partner, at=day(0)), at=day(0))
    signatory = make_affiliate(partner, at=day(0))
    key = PartnerKey(program.pk, partner.pk)
    before = standing_now(key, at=day(1))

    call_list_complete(key, actor=Actor.person(signatory.pk), at=day(1))
    after = standing_now(key, at=day(1))

    assert before is not None
    assert after is not None
    assert [(r.status, r.note) for r in before.reasons if r.source == "trained"] == [
        ("unknown", "list-not-declared")
    ]
    assert [(r.status, r.note) for r in after.reasons if r.source == "trained"] == [
        ("fulfilled", "nobody-in-scope")
    ]

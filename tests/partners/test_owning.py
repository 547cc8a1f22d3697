"""Recording who owns whom: once, exactly, dated, and never more than the whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection

from goodstanding.evidence.models import Event, EventPartner
from goodstanding.partners.models import LocationProfile, Ownership, Tier
from goodstanding.partners.rules.stakes import Pair, StakeChange
from goodstanding.partners.services.owning import (
    Recorded,
    correct_ownership,
    end_ownership,
    take_back_ownership,
)
from goodstanding.partners.services.taking_part import enrol
from goodstanding.values.errors import ConflictError, InvalidValueError
from tests.builders import (
    NOON,
    SYSTEM,
    make_entity,
    make_location,
    make_program,
)
from tests.builders_ownerships import (
    SOURCE,
    TODAY,
    as_officer,
    make_group,
    owns,
    record,
    shares_known,
    stake,
)
from tests.threads import at_once

ordinary = pytest.mark.django_db
LATER = NOON + timedelta(days=10)


def _facts(columns: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM facts.ownerships ORDER BY 1, 2, 3")
        return list(cursor.fetchall())


def _events() -> list[str]:
    found = Event.objects.filter(name__startswith="ownership.").order_by("seq")
    return list(found.values_list("name", flat=True))


@ordinary
def test_a_share_is_a_fact_from_the_start_of_its_day_where_what_is_owned_is() -> None:
    group = make_group()

    recorded = record(group, said=stake(33.33, until_on=date(2026, 12, 31)))

    assert recorded.change is StakeChange.RECORDED
    assert _facts("parent_id, affiliate_id, partner_id, from_at, until_at, until_on") == [
        (
            group.parent.pk,
            group.affiliate.pk,
            group.partner.pk,
            datetime(2026, 8, 31, 22, 0, tzinfo=UTC),
            datetime(2026, 12, 31, 23, 0, tzinfo=UTC),
            date(2026, 12, 31),
        )
    ]
    event = Event.objects.get(name="ownership.recorded")
    assert event.subject == f"ownership:{recorded.row.fact_id}"
    assert event.actor == str(as_officer(group))
    assert EventPartner.objects.get(event=event).partner_id == group.partner.pk
    assert SOURCE.encode() not in bytes(event.bytes)


@ordinary
@pytest.mark.parametrize(
    ("percent", "whole"), [(50, 50), (50.01, 51), (33.33, 34), (100, 100), (0.01, 1)]
)
def test_what_rules_read_is_rounded_up_so_that_more_than_half_is_more(percent, whole) -> None:
    group = make_group()

    record(group, said=stake(percent))

    assert _facts("share_percent, 1, 1") == [(whole, 1, 1)]


@ordinary
def test_saying_it_twice_adds_nothing() -> None:
    group = make_group()
    first = record(group)

    again = record(group, at=LATER)
    since_then = record(group, said=stake(from_on=date(2026, 9, 5)), at=LATER)

    assert again == Recorded(row=first.row, change=StakeChange.UNCHANGED)
    assert since_then.change is StakeChange.UNCHANGED
    assert Ownership.objects.count() == 1
    assert _events() == ["ownership.recorded"]


@ordinary
def test_another_share_from_a_later_day_ends_the_one_before() -> None:
    group = make_group()
    first = record(group)

    second = record(group, said=stake(50, from_on=date(2026, 9, 8)), at=LATER)

    assert shares_known() == [(8000, TODAY, date(2026, 9, 7)), (5000, date(2026, 9, 8), None)]
    assert second.row.fact_id != first.row.fact_id
    assert Ownership.objects.filter(superseded_at=None, fact_id=first.row.fact_id).exists()
    assert _events() == ["ownership.recorded", "ownership.ended", "ownership.recorded"]


@ordinary
def test_the_same_first_day_corrects_and_what_was_known_can_be_asked_for_ever() -> None:
    group = make_group()
    first = record(group)

    second = record(group, said=stake(60), at=LATER)

    assert second.change is StakeChange.CORRECTED
    assert second.row.fact_id == first.row.fact_id
    first.row.refresh_from_db()
    assert first.row.superseded_at == second.row.recorded_at
    assert _facts("share_percent, known_from, known_until") == [
        (60, second.row.recorded_at, None),
        (80, first.row.recorded_at, second.row.recorded_at),
    ]


@ordinary
def test_a_correction_says_all_of_it_anew() -> None:
    group = make_group()
    held = record(group).row

    corrected = correct_ownership(
        held.fact_id,
        stake(75.5, from_on=date(2025, 1, 1), until_on=date(2026, 8, 31)),
        program_id=group.program.pk,
        source="  A letter\tof the partner ",
        actor=as_officer(group),
        at=LATER,
    )

    assert shares_known() == [(7550, date(2025, 1, 1), date(2026, 8, 31))]
    assert corrected.source == "A letter of the partner"
    assert corrected.fact_id == held.fact_id
    assert _events() == ["ownership.recorded", "ownership.corrected"]


@ordinary
def test_correcting_nothing_writes_nothing() -> None:
    group = make_group()
    held = record(group).row

    same = correct_ownership(
        held.fact_id, stake(), program_id=group.program.pk, source=SOURCE, actor=SYSTEM, at=LATER
    )

    assert same == held
    assert _events() == ["ownership.recorded"]


@ordinary
def test_a_share_ends_with_its_last_day_once() -> None:
    group = make_group()
    held = record(group).row
    end = partial(end_ownership, held.fact_id, program_id=group.program.pk, actor=SYSTEM, at=LATER)

    ended = end(until_on=date(2026, 9, 10))

    assert ended.valid_until == datetime(2026, 9, 10, 22, 0, tzinfo=UTC)
    assert _events() == ["ownership.recorded", "ownership.ended"]
    with pytest.raises(ConflictError, match="It ends on 2026-09-10 already"):
        end(until_on=date(2026, 9, 11))
    assert Ownership.objects.count() == 2


@ordinary
def test_it_cannot_end_before_it_began() -> None:
    group = make_group()
    held = record(group).row

    with pytest.raises(InvalidValueError, match="before it begins on 2026-09-01"):
        end_ownership(
            held.fact_id,
            until_on=date(2026, 8, 31),
            program_id=group.program.pk,
            actor=SYSTEM,
            at=LATER,
        )

    assert shares_known() == [(8000, TODAY, None)]


@ordinary
def test_what_was_never_so_is_taken_back_with_its_reason() -> None:
    group = make_group()
    held = record(group).row
    take_back = partial(
        take_back_ownership, held.fact_id, program_id=group.program.pk, actor=SYSTEM, at=LATER
    )

    with pytest.raises(InvalidValueError, match="Say why it was never so"):
        take_back(reason=" ")
    take_back(reason="Another company of the same name")

    assert shares_known() == []
    assert _events() == ["ownership.recorded", "ownership.taken-back"]
    with pytest.raises(ConflictError, match="This was taken back"):
        take_back(reason="Again")


@ordinary
def test_every_program_of_the_partner_is_touched() -> None:
    group = make_group()
    second = make_program()
    enrol(
        group.partner.pk,
        program_id=second.pk,
        tier=Tier.RESELLER,
        zone="Europe/Berlin",
        actor=SYSTEM,
        at=NOON,
    )

    record(group)

    event = Event.objects.get(name="ownership.recorded")
    touched = EventPartner.objects.filter(event=event).values_list("program_id", flat=True)
    assert set(touched) == {group.program.pk, second.pk}
    assert len(_facts("program_id, 1, 1")) == 2


@ordinary
def test_days_of_one_entity_stay_in_the_zone_they_were_first_counted_in() -> None:
    group = make_group()
    elder = make_entity(group.partner, name="Fabrikam Tokyo KK")
    make_location(elder, zone="Asia/Tokyo", country="JP")
    owns(group, group.parent, elder, stake(60, until_on=date(2026, 9, 5)))
    make_location(elder, zone="America/New_York", country="US", at=NOON - timedelta(days=99))

    owns(group, group.parent, elder, stake(70, from_on=date(2026, 9, 6)), at=LATER)

    rows = Ownership.objects.order_by("valid_from")
    assert [row.zone for row in rows] == ["Asia/Tokyo", "Asia/Tokyo"]
    assert rows[0].valid_until == rows[1].valid_from


@ordinary
def test_a_location_that_changed_keeps_its_age() -> None:
    group = make_group()
    elder = make_entity(group.partner, name="Fabrikam Tokyo KK")
    oldest = make_location(elder, zone="Asia/Tokyo", country="JP", at=NOON - timedelta(days=99))
    make_location(elder, zone="America/New_York", country="US", at=NOON - timedelta(days=50))
    profile = LocationProfile.objects.get(location=oldest)
    LocationProfile.objects.filter(pk=profile.pk).update(superseded_at=NOON)
    fresh = {"location": oldest, "entity": elder, "partner": group.partner, "country": "JP"}
    for name, since, until in (
        ("Fabrikam Tokyo", profile.valid_from, NOON - timedelta(days=9)),
        ("Fabrikam Osaka", NOON - timedelta(days=9), None),
    ):
        LocationProfile.objects.create(
            **fresh,
            name=name,
            zone=profile.zone,
            from_on=since.date(),
            valid_from=since,
            valid_until=until,
        )

    held = owns(group, group.parent, elder)

    assert held.zone == "Asia/Tokyo"


@pytest.mark.usefixtures("committed")
def test_two_officers_at_once_never_share_out_more_than_the_whole() -> None:
    group = make_group()
    pairs = (
        Pair(group.parent.pk, group.affiliate.pk),
        Pair(group.third.pk, group.affiliate.pk),
    )

    given = at_once(
        *(partial(record, group, pair=pair, said=stake(60), actor=SYSTEM) for pair in pairs)
    )

    assert sorted(type(one).__name__ for one in given) == ["NoRoomError", "Recorded"]
    assert shares_known() == [(6000, TODAY, None)]


@pytest.mark.usefixtures("committed")
def test_two_officers_who_record_the_same_at_once_record_it_once() -> None:
    group = make_group()

    given = at_once(partial(record, group, actor=SYSTEM), partial(record, group, actor=SYSTEM))

    assert sorted(one.change for one in given if isinstance(one, Recorded)) == [
        StakeChange.RECORDED,
        StakeChange.UNCHANGED,
    ]
    assert shares_known() == [(8000, TODAY, None)]

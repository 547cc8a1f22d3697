"""What is said of who owns whom and cannot be: refused with a sentence, and nothing is written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from goodstanding.accounts.models import Role
from goodstanding.partners.models import Ownership
from goodstanding.partners.rules.stakes import Pair, StakeChange
from goodstanding.partners.services.owning import (
    correct_ownership,
    end_ownership,
    take_back_ownership,
)
from goodstanding.runtime.doctor import OVERSOLD
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from tests.builders import NOON, SYSTEM, make_entity, make_officer, make_partner, make_program
from tests.builders_ownerships import (
    SOURCE,
    TODAY,
    make_group,
    owns,
    record,
    shares_known,
    stake,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=10)


def test_more_than_the_whole_is_refused_with_what_is_left() -> None:
    group = make_group()
    record(group, said=stake(60))
    other = Pair(group.third.pk, group.affiliate.pk)

    with pytest.raises(ConflictError) as refused:
        record(group, pair=other, said=stake(40.01, from_on=date(2026, 9, 5)))

    assert str(refused.value) == (
        "Others own 60 % of it on 2026-09-05, so that only 40 % are left, not 40.01 %. End or "
        "correct theirs first."
    )
    assert shares_known() == [(6000, TODAY, None)]
    assert record(group, pair=other, said=stake(40)).change is StakeChange.RECORDED


def test_what_others_own_later_leaves_no_room_either() -> None:
    group = make_group()
    held = owns(group, group.third, group.affiliate, stake(30, until_on=date(2026, 10, 31)))
    owns(group, group.parent, group.affiliate, stake(80, from_on=date(2026, 11, 1)))

    with pytest.raises(ConflictError, match="Others own 80 % of it on 2026-11-01"):
        correct_ownership(
            held.fact_id,
            stake(30),
            program_id=group.program.pk,
            source=SOURCE,
            actor=SYSTEM,
            at=LATER,
        )

    assert (3000, TODAY, date(2026, 10, 31)) in shares_known()


def test_a_share_that_holds_at_the_same_time_is_refused() -> None:
    group = make_group()
    record(group, said=stake(60, from_on=date(2026, 9, 10), until_on=date(2026, 9, 20)))

    with pytest.raises(ConflictError, match="60 % from 2026-09-10 until 2026-09-20, and this"):
        record(group, said=stake(70, from_on=date(2026, 9, 20)))

    assert shares_known() == [(6000, date(2026, 9, 10), date(2026, 9, 20))]


def test_a_past_share_that_has_ended_leaves_the_one_that_runs() -> None:
    group = make_group()
    record(group, said=stake(60, from_on=date(2020, 1, 1)))

    with pytest.raises(ConflictError, match="known to own 60 % from 2020-01-01, and this would"):
        record(group, said=stake(80, from_on=date(2022, 1, 1), until_on=date(2022, 12, 31)))

    assert shares_known() == [(6000, date(2020, 1, 1), None)]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (stake(from_on=date(1999, 12, 31)), "before 2000-01-01, where our calendar starts"),
        (stake(from_on=date(2027, 9, 2)), "more than a year ahead. Give a day up to 2027-09-01"),
        (stake(until_on=date(2100, 1, 1)), "after 2099-12-31, where our calendar ends"),
    ],
)
def test_days_outside_of_the_calendar_are_refused(said, sentence) -> None:
    group = make_group()

    with pytest.raises(InvalidValueError, match=sentence):
        record(group, said=said)

    assert shares_known() == []


@pytest.mark.parametrize("source", ["", " \n ", "x" * 201, "turned \u202e round"])
def test_where_it_is_written_is_asked_for(source) -> None:
    group = make_group()

    with pytest.raises(InvalidValueError, match="Say where this is written"):
        record(group, source=source)

    assert shares_known() == []


def test_only_entities_of_one_partner_of_the_program_own_each_other() -> None:
    group = make_group()
    strangers = make_entity(make_partner(group.program, name="Litware"), name="Litware Inc.")
    unknown = make_entity(make_partner(name="Northwind"))

    for other, sentence in (
        (group.parent, "An entity cannot own itself"),
        (strangers, "Fabrikam GmbH and Litware Inc. belong to different partners"),
        (unknown, "no legal entity of a partner of this program now"),
    ):
        with pytest.raises(InvalidValueError, match=sentence):
            record(group, pair=Pair(group.parent.pk, other.pk))

    assert shares_known() == []


def test_only_officers_of_the_program_record_it() -> None:
    group = make_group()
    pdm = make_officer(group.program, role=Role.PDM)
    elsewhere = make_officer(make_program())

    for person in (pdm, elsewhere, group.signatory):
        with pytest.raises(NotPermittedError, match="compliance officer"):
            record(group, actor=Actor.person(person.pk))

    assert shares_known() == []


def test_an_officer_of_another_program_changes_nothing_that_is_recorded() -> None:
    group = make_group()
    held = owns(group, group.parent, group.affiliate)
    elsewhere = make_program()
    theirs: dict[str, Any] = {
        "program_id": elsewhere.pk,
        "actor": Actor.person(make_officer(elsewhere).pk),
        "at": LATER,
    }

    for act in (
        lambda: correct_ownership(held.fact_id, stake(70), source=SOURCE, **theirs),
        lambda: end_ownership(held.fact_id, until_on=date(2026, 9, 10), **theirs),
        lambda: take_back_ownership(held.fact_id, reason="Never.", **theirs),
    ):
        with pytest.raises(ConflictError, match="taken back"):
            act()

    assert shares_known() == [(8000, TODAY, None)]


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"share_basis_points": 0}, "ownership_is_of_some_and_at_most_all"),
        ({"share_basis_points": 10_001}, "ownership_is_of_some_and_at_most_all"),
        ({"source": ""}, "ownership_has_a_source"),
        ({"until_on": TODAY}, "ownership_ends_with_a_day"),
        ({"itself": True}, "ownership_is_of_another_entity"),
        ({"twice": True}, "ownership_of_a_pair_is_said_once_at_a_time"),
    ],
)
def test_the_database_refuses_what_cannot_be(wrong, constraint) -> None:
    group = make_group()
    row = owns(group, group.parent, group.affiliate)
    known = {field.attname: getattr(row, field.attname) for field in Ownership._meta.fields}
    fresh = {name: known[name] for name in known if name not in {"id", "fact_id", "recorded_at"}}
    if not wrong.pop("twice", False):
        fresh["owner_id"] = group.third.pk
    if wrong.pop("itself", False):
        fresh["owner_id"] = fresh["owned_id"]

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Ownership.objects.create(**fresh | wrong)

    assert Ownership.objects.count() == 1


def test_a_recorded_share_is_never_edited() -> None:
    group = make_group()
    row = owns(group, group.parent, group.affiliate)

    with pytest.raises(IntegrityError, match="superseded"), transaction.atomic():
        Ownership.objects.filter(pk=row.pk).update(share_basis_points=1)

    assert shares_known() == [(8000, TODAY, None)]


def test_more_than_the_whole_that_was_written_past_the_application_can_be_found() -> None:
    group = make_group()
    owns(group, group.parent, group.affiliate, stake(60))
    kept = owns(group, group.third, group.affiliate, stake(40))

    with connection.cursor() as cursor:
        cursor.execute(OVERSOLD)
        allowed = cursor.fetchall()
        Ownership.objects.create(
            partner=group.partner,
            owner=make_entity(group.partner, name="Fabrikam Nantes SARL"),
            owned=group.affiliate,
            share_basis_points=1,
            zone=kept.zone,
            from_on=TODAY + timedelta(days=30),
            valid_from=kept.valid_from + timedelta(days=30),
            source=SOURCE,
        )
        cursor.execute(OVERSOLD)
        found = cursor.fetchall()

    assert allowed == []
    assert found == [(group.affiliate.pk,)]

"""Recording what locations turned over, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from goodstanding.evidence.merkle import items_root
from goodstanding.evidence.models import Event, EventPartner
from goodstanding.partners.models import Location, MonthlyAmount, Partner
from goodstanding.partners.rules.amounts import AmountChange, Month, MonthAmount
from goodstanding.partners.services import amounts as service
from goodstanding.partners.services.amounts import item_bytes, record_amounts
from goodstanding.programs.models import Program
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.ids import new_id
from tests.builders import NOON, SYSTEM, make_entity, make_location, make_partner, make_program
from tests.threads import all_at_once

ordinary = pytest.mark.django_db


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A partner of a program with one location."""

    program: Program
    partner: Partner
    location: Location


def make_shop(program: Program | None = None) -> Shop:
    where = program or make_program()
    partner = make_partner(where)
    return Shop(program=where, partner=partner, location=make_location(make_entity(partner)))


def month(location_id: UUID, number: int = 8, *, metric: str = "revenue") -> Month:
    return Month(location_id=location_id, metric=metric, month_on=date(2026, number, 1))


def usd(amount_minor: int) -> MonthAmount:
    return MonthAmount(amount_minor=amount_minor, currency="USD")


def _say(shop: Shop, said, *, at=NOON):
    return record_amounts(said, program_id=shop.program.pk, actor=SYSTEM, at=at)


def _known() -> list[tuple[int, str]]:
    rows = MonthlyAmount.objects.filter(superseded_at=None).order_by("month_on")
    return list(rows.values_list("amount_minor", "currency"))


def _events() -> int:
    return Event.objects.filter(name="amounts.recorded").count()


@ordinary
def test_an_amount_is_a_fact_of_the_rule_book() -> None:
    shop = make_shop()

    changes = _say(shop, {month(shop.location.pk): usd(123_456)})

    assert changes == ((month(shop.location.pk), AmountChange.CREATED),)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT program_id, partner_id, location_id, metric, month_on, amount_minor, "
            "currency, known_until FROM facts.amounts"
        )
        rows = cursor.fetchall()
    assert rows == [
        (
            shop.program.pk,
            shop.partner.pk,
            shop.location.pk,
            "revenue",
            date(2026, 8, 1),
            123_456,
            "USD",
            None,
        )
    ]


@ordinary
def test_one_event_proves_each_amount() -> None:
    shop = make_shop()
    july, august = month(shop.location.pk, 7), month(shop.location.pk, 8)

    _say(shop, {august: usd(2), july: usd(1)})

    event = Event.objects.get(name="amounts.recorded")
    said = ((july, usd(1)), (august, usd(2)))
    root = items_root(
        [item_bytes(month, amount, program_id=shop.program.pk) for month, amount in said]
    )
    assert root.hex().encode() in bytes(event.bytes)
    assert b'"created":2' in bytes(event.bytes)
    assert EventPartner.objects.get(event=event).partner_id == shop.partner.pk


@ordinary
def test_saying_the_same_again_changes_nothing() -> None:
    shop = make_shop()
    said = {month(shop.location.pk): usd(5)}
    _say(shop, said)

    assert _say(shop, said) == ()

    assert MonthlyAmount.objects.count() == 1
    assert _events() == 1


@ordinary
def test_a_correction_keeps_what_was_said_before() -> None:
    shop = make_shop()
    _say(shop, {month(shop.location.pk): usd(5)})

    _say(shop, {month(shop.location.pk): usd(7)})

    assert _known() == [(7, "USD")]
    before = MonthlyAmount.objects.exclude(superseded_at=None).get()
    after = MonthlyAmount.objects.get(superseded_at=None)
    assert before.amount_minor == 5
    assert before.superseded_at == after.recorded_at


@ordinary
def test_an_amount_is_withdrawn_and_the_month_is_unknown_again() -> None:
    shop = make_shop()
    _say(shop, {month(shop.location.pk): usd(5)})

    changes = _say(shop, {month(shop.location.pk): None})

    assert changes == ((month(shop.location.pk), AmountChange.WITHDRAWN),)
    assert _known() == []
    assert _events() == 2


@ordinary
def test_what_was_not_known_cannot_be_withdrawn_and_leaves_no_event() -> None:
    shop = make_shop()

    assert _say(shop, {month(shop.location.pk): None}) == ()

    assert _events() == 0


@ordinary
def test_metrics_and_months_do_not_mix() -> None:
    shop = make_shop()
    _say(shop, {month(shop.location.pk, 7): usd(1), month(shop.location.pk, 8): usd(2)})

    _say(shop, {month(shop.location.pk, 8, metric="seats"): usd(9)})

    assert _known() == [(1, "USD"), (2, "USD"), (9, "USD")]


@ordinary
@pytest.mark.parametrize(
    ("_case", "make_said", "sentence"),
    [
        ("nobody's", lambda _: {month(new_id()): usd(1)}, "1 of the locations belong"),
        (
            "a stranger's",
            lambda _: {month(make_shop().location.pk): usd(1)},
            "1 of the locations belong to no partner of this program now",
        ),
        (
            "a month to come",
            lambda shop: {month(shop.location.pk, 10): usd(1)},
            "2026-10 has not begun.*up to 2026-09",
        ),
    ],
)
def test_a_refusal_leaves_no_trace(_case, make_said, sentence) -> None:
    shop = make_shop()
    said = {month(shop.location.pk): usd(1)} | make_said(shop)

    with pytest.raises(InvalidValueError, match=sentence):
        _say(shop, said)

    assert not MonthlyAmount.objects.exists()
    assert _events() == 0


@ordinary
def test_more_partners_than_are_recomputed_at_once_concern_the_program(monkeypatch) -> None:
    monkeypatch.setattr(service, "_REACH_MAX", 1)
    shop = make_shop()
    other = make_shop(shop.program)

    _say(shop, {month(shop.location.pk): usd(1), month(other.location.pk): usd(1)})

    event = Event.objects.get(name="amounts.recorded")
    assert event.program_id == shop.program.pk
    assert not EventPartner.objects.filter(event=event).exists()


@ordinary
@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("metric", "Revenue", "amount_metric_is_a_code"),
        ("month_on", date(2026, 8, 2), "amount_month_is_its_first_day"),
        ("currency", "usd", "amount_currency_is_iso_code"),
    ],
)
def test_the_database_refuses_what_is_no_amount(column, value, constraint) -> None:
    shop = make_shop()
    row = {
        "program": shop.program,
        "partner": shop.partner,
        "location": shop.location,
        "metric": "revenue",
        "month_on": date(2026, 8, 1),
        "amount_minor": 1,
        "currency": "USD",
    }

    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        MonthlyAmount.objects.create(**{**row, column: value})

    assert not MonthlyAmount.objects.exists()


@ordinary
def test_the_database_refuses_a_month_said_twice_and_an_edit() -> None:
    shop = make_shop()
    _say(shop, {month(shop.location.pk): usd(5)})
    row = MonthlyAmount.objects.get()

    with pytest.raises(DatabaseError, match="amount_of_a_month_is_said_once"), transaction.atomic():
        MonthlyAmount.objects.create(
            program=shop.program,
            partner=shop.partner,
            location=shop.location,
            metric="revenue",
            month_on=row.month_on,
            amount_minor=6,
            currency="USD",
        )
    with pytest.raises(DatabaseError, match="superseded_at set, once"), transaction.atomic():
        MonthlyAmount.objects.filter(pk=row.pk).update(amount_minor=6)

    assert _known() == [(5, "USD")]


@pytest.mark.usefixtures("committed")
def test_two_who_correct_a_month_at_once_leave_one_amount() -> None:
    shop = make_shop()
    said = month(shop.location.pk)
    _say(shop, {said: usd(1)})

    all_at_once(
        *(
            partial(_say, shop, {said: usd(amount)}, at=NOON + timedelta(minutes=amount))
            for amount in (2, 3)
        )
    )

    assert len(_known()) == 1
    assert MonthlyAmount.objects.count() == 3
    assert _events() == 3

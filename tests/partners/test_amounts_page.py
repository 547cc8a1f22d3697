"""The vendor's page of what a partner's locations turned over."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from goodstanding.accounts.models import Role
from goodstanding.partners.rules.amounts import Month, MonthAmount
from goodstanding.partners.selectors.amounts import months_shown
from goodstanding.partners.services.amounts import record_amounts
from goodstanding.values.days import add_months
from goodstanding.values.money import Money
from tests.builders import NOON, SYSTEM, make_officer, make_partner
from tests.partners.test_amounts import Shop, make_shop

pytestmark = pytest.mark.django_db
SEPTEMBER = date(2026, 9, 1)


def _record(shop: Shop, *amounts_minor: int | None, currency: str = "USD") -> None:
    """Record amounts of the months before September 2026, latest first; None leaves one out."""
    record_amounts(
        {
            Month(
                location_id=shop.location.pk,
                metric="revenue",
                month_on=add_months(SEPTEMBER, -back),
            ): MonthAmount(amount_minor=amount, currency=currency)
            for back, amount in enumerate(amounts_minor, start=1)
            if amount is not None
        },
        program_id=shop.program.pk,
        actor=SYSTEM,
        at=NOON,
    )


def _shown(shop: Shop):
    (place,) = months_shown(
        {shop.location.pk: "Fabrikam Hamburg"},
        partner_id=shop.partner.pk,
        program_id=shop.program.pk,
        metric="revenue",
        today=NOON.date(),
    )
    return place


def _page(shop: Shop, *, role: Role = Role.OFFICER, partner=None, **query: str):
    client = Client()
    client.force_login(make_officer(shop.program, role=role))
    parts = {"program": shop.program.code, "partner": (partner or shop.partner).pk}
    return client.get(reverse("vendor_amounts", kwargs=parts), query)


def test_twelve_known_months_add_up() -> None:
    shop = make_shop()
    _record(shop, *[10_000] * 12, 99)

    place = _shown(shop)

    assert place.year == Money(120_000, "USD")
    assert place.missing == 0
    assert [month.month_on for month in place.months][:2] == [SEPTEMBER, date(2026, 8, 1)]
    assert len(place.months) == 14  # From this month back to the first that is known.


def test_a_missing_month_leaves_the_year_unknown() -> None:
    shop = make_shop()
    _record(shop, 10_000, None, *[10_000] * 10)

    place = _shown(shop)

    assert (place.year, place.missing) == (None, 1)
    assert place.months[2].amount is None


def test_months_in_two_currencies_do_not_add_up() -> None:
    shop = make_shop()
    _record(shop, *[10_000] * 12)
    _record(shop, None, 500, currency="EUR")

    assert _shown(shop).missing == 1


def test_an_officer_reads_the_months_and_may_import() -> None:
    shop = make_shop()
    _record(shop, *[10_000] * 12)

    text = _page(shop, metric="revenue").content.decode()

    assert "2026-08" in text
    assert "USD\N{NO-BREAK SPACE}100.00" in text
    assert "Import monthly amounts" in text


def test_without_amounts_the_page_says_how_to_begin() -> None:
    text = _page(make_shop(), role=Role.FINANCE).content.decode()

    assert "No amount is known yet" in text
    assert 'class="btn" href' not in text


def test_a_strangers_partner_is_not_found() -> None:
    assert _page(make_shop(), partner=make_partner()).status_code == 404

"""A statement while an appeal runs: what was taken back waits, and nothing is to be repaid."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from goodstanding.accounts.models import Person, Role
from goodstanding.cases.models import Appeal, Outcome
from goodstanding.cases.selectors.waiting import waiting_causes
from goodstanding.incentives.models import Clawback
from tests.builders_cases import (
    Accused,
    day,
    make_accused,
    make_appeal,
    make_court,
    make_decided,
    make_earnings,
    make_found,
    make_outcome,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


def _make_appealed() -> tuple[Accused, Appeal]:
    court = make_court()
    accused = make_accused(court)
    earnings = make_earnings(accused, at=day(60))
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(61))
    make_decided(
        finding, court, "training", at=day(62), take_back=earnings, served=accused.signatory
    )
    return accused, make_appeal(accused, finding.case_id, at=day(65))


def _page(reader: Person, name: str, accused: Accused, *, month: str = "") -> str:
    parts = {"program": accused.court.program.code, "partner": accused.partner.pk}
    return _read(reader, f"{reverse(name, kwargs=parts)}?month={month}")


def _sums(reader: Person, accused: Accused) -> str:
    return _read(reader, reverse("vendor_incentives", args=[accused.court.program.code]))


def _read(reader: Person, url: str) -> str:
    client = Client()
    client.force_login(reader)
    response = client.get(url)
    assert response.status_code == 200
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain.replace("\N{NO-BREAK SPACE}", " "))


def _statement(accused: Accused, *, month: str = "") -> str:
    return _page(accused.signatory, "partner_incentives", accused, month=month)


def test_what_was_taken_back_waits_while_an_appeal_runs() -> None:
    accused, _ = _make_appealed()
    finance = make_staff(accused.court.program, Role.FINANCE, "Finn Berg")

    own = _statement(accused)
    vendors = _page(finance, "vendor_partner_incentives", accused)

    for page in (own, vendors):
        assert "Waits EUR 1,240.00 nothing to repay until it is decided" in page
        assert "Waits JPY 90,000 nothing to repay until it is decided" in page
        assert "You have nothing to repay of this now." in page
        assert "Was paid: waits" in page
        assert "0.00 cancelled, 1,240.00 waits" in page
        assert "Still to repay" not in page
        assert "Was paid: repay" not in page


def test_a_month_counts_what_waits_of_its_own_earnings_only() -> None:
    accused, _ = _make_appealed()

    earned, another = (_statement(accused, month=month) for month in ("2025-03", "2025-04"))

    assert "Waits EUR 1,240.00" in earned
    assert "Waits EUR" not in another


def test_refused_it_is_to_be_repaid_again_and_upheld_nothing_is() -> None:
    refused, first = _make_appealed()
    make_outcome(first, refused.court, Outcome.REFUSED, at=day(70))
    upheld, second = _make_appealed()
    make_outcome(second, upheld.court, at=day(70))

    of_refused, of_upheld = _statement(refused), _statement(upheld)

    assert "Still to repay EUR 1,240.00 part of what was paid" in of_refused
    assert "Waits" not in of_refused
    assert "Still to repay" not in of_upheld
    assert "Waits" not in of_upheld


def test_what_waits_is_known_as_of_an_instant_and_of_nobody_else() -> None:
    accused, appeal = _make_appealed()
    make_outcome(appeal, accused.court, Outcome.REFUSED, at=day(70))
    another = make_accused(accused.court, name="Litware")
    cause = Clawback.objects.get().cause_id

    waited = {number: waiting_causes(accused.key, at=day(number)) for number in (64, 65, 69, 70)}

    assert waited == {
        64: frozenset(),
        65: frozenset({cause}),
        69: frozenset({cause}),
        70: frozenset(),
    }
    assert waiting_causes(another.key, at=day(66)) == frozenset()


def test_the_partners_home_says_that_it_waits() -> None:
    accused, appeal = _make_appealed()

    while_it_runs = _page(accused.signatory, "partner_home", accused)
    make_outcome(appeal, accused.court, Outcome.REFUSED, at=day(70))
    afterwards = _page(accused.signatory, "partner_home", accused)

    assert "EUR 1,240.00 Waits Until it is decided" in while_it_runs
    assert "To repay" not in while_it_runs
    assert "EUR 1,240.00 To repay Once" in afterwards


def test_the_vendors_sums_set_apart_what_waits_and_name_first_who_has_to_repay() -> None:
    accused, appeal = _make_appealed()
    finance = make_staff(accused.court.program, Role.FINANCE, "Finn Berg")
    other = make_accused(make_court())
    elsewhere = make_staff(other.court.program, Role.FINANCE, "Finn Berg")

    waits = _sums(finance, accused)
    outside = _sums(elsewhere, other)
    make_outcome(appeal, accused.court, Outcome.REFUSED, at=day(70))
    refused = _sums(finance, accused)

    assert "To repay EUR 0.00 part of what was paid" in waits
    assert "Waits EUR 1,240.00 for an appeal, nothing to repay until then" in waits
    assert "Waits JPY 90,000 for an appeal, nothing to repay until then" in waits
    assert "Fabrikam EUR 1,240.00 1,240.00 0.00 0.00 0.00 1,240.00" in waits
    assert "Waits" not in outside
    assert "To repay EUR 1,240.00 part of what was paid" in refused
    assert "Waits" not in refused

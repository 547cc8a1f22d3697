"""A past day, as known on a day: what was asked then, and no way out of it today."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.builders_accounts import client_of
from tests.builders_cases import Accused, day, make_accused, make_court

pytestmark = pytest.mark.django_db


def _shown(accused: Accused, **asked: str) -> str:
    program = accused.court.program.code
    address = reverse("partner_standing", args=[program, accused.partner.pk])
    page = client_of(accused.signatory).get(address, asked).content.decode()
    return " ".join(page.split())


def test_what_was_open_on_a_past_day_is_told_without_a_way_out_of_it() -> None:
    accused = make_accused(make_court())

    page = _shown(accused, on=(day(3)).date().isoformat())

    assert "Compliance contact: Not done yet." in page
    assert "Do it now" not in page


def test_before_anything_was_known_nothing_was_asked_and_no_verdict_is_given() -> None:
    accused = make_accused(make_court())
    before = (day(0) - timedelta(days=2)).date().isoformat()

    page = _shown(accused, on=day(3).date().isoformat(), known=before)

    assert "Nothing was asked of you." in page
    assert "In good standing" not in page

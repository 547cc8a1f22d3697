from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from goodstanding.incentives.selectors.earnings import (
    earnings_in,
    incentive_name,
    location_name,
    zone_of,
)
from goodstanding.values.keys import PartnerKey
from goodstanding.values.spans import Span
from tests.builders import NOON, make_program
from tests.builders_incentives import AUGUST, make_earning, make_participant

pytestmark = pytest.mark.django_db


def test_an_earning_in_two_overlapping_windows_is_met_once() -> None:
    program, partner = make_participant()
    for number, day in (("E-1", "2026-08-14"), ("E-2", "2026-08-20"), ("E-3", "2026-08-31")):
        make_earning(program, partner, earning_id=number, earned=day)
    key = PartnerKey(program.pk, partner.pk)
    one = Span(AUGUST.replace(day=14, hour=0, minute=0), AUGUST.replace(day=21, hour=0, minute=0))
    other = Span(AUGUST.replace(day=20, hour=0, minute=0), AUGUST.replace(day=31, hour=0, minute=0))

    found = [earning.external_id for earning in earnings_in(key, [other, one])]

    assert found == ["E-2", "E-1"]
    assert earnings_in(key, []).count() == 0
    assert earnings_in(key, [Span(NOON - timedelta(days=13))]).count() == 2


def test_names_fall_back_to_what_is_known() -> None:
    program, partner = make_participant()
    nowhere = uuid4()

    assert zone_of(PartnerKey(program.pk, partner.pk), at=NOON) == "Europe/Berlin"
    assert zone_of(PartnerKey(make_program().pk, partner.pk), at=NOON) == "UTC"
    assert location_name(None, at=NOON) == ""
    assert location_name(nowhere, at=NOON) == str(nowhere)
    assert incentive_name("co-op") == "co-op"

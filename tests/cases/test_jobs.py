"""What happens to announced measures by itself, as a recorded act."""

from __future__ import annotations

import pytest

from goodstanding.cases.jobs import take_effect
from goodstanding.cases.models import Measure
from goodstanding.evidence.models import Event
from tests.builders_cases import day, serve
from tests.cases.services.test_partner_b import make_removal_announced

pytestmark = pytest.mark.django_db


def test_a_removal_whose_notice_is_over_takes_effect_once() -> None:
    _, b, removal = make_removal_announced()
    serve(removal, b.signatory, at=day(60))

    take_effect(timestamp=0)
    take_effect(timestamp=0)

    assert Measure.objects.filter(decision=removal).count() == 1
    started = Event.objects.filter(name="measure.started").latest("seq")
    assert started.actor == "system:cases"


def test_nothing_takes_effect_that_nobody_was_told_of() -> None:
    _, _, removal = make_removal_announced()

    take_effect(timestamp=0)

    assert not Measure.objects.filter(decision=removal).exists()

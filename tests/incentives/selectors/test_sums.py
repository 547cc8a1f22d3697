"""What a program's partners come to, with what waits set apart from what is to be repaid."""

from __future__ import annotations

from fractions import Fraction

import pytest

from goodstanding.incentives.selectors.statement import (
    Sums,
    partner_sums,
    program_sums,
    sums_of,
)
from goodstanding.incentives.services.clawbacks import restore
from tests.builders import NOON, SYSTEM
from tests.builders_incentives import a_cause, claw_back, make_earning, make_participant

pytestmark = pytest.mark.django_db


def test_what_waits_is_what_is_left_of_its_causes_and_nothing_else() -> None:
    program, litware = make_participant()
    first = make_earning(program, litware, earning_id="E-1", amount="100.00")
    second = make_earning(program, litware, earning_id="E-2", amount="50.00")
    unpaid = make_earning(program, litware, earning_id="E-3", amount="20.00", status="UPCOMING")
    waiting, standing = a_cause(), a_cause()
    claw_back(first.pk, cause_id=waiting, amount_minor=10_000, actor=SYSTEM, at=NOON)
    claw_back(unpaid.pk, cause_id=waiting, amount_minor=2_000, actor=SYSTEM, at=NOON)
    restore(waiting, part=Fraction(1, 4), actor=SYSTEM, at=NOON)
    claw_back(second.pk, cause_id=standing, amount_minor=3_000, actor=SYSTEM, at=NOON)

    sums = program_sums(program.pk, waiting={waiting})

    assert sums == [
        Sums(
            currency="EUR",
            earned_minor=17_000,
            paid_minor=15_000,
            unpaid_minor=500,
            cancelled_minor=1_500,
            to_repay_minor=3_000,
            waits_minor=7_500,
        )
    ]
    assert program_sums(program.pk)[0].to_repay_minor == 10_500
    assert program_sums(program.pk)[0].waits_minor == 0


def test_who_has_to_repay_comes_before_who_waits() -> None:
    program, litware = make_participant()
    _, adatum = make_participant(program, number="2", name="Adatum")
    much = make_earning(program, litware, earning_id="E-1", amount="900.00")
    little = make_earning(program, adatum, earning_id="E-2", amount="10.00", participant="2")
    waiting = a_cause()
    claw_back(much.pk, cause_id=waiting, amount_minor=90_000, actor=SYSTEM, at=NOON)
    claw_back(little.pk, cause_id=a_cause(), amount_minor=100, actor=SYSTEM, at=NOON)

    rows = [sums_of(row) for row in partner_sums(program.pk, waiting={waiting})]
    without = [sums_of(row).partner_id for row in partner_sums(program.pk)]

    assert [(row.partner_id, row.sums.to_repay_minor, row.sums.waits_minor) for row in rows] == [
        (adatum.pk, 100, 0),
        (litware.pk, 0, 90_000),
    ]
    assert without == [litware.pk, adatum.pk]

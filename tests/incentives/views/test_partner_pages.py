"""A partner's own side: figures that add up, in the currency they were earned in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from goodstanding.incentives.rules.stops import Scope
from goodstanding.incentives.services.clawbacks import Line, claw_back_many, restore
from goodstanding.incentives.services.stops import hold, pause
from goodstanding.partners.models import Partner
from goodstanding.programs.models import Program
from goodstanding.values import clock
from goodstanding.values.keys import PartnerKey
from goodstanding.values.money import MINUS
from goodstanding.values.spans import Span
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_downstream,
    make_entity,
    make_location,
    make_partner,
)
from tests.builders_incentives import a_cause, earning_row, import_rows, make_participant
from tests.incentives.conftest import SignIn

pytestmark = pytest.mark.django_db


def _address(program: Program, partner: Partner, rest: str = "") -> str:
    return f"/p/{program.code}/{partner.pk}/incentives/{rest}"


def _text(response) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain.replace("\N{NO-BREAK SPACE}", " ").replace(MINUS, "-"))


def _make_months(program: Program) -> None:
    import_rows(
        program,
        earning_row("E-88120417", amount="1240.00"),
        earning_row("E-88120533", amount="960.00"),
        earning_row("E-88120533", amount="-160.00", reason="CORR"),
        earning_row("E-88121096", amount="850.00", status="UPCOMING", lever="Growth accelerator"),
        earning_row("Y-1", amount="5000", currency="JPY", earned="2026-07-02"),
    )


def test_without_earnings_it_says_so(sign_in: SignIn) -> None:
    program, partner = make_participant()
    client = sign_in(make_affiliate(partner))

    page = client.get(_address(program, partner))

    assert "No earnings yet" in _text(page)


def test_figures_add_up_to_the_table_in_each_currency(sign_in: SignIn) -> None:
    program, partner = make_participant()
    _make_months(program)
    earned = {earning.external_id: earning for earning in program.earnings.all()}
    lines = [
        Line(earning_id=earned["E-88120417"].pk),
        Line(earning_id=earned["E-88120533"].pk),
        Line(earning_id=earned["E-88121096"].pk, amount_minor=34_000),
    ]
    claw_back_many(lines, cause_id=a_cause(), actor=SYSTEM, at=NOON)
    key = PartnerKey(program.pk, partner.pk)
    hold(key, cause_id=a_cause(), span=Span(NOON), actor=SYSTEM, at=NOON)

    text = _text(sign_in(make_affiliate(partner)).get(_address(program, partner)))

    assert "You earned EUR 2,890.00 Paid to you EUR 2,040.00" in text
    assert "Held for you EUR 510.00" in text
    assert "Cancelled EUR 340.00" in text
    assert "Still to repay EUR 2,040.00 part of what was paid" in text
    assert "Core rebate 2 earnings 2,200.00 Growth accelerator 1 earning 850.00" in text
    assert "Reversed Corrections of the vendor -160.00" in text
    assert "Held Yours. Released by itself -510.00 Paid 2,040.00" in text
    assert "You earned JPY 5,000 Paid to you JPY 5,000" in text


def test_a_clawback_says_how_it_was_worked_out(sign_in: SignIn) -> None:
    program, partner = make_participant()
    _make_months(program)
    earned = {earning.external_id: earning for earning in program.earnings.all()}
    lines = [
        Line(earning_id=earned["E-88120533"].pk),
        Line(earning_id=earned["E-88121096"].pk, amount_minor=34_000),
    ]
    claw_back_many(lines, cause_id=a_cause(), actor=SYSTEM, at=NOON)

    text = _text(sign_in(make_affiliate(partner)).get(_address(program, partner)))

    assert "How the repayment was worked out EUR, 1 September 2026" in text
    assert "E-88120533 August 2026, Core rebate 960.00 -160.00 100% 800.00 Was paid: repay" in text
    assert (
        "E-88121096 August 2026, Growth accelerator 850.00 0.00 40% 340.00 Not paid yet: cancelled"
        in text
    )
    assert "Together 1,810.00 -160.00 1,140.00 340.00 cancelled, 800.00 to repay" in text


def test_a_clawback_of_what_was_paid_in_part_says_which_part_is_repaid(sign_in: SignIn) -> None:
    program, partner = make_participant()
    import_rows(program, earning_row("E-1", amount="30.00", status="UPCOMING", payment=""))
    earning, first = program.earnings.get(), a_cause()
    claw_back_many(
        [Line(earning_id=earning.pk, amount_minor=1_000)], cause_id=first, actor=SYSTEM, at=NOON
    )
    import_rows(program, earning_row("E-1", amount="30.00"))
    restore(first, actor=SYSTEM, at=NOON)
    claw_back_many(
        [Line(earning_id=earning.pk, amount_minor=2_000)], cause_id=a_cause(), actor=SYSTEM, at=NOON
    )

    text = _text(sign_in(make_affiliate(partner)).get(_address(program, partner)))

    assert "66.7% 20.00 Partly paid: repay that part, the rest is cancelled" in text
    assert "10.00 cancelled, 10.00 to repay" in text


def test_what_was_given_back_stays_in_sight(sign_in: SignIn) -> None:
    program, partner = make_participant()
    _make_months(program)
    earning, cause = program.earnings.get(external_id="E-88120417"), a_cause()
    claw_back_many([Line(earning_id=earning.pk)], cause_id=cause, actor=SYSTEM, at=NOON)
    restore(cause, actor=SYSTEM, at=NOON)

    text = _text(sign_in(make_affiliate(partner)).get(_address(program, partner)))

    assert "Taken back, and given back" in text
    assert "1,240.00 0.00 100% 1,240.00 1,240.00 Given back: nothing is left" in text
    assert "Still to repay" not in text


def test_a_month_shows_its_own_earnings(sign_in: SignIn) -> None:
    program, partner = make_participant()
    _make_months(program)
    client = sign_in(make_affiliate(partner, role="finance"))

    july = client.get(_address(program, partner, "?month=2026-07"))
    nonsense = client.get(_address(program, partner, "?month=soon"))

    assert "Incentive statement, July 2026" in _text(july)
    assert "JPY 5,000" in _text(july)
    assert "Core rebate 2 earnings" not in _text(july)
    assert "Core rebate 2 earnings" in _text(nonsense)


def test_pauses_and_holds_name_their_scope_and_days(sign_in: SignIn) -> None:
    program, partner = make_participant()
    location = make_location(make_entity(partner), name="Litware Hamburg")
    now = clock.now()
    import_rows(program, earning_row("M-1", lever="Marketing funds", amount="600.00"))
    key = PartnerKey(program.pk, partner.pk)
    scopes = [
        Scope(),
        Scope(location_id=location.pk),
        Scope(incentive_type="marketing-funds"),
        Scope(location_id=location.pk, incentive_type="co-op"),
    ]
    for scope in scopes:
        span = Span(now, now + timedelta(days=30))
        pause(key, cause_id=a_cause(), span=span, scope=scope, actor=SYSTEM, at=now)
    hold(key, cause_id=a_cause(), span=Span(now), actor=SYSTEM, at=now)

    text = _text(sign_in(make_affiliate(partner)).get(_address(program, partner)))

    for scope_text in (
        "everything in this program",
        "Litware Hamburg",
        "Marketing funds",
        "co-op, Litware Hamburg",
    ):
        assert f"Paused No new optional incentives: {scope_text}. From " in text
    assert "until what is asked of you is done" in text


def test_optional_money_earned_in_a_pause_is_paused(sign_in: SignIn) -> None:
    program, partner = make_participant()
    key = PartnerKey(program.pk, partner.pk)
    span = Span(NOON, NOON + timedelta(days=30))
    pause(key, cause_id=a_cause(), span=span, actor=SYSTEM, at=NOON)
    for number, day in (("M-1", "2026-08-30"), ("M-2", "2026-09-01T12:00:00Z")):
        import_rows(
            program,
            earning_row(
                number, lever="Marketing funds", amount="600.00", status="UPCOMING", earned=day
            ),
        )

    text = _text(sign_in(make_affiliate(partner)).get(_address(program, partner)))

    assert "Not paid yet EUR 600.00" in text
    assert "Paused EUR 600.00 optional money of the pause" in text


def test_the_earnings_can_be_saved(sign_in: SignIn) -> None:
    program, partner = make_participant()
    _make_months(program)
    client = sign_in(make_affiliate(partner))

    every = client.get(_address(program, partner, "earnings.csv"))
    july = client.get(_address(program, partner, "earnings.csv?month=2026-07"))

    lines = every.getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 5
    assert (
        "E-88120533,Core rebate,2026-08-14 00:00,EUR,960.00,160.00,800.00,0.00,0.00,0.00" in lines
    )
    assert july.getvalue().decode().count("\n") == 2


def test_a_distributor_never_sees_amounts(sign_in: SignIn) -> None:
    program, distributor = make_participant(name="Northwind Distribution")
    reseller = make_downstream(program, distributor)
    manager = make_affiliate(distributor, role="distributor-manager")
    client = sign_in(manager)

    of_reseller = client.get(_address(program, reseller))
    of_own = client.get(_address(program, distributor))

    assert (of_reseller.status_code, of_own.status_code) == (404, 403)


def test_another_partners_statement_does_not_exist(sign_in: SignIn) -> None:
    program, partner = make_participant()
    client = sign_in(make_affiliate(make_partner(program, name="Adatum")))

    assert client.get(_address(program, partner)).status_code == 404
    assert client.get(_address(program, partner, "earnings.csv")).status_code == 404

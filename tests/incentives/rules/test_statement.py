from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from goodstanding.incentives.rules.ledger import Balances
from goodstanding.incentives.rules.statement import EarningLine, Place, Stops, totals_of
from goodstanding.incentives.rules.stops import Scope, Stop
from goodstanding.values.spans import Span

NOON = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
THIRTY_DAYS = Span(NOON, NOON + timedelta(days=30))
CAUSE = UUID(int=1)
LINE = EarningLine(
    id=UUID(int=2),
    external_id="E-1",
    incentive_type="marketing-funds",
    incentive_name="Marketing funds",
    discretionary=True,
    location_id=None,
    earned_at=NOON,
    amount_minor=1_000,
    currency="EUR",
    balances=Balances(program_fund=-1_000, partner_payable=1_000),
)


def stop(span: Span = THIRTY_DAYS, scope: Scope | None = None) -> Stop:
    return Stop(cause_id=CAUSE, scope=scope or Scope(), span=span)


def test_only_optional_money_of_the_pause_is_paused() -> None:
    stops = Stops(pauses=(stop(),))
    before = replace(LINE, earned_at=NOON - timedelta(microseconds=1))
    contractual = replace(LINE, discretionary=False)

    places = [stops.place_of(line, at=NOON) for line in (LINE, before, contractual)]

    assert places == [Place.PAUSED, Place.WAITING, Place.WAITING]


def test_a_hold_keeps_back_whatever_was_earned_before() -> None:
    stops = Stops(holds=(stop(),))
    before = replace(LINE, earned_at=NOON - timedelta(days=90), discretionary=False)

    assert stops.place_of(before, at=NOON) is Place.HELD
    assert stops.place_of(before, at=NOON + timedelta(days=30)) is Place.WAITING


@st.composite
def lines(draw) -> EarningLine:
    payable, paid, due, cancelled, gone = (draw(st.integers(0, 10**6)) for _ in range(5))
    return replace(
        LINE,
        currency=draw(st.sampled_from(["EUR", "JPY"])),
        incentive_type=draw(st.sampled_from(["core-rebate", "marketing-funds"])),
        discretionary=draw(st.booleans()),
        earned_at=NOON + timedelta(days=draw(st.integers(-40, 40))),
        amount_minor=payable + paid + due + cancelled + gone,
        balances=Balances(
            program_fund=-(payable + paid + due + cancelled),
            partner_payable=payable,
            partner_paid=paid,
            recovery_due=due,
            cancelled=cancelled,
        ),
    )


@given(st.lists(lines(), max_size=8), st.booleans(), st.booleans(), st.randoms())
def test_figures_add_up_whatever_is_paused_or_held(several, paused, held, random) -> None:
    stops = Stops(pauses=(stop(),) if paused else (), holds=(stop(),) if held else ())

    totals = totals_of(several, stops, at=NOON)

    assert totals_of(random.sample(several, k=len(several)), stops, at=NOON) == totals
    for one in totals:
        shown = (
            one.paid_minor
            + one.held_minor
            + one.paused_minor
            + one.waiting_minor
            + one.cancelled_minor
        )
        assert one.gross_minor - one.reversed_minor == one.earned_minor == shown
        assert one.to_repay_minor <= one.paid_minor

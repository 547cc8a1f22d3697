"""What the pages of this room show, put into words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.formats import date_format, get_format
from django.utils.translation import gettext, ngettext

from goodstanding.incentives.rules.statement import EarningLine, Stops, Totals, totals_of
from goodstanding.incentives.rules.stops import Scope, Stop
from goodstanding.incentives.selectors.earnings import (
    earnings_of,
    incentive_name,
    lines_of,
    location_name,
    months_of,
    stops_of,
)
from goodstanding.incentives.selectors.statement import ClawbackShown, WorkedOut, clawbacks_of
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.ui.components import Chip, Column, Figure
from goodstanding.ui.dates import day_text
from goodstanding.values.days import local_day
from goodstanding.values.keys import PartnerKey
from goodstanding.values.money import MINUS, Money, figures

_PERCENT = 100
_PERMILLE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a statement."""

    name: str
    hint: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyShown:
    """The statement in one currency: figures on top, lines below, and their sum."""

    currency: str
    figures: tuple[Figure, ...]
    rows: tuple[Row, ...]
    paid_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedOutShown:
    """One earning of a clawback with its words."""

    line: WorkedOut
    month: str
    part: str
    given_back_minor: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClawbackCard:
    """One clawback with its lines; one that ``waits`` is not to be repaid for now."""

    clawback: ClawbackShown
    waits: bool
    day: str
    rows: tuple[WorkedOutShown, ...]
    columns: tuple[Column, ...]
    shows_given_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StopShown:
    """What is paused or held, in words."""

    state: str  #: Of the badge.
    sentence: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementShown:
    """Everything a page shows of one partner's incentives."""

    title: str
    chips: tuple[Chip, ...]
    currencies: tuple[CurrencyShown, ...]
    stops: tuple[StopShown, ...]
    clawbacks: tuple[ClawbackCard, ...]
    columns: tuple[Column, ...]

    @property
    def waits(self) -> bool:
        """Whether some of what was taken back waits."""
        return any(card.waits for card in self.clawbacks)


def month_text(month: date) -> str:
    """Return a month in the reader's language: ``August 2026``."""
    return str(date_format(month, "YEAR_MONTH_FORMAT"))


def month_of(text: str | None) -> date | None:
    """Return the month that an address names, such as ``2026-08``; None for any other text."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def statement_of(
    key: PartnerKey, *, month: date | None, waiting: Collection[UUID], at: datetime
) -> StatementShown:
    """Return a partner's statement: of one month of earnings, or of all.

    Args:
        key: The partner, in its program.
        month: The month that earnings count for; all where it is not given.
        waiting: The causes whose clawbacks wait, so that nothing of them is to be repaid now.
        at: Now.
    """
    earnings = earnings_of(key)
    months = months_of(key)
    if month is not None:
        earnings = earnings.filter(applies_on=month)
    stops = stops_of(key)
    lines = lines_of(earnings)
    zone = zone_of(key.partner_id, program_id=key.program_id, at=at)
    cards = tuple(_card(one, zone, waiting=waiting) for one in clawbacks_of(key))
    return StatementShown(
        title=gettext("Incentive statement, %(month)s") % {"month": month_text(month)}
        if month
        else gettext("Incentive statement"),
        chips=_chips(months, month),
        currencies=tuple(
            _shown(totals, waits_minor=_waits_minor(cards, totals.currency, month))
            for totals in totals_of(lines, stops, at=at)
        ),
        stops=tuple(_stops(stops, zone=zone, at=at)),
        clawbacks=cards,
        columns=(Column(label=gettext("What")), Column(label=gettext("Amount"), numeric=True)),
    )


def _chips(months: Iterable[date], current: date | None) -> tuple[Chip, ...]:
    every = Chip(label=gettext("All months"), url="?", current=current is None)
    return (
        every,
        *(
            Chip(label=month_text(month), url=f"?month={month:%Y-%m}", current=month == current)
            for month in months
        ),
    )


def _waits_minor(cards: Iterable[ClawbackCard], currency: str, month: date | None) -> int:
    """Return what would be to repay in a currency, of earnings of a month, and waits."""
    return sum(
        line.taken.due_minor
        for card in cards
        if card.waits and card.clawback.currency == currency
        for line in card.clawback.lines
        if month in {None, line.applies_on}
    )


def _shown(totals: Totals, *, waits_minor: int) -> CurrencyShown:
    return CurrencyShown(
        currency=totals.currency,
        figures=_figures(totals, waits_minor=waits_minor),
        rows=tuple(_rows(totals)),
        paid_minor=totals.paid_minor,
    )


def _figures(totals: Totals, *, waits_minor: int) -> tuple[Figure, ...]:
    def figure(name: str, amount_minor: int, note: str = "") -> Figure:
        return Figure(name=name, value=Money(amount_minor, totals.currency), note=note)

    optional = (
        (gettext("Not paid yet"), totals.waiting_minor, gettext("waits for the next payment")),
        (gettext("Held for you"), totals.held_minor, gettext("yours, paid when the hold ends")),
        (gettext("Paused"), totals.paused_minor, gettext("optional money of the pause")),
        (gettext("Cancelled"), totals.cancelled_minor, gettext("taken back before it was paid")),
        (
            gettext("Still to repay"),
            totals.to_repay_minor - waits_minor,
            gettext("part of what was paid"),
        ),
        (gettext("Waits"), waits_minor, gettext("nothing to repay until it is decided")),
    )
    return (
        figure(gettext("You earned"), totals.earned_minor),
        figure(gettext("Paid to you"), totals.paid_minor),
        *(figure(name, amount, note) for name, amount, note in optional if amount),
    )


def _rows(totals: Totals) -> Iterable[Row]:
    for one in totals.types:
        counted = ngettext("%(count)s earning", "%(count)s earnings", one.count)
        yield Row(name=one.name, hint=counted % {"count": one.count}, amount_minor=one.amount_minor)
    taken = (
        (gettext("Reversed"), gettext("Corrections of the vendor"), totals.reversed_minor),
        (
            gettext("Cancelled before payment"),
            gettext("How it was worked out stands below"),
            totals.cancelled_minor,
        ),
        (gettext("Held"), gettext("Yours. Released by itself"), totals.held_minor),
        (gettext("Paused"), gettext("Optional money of the pause"), totals.paused_minor),
        (gettext("Not paid yet"), gettext("Waits for the next payment"), totals.waiting_minor),
    )
    for name, hint, amount in taken:
        if amount:
            yield Row(name=name, hint=hint, amount_minor=-amount)


def _stops(stops: Stops, *, zone: str, at: datetime) -> Iterable[StopShown]:
    """Yield what is paused or held now or later; what is over is not of interest any more."""
    for stop in _lasting(stops.pauses, at):
        yield StopShown(
            state="paused",
            sentence=gettext("No new optional incentives: %(scope)s.")
            % {"scope": _scope_text(stop.scope, at)},
            when=_when(stop, zone),
        )
    for stop in _lasting(stops.holds, at):
        yield StopShown(
            state="held",
            sentence=gettext("Payouts are kept back, and stay yours: %(scope)s.")
            % {"scope": _scope_text(stop.scope, at)},
            when=_when(stop, zone),
        )


def _lasting(stops: Iterable[Stop], at: datetime) -> list[Stop]:
    lasting = [stop for stop in stops if stop.span.ends_at is None or stop.span.ends_at > at]
    return sorted(lasting, key=lambda stop: (stop.span.starts_at, str(stop.cause_id)))


def _when(stop: Stop, zone: str) -> str:
    first = day_text(local_day(stop.span.starts_at, zone))
    if stop.span.ends_at is None:
        return gettext("From %(first)s until what is asked of you is done.") % {"first": first}
    last = day_text(local_day(stop.span.ends_at - timedelta(microseconds=1), zone))
    return gettext("From %(first)s to %(last)s.") % {"first": first, "last": last}


def _scope_text(scope: Scope, at: datetime) -> str:
    location = location_name(scope.location_id, at=at)
    incentive = incentive_name(scope.incentive_type)
    if location and incentive:
        return gettext("%(incentive)s, %(location)s") % {
            "incentive": incentive,
            "location": location,
        }
    return location or incentive or gettext("everything in this program")


def _card(clawback: ClawbackShown, zone: str, *, waiting: Collection[UUID]) -> ClawbackCard:
    shows = clawback.given_back_minor > 0
    waits = clawback.cause_id in waiting and clawback.due_minor > 0
    columns = [
        Column(label=gettext("Earning")),
        Column(label=gettext("Earned"), numeric=True),
        Column(label=gettext("Reversed before"), numeric=True),
        Column(label=gettext("Part in finding"), numeric=True),
        Column(label=gettext("Taken back"), numeric=True),
        Column(label=gettext("Given back"), numeric=True),
        Column(label=gettext("How")),
    ]
    if not shows:
        del columns[5]
    return ClawbackCard(
        clawback=clawback,
        waits=waits,
        day=day_text(local_day(clawback.started_at, zone)),
        rows=tuple(_worked_out(line, waits=waits) for line in clawback.lines),
        columns=tuple(columns),
        shows_given_back=shows,
    )


def _worked_out(line: WorkedOut, *, waits: bool) -> WorkedOutShown:
    return WorkedOutShown(
        line=line,
        month=month_text(line.applies_on),
        part=_part(line),
        given_back_minor=line.taken.taken_minor - line.taken.outstanding_minor,
        how=_how(line, waits=waits),
    )


def _part(line: WorkedOut) -> str:
    """Return a share as percent, with one digit after the point where it is not whole."""
    share = line.share
    if share is None:
        return gettext("unknown")
    permille = round(share * _PERMILLE)
    whole, tenth = divmod(permille, 10)
    exact = share * _PERCENT == whole
    mark = get_format("DECIMAL_SEPARATOR")
    return f"{whole}%" if exact else f"{whole}{mark}{tenth}%"


def _how(line: WorkedOut, *, waits: bool) -> str:
    taken = line.taken
    if not taken.outstanding_minor:
        return gettext("Given back: nothing is left")
    if waits and taken.due_minor:
        return (
            gettext("Partly paid: that part waits, the rest is cancelled")
            if taken.cancelled_minor
            else gettext("Was paid: waits")
        )
    if taken.cancelled_minor and taken.due_minor:
        return gettext("Partly paid: repay that part, the rest is cancelled")
    if taken.due_minor:
        return gettext("Was paid: repay")
    return gettext("Not paid yet: cancelled")


EARNINGS_HEADER = (
    "earning",
    "incentive",
    "earned at (UTC)",
    "currency",
    "earned",
    "reversed",
    "paid",
    "not paid",
    "cancelled",
    "to repay",
)


def earnings_rows(lines: Iterable[EarningLine]) -> Iterable[tuple[str, ...]]:
    """Yield a partner's earnings as a table, amounts in the currency's minor unit written out."""
    yield EARNINGS_HEADER
    for line in lines:
        amounts = (
            line.amount_minor,
            line.reversed_minor,
            line.balances.received_minor,
            line.balances.partner_payable,
            line.balances.cancelled,
            line.balances.recovery_due,
        )
        yield (
            line.external_id,
            line.incentive_name,
            line.earned_at.strftime("%Y-%m-%d %H:%M"),
            line.currency,
            *(_plain(amount, line.currency) for amount in amounts),
        )


def _plain(amount_minor: int, currency: str) -> str:
    return figures(amount_minor, currency, group_mark="").replace(MINUS, "-")

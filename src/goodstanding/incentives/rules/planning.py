"""Working out what a file of earnings does: each earning counted once, however many its rows.

The export repeats an earning on every transaction row that belongs to it. Rows that take away
are reversals of the earning they name, by its number or as an external reference; one that
names none that is known stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from goodstanding.incentives.rules.cells import Payment
from goodstanding.incentives.rules.header import SPELLED, Field
from goodstanding.incentives.rules.ledger import Balances, Kind
from goodstanding.incentives.rules.movements import (
    plan_earned,
    plan_paid,
    plan_returned,
    plan_reversed,
)
from goodstanding.incentives.rules.plans import (
    EarningPlan,
    KnownEarning,
    Picture,
    PlannedEntry,
    RowPlan,
)
from goodstanding.incentives.rules.rows import EarningRow
from goodstanding.partners.rules.plans import Outcome
from goodstanding.partners.rules.rows import Refusal
from goodstanding.values.money import display


def grouped(
    rows: Iterable[EarningRow], known: Mapping[str, KnownEarning]
) -> dict[str, list[EarningRow]]:
    """Return the rows by the earning they are about, in the order of the file."""
    rows = list(rows)
    gained = {row.earning_id for row in rows if not row.takes_away}
    groups: dict[str, list[EarningRow]] = {}
    for row in rows:
        own = not row.takes_away or row.earning_id in gained or row.earning_id in known
        elsewhere = row.about in gained or (
            row.about in known and known[row.about].amount_minor > 0
        )
        groups.setdefault(row.about if elsewhere and not own else row.earning_id, []).append(row)
    return groups


def plan_earning(
    external_id: str, rows: Sequence[EarningRow], picture: Picture, *, bad_row: int | None = None
) -> EarningPlan:
    """Return what the rows of one earning do.

    Holds that the order of rows does not matter but for which of two equal ones is the
    repetition, and that a file applied twice does nothing the second time.

    Args:
        external_id: The vendor's number of the earning.
        rows: Every row about it that can be read.
        picture: What is known.
        bad_row: A row of the same earning that cannot be read: then none of it counts.
    """
    known = picture.earnings.get(external_id)
    gains = [row for row in rows if not row.takes_away]
    alone = not gains and (known is None or known.amount_minor < 0)
    stating, losses = (list(rows), []) if alone else (gains, [r for r in rows if r.takes_away])
    refusals = {
        **_misfits(rows, stating, known, picture),
        **_too_much(known, stating, losses),
    }
    if bad_row is not None:
        refusals = {row.number: _one_is_bad(bad_row) for row in rows}
    if refusals:
        first = min(refusals)
        return EarningPlan(
            external_id=external_id,
            rows=tuple(
                RowPlan(
                    number=row.number,
                    outcome=Outcome.REFUSED,
                    refusals=refusals.get(row.number, _one_is_bad(first)),
                )
                for row in rows
            ),
        )
    return _planned(external_id, known, stating, losses, picture)


def _one_is_bad(number: int) -> tuple[Refusal, ...]:
    return (
        Refusal(
            column="",
            reason=f"Row {number} of the same earning is refused, and an earning counts with all "
            "its rows or not at all. Correct that row.",
        ),
    )


def _misfits(
    rows: Sequence[EarningRow],
    stating: Sequence[EarningRow],
    known: KnownEarning | None,
    picture: Picture,
) -> dict[int, tuple[Refusal, ...]]:
    """Return what is wrong with single rows, seen beside the others and what is known."""
    found: dict[int, tuple[Refusal, ...]] = {}
    for row in rows:
        wrong: list[Refusal] = []
        if known is None and row.participant_id not in picture.participants:
            wrong.append(
                Refusal(
                    column=SPELLED[Field.PARTICIPANT_ID],
                    reason=f"No partner of this program has the {picture.namespace} ID "
                    f"“{row.participant_id}”. Import the partner first.",
                )
            )
        if row in stating:
            wrong.extend(_differences(row, stating[0], known))
        else:
            currency = known.currency if known else stating[0].currency
            if row.currency != currency:
                wrong.append(_differs(Field.CURRENCY, row.currency, currency, "the earning"))
        if wrong:
            found[row.number] = tuple(wrong)
    return found


def _differences(
    row: EarningRow, first: EarningRow, known: KnownEarning | None
) -> Iterable[Refusal]:
    said = row.says_of_earning()
    if known is not None:
        recorded = {
            Field.AMOUNT: known.amount_minor,
            Field.CURRENCY: known.currency,
            Field.PARTICIPANT_ID: known.participant_id,
            Field.LEVER: known.incentive_type,
        }
        place = "an earlier file"
    else:
        recorded = dict(first.says_of_earning())
        place = f"row {first.number}"
    for column, value in recorded.items():
        if said[column] != value:
            yield _differs(column, _shown(column, row), _shown_of(column, value, row), place)
    if row.payment is not first.payment:
        place = f"row {first.number}"
        yield _differs(Field.PAYMENT_STATUS, row.payment, first.payment, place)


def _shown(column: Field, row: EarningRow) -> str:
    return _shown_of(column, row.says_of_earning()[column], row)


def _shown_of(column: Field, value: object, row: EarningRow) -> str:
    if column is Field.AMOUNT:
        assert isinstance(value, int)
        return display(value, row.currency)
    return str(value)


def _differs(column: Field, says: str, other: str, place: str) -> Refusal:
    return Refusal(
        column=SPELLED[column],
        reason=f"Says “{says}”, and {place} says “{other}” of the same earning. One of them is "
        "wrong: ask the vendor; a correction comes as a row of its own.",
    )


def _new_losses(known: KnownEarning | None, losses: Sequence[EarningRow]) -> dict[str, EarningRow]:
    done = known.reversals if known else frozenset[str]()
    new: dict[str, EarningRow] = {}
    for row in losses:
        if row.reference not in done:
            new.setdefault(row.reference, row)
    return new


def _too_much(
    known: KnownEarning | None, stating: Sequence[EarningRow], losses: Sequence[EarningRow]
) -> dict[int, tuple[Refusal, ...]]:
    """Return the reversals that together would take more than was earned."""
    new = _new_losses(known, losses)
    if not new:
        return {}
    earned = known.balances.earned_minor if known else stating[0].amount_minor
    reversed_minor = -sum(row.amount_minor for row in new.values())
    if reversed_minor <= earned:
        return {}
    return {
        row.number: (
            Refusal(
                column=SPELLED[Field.AMOUNT],
                reason=f"Takes away {display(reversed_minor, row.currency)} in all, of "
                f"{display(earned, row.currency)} that was earned. Ask the vendor which is right.",
            ),
        )
        for row in new.values()
    }


@dataclass(slots=True)
class _Ledger:
    """The entries planned so far, and what the earning comes to after them."""

    balances: Balances
    entries: list[PlannedEntry]

    def post(self, planned: PlannedEntry) -> None:
        self.entries.append(planned)
        self.balances = self.balances.after(planned.entry)


def _planned(
    external_id: str,
    known: KnownEarning | None,
    stating: Sequence[EarningRow],
    losses: Sequence[EarningRow],
    picture: Picture,
) -> EarningPlan:
    ledger = _Ledger(known.balances if known else Balances(), [])
    base = stating[0] if stating else None
    if known is None:
        assert base is not None  # an earning that is not known is stated by a row
        earned = plan_earned(amount_minor=base.amount_minor, currency=base.currency)
        if earned is not None:
            ledger.post(PlannedEntry(kind=Kind.EARNED, entry=earned))
    new = _new_losses(known, losses)
    _plan_reversals(ledger, known, sorted(new.values(), key=lambda row: row.reference))
    notes = _plan_payment(ledger, known, stating) if base is not None else ()
    row_plans = [
        *_stating_plans(stating, known, paid=_has_payment(ledger), notes=notes),
        *_loss_plans(losses, new),
    ]
    subject = base or losses[0]
    return EarningPlan(
        external_id=external_id,
        rows=tuple(sorted(row_plans, key=lambda plan: plan.number)),
        row=replace(subject, earning_id=external_id),
        known=known,
        participant=picture.participants.get(subject.participant_id),
        entries=tuple(ledger.entries),
    )


def _plan_reversals(
    ledger: _Ledger, known: KnownEarning | None, losses: Sequence[EarningRow]
) -> None:
    clawbacks = list(known.clawbacks) if known else []
    for row in losses:
        lessened, entry = plan_reversed(
            ledger.balances, clawbacks, amount_minor=-row.amount_minor, currency=row.currency
        )
        for taken, less in lessened:
            ledger.post(PlannedEntry(kind=Kind.LESSENED, entry=less, undoes=taken.entry_id))
            due = min(less.amount_minor, taken.due_minor)
            clawbacks[clawbacks.index(taken)] = replace(
                taken,
                due_minor=taken.due_minor - due,
                cancelled_minor=taken.cancelled_minor - (less.amount_minor - due),
            )
        ledger.post(
            PlannedEntry(
                kind=Kind.REVERSED,
                entry=entry,
                reference=row.reference,
                happened_on=row.earned_at.date(),
            )
        )


def _plan_payment(
    ledger: _Ledger, known: KnownEarning | None, stating: Sequence[EarningRow]
) -> tuple[str, ...]:
    """Plan what the payment status means; return what a person should know about it."""
    base, payments = stating[0], known.payments if known else ()
    is_sent = bool(payments) and payments[-1][0] is Kind.PAID
    payment_id = next((row.payment_id for row in stating if row.payment_id), "")
    paid_on = next((row.paid_on for row in stating if row.paid_on), None)
    if base.payment is Payment.PENDING:
        return (_OLDER,) if is_sent else ()
    is_back = base.payment is Payment.RETURNED
    if is_back and not is_sent:
        return ()
    if is_sent and not is_back and (Kind.PAID, payment_id) in payments:
        return ()
    kind, plan = (Kind.RETURNED, plan_returned) if is_back else (Kind.PAID, plan_paid)
    entry = plan(ledger.balances, currency=base.currency)
    if entry is None:
        return ()
    cancelled = ledger.balances.cancelled
    ledger.post(PlannedEntry(kind=kind, entry=entry, reference=payment_id, happened_on=paid_on))
    if kind is Kind.PAID and cancelled:
        paid = display(entry.amount_minor, base.currency)
        left_out = display(cancelled, base.currency)
        return (f"{left_out} of it was cancelled before. Check that {paid} was paid.",)
    return ()


_OLDER = "It is known as paid, and this file says it is not yet. It stays paid: is the file older?"


def _has_payment(ledger: _Ledger) -> bool:
    return any(planned.kind in {Kind.PAID, Kind.RETURNED} for planned in ledger.entries)


def _stating_plans(
    stating: Sequence[EarningRow],
    known: KnownEarning | None,
    *,
    paid: bool,
    notes: tuple[str, ...],
) -> Iterable[RowPlan]:
    for row in stating:
        if row is not stating[0]:
            yield _repeats(row, stating[0])
        elif known is None:
            yield RowPlan(number=row.number, outcome=Outcome.CREATED, notes=(*row.notes, *notes))
        else:
            outcome = Outcome.UPDATED if paid else Outcome.UNCHANGED
            yield RowPlan(number=row.number, outcome=outcome, notes=notes)


def _loss_plans(losses: Sequence[EarningRow], new: Mapping[str, EarningRow]) -> Iterable[RowPlan]:
    for row in losses:
        first = new.get(row.reference)
        if first is None:
            yield RowPlan(number=row.number, outcome=Outcome.UNCHANGED)
        elif row is first:
            yield RowPlan(number=row.number, outcome=Outcome.CREATED, notes=row.notes)
        else:
            yield _repeats(row, first)


def _repeats(row: EarningRow, first: EarningRow) -> RowPlan:
    return RowPlan(
        number=row.number,
        outcome=Outcome.UNCHANGED,
        notes=(f"Repeats row {first.number}: an earning is counted once.",),
    )

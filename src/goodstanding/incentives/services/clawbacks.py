"""Taking earnings back because of a measure, and giving them back when it falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import Change, change
from goodstanding.incentives.events import ClawbackPosted, ClawbackRestored
from goodstanding.incentives.models import Clawback, Earning, LedgerEntry
from goodstanding.incentives.rules.clawback import WHOLE, plan_clawback, plan_restore
from goodstanding.incentives.rules.errors import ClawbackConflictError
from goodstanding.incentives.rules.ledger import Account, Balances, Kind
from goodstanding.incentives.selectors.balances import balances_of, taken_by
from goodstanding.incentives.services.posting import locked_earnings, post
from goodstanding.values.actor import Actor
from goodstanding.values.errors import InvalidValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One earning that a clawback concerns; without an amount, all that is left of it."""

    earning_id: UUID
    amount_minor: int | None = None


def claw_back_many(
    lines: Sequence[Line], *, cause_id: UUID, actor: Actor, at: datetime
) -> list[LedgerEntry]:
    """Take several earnings back because of one measure, each of them once, or none of them.

    The right to do so is the cause's, and was judged there. Of an earning that this cause took
    back before, the first entry is returned; what was given back since stays given back.

    Args:
        lines: The earnings; one that is named twice is counted once.
        cause_id: The act of a higher room, such as a measure, this is an effect of.
        actor: Who takes back.
        at: When.

    Raises:
        ClawbackConflictError: This cause already took back a different amount of an earning.
        ClawbackExceedsEarningError: Less can still be taken back of an earning, or nothing.
        InvalidValueError: One of the earnings does not exist.
    """
    with change(actor=actor, at=at) as done:
        earnings = locked_earnings({line.earning_id for line in lines})
        _require_known(lines, earnings)
        balances = balances_of(earnings.keys())
        entries = {
            entry.earning_id: entry
            for entry in LedgerEntry.objects.filter(
                cause_id=cause_id, kind=Kind.CLAWED_BACK.value, earning_id__in=earnings.keys()
            )
        }
        for line in lines:
            earlier = entries.get(line.earning_id)
            if earlier is not None:
                _require_same(earlier, line)
                continue
            earning = earnings[line.earning_id]
            entries[line.earning_id] = _take(
                earning, balances[earning.pk], line, cause_id=cause_id, done=done
            )
    return [entries[line.earning_id] for line in lines]


def _require_known(lines: Sequence[Line], earnings: Mapping[UUID, Earning]) -> None:
    missing = {line.earning_id for line in lines} - earnings.keys()
    if missing:
        raise InvalidValueError(
            f"{len(missing)} of the earnings to take back are not known. Choose them from the "
            "partner\N{RIGHT SINGLE QUOTATION MARK}s list of earnings."
        )


def _require_same(earlier: LedgerEntry, line: Line) -> None:
    if line.amount_minor not in {None, earlier.amount_minor}:
        assert line.amount_minor is not None  # None asks for no amount
        raise ClawbackConflictError(
            requested_minor=line.amount_minor,
            recorded_minor=earlier.amount_minor,
            currency=earlier.currency,
        )


def _take(
    earning: Earning, balances: Balances, line: Line, *, cause_id: UUID, done: Change
) -> LedgerEntry:
    amount = balances.recoverable_minor if line.amount_minor is None else line.amount_minor
    plan = plan_clawback(balances, amount_minor=amount, currency=earning.currency)
    head, _ = Clawback.objects.get_or_create(
        cause_id=cause_id,
        program_id=earning.program_id,
        partner_id=earning.partner_id,
        defaults={"started_at": done.at},
    )
    (entry,) = post(
        [
            (
                LedgerEntry(
                    earning=earning,
                    kind=Kind.CLAWED_BACK.value,
                    cause_id=cause_id,
                    currency=plan.currency,
                    clawback=head,
                    posted_at=done.at,
                ),
                plan,
            )
        ]
    )
    done.record(
        ClawbackPosted(
            clawback_id=head.pk,
            cause_id=cause_id,
            entry_id=entry.pk,
            earning_id=earning.pk,
            amount_minor=plan.amount_minor,
            cancelled_minor=sum(
                p.amount_minor for p in plan.postings if p.account is Account.CANCELLED
            ),
            currency=Code(plan.currency),
        ),
        partners=[earning.partner_key],
    )
    return entry


def restore(
    cause_id: UUID, *, part: Fraction = WHOLE, actor: Actor, at: datetime
) -> list[LedgerEntry]:
    """Give back what a cause took, or a part of each line, in the original currency.

    ``part`` is what shall have been given back in the end: asking twice gives nothing more.
    Returns the entries written.

    Raises:
        RestoreConflictError: More than this part was given back already.
    """
    with change(actor=actor, at=at) as done:
        taking = LedgerEntry.objects.filter(cause_id=cause_id, kind=Kind.CLAWED_BACK.value)
        earnings = locked_earnings(set(taking.values_list("earning_id", flat=True)))
        # Read anew under the locks: nobody adds to these earnings' entries now.
        taken = {entry.pk: entry for entry in taking.filter(earning_id__in=earnings.keys())}
        planned = plan_restore(taken_by(list(taken.values())), part=part)
        written = post(
            [
                (
                    LedgerEntry(
                        earning_id=taken[of.entry_id].earning_id,
                        kind=Kind.RESTORED.value,
                        cause_id=cause_id,
                        currency=entry.currency,
                        undoes_id=of.entry_id,
                        posted_at=at,
                    ),
                    entry,
                )
                for of, entry in planned
            ]
        )
        for row, (of, entry) in zip(written, planned, strict=True):
            head_id = taken[of.entry_id].clawback_id
            assert head_id is not None  # the database says so of every clawback entry
            done.record(
                ClawbackRestored(
                    clawback_id=head_id,
                    cause_id=cause_id,
                    entry_id=row.pk,
                    earning_id=row.earning_id,
                    amount_minor=entry.amount_minor,
                    currency=Code(entry.currency),
                ),
                partners=[earnings[row.earning_id].partner_key],
            )
    return written

"""What records the amounts of months: set by set, each with one event."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.evidence import canonical
from goodstanding.evidence.merkle import items_root
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import Change, change
from goodstanding.partners.events import AmountsRecorded
from goodstanding.partners.models import MonthlyAmount, Partner
from goodstanding.partners.rules.amounts import (
    AmountChange,
    Month,
    MonthAmount,
    Said,
    counted,
    plan_amounts,
)
from goodstanding.partners.selectors.amounts import amount_of, owners_of, rows_known
from goodstanding.values.actor import Actor
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.ids import new_id
from goodstanding.values.keys import PartnerKey

#: Amounts of more partners than this, said at once, are a matter of the whole program.
_REACH_MAX = 1_000

Changes = tuple[tuple[Month, AmountChange], ...]


def record_amounts(
    said: Said,
    *,
    program_id: UUID,
    actor: Actor,
    at: datetime,
    recording_id: UUID | None = None,
) -> Changes:
    """Record what locations turned over; return the months that changed, and how.

    A month said before is corrected: the row is superseded, and what rested on it can still be
    asked for. Said again as it is known, it changes nothing and leaves no event.

    Args:
        said: The amount of each month; None withdraws what was said of it.
        program_id: The program in which it counts.
        actor: Who says so.
        at: When.
        recording_id: The import they come with, if one.

    Raises:
        InvalidValueError: A location belongs to no partner of the program at ``at``, or a month
            has not begun.
    """
    with change(actor=actor, at=at) as done:
        owners = _owners({month.location_id for month in said}, program_id, at=at)
        _require_months(said, at=at)
        # Whoever says amounts of a partner queues on its row, so that each sees the others'.
        list(
            Partner.objects.select_for_update(no_key=True)
            .filter(pk__in=set(owners.values()))
            .order_by("pk")
        )
        rows = rows_known(said, program_id=program_id)
        saying = _Saying(
            said=said,
            changes=plan_amounts({month: amount_of(row) for month, row in rows.items()}, said),
            # A month stays with the partner whose location it was when it was first said.
            partners={
                month: rows[month].partner_id if month in rows else owners[month.location_id]
                for month in said
            },
            program_id=program_id,
            recording_id=recording_id or new_id(),
        )
        if saying.changes:
            _write(saying, rows, done)
            _record(saying, done)
    return saying.changes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saying:
    """What is said at once, what it changes, and of whom."""

    said: Said
    changes: Changes
    partners: dict[Month, UUID]
    program_id: UUID
    recording_id: UUID


def item_bytes(month: Month, amount: MonthAmount | None, *, program_id: UUID) -> bytes:
    """Return the canonical bytes of one amount that changed: what the event's root is over."""
    return canonical.encode(
        {
            "program": program_id,
            "location": month.location_id,
            "metric": month.metric,
            "month": month.month_on,
            "amount_minor": amount.amount_minor if amount else None,
            "currency": amount.currency if amount else None,
        }
    )


def _owners(location_ids: Collection[UUID], program_id: UUID, *, at: datetime) -> dict[UUID, UUID]:
    """Return whose each location is now; only partners that take part in the program count."""
    owners = owners_of(location_ids, program_id=program_id, at=at)
    if len(owners) < len(location_ids):
        raise InvalidValueError(
            f"{len(location_ids) - len(owners)} of the locations belong to no partner of this "
            "program now. Import the locations first."
        )
    return owners


def _require_months(said: Said, *, at: datetime) -> None:
    late = sorted({month.month_on for month in said if month.month_on > at.date()})
    if late:
        raise InvalidValueError(
            f"{late[0]:%Y-%m} has not begun, so nobody can know its amount. Give months up to "
            f"{at:%Y-%m}."
        )


def _write(saying: _Saying, rows: dict[Month, MonthlyAmount], done: Change) -> None:
    MonthlyAmount.objects.filter(
        pk__in=[rows[month].pk for month, _ in saying.changes if month in rows]
    ).update(superseded_at=done.recorded_at)
    MonthlyAmount.objects.bulk_create(
        MonthlyAmount(
            program_id=saying.program_id,
            partner_id=saying.partners[month],
            location_id=month.location_id,
            metric=month.metric,
            month_on=month.month_on,
            amount_minor=amount.amount_minor,
            currency=amount.currency,
        )
        for month, _ in saying.changes
        if (amount := saying.said[month]) is not None
    )


def _record(saying: _Saying, done: Change) -> None:
    items = [
        item_bytes(month, saying.said[month], program_id=saying.program_id)
        for month, _ in saying.changes
    ]
    touched = {saying.partners[month] for month, _ in saying.changes}
    wide = len(touched) > _REACH_MAX
    done.record(
        AmountsRecorded(
            recording_id=saying.recording_id,
            recorded_program_id=saying.program_id,
            count=len(saying.changes),
            created=counted(saying.changes, AmountChange.CREATED),
            corrected=counted(saying.changes, AmountChange.CORRECTED),
            withdrawn=counted(saying.changes, AmountChange.WITHDRAWN),
            items_root=Code(items_root(items).hex()),
        ),
        partners=[]
        if wide
        else [PartnerKey(saying.program_id, partner_id) for partner_id in sorted(touched)],
        program_id=saying.program_id if wide else None,
    )

"""Everything that one act of a higher room has caused here, and whether it is over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from goodstanding.incentives.models import HISTORY, Clawback, Hold, LedgerEntry, Pause
from goodstanding.incentives.rules.ledger import Kind
from goodstanding.incentives.selectors.balances import taken_by
from goodstanding.values import clock
from goodstanding.values.keys import PartnerKey
from goodstanding.values.money import Money


class EffectKind(StrEnum):
    """What an act can cause in this room."""

    PAUSE = "pause"
    HOLD = "hold"
    CLAWBACK = "clawback"


class EffectState(StrEnum):
    """Whether an effect is still felt."""

    PLANNED = "planned"  #: It starts later.
    IN_FORCE = "in-force"
    ENDED = "ended"  #: Its time is over, it was ended, or all of it was given back.


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One pause, hold or clawback of a cause, as it is known now.

    A clawback in several currencies is one effect; ``amounts`` is what it still takes, one
    amount per currency, and ``taken`` what it took at first.
    """

    kind: EffectKind
    id: UUID
    key: PartnerKey
    state: EffectState
    starts_at: datetime
    ends_at: datetime | None
    amounts: tuple[Money, ...] = ()
    taken: tuple[Money, ...] = ()


S = TypeVar("S", Pause, Hold)


def effects_of(cause_id: UUID, *, at: datetime | None = None) -> list[Effect]:
    """Return every effect of a cause with its state at an instant; by default now."""
    instant = at or clock.now()
    return [
        *_stops(Pause, EffectKind.PAUSE, cause_id, at=instant),
        *_stops(Hold, EffectKind.HOLD, cause_id, at=instant),
        *(_clawback(head) for head in Clawback.objects.filter(cause_id=cause_id)),
    ]


def _stops(model: type[S], kind: EffectKind, cause_id: UUID, *, at: datetime) -> list[Effect]:
    last_words: dict[UUID, S] = {}
    for row in model.objects.filter(cause_id=cause_id).order_by(*HISTORY):
        last_words[row.fact_id] = row
    return [
        Effect(
            kind=kind,
            id=row.fact_id,
            key=row.partner_key,
            state=_state(row, at=at),
            starts_at=row.valid_from,
            ends_at=row.valid_until if row.superseded_at is None else row.valid_from,
        )
        for row in last_words.values()
    ]


def _state(row: Pause | Hold, *, at: datetime) -> EffectState:
    """Return the state of a stop; one that is superseded by nothing never was in force."""
    if row.superseded_at is not None or (row.valid_until is not None and row.valid_until <= at):
        return EffectState.ENDED
    return EffectState.PLANNED if at < row.valid_from else EffectState.IN_FORCE


def _clawback(head: Clawback) -> Effect:
    entries = list(LedgerEntry.objects.filter(clawback=head))
    left: dict[str, int] = defaultdict(int)
    taken: dict[str, int] = defaultdict(int)
    for one in taken_by(entries):
        left[one.currency] += one.outstanding_minor
        taken[one.currency] += one.taken_minor
    is_over = not any(left.values())
    last = (
        LedgerEntry.objects.filter(undoes__clawback=head, kind=Kind.RESTORED.value)
        .order_by("-posted_at")
        .values_list("posted_at", flat=True)
        .first()
    )
    return Effect(
        kind=EffectKind.CLAWBACK,
        id=head.pk,
        key=PartnerKey(head.program_id, head.partner_id),
        state=EffectState.ENDED if is_over else EffectState.IN_FORCE,
        starts_at=head.started_at,
        ends_at=last if is_over else None,
        amounts=tuple(Money(left[currency], currency) for currency in sorted(taken)),
        taken=tuple(Money(taken[currency], currency) for currency in sorted(taken)),
    )

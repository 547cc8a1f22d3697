"""Pausing optional money and holding payouts by cause, and ending either by cause."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from goodstanding.evidence.payloads import Code, Payload
from goodstanding.evidence.services import Change, change
from goodstanding.incentives.events import HoldPlaced, HoldReleased, PauseEnded, PauseStarted
from goodstanding.incentives.models import HISTORY, Hold, Pause, ScopedStop
from goodstanding.incentives.rules.errors import StopConflictError
from goodstanding.incentives.rules.stops import Scope
from goodstanding.partners.models import Partner
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError
from goodstanding.values.keys import PartnerKey
from goodstanding.values.spans import Span

EVERYTHING = Scope()

S = TypeVar("S", Pause, Hold)


def pause(
    key: PartnerKey,
    *,
    cause_id: UUID,
    span: Span,
    scope: Scope = EVERYTHING,
    actor: Actor,
    at: datetime,
) -> Pause:
    """Let a partner earn no new discretionary incentives in a scope, during a span.

    What was earned before stays the partner's. Asking again for the same cause, scope and span
    returns what was recorded and writes nothing, also after the pause was ended.

    Raises:
        ConflictError: The pause would reach back before ``at``.
        StopConflictError: This cause already paused the same scope for another time.
    """
    if span.starts_at < at and not _asked_before(Pause, key, cause_id, scope):
        raise ConflictError(
            "A pause is of future incentives only, and this one starts in the past. Let it start "
            "now or later; what was earned is taken back by a clawback."
        )
    with change(actor=actor, at=at) as done:
        row, is_new = _set(Pause, key, cause_id=cause_id, span=span, scope=scope)
        if is_new:
            done.record(
                PauseStarted(
                    pause_id=row.fact_id,
                    cause_id=cause_id,
                    paused_program_id=key.program_id,
                    partner_id=key.partner_id,
                    location_id=scope.location_id,
                    incentive_type=Code(scope.incentive_type) if scope.incentive_type else None,
                    valid_from=span.starts_at,
                    valid_until=span.ends_at,
                ),
                partners=[key],
            )
    return row


def hold(
    key: PartnerKey,
    *,
    cause_id: UUID,
    span: Span,
    scope: Scope = EVERYTHING,
    actor: Actor,
    at: datetime,
) -> Hold:
    """Keep a partner's earned payouts in a scope back during a span, or until released.

    Asking again for the same cause, scope and span returns what was recorded and writes
    nothing, also after the release.

    Raises:
        StopConflictError: This cause already held the same scope for another time.
    """
    with change(actor=actor, at=at) as done:
        row, is_new = _set(Hold, key, cause_id=cause_id, span=span, scope=scope)
        if is_new:
            done.record(
                HoldPlaced(
                    hold_id=row.fact_id,
                    cause_id=cause_id,
                    held_program_id=key.program_id,
                    partner_id=key.partner_id,
                    location_id=scope.location_id,
                    incentive_type=Code(scope.incentive_type) if scope.incentive_type else None,
                    valid_from=span.starts_at,
                    valid_until=span.ends_at,
                ),
                partners=[key],
            )
    return row


def end_pause(cause_id: UUID, *, actor: Actor, at: datetime) -> list[Pause]:
    """End every pause of a cause now, and return which; a second time there is none left."""
    with change(actor=actor, at=at) as done:
        return [
            row
            for row in _locked(Pause, cause_id)
            if _end(
                row,
                PauseEnded(
                    pause_id=row.fact_id,
                    cause_id=cause_id,
                    partner_id=row.partner_id,
                    ended_at=at,
                ),
                done=done,
            )
        ]


def release(cause_id: UUID, *, actor: Actor, at: datetime) -> list[Hold]:
    """Release every hold of a cause now, and return which; a second time there is none left."""
    with change(actor=actor, at=at) as done:
        return [
            row
            for row in _locked(Hold, cause_id)
            if _end(
                row,
                HoldReleased(
                    hold_id=row.fact_id,
                    cause_id=cause_id,
                    partner_id=row.partner_id,
                    ended_at=at,
                ),
                done=done,
            )
        ]


def _asked_before(
    model: type[S], key: PartnerKey, cause_id: UUID, scope: Scope
) -> tuple[S, S] | None:
    """Return what was first recorded for a cause and scope, and the last word on it."""
    rows = list(
        model.objects.filter(
            Q(location_id=scope.location_id),  # None is asked for like any other
            program_id=key.program_id,
            partner_id=key.partner_id,
            cause_id=cause_id,
            incentive_type=scope.incentive_type,
        ).order_by(*HISTORY)
    )
    return (rows[0], rows[-1]) if rows else None


def _set(
    model: type[S], key: PartnerKey, *, cause_id: UUID, span: Span, scope: Scope
) -> tuple[S, bool]:
    """Return the stop of a cause and scope, and whether it is new."""
    # Pauses and holds of one partner queue on its row.
    Partner.objects.select_for_update(no_key=True).get(pk=key.partner_id)
    asked = _asked_before(model, key, cause_id, scope)
    if asked is not None:
        first, last = asked
        if first.span != span:
            raise StopConflictError(
                "For the same reason this was asked for before, from "
                f"{first.valid_from:%Y-%m-%d %H:%M} UTC until another time. End that first, and "
                "decide anew."
            )
        return last, False
    row = model.objects.create(
        program_id=key.program_id,
        partner_id=key.partner_id,
        location_id=scope.location_id,
        incentive_type=scope.incentive_type,
        cause_id=cause_id,
        valid_from=span.starts_at,
        valid_until=span.ends_at,
    )
    return row, True


def _locked(model: type[S], cause_id: UUID) -> list[S]:
    # Whoever ends stops of a cause queues on their rows, in the order of their keys.
    return list(
        model.objects.select_for_update(no_key=True)
        .filter(cause_id=cause_id, superseded_at=None)
        .order_by("pk")
    )


def _end(row: ScopedStop, payload: Payload, *, done: Change) -> bool:
    """End a stop now and return whether there was anything to end.

    One that ends before it starts never was; one whose time is over stays as it is.
    """
    if row.valid_until is not None and row.valid_until <= done.at:
        return False
    row.superseded_at = done.recorded_at
    row.save(update_fields=["superseded_at"])
    if done.at > row.valid_from:
        type(row).objects.create(  # type: ignore[attr-defined] # Each table has its manager.
            fact_id=row.fact_id,
            program_id=row.program_id,
            partner_id=row.partner_id,
            location_id=row.location_id,
            incentive_type=row.incentive_type,
            cause_id=row.cause_id,
            valid_from=row.valid_from,
            valid_until=done.at,
        )
    done.record(payload, partners=[row.partner_key])
    return True

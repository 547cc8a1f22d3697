"""Undoing everything that one act of a higher room has caused here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.evidence.services import change
from goodstanding.incentives.selectors.effects import Effect, EffectState, effects_of
from goodstanding.incentives.services.clawbacks import restore
from goodstanding.incentives.services.stops import end_pause, release
from goodstanding.values.actor import Actor


def end_effects(cause_id: UUID, *, actor: Actor, at: datetime) -> list[Effect]:
    """End the pauses and holds of a cause and give back all it took, in one transaction.

    Returns what this call ended, as it is afterwards; repeating it changes nothing and returns
    nothing. Other causes of the same partner are left as they are.
    """
    with change(actor=actor, at=at):
        before = {effect.id for effect in effects_of(cause_id, at=at) if _lasts(effect)}
        end_pause(cause_id, actor=actor, at=at)
        release(cause_id, actor=actor, at=at)
        restore(cause_id, actor=actor, at=at)
        return [
            effect
            for effect in effects_of(cause_id, at=at)
            if effect.id in before and not _lasts(effect)
        ]


def _lasts(effect: Effect) -> bool:
    return effect.state is not EffectState.ENDED

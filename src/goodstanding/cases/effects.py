"""Every room in which something can follow from a decision, and how to end it there.

One explicit list. Lower rooms remember what caused an effect as an opaque identifier; whatever
a decision did is found, and ended, by asking all of them. A test fails when a table that
remembers a cause is in no room of the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from goodstanding.incentives.selectors import effects as stopped_and_taken
from goodstanding.incentives.selectors.effects import EffectKind, EffectState
from goodstanding.incentives.services import effects as money
from goodstanding.notices.selectors.service import served_at
from goodstanding.notices.services import sending
from goodstanding.training.selectors import assignments as assigned
from goodstanding.training.services import assignments
from goodstanding.values.actor import Actor
from goodstanding.values.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing that followed, before and now, as people read it."""

    room: str
    what: str
    before: str
    now: str
    ended: bool
    ended_at: datetime | None = None
    amounts: tuple[Money, ...] = ()  #: What was taken, one amount for each currency.


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRoom:
    """A room that remembers causes: what followed from one, and how to end it."""

    label: str  #: Of the room's tables.
    effects_of: Callable[[UUID], list[Effect]]
    end_effects: Callable[[UUID, Actor, datetime], object]


def _courses(cause_id: UUID) -> list[Effect]:
    return [
        Effect(
            room="training",
            what=gettext("Course %(code)s") % {"code": row.course.code},
            before=gettext("Asked for"),
            now=gettext("Still asked for") if row.valid_until is None else gettext("Ended"),
            ended=row.valid_until is not None,
            ended_at=row.valid_until,
        )
        for row in assigned.effects_of(cause_id)
    ]


def _incentives(cause_id: UUID) -> list[Effect]:
    before = {
        EffectKind.PAUSE: (gettext("Pause of optional money"), gettext("Paused")),
        EffectKind.HOLD: (gettext("Hold of earned money"), gettext("Held")),
        EffectKind.CLAWBACK: (gettext("Earnings taken back"), gettext("Taken back")),
    }
    now = {
        EffectKind.PAUSE: gettext("Ended"),
        EffectKind.HOLD: gettext("Released"),
        EffectKind.CLAWBACK: gettext("Given back, in the same currency"),
    }
    return [
        Effect(
            room="incentives",
            what=before[found.kind][0],
            before=before[found.kind][1],
            now=now[found.kind] if found.state is EffectState.ENDED else before[found.kind][1],
            ended=found.state is EffectState.ENDED,
            ended_at=found.ends_at if found.state is EffectState.ENDED else None,
            amounts=found.taken,
        )
        for found in stopped_and_taken.effects_of(cause_id)
    ]


def _letters(cause_id: UUID) -> list[Effect]:
    """Return the letters of a cause: none can be unsent, the next one corrects it."""
    return [
        Effect(
            room="notices",
            what=notice.subject_line,
            before=gettext("Served") if _is_served(notice.pk, notice.sent_at) else gettext("Sent"),
            now=gettext("Corrected by a later message"),
            ended=True,
        )
        for notice in sending.effects_of(cause_id)
    ]


def _is_served(notice_id: UUID, sent_at: datetime) -> bool:
    return served_at(notice_id, known_at=sent_at.replace(year=9999)) is not None


EFFECT_ROOMS: tuple[EffectRoom, ...] = (
    EffectRoom(
        label="training",
        effects_of=_courses,
        end_effects=lambda cause_id, actor, at: assignments.end_effects(
            cause_id, actor=actor, at=at
        ),
    ),
    EffectRoom(
        label="incentives",
        effects_of=_incentives,
        end_effects=lambda cause_id, actor, at: money.end_effects(cause_id, actor=actor, at=at),
    ),
    EffectRoom(
        label="notices",
        effects_of=_letters,
        end_effects=lambda cause_id, _actor, _at: sending.end_effects(cause_id),
    ),
)


def effects_of(cause_ids: Iterable[UUID]) -> list[Effect]:
    """Return everything that followed from some causes, in every room."""
    causes = list(cause_ids)
    return [
        effect for room in EFFECT_ROOMS for cause in causes for effect in room.effects_of(cause)
    ]


def end_effects(cause_ids: Iterable[UUID], *, actor: Actor, at: datetime) -> None:
    """End everything that follows from some causes; what has ended already stays as it is."""
    causes = sorted(cause_ids)
    for room in EFFECT_ROOMS:
        for cause in causes:
            room.end_effects(cause, actor, at)

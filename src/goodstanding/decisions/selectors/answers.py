"""What a decision rests on: how the partner stands, why, and until when that holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from goodstanding.apikit.calling import Caller
from goodstanding.apikit.errors import NotForGoBetweensError
from goodstanding.apikit.parameters import Reference
from goodstanding.cases.models import Measure
from goodstanding.decisions.rules.deciding import Decision, Ground, Place, decide, without_rules
from goodstanding.decisions.rules.going_between import for_go_between
from goodstanding.decisions.rules.questions import FOR_GO_BETWEENS, Question
from goodstanding.decisions.selectors.meant import partner_meant, place_meant
from goodstanding.programs.models import PackVersion
from goodstanding.programs.selectors import published_versions
from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.compile_tables import Note, Status
from goodstanding.standing.engine import Row
from goodstanding.standing.selectors import Standing, standing_at, standing_now
from goodstanding.values.keys import PartnerKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question about one partner, or one location of it, as another system puts it."""

    question: Question
    partner: Reference
    location: Reference | None = None
    as_of: datetime | None = None  #: None: now.
    known_at: datetime | None = None  #: None: all that is known today.


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A decision with what it is about and what it rests on.

    ``next_change_at`` is the first instant at which the answer may change without anything new
    being recorded; None where there is none, or where saying it would say too much.
    """

    question: Question
    decision: Decision
    partner_id: UUID
    location_id: UUID | None
    as_of: datetime
    known_at: datetime | None
    provisional: bool
    version: PackVersion | None
    next_change_at: datetime | None


def answer_to(asked: Asked, *, caller: Caller) -> Answered:
    """Return whether a partner of the caller's program may do what is asked.

    Raises:
        PartnerNotFoundError: The caller's program has no such partner, or not for this caller.
        LocationNotFoundError: The partner has no such location.
        NotForGoBetweensError: A go-between asks about money or another time than now.
    """
    if caller.go_between_id is not None:
        _require_for_go_between(asked)
    as_of = asked.as_of or caller.at
    meant = partner_meant(asked.partner, caller=caller, as_of=as_of)
    place = place_meant(asked.location or meant.location_id, meant, as_of=as_of)
    key = PartnerKey(caller.program_id, meant.partner_id)
    if asked.as_of is None and asked.known_at is None:
        standing = standing_now(key, at=as_of)
    else:
        standing = standing_at(key, as_of=as_of, known_at=asked.known_at)
    answered = Answered(
        question=asked.question,
        decision=_decided(asked.question, standing, place),
        partner_id=meant.partner_id,
        location_id=UUID(place.location) if place else None,
        as_of=as_of,
        known_at=asked.known_at,
        provisional=standing is not None and standing.provisional,
        version=standing.version if standing else None,
        next_change_at=next_change(standing, key, as_of=as_of, known_at=asked.known_at),
    )
    if caller.go_between_id is None:
        return answered
    return replace(answered, decision=for_go_between(answered.decision), next_change_at=None)


def _require_for_go_between(asked: Asked) -> None:
    if asked.question not in FOR_GO_BETWEENS:
        raise NotForGoBetweensError(
            f"“{asked.question}” is about money, which is between the vendor and the partner. Ask "
            f"{' or '.join(sorted(FOR_GO_BETWEENS))}."
        )
    if asked.as_of is not None or asked.known_at is not None:
        raise NotForGoBetweensError(
            "A token of a distributor asks about now only. Leave out as_of and known_at."
        )


def _decided(question: Question, standing: Standing | None, place: Place | None) -> Decision:
    if standing is None:
        return without_rules(question)
    return decide(
        question,
        grounds_of(standing),
        pack=standing.pack,
        enrolled=standing.whole.note != Note.NOT_ENROLLED,
        place=place,
    )


def grounds_of(standing: Standing) -> list[Ground]:
    """Return the rows of a standing with what the cases know of its measures."""
    measures = [UUID(row.fact) for row in standing.reasons if _is_measure(row) and row.fact]
    # The newest row of a fact says when it began, as known today.
    began = dict(
        Measure.objects.filter(fact_id__in=measures)
        .order_by("recorded_at")
        .values_list("fact_id", "valid_from")
        if measures
        else ()
    )
    return [
        Ground(
            kind=Kind(row.kind),
            source=row.source,
            unit=row.unit,
            status=Status(row.status),
            rank=row.rank,
            have=row.have,
            need=row.need,
            due_at=row.due_at,
            since=began.get(UUID(row.fact)) if _is_measure(row) and row.fact else None,
            until=row.turns_at if _is_measure(row) else None,
            note=row.note,
        )
        for row in standing.reasons
    ]


def _is_measure(row: Row) -> bool:
    return row.kind == Kind.MEASURE


def next_change(
    standing: Standing | None, key: PartnerKey, *, as_of: datetime, known_at: datetime | None
) -> datetime | None:
    """Return the first instant at which known facts or the next rule book may say otherwise."""
    ahead = published_versions(key.program_id).filter(effective_at__gt=as_of)
    if known_at is not None:
        ahead = ahead.filter(published_at__lte=known_at)
    effect = ahead.order_by("effective_at").values_list("effective_at", flat=True).first()
    turns = standing.whole.turns_at if standing else None
    return min((instant for instant in (effect, turns) if instant is not None), default=None)

"""Where the partners of a list stand, as last worked out, and how many stand at each level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from goodstanding.partners.models import PartnerProfile
from goodstanding.rulebook.compile_tables import Status
from goodstanding.rulebook.pack import Level
from goodstanding.standing.models import PartnerStanding, StandingReason
from goodstanding.standing.services import behind
from goodstanding.standing.words import note_text
from goodstanding.ui.badges import Badge
from goodstanding.web.levels import level_badge

#: The filter of partners of whom a fact is missing. No level can be called so.
UNKNOWN = "_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """Where a partner stood when it was last worked out."""

    badge: Badge
    unknown_because: str  #: Empty where nothing is unknown.
    behind: bool  #: It is being worked out anew.


def standing_of(
    partner_ids: Collection[UUID], *, program_id: UUID, levels: tuple[Level, ...], at: datetime
) -> dict[UUID, Stood]:
    """Return where each of some partners stands; who was never looked at is left out."""
    stored = PartnerStanding.objects.filter(
        program_id=program_id, partner_id__in=partner_ids, rank__lt=len(levels)
    ).exclude(level="")
    because = _because(partner_ids, program_id=program_id)
    return {
        row.partner_id: Stood(
            badge=level_badge(levels[row.rank]),
            unknown_because=because.get(row.partner_id, "") if row.unknown else "",
            behind=row.behind,
        )
        for row in stored.annotate(
            behind=ExpressionWrapper(behind(at=at), output_field=BooleanField())
        )
    }


def _because(partner_ids: Collection[UUID], *, program_id: UUID) -> dict[UUID, str]:
    """Return why something is unknown of partners: each reason once."""
    notes: dict[UUID, list[str]] = defaultdict(list)
    rows = StandingReason.objects.filter(
        program_id=program_id, partner_id__in=partner_ids, status=Status.UNKNOWN.value
    ).order_by("note")
    for partner_id, note in rows.values_list("partner_id", "note").distinct():
        notes[partner_id].append(note_text(note) or gettext("A fact is missing."))
    return {partner_id: " ".join(dict.fromkeys(texts)) for partner_id, texts in notes.items()}


def at_level(
    partners: QuerySet[PartnerProfile], wanted: Level | str, *, program_id: UUID
) -> QuerySet[PartnerProfile]:
    """Return those of some partners that stand at a level, or, for ``UNKNOWN``, lack a fact."""
    chosen = Q(rank=wanted.rank) if isinstance(wanted, Level) else Q(unknown__gt=0)
    stored = PartnerStanding.objects.filter(
        chosen, program_id=program_id, partner_id=OuterRef("partner_id")
    ).exclude(level="")
    return partners.filter(Exists(stored))


def counts_of(
    partners: QuerySet[PartnerProfile], *, program_id: UUID
) -> tuple[dict[int, int], int]:
    """Return how many of some partners stand at each rank, and how many lack a fact."""
    rows = (
        PartnerStanding.objects.filter(
            program_id=program_id, partner_id__in=partners.order_by().values("partner_id")
        )
        .exclude(level="")
        .order_by()
        .values_list("rank")
        .annotate(count=Count("rank"), unknown=Count("rank", filter=Q(unknown__gt=0)))
    )
    counted = list(rows)
    return {rank: count for rank, count, _ in counted}, sum(unknown for *_, unknown in counted)

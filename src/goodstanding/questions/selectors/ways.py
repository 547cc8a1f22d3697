"""Which ways a question of a partner can go, and what must not go by a distributor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from goodstanding.cases.models import Appeal, Case, Decision, Measure
from goodstanding.evidence.dated import in_force
from goodstanding.notices.models import Notice
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.partners.acting import DISTRIBUTOR_MANAGER
from goodstanding.partners.models import Affiliation, PartnerProfile, Relationship
from goodstanding.questions.rules.routing import notice_is_confidential
from goodstanding.values.keys import PartnerKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A relationship in force through which a question can go."""

    relationship_id: UUID
    distributor_id: UUID
    distributor_name: str


def ways_of(key: PartnerKey, *, at: datetime) -> list[Way]:
    """Return through which distributors a partner can ask at an instant, by name.

    A distributor without an account manager has no desk: nobody would see the question.
    """
    at_the_desk = Affiliation.objects.filter(
        in_force(at), partner_id=OuterRef("distributor_id"), role=DISTRIBUTOR_MANAGER
    )
    relationships = Relationship.objects.filter(
        in_force(at),
        Exists(at_the_desk),
        program_id=key.program_id,
        reseller_id=key.partner_id,
    ).values_list("fact_id", "distributor_id")
    found = dict(relationships)
    names = names_of(found.values(), at=at)
    ways = [
        Way(
            relationship_id=relationship_id,
            distributor_id=distributor_id,
            distributor_name=names.get(distributor_id, ""),
        )
        for relationship_id, distributor_id in found.items()
    ]
    return sorted(ways, key=lambda way: (way.distributor_name, way.relationship_id))


def names_of(partner_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, str]:
    """Return what partners are called at an instant."""
    return dict(
        PartnerProfile.objects.filter(in_force(at), partner_id__in=partner_ids).values_list(
            "partner_id", "name"
        )
    )


def way_lasts(at: datetime) -> Exists:
    """Return the condition that the relationship a question went through is in force."""
    return Exists(Relationship.objects.filter(in_force(at), fact_id=OuterRef("relationship_id")))


def relationship_lasts(relationship_id: UUID, *, at: datetime) -> bool:
    """Return whether a relationship is in force."""
    return Relationship.objects.filter(in_force(at), fact_id=relationship_id).exists()


def is_confidential(notice: Notice) -> bool:
    """Return whether a question about a message must go past every distributor."""
    return notice_is_confidential(
        NoticeKind(notice.text.kind),
        of_a_case=_of_a_case(notice.text.cause_id),
        to_one_person=notice.person_id is not None,
    )


def _of_a_case(cause_id: UUID) -> bool:
    """Return whether a message was sent by a case, a decision, a measure or an appeal."""
    rows: tuple[QuerySet[Case | Decision | Measure | Appeal], ...] = (
        Case.objects.filter(pk=cause_id),
        Decision.objects.filter(Q(pk=cause_id) | Q(measures__pk=cause_id)),
        Measure.objects.filter(fact_id=cause_id),
        Appeal.objects.filter(pk=cause_id),
    )
    return any(found.exists() for found in rows)

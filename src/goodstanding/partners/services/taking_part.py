"""What lets partners take part in a program, and people act for partners."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import change
from goodstanding.partners.events import (
    AffiliationEnded,
    AffiliationStarted,
    ListDeclared,
    PartnerEnrolled,
    RelationshipEnded,
    RelationshipStarted,
)
from goodstanding.partners.keys import keys_of
from goodstanding.partners.models import (
    Affiliation,
    DeclaredList,
    Enrolment,
    Membership,
    Partner,
    Relationship,
    Tier,
)
from goodstanding.programs.calendar import ensure_days
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day
from goodstanding.values.errors import ConflictError
from goodstanding.values.keys import PartnerKey


def enrol(
    partner_id: UUID, *, program_id: UUID, tier: Tier, zone: str, actor: Actor, at: datetime
) -> Enrolment:
    """Let a partner take part in a program from ``at`` on; taking part already adds nothing.

    Raises:
        ConflictError: The partner takes part already, in another tier.
        InvalidValueError: ``zone`` is not a time zone.
    """
    ensure_days([zone])
    with change(actor=actor, at=at) as done:
        # Enrolments of one partner queue on its row.
        Partner.objects.select_for_update(no_key=True).get(pk=partner_id)
        Membership.objects.get_or_create(partner_id=partner_id, program_id=program_id)
        held = Enrolment.objects.filter(
            partner_id=partner_id, program_id=program_id, superseded_at=None, valid_until=None
        ).first()
        if held is not None:
            if held.tier == tier:
                return held
            raise ConflictError(
                f"This partner is enrolled as {held.get_tier_display().lower()}. End that first."
            )
        enrolment = Enrolment.objects.create(
            partner_id=partner_id,
            program_id=program_id,
            tier=tier,
            zone=zone,
            valid_from=at,
            from_on=local_day(at, zone),
        )
        done.record(
            PartnerEnrolled(
                enrolment_id=enrolment.fact_id,
                partner_id=partner_id,
                enrolled_program_id=program_id,
                tier=Code(tier.value),
                zone=Code(zone),
                valid_from=at,
            ),
            partners=[PartnerKey(program_id, partner_id)],
        )
    return enrolment


def relate(
    *, program_id: UUID, distributor_id: UUID, reseller_id: UUID, actor: Actor, at: datetime
) -> Relationship:
    """Record that a reseller buys through a distributor; saying it twice adds nothing."""
    with change(actor=actor, at=at) as done:
        # Relationships of one reseller queue on its row.
        Partner.objects.select_for_update(no_key=True).get(pk=reseller_id)
        held = Relationship.objects.filter(
            program_id=program_id,
            distributor_id=distributor_id,
            reseller_id=reseller_id,
            superseded_at=None,
            valid_until=None,
        ).first()
        if held is not None:
            return held
        relationship = Relationship.objects.create(
            program_id=program_id,
            distributor_id=distributor_id,
            reseller_id=reseller_id,
            valid_from=at,
        )
        done.record(
            RelationshipStarted(
                relationship_id=relationship.fact_id,
                related_program_id=program_id,
                distributor_id=distributor_id,
                reseller_id=reseller_id,
                valid_from=at,
            ),
            partners=[PartnerKey(program_id, reseller_id)],
        )
    return relationship


def end_relationship(relationship_id: UUID, *, actor: Actor, at: datetime) -> Relationship:
    """End a relationship now; from this instant the distributor sees the reseller no more.

    Raises:
        ConflictError: It has ended already.
    """
    with change(actor=actor, at=at) as done:
        # Ending queues on the row itself.
        held = Relationship.objects.select_for_update(no_key=True).get(
            fact_id=relationship_id, superseded_at=None
        )
        if held.valid_until is not None:
            raise ConflictError("This relationship has an end already. Reload the page to see it.")
        held.superseded_at = done.recorded_at
        held.save(update_fields=["superseded_at"])
        ended = Relationship.objects.create(
            fact_id=held.fact_id,
            program_id=held.program_id,
            distributor_id=held.distributor_id,
            reseller_id=held.reseller_id,
            valid_from=held.valid_from,
            valid_until=at,
        )
        done.record(
            RelationshipEnded(relationship_id=held.fact_id, valid_until=at),
            partners=[PartnerKey(held.program_id, held.reseller_id)],
        )
    return ended


def affiliate(
    person_id: UUID,
    *,
    partner_id: UUID,
    role: str,
    zone: str,
    location_id: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> Affiliation:
    """Let a person act for a partner in a role from ``at`` on; saying it twice adds nothing."""
    ensure_days([zone])
    with change(actor=actor, at=at) as done:
        # Affiliations of one partner queue on its row.
        Partner.objects.select_for_update(no_key=True).get(pk=partner_id)
        held = Affiliation.objects.filter(
            person_id=person_id,
            partner_id=partner_id,
            role=role,
            location=location_id,
            superseded_at=None,
            valid_until=None,
        ).first()
        if held is not None:
            return held
        affiliation = Affiliation.objects.create(
            person_id=person_id,
            partner_id=partner_id,
            location_id=location_id,
            role=role,
            zone=zone,
            valid_from=at,
            from_on=local_day(at, zone),
        )
        done.record(
            AffiliationStarted(
                affiliation_id=affiliation.fact_id,
                person_id=person_id,
                partner_id=partner_id,
                location_id=location_id,
                role=Code(role),
                valid_from=at,
            ),
            partners=keys_of([partner_id]),
        )
    return affiliation


def end_affiliation(affiliation_id: UUID, *, actor: Actor, at: datetime) -> Affiliation:
    """Let a person act for a partner in a role no more, from this instant.

    Raises:
        ConflictError: It has ended already.
    """
    with change(actor=actor, at=at) as done:
        # Ending queues on the row itself.
        held = Affiliation.objects.select_for_update(no_key=True).get(
            fact_id=affiliation_id, superseded_at=None
        )
        if held.valid_until is not None:
            raise ConflictError("This has an end already. Reload the page to see it.")
        held.superseded_at = done.recorded_at
        held.save(update_fields=["superseded_at"])
        ended = Affiliation.objects.create(
            fact_id=held.fact_id,
            person_id=held.person_id,
            partner_id=held.partner_id,
            location_id=held.location_id,
            role=held.role,
            zone=held.zone,
            valid_from=held.valid_from,
            from_on=held.from_on,
            valid_until=at,
            until_on=local_day(at, held.zone),
        )
        done.record(
            AffiliationEnded(
                affiliation_id=held.fact_id,
                person_id=held.person_id,
                partner_id=held.partner_id,
                role=Code(held.role),
                valid_until=at,
            ),
            partners=keys_of([held.partner_id]),
        )
    return ended


def declare_list(partner_id: UUID, *, name: str, actor: Actor, at: datetime) -> DeclaredList:
    """Record that a partner's list of people in a role is complete; twice adds nothing."""
    with change(actor=actor, at=at) as done:
        # Declarations of one partner queue on its row.
        Partner.objects.select_for_update(no_key=True).get(pk=partner_id)
        held = DeclaredList.objects.filter(
            partner_id=partner_id, name=name, superseded_at=None, valid_until=None
        ).first()
        if held is not None:
            return held
        declared = DeclaredList.objects.create(partner_id=partner_id, name=name, valid_from=at)
        done.record(
            ListDeclared(
                list_id=declared.fact_id, partner_id=partner_id, name=Code(name), valid_from=at
            ),
            partners=keys_of([partner_id]),
        )
    return declared

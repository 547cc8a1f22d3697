"""What a partner's contacts do about its people: name them, let them go, call lists complete."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.accounts.services import add_person
from goodstanding.evidence.dated import in_force
from goodstanding.evidence.services import change
from goodstanding.partners.acting import roles_held
from goodstanding.partners.models import (
    Affiliation,
    DeclaredList,
    Enrolment,
    LocationProfile,
    Partner,
)
from goodstanding.partners.rules.roles import MANAGING_ROLES, roles_to_give
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.partners.services.taking_part import affiliate, declare_list, end_affiliation
from goodstanding.rulebook.facts import PEOPLE_LIST
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.keys import PartnerKey


def name_person(
    key: PartnerKey,
    *,
    email: str,
    name: str,
    role: str,
    location_id: UUID | None,
    actor: Actor,
    at: datetime,
) -> Affiliation:
    """Let somebody act for the partner in a role, everywhere or at one location.

    Who has the mail address already is the same person; asking twice adds nothing.

    Raises:
        NotPermittedError: The actor is neither signatory nor compliance contact.
        InvalidValueError: The role cannot be given, or the location is not the partner's.
    """
    _require_managing(key, actor, at)
    if role not in roles_that_can_be_given(key, at=at):
        raise InvalidValueError("This role cannot be given here. Choose one of the list.")
    zone = zone_of(key.partner_id, program_id=key.program_id, at=at)
    if location_id is not None:
        place = LocationProfile.objects.filter(
            in_force(at), partner_id=key.partner_id, location_id=location_id
        ).first()
        if place is None:
            raise InvalidValueError("This location is not one of yours. Choose one of the list.")
        zone = place.zone
    with change(actor=actor, at=at):
        person = add_person(email=email, name=name, actor=actor, at=at)
        return affiliate(
            person.pk,
            partner_id=key.partner_id,
            role=role,
            zone=zone,
            location_id=location_id,
            actor=actor,
            at=at,
        )


def let_person_go(
    key: PartnerKey, affiliation_id: UUID, *, actor: Actor, at: datetime
) -> Affiliation:
    """End what somebody does for the partner in one role, from now on.

    Raises:
        NotPermittedError: The actor is neither signatory nor compliance contact.
        ConflictError: It has ended already, or nobody could manage people any more.
        Affiliation.DoesNotExist: It is another partner's.
    """
    _require_managing(key, actor, at)
    with change(actor=actor, at=at):
        # Two people letting each other go queue on the partner's row.
        Partner.objects.select_for_update(no_key=True).get(pk=key.partner_id)
        held = Affiliation.objects.get(
            fact_id=affiliation_id, partner_id=key.partner_id, superseded_at=None
        )
        others = Affiliation.objects.filter(
            in_force(at), partner_id=key.partner_id, role__in=MANAGING_ROLES
        ).exclude(fact_id=affiliation_id)
        if held.role in MANAGING_ROLES and not others.exists():
            raise ConflictError(
                "Nobody else could manage your people. Name another signatory or compliance "
                "contact first."
            )
        return end_affiliation(affiliation_id, actor=actor, at=at)


def call_list_complete(key: PartnerKey, *, actor: Actor, at: datetime) -> DeclaredList:
    """Record the partner's word that everybody who works for it in some role is listed.

    From then on a role that nobody holds is one that nobody has, instead of one nobody knows of.

    Raises:
        NotPermittedError: The actor is neither signatory nor compliance contact.
    """
    _require_managing(key, actor, at)
    return declare_list(key.partner_id, name=PEOPLE_LIST, actor=actor, at=at)


def roles_that_can_be_given(key: PartnerKey, *, at: datetime) -> tuple[str, ...]:
    """Return the roles people may act in for this partner, and those they act in already."""
    tier = (
        Enrolment.objects.filter(in_force(at), partner_id=key.partner_id, program_id=key.program_id)
        .values_list("tier", flat=True)
        .first()
    )
    usual = roles_to_give(tier=tier)
    held = Affiliation.objects.filter(in_force(at), partner_id=key.partner_id).order_by("role")
    further = held.exclude(role__in=usual).values_list("role", flat=True).distinct()
    return (*usual, *further)


def _require_managing(key: PartnerKey, actor: Actor, at: datetime) -> None:
    """Refuse a person who may not manage this partner's people; the product itself may."""
    person_id = actor.person_id
    if person_id is not None and not MANAGING_ROLES.intersection(
        roles_held(person_id, key.partner_id, at=at)
    ):
        raise NotPermittedError(
            "This needs the role of signatory or compliance contact. Ask one of them."
        )

"""Whose partner data somebody may see. Every page that shows any starts here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import programs_with
from goodstanding.evidence.dated import in_force
from goodstanding.partners.acting import DISTRIBUTOR_MANAGER
from goodstanding.partners.models import Affiliation, Membership, Relationship

#: The vendor's people who see every partner of their program. An operator sees none.
VENDOR_ROLES = (
    Role.OFFICER,
    Role.DECIDER,
    Role.APPEAL_REVIEWER,
    Role.FINANCE,
    Role.PDM,
    Role.AUDITOR,
)


def memberships_visible_to(person_id: UUID, *, at: datetime) -> QuerySet[Membership]:
    """Return the partners, each in its program, that a person may see at an instant.

    The vendor's people see all of their program. Who acts for a partner sees that partner in
    its programs. A distributor's manager sees, in a program, who buys through the distributor
    there, from the first instant of the relationship until just before its last.
    """
    acting = Affiliation.objects.filter(in_force(at), person_id=person_id)
    downstream = Relationship.objects.filter(
        in_force(at),
        program_id=OuterRef("program_id"),
        reseller_id=OuterRef("partner_id"),
        distributor_id__in=acting.filter(role=DISTRIBUTOR_MANAGER).values("partner_id"),
    )
    return Membership.objects.filter(
        Q(program_id__in=programs_with(person_id, VENDOR_ROLES, at=at))
        | Q(partner_id__in=acting.values("partner_id"))
        | Q(Exists(downstream))
    )

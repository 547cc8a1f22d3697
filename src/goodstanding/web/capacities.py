"""In which capacities a person may act: for partners, as a distributor, for the vendor."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from goodstanding.accounts.models import Person, Role
from goodstanding.accounts.selectors import grants_in_force
from goodstanding.evidence.dated import in_force
from goodstanding.partners.acting import DISTRIBUTOR_MANAGER
from goodstanding.partners.models import Affiliation, Membership, PartnerProfile
from goodstanding.programs.models import Program
from goodstanding.web.addresses import address


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """One way in which a person may act, and the home of it."""

    label: str
    url: str


def capacities_of(person: Person, *, at: datetime) -> list[Capacity]:
    """Return every capacity of a person at an instant: partners by name, then vendor sides."""
    return [
        *_for_partners(person.pk, at=at),
        *_for_the_vendor(person.pk, at=at),
        *_for_the_installation(person.pk, at=at),
    ]


def _for_partners(person_id: UUID, *, at: datetime) -> list[Capacity]:
    roles: dict[UUID, set[str]] = defaultdict(set)
    for partner_id, role in Affiliation.objects.filter(
        in_force(at), person_id=person_id
    ).values_list("partner_id", "role"):
        roles[partner_id].add(role)
    names = dict(
        PartnerProfile.objects.filter(in_force(at), partner_id__in=roles).values_list(
            "partner_id", "name"
        )
    )
    memberships = Membership.objects.filter(partner_id__in=names).select_related("program")
    several = len({row.program_id for row in memberships}) > 1
    found = [
        Capacity(
            label=(
                f"{names[row.partner_id]} – {row.program.name}"
                if several
                else names[row.partner_id]
            ),
            url=reverse(
                # Who does nothing else there begins with the partners the distributor sells to.
                "distributor_home"
                if roles[row.partner_id] == {DISTRIBUTOR_MANAGER}
                else "partner_home",
                kwargs={"program": row.program.code, "partner": row.partner_id},
            ),
        )
        for row in memberships
    ]
    return sorted(found, key=lambda capacity: capacity.label)


def _for_the_vendor(person_id: UUID, *, at: datetime) -> list[Capacity]:
    program_ids = (
        grants_in_force(person_id, at=at).filter(program_id__isnull=False).values("program_id")
    )
    return [
        Capacity(
            label=gettext("%(vendor)s: %(program)s")
            % {"vendor": program.vendor_name, "program": program.name},
            url=reverse("vendor_home", kwargs={"program": program.code}),
        )
        for program in Program.objects.filter(pk__in=program_ids).order_by("name")
    ]


def _for_the_installation(person_id: UUID, *, at: datetime) -> list[Capacity]:
    if not grants_in_force(person_id, at=at).filter(role=Role.OPERATOR).exists():
        return []
    return [Capacity(label=gettext("This installation"), url=address("operator_home"))]

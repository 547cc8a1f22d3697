"""Waivers of a partner: proposed, in force, over; and what can be waived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from goodstanding.agreements.rules.statements import StatedUnit
from goodstanding.agreements.selectors.statements import binding_duties, units_named
from goodstanding.agreements.selectors.units import zones_of_units
from goodstanding.cases.models import Waiver, WaiverProposal, WaiverVerdict
from goodstanding.evidence.dated import in_force
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.partners.words import role_name
from goodstanding.rulebook.pack import Accept, Attain, Attest, Obligation, Pack, Reach, Show, Unit
from goodstanding.values.keys import PartnerKey

#: What a form calls every unit of a duty.
EVERY_UNIT = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waivable:
    """A duty, or one unit of it, that can be waived."""

    obligation: Obligation
    unit: str
    name: str  #: Of the unit; empty for every unit.


def waivable(pack: Pack, key: PartnerKey, *, at: datetime) -> tuple[Waivable, ...]:
    """Return what of a partner can be waived: each duty of its tier whole, and each of its units.

    What the partner need not do anyway is not among them: nobody should be told it was waived.
    """
    binding = {duty.name for duty, _ in binding_duties(key.program_id, key.partner_id, at=at)}
    return tuple(
        Waivable(obligation=duty, unit=unit, name=name)
        for duty in pack.obligations
        if duty.name in binding
        for unit, name in {EVERY_UNIT: "", **_units(duty, partner_id=key.partner_id, at=at)}.items()
    )


def _units(duty: Obligation, *, partner_id: UUID, at: datetime) -> dict[str, str]:
    match duty.verb:
        case Reach(roles=roles):
            return {role: role_name(role) for role in roles}
        case Accept(per=per) | Attest(per=per) | Show(per=per) | Attain(per=per):
            if per not in {Unit.ENTITY, Unit.LOCATION}:
                return {}
            named = units_named(per, partner_id=partner_id, partner_name="", at=at)
            return {one.unit.key: one.name for one in named}
        case _:
            return {}


def zone_of_unit(unit: str, *, program_id: UUID, partner_id: UUID, at: datetime) -> str:
    """Return the zone in which the days of a unit run."""
    for per in (Unit.ENTITY, Unit.LOCATION):
        zones = zones_of_units(per, program_id=program_id, partner_id=partner_id, at=at)
        found = {stated.key: zone for stated, zone in zones.items()}
        if unit in found:
            return found[unit]
    return zone_of(partner_id, program_id=program_id, at=at)


def unit_names(partner_id: UUID, *, at: datetime) -> Mapping[str, str]:
    """Return what the units of a partner are called now."""
    return {
        one.unit.key: one.name
        for per in (Unit.ENTITY, Unit.LOCATION)
        for one in units_named(per, partner_id=partner_id, partner_name="", at=at)
        if one.unit != StatedUnit()
    }


def unit_words(unit: str, names: Mapping[str, str]) -> str:
    """Return what a unit of a waiver is called: a place, a contact role, or all of them."""
    if not unit:
        return gettext("The whole partner")
    return names.get(unit) or role_name(unit)


def waiting_proposals(program_id: UUID) -> QuerySet[WaiverProposal]:
    """Return the proposals of a program that nobody refused and that did not take effect yet."""
    refused = WaiverVerdict.objects.filter(proposal=OuterRef("pk"), agrees=False)
    granted = Waiver.objects.filter(proposal=OuterRef("pk"))
    return (
        WaiverProposal.objects.filter(~Exists(refused), ~Exists(granted), program_id=program_id)
        .select_related("proposed_by")
        .order_by("proposed_at", "pk")
    )


def proposals_to_judge(program_id: UUID, person_id: UUID) -> QuerySet[WaiverProposal]:
    """Return the proposals that wait for a person who took no part in them yet."""
    own = WaiverVerdict.objects.filter(proposal=OuterRef("pk"), person_id=person_id)
    return waiting_proposals(program_id).filter(~Exists(own)).exclude(proposed_by_id=person_id)


def refusals_of(partner_id: UUID, program_id: UUID) -> QuerySet[WaiverVerdict]:
    """Return the proposals about a partner that were refused, the latest first."""
    return (
        WaiverVerdict.objects.filter(
            proposal__partner_id=partner_id, proposal__program_id=program_id, agrees=False
        )
        .select_related("proposal", "person")
        .order_by("-given_at", "pk")
    )


def waivers_of(partner_id: UUID, program_id: UUID) -> QuerySet[Waiver]:
    """Return every waiver of a partner, as known now, the latest first."""
    return (
        Waiver.objects.filter(partner_id=partner_id, program_id=program_id, superseded_at=None)
        .select_related("proposal__proposed_by", "ended_by")
        .order_by("-valid_from", "pk")
    )


def waivers_in_force(partner_id: UUID, program_id: UUID, *, at: datetime) -> QuerySet[Waiver]:
    """Return what is waived for a partner at an instant."""
    return waivers_of(partner_id, program_id).filter(in_force(at))

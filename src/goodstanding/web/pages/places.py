"""Where a partner's duties lead, and what its units are called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from goodstanding.agreements.models import Acceptance
from goodstanding.agreements.selectors.clauses import clause_names
from goodstanding.agreements.selectors.statements import statements_of
from goodstanding.cases.selectors.waivers import waivers_in_force
from goodstanding.evidence.dated import in_force
from goodstanding.partners.acting import Acting
from goodstanding.partners.models import (
    Affiliation,
    EntityProfile,
    LocationProfile,
    Relationship,
)
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Composed,
    Obligation,
    Pass,
    Reach,
    Show,
)
from goodstanding.rulebook.units import read_unit
from goodstanding.standing.engine import Row
from goodstanding.standing.words import in_region
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.days import local_day
from goodstanding.web.addresses import address
from goodstanding.web.unit_words import oldest_place


def _identifier(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerPlaces:
    """The pages of one partner that duties lead to, and the names of its units."""

    parts: dict[str, object]
    partner_name: str
    partner_zone: str
    entities: dict[UUID, str]
    locations: dict[UUID, LocationProfile]
    clauses: dict[tuple[str, str], tuple[str, str, int]]
    accepted: dict[UUID | None, date]  #: The day of each acceptance and statement.
    waived: dict[UUID | None, date]  #: The last day of each waiver in force.
    has_distributor: bool
    held: dict[str, tuple[str, ...]]  #: Who is named for each role, by name.

    @property
    def authorizations_url(self) -> str:
        """Where what the locations may do is listed."""
        return address("partner_authorizations", **self.parts)

    def contacts(self, role: str) -> tuple[str, ...]:
        """Return who is named for a contact role, by name."""
        return self.held.get(role, ())

    def act(self, obligation: Obligation, row: Row) -> str:  # noqa: PLR0911 -- one for each verb.
        """Return where a duty is done; a contact who is named has a message to open."""
        match obligation.verb:
            case Accept(agreement=code):
                return address("partner_agreement", **self.parts, agreement=code)
            case Pass():
                return address("partner_training", **self.parts)
            case Attain():
                return ""
            case Reach():
                named = self.contacts(row.unit or "")
                return address("partner_messages" if named else "partner_people", **self.parts)
            case Attest():
                return address("partner_statement", **self.parts, obligation=obligation.name)
            case Show():
                return address("partner_document", **self.parts, obligation=obligation.name)
            case Composed():
                return ""

    def clause_url(self, clause: ClauseRef | None) -> str:
        """Return where a clause is read."""
        if clause is None:
            return ""
        page = address("partner_agreement", **self.parts, agreement=clause.agreement)
        return f"{page}#{clause.clause}" if page else ""

    def clause_label(self, clause: ClauseRef | None) -> str:
        """Return what people call a clause, with the version it is of or, without one, today's."""
        if clause is None:
            return ""
        named = self.clauses.get((clause.agreement, clause.clause))
        if named is None:
            return str(clause)
        title, heading, position = named
        return gettext("%(agreement)s: %(clause)s, version %(position)s") % {
            "agreement": title,
            "clause": heading,
            "position": clause.position or position,
        }

    def unit_name(self, row: Row) -> str:
        """Return what the unit of a row is called."""
        return self.name_of(row.unit)

    def name_of(self, text: str | None) -> str:
        """Return what a unit is called, as the rule book's result names it."""
        name = read_unit(text)
        unit = _identifier(name.identifier)
        if unit is None:  # the whole partner, or a contact role
            whole = self._role_name(name.identifier) if name.identifier else self.partner_name
            return in_region(whole, name)
        location = self.locations.get(unit)
        whose = location.name if location else self.entities.get(unit, self.partner_name)
        return in_region(whose, name)

    def _role_name(self, role: str) -> str:
        words = gettext("%(role)s contact") % {"role": role.replace("-", " ")}
        return words[:1].upper() + words[1:]

    def zone(self, row: Row) -> str:
        """Return the zone a row's due day is told in: the location's, the entity's oldest's."""
        name = read_unit(row.unit)
        unit = _identifier(name.identifier)
        if unit in self.locations:
            return self.locations[unit].zone
        oldest = oldest_place(self.locations.values(), unit, name)
        return oldest.zone if oldest else self.partner_zone

    def done_on(self, row: Row) -> date | None:
        """Return the day of an acceptance or statement; who passed when is not for colleagues."""
        return self.accepted.get(_identifier(row.fact))

    def waived_until(self, row: Row) -> date | None:
        """Return the last day of the waiver that a row rests on."""
        return self.waived.get(_identifier(row.fact))


def _held(acting: Acting) -> dict[str, tuple[str, ...]]:
    """Return who acts for a partner by role, each once."""
    held: dict[str, set[str]] = {}
    for one in Affiliation.objects.filter(
        in_force(acting.at), partner_id=acting.partner_id
    ).select_related("person"):
        held.setdefault(one.role, set()).add(str(one.person))
    return {role: tuple(sorted(names)) for role, names in held.items()}


def _given(acting: Acting) -> dict[UUID | None, date]:
    """Return the day of each acceptance and statement of a partner, by its identifier."""
    given: dict[UUID | None, date] = {
        row.pk: local_day(row.accepted_at, row.zone)
        for row in Acceptance.objects.filter(partner_id=acting.partner_id)
    }
    for row in statements_of(acting.partner_id, acting.program.pk):
        given[row.fact_id] = row.from_on
    return given


def places_of(acting: Acting) -> PartnerPlaces:
    """Return the places of the partner somebody acts for."""
    now = in_force(acting.at)
    entities = EntityProfile.objects.filter(now, partner_id=acting.partner_id)
    locations = LocationProfile.objects.filter(now, partner_id=acting.partner_id)
    return PartnerPlaces(
        parts={"program": acting.program.code, "partner": acting.partner_id},
        partner_name=acting.partner_name,
        partner_zone=zone_of(acting.partner_id, program_id=acting.program.pk, at=acting.at),
        entities=dict(entities.values_list("entity_id", "name")),
        locations={row.location_id: row for row in locations},
        clauses=clause_names(acting.program.pk, at=acting.at),
        accepted=_given(acting),
        held=_held(acting),
        waived=dict(
            waivers_in_force(acting.partner_id, acting.program.pk, at=acting.at).values_list(
                "fact_id", "until_on"
            )
        ),
        has_distributor=Relationship.objects.filter(
            now, program=acting.program, reseller_id=acting.partner_id
        ).exists(),
    )

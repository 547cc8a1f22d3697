"""What the rule book asks a partner to state, what it stated, and until when that holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from goodstanding.agreements.models import Clause, Statement
from goodstanding.agreements.rules.clauses import ClauseText
from goodstanding.agreements.rules.statements import StatedUnit, StatementTerms
from goodstanding.agreements.selectors.coverage import Entity, entities_of
from goodstanding.evidence.dated import in_force
from goodstanding.evidence.models import EventPrivate
from goodstanding.partners.models import Enrolment
from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.rulebook.pack import Attest, Obligation, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitNamed:
    """A unit of a partner, what it is called, and what is below it."""

    unit: StatedUnit
    name: str
    hint: str = ""
    until_on: date | None = None  #: The last day on which the unit's statement holds.
    held: bool = False  #: Whether a statement of the unit holds now.


def asked_statements(
    program_id: UUID, partner_id: UUID, *, at: datetime
) -> tuple[StatementTerms, ...]:
    """Return what the rule book in force asks a partner of this tier to state, in its order."""
    return tuple(
        terms
        for duty, version in binding_duties(program_id, partner_id, at=at)
        if (terms := _terms(duty, version)) is not None
    )


def binding_duties(
    program_id: UUID, partner_id: UUID, *, at: datetime
) -> tuple[tuple[Obligation, int], ...]:
    """Return the duties that the rule book in force has for the partner's tier, and its number."""
    version = version_in_force(program_id, as_of=at)
    if version is None:
        return ()
    enrolled = Enrolment.objects.filter(in_force(at), partner_id=partner_id, program_id=program_id)
    tier = enrolled.values_list("tier", flat=True).first()
    duties = pack_of(version).obligations
    return tuple((duty, version.number) for duty in duties if _binds(duty, tier))


def _binds(duty: Obligation, tier: str | None) -> bool:
    return tier is not None and (duty.who is None or not duty.who.tiers or tier in duty.who.tiers)


def _terms(duty: Obligation, pack_version: int) -> StatementTerms | None:
    verb = duty.verb
    if not isinstance(verb, Attest):
        return None
    return StatementTerms(
        name=verb.statement,
        obligation=duty.name,
        title=duty.title,
        clause=str(duty.clause or ""),
        per=verb.per,
        valid=verb.valid,
        pack_version=pack_version,
    )


def units_named(
    per: Unit, *, partner_id: UUID, partner_name: str, at: datetime
) -> tuple[UnitNamed, ...]:
    """Return the units of one kind that a partner has at an instant, by name."""
    entities = entities_of(partner_id, at=at)
    match per:
        case Unit.ENTITY:
            return tuple(_entity(entity) for entity in entities if entity.locations)
        case Unit.LOCATION:
            return tuple(
                UnitNamed(
                    unit=StatedUnit(location_id=place.location_id),
                    name=place.name,
                    hint=entity.name,
                )
                for entity in entities
                for place in entity.locations
            )
        case Unit.PARTNER:
            return (UnitNamed(unit=StatedUnit(), name=partner_name),)
        case _:
            return ()


def _entity(entity: Entity) -> UnitNamed:
    places = ", ".join(place.name for place in entity.locations)
    return UnitNamed(unit=StatedUnit(entity_id=entity.entity_id), name=entity.name, hint=places)


def stated_units(
    terms: StatementTerms, *, program_id: UUID, partner_id: UUID, partner_name: str, at: datetime
) -> tuple[UnitNamed, ...]:
    """Return the units that a statement is asked of, with what holds for each now."""
    rows = Statement.objects.filter(
        in_force(at), program_id=program_id, partner_id=partner_id, name=terms.name, withdrawn=False
    )
    until: dict[StatedUnit, date | None] = {}
    for row in rows.order_by("from_on"):
        until[StatedUnit(entity_id=row.entity_id, location_id=row.location_id)] = row.until_on
    return tuple(
        UnitNamed(
            unit=one.unit,
            name=one.name,
            hint=one.hint,
            held=one.unit in until,
            until_on=until.get(one.unit),
        )
        for one in units_named(terms.per, partner_id=partner_id, partner_name=partner_name, at=at)
    )


def clause_behind(reference: str, *, program_id: UUID, at: datetime) -> ClauseText | None:
    """Return the clause a duty rests on, as it reads at an instant; None where nobody wrote it."""
    agreement, _, code = reference.partition("#")
    row = (
        Clause.objects.filter(
            version__agreement__program_id=program_id,
            version__agreement__code=agreement,
            version__effective_at__lte=at,
            code=code,
        )
        .order_by("-version__position")
        .first()
    )
    return ClauseText(code=row.code, heading=row.heading, text=row.text) if row else None


def statements_of(partner_id: UUID, program_id: UUID) -> QuerySet[Statement]:
    """Return everything a partner stated in a program, as known now, the latest first."""
    return (
        Statement.objects.filter(partner_id=partner_id, program_id=program_id, superseded_at=None)
        .select_related("signer")
        .order_by("-valid_from", "fact_id")
    )


def statements_of_receipt(partner_id: UUID, program_id: UUID, receipt: str) -> list[Statement]:
    """Return the statements made in one act, as known now; none where it is nobody's of them."""
    return list(statements_of(partner_id, program_id).filter(receipt=receipt))


def names_of_units(rows: Iterable[Statement], *, partner_name: str) -> dict[UUID, str]:
    """Return, by statement, what its unit was called when it was made."""
    names: dict[UUID, str] = {}
    for row in rows:
        known = {
            one.unit: one.name
            for per in (Unit.ENTITY, Unit.LOCATION, Unit.PARTNER)
            for one in units_named(
                per, partner_id=row.partner_id, partner_name=partner_name, at=row.valid_from
            )
        }
        unit = StatedUnit(entity_id=row.entity_id, location_id=row.location_id)
        names[row.fact_id] = known.get(unit, partner_name)
    return names


def words_of(row: Statement) -> dict[str, str]:
    """Return the private words kept with a statement: the sentence and the typed name.

    Empty once they were erased.
    """
    return dict(
        EventPrivate.objects.filter(
            event__subject=f"statement:{row.fact_id}", event__name="statement.made"
        ).values_list("field", "value")
    )

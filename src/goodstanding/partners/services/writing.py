"""Writing what rows of an import come to, in one statement for each table and kind of change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models.functions import Lower

from goodstanding.accounts.models import Person
from goodstanding.accounts.services import add_person
from goodstanding.evidence.services import Change
from goodstanding.partners.models import (
    Affiliation,
    Enrolment,
    EntityProfile,
    ExternalId,
    LegalEntity,
    Location,
    LocationProfile,
    Membership,
    Partner,
    PartnerProfile,
    Relationship,
)
from goodstanding.partners.rules.picture import (
    ActingFact,
    EnrolmentFact,
    EntityFact,
    Fact,
    LocationFact,
    NumberFact,
    PartnerFact,
    RelationFact,
)
from goodstanding.partners.selectors.known import (
    batches,
    enrolment_fact,
    entity_fact,
    location_fact,
    partner_fact,
)
from goodstanding.programs.calendar import ensure_days
from goodstanding.programs.workdays import ensure_workdays_in
from goodstanding.values.days import local_day
from goodstanding.values.ids import new_id

Row = TypeVar("Row", PartnerProfile, EntityProfile, LocationProfile, Enrolment)
Said = TypeVar("Said", PartnerFact, EntityFact, LocationFact, EnrolmentFact)


def write_facts(facts: Sequence[Fact], *, program_id: UUID, done: Change) -> None:
    """Write facts in order: of several about one thing, each holds until the next.

    The caller holds the locks and has planned the facts on what is known under them.
    """
    zones = {
        fact.zone for fact in facts if isinstance(fact, EnrolmentFact | LocationFact | ActingFact)
    }
    ensure_days(zones)
    ensure_workdays_in({fact.country for fact in facts if isinstance(fact, LocationFact)})
    _write_spans(_of(facts, PartnerFact), _PARTNERS, done)
    _write_spans(_of(facts, EntityFact), _ENTITIES, done)
    _write_spans(_of(facts, LocationFact), _LOCATIONS, done)
    enrolments = _of(facts, EnrolmentFact)
    Membership.objects.bulk_create(
        [Membership(partner_id=fact.partner_id, program_id=program_id) for fact in enrolments],
        ignore_conflicts=True,
    )
    _write_spans(enrolments, _enrolments_in(program_id), done)
    _write_numbers(_of(facts, NumberFact))
    _write_relations(_of(facts, RelationFact), program_id)
    _write_acting(_of(facts, ActingFact), done)


K = TypeVar("K")


def _of(facts: Iterable[Fact], kind: type[K]) -> list[K]:
    return [fact for fact in facts if isinstance(fact, kind)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table(Generic[Row, Said]):
    """How one kind of dated fact is kept."""

    rows: type[Row]
    key: str
    said: Callable[[Row], Said]
    columns: Callable[[Said], dict[str, Any]]
    known_first: Callable[[list[UUID]], object] | None = None
    within: Mapping[str, Any]


def _write_spans(facts: Sequence[Said], table: _Table[Row, Said], done: Change) -> None:
    by_thing: dict[UUID, list[Said]] = {}
    for fact in facts:
        by_thing.setdefault(getattr(fact, table.key), []).append(fact)
    held: dict[UUID, Row] = {}
    for batch in batches(by_thing):
        found = table.rows.objects.filter(
            superseded_at=None, valid_until=None, **{f"{table.key}__in": batch}, **table.within
        )
        held.update({getattr(row, table.key): row for row in found})
    if table.known_first is not None:
        table.known_first([thing for thing in by_thing if thing not in held])
    table.rows.objects.filter(pk__in=[row.pk for row in held.values()]).update(
        superseded_at=done.recorded_at
    )
    table.rows.objects.bulk_create(
        row for thing, said in by_thing.items() for row in _chain(held.get(thing), said, table)
    )


def _chain(held: Row | None, facts: Sequence[Said], table: _Table[Row, Said]) -> Iterable[Row]:
    """Yield the spans of one thing, end to end. One that begins where another does corrects it."""
    fact_id, said = (held.fact_id, table.said(held)) if held is not None else (new_id(), None)
    for fact in facts:
        if said is not None and fact.since > said.since:
            yield _span(table, said, fact_id, until=fact.since)
            fact_id = new_id()
        said = fact
    if said is not None:
        yield _span(table, said, fact_id, until=None)


def _span(table: _Table[Row, Said], said: Said, fact_id: UUID, *, until: datetime | None) -> Row:
    return table.rows(
        fact_id=fact_id,
        valid_from=said.since,
        valid_until=until,
        **table.columns(said),
        **table.within,
    )


_PARTNERS: _Table[PartnerProfile, PartnerFact] = _Table(
    rows=PartnerProfile,
    key="partner_id",
    said=partner_fact,
    columns=lambda fact: {
        "partner_id": fact.partner_id,
        "name": fact.name,
        "country": fact.country,
    },
    known_first=lambda ids: Partner.objects.bulk_create(Partner(id=thing) for thing in ids),
    within={},
)
_ENTITIES: _Table[EntityProfile, EntityFact] = _Table(
    rows=EntityProfile,
    key="entity_id",
    said=entity_fact,
    columns=lambda fact: {
        "entity_id": fact.entity_id,
        "partner_id": fact.partner_id,
        "name": fact.name,
        "country": fact.country,
    },
    known_first=lambda ids: LegalEntity.objects.bulk_create(LegalEntity(id=thing) for thing in ids),
    within={},
)
_LOCATIONS: _Table[LocationProfile, LocationFact] = _Table(
    rows=LocationProfile,
    key="location_id",
    said=location_fact,
    columns=lambda fact: {
        "location_id": fact.location_id,
        "entity_id": fact.entity_id,
        "partner_id": fact.partner_id,
        "name": fact.name,
        "country": fact.country,
        "region": fact.region,
        "zone": fact.zone,
        "zone_assumed": fact.zone_assumed,
        "from_on": local_day(fact.since, fact.zone),
    },
    known_first=lambda ids: Location.objects.bulk_create(Location(id=thing) for thing in ids),
    within={},
)


def _enrolments_in(program_id: UUID) -> _Table[Enrolment, EnrolmentFact]:
    return _Table(
        rows=Enrolment,
        key="partner_id",
        said=enrolment_fact,
        columns=lambda fact: {
            "partner_id": fact.partner_id,
            "tier": fact.tier,
            "zone": fact.zone,
            "from_on": local_day(fact.since, fact.zone),
        },
        within={"program_id": program_id},
    )


def _write_numbers(facts: Collection[NumberFact]) -> None:
    ExternalId.objects.bulk_create(
        ExternalId(
            namespace=fact.number.namespace,
            value=fact.number.value,
            partner_id=fact.partner_id,
            entity_id=fact.entity_id,
            location_id=fact.location_id,
            valid_from=fact.since,
        )
        for fact in facts
    )


def _write_relations(facts: Collection[RelationFact], program_id: UUID) -> None:
    Relationship.objects.bulk_create(
        Relationship(
            program_id=program_id,
            distributor_id=fact.distributor_id,
            reseller_id=fact.reseller_id,
            valid_from=fact.since,
        )
        for fact in facts
    )


def _write_acting(facts: Collection[ActingFact], done: Change) -> None:
    people = _people(facts, done)
    Affiliation.objects.bulk_create(
        Affiliation(
            person_id=people[fact.email],
            partner_id=fact.partner_id,
            location_id=fact.location_id,
            role=fact.role,
            zone=fact.zone,
            valid_from=fact.since,
            from_on=local_day(fact.since, fact.zone),
        )
        for fact in facts
    )


def _people(facts: Collection[ActingFact], done: Change) -> dict[str, UUID]:
    """Return who has each mail address; who is not known becomes known, with an event each."""
    names: dict[str, str] = {}
    for fact in facts:
        names[fact.email] = names.get(fact.email) or fact.name
    known: dict[str, UUID] = {}
    for batch in batches(names):
        found = Person.objects.annotate(address=Lower("email")).filter(address__in=batch)
        known.update(found.values_list("address", "pk"))
    for email, name in names.items():
        if email not in known:
            person = add_person(email=email, name=name, actor=done.actor, at=done.at)
            known[email] = person.pk
    return known

"""One maker per thing a test needs; keywords only for what the test is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

from django.db import connection

from goodstanding.accounts.models import Person, Role
from goodstanding.accounts.services import add_person, give_grant
from goodstanding.partners.models import LegalEntity, Location, Partner, Tier
from goodstanding.partners.services.structure import (
    open_location,
    register_entity,
    register_partner,
)
from goodstanding.partners.services.taking_part import affiliate, enrol, relate
from goodstanding.programs.models import Program
from goodstanding.values.actor import Actor

NOON = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
SYSTEM = Actor.system("tests")
_numbers = count(1)


@contextmanager
def recorded(at: datetime) -> Iterator[None]:
    """Let what is recorded within be recorded at ``at``, unless that is still to come.

    Due days do not count from before a fact was known: what a test is not about was known in time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT movable, shift FROM evidence_clock")
        before = cursor.fetchone()
        cursor.execute(
            "UPDATE evidence_clock SET movable = true,"
            " shift = least(shift, %s - clock_timestamp())",
            [at],
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE evidence_clock SET movable = %s, shift = %s", before)


def make_person(*, name: str = "Maria Vogel", email: str | None = None) -> Person:
    """Return a person with an address of their own."""
    address = email or f"person{next(_numbers)}@example.com"
    return add_person(email=address, name=name, actor=SYSTEM, at=NOON)


def make_program(*, code: str | None = None) -> Program:
    """Return a program without a rule book."""
    return Program.objects.create(
        code=code or f"program-{next(_numbers)}",
        name="Contoso Partner Program",
        vendor_name="Contoso",
        zone="UTC",
        created_at=NOON,
    )


def make_officer(
    program: Program, *, role: Role = Role.OFFICER, name: str = "Katrin Vogel"
) -> Person:
    """Return a person with a vendor-side right in a program."""
    person = make_person(name=name)
    give_grant(person.pk, role=role, program_id=program.pk, actor=SYSTEM, at=NOON)
    return person


def make_partner(
    program: Program | None = None,
    *,
    name: str = "Fabrikam",
    tier: Tier = Tier.RESELLER,
    zone: str = "Europe/Berlin",
    at: datetime = NOON,
) -> Partner:
    """Return a partner, enrolled where a program is given."""
    partner = register_partner(name=name, country="DE", actor=SYSTEM, at=at)
    if program is not None:
        with recorded(at):
            enrol(partner.pk, program_id=program.pk, tier=tier, zone=zone, actor=SYSTEM, at=at)
    return partner


def make_entity(
    partner: Partner, *, name: str = "Fabrikam GmbH", at: datetime = NOON
) -> LegalEntity:
    """Return a legal entity of a partner."""
    return register_entity(partner.pk, name=name, country="DE", actor=SYSTEM, at=at)


def make_location(
    entity: LegalEntity,
    *,
    name: str = "Fabrikam Hamburg",
    zone: str = "Europe/Berlin",
    country: str = "DE",
    region: str = "emea",
    at: datetime = NOON,
) -> Location:
    """Return a location of a legal entity."""
    with recorded(at):
        return open_location(
            entity.pk, name=name, country=country, region=region, zone=zone, actor=SYSTEM, at=at
        )


def make_affiliate(
    partner: Partner,
    *,
    role: str = "signatory",
    person: Person | None = None,
    zone: str = "Europe/Berlin",
    location_id: UUID | None = None,
    at: datetime = NOON,
) -> Person:
    """Return a person who acts for a partner in a role."""
    someone = person or make_person()
    with recorded(at):
        affiliate(
            someone.pk,
            partner_id=partner.pk,
            role=role,
            zone=zone,
            location_id=location_id,
            actor=SYSTEM,
            at=at,
        )
    return someone


def make_downstream(
    program: Program, distributor: Partner, *, name: str = "Litware", at: datetime = NOON
) -> Partner:
    """Return a reseller that buys through a distributor."""
    reseller = make_partner(program, name=name, at=at)
    relate(
        program_id=program.pk,
        distributor_id=distributor.pk,
        reseller_id=reseller.pk,
        actor=SYSTEM,
        at=at,
    )
    return reseller

"""Makers of rule books that authorize locations, and of locations that are authorized."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from goodstanding.accounts.models import Person
from goodstanding.partners.models import Authorization, Location, Partner
from goodstanding.partners.services.authorizing import grant_authorization
from goodstanding.programs.models import Program
from goodstanding.values.actor import Actor
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_entity,
    make_location,
    make_officer,
    make_partner,
    make_program,
)
from tests.builders_standing import make_agreement, make_rules, make_version, pack_text

AUTHORIZATIONS = """
authorizations:
  reseller:
    title: Resell subscriptions
    who: {tier: reseller}
    per: location
    needs: [code-accepted]
    tested: anniversary
    countdown: authorization
    exit: 30 days
  teacher:
    title: Teach customers
    who: {authorization: reseller, not: {country: FR}}
    per: location
    needs: [code-accepted]
    tested: anniversary
    countdown: authorization
    exit: 30 days
measures:
"""
COUNTDOWN = """
  authorization:
    90 days before: warn
    due: restricted
obligations:
"""

TODAY = date(2026, 9, 1)  #: The day of NOON.


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A partner of a program whose rules authorize resellers, with one location."""

    program: Program
    partner: Partner
    location: Location
    officer: Person
    signatory: Person


def make_authorizing_rules(program: Program, *, drafter: Person | None = None) -> None:
    """Publish rules that authorize resellers and teachers."""
    make_version(make_agreement(program))
    text = pack_text(program).replace("\nobligations:\n", COUNTDOWN, 1)
    make_rules(program, text=text.replace("\nmeasures:\n", AUTHORIZATIONS, 1), drafter=drafter)


def make_counter(program: Program | None = None) -> Counter:
    """Return a partner whose location nobody has authorized yet."""
    where = program or make_program()
    make_authorizing_rules(where)
    partner = make_partner(where)
    return Counter(
        program=where,
        partner=partner,
        location=make_location(make_entity(partner)),
        officer=make_officer(where),
        signatory=make_affiliate(partner),
    )


def make_granted(
    counter: Counter, *, granted_on: date = TODAY, at: datetime = NOON
) -> Authorization:
    """Return the authorization of the counter's location to resell."""
    return grant_authorization(
        counter.location.pk,
        program_id=counter.program.pk,
        name="reseller",
        granted_on=granted_on,
        actor=SYSTEM,
        at=at,
    )


def as_officer(counter: Counter) -> Actor:
    """Return the officer as an actor."""
    return Actor.person(counter.officer.pk)


def as_signatory(counter: Counter) -> Actor:
    """Return the signatory as an actor."""
    return Actor.person(counter.signatory.pk)

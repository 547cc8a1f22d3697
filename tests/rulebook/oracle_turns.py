"""When the rows of a partner may change without a new fact: the recorded future."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from goodstanding.rulebook.pack import Accept, Attest, Obligation, Pack, Pass, Reach, Show

from .oracle import Partner
from .oracle_papers import papers
from .oracle_verbs import people

Instants = Iterator[datetime | None]


def recorded_instants(partner: Partner) -> Instants:
    """Yield every start, end and happening of the facts that the pack asks about."""
    yield from _spans(partner, "enrolments")
    yield from _spans(partner, "measures")
    for place in partner.places():
        yield from (place["from_at"], place["until_at"])
    yield from _grants(partner)
    for obligation in partner.pack.obligations:
        yield from _spans(partner, "waivers", obligation=obligation.name)
        yield from _of_verb(partner, obligation)
    for subject in _subjects(partner.pack):
        yield from _happenings(partner, "services", "served_at", subject=subject)


def _of_verb(partner: Partner, obligation: Obligation) -> Instants:
    match obligation.verb:
        case Accept(agreement=agreement, affiliates=affiliates):
            if affiliates:
                yield from _spans(partner, "ownerships")
            yield from _happenings(partner, "acceptances", "accepted_at", agreement=agreement)
            yield from _happenings(partner, "versions", "effective_at", agreement=agreement)
            yield from _happenings(partner, "versions", "withdrawn_at", agreement=agreement)
        case Pass() as verb:
            yield from _spans(partner, "lists", name="people")
            for role in verb.people:
                yield from _spans(partner, "affiliations", role=role)
            for person in people(partner, obligation, verb):
                named = {"person_id": person, "course": verb.course}
                yield from _happenings(partner, "completions", "passed_at", **named)
        case Reach(roles=roles):
            for role in roles:
                yield from _spans(partner, "contacts", role=role)
                yield from _proofs(partner, role)
        case Attest() | Show() as verb:
            for row in papers(partner, verb):
                yield from (row["from_at"], row["until_at"])


def _grants(partner: Partner) -> Instants:
    names = [authorization.name for authorization in partner.pack.authorizations]
    for grant in partner.known("grants"):
        if grant["name"] in names:
            yield from (grant["from_at"], grant["until_at"])


def _proofs(partner: Partner, role: str) -> Instants:
    for contact in partner.known("contacts"):
        if contact["role"] == role and partner.holds(contact):
            named = {"contact_id": contact["contact_id"]}
            yield from _happenings(partner, "proofs", "proved_at", **named)


def _subjects(pack: Pack) -> set[str]:
    return {
        obligation.verb.agreement if isinstance(obligation.verb, Accept) else obligation.name
        for obligation in pack.obligations
        if obligation.due is not None and obligation.due.anchor == "service"
    }


def _spans(partner: Partner, relation: str, **named: object) -> Instants:
    yield from _happenings(partner, relation, "from_at", **named)
    yield from _happenings(partner, relation, "until_at", **named)


def _happenings(partner: Partner, relation: str, column: str, **named: object) -> Instants:
    for row in partner.known(relation):
        if all(row[name] == value for name, value in named.items()):
            yield row[column]

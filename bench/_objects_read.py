"""Reading the facts of partners into objects: nine queries a partner, in one round trip.

The queries of a partner leave in one go (libpq's pipeline), each prepared once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg

from bench._objects import (
    Amount,
    Answer,
    Asked,
    Assent,
    Calendar,
    Facts,
    Grant,
    Learned,
    Proof,
    Served,
    Site,
    Span,
    Stated,
    Version,
    Work,
    holds,
)
from bench._walk import Evaluator
from goodstanding.rulebook.pack import Accept, Attain, Attest, Pack, Pass, Reach

_KNOWN = (
    "{0}.known_from <= %(known_at)s and coalesce({0}.known_until > %(known_at)s, true)"
    " and {0}.program_id = %(program_id)s and {0}.partner_id = %(partner_id)s"
)
_OF_PARTNER = _KNOWN.format("f")
_QUERIES = tuple(
    text.encode()
    for text in (
        (
            "select f.tier, f.zone, f.from_at, f.until_at, f.since_on from facts.enrolments f "
            f"where {_OF_PARTNER} union all "
            "select null, '', f.from_at, f.until_at, '2000-01-01' from facts.lists f "
            f"where {_OF_PARTNER} and f.name = 'people'"
        ),
        (
            "select f.location_id::text, f.entity_id::text, f.region, f.zone, f.from_at, "
            f"f.until_at, f.since_on from facts.locations f where {_OF_PARTNER}"
        ),
        (
            "select f.person_id::text, f.location_id::text, f.from_at, f.until_at, f.since_on "
            f"from facts.affiliations f where {_OF_PARTNER} and f.role = any(%(people)s)"
        ),
        (
            "select c.person_id::text, c.passed_at, c.passed_on, c.until_on "
            "from facts.completions c where c.course = %(course)s and c.known_from <= %(known_at)s "
            "and coalesce(c.known_until > %(known_at)s, true) and c.person_id in ("
            f"select f.person_id from facts.affiliations f where {_OF_PARTNER} "
            "and f.role = any(%(people)s))"
        ),
        (
            "select f.acceptance_id::text, f.entity_id::text, f.position, f.accepted_at "
            f"from facts.acceptances f where {_OF_PARTNER} and f.agreement = %(agreement)s "
            "and f.region is null and f.location_id is null"
        ),
        (
            "select f.entity_id::text, f.position, f.served_at, f.served_on from facts.services f "
            f"where {_OF_PARTNER} and f.subject = %(agreement)s"
        ),
        (
            "select f.contact_id::text, f.role, f.from_at, f.until_at, f.until_on, p.proved_at, "
            "p.proved_on, p.outcome from facts.contacts f left join facts.proofs p "
            "on p.contact_id = f.contact_id and p.known_from <= %(known_at)s "
            "and coalesce(p.known_until > %(known_at)s, true) "
            f"where {_OF_PARTNER} and f.role = any(%(contacts)s)"
        ),
        (
            "select true, f.id::text, f.unit, f.name, f.from_at, f.until_at, f.from_on, f.until_on "
            f"from facts.statements f where {_OF_PARTNER} and f.name = %(statement)s union all "
            "select false, f.grant_id::text, f.location_id::text, f.name, f.from_at, f.until_at, "
            f"f.granted_on, null from facts.grants f where {_OF_PARTNER} "
            "and f.name = any(%(rights)s)"
        ),
        (
            "select f.location_id::text, f.month_on, f.amount_minor, f.currency "
            f"from facts.amounts f where {_OF_PARTNER} and f.metric = %(metric)s"
        ),
    )
)

Rows = list[tuple[Any, ...]]


class Reader:
    """One connection that reads partners as objects and works out their standing."""

    def __init__(
        self, url: str, *, pack: Pack, program_id: UUID, as_of: datetime, known_at: datetime
    ) -> None:
        self._connection = psycopg.connect(
            url, autocommit=True, options="-c plan_cache_mode=force_generic_plan -c timezone=UTC"
        )
        self._connection.prepare_threshold = 0
        verbs = [obligation.verb for obligation in pack.obligations]
        (accept,) = (verb for verb in verbs if isinstance(verb, Accept))
        (course,) = (verb for verb in verbs if isinstance(verb, Pass))
        (reach,) = (verb for verb in verbs if isinstance(verb, Reach))
        (attest,) = (verb for verb in verbs if isinstance(verb, Attest))
        (attain,) = (verb for verb in verbs if isinstance(verb, Attain))
        self._as_of = as_of
        self._given = {
            "known_at": known_at,
            "program_id": program_id,
            "people": list(course.people),
            "course": course.course,
            "agreement": accept.agreement,
            "contacts": list(reach.roles),
            "statement": attest.statement,
            "metric": attain.metric,
            "rights": [authorization.name for authorization in pack.authorizations],
        }
        asked = Asked(as_of, self._calendar())
        self._evaluator = Evaluator(pack, self._versions(), asked)

    def answers(self, partner_ids: Sequence[UUID]) -> Iterator[list[Answer]]:
        """Yield the rows of each partner, in turn."""
        for partner_id in partner_ids:
            yield self._evaluator.rows(self._facts(str(partner_id), self._read(partner_id)))

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def _read(self, partner_id: UUID) -> list[Rows]:
        given = {**self._given, "partner_id": partner_id}
        with self._connection.pipeline():
            cursors = [self._connection.execute(query, given) for query in _QUERIES]
            return [cursor.fetchall() for cursor in cursors]

    def _facts(self, partner: str, results: list[Rows]) -> Facts:
        spans, sites, works, learned, assents, served, proofs, rights, amounts = results
        tiers = [row[0] for row in spans if row[0]]
        facts = Facts(
            partner,
            [Span(*row[1:]) for row in spans if row[0]],
            [Span(*row[1:]) for row in spans if not row[0]],
            [],
            [Work(*row) for row in works],
            [Learned(*row) for row in learned],
            [Assent(*row) for row in assents],
            [Served(*row) for row in served],
            [Proof(*row) for row in proofs],
            [Stated(*row[1:]) for row in rights if row[0]],
            [Grant(*row[1:7]) for row in rights if not row[0]],
            [Amount(*row) for row in amounts],
        )
        for location, entity, region, zone, opened_at, closed_at, opened_since in sites:
            for tier, enrolment in zip(tiers, facts.enrolments, strict=True):
                ends = [end for end in (closed_at, enrolment.until_at) if end is not None]
                from_at, until_at = max(opened_at, enrolment.from_at), min(ends, default=None)
                if until_at is None or until_at > from_at:
                    since_on = max(opened_since, enrolment.since_on)
                    place = (location, entity, region or "", tier, zone)
                    facts.sites.append(Site(*place, from_at, until_at, since_on, opened_at))
        facts.recorded.extend(self._recorded(facts))
        return facts

    def _recorded(self, facts: Facts) -> Iterator[datetime | None]:
        """Yield every start, end and happening, some of which lie ahead."""
        spans: list[Span | Site | Work | Stated | Grant] = [*facts.enrolments, *facts.lists]
        for span in (*spans, *facts.sites, *facts.works, *facts.stated, *facts.grants):
            yield span.from_at
            yield span.until_at
        for assent in facts.assents:
            yield assent.accepted_at
        for notice in facts.served:
            yield notice.served_at
        for proof in facts.proofs:
            yield proof.from_at
            yield proof.until_at
            if holds(self._as_of, proof.from_at, proof.until_at):
                yield proof.proved_at

    def _calendar(self) -> Calendar:
        days: dict[str, list[datetime]] = {}
        first = date.max
        for zone, day, starts_at in self._connection.execute(
            "select zone, day, starts_at from facts.days order by zone, day"
        ):
            first = min(first, day)
            days.setdefault(zone, []).append(starts_at)
        return Calendar(days, first)

    def _versions(self) -> list[Version]:
        return [
            Version(*row)
            for row in self._connection.execute(
                "select position, material, published_at, published_on, effective_at, "
                "effective_on, withdrawn_at from facts.versions where agreement = %s",
                [self._given["agreement"]],
            )
        ]

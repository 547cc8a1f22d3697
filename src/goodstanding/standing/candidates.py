"""Who could do something about a partner's standing: its people, its entities, and their owners."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import connection

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import Affiliation, LocationProfile
from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.compile_affiliates import affiliates_accept
from goodstanding.rulebook.pack import Obligation, Pack, Pass, Reach, Who
from goodstanding.standing.rules.needs import Candidates
from goodstanding.standing.selectors import Standing, pieces_of
from goodstanding.training.models import Completion
from goodstanding.values.days import local_day


def candidates_of(standing: Standing, *, at: datetime) -> Candidates:
    """Return who could act for the partner of ``standing``, of those who are there at ``at``."""
    places = list(LocationProfile.objects.filter(in_force(at), partner_id=standing.key.partner_id))
    people = list(
        Affiliation.objects.filter(in_force(at), partner_id=standing.key.partner_id).order_by(
            "from_on", "person_id"
        )
    )
    return Candidates(
        entities=tuple(sorted({str(place.entity_id) for place in places})),
        entity_of={str(place.location_id): str(place.entity_id) for place in places},
        region_of={str(place.location_id): place.region for place in places},
        owners=_owners(standing) if affiliates_accept(standing.pack) else {},
        uncovered={
            obligation.name: _uncovered(
                obligation, obligation.verb, people, places, at=standing.as_of
            )
            for obligation in standing.pack.obligations
            if isinstance(obligation.verb, Pass)
        },
        holders=_holders(standing.pack, people),
        pieces=pieces_of(standing),
        duties=tuple(row for row in standing.reasons if row.kind == Kind.OBLIGATION),
    )


def _owners(standing: Standing) -> dict[str, dict[str, int]]:
    """Return by entity who owns how many percent of it, of what is known today."""
    key = standing.key
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT affiliate_id, parent_id, max(share_percent) FROM facts.ownerships "
            "WHERE (program_id, partner_id) = (%s, %s) AND known_until IS NULL "
            "AND from_at <= %s AND coalesce(until_at > %s, true) GROUP BY 1, 2",
            [key.program_id, key.partner_id, standing.as_of, standing.as_of],
        )
        found: dict[str, dict[str, int]] = {}
        for affiliate_id, parent_id, percent in cursor.fetchall():
            found.setdefault(str(affiliate_id), {})[str(parent_id)] = percent
    return found


def _uncovered(
    obligation: Obligation,
    verb: Pass,
    people: list[Affiliation],
    places: list[LocationProfile],
    *,
    at: datetime,
) -> tuple[str, ...]:
    """Return who is asked and has no pass that is good, whoever works there longest first.

    Whoever joined lately may not count yet; so they come last, and are not needed.
    """
    bound = {place.location_id for place in places if _binds(obligation.who, place)}
    asked = [
        each
        for each in people
        if each.role in verb.people
        and (bool(bound) if each.location_id is None else each.location_id in bound)
    ]
    passed = defaultdict[UUID, list[Completion]](list)
    for completion in Completion.objects.filter(
        version__course__code=verb.course,
        person_id__in={each.person_id for each in asked},
        voided_at=None,
        happened_at__lte=at,
    ):
        passed[completion.person_id].append(completion)
    return tuple(
        dict.fromkeys(
            str(each.person_id)
            for each in asked
            if not any(
                completion.counts(valid=verb.valid, on=local_day(at, each.zone))
                for completion in passed[each.person_id]
            )
        )
    )


def _binds(who: Who | None, place: LocationProfile) -> bool:
    """Return whether a duty binds a place, as far as countries and regions say."""
    if who is None:
        return True
    named = (not who.countries or place.country in who.countries) and (
        not who.regions or place.region in who.regions
    )
    out = who.excluded
    return named and not (out and (out.countries or out.regions) and _binds(out, place))


def _holders(pack: Pack, people: list[Affiliation]) -> dict[str, tuple[str, ...]]:
    roles = {
        role
        for obligation in pack.obligations
        if isinstance(obligation.verb, Reach)
        for role in obligation.verb.roles
    }
    return {
        role: tuple(dict.fromkeys(str(each.person_id) for each in people if each.role == role))
        for role in sorted(roles)
    }

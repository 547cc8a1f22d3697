"""The shortest way back of one partner: what to do, what ends by itself, and what is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import Affiliation, LocationProfile
from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.pack import Obligation, Pack, Pass, Reach, Who
from goodstanding.standing.engine import Row
from goodstanding.standing.rules.needs import Candidates, need_of
from goodstanding.standing.rules.way_back import Act, every, way_back
from goodstanding.standing.selectors import Standing, standing_at
from goodstanding.training.models import Completion
from goodstanding.values.days import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a partner gets back to the best level, as things are known today.

    It is true when it is tried: once the acts are done and ``ready_at`` has come, no reason sets
    a level but those in ``remaining``, which nothing the partner does can end.
    """

    acts: tuple[Act, ...]
    ready_at: datetime | None  #: When the last measure ends; None: as soon as the acts are done.
    ending: tuple[Row, ...]  #: Measures that end by themselves until then, the first first.
    remaining: tuple[Row, ...]
    shortest: bool  #: Whether no way has fewer acts; else it was too much to search.
    people: dict[str, str]  #: The names of the people of the acts.


def way_of(standing: Standing) -> Way | None:
    """Return the way back from where a partner stands now; None where it stands best."""
    reasons = _setting_a_level(standing)
    if not reasons:
        return None
    ending = sorted(
        (row for row in reasons if row.kind == Kind.MEASURE and row.turns_at is not None),
        key=lambda row: (row.turns_at or standing.as_of, row.source),
    )
    ready_at = ending[-1].turns_at if ending else None
    then = standing
    if ready_at is not None:
        # Other duties may fall due while a measure lasts: they stand in the way then.
        then = standing_at(standing.key, as_of=ready_at) or standing
    gathered = _candidates(then, at=standing.as_of)
    needs = [(row, need_of(row, then.pack, gathered)) for row in _setting_a_level(then)]
    found = way_back(every(*(need for _, need in needs if way_back(need) is not None)))
    assert found is not None  # each of the needs can be met, and more acts never hinder
    return Way(
        acts=found.acts,
        ready_at=ready_at,
        ending=tuple(ending),
        remaining=tuple(row for row, need in needs if way_back(need) is None),
        shortest=found.shortest,
        people=_names(standing.key.partner_id, found.acts, at=standing.as_of),
    )


def _setting_a_level(standing: Standing) -> list[Row]:
    return [row for row in standing.reasons if row.rank > 0]


def _candidates(standing: Standing, *, at: datetime) -> Candidates:
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
        uncovered={
            obligation.name: _uncovered(
                obligation, obligation.verb, people, places, at=standing.as_of
            )
            for obligation in standing.pack.obligations
            if isinstance(obligation.verb, Pass)
        },
        holders=_holders(standing.pack, people),
    )


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


def _names(partner_id: UUID, acts: tuple[Act, ...], *, at: datetime) -> dict[str, str]:
    wanted = {act.person for act in acts}
    rows = Affiliation.objects.filter(in_force(at), partner_id=partner_id).select_related("person")
    return {str(row.person_id): str(row.person) for row in rows if str(row.person_id) in wanted}

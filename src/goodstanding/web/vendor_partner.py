"""One partner as the vendor's people see it: where it stands and why, in the third person.

Who reads cases sees everything. Finance sees what stops and holds, and no story. A partner
development manager is a go-between: duties alone, as if nothing else could be.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext

from goodstanding.accounts.models import Role
from goodstanding.agreements.selectors.clauses import clause_names
from goodstanding.cases.letters import measure_title
from goodstanding.cases.models import Measure
from goodstanding.cases.selectors.cases import READERS
from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import EntityProfile, LocationProfile
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.partners.words import role_name
from goodstanding.programs.models import Program
from goodstanding.rulebook.pack import Attain, Composed, Level, Obligation, Pass
from goodstanding.rulebook.units import read_unit
from goodstanding.standing.engine import Row
from goodstanding.standing.rules.needs import Pieces
from goodstanding.standing.selectors import Standing, part_rows, pieces_of
from goodstanding.standing.words import in_region, note_text
from goodstanding.ui.components import Link, Reason, ReasonState, Verdict
from goodstanding.ui.dates import city_of, day_text
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.days import local_day
from goodstanding.web.addresses import address
from goodstanding.web.answers_authorizations import authorization_text
from goodstanding.web.answers_obligations import amounts_text, not_needed, parts_text
from goodstanding.web.changes import stopped_at_locations
from goodstanding.web.levels import level_badge
from goodstanding.web.unit_words import oldest_place

#: A go-between is told of fewer people only whether it is done.
PEOPLE_SHOWN_MIN = 5

_STATES = {
    "fulfilled": ReasonState.FULFILLED,
    "waived": ReasonState.FULFILLED,
    "pending": ReasonState.IN_TIME,
    "grace": ReasonState.IN_TIME,
    "overdue": ReasonState.OPEN,
    "unknown": ReasonState.UNKNOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What of a partner somebody of the vendor may see."""

    cases: bool  #: Findings, cases and letters: whoever reads cases.
    measures: bool  #: What stops and holds: also finance.

    @classmethod
    def of(cls, roles: Collection[Role]) -> Sight:
        """Return what somebody with these rights may see."""
        cases = any(role in READERS for role in roles)
        return cls(cases=cases, measures=cases or Role.FINANCE in roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What the units and clauses of a partner are called, and where a clause is read."""

    program: Program
    partner_name: str
    zone: str
    entities: dict[UUID, str]
    locations: dict[UUID, LocationProfile]
    clauses: dict[tuple[str, str], tuple[str, str, int]]

    def unit(self, row: Row) -> str:
        """Return what the unit of a row is called: a place, a contact role, or the partner."""
        return self.name_of(row.unit)

    def name_of(self, text: str | None) -> str:
        """Return what a unit is called, as the rule book's result names it."""
        name = read_unit(text)
        unit = _identifier(name.identifier)
        if unit is None:
            role = capfirst(role_name(name.identifier)) if name.identifier else ""
            return in_region(role or self.partner_name, name)
        place = self.locations.get(unit)
        whose = place.name if place else self.entities.get(unit, self.partner_name)
        return in_region(whose, name)

    def zone_of(self, row: Row) -> str:
        """Return the zone of a row's days: the location's, the entity's oldest, the partner's."""
        name = read_unit(row.unit)
        unit = _identifier(name.identifier)
        if unit in self.locations:
            return self.locations[unit].zone
        oldest = oldest_place(self.locations.values(), unit, name)
        return oldest.zone if oldest else self.zone

    def clause(self, ref: ClauseRef | None) -> Link | None:
        """Return the link to a clause as it reads now; none where nobody published it."""
        named = self.clauses.get((ref.agreement, ref.clause)) if ref is not None else None
        if ref is None or named is None:
            return None
        title, heading, newest = named
        position = ref.position or newest
        page = address(
            "vendor_agreement_version",
            program=self.program.code,
            agreement=ref.agreement,
            position=position,
        )
        label = gettext("%(agreement)s: %(clause)s, version %(position)s") % {
            "agreement": title,
            "clause": heading,
            "position": position,
        }
        return Link(label=label, url=f"{page}#{ref.clause}") if page else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a partner stands, ready for its page."""

    verdict: Verdict
    duties: tuple[Reason, ...]
    measures: tuple[Reason, ...]


def places_for(program: Program, partner_id: UUID, *, name: str, at: datetime) -> Places:
    """Return the names of a partner's units and of the program's clauses at an instant."""
    now = in_force(at)
    entities = EntityProfile.objects.filter(now, partner_id=partner_id)
    locations = LocationProfile.objects.filter(now, partner_id=partner_id)
    return Places(
        program=program,
        partner_name=name,
        zone=zone_of(partner_id, program_id=program.pk, at=at),
        entities=dict(entities.values_list("entity_id", "name")),
        locations={row.location_id: row for row in locations},
        clauses=clause_names(program.pk, at=at),
    )


def stand_of(standing: Standing, *, places: Places, sight: Sight) -> Stand:
    """Return a standing in words, as far as somebody may see it.

    For a go-between the level is worked out from the duties alone: a level that a measure sets
    would tell of the measure.
    """
    duties = [row for row in standing.reasons if row.kind != "measure"]
    measures = [row for row in standing.reasons if row.kind == "measure"]
    level = standing.level
    if not sight.measures:
        most = standing.pack.location_rank
        ranks = (min(row.rank, most) if _is_of_location(row) else row.rank for row in duties)
        level = standing.pack.levels[max(ranks, default=0)]
    badge, pieces = level_badge(level), pieces_of(standing)
    title, sentence = _said(standing, level, places=places, sight=sight)
    return Stand(
        verdict=Verdict.of(badge, title=title, sentence=sentence),
        duties=tuple(
            _duty(standing, row, places=places, sight=sight, pieces=pieces) for row in duties
        ),
        measures=_measures(measures, places=places, sight=sight),
    )


def _said(standing: Standing, level: Level, *, places: Places, sight: Sight) -> tuple[str, str]:
    """Return the title and the sentence of the verdict."""
    measures = {row.source for row in standing.reasons if row.kind == "measure"}
    declared = [one for one in standing.pack.measures if one.name in measures and sight.measures]
    stopped = level.stops.union(*(one.stops for one in declared))
    held = frozenset[str]().union(*(one.holds for one in declared))
    words = {
        "partner": places.partner_name,
        "level": level.title,
        "stopped": _effects(stopped),
        "held": _effects(held),
        "count": len({row.source for row in standing.unmet()}),
    }
    local = _stopped_at(standing, stopped, places=places)
    if not sight.measures:
        title = gettext("%(partner)s: open duties: %(count)s")
        if not words["count"]:
            title = gettext("%(partner)s: no duty is open")
        everywhere = [gettext("Stopped: %(stopped)s.") % words] if stopped else []
        said = [*everywhere, *local] or [gettext("No duty stops anything.")]
        return title % words, " ".join(said)
    title = gettext("%(partner)s: %(level)s")
    if level.rank == 0:
        title = gettext("%(partner)s is in good standing")
    sentences = (
        gettext("Open duties: %(count)s.") if words["count"] else gettext("No duty is open."),
        gettext("Stopped: %(stopped)s.") if stopped else "",
        "" if stopped or local else gettext("Nothing is stopped."),
        gettext("Held back: %(held)s.") if held else "",
    )
    return title % words, " ".join([*(one % words for one in sentences if one), *local])


def _stopped_at(
    standing: Standing, everywhere: frozenset[str], *, places: Places
) -> tuple[str, ...]:
    """Return what each location may not do beside what is stopped everywhere."""
    _, local = stopped_at_locations(standing)
    return tuple(
        gettext("Stopped at %(place)s: %(stopped)s.")
        % {"place": places.unit(row), "stopped": _effects(stopped - everywhere)}
        for row, stopped in local.items()
        if stopped - everywhere
    )


def _effects(names: Collection[str]) -> str:
    return ", ".join(sorted(name.replace("-", " ") for name in names))


def _is_of_location(row: Row) -> bool:
    """Return whether a row counts for the partner no more than the pack lets a location."""
    return row.kind == "authorization"


def _duty(standing: Standing, row: Row, *, places: Places, sight: Sight, pieces: Pieces) -> Reason:
    if row.kind == "authorization":
        words = authorization_text(standing.pack, row, zone=places.zone_of(row))
        unit = gettext("%(unit)s.") % {"unit": places.unit(row)}
        return Reason(
            state=_STATES[row.status],
            sentence=standing.pack.authorization(row.source).title,
            detail=f"{unit} {words}",
        )
    obligation = standing.obligation(row)
    parts = (
        gettext("%(unit)s.") % {"unit": places.unit(row)},
        gettext("Waived for now.") if row.status == "waived" else "",
        _share(obligation, row, sight=sight),
        _date(row, zone=places.zone_of(row)),
        note_text(row.note or ""),
    )
    return Reason(
        state=_STATES[row.status],
        sentence=obligation.title,
        detail=" ".join(part for part in parts if part),
        clause=places.clause(obligation.clause),
        parts=tuple(
            not_needed(part) if row.status in {"fulfilled", "waived"} else part
            for part in (
                _duty(standing, each, places=places, sight=sight, pieces=pieces)
                for each in part_rows(row, pieces)
            )
        ),
    )


def _share(obligation: Obligation, row: Row, *, sight: Sight) -> str:
    if isinstance(obligation.verb, Attain):
        return amounts_text(obligation, row)
    if isinstance(obligation.verb, Composed):
        return parts_text(obligation, row)
    if not isinstance(obligation.verb, Pass) or row.have is None or row.need is None:
        return ""
    if not sight.measures and row.need < PEOPLE_SHOWN_MIN:
        return gettext("Done.") if row.have >= row.need else gettext("Not done.")
    return gettext("%(have)s of %(need)s people.") % {"have": row.have, "need": row.need}


def _last_day(instant: datetime, zone: str) -> dict[str, str]:
    """Return the last day before an instant that ends one, and the city that counts it."""
    last = local_day(instant - timedelta(microseconds=1), zone)
    return {"day": day_text(last), "city": city_of(zone)}


def _date(row: Row, *, zone: str) -> str:
    if row.status in {"fulfilled", "waived"}:
        if row.turns_at is None:
            return ""
        return gettext("Next change after %(day)s.") % _last_day(row.turns_at, zone)
    if row.due_at is None:
        return ""
    if row.status == "overdue":
        return gettext("Was due by the end of %(day)s, %(city)s.") % _last_day(row.due_at, zone)
    return gettext("Due by the end of %(day)s, %(city)s.") % _last_day(row.due_at, zone)


def _measures(rows: list[Row], *, places: Places, sight: Sight) -> tuple[Reason, ...]:
    if not sight.measures:
        return ()
    decided = _cases_behind(rows) if sight.cases else {}
    return tuple(_measure(row, decided.get(row.fact or ""), places=places) for row in rows)


def _measure(row: Row, case: tuple[UUID, str] | None, *, places: Places) -> Reason:
    until = gettext("No end by the calendar.")
    if row.turns_at is not None:
        until = gettext("Until the end of %(day)s.") % _last_day(row.turns_at, places.zone)
    link = None
    if case is not None:
        case_id, reference = case
        url = address("vendor_case", program=places.program.code, case=case_id)
        link = Link(label=reference, url=url)
    return Reason(
        state=ReasonState.OPEN,
        sentence=gettext("In force: %(measure)s.") % {"measure": measure_title(row.source)},
        detail=f"{places.unit(row)}. {until}",
        way_out=link,
    )


def _cases_behind(rows: list[Row]) -> dict[str, tuple[UUID, str]]:
    """Return the case of each measure, by the measure's fact."""
    facts = [fact for row in rows if (fact := _identifier(row.fact)) is not None]
    found = Measure.objects.filter(fact_id__in=facts).select_related("decision__case")
    return {
        str(measure.fact_id): (measure.decision.case_id, measure.decision.case.reference)
        for measure in found
    }


def _identifier(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None

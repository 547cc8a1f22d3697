"""The standing of a partner by walking objects: the opponent of the compiled text.

Written to be fast and to give the very same rows. It knows what ``packs/default.yaml`` asks
(accept per entity and region, pass, reach, attain per location, attest per entity, and what all
of that makes of authorizations) and no waivers or measures, of which the invented world has
none; that saves it two queries. Every location of that world says its region.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from bench._objects import Answer, Asked, Duty, Facts, Site, Version, holds, run_began_on
from bench._walk_people import ReachUnit, pass_duty, reach_duty
from bench._walk_rights import (
    Judged,
    attain_duty,
    attest_duty,
    authorization_rows,
    held_grants,
)
from bench._walk_rights import Unit as Bound
from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Obligation,
    Pack,
    Pass,
    Reach,
    Unit,
)
from goodstanding.rulebook.phrases import Anchor, Duration

_NO_TIME = Duration()
_NAMES: dict[Unit, Callable[[Site], str]] = {
    Unit.ENTITY: lambda site: site.entity,
    Unit.LOCATION: lambda site: site.location,
    Unit.ENTITY_REGION: lambda site: f"{site.entity}:{site.region}",
}
_GRAVITY = {"fulfilled": 0, "waived": 1, "pending": 2, "grace": 3, "unknown": 4, "overdue": 5}


class Evaluator:
    """Works out the rows of a pack, partner by partner, at one instant."""

    def __init__(self, pack: Pack, versions: Sequence[Version], asked: Asked) -> None:
        self.pack, self.asked, self.as_of = pack, asked, asked.as_of
        self.versions = {version.position: version for version in versions}
        self.binding = [
            version
            for version in versions
            if version.material
            and version.effective_at <= asked.as_of
            and not (version.withdrawn_at is not None and version.withdrawn_at <= asked.as_of)
        ]
        self.version_turns = [
            instant for v in versions for instant in (v.effective_at, v.withdrawn_at)
        ]

    def rows(self, facts: Facts) -> list[Answer]:
        """Return the partner's own row and its reasons, in no order."""
        judged = [
            Judged(obligation, duty, self._reason(facts.partner, obligation, duty))
            for obligation in self.pack.obligations
            for duty in self._duties(facts, obligation)
        ]
        duties = [each.row for each in judged]
        rights = list(authorization_rows(facts, self.pack, judged, self.asked))
        reasons = [*duties, *rights]
        # What binds a location weighs on its partner no more than the pack lets it.
        most = self.pack.location_rank
        ranks = [row.rank for row in duties] + [min(row.rank, most) for row in rights]
        rank = max(ranks, default=0)
        held = any(holds(self.as_of, e.from_at, e.until_at) for e in facts.enrolments)
        own = Answer(
            facts.partner,
            "partner",
            self.pack.program,
            None,
            max((row.status for row in reasons), key=_GRAVITY.__getitem__, default="fulfilled"),
            self.pack.levels[rank].name,
            rank,
            sum(row.status == "fulfilled" for row in duties),
            len(duties),
            min(
                (
                    row.due_at
                    for row in duties
                    if row.due_at is not None and row.status in {"pending", "grace", "overdue"}
                ),
                default=None,
            ),
            None,
            None if held else "not-enrolled",
            self._ahead([*facts.recorded, *self.version_turns, *(row.turns_at for row in reasons)]),
        )
        return [own, *reasons]

    def _ahead(self, instants: Iterable[datetime | None]) -> datetime | None:
        as_of = self.as_of
        return min((i for i in instants if i is not None and i > as_of), default=None)

    def _duties(self, facts: Facts, obligation: Obligation) -> Iterator[Duty]:
        held = [e for e in facts.enrolments if holds(self.as_of, e.from_at, e.until_at)]
        match obligation.verb:
            case Accept():
                for unit in self._units(facts, obligation):
                    yield self._accept_unit(facts, obligation, unit)
            case Attest():
                for unit in self._units(facts, obligation):
                    yield attest_duty(facts, obligation, unit, self.asked)
            case Attain() as verb:
                for unit in self._units(facts, obligation):
                    granted_on = self._granted_on(facts, obligation, unit)
                    yield attain_duty(facts, verb, unit, self.asked, granted_on=granted_on)
            case Pass() as verb if held:
                yield pass_duty(facts, verb, held[0].zone, self.asked)
            case Reach() as verb if held:
                began = [e for e in facts.enrolments if e.from_at <= self.as_of]
                assigned_on = run_began_on(began, self.as_of)
                for role in verb.roles:
                    asked = ReachUnit(role, held[0].zone, assigned_on)
                    yield reach_duty(facts, obligation, asked, self.asked)

    def _reason(self, partner: str, obligation: Obligation, duty: Duty) -> Answer:
        due_at = None if duty.due_on is None else self.asked.calendar.over(duty.due_on, duty.zone)
        if duty.met:
            status = "fulfilled"
        elif duty.met is None:
            status = "unknown"
        elif due_at is None or (due_at > self.as_of and not duty.lapsed):
            status = "pending"
        else:
            status = "overdue" if due_at <= self.as_of else "grace"
        rank, steps = self._steps(obligation, status, duty)
        known = status != "unknown"
        return Answer(
            partner,
            "obligation",
            obligation.name,
            duty.unit,
            status,
            self.pack.levels[rank].name,
            rank,
            duty.have if known else None,
            duty.need if known else None,
            due_at,
            duty.fact if duty.met else None,
            duty.note,
            self._ahead([*duty.turns, *steps, due_at]),
        )

    def _steps(self, obligation: Obligation, status: str, duty: Duty) -> tuple[int, list[datetime]]:
        """Return the rank the countdown has come to, and when each of its steps is."""
        if obligation.countdown is None:
            return 0, []
        countdown, rank = self.pack.countdown(obligation.countdown), 0
        if countdown.grace and status in {"grace", "overdue"}:
            rank = self.pack.level(countdown.grace).rank
        if duty.due_on is None:
            return rank, []
        instants = []
        for step in countdown.steps:
            at = self.asked.calendar.over(duty.due_on + timedelta(days=step.days), duty.zone)
            instants.append(at)
            if step.level and status == "overdue" and at <= self.as_of:
                rank = max(rank, self.pack.level(step.level).rank)
        return rank, instants

    def _units(self, facts: Facts, obligation: Obligation) -> Iterator[Bound]:
        """Yield what a duty of places binds now."""
        tiers = obligation.who.tiers if obligation.who else ()
        grounds: dict[str, list[Site]] = {}
        for site in facts.sites:
            if site.from_at <= self.as_of and (not tiers or site.tier in tiers):
                grounds.setdefault(_NAMES[obligation.per](site), []).append(site)
        for name, sites in grounds.items():
            held = [s for s in sites if holds(self.as_of, s.from_at, s.until_at)]
            if held:
                oldest = min(held, key=lambda s: (s.placed_at, s.location))
                yield Bound(name, oldest, run_began_on(sites, self.as_of))

    def _granted_on(self, facts: Facts, obligation: Obligation, unit: Bound) -> date | None:
        """Return the oldest grant of a location that needs a duty: anniversaries are its."""
        needing = {a.name for a in self.pack.authorizations if obligation.name in a.needs}
        return min(
            (
                grant.granted_on
                for grant, site in held_grants(facts, self.asked)
                if grant.name in needing and site.location == unit.name
            ),
            default=None,
        )

    def _accept_unit(self, facts: Facts, obligation: Obligation, unit: Bound) -> Duty:
        entity, assigned_on = unit.site.entity, unit.assigned_on
        counted = [
            (a.position, max(a.accepted_at, self.versions[a.position].effective_at), a.id)
            for a in facts.assents
            if a.entity == entity and a.accepted_at <= self.as_of
        ]
        counted = [each for each in counted if each[1] <= self.as_of]
        reached = max((position for position, _, _ in counted), default=0)
        missing = [v for v in self.binding if v.position > reached]
        duty = Duty(unit.name, unit.site.zone, not missing, need=1 if self.binding else 0)
        duty.turns = list(self.version_turns)
        if not self.binding:
            duty.note = "nothing-in-force"
        elif not missing:
            duty.have = 1
            duty.fact = min(name for position, _, name in counted if position == reached)
        else:
            first = min(missing, key=lambda v: v.effective_at)
            duty.lapsed = any(from_at < first.effective_at for _, from_at, _ in counted)
            lapsed_on = min(v.effective_on for v in missing) if duty.lapsed else None
            owed = [
                self._owed(
                    facts,
                    obligation,
                    v,
                    entity=entity,
                    assigned_on=assigned_on,
                    lapsed_on=lapsed_on,
                )
                for v in missing
            ]
            duty.due_on = min((day for day in owed if day is not None), default=None)
            duty.note = "not-served" if duty.due_on is None else None
        return duty

    def _owed(
        self,
        facts: Facts,
        obligation: Obligation,
        version: Version,
        *,
        entity: str,
        assigned_on: date,
        lapsed_on: date | None,
    ) -> date | None:
        """Return the day a missing version is due; None where nobody was told."""
        assert obligation.due is not None
        assert obligation.due.anchor is Anchor.SERVICE
        served_on = min(
            (
                s.served_on
                for s in facts.served
                if s.served_at <= self.as_of
                and s.entity in {None, entity}
                and (
                    s.served_at >= version.published_at
                    if s.position is None
                    else s.position == version.position
                )
            ),
            default=None,
        )
        if served_on is None:
            return None
        wait = obligation.due.after or _NO_TIME
        waits = [wait.after(day) for day in (served_on, assigned_on, lapsed_on) if day]
        return max(*waits, version.effective_on)

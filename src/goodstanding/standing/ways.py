"""The shortest way back of one partner: what to do, what ends by itself, and what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import Affiliation
from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.pack import Accept, Pack
from goodstanding.standing.candidates import candidates_of
from goodstanding.standing.engine import Row
from goodstanding.standing.rules.choices import Choice, choices_of
from goodstanding.standing.rules.held_up import acts_beside, lacking_of
from goodstanding.standing.rules.moments import Moment, Trial, find_way
from goodstanding.standing.rules.needs import About, Candidates, need_of, owners_of
from goodstanding.standing.rules.way_back import Act, ActKind, acts_in, does_for, instead_of
from goodstanding.standing.selectors import Standing, standing_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Acts, and the instant from which they are enough."""

    acts: tuple[Act, ...]
    ready_at: datetime | None  #: None: as soon as the acts are done.


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a partner gets back to the best level, as things are known today.

    It is true when it is tried: once the acts are done and ``ready_at`` has come, no reason sets
    a level but those in ``remaining``, which nothing the partner does can end.
    """

    pack: Pack  #: The rule book in force by then.
    acts: tuple[Act, ...]
    ready_at: datetime | None  #: When what has to be waited for is over; None: nothing has.
    ending: tuple[Row, ...]  #: Measures that end by themselves until then, the first first.
    met_by_then: tuple[About, ...]  #: Duties, or parts, that are met by then without an act.
    remaining: tuple[Row, ...]
    shortest: bool  #: Whether no way has fewer acts; else it was too much to search.
    sooner: (
        Path | None
    )  #: Where it waits for what acts could replace: the first way with more acts.
    choices: tuple[Choice, ...]  #: Which parts are met, of duties made of parts.
    #: By acceptance, the entities whose acceptance would do as well.
    instead: Mapping[Act, tuple[str, ...]] = field(default_factory=dict)
    #: By acceptance, the entities it counts for beside the one that accepts.
    counts_for: Mapping[Act, tuple[str, ...]] = field(default_factory=dict)
    #: Acts that authorizations in ``remaining`` need as well, though they alone end nothing.
    beside: tuple[Act, ...] = ()
    #: By such an authorization, the duties it waits for that nothing the partner does meets.
    lacking: Mapping[About, tuple[About, ...]] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)  #: Names of the people of the acts.


def way_of(standing: Standing) -> Way | None:
    """Return the way back from where a partner stands now; None where it stands best."""
    if not _setting_a_level(standing):
        return None
    known: dict[datetime, tuple[Standing, Candidates]] = {}

    def moment_at(at: datetime) -> Moment:
        # Other duties may fall due while a measure lasts: they stand in the way then.
        then = standing if at == standing.as_of else standing_at(standing.key, as_of=at) or standing
        candidates = candidates_of(then, at=standing.as_of)
        known[at] = then, candidates
        needs = ((row, need_of(row, then.pack, candidates)) for row in _setting_a_level(then))
        return Moment(at=at, needs=tuple(needs), met=candidates.met)

    found = find_way(moment_at(standing.as_of), moment_at)
    best, first = found.best, found.trials[0]
    then, candidates = known[best.at]
    beside = acts_beside(best.remaining, then.pack, candidates, acts=best.acts)
    acts = best.acts + (found.sooner.acts if found.sooner else ()) + beside
    return Way(
        pack=then.pack,
        acts=best.acts,
        ready_at=_ready_at(best, standing),
        ending=_ending(standing, until=best.at),
        met_by_then=tuple(sorted(first.moment.unmet & best.moment.met, key=str)),
        remaining=tuple(row for row in _setting_a_level(then) if row in best.remaining),
        shortest=found.shortest,
        sooner=Path(acts=found.sooner.acts, ready_at=_ready_at(found.sooner, standing))
        if found.sooner
        else None,
        choices=choices_of(
            frozenset(best.acts),
            then.pack,
            candidates,
            stopped={(row.source, row.unit) for row, _ in first.moment.needs},
        ),
        instead={act: _instead(act, best) for act in best.acts if act.kind is ActKind.ACCEPT},
        counts_for={
            act: _counts_for(act, best, then.pack, candidates)
            for act in best.acts
            if act.kind is ActKind.ACCEPT
        },
        beside=beside,
        lacking={
            (row.source, row.unit): lacking_of(row, then.pack, candidates) for row in best.remaining
        },
        people=_names(standing.key.partner_id, acts, at=standing.as_of),
    )


def _setting_a_level(standing: Standing) -> list[Row]:
    return [row for row in standing.reasons if row.rank > 0]


def _ready_at(trial: Trial, standing: Standing) -> datetime | None:
    return trial.at if trial.at > standing.as_of else None


def _ending(standing: Standing, *, until: datetime) -> tuple[Row, ...]:
    ends = (
        (row.turns_at, row.source, row)
        for row in _setting_a_level(standing)
        if row.kind == Kind.MEASURE and row.turns_at is not None and row.turns_at <= until
    )
    return tuple(row for _, _, row in sorted(ends, key=lambda each: each[:2]))


def _instead(act: Act, trial: Trial) -> tuple[str, ...]:
    return tuple(each.unit for each in instead_of(act, trial.acts, trial.met))


def _counts_for(act: Act, trial: Trial, pack: Pack, candidates: Candidates) -> tuple[str, ...]:
    """Return the entities whose acceptance it saves, because its entity owns enough of them.

    It counts for one only where it meets all that is asked of it: two duties may want the same
    agreement, and one of them a larger share.
    """
    verbs = [
        duty.verb
        for duty in pack.obligations
        if isinstance(duty.verb, Accept) and duty.verb.agreement == act.subject
    ]
    asked = sorted(
        each
        for each in acts_in(trial.met) - {act}
        if (each.kind, each.subject) == (act.kind, act.subject)
    )
    return tuple(
        one.unit
        for one in asked
        if any(act.unit in owners_of(one.unit, verb, candidates) for verb in verbs)
        and does_for(act, one, trial.met)
    )


def _names(partner_id: UUID, acts: tuple[Act, ...], *, at: datetime) -> dict[str, str]:
    wanted = {act.person for act in acts}
    rows = Affiliation.objects.filter(in_force(at), partner_id=partner_id).select_related("person")
    return {str(row.person_id): str(row.person) for row in rows if str(row.person_id) in wanted}

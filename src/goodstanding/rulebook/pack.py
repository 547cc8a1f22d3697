"""What a valid program pack says, as typed values.

A pack is one immutable version of one program's rule book. ``parse.read_pack`` is the only
maker of these values from a text, so whoever holds a ``Pack`` may rely on it: every name it
uses is declared in it, every list is in the order of the file, every number is in range.
The compiler turns it into SQL; ``ladder.decide_rung`` reads its ``ladder`` and ``measures``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goodstanding.rulebook.ladder_terms import Ladder
from goodstanding.rulebook.measures import Measure
from goodstanding.rulebook.phrases import Due, Duration
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.money import Money

#: The effect that delays money already earned: a hold may reach it, a stop never does.
EARNED_MONEY = "payouts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of standing; ``rank`` 0 is the best, and the worst reason decides.

    ``stops`` is cumulative: what this level stops and all that milder ones stop.
    """

    name: str
    title: str
    rank: int
    stops: frozenset[str] = frozenset()  #: Effects.
    final: bool = False  #: Once reached it is a fact, which later cures do not undo.


class StepNotice(StrEnum):
    """What a countdown step before the due day sends; it never changes the level."""

    REMIND = "remind"
    WARN = "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountdownStep:
    """What happens ``days`` local days from the due day (before it: negative).

    Before the due day there is a ``notice`` and no ``level``; from it on, the reverse.
    """

    days: int
    level: str | None = None
    notice: StepNotice | None = None

    def __post_init__(self) -> None:
        if (self.level is None) == (self.notice is None) or (self.days < 0) != bool(self.notice):
            raise InvalidValueError("A step tells before the due day, and sets a level from it on.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Countdown:
    """Steps around a due day, earliest first, whose levels never get better."""

    name: str
    steps: tuple[CountdownStep, ...]
    grace: str | None = None  #: The level while a lapsed duty is not due again.

    @property
    def levels(self) -> tuple[CountdownStep, ...]:
        """The steps that set a level, earliest first."""
        return tuple(step for step in self.steps if step.level is not None)

    @property
    def notices(self) -> tuple[CountdownStep, ...]:
        """The steps that only tell, earliest first."""
        return tuple(step for step in self.steps if step.notice is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whom a duty binds: each non-empty field must match one of its values."""

    tiers: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()  #: ISO 3166-1 alpha-2.
    regions: tuple[str, ...] = ()
    authorizations: tuple[str, ...] = ()
    excluded: Who | None = None  #: Whoever matches all of this is not bound.


class Unit(StrEnum):
    """What a duty is counted for, one row of the result each."""

    PARTNER = "partner"
    ENTITY = "entity"
    LOCATION = "location"
    REGION = "region"  #: The partner's locations of one region, whosever they are.
    ENTITY_REGION = "entity-region"  #: One entity's locations of one region.


#: The units that lie in a region.
REGIONAL = frozenset({Unit.REGION, Unit.ENTITY_REGION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """The unit accepted the newest material version in force, or a later one."""

    agreement: str
    per: Unit
    #: A parent that owns more than so many percent of an entity can accept for it.
    affiliates: int | None = None


#: How long somebody is away before coming back is joining anew, unless a pack says so.
REJOINED = Duration(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """At least ``share_percent`` of the people in ``people`` hold a pass that is still valid.

    ``covered * 100 >= share_percent * counted``, over distinct people with an affiliation.
    """

    course: str
    people: tuple[str, ...]  #: Roles of affiliations; any of them puts a person in scope.
    share_percent: int
    valid: Duration
    grace_joined: Duration | None = None  #: A joiner who has not passed is not counted before.
    grace_lapsed: Duration | None = None  #: Added to a pass that ended, before it falls due.
    #: Whoever returns sooner has not left, and joins not anew. In days.
    grace_rejoined: Duration = REJOINED


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """For each role somebody holds it, with a delivery proven within ``proof``."""

    roles: tuple[str, ...]
    proof: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Attest:
    """A statement of the unit holds: until its own end, and no longer than ``valid``."""

    statement: str
    per: Unit
    valid: Duration | None = None  #: From the day it was made; None: until its own end.


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """A document of the unit holds."""

    document: str
    per: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """At least ``least`` of the ``parts``, obligations that have no row of their own, are met.

    A part of the partner counts for every unit, a part of an entity for all that is the entity's.
    """

    parts: tuple[str, ...]
    least: int
    per: Unit  #: The smallest unit that every part says something about.


@dataclass(frozen=True, slots=True, kw_only=True)
class Attain:
    """The ``months`` full months before an anniversary sum to ``least`` or more.

    Read from the amounts of ``metric`` in the currency of ``least``. Each year is counted
    anew; a year that failed stays owed until the sum of a later one is reached.
    """

    metric: str
    per: Unit
    months: int
    least: Money


Verb = Accept | Pass | Reach | Attain | Attest | Show | Composed


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One duty: what (``verb``), of whom (``who``; None is every enrolled partner), by when.

    ``due`` is None for ``Pass``, where each person has a due day of their own, and for a part.
    """

    name: str
    title: str
    verb: Verb
    countdown: str | None = None  #: None where an authorization that needs it has one.
    clause: ClauseRef | None = None
    who: Who | None = None
    due: Due | None = None
    since: date | None = None  #: The day from which this version's form of the duty exists.
    part: bool = False  #: It counts within other obligations, and has no row and no level.

    @property
    def per(self) -> Unit:
        """What the duty is counted for; a course and contacts are the whole partner's."""
        match self.verb:
            case (
                Accept(per=per)
                | Attain(per=per)
                | Attest(per=per)
                | Show(per=per)
                | Composed(per=per)
            ):
                return per
            case _:
                return Unit.PARTNER


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """A right granted to a location, tested on anniversaries of the grant against its ``needs``.

    ``who`` says who may be granted it; whoever holds it is tested.
    """

    name: str
    title: str
    per: Unit
    needs: tuple[str, ...]  #: Obligations.
    countdown: str
    tested: Due
    who: Who | None = None
    exit: Duration | None = None  #: Notice to leave.


@dataclass(frozen=True, slots=True, kw_only=True)
class Waivers:
    """The limits of waiving a duty."""

    longest: Duration
    approvals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """The route against a decision; ``stays`` are the measures that wait for its end."""

    within: Duration
    decided: Duration
    stays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """The clocks of a case. ``answers`` runs from service of the allegation."""

    answer_usual: Duration
    answers: tuple[tuple[str, Duration], ...] = ()  #: By severity, where it differs.
    appeal: Appeal | None = None

    def answer(self, severity: str) -> Duration:
        """Return how long the partner has to answer an allegation of this severity."""
        return dict(self.answers).get(severity, self.answer_usual)


class Roll(StrEnum):
    """What becomes of a due day that is no working day: a business day convention."""

    FOLLOWING = "following"  #: It moves to the next working day.


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """Days off of the vendor's own, beside weekends and the public holidays of a country.

    A day that is no working day anyway changes nothing.
    """

    calendar: str | None  #: A country with its parts, or a part of one; None: everywhere.
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One version of one program's rule book."""

    program: str
    version: int
    title: str
    effective: date  #: In force from the first moment of this day in ``zone``.
    zone: str  #: Where the day of ``effective`` begins; due days go by the zone of each unit.
    effects: tuple[str, ...]
    levels: tuple[Level, ...]  #: Best first.
    #: Whose working days count where no country is known: a country, such as DE, or a part of it.
    calendar: str | None = None
    roll: Roll | None = None  #: Of every due day and every test of an authorization.
    holidays: tuple[Holidays, ...] = ()
    #: The worst level a location's rows give their partner; None: the second best there is.
    location_most: str | None = None
    transition: Duration | None = None  #: Before what this version adds or tightens falls due.
    countdowns: tuple[Countdown, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    authorizations: tuple[Authorization, ...] = ()
    waivers: Waivers | None = None
    measures: tuple[Measure, ...] = ()
    ladder: Ladder | None = None
    cases: Cases | None = None

    def level(self, name: str) -> Level:
        """Return the level called ``name``; every name in a pack is declared."""
        return next(level for level in self.levels if level.name == name)

    @property
    def location_rank(self) -> int:
        """The rank that a location's rows count for their partner at most."""
        return 1 if self.location_most is None else self.level(self.location_most).rank

    def countdown(self, name: str) -> Countdown:
        """Return the countdown called ``name``."""
        return next(countdown for countdown in self.countdowns if countdown.name == name)

    def obligation(self, name: str) -> Obligation:
        """Return the obligation called ``name``."""
        return next(obligation for obligation in self.obligations if obligation.name == name)

    def parts_of(self, obligation: Obligation) -> tuple[Obligation, ...]:
        """Return the parts of an obligation with theirs, parts of parts first.

        While a text is read it may say a circle, which ends where it began, or a part that is
        no obligation, which is left out.
        """
        by_name = {one.name: one for one in self.obligations}
        found: dict[str, Obligation] = {}
        seen = {obligation.name}
        ways = [obligation]
        while ways:
            whole = ways[-1]
            names = whole.verb.parts if isinstance(whole.verb, Composed) else ()
            below = next((name for name in names if name in by_name and name not in seen), None)
            if below is None:
                found[whole.name] = ways.pop()
            else:
                seen.add(below)
                ways.append(by_name[below])
        del found[obligation.name]
        return tuple(found.values())

    def authorization(self, name: str) -> Authorization:
        """Return the authorization called ``name``."""
        return next(each for each in self.authorizations if each.name == name)

    def measure(self, name: str) -> Measure:
        """Return the measure called ``name``."""
        return next(measure for measure in self.measures if measure.name == name)

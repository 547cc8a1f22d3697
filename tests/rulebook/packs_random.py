"""Random small packs: few names, few days, so that everything meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from goodstanding.rulebook.measures import Measure
from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Countdown,
    CountdownStep,
    Holidays,
    Level,
    Obligation,
    Pack,
    Pass,
    Reach,
    Roll,
    Show,
    StepNotice,
    Unit,
    Verb,
    Who,
)
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from goodstanding.values.money import Money

from .worlds_random_grants import METRIC, authorizations, licensed

START = datetime(2026, 2, 1, tzinfo=UTC)
DAYS = 120
TIERS = ("reseller", "distributor")
COUNTRIES = ("DE", "CA", None)
REGIONS = ("emea", "amer", None)
ROLES = ("sales", "marketing", "engineering")
CONTACT_ROLES = ("security", "compliance")
AGREEMENT = "partner-code"
COURSE = "anti-corruption"
#: Where days start in the zones there are, in winter and in summer, on days that lie as far
#: apart as durations last: what happens at one falls due at another, and is asked about then.
SHARP = tuple(
    START + timedelta(days=day, hours=hour, minutes=minute)
    for day in (15, 27, 28, 29, 32, 35, 43, 57, 58, 88)
    for hour, minute in ((0, 0), (7, 0), (8, 0), (18, 15), (22, 0), (23, 0))
)
LEVELS = (
    Level(name="good", title="Good", rank=0),
    Level(name="attention", title="Attention", rank=1),
    Level(name="at-risk", title="At risk", rank=2),
    Level(name="restricted", title="Restricted", rank=3, stops=frozenset({"new-orders"})),
)

#: Days off about the instants that are asked about: everywhere, in one country, on a Saturday
#: and on a day that is off already; some follow on each other, and on a weekend.
HOLIDAYS = (
    (),
    (Holidays(calendar=None, days=(date(2026, 3, 2), date(2026, 3, 3))),),
    (
        Holidays(calendar=None, days=(date(2026, 2, 27), date(2026, 4, 1))),
        Holidays(calendar="DE", days=(date(2026, 2, 28), date(2026, 3, 2), date(2026, 4, 3))),
        Holidays(calendar="CA", days=tuple(date(2026, 3, day) for day in range(5, 17))),
    ),
)

durations = st.sampled_from(
    [
        Duration(days=1),
        Duration(days=7),
        Duration(days=30),
        Duration(months=1),
        Duration(months=3),
        Duration(months=1, days=2),
    ]
)

workday_waits = st.sampled_from([Duration(workdays=1), Duration(workdays=5)])
role_pairs = st.sampled_from([("security",), CONTACT_ROLES])
paper_units = st.sampled_from([Unit.PARTNER, Unit.ENTITY, Unit.LOCATION])


class Dice(Random):
    """Chance with a few favourite instants, so that what happens often meets to the moment."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.favourites = self.sample(SHARP, k=6)


def instant(dice: Dice) -> datetime:
    """Return an instant of the days that everything is about, mostly one of a few."""
    if dice.randint(0, 2):
        return dice.choice(dice.favourites)
    return START + timedelta(days=dice.randint(0, DAYS), hours=dice.randint(0, 23))


def instants() -> SearchStrategy[datetime]:
    """Return a strategy for the same instants."""
    return st.one_of(
        st.sampled_from(SHARP),
        st.sampled_from(SHARP),
        st.builds(
            lambda day, hour: START + timedelta(days=day, hours=hour),
            st.integers(0, DAYS),
            st.integers(0, 23),
        ),
    )


def some(names: tuple[str, ...]) -> SearchStrategy[tuple[str, ...]]:
    """Return a strategy for none to two of the names."""
    return st.lists(st.sampled_from(names), max_size=2, unique=True).map(tuple)


@st.composite
def whos(draw: DrawFn) -> Who | None:
    """Draw whom a duty binds."""
    excluded = Who(countries=("CA",)) if draw(st.booleans()) else None
    who = Who(
        tiers=draw(some(TIERS)),
        countries=draw(some(("DE", "CA"))),
        regions=draw(some(("emea", "amer"))),
        excluded=excluded,
    )
    return draw(st.sampled_from([None, None, who]))


@st.composite
def obligations(draw: DrawFn, name: str) -> Obligation:
    """Draw a duty with any verb this compiler knows."""
    role_sets: SearchStrategy[Any] = st.sampled_from([("sales",), ("sales", "marketing")])
    wait = draw(st.none() | durations)
    verb: Verb
    anchors = [Anchor.SERVICE, Anchor.ASSIGNMENT, Anchor.ANNIVERSARY]
    match draw(st.sampled_from(["accept", "pass", "reach", "attest", "show", "attain", "attain"])):
        case "accept":
            verb = Accept(agreement=AGREEMENT, per=draw(st.sampled_from(list(Unit))))
            if verb.per not in {Unit.PARTNER, Unit.REGION}:
                verb = replace(verb, affiliates=draw(st.sampled_from([None, 50])))
            anchors += [Anchor.PUBLICATION, Anchor.EFFECT]
        case "pass":
            verb = Pass(
                course=COURSE,
                people=draw(role_sets),
                share_percent=draw(st.sampled_from([1, 50, 67, 80, 100])),
                valid=draw(durations),
                grace_joined=draw(st.none() | durations),
                grace_lapsed=draw(st.none() | durations),
                grace_rejoined=Duration(days=draw(st.sampled_from([180, 180, 4]))),
            )
        case "attest":
            valid = draw(st.none() | durations)
            verb = Attest(statement="code-followed", per=draw(paper_units), valid=valid)
        case "show":
            verb = Show(document="insurance", per=draw(paper_units))
        case "attain":
            verb = Attain(
                metric=METRIC,
                per=Unit.LOCATION,
                months=draw(st.sampled_from([12, 12, 3, 18, 24])),
                least=Money(draw(st.sampled_from([300, 1000])), "USD"),
            )
            anchors = [Anchor.ANNIVERSARY]
        case _:
            verb = Reach(roles=draw(role_pairs), proof=draw(durations))
    anchor = draw(st.sampled_from(anchors))
    if anchor is not Anchor.ANNIVERSARY:
        wait = draw(st.just(wait) | st.just(wait) | workday_waits)
    due = None if isinstance(verb, Pass) else Due(anchor=anchor, after=wait)
    return Obligation(
        name=name,
        title=name,
        verb=verb,
        countdown=draw(st.sampled_from(["talk-first", "talk-first", "late", None])),
        who=draw(whos()),
        due=due,
        since=draw(st.none() | st.just(date(2026, 3, 1))),
    )


@st.composite
def packs(draw: DrawFn) -> Pack:
    """Draw a pack with up to three duties."""
    names = draw(st.sampled_from([("one", "two", "three"), ("one", "two"), ("one",), ()]))
    granted = draw(authorizations(names)) if names else []
    return Pack(
        program="partner-program",
        version=1,
        title="Partner program",
        effective=date(2026, 1, 1),
        zone="UTC",
        calendar=draw(st.sampled_from(["US", "DE-BY"])),
        roll=draw(st.sampled_from([None, Roll.FOLLOWING])),
        holidays=draw(st.sampled_from(HOLIDAYS)),
        effects=("new-orders",),
        levels=LEVELS,
        location_most=draw(st.sampled_from([None, None, "good", "restricted"])),
        transition=draw(st.none() | durations),
        countdowns=(
            Countdown(
                name="talk-first",
                steps=(
                    CountdownStep(days=-7, notice=StepNotice.REMIND),
                    CountdownStep(days=0, level="at-risk"),
                    CountdownStep(days=14, level="restricted"),
                ),
                grace="attention",
            ),
            Countdown(name="late", steps=(CountdownStep(days=3, level="attention"),)),
        ),
        obligations=tuple(draw(licensed(draw(obligations(name)), granted)) for name in names),
        authorizations=tuple(granted),
        measures=(
            Measure(name="warning", level="attention"),
            Measure(name="restriction", level="restricted"),
            Measure(name="pause", stops=("new-orders",)),
        ),
    )

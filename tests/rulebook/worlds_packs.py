"""A small rule book for examples by hand, and the partner they are about."""

from __future__ import annotations

from datetime import date

from goodstanding.rulebook.measures import Measure
from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Authorization,
    Countdown,
    CountdownStep,
    Level,
    Obligation,
    Pack,
    Pass,
    Reach,
    Show,
    StepNotice,
    Unit,
    Who,
)
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from goodstanding.values.days import add_months
from goodstanding.values.money import Money

from .worlds import World, at, entity, location, partner, person

DAYS_30 = Duration(days=30)
A_YEAR = Duration(months=12)
LEVELS = (
    Level(name="good", title="In good standing", rank=0),
    Level(name="attention", title="Something needs you", rank=1),
    Level(name="at-risk", title="Overdue", rank=2),
    Level(name="restricted", title="Restricted", rank=3, stops=frozenset({"new-orders"})),
    Level(
        name="suspended",
        title="Suspended",
        rank=4,
        stops=frozenset({"new-orders", "seat-changes"}),
    ),
    Level(
        name="revoked",
        title="Revoked",
        rank=5,
        stops=frozenset({"new-orders", "seat-changes", "admin-access"}),
        final=True,
    ),
)
TALK_FIRST = Countdown(
    name="talk-first",
    steps=(
        CountdownStep(days=-30, notice=StepNotice.REMIND),
        CountdownStep(days=0, level="at-risk"),
        CountdownStep(days=60, level="restricted"),
    ),
    grace="attention",
)
MEASURES = (
    Measure(name="warning", level="attention"),
    Measure(name="suspension", level="suspended", holds=("payouts",)),
    Measure(name="pause", stops=("incentives",)),
)


AUTHORIZATION = Countdown(
    name="authorization",
    steps=(
        CountdownStep(days=-90, notice=StepNotice.WARN),
        CountdownStep(days=0, level="restricted"),
        CountdownStep(days=30, level="suspended"),
        CountdownStep(days=60, level="revoked"),
    ),
)


def make_pack(
    *obligations: Obligation,
    transition: Duration | None = None,
    authorizations: tuple[Authorization, ...] = (),
) -> Pack:
    """Return a pack with these duties and authorizations."""
    return Pack(
        program="partner-program",
        version=1,
        title="Partner program",
        effective=date(2024, 1, 1),
        zone="UTC",
        effects=("new-orders", "seat-changes", "incentives", "payouts"),
        levels=LEVELS,
        transition=transition,
        countdowns=(TALK_FIRST, AUTHORIZATION),
        obligations=obligations,
        authorizations=authorizations,
        measures=MEASURES,
    )


def code_accepted(
    *,
    per: Unit = Unit.ENTITY,
    anchor: Anchor = Anchor.SERVICE,
    who: Who | None = None,
    since: date | None = None,
) -> Obligation:
    """Return the duty to accept the partner code within 30 days."""
    return Obligation(
        name="code-accepted",
        title="The partner code is accepted.",
        verb=Accept(agreement="partner-code", per=per),
        countdown="talk-first",
        due=Due(anchor=anchor, after=DAYS_30),
        who=who,
        since=since,
    )


def trained(
    *,
    share_percent: int = 100,
    joined: Duration | None = DAYS_30,
    lapsed: Duration | None = DAYS_30,
    who: Who | None = None,
) -> Obligation:
    """Return the duty that people in sales and marketing passed within 12 months."""
    return Obligation(
        name="trained",
        title="Everyone in sales and marketing has passed the course.",
        verb=Pass(
            course="anti-corruption",
            people=("sales", "marketing"),
            share_percent=share_percent,
            valid=Duration(months=12),
            grace_joined=joined,
            grace_lapsed=lapsed,
        ),
        countdown="talk-first",
        who=who,
    )


def contacts(*, anchor: Anchor = Anchor.ASSIGNMENT) -> Obligation:
    """Return the duty that a security contact was reached within 12 months."""
    return Obligation(
        name="contacts",
        title="A security contact has been reached.",
        verb=Reach(roles=("security",), proof=Duration(months=12)),
        countdown="talk-first",
        due=Due(anchor=anchor, after=Duration(days=14)),
    )


def attested(
    *,
    per: Unit = Unit.ENTITY,
    valid: Duration | None = A_YEAR,
    anchor: Anchor = Anchor.ASSIGNMENT,
    who: Who | None = None,
) -> Obligation:
    """Return the duty to attest every year that the code is followed."""
    return Obligation(
        name="yearly-attestation",
        title="Each legal entity attests every year that it follows the code.",
        verb=Attest(statement="code-followed", per=per, valid=valid),
        countdown="talk-first",
        due=Due(anchor=anchor, after=DAYS_30),
        who=who,
    )


def insured(*, per: Unit = Unit.PARTNER) -> Obligation:
    """Return the duty to show an insurance certificate."""
    return Obligation(
        name="insured",
        title="A certificate of insurance is on file.",
        verb=Show(document="insurance", per=per),
        countdown="talk-first",
        due=Due(anchor=Anchor.ASSIGNMENT, after=DAYS_30),
    )


def yearly_revenue(*, months: int = 12, after: Duration | None = None) -> Obligation:
    """Return the duty to sell for USD 1,000 before each anniversary."""
    return Obligation(
        name="yearly-revenue",
        title="Each location sold for USD 1,000 or more in the year before its anniversary.",
        verb=Attain(
            metric="revenue", per=Unit.LOCATION, months=months, least=Money(100_000, "USD")
        ),
        countdown="talk-first",
        due=Due(anchor=Anchor.ANNIVERSARY, after=after),
    )


def reseller(*needs: str) -> Authorization:
    """Return the authorization to resell, which needs these duties."""
    return Authorization(
        name="reseller",
        title="Resell subscriptions",
        per=Unit.LOCATION,
        needs=needs,
        countdown="authorization",
        tested=Due(anchor=Anchor.ANNIVERSARY),
        exit=DAYS_30,
    )


def make_contoso(*, zone: str = "UTC", region: str | None = "emea") -> World:
    """Return a world with one partner, enrolled in 2024 with one location."""
    world = World()
    start = at("2024-01-01")
    world.add("enrolments", tier="reseller", zone=zone, from_at=start)
    world.add("locations", country="DE", region=region, zone=zone, from_at=start)
    return world


def add_version(world: World, position: int, effective: str, *, material: bool = True) -> None:
    """Publish a version of the partner code 15 days or so before it takes effect."""
    world.add(
        "versions",
        agreement="partner-code",
        position=position,
        material=material,
        published_at=at(effective),
        effective_at=at(effective),
    )


def add_person(world: World, number: int, *, joined: str, until: str | None = None) -> None:
    """Let a person join sales."""
    world.add(
        "affiliations",
        person_id=person(number),
        role="sales",
        from_at=at(joined),
        until_at=None if until is None else at(until),
    )


def add_pass(world: World, number: int, passed: str) -> None:
    """Let a person pass the course."""
    world.add(
        "completions",
        completion_id=person(100 + number),
        person_id=person(number),
        course="anti-corruption",
        passed_at=at(passed),
    )


def add_amounts(
    world: World, first: str, *amounts_minor: int | None, currency: str = "USD"
) -> None:
    """Record what the location sold in the months from ``first`` on; None: nobody said."""
    month_on = date.fromisoformat(first)
    for n, amount_minor in enumerate(amounts_minor):
        if amount_minor is not None:
            world.add(
                "amounts",
                metric="revenue",
                month_on=add_months(month_on, n),
                amount_minor=amount_minor,
                currency=currency,
            )


CONTOSO = partner(1)
CONTOSO_ENTITY = str(entity(1))
CONTOSO_LOCATION = str(location(1))

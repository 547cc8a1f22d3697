"""Random amounts and grants of locations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from goodstanding.rulebook.pack import Authorization, Obligation, Pass, Unit, Who
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from goodstanding.values.days import add_months, starts_at

from .worlds import Fact, World, fact

METRIC = "revenue"
AUTHORIZATIONS = ("resell", "host")


@st.composite
def authorizations(draw: DrawFn, obligations: tuple[str, ...]) -> list[Authorization]:
    """Draw up to two authorizations that need some of the obligations."""
    some = st.lists(st.sampled_from(obligations), min_size=1, max_size=3, unique=True)
    names = draw(st.sampled_from([(), AUTHORIZATIONS[:1], AUTHORIZATIONS]))
    return [
        Authorization(
            name=name,
            title=name,
            per=Unit.LOCATION,
            needs=tuple(draw(some)),
            countdown=draw(st.sampled_from(["talk-first", "late"])),
            tested=Due(anchor=Anchor.ANNIVERSARY),
            exit=Duration(days=30),
        )
        for name in names
    ]


@st.composite
def licensed(draw: DrawFn, obligation: Obligation, granted: list[Authorization]) -> Obligation:
    """Draw whether a duty binds only who holds some authorization."""
    if isinstance(obligation.verb, Pass) or not granted or draw(st.integers(0, 3)):
        return obligation
    names = draw(st.sampled_from([(granted[0].name,), tuple(each.name for each in granted)]))
    return replace(obligation, who=replace(obligation.who or Who(), authorizations=names))


def add_grants(dice: Random, world: World, who: Fact, place: Any) -> None:
    """Let a location hold none to two of the authorizations, since days that are years apart."""
    for name in dice.choice([(), (), AUTHORIZATIONS[:1], AUTHORIZATIONS]):
        granted_on = dice.choice([date(2023, 3, 31), date(2024, 2, 29), date(2025, 4, 1)])
        granted_on += timedelta(days=dice.randint(0, 3))
        from_at = starts_at(granted_on, "UTC")
        ends = dice.choice([None, None, 1060, 400])
        world.add(
            "grants",
            **who,
            grant_id=fact(800 + 2 * place.int + AUTHORIZATIONS.index(name)),
            location_id=place,
            name=name,
            granted_on=granted_on,
            from_at=from_at,
            until_at=None if ends is None else from_at + timedelta(days=ends),
            final_level=dice.choice([None] * 4 + ["restricted", "gone"]),
        )


def add_amounts(dice: Random, world: World, who: Fact, place: Any) -> None:
    """Let a location sell in most months of the years before, or in none."""
    missing = dice.sample(range(34), k=dice.choice([0, 0, 1, 2]))
    elsewhere = dice.choice([None, None, 20, 25])
    usual = dice.choices([20, 30, 90, 120, -40], k=dice.randint(1, 3))
    sells = dice.choice((True, False))
    for month in range(34):
        if sells and month not in missing:
            world.add(
                "amounts",
                **who,
                location_id=place,
                metric="seats" if month == 33 else METRIC,
                month_on=add_months(date(2023, 12, 1), month),
                amount_minor=usual[month // 8 % len(usual)],
                currency="EUR" if month == elsewhere else "USD",
            )

"""Crowds of random worlds: many partners, each a world of its own, asked about at once.

Planning a question takes longer than answering it, so one question is put to a whole crowd.
Its worlds know nothing of each other but the versions of the one agreement. Where two who
should agree do not, facts and duties are left out until nothing more can be, and that is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from goodstanding.rulebook.pack import Composed, Pack

from .packs_random import Dice, instant
from .worlds import Answer, Fact, World
from .worlds_random import add_world, correct, versions

Asked = Callable[[Pack, World], list[Answer]]
Alike = Callable[[list[Answer]], list[Answer]]
Test = Callable[..., None]

slow = settings(deadline=None, suppress_health_check=list(HealthCheck))
#: What a failing crowd is made smaller by is below; Hypothesis would plan each try anew.
_once = settings(
    slow, phases=[Phase.explicit, Phase.generate], report_multiple_bugs=False, database=None
)


@dataclass(frozen=True, repr=False)
class Crowd:
    """Worlds beside each other, each with one partner or, at times, two who share people."""

    seed: int
    worlds: tuple[World, ...]
    as_of: datetime  #: An instant to ask about: often one at which something happens.
    known_at: datetime

    def __repr__(self) -> str:
        return f"<{len(self.worlds)} worlds from {self.seed}>"

    @cached_property
    def together(self) -> World:
        """All of them in one world: the versions, which all have, once."""
        found = World({"versions": self.worlds[0].of("versions")})
        for world in self.worlds:
            for relation, rows in world.facts.items():
                if relation != "versions":
                    found.facts.setdefault(relation, []).extend(rows)
        return found


def crowd(seed: int, size: int, *, corrected: bool = True) -> Crowd:
    """Return the crowd of ``size`` worlds that a seed gives."""
    dice = Dice(seed)
    told = versions(dice)
    if corrected and dice.choice((True, False)):
        correct(dice, told)
    worlds = []
    for number in range(size):
        world = World()
        add_world(dice, world, first=1 + 2 * number, partners=dice.choice([1, 1, 1, 2]))
        if corrected and dice.choice((True, False)):
            correct(dice, world)
        world.facts["versions"] = told.of("versions")
        worlds.append(world)
    return Crowd(seed, tuple(worlds), as_of=instant(dice), known_at=instant(dice))


def crowds(size: int, *, corrected: bool = True) -> SearchStrategy[Crowd]:
    """Return a strategy for crowds of ``size`` worlds."""
    return st.integers(0, 2**64 - 1).map(lambda seed: crowd(seed, size, corrected=corrected))


def asks(
    *, questions: int, worlds: int, corrected: bool = True, **given_too: SearchStrategy[Any]
) -> Callable[[Test], Test]:
    """Put so many questions about a ``crowd`` of so many worlds each, and count the worlds."""

    def asking(test: Test) -> Test:
        asked: Any = given(crowd=crowds(worlds, corrected=corrected), **given_too)(test)
        asked = settings(_once, max_examples=questions)(asked)
        asked.worlds = worlds
        counted: Test = asked
        return counted

    return asking


def worlds_asked(module: object) -> dict[str, int]:
    """Return how many worlds each test of a module asks about, by the settings it runs with."""
    return {
        name: test.worlds * test._hypothesis_internal_use_settings.max_examples
        for name, test in vars(module).items()
        if hasattr(test, "worlds") and test.__module__ == getattr(module, "__name__", None)
    }


def telling(rows: list[Answer], as_of: datetime) -> Iterator[datetime]:
    """Yield when something happens: a turn, a due day's end, a step after it, and just before."""
    turns = {row.turns_at for row in rows if row.kind == "partner"}
    for ahead in (turns, {row.due_at for row in rows}):
        instants = sorted(each for each in ahead if each is not None and each > as_of)
        yield from instants[len(instants) // 3 :][:1]
    for step in (timedelta(days=14), timedelta(days=13, hours=12)):
        yield from (instants[len(instants) // 2] + step for _ in instants[:1])


def in_order(rows: list[Answer]) -> list[Answer]:
    """Return the rows in an order of their own: what is said, not in which order."""
    return sorted(rows, key=repr)


def require_same(
    pack: Pack, crowd: Crowd, one: Asked, other: Asked, *, alike: Alike = in_order
) -> tuple[list[Answer], list[Answer]]:
    """Return what each says about a crowd; unless alike, fail with the least that is not."""
    said, expected = one(pack, crowd.together), other(pack, crowd.together)
    if alike(said) == alike(expected):
        return said, expected

    def differs(pack: Pack, world: World) -> bool:
        return alike(one(pack, world)) != alike(other(pack, world))

    world = next((world for world in crowd.worlds if differs(pack, world)), crowd.together)
    for fewer in _with_fewer_duties(pack):
        if differs(fewer, world):
            pack = fewer
    world = smallest(world, lambda fewer: differs(pack, fewer))
    raise AssertionError("\n".join(_described(pack, world, one, other)))


def smallest(world: World, differs: Callable[[World], bool]) -> World:
    """Leave out facts, many at a time and then one by one, while the difference stays."""
    kept = [(relation, row) for relation, rows in world.facts.items() for row in rows]
    size = len(kept) // 2
    while size:
        start = 0
        while start < len(kept):
            fewer = kept[:start] + kept[start + size :]
            if differs(_world(fewer)):
                kept = fewer
            else:
                start += size
        size //= 2
    return _world(kept)


def _world(facts: list[tuple[str, Fact]]) -> World:
    world = World()
    for relation, row in facts:
        world.facts.setdefault(relation, []).append(row)
    return world


def _with_fewer_duties(pack: Pack) -> Iterator[Pack]:
    """Yield the pack with only one of its duties, and what that one is made of."""
    for duty in pack.obligations:
        if not duty.part:
            parts = duty.verb.parts if isinstance(duty.verb, Composed) else ()
            kept = [o for o in pack.obligations if o is duty or (parts and o.part)]
            yield replace(pack, obligations=tuple(kept), authorizations=())


def _described(pack: Pack, world: World, one: Asked, other: Asked) -> Iterator[str]:
    """Yield the duties, the facts and what each says that the other does not."""
    yield "They differ about"
    yield from (f"  {obligation}" for obligation in pack.obligations)
    yield from (f"  {authorization}" for authorization in pack.authorizations)
    for relation, rows in world.facts.items():
        for row in rows:
            told = {name: str(value) for name, value in row.items() if value is not None}
            yield f"  {relation}: {told}"
    said, expected = one(pack, world), other(pack, world)
    yield from (f"- {row}" for row in expected if row not in said)
    yield from (f"+ {row}" for row in said if row not in expected)

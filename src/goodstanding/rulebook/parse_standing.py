"""Read what standing is made of: effects, levels and countdowns."""

from __future__ import annotations

from itertools import pairwise

from goodstanding.rulebook.document import ListNode, MapNode, Node, Scalar
from goodstanding.rulebook.errors import ProblemCode
from goodstanding.rulebook.pack import EARNED_MONEY, Countdown, CountdownStep, Level, StepNotice
from goodstanding.rulebook.parse_reading import Kind, Reading
from goodstanding.rulebook.phrases import read_step

ALL = "all"
_GRACE = "grace"


def read_effects(reading: Reading, node: Node) -> tuple[str, ...]:
    """Return the effects that a level or a measure can stop or hold; they are declared already."""
    for item in reading.items(node):
        if isinstance(item, Scalar) and item.text == ALL:
            reading.refuse(
                item, ProblemCode.NOT_A_NAME, f"“{ALL}” means every effect. Name them one by one."
            )
    return tuple(reading.declared[Kind.EFFECT])


def read_stops(reading: Reading, node: Node) -> tuple[str, ...]:
    """Return the effects that are stopped; ``all`` is every effect but money already earned."""
    if isinstance(node, Scalar) and node.text == ALL:
        return tuple(name for name in reading.declared[Kind.EFFECT] if name != EARNED_MONEY)
    stops = reading.distinct(node, reading.declared_name(Kind.EFFECT)) or ()
    if EARNED_MONEY in stops:
        reading.refuse(
            node,
            ProblemCode.EARNED_MONEY,
            f"“{EARNED_MONEY}” is money already earned: it can be held and never stopped. "
            f"Leave it out here, and write “holds: [{EARNED_MONEY}]” in a measure.",
        )
    return stops


def read_levels(reading: Reading, node: Node) -> tuple[Level, ...]:
    """Return the levels, best first, each with what it and all milder ones stop."""
    stopped: frozenset[str] = frozenset()
    levels: list[Level] = []
    items = reading.items(node)
    if isinstance(node, ListNode) and not items:
        reading.refuse(node, ProblemCode.NO_VALUE, "There is no level. Name the best one first.")
    for rank, item in enumerate(items):
        fields = reading.fields(item, required=("name", "title"), optional=("stops", "final"))
        name = fields.read("name", reading.name)
        title = fields.read("title", reading.text)
        stops = fields.read("stops", lambda value: read_stops(reading, value)) or ()
        final = fields.read("final", reading.flag) or False
        if rank == 0 and (stops or final):
            reading.refuse(
                item,
                ProblemCode.OUT_OF_ORDER,
                "The first level is the best: everyone without a reason has it, so it stops "
                "nothing and is not final. Put a level that stops nothing before it.",
            )
        stopped |= set(stops)
        if name is not None and title is not None:
            levels.append(Level(name=name, title=title, rank=rank, stops=stopped, final=final))
    return tuple(levels)


def read_countdowns(reading: Reading, node: Node) -> tuple[Countdown, ...]:
    """Return the countdowns, each with its steps in order."""
    return tuple(_countdown(reading, key, value) for key, value in reading.entries(node))


def _countdown(reading: Reading, name: Scalar, node: Node) -> Countdown:
    steps: list[CountdownStep] = []
    days: list[int] = []
    grace: str | None = None
    for key, value in reading.entries(node):
        if key.text == _GRACE:
            grace = reading.declared_name(Kind.LEVEL)(value)
            continue
        day = reading.phrase(read_step)(key)
        if day is None:
            continue
        if days and day <= days[-1]:
            reading.refuse(
                key,
                ProblemCode.OUT_OF_ORDER,
                f"“{key.text}” does not come after the step before it. Write the steps as time "
                "goes by, earliest first.",
            )
        days.append(day)
        step = _step(reading, day, value)
        if step is not None:
            steps.append(step)
    if isinstance(node, MapNode) and max(days, default=-1) < 0:
        reading.refuse(
            node,
            ProblemCode.MISSING_KEY,
            "No step from the due day on sets a level, so being late means nothing. Add “due”.",
        )
    countdown = Countdown(name=name.text, steps=tuple(steps), grace=grace)
    _check_levels(reading, node, countdown)
    return countdown


def _step(reading: Reading, day: int, value: Node) -> CountdownStep | None:
    if day < 0:
        notice = reading.word(StepNotice)(value)
        return None if notice is None else CountdownStep(days=day, notice=notice)
    level = reading.declared_name(Kind.LEVEL)(value)
    return None if level is None else CountdownStep(days=day, level=level)


def _check_levels(reading: Reading, node: Node, countdown: Countdown) -> None:
    """Refuse a countdown whose levels get better as time goes by."""
    ranks = list(reading.declared[Kind.LEVEL])
    named = [step.level for step in countdown.levels if step.level is not None]
    if countdown.grace is not None:
        named.insert(0, countdown.grace)
    if any(ranks.index(worse) < ranks.index(level) for level, worse in pairwise(named)):
        reading.refuse(
            node,
            ProblemCode.OUT_OF_ORDER,
            "The levels get better as time goes by. Let each step be as bad as the one before, "
            "grace first, or worse.",
        )

"""Find what a pack declares and nothing can ever reach."""

from __future__ import annotations

from goodstanding.rulebook.errors import ProblemCode
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.parse_reading import Kind, Reading


def check_use(reading: Reading, pack: Pack) -> None:
    """Note every level, countdown and measure that nothing uses, and duties without a countdown."""
    best = next(iter(reading.declared[Kind.LEVEL]), None)
    interim = {measure.name for measure in pack.measures if measure.interim}
    kinds: tuple[tuple[Kind, set[str | None], str], ...] = (
        (Kind.LEVEL, {best}, "Nobody can reach it: let a countdown or a measure name it"),
        (Kind.COUNTDOWN, set(), "Let an obligation name it"),
        (Kind.MEASURE, set(interim), "Let a rung or “beside” name it"),
    )
    for kind, spared, remedy in kinds:
        for name, mark in reading.declared[kind].items():
            if (kind, name) not in reading.used and name not in spared:
                reading.refuse(
                    mark,
                    ProblemCode.UNUSED,
                    f"The {kind} “{name}” is never used. {remedy}, or leave it out.",
                )
    for obligation in pack.obligations:
        named = (Kind.OBLIGATION, obligation.name) in reading.used
        if obligation.countdown is None and not obligation.part and not named:
            reading.refuse(
                reading.declared[Kind.OBLIGATION][obligation.name],
                ProblemCode.MISSING_KEY,
                f"“{obligation.name}” has no countdown, and no authorization needs it, so being "
                "late means nothing. Add one, or let an authorization need it.",
            )

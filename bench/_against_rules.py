"""Everybody's standing against engines of rules that judge partner by partner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bench._engines import Duck
from bench._objects import Answer
from bench._pairs import Row, in_turn, row, timed
from bench._part import export_part
from bench._rules_workers import ENGINES, PROCESSES, Rules, rules
from bench._same import require_same
from bench._terms import Asked

RULES_RATIO_MIN = 10.0
#: Rules judge so many partners at most; what they take grows with their number.
SAMPLE = 10_000


def against_rules(duck: Duck, facts: Path, asked: Asked) -> Iterator[Row]:
    """Yield a row for each engine; its processes read files with the facts of their partners."""
    answers = duck.answers()
    partners = len({answer.partner for answer in answers})
    parts = PROCESSES * -(-partners // SAMPLE)
    folders = [facts.parent / f"part-{part}-of-{parts}" for part in range(PROCESSES)]
    for part, folder in enumerate(folders):
        export_part(facts, folder, of=parts, rest=part)
    for engine in ENGINES:
        with rules(engine, folders=folders, asked=asked) as judges:
            share = _same_rows(engine, answers, judges.answers())
            yield _row(engine, duck, judges, share)


def _same_rows(engine: str, answers: Sequence[Answer], found: Sequence[Answer]) -> float:
    """Return how many partners there are for each one judged."""
    judged = {answer.partner for answer in found}
    expected = [answer for answer in answers if answer.partner in judged]
    require_same("DuckDB", expected, engine, found)
    partners = len({answer.partner for answer in answers})
    share = partners / len(judged)
    print(f"{engine}: {len(judged):,} of {partners:,} partners, times {share:.2f}")
    return share


def _row(engine: str, duck: Duck, judges: Rules, share: float) -> Row:
    spent: list[tuple[float, float]] = []
    found = row(
        "duckdb full recompute",
        engine,
        in_turn(
            lambda: timed(duck.recompute),
            lambda: timed(lambda: spent.append(judges.shares())) * share,
        ),
        budget=RULES_RATIO_MIN,
        better="higher",
    )
    # The first round warms up.
    read_s, judged_s = (sum(each) for each in zip(*spent[1:], strict=True))
    part = judged_s / (read_s + judged_s)
    print(f"  of its time {1 - part:.0%} reading and nesting, {part:.0%} in the engine")
    return found

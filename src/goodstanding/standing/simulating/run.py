"""Running a rule book that is not in force over the facts, beside those that were."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from goodstanding.programs.models import Program
from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.programs.workdays import ensure_workdays_of
from goodstanding.rulebook.pack import Level, Pack
from goodstanding.standing.answering import empty_answer
from goodstanding.standing.engine import KNOWN_TODAY
from goodstanding.standing.facts_export import Duck, export_facts, open_duck, open_facts
from goodstanding.standing.facts_folder import FactsFolder, Manifest
from goodstanding.standing.rules.trying import as_though_there, days_to_try
from goodstanding.standing.simulating import comparing
from goodstanding.standing.simulating.engines import (
    AnswersPack,
    DuckAnswers,
    EngineName,
)
from goodstanding.standing.simulating.ladders import past_decisions
from goodstanding.standing.simulating.outcome import Day, Outcome
from goodstanding.values.days import ends_at

#: Partners shown of each move.
EXAMPLES = 5

#: Called with how many steps are done, and how many there are.
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be tried: the text of a rule book and what it says, on which days."""

    program: Program
    text: str
    pack: Pack
    first: date
    last: date
    engine: EngineName = EngineName.DUCKDB
    examples: int = EXAMPLES


def facts_folder() -> FactsFolder:
    """Return where the facts of this installation lie as files."""
    return FactsFolder(Path(settings.GOODSTANDING_FACTS_DIR))


def simulate(asked: Asked, *, at: datetime, told: Told = lambda _done, _all: None) -> Outcome:
    """Return what would be otherwise under a rule book; nothing is written but the facts' files.

    Facts are those known today. Each day is judged in its last moment, on one side by the version
    in force then, on the other by the text asked about, read as though it had been there.

    Raises:
        InvalidValueError: The range of days cannot be tried.
        SparkMissingError: Spark is asked for and not on this machine.
        NotCompiledError: The text says something this version cannot judge.
    """
    days = days_to_try(asked.first, asked.last)
    steps = len(days) + 2
    told(0, steps)
    folder = facts_folder()
    ensure_workdays_of(asked.pack)
    export_facts(folder, at=at)
    told(1, steps)
    with ExitStack() as stack:
        manifest = stack.enter_context(folder.reading())
        assert manifest is not None  # it has just been written, and nobody removes it
        duck = stack.enter_context(open_duck(folder))
        open_facts(duck, folder, manifest)
        engine = _engine(asked.engine, duck, folder, manifest, stack)
        found = []
        for number, day in enumerate(days, start=2):
            found.append(_day(asked, day, duck, engine, last=day == days[-1]))
            told(number, steps)
    decisions = past_decisions(asked.program.pk, asked.pack.ladder, at=at)
    told(steps, steps)
    packs = _packs_in_force(asked.program, days)
    before = _levels(packs)
    return Outcome(
        program=asked.program.code,
        number=asked.pack.version,
        text_sha256=sha256(asked.text.encode()).hexdigest(),
        facts_at=manifest.made_at,
        levels_before=tuple(level.name for level in before),
        levels_after=tuple(level.name for level in asked.pack.levels),
        titles={level.name: level.title for level in (*before, *asked.pack.levels)},
        sources={name: title for pack in (*packs, asked.pack) for name, title in _sources(pack)},
        days=tuple(found),
        decisions=decisions,
    )


def last_moment(day: date, program: Program) -> datetime:
    """Return the instant at which a day is judged: its last, where the program is."""
    return ends_at(day, program.zone) - timedelta(microseconds=1)


def _engine(
    name: EngineName, duck: Duck, folder: FactsFolder, manifest: Manifest, stack: ExitStack
) -> AnswersPack:
    if name is EngineName.DUCKDB:
        return DuckAnswers(duck)
    from goodstanding.standing.simulating.spark import spark_answers

    return stack.enter_context(spark_answers(duck, folder, manifest))


def _day(asked: Asked, day: date, duck: Duck, engine: AnswersPack, *, last: bool) -> Day:
    as_of = last_moment(day, asked.program)
    given = {
        "program_id": str(asked.program.pk),
        "as_of": as_of.isoformat(),
        "known_at": KNOWN_TODAY.isoformat(),
    }
    version = version_in_force(asked.program.pk, as_of=as_of)
    in_force = None if version is None else pack_of(version)
    if in_force is None:
        empty_answer(duck, comparing.BEFORE)
    else:
        engine.answer(comparing.BEFORE, in_force, given)
    tried = as_though_there(asked.pack, on=day, beside=in_force)
    engine.answer(comparing.AFTER, tried, given)
    comparing.compare(duck, given, [level.name for level in asked.pack.levels])
    partners, better, worse, unknown_before, unknown_after = comparing.totals(duck)
    return Day(
        on=day.isoformat(),
        number=None if version is None else version.number,
        partners=partners,
        better=better,
        worse=worse,
        unknown_before=unknown_before,
        unknown_after=unknown_after,
        moves=comparing.moves(duck),
        groups=comparing.groups(duck),
        unknowns=comparing.unknowns(duck),
        examples=comparing.examples(duck, most=asked.examples) if last else (),
    )


def _packs_in_force(program: Program, days: Sequence[date]) -> list[Pack]:
    """Return the rule books in force on some days, each once."""
    found = (version_in_force(program.pk, as_of=last_moment(day, program)) for day in days)
    versions = {version.pk: version for version in found if version is not None}
    return [pack_of(version) for version in versions.values()]


def _levels(packs: Sequence[Pack]) -> list[Level]:
    """Return the levels of some rule books, each name once, best first."""
    levels: dict[str, Level] = {}
    for pack in packs:
        for level in pack.levels:
            levels.setdefault(level.name, level)
    return sorted(levels.values(), key=lambda level: level.rank)


def _sources(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield what a rule book calls that on which a level can rest, and its title."""
    yield from ((duty.name, duty.title) for duty in pack.obligations)
    yield from ((each.name, each.title) for each in pack.authorizations)

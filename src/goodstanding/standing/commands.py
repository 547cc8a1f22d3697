"""``goodstanding simulate``: what a rule book that is not in force would do to partners."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import click

from goodstanding.programs.checking import check_text
from goodstanding.programs.forms import as_written
from goodstanding.programs.selectors import program_named
from goodstanding.rulebook.errors import PackRefusedError
from goodstanding.rulebook.parse import read_pack
from goodstanding.standing.simulating.engines import EngineName
from goodstanding.standing.simulating.names import names_of
from goodstanding.standing.simulating.outcome import Outcome
from goodstanding.standing.simulating.printing import as_csv, as_table
from goodstanding.standing.simulating.run import EXAMPLES, Asked, simulate
from goodstanding.values import clock
from goodstanding.values.days import local_day
from goodstanding.values.errors import InvalidValueError


class _Day(click.ParamType[date]):
    """A day such as ``2026-01-31``."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day: write it as 2026-01-31.", param, ctx)


@click.command(name="simulate")
@click.option(
    "--program",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The rule book to try: a YAML file; its line “program:” says whose it is.",
)
@click.option("--from", "first", type=_Day(), help="Try each month end from this day on.")
@click.option("--to", "last", type=_Day(), help="The last day tried. Without it: today.")
@click.option("--engine", type=click.Choice([one.value for one in EngineName]), default="duckdb")
@click.option("--format", "how", type=click.Choice(["table", "json", "csv"]), default="table")
@click.option(
    "--examples",
    type=click.IntRange(0, 1_000),
    default=EXAMPLES,
    help="Partners to show of each move.",
)
def simulate_command(
    *, file: Path, first: date | None, last: date | None, engine: str, how: str, examples: int
) -> None:
    """Say who would move between which levels under the rule book in a file.

    Everybody is judged at the end of a day by the version in force then and by the file, read as
    though it had been there all along. What stands between it and being published is said, and
    stops nothing. Nothing is written but the facts as files, which the next
    simulation brings up to date.
    """
    text = _text(file)
    at = clock.now()
    try:
        pack = read_pack(text)
    except PackRefusedError as refused:
        for problem in refused.problems:
            click.echo(f"{file}:{problem.line}:{problem.column}: {problem.sentence}", err=True)
        sys.exit(1)
    program = program_named(pack.program)
    checked = check_text(program, text, at=at)
    for problem in (*checked.problems, *checked.remarks):
        click.echo(
            f"{file}:{problem.line}:{problem.column}: Before it is published: {problem.sentence}",
            err=True,
        )
    until = last or local_day(at, program.zone)
    outcome = simulate(
        Asked(
            program=program,
            text=text,
            pack=pack,
            first=first or until,
            last=until,
            engine=EngineName(engine),
            examples=examples,
        ),
        at=at,
    )
    click.echo(_written(outcome, how))


def _written(outcome: Outcome, how: str) -> str:
    match how:
        case "json":
            return json.dumps(outcome.to_json(), indent=2, sort_keys=True)
        case "csv":
            return as_csv(outcome).rstrip("\n")
        case _:
            return as_table(outcome, names=names_of(outcome.identifiers()))


def _text(file: Path) -> str:
    try:
        return as_written(file.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InvalidValueError(
            f"{file} is not text in UTF-8. Save it so, and try again."
        ) from None

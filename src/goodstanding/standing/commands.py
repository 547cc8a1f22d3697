"""``goodstanding simulate``: what a rule book that is not in force would do to partners."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path

import click

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import require
from goodstanding.programs.approving import done_with
from goodstanding.programs.checking import Checked, check_text
from goodstanding.programs.commands_acting import actor_of
from goodstanding.programs.commands_files import RulesFile
from goodstanding.programs.models import PackVersion, Program
from goodstanding.programs.selectors import open_draft, program_named
from goodstanding.rulebook.errors import PackRefusedError
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.parse import read_pack
from goodstanding.standing.simulating.asking import keep_tried
from goodstanding.standing.simulating.engines import EngineName
from goodstanding.standing.simulating.names import names_of
from goodstanding.standing.simulating.outcome import Outcome
from goodstanding.standing.simulating.printing import as_csv, as_table
from goodstanding.standing.simulating.run import EXAMPLES, Asked, simulate
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day
from goodstanding.values.errors import ConflictError


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
@click.option(
    "--as",
    "email",
    metavar="EMAIL",
    help="Keep it as the trial of the saved draft: the officer who tries it; asks a password.",
)
def simulate_command(
    *,
    file: Path,
    first: date | None,
    last: date | None,
    engine: str,
    how: str,
    examples: int,
    email: str | None,
) -> None:
    """Say who would move between which levels under the rule book in a file.

    Everybody is judged at the end of a day by the version in force then and by the file, read as
    though it had been there all along. What stands between it and being published is said, and
    stops nothing. Nothing is written but the facts as files, which the next simulation brings up
    to date; and, with --as, that the saved draft was tried, which has to say what the file says.
    """
    text, at = RulesFile(str(file)).text(), clock.now()
    pack = _pack(file, text)
    program = program_named(pack.program)
    draft = open_draft(program.pk)
    same = draft if draft is not None and draft.text == text else None
    actor = _officer(program, same, email, at=at) if email is not None else None
    _tell_what_is_missing(file, check_text(program, text, at=at))
    until = last or local_day(at, program.zone)
    asked = Asked(
        program=program,
        text=text,
        pack=pack,
        first=first or until,
        last=until,
        engine=EngineName(engine),
        examples=examples,
    )
    outcome = simulate(asked, at=at)
    click.echo(_written(outcome, how))
    if same is not None and actor is not None:
        keep_tried(same, outcome, first=asked.first, last=asked.last, actor=actor, at=at)
        click.echo(f"Version {same.number} is tried: the saved draft says this.", err=True)
    elif same is not None and not done_with(same, at=at).is_tried:
        click.echo(
            f"This is what the saved draft of version {same.number} says, but does not count as "
            "its trial: say who tries it, with --as EMAIL.",
            err=True,
        )


def _pack(file: Path, text: str) -> Pack:
    try:
        return read_pack(text)
    except PackRefusedError as refused:
        for problem in refused.problems:
            click.echo(f"{file}:{problem.line}:{problem.column}: {problem.sentence}", err=True)
        sys.exit(1)


def _officer(program: Program, same: PackVersion | None, email: str, *, at: datetime) -> Actor:
    """Return who tries a draft, before the work begins, if there is one to be tried."""
    if same is None:
        raise ConflictError(
            "No saved draft says what the file says, so none can be tried by it. Save the file "
            "with `goodstanding program draft`, or leave out --as."
        )
    actor = actor_of(email)
    require(actor, Role.OFFICER, program_id=program.pk, at=at)
    return actor


def _tell_what_is_missing(file: Path, checked: Checked) -> None:
    for problem in (*checked.problems, *checked.remarks):
        click.echo(
            f"{file}:{problem.line}:{problem.column}: Before it is published: {problem.sentence}",
            err=True,
        )


def _written(outcome: Outcome, how: str) -> str:
    match how:
        case "json":
            return json.dumps(outcome.to_json(), indent=2, sort_keys=True)
        case "csv":
            return as_csv(outcome).rstrip("\n")
        case _:
            return as_table(outcome, names=names_of(outcome.identifiers()))

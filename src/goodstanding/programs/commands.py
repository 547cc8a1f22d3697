"""``goodstanding program check|diff|schema FILE``: rule books from the command line, and in CI.

A check ends with 0 where nothing is wrong and 1 where something is; a comparison with 0 where
both say the same and 1 where they differ; both with 2 where they cannot be done. Problems are
told as ``file:line:column: sentence``, so that editors can jump there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from difflib import unified_diff

import click

from goodstanding.programs.checking import check_text
from goodstanding.programs.commands_acting import approve, draft, publish
from goodstanding.programs.commands_files import (
    FILE,
    PROGRAM,
    RulesFile,
    how_option,
    refused_with_two,
)
from goodstanding.programs.selectors import pack_of, program_named, published_versions
from goodstanding.programs.words_changes import changes_of
from goodstanding.programs.workdays import calendar_names
from goodstanding.rulebook.errors import PackRefusedError, Problem
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.rulebook.schema_json import json_schema
from goodstanding.rulebook.schema_tables import schema_tables
from goodstanding.values import clock


@click.group(name="program")
def program_group() -> None:
    """Check and compare rule books, draft, approve and publish them."""


program_group.add_command(draft)
program_group.add_command(approve)
program_group.add_command(publish)


@program_group.command(name="check")
@FILE
@click.option("--program", "code", help="Check as the next version of this program.")
@how_option
def check(*, file: RulesFile, code: str | None, how: str) -> None:
    """Say everything that is wrong with the rule book in FILE; - reads it from standard input.

    Without --program the file is read by itself, and no database is needed; with it, names,
    number and day are compared with what the program has. Ends with 1 if anything is wrong.
    """
    with refused_with_two():
        problems, remarks = _found(file.text(), code)
    if how == "json":
        said = {
            "file": file.name,
            "program": code,
            "ok": not problems,
            "problems": _as_json(problems),
            "remarks": _as_json(remarks),
        }
        click.echo(json.dumps(said, indent=2, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(f"{file.name}:{problem.line}:{problem.column}: {problem.sentence}")
        for one in remarks:
            click.echo(f"{file.name}:{one.line}:{one.column}: Look at this: {one.sentence}")
    if problems:
        sys.exit(1)
    if how == "text":
        fits = f"can be the next version of {code}." if code else "nothing is wrong with it."
        click.echo(f"{file.name}: {fits}")


def _found(text: str, code: str | None) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    if code is not None:
        checked = check_text(program_named(code), text, at=clock.now())
        return checked.problems, checked.remarks
    try:
        read_pack(text, known=Known(calendars=calendar_names()))
    except PackRefusedError as refused:
        return refused.problems, ()
    return (), ()


def _as_json(problems: Sequence[Problem]) -> list[dict[str, object]]:
    return [
        {"line": one.line, "column": one.column, "code": one.code, "sentence": one.sentence}
        for one in problems
    ]


@program_group.command(name="schema")
@click.option("--format", "how", type=click.Choice(["json", "markdown"]), default="json")
def schema(*, how: str) -> None:
    """Print the grammar of rule books: JSON Schema for editors, or tables to read."""
    if how == "markdown":
        click.echo(schema_tables(), nl=False)
    else:
        click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@program_group.command(name="diff")
@FILE
@PROGRAM
@how_option
def diff(*, file: RulesFile, code: str, how: str) -> None:
    """Say what FILE changes against the newest published version: in words, then in lines.

    Ends with 0 if both say the same, with 1 if anything differs, and with 2 if FILE is no rule
    book.
    """
    with refused_with_two():
        text = file.text()
        latest = published_versions(program_named(code).pk).first()
    name = f"version {latest.number}" if latest is not None else "nothing"
    try:
        after = read_pack(text)
    except PackRefusedError as refused:
        for one in refused.problems:
            click.echo(f"{file.name}:{one.line}:{one.column}: {one.sentence}", err=True)
        sys.exit(2)
    before = latest.text if latest is not None else ""
    changes = changes_of(pack_of(latest), after) if latest is not None else ()
    lines = list(
        unified_diff(before.splitlines(), text.splitlines(), name, file.name, lineterm="", n=3)
    )
    if how == "json":
        number = latest.number if latest is not None else None
        said = {"file": file.name, "against": number, "same": not lines}
        click.echo(
            json.dumps(
                {**said, "changes": [asdict(one) for one in changes], "lines": lines},
                indent=2,
                ensure_ascii=False,
            )
        )
    else:
        for line in [*map(str, changes), *lines]:
            click.echo(line)
        if not lines:
            click.echo(f"{file.name} says what {name} says.")
    if lines:
        sys.exit(1)

"""``goodstanding program check|diff|draft|publish FILE``: rule books from the command line.

Drafting and publishing ask for the password of the person who acts: what a second person has
to do, a command cannot do in their name.
"""

from __future__ import annotations

import json
import sys
from difflib import unified_diff
from hashlib import sha256
from pathlib import Path

import click

from goodstanding.accounts.models import Person
from goodstanding.accounts.selectors import person_by_email
from goodstanding.programs.checking import check_text, known_to
from goodstanding.programs.forms import as_written
from goodstanding.programs.selectors import open_draft, program_named, published_versions
from goodstanding.programs.services import draft_pack, publish_pack
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.schema_json import json_schema
from goodstanding.rulebook.schema_tables import schema_tables
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_ACTING = click.option(
    "--as", "email", required=True, metavar="EMAIL", help="The officer who acts; asks a password."
)


@click.group(name="program")
def program_group() -> None:
    """Check and compare rule books, draft and publish them."""


@program_group.command(name="check")
@_FILE
@click.option("--program", "code", help="Check as the next version of this program.")
def check(*, file: Path, code: str | None) -> None:
    """Say everything that is wrong with the rule book in FILE.

    Without --program the file is read by itself; with it, names, number and day are compared
    with what the program has.
    """
    text = _text(file)
    if code is None:
        read_pack(text)
        click.echo(f"{file}: nothing is wrong with it.")
        return
    checked = check_text(program_named(code), text, at=clock.now())
    for problem in checked.problems:
        click.echo(f"{file}:{problem.line}:{problem.column}: {problem.sentence}", err=True)
    for remark in checked.remarks:
        click.echo(f"{file}:{remark.line}:{remark.column}: Look at this: {remark.sentence}")
    if checked.problems:
        sys.exit(1)
    click.echo(f"{file}: can be the next version of {code}.")


@program_group.command(name="schema")
@click.option("--format", "how", type=click.Choice(["json", "markdown"]), default="json")
def schema(*, how: str) -> None:
    """Print the grammar of rule books: JSON Schema for editors, or tables to read."""
    if how == "markdown":
        click.echo(schema_tables(), nl=False)
    else:
        click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@program_group.command(name="diff")
@_FILE
@click.option("--program", "code", required=True, help="The program's code.")
def diff(*, file: Path, code: str) -> None:
    """Show what FILE changes against the newest published version; status 1 if anything."""
    latest = published_versions(program_named(code).pk).first()
    before = latest.text if latest is not None else ""
    name = f"version {latest.number}" if latest is not None else "nothing"
    lines = list(
        unified_diff(
            before.splitlines(), _text(file).splitlines(), name, str(file), lineterm="", n=3
        )
    )
    for line in lines:
        click.echo(line)
    if lines:
        sys.exit(1)
    click.echo(f"{file} says what {name} says.")


@program_group.command(name="draft")
@_FILE
@click.option("--program", "code", required=True, help="The program's code.")
@_ACTING
@click.option("--replace", is_flag=True, help="Replace the draft that is saved.")
def draft(*, file: Path, code: str, email: str, replace: bool) -> None:
    """Save FILE as the draft of the next version; another officer publishes it."""
    program, at = program_named(code), clock.now()
    actor = _actor(email)
    saved = open_draft(program.pk) if replace else None
    made = draft_pack(
        program.pk,
        text=_text(file),
        known=known_to(program),
        replaces_sha256=saved.text_sha256 if saved is not None else "",
        actor=actor,
        at=at,
    )
    click.echo(f"Version {made.number} is saved as a draft. Another officer publishes it.")


@program_group.command(name="publish")
@_FILE
@click.option("--program", "code", required=True, help="The program's code.")
@_ACTING
def publish(*, file: Path, code: str, email: str) -> None:
    """Publish the saved draft, which has to say what FILE says, as its second person."""
    program, at = program_named(code), clock.now()
    saved = open_draft(program.pk)
    if saved is None:
        raise ConflictError(
            "There is no draft to publish. An officer saves one with `goodstanding program "
            "draft`, or on the page “Rules”."
        )
    done = publish_pack(
        saved.pk,
        known=known_to(program),
        read_sha256=sha256(_text(file).encode()).hexdigest(),
        actor=_actor(email),
        at=at,
    )
    click.echo(f"Version {done.number} is published. It takes effect at {done.effective_at}.")


def _text(file: Path) -> str:
    try:
        return as_written(file.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InvalidValueError(
            f"{file} is not text in UTF-8. Save it so, and try again."
        ) from None


def _actor(email: str) -> Actor:
    """Return the person with an address, once their password has shown that it is they.

    Raises:
        NotPermittedError: There is no such person, or it is not their password.
    """
    person: Person | None = person_by_email(email)
    password = click.prompt("Password", hide_input=True, err=True)
    if person is None or not person.check_password(password):
        raise NotPermittedError(
            "Address and password do not belong together. Whoever signs in by link only sets a "
            "password on their account page first."
        )
    return Actor.person(person.pk)

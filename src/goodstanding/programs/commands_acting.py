"""``goodstanding program draft|approve|publish FILE``: what people do with a rule book.

Each asks for the password of the person who acts: what a second person has to do, a command
cannot do in their name.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from hashlib import sha256

import click

from goodstanding.accounts.models import Person
from goodstanding.accounts.selectors import person_by_email
from goodstanding.programs.approving import approve_pack, done_with
from goodstanding.programs.checking import check_text, known_to
from goodstanding.programs.commands_files import FILE, PROGRAM, RulesFile, how_option
from goodstanding.programs.models import PackVersion, Program
from goodstanding.programs.rules.life import Stage
from goodstanding.programs.selectors import open_draft, program_named
from goodstanding.programs.services import draft_pack, publish_pack
from goodstanding.programs.steps import come_of
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, NotPermittedError

_ACTING = click.option(
    "--as", "email", required=True, metavar="EMAIL", help="The officer who acts; asks a password."
)


@click.command(name="draft")
@FILE
@PROGRAM
@_ACTING
@click.option("--replace", is_flag=True, help="Replace the draft that is saved.")
def draft(*, file: RulesFile, code: str, email: str, replace: bool) -> None:
    """Save FILE as the draft of the next version; another officer approves it."""
    program, at, text = program_named(code), clock.now(), file.text()
    saved = open_draft(program.pk) if replace else None
    made = draft_pack(
        program.pk,
        text=text,
        known=known_to(program),
        replaces_sha256=saved.text_sha256 if saved is not None else "",
        actor=actor_of(email),
        at=at,
    )
    click.echo(f"Version {made.number} is saved as a draft. Another officer approves it.")


@click.command(name="approve")
@FILE
@PROGRAM
@_ACTING
@click.option("--untried", default="", metavar="REASON", help="Why it need not be tried first.")
def approve(*, file: RulesFile, code: str, email: str, untried: str) -> None:
    """Approve the saved draft, which has to say what FILE says, as its second person."""
    program, at, text = program_named(code), clock.now(), file.text()
    saved = _saved(program)
    approve_pack(
        saved.pk,
        known=known_to(program),
        read_sha256=sha256(text.encode()).hexdigest(),
        untried_because=untried,
        actor=actor_of(email),
        at=at,
    )
    click.echo(f"Version {saved.number} is approved. Any officer can publish this text.")


@click.command(name="publish")
@FILE
@PROGRAM
@click.option("--as", "email", metavar="EMAIL", help="The officer who acts; asks a password.")
@click.option("--ready", is_flag=True, help="Only say what is missing; publish nothing.")
@how_option
def publish(*, file: RulesFile, code: str, email: str | None, ready: bool, how: str) -> None:
    """Publish the saved draft, which has to say what FILE says and to be approved.

    Ends with 1, and says what is missing, where it cannot be published. --ready asks nobody's
    password, publishes nothing, and ends the same way.
    """
    if email is None and not ready:
        raise click.UsageError("Say who publishes: --as EMAIL; or --ready to see what is missing.")
    program, at, text = program_named(code), clock.now(), file.text()
    saved = open_draft(program.pk)
    missing = _missing(program, saved, text, at=at)
    if missing or ready or saved is None:
        _tell(how, saved, missing, published=None)
        sys.exit(1 if missing else 0)
    done = publish_pack(
        saved.pk,
        known=known_to(program),
        read_sha256=sha256(text.encode()).hexdigest(),
        actor=actor_of(email or ""),
        at=at,
    )
    _tell(how, done, [], published=done.effective_at)


def _missing(program: Program, saved: PackVersion | None, text: str, *, at: datetime) -> list[str]:
    """Return what stands between a file and being published, in sentences."""
    if saved is None:
        return ["No draft is saved. An officer saves one with `goodstanding program draft`."]
    found = []
    if saved.text != text:
        found.append(
            "The saved draft says something else than the file. Save the file with "
            "`goodstanding program draft --replace`, or read the draft."
        )
    checked, so_far = check_text(program, saved.text, at=at), done_with(saved, at=at)
    stage = come_of(checked, so_far).stage
    found += [f"Line {one.line}, column {one.column}: {one.sentence}" for one in checked.problems]
    if not (so_far.is_tried or so_far.is_approved):
        found.append(
            "Nobody has tried this text on everybody: choose “Try it on everybody” on its page, "
            "try it with `goodstanding simulate --as`, or approve it with a reason (--untried)."
        )
    if not so_far.is_approved:
        earlier = so_far.approval
        stale = f" {earlier.approved_by} approved an earlier text." if earlier else ""
        found.append(
            f"No second person has approved this text.{stale} Another officer than "
            f"{saved.drafted_by or 'the routine'} approves it with `goodstanding program approve`."
        )
    assert bool(found) or stage is Stage.PUBLISH  # what is missing says all there is
    return found


def _tell(
    how: str, version: PackVersion | None, missing: list[str], *, published: datetime | None
) -> None:
    number = version.number if version is not None else None
    if how == "json":
        said = {
            "version": number,
            "published": published is not None,
            "effective_at": published.isoformat() if published else None,
            "missing": missing,
        }
        click.echo(json.dumps(said, indent=2, ensure_ascii=False))
        return
    for sentence in missing:
        click.echo(sentence)
    if published is not None:
        click.echo(f"Version {number} is published. It takes effect at {published}.")
    elif not missing:
        click.echo(f"Version {number} can be published.")


def _saved(program: Program) -> PackVersion:
    saved = open_draft(program.pk)
    if saved is None:
        raise ConflictError(
            "There is no draft to approve. An officer saves one with `goodstanding program "
            "draft`, or on the page “Rules”."
        )
    return saved


def actor_of(email: str) -> Actor:
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

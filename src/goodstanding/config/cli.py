"""``goodstanding <noun> <verb>``: the command line of everything.

What the runtime does (up, backup, doctor …) is here; every other noun belongs to a room and
is loaded when asked for. A refusal is one sentence on standard error and status 1.
"""

from __future__ import annotations

import os
import re
import sys
import zoneinfo
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from importlib.metadata import version as installed_version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import psycopg

from goodstanding.config.environment import Environment, leaving_nothing, load
from goodstanding.runtime.backup import Installation, restore_backup, write_backup
from goodstanding.runtime.doctor import Subject, examine
from goodstanding.runtime.errors import (
    DataDirectoryError,
    DemonstrationError,
    PostgresFailedError,
    explain_os_error,
    said_by_server,
)
from goodstanding.runtime.layout import Contents
from goodstanding.runtime.mailbox import letters as letters_in
from goodstanding.runtime.supervisor import Plan, Supervisor
from goodstanding.values.errors import DomainError

SETTINGS = "goodstanding.config.settings"
DEMONSTRATION = "goodstanding.web.demonstration"
_SELF = (sys.executable, "-m", "goodstanding.config.cli")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}

#: The rooms' own commands: the noun, the click group that answers to it, and what other rooms
#: add to that group.
ROOM_COMMANDS: Mapping[str, tuple[str, ...]] = {
    "openapi": ("goodstanding.api.commands:openapi",),
    "token": ("goodstanding.api.commands:token_group",),
    "import": (
        "goodstanding.partners.commands:import_group",
        "goodstanding.incentives.commands:import_earnings",
    ),
    "export": ("goodstanding.partners.commands:export_group",),
    "evidence": (
        "goodstanding.evidence.commands:evidence_group",
        "goodstanding.web.timeline_commands:export_command",
    ),
    "program": ("goodstanding.programs.commands:program_group",),
    "simulate": ("goodstanding.standing.commands:simulate_command",),
}


class _Nouns(click.Group):
    """Knows the rooms' nouns, and loads a room only when its noun is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *ROOM_COMMANDS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        where = ROOM_COMMANDS.get(cmd_name)
        if where is None:
            return super().get_command(ctx, cmd_name)
        _make_models_usable()  # Help is read without a database; a command says that it needs one.
        group, *added = [_loaded(each) for each in where]
        assert isinstance(group, click.Group) or not added  # The list above is ours.
        for command in added:
            group.add_command(command)  # type: ignore[attr-defined] # asserted above
        return group


def _loaded(where: str) -> click.Command:
    module, _, name = where.partition(":")
    found = getattr(import_module(module), name)
    assert isinstance(found, click.Command)  # The list above is ours.
    return found


def _set_up_django(role: str = "app") -> Environment:
    """Make models usable, once it is known that there is a database for ``role``."""
    environment = load()
    environment.url(role)
    _make_models_usable()
    return environment


def _make_models_usable() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    with leaving_nothing():
        django.setup()


@click.group(cls=_Nouns, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(installed_version("goodstanding"), message="Goodstanding %(version)s")
def cli() -> None:
    """Partner compliance, run as one loop."""


@cli.command()
@click.option("--empty", is_flag=True, help="Start without the demonstration.")
@click.option("--port", type=click.IntRange(1, 65_535), help="Listen here instead of 8000.")
def up(*, empty: bool, port: int | None) -> None:
    """Run everything in the foreground until Ctrl-C."""
    environment = load() if port is None else load({**os.environ, "GOODSTANDING_PORT": str(port)})
    with_demonstration = not environment.mail_real and find_spec(DEMONSTRATION) is not None
    if environment.mail_real and not empty and environment.layout.contents() is None:
        click.echo("Real mail is configured, so the demonstration is not loaded.")
    plan = Plan(
        layout=environment.layout,
        host=environment.host,
        port=environment.port,
        public_url=environment.public_url,
        embedded=environment.database_embedded,
        mailbox=not environment.mail_real,
        empty=empty,
        migrate=(*_SELF, "migrate"),
        load=(*_SELF, "demo", "load") if with_demonstration else None,
        sign_ins=(*_SELF, "demo", "sign-ins") if with_demonstration else None,
        web=_web(environment),
        worker=(*_SELF, "worker", *(("--alone",) if environment.database_embedded else ())),
    )
    Supervisor(plan, say=click.echo).run()


def _web(environment: Environment) -> tuple[str, ...]:
    options = {
        "--interface": "wsgi",
        "--host": environment.host,
        "--port": str(environment.port),
        "--workers": "2",
        # Each request holds a database connection: both workers and the queue fit in 100.
        "--backpressure": "24",
        "--workers-kill-timeout": "15",
        "--log-level": "warning",
    }
    return (
        *(sys.executable, "-m", "granian", "--no-ws", "--respawn-failed-workers"),
        *(part for option in options.items() for part in option),
        "goodstanding.config.wsgi:application",
    )


@cli.command()
def migrate() -> None:
    """Bring the database to the shape this version needs."""
    _set_up_django("owner")
    from goodstanding.evidence.migrating import migrate_database

    migrate_database()
    click.echo("The database is up to date.")


@cli.command()
@click.option("--alone", is_flag=True, help="No other worker serves this database.")
def worker(*, alone: bool) -> None:
    """Run background jobs until asked to stop."""
    _set_up_django()
    from goodstanding.runtime.worker import run_worker

    run_worker(alone=alone)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, resolve_path=True))
def backup(file: Path) -> None:
    """Write database and keys to FILE."""
    size = write_backup(file, _installation(load()))
    click.echo(f"Wrote {file} ({size / 1024**2:.1f} MiB). It holds the keys: keep it private.")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, resolve_path=True))
def restore(file: Path) -> None:
    """Fill an empty installation from FILE."""
    restore_backup(file, _installation(load()))
    click.echo("Restored. Start it with `goodstanding up`.")


def _installation(environment: Environment) -> Installation:
    return Installation(
        layout=environment.layout,
        embedded=environment.database_embedded,
        owner_url=environment.owner_database_url,
    )


@cli.command()
def doctor() -> None:
    """Check what this installation needs and say how to mend what is wrong."""
    environment = load()
    findings = examine(
        Subject(
            layout=environment.layout,
            embedded=environment.database_embedded,
            app_url=environment.database_url,
            owner_url=environment.owner_database_url,
            mail_host=environment.mail.host,
            mail_port=environment.mail.port,
            mail_real=environment.mail_real,
            mail_tls=environment.mail.tls,
            keys=environment.evidence_keys,
            node_modules=environment.node_modules,
        )
    )
    for finding in findings:
        click.echo(str(finding))
    if any(finding.mend for finding in findings):
        sys.exit(1)


@cli.command()
@click.option("--to", default="", metavar="ADDRESS", help="Only letters to this address.")
def letters(*, to: str) -> None:
    """Print the letters in the local mailbox, the newest last."""
    environment = load()
    if environment.mail_real:
        click.echo("Real mail is configured: letters go there.", err=True)
    layout = environment.layout
    found = list(letters_in(layout.mailbox, to=to))
    if not found and environment.database_embedded and not layout.postgres.exists():
        raise DataDirectoryError(
            f"{layout.root} holds no installation: set GOODSTANDING_DATA to yours."
        )
    for letter in found:
        click.echo(f"To: {letter.to}\nSubject: {letter.subject}\n\n{letter.text}\n")
    if not found:
        click.echo("There is no such letter yet. Wait a few seconds after what sends it.", err=True)


@cli.command()
def version() -> None:
    """Print the version."""
    click.echo(installed_version("goodstanding"))


@cli.command()
def variables() -> None:
    """List the environment variables and what they mean."""
    for name, meaning in Environment.VARIABLES.items():
        click.echo(f"{name:26} {meaning}")


@cli.group()
def demo() -> None:
    """The demonstration: fill, move its clock, remove."""


@demo.command(name="load")
def demo_load() -> None:
    """Fill an empty installation with the demonstration."""
    environment = load()
    if environment.mail_real:
        raise DemonstrationError(
            "The demonstration is not loaded where real mail is configured: its people do not "
            "exist. Unset GOODSTANDING_MAIL_URL first."
        )
    if environment.layout.contents() is Contents.DEMONSTRATION:
        raise DemonstrationError("The demonstration is loaded already: sign in and look around.")
    _demonstration("load")
    environment.layout.remember_contents(Contents.DEMONSTRATION)
    click.echo("The demonstration is loaded.")


@demo.command(name="remove")
def demo_remove() -> None:
    """Remove the demonstration; an empty working installation stays."""
    environment = _require_demonstration()
    _demonstration("remove")
    environment.layout.remember_contents(Contents.EMPTY)
    click.echo("Removed. The first page now makes the operator's account.")


@demo.command(name="sign-ins")
def demo_sign_ins() -> None:
    """Print who can sign in to the demonstration."""
    _require_demonstration()
    rows = _demonstration("sign_ins")
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        padded = (text.ljust(width) for text, width in zip(row, widths, strict=True))
        click.echo(f"  {'  '.join(padded)}".rstrip())


class _Shift(click.ParamType[timedelta]):
    """A span of time such as ``+31d``, ``+2h`` or ``+3w``."""

    name = "span"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        parts = re.fullmatch(r"\+(\d{1,5})([hdw])", str(value))
        if parts is None:
            self.fail(f"{value!r} is no span: write +2h, +31d or +3w.", param, ctx)
        return timedelta(**{_UNITS[parts[2]]: int(parts[1])})


@demo.command(name="clock")
@click.argument("by", type=_Shift())
def demo_clock(*, by: timedelta) -> None:
    """Move the demonstration's clock forward BY a span such as +31d, and do what became due."""
    _require_demonstration()
    from goodstanding.evidence.services import move_clock
    from goodstanding.runtime.worker import catch_up
    from goodstanding.values import clock

    ahead = move_clock(by)
    catch_up()
    click.echo(f"It is now {clock.now():%Y-%m-%d %H:%M} UTC, {ahead.days} days ahead of the world.")


def _require_demonstration() -> Environment:
    environment = load()
    if not environment.demonstration:
        raise DemonstrationError(
            f"{environment.data_dir} holds no demonstration: run `goodstanding up` in an empty "
            "data directory to get one."
        )
    return _set_up_django()


def _demonstration(name: str) -> Any:
    """Call ``name`` of the demonstration room, which a lean installation may lack."""
    if find_spec(DEMONSTRATION) is None:
        raise DemonstrationError("This installation came without the demonstration: reinstall it.")
    _set_up_django()
    return getattr(import_module(DEMONSTRATION), name)()


def explain(error: Exception) -> DomainError | None:
    """Return the refusal a person can act on; None for an error that is ours to mend."""
    match error:
        case DomainError():
            return error
        case psycopg.OperationalError():
            return PostgresFailedError(
                f"The database does not answer{said_by_server(error)}: start it with "
                "`goodstanding up`, or check DATABASE_URL."
            )
        case OSError():
            return explain_os_error(error)
        case _ if isinstance(error.__cause__, psycopg.OperationalError):  # Django's wrapping.
            return explain(error.__cause__)
        case _:
            return None


def main() -> None:
    """Run the command line."""
    # Time zones come from the pinned package, on every machine and in every process we start.
    os.environ["PYTHONTZPATH"] = ""
    zoneinfo.reset_tzpath()
    try:
        cli()
    except Exception as error:
        refusal = explain(error)
        if refusal is None:
            raise
        click.echo(str(refusal), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

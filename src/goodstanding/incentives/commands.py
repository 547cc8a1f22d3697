"""``goodstanding import earnings``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from goodstanding.incentives.models import EarningsImport, State
from goodstanding.incentives.selectors.imports import counts_of, report_lines, rows_of
from goodstanding.incentives.services.applying import apply_earnings
from goodstanding.incentives.services.receiving import NAMESPACE, receive_earnings
from goodstanding.partners.rules.plans import Outcome
from goodstanding.partners.rules.writing import csv_lines
from goodstanding.programs.models import Program
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import InvalidValueError

ACTOR = Actor.system("import-command")
_REASONS_SHOWN = 20


@click.command(name="earnings")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--program", "code", required=True, help="The program's code.")
@click.option(
    "--ids", "namespace", default=NAMESPACE, show_default=True, help="Whose IDs participants have."
)
@click.option("--skip", is_flag=True, help="Leave bad rows out instead of applying nothing.")
@click.option(
    "--discretionary",
    "names",
    multiple=True,
    metavar="NAME",
    help="An incentive that is optional money, by its lever; as often as needed.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change no earning.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report here."
)
def import_earnings(
    *,
    file: Path,
    code: str,
    namespace: str,
    skip: bool,
    names: tuple[str, ...],
    dry_run: bool,
    report: Path | None,
) -> None:
    """Import earnings from the vendor's export FILE; running it again changes nothing."""
    held = receive_earnings(
        _program(code).pk,
        file_name=file.name,
        content=file.read_bytes(),
        namespace=namespace,
        skip_refused=skip,
        discretionary=names or None,
        actor=ACTOR,
        at=clock.now(),
    )
    for remark in held.remarks:
        click.echo(remark)
    if not dry_run and held.state != State.REFUSED:
        held = apply_earnings(held.pk, actor=ACTOR, at=clock.now(), progress=_say_applied)
    if report is not None:
        with report.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(csv_lines(report_lines(held)))
    _say_result(held, dry_run=dry_run)


def _program(code: str) -> Program:
    program = Program.objects.filter(code=code).first()
    if program is None:
        known = ", ".join(Program.objects.order_by("code").values_list("code", flat=True))
        raise InvalidValueError(
            f"There is no program “{code}”. Use one of: {known or '(none is set up yet)'}."
        )
    return program


def _say_applied(size: int) -> None:
    click.echo(f"{size} earnings are applied.")
    sys.stdout.flush()


def _say_result(held: EarningsImport, *, dry_run: bool) -> None:
    counts = counts_of(held)
    for row in rows_of(held, Outcome.REFUSED)[:_REASONS_SHOWN]:
        for column, reason in row.refusals:
            place = f", column “{column}”" if column else ""
            click.echo(f"Row {row.number} (line {row.line}){place}: {reason}", err=True)
    if counts.refused > _REASONS_SHOWN:
        click.echo(
            f"… and {counts.refused - _REASONS_SHOWN} more rows. See all with --report FILE.",
            err=True,
        )
    verb = "are done" if held.state == State.APPLIED else "were checked"
    click.echo(
        f"{counts.total} rows {verb}: {counts.created} created, {counts.updated} updated, "
        f"{counts.unchanged} unchanged, {counts.refused} refused."
    )
    if held.state == State.REFUSED:
        click.echo("Nothing was applied. Correct the rows, or use --skip.", err=True)
        sys.exit(1)
    if dry_run and held.state != State.APPLIED:
        click.echo("This was a dry run: no earning was changed.")

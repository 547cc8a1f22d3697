"""``goodstanding import earnings``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from goodstanding.incentives.models import EarningsImport, State
from goodstanding.incentives.selectors.imports import report_lines
from goodstanding.incentives.services.applying import apply_earnings
from goodstanding.incentives.services.receiving import NAMESPACE, receive_earnings
from goodstanding.partners.rules.writing import csv_lines
from goodstanding.partners.selectors.imports import counts_of, refusal_lines
from goodstanding.programs.selectors import program_named
from goodstanding.values import clock
from goodstanding.values.actor import Actor

ACTOR = Actor.system("import-command")
_REASONS_SHOWN = 20


@click.command(name="earnings")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--program", "code", required=True, help="The program's code.")
@click.option(
    "--ids", "namespace", default=NAMESPACE, show_default=True, help="Whose IDs participants have."
)
@click.option(
    "--sheet", default="", help="Of an Excel file: the sheet; else the first that is visible."
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
    sheet: str,
    skip: bool,
    names: tuple[str, ...],
    dry_run: bool,
    report: Path | None,
) -> None:
    """Import earnings from the vendor's export FILE; running it again changes nothing."""
    held = receive_earnings(
        program_named(code).pk,
        file_name=file.name,
        content=file.read_bytes(),
        sheet=sheet,
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


def _say_applied(size: int) -> None:
    click.echo(f"{size} earnings are applied.")
    sys.stdout.flush()


def _say_result(held: EarningsImport, *, dry_run: bool) -> None:
    counts = counts_of(held.rows.all())
    for line in refusal_lines(held.rows.all(), most=_REASONS_SHOWN):
        click.echo(line, err=True)
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

"""``goodstanding import partners`` and ``goodstanding export partners``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from goodstanding.partners.models import ImportState, PartnerImport
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.rules.writing import csv_lines
from goodstanding.partners.selectors.export import export_lines
from goodstanding.partners.selectors.imports import counts_of, refusal_lines, report_lines
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.staging import receive_file, stage_import
from goodstanding.programs.selectors import program_named
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import InvalidValueError

ACTOR = Actor.system("import-command")
_REASONS_SHOWN = 20


@click.group(name="import")
def import_group() -> None:
    """Read files into the installation."""


@click.group(name="export")
def export_group() -> None:
    """Write what the installation knows into files."""


@import_group.command(name="partners")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--program", "code", required=True, help="The program's code.")
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.STOP.value,
    show_default=True,
    help="stop: one bad row and nothing is applied. skip: leave bad rows out and what is known "
    "as it is. update: leave bad rows out and bring what is known up to date.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change no partner.")
@click.option("--map", "pairs", multiple=True, metavar="THEIRS=OURS", help="What a column says.")
@click.option("--names", default="", help="Namespace in which a partner's name is its ID.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report here."
)
def import_partners(
    *,
    file: Path,
    code: str,
    mode: str,
    dry_run: bool,
    pairs: tuple[str, ...],
    names: str,
    report: Path | None,
) -> None:
    """Import partners from the CSV file FILE; run it again to continue one that was killed."""
    at = clock.now()
    received = receive_file(
        program_named(code).pk,
        file_name=file.name,
        content=file.read_bytes(),
        mode=Mode(mode),
        actor=ACTOR,
        at=at,
    )
    try:
        held = stage_import(received.pk, chosen=_chosen(pairs), names=names, at=at)
    except Exception:
        PartnerImport.objects.filter(pk=received.pk, state=ImportState.UPLOADED).delete()
        raise
    for remark in held.remarks:
        click.echo(remark)
    if not dry_run and held.state != ImportState.REFUSED:
        held = apply_import(held.pk, actor=ACTOR, at=clock.now(), progress=_say_rows)
    if report is not None:
        _write(report, report_lines(held))
    _say_result(held, dry_run=dry_run)


@export_group.command(name="partners")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--program", "code", required=True, help="The program's code.")
def export_partners(*, file: Path | None, code: str) -> None:
    """Write a program's partners as CSV to FILE, or to standard output without one."""
    lines = export_lines(program_named(code).pk, at=clock.now())
    if file is None:
        for line in csv_lines(lines):
            click.echo(line, nl=False)
    else:
        _write(file, lines)


def _chosen(pairs: Iterable[str]) -> dict[str, str]:
    chosen = {}
    for pair in pairs:
        theirs, equals, ours = pair.rpartition("=")
        if not equals:
            raise InvalidValueError(
                f'“{pair}” maps nothing. Write --map "Their column=our column".'
            )
        chosen[theirs.strip()] = ours.strip()
    return chosen


def _say_rows(first: int, last: int) -> None:
    click.echo(f"Rows {first} to {last} are applied.")
    sys.stdout.flush()


def _write(file: Path, lines: Iterable[tuple[str, ...]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(csv_lines(lines))


def _say_result(held: PartnerImport, *, dry_run: bool) -> None:
    counts = counts_of(held.rows.all())
    for line in refusal_lines(held.rows.all(), most=_REASONS_SHOWN):
        click.echo(line, err=True)
    applied = held.state == ImportState.APPLIED
    click.echo(
        f"{counts.total} rows {'are done' if applied else 'were checked'}: {counts.created} "
        f"created, {counts.updated} updated, {counts.unchanged} unchanged, "
        f"{counts.refused} refused."
    )
    if held.state == ImportState.REFUSED:
        click.echo("Nothing was applied. Correct the rows, or use --mode skip or update.", err=True)
        sys.exit(1)
    if dry_run and not applied:
        click.echo("This was a dry run: no partner was changed.")

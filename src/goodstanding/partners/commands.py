"""``goodstanding import partners|amounts|authorizations|ownerships``, ``export partners``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict, Unpack

import click

from goodstanding.partners.models import ImportKind, ImportState, PartnerImport
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


_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_PROGRAM = click.option("--program", "code", required=True, help="The program's code.")
_MODE = click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.STOP.value,
    show_default=True,
    help="stop: one bad row and nothing is applied. skip: leave bad rows out and what is known "
    "as it is. update: leave bad rows out and bring what is known up to date.",
)
_DRY_RUN = click.option(
    "--dry-run", is_flag=True, help="Say what would happen, and change nothing."
)
_MAP = click.option(
    "--map", "pairs", multiple=True, metavar="THEIRS=OURS", help="What a column says."
)
_SHEET = click.option(
    "--sheet", default="", help="Of an Excel file: the sheet; else the first that is visible."
)
_REPORT = click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report here."
)


@import_group.command(name="partners")
@_FILE
@_PROGRAM
@_MODE
@_DRY_RUN
@_MAP
@_SHEET
@click.option("--names", default="", help="Namespace in which a partner's name is its ID.")
@_REPORT
def import_partners(*, pairs: tuple[str, ...], names: str, **told: Unpack[_Told]) -> None:
    """Import partners from the CSV or Excel file FILE; run again, a killed one continues."""
    _import(ImportKind.PARTNERS, chosen=_chosen(pairs), names=names, **told)


@import_group.command(name="amounts")
@_FILE
@_PROGRAM
@_MODE
@_DRY_RUN
@_MAP
@_SHEET
@click.option("--metric", default="", help="What all rows measure, where no column says it.")
@_REPORT
def import_amounts(*, pairs: tuple[str, ...], metric: str, **told: Unpack[_Told]) -> None:
    """Import what locations turned over a month from the CSV or Excel file FILE.

    Columns: location id:NAMESPACE, month (2026-08), amount (1234.56), currency, and metric. A
    month that is known is corrected, and the same file again changes nothing.
    """
    _import(ImportKind.AMOUNTS, chosen=_chosen(pairs), metric=metric, **told)


@import_group.command(name="authorizations")
@_FILE
@_PROGRAM
@_MODE
@_DRY_RUN
@_MAP
@_SHEET
@click.option("--authorization", default="", help="What all rows are of, where no column says it.")
@_REPORT
def import_authorizations(
    *, pairs: tuple[str, ...], authorization: str, **told: Unpack[_Told]
) -> None:
    """Import what locations are authorized to do from the CSV or Excel file FILE.

    Columns: location id:NAMESPACE, authorization, granted on (2026-08-01), and until. One that
    is known is corrected, and the same file again changes nothing.
    """
    _import(ImportKind.AUTHORIZATIONS, chosen=_chosen(pairs), metric=authorization, **told)


@import_group.command(name="ownerships")
@_FILE
@_PROGRAM
@_MODE
@_DRY_RUN
@_MAP
@_SHEET
@click.option("--source", default="", help="Where all rows are written, where no column says it.")
@_REPORT
def import_ownerships(*, pairs: tuple[str, ...], source: str, **told: Unpack[_Told]) -> None:
    """Import which legal entities own which others from the CSV or Excel file FILE.

    Columns: owner id:NAMESPACE, owned id:NAMESPACE, share (80 or 33.33), from (2026-08-01), until,
    and source. A share that is known is corrected, and the same file again changes nothing.
    """
    _import(ImportKind.OWNERSHIPS, chosen=_chosen(pairs), metric=source, **told)


_CHANGED = {
    ImportKind.PARTNERS: "partner",
    ImportKind.AMOUNTS: "amount",
    ImportKind.AUTHORIZATIONS: "authorization",
    ImportKind.OWNERSHIPS: "ownership",
}


class _Told(TypedDict):
    """What every import is told."""

    file: Path
    code: str
    mode: str
    dry_run: bool
    sheet: str
    report: Path | None


def _import(
    kind: ImportKind,
    *,
    chosen: dict[str, str],
    names: str = "",
    metric: str = "",
    **told: Unpack[_Told],
) -> None:
    at = clock.now()
    received = receive_file(
        program_named(told["code"]).pk,
        file_name=told["file"].name,
        content=told["file"].read_bytes(),
        mode=Mode(told["mode"]),
        kind=kind,
        sheet=told["sheet"],
        actor=ACTOR,
        at=at,
    )
    try:
        held = stage_import(received.pk, chosen=chosen, names=names, metric=metric, at=at)
    except Exception:
        PartnerImport.objects.filter(pk=received.pk, state=ImportState.UPLOADED).delete()
        raise
    for remark in held.remarks:
        click.echo(remark)
    if not told["dry_run"] and held.state != ImportState.REFUSED:
        held = apply_import(held.pk, actor=ACTOR, at=clock.now(), progress=_say_rows)
    if told["report"] is not None:
        _write(told["report"], report_lines(held))
    _say_result(held, dry_run=told["dry_run"])


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
        click.echo(f"This was a dry run: no {_CHANGED[ImportKind(held.kind)]} was changed.")

"""Makers for imports of partners."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from goodstanding.partners.models import ImportState, PartnerImport
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.staging import receive_file, stage_import
from goodstanding.programs.models import Program
from tests.builders import NOON, SYSTEM, recorded


def csv_of(*rows: Mapping[str, str]) -> bytes:
    """Return a file with these rows; its header is every column any of them names."""
    header: Sequence[str] = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def make_staged(
    program: Program,
    content: bytes,
    *,
    mode: Mode = Mode.STOP,
    chosen: Mapping[str, str] | None = None,
    names: str = "",
) -> PartnerImport:
    """Return an import whose rows are checked."""
    received = receive_file(
        program.pk, file_name="partners.csv", content=content, mode=mode, actor=SYSTEM, at=NOON
    )
    return stage_import(received.pk, chosen=chosen or {}, names=names, at=NOON)


def make_import(
    program: Program,
    content: bytes,
    *,
    mode: Mode = Mode.STOP,
    chosen: Mapping[str, str] | None = None,
    names: str = "",
) -> PartnerImport:
    """Return an import that was applied, as far as its rows allow."""
    staged = make_staged(program, content, mode=mode, chosen=chosen, names=names)
    if staged.state == ImportState.REFUSED:
        return staged
    with recorded(NOON):
        return apply_import(staged.pk, actor=SYSTEM, at=NOON)


def outcomes_of(done: PartnerImport) -> list[str]:
    """Return what became of each row, in the order of the file."""
    return list(done.rows.order_by("number").values_list("outcome", flat=True))

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from goodstanding.incentives.commands import import_earnings
from goodstanding.incentives.models import Earning
from goodstanding.programs.models import Program
from goodstanding.values.errors import InvalidValueError
from tests.builders_incentives import earning_row, earnings_csv, make_participant

pytestmark = pytest.mark.django_db


def run(program: Program, file: Path, *options: str) -> Result:
    return CliRunner().invoke(import_earnings, [str(file), "--program", program.code, *options])


def write(folder: Path, *rows: dict[str, str]) -> Path:
    file = folder / "earnings.csv"
    file.write_bytes(earnings_csv(*rows))
    return file


def test_a_dry_run_says_what_would_happen(tmp_path: Path) -> None:
    program, _partner = make_participant()
    file = write(tmp_path, {**earning_row(), "moonPhase": "full"})

    result = run(program, file, "--dry-run")

    assert result.exit_code == 0
    assert "Not known, and not read: “moonPhase”." in result.output
    assert "1 rows were checked: 1 created, 0 updated, 0 unchanged, 0 refused." in result.output
    assert "This was a dry run: no earning was changed." in result.output
    assert not Earning.objects.exists()


def test_a_file_is_imported_once(tmp_path: Path) -> None:
    program, _partner = make_participant()
    file = write(tmp_path, earning_row("E-1"), earning_row("E-1"))

    first = run(program, file, "--skip", "--discretionary", "Core rebate")
    again = run(program, file)

    assert "1 earnings are applied." in first.output
    assert "2 rows are done: 1 created, 0 updated, 1 unchanged, 0 refused." in first.output
    assert "2 rows are done: 0 created, 0 updated, 2 unchanged, 0 refused." in again.output
    assert Earning.objects.get().discretionary


def test_bad_rows_are_told_and_nothing_is_applied(tmp_path: Path) -> None:
    program, _partner = make_participant()
    rows = [earning_row(f"E-{number}", participant="9") for number in range(21)]
    report = tmp_path / "report.csv"

    result = run(program, write(tmp_path, *rows, earning_row("E-99")), "--report", str(report))

    assert result.exit_code == 1
    assert "Row 2 (line 2), column “participantId”: No partner of this program" in result.output
    assert "… and 1 more rows. See all with --report FILE." in result.output
    assert "Nothing was applied. Correct the rows, or use --skip." in result.output
    assert report.read_text(encoding="utf-8-sig").count("\n") == 23
    assert not Earning.objects.exists()


def test_an_unknown_program_is_named(tmp_path: Path) -> None:
    program, _partner = make_participant()
    program.code = "nowhere"

    result = run(program, write(tmp_path, earning_row()))

    assert isinstance(result.exception, InvalidValueError)
    assert "There is no program “nowhere”. Use one of: program-" in str(result.exception)


def test_the_help_says_which_sheet_of_a_workbook_is_read() -> None:
    said = CliRunner().invoke(import_earnings, ["--help"]).output

    assert "Of an Excel file: the sheet; else the first that is visible." in " ".join(said.split())

"""``goodstanding import partners`` and ``goodstanding export partners``."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from goodstanding.evidence.models import Event
from goodstanding.partners.commands import export_group, import_group
from goodstanding.partners.models import Partner, PartnerImport, PartnerProfile
from goodstanding.programs.models import Program
from tests.builders import make_entity, make_location, make_partner, make_program
from tests.builders_partners import csv_of

pytestmark = pytest.mark.django_db

CONTOSO = {"id:crm": "9", "partner": "Contoso", "country": "US"}


@pytest.fixture
def program() -> Program:
    return make_program(code="contoso")


def _run(tmp_path: Path, content: bytes, *options: str) -> Result:
    file = tmp_path / "partners.csv"
    file.write_bytes(content)
    return CliRunner().invoke(
        import_group, ["partners", str(file), "--program", "contoso", *options]
    )


def test_imports_a_file_and_says_what_it_did(tmp_path: Path, program: Program) -> None:
    result = _run(tmp_path, csv_of(CONTOSO))

    assert result.exit_code == 0
    assert result.output == "1 rows are done: 1 created, 0 updated, 0 unchanged, 0 refused.\n"
    assert PartnerProfile.objects.get().name == "Contoso"
    assert Event.objects.get(name="partners.imported").actor == "system:import-command"


def test_a_dry_run_says_what_would_happen_and_changes_nothing(
    tmp_path: Path, program: Program
) -> None:
    result = _run(tmp_path, csv_of(CONTOSO), "--dry-run")

    assert result.output == (
        "1 rows were checked: 1 created, 0 updated, 0 unchanged, 0 refused.\n"
        "This was a dry run: no partner was changed.\n"
    )
    assert not Partner.objects.exists()
    assert not Event.objects.exists()


def test_a_bad_row_stops_all_and_is_explained(tmp_path: Path, program: Program) -> None:
    bad = [{"id:crm": str(n), "partner": "A", "country": "Atlantis"} for n in range(21)]

    result = _run(tmp_path, csv_of(CONTOSO, *bad))

    assert result.exit_code == 1
    assert "Row 3 (line 3), column “country”: “Atlantis” is not a country we know." in result.output
    assert "… and 1 more rows. See all with --report FILE." in result.output
    assert "Nothing was applied." in result.output
    assert not Partner.objects.exists()


def test_columns_are_mapped_and_the_report_is_written(tmp_path: Path, program: Program) -> None:
    report = tmp_path / "report.csv"

    result = _run(
        tmp_path,
        csv_of({"Firm": "=Contoso", "Land": "XX", "Fax": "1"}, {"Firm": "Litware", "Land": "US"}),
        *("--map", "Firm=partner", "--map", "Land=country", "--names", "web"),
        *("--mode", "skip", "--report", str(report)),
    )

    assert result.exit_code == 0
    assert "The column “Fax” is not used.\n" in result.output
    rows = list(csv.reader(io.StringIO(report.read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["row", "line", "outcome", "column", "value", "reason"]
    assert rows[1][:5] == ["2", "2", "refused", "Land", "XX"]
    assert rows[2][:3] == ["3", "3", "created"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--map", "Company"), "“Company” maps nothing."),
        (("--map", "Company=partner"), "The file has no column “Company”."),
    ],
)
def test_a_mapping_that_does_not_do_is_explained_and_leaves_nothing(
    tmp_path: Path, program: Program, options: tuple[str, ...], sentence: str
) -> None:
    result = _run(tmp_path, csv_of(CONTOSO), *options)

    assert sentence in str(result.exception)
    assert not PartnerImport.objects.exists()


def test_an_unknown_program_names_those_there_are(tmp_path: Path, program: Program) -> None:
    file = tmp_path / "partners.csv"
    file.write_bytes(csv_of(CONTOSO))

    result = CliRunner().invoke(import_group, ["partners", str(file), "--program", "other"])

    assert str(result.exception) == "There is no program “other”. Use one of: contoso."


def test_the_export_goes_to_standard_output_or_a_file(tmp_path: Path, program: Program) -> None:
    partner = make_partner(program, name="Contoso")
    make_location(make_entity(partner))
    file = tmp_path / "export.csv"

    shown = CliRunner().invoke(export_group, ["partners", "--program", "contoso"])
    written = CliRunner().invoke(export_group, ["partners", str(file), "--program", "contoso"])

    assert (shown.exit_code, written.exit_code) == (0, 0)
    assert file.read_bytes() == shown.stdout_bytes
    assert b"Fabrikam Hamburg" in shown.stdout_bytes

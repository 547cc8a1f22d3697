"""What comes in as CSV comes in as a sheet of a workbook too, on pages and by commands."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from goodstanding.partners.commands import import_group
from goodstanding.partners.forms import SheetField
from goodstanding.partners.models import ImportKind, Ownership, PartnerImport
from goodstanding.partners.rules.errors import UnreadableFileError
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.staging import receive_file, stage_import
from tests.builders import NOON, SYSTEM
from tests.builders_accounts import client_of
from tests.builders_ownerships import Group, make_group
from tests.partners.rules.test_workbooks import workbook

pytestmark = pytest.mark.django_db

HEADER = ("owner id:goodstanding", "owned id:goodstanding", "share", "from", "source")


@pytest.fixture
def group() -> Group:
    return make_group()


def _book(group: Group, *, share: object = (0.8, "0%")) -> bytes:
    row = (str(group.parent.pk), str(group.affiliate.pk), share, date(2025, 3, 1), "HRB 4711")
    return workbook(("Notes", [("Read me",)]), ("Owners", [HEADER, row]))


def _received(group: Group, content: bytes, sheet: str = "Owners") -> PartnerImport:
    return receive_file(
        group.program.pk,
        file_name="owners.xlsx",
        content=content,
        mode=Mode.STOP,
        kind=ImportKind.OWNERSHIPS,
        sheet=sheet,
        actor=SYSTEM,
        at=NOON,
    )


def test_a_sheet_is_imported_with_its_days_and_percents(group) -> None:
    received = _received(group, _book(group))

    staged = stage_import(received.pk, chosen={}, at=NOON)
    apply_import(staged.pk, actor=SYSTEM, at=NOON)

    row = Ownership.objects.get()
    assert (row.share_basis_points, row.from_on) == (8000, date(2025, 3, 1))
    assert staged.remarks == ["The sheet “Owners” was read."]


def test_a_bad_cell_is_told_with_its_row_and_column(group) -> None:
    received = _received(group, _book(group, share="eighty"))

    staged = stage_import(received.pk, chosen={}, at=NOON)

    row = staged.rows.get()
    assert (row.number, row.line) == (2, 2)
    assert row.refusals == [
        ["share", "“eighty” is not a share. Write percent, such as 80 or 33.33."]
    ]
    assert Ownership.objects.exists() is False


def test_two_sheets_of_one_file_are_two_imports_and_the_same_twice_is_one(group) -> None:
    rows = [HEADER, (str(group.parent.pk), str(group.affiliate.pk), 80, date(2025, 3, 1), "HRB")]
    content = workbook(("First", rows), ("Second", rows))

    held = [
        stage_import(_received(group, content, sheet).pk, chosen={}, at=NOON).pk
        for sheet in ("First", "Second", "second")
    ]

    assert held[0] != held[1] == held[2]
    assert held[0] == stage_import(_received(group, content, "").pk, chosen={}, at=NOON).pk


def test_a_workbook_is_known_by_its_own_bytes_whichever_sheet_is_read(group) -> None:
    content = _book(group)

    received = _received(group, content, "Owners")

    assert received.file_sha256 == sha256(content).hexdigest()


def test_an_unknown_sheet_is_refused_and_nothing_is_kept(group) -> None:
    with pytest.raises(UnreadableFileError, match="has no sheet “Thrid”"):
        _received(group, _book(group), "Thrid")

    assert PartnerImport.objects.exists() is False


def test_an_officer_sends_a_workbook_and_names_the_sheet(group) -> None:
    client = client_of(group.officer)
    address = reverse("vendor_import_ownerships", kwargs={"program": group.program.code})
    said = {"mode": "stop"}

    wrong = client.post(
        address,
        said | {"sheet": "Nobody", "file": SimpleUploadedFile("owners.xlsx", _book(group))},
    )
    sent = client.post(
        address,
        said | {"sheet": "owners", "file": SimpleUploadedFile("owners.xlsx", _book(group))},
    )
    asked = client.get(sent["Location"]).content.decode()

    assert wrong.status_code == 422
    assert "The workbook has no sheet “Nobody”." in wrong.content.decode()
    assert "The sheet “Owners” was read." in asked
    assert "For example: 80 %" in asked


def test_the_command_takes_a_workbook(group, tmp_path: Path) -> None:
    file = tmp_path / "owners.xlsx"
    file.write_bytes(_book(group))

    done = CliRunner().invoke(
        import_group,
        ["ownerships", str(file), "--program", group.program.code, "--sheet", "Owners"],
    )

    assert "The sheet “Owners” was read." in done.output
    assert "1 rows are done: 1 created" in done.output
    assert Ownership.objects.get().share_basis_points == 8000


@pytest.mark.parametrize("kind", ["partners", "amounts", "authorizations", "ownerships"])
def test_commands_say_which_sheet_is_read(kind: str) -> None:
    said = CliRunner().invoke(import_group, [kind, "--help"]).output

    assert "Of an Excel file: the sheet; else the first that is visible." in " ".join(said.split())


def test_forms_say_which_sheet_is_read() -> None:
    assert "The first one that is not hidden" in str(SheetField().help_text)

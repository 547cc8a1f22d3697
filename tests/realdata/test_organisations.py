"""Real lists of organisations: every row is used or refused with a reason, and none crashes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from goodstanding.evidence.models import Event
from goodstanding.partners.commands import import_group
from goodstanding.partners.jobs import check_partner_import
from goodstanding.partners.models import ImportState, Partner, PartnerImport
from goodstanding.partners.rules.reading import read_table
from goodstanding.partners.selectors.imports import Counts, counts_of
from goodstanding.programs.models import Program
from tests.builders import make_officer, make_program

pytestmark = [pytest.mark.realdata, pytest.mark.django_db]

MEMBERS, COMPANIES = "cncf-members-platinum-gold.csv", "sp500.csv"
MESSY, TURTLE = "messy-unlabelled.csv", "lei-sample.ttl"


@pytest.fixture
def folder(realdata: Path) -> Path:
    return realdata / "organisations"


@pytest.fixture
def program() -> Program:
    return make_program(code="contoso")


def _import(file: Path, *options: str) -> Result:
    return CliRunner().invoke(
        import_group, ["partners", str(file), "--program", "contoso", *options]
    )


def _counts() -> Counts:
    return counts_of(PartnerImport.objects.latest("sent_at").rows.all())


def test_members_of_a_programme_are_imported_by_name_and_again_unchanged(
    folder: Path, program: Program
) -> None:
    options = ("--map", "name=partner", "--names", "cncf")

    first = _import(folder / MEMBERS, *options)
    made = Partner.objects.count()
    again = _import(folder / MEMBERS, *options)

    rows = len(read_table((folder / MEMBERS).read_bytes()).records)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert made == Partner.objects.count() == rows
    assert f"0 created, 0 updated, {rows} unchanged, 0 refused" in again.output
    assert "The column “homepage” is not used." in first.output


def test_companies_are_imported_by_symbol_with_what_cannot_be_used_explained(
    folder: Path, program: Program
) -> None:
    result = _import(
        folder / COMPANIES,
        *("--map", "Symbol=id:symbol", "--map", "Security=partner", "--map", "Date added=from"),
        *("--mode", "skip"),
    )

    counts = _counts()
    assert result.exit_code == 0
    assert counts.total == 503
    assert counts.created == Partner.objects.count()
    assert counts.created + counts.refused == 503
    assert "where our calendar starts" in result.output


def test_companies_that_share_a_number_are_said_to(folder: Path, program: Program) -> None:
    result = _import(
        folder / COMPANIES,
        *("--map", "CIK=id:cik", "--map", "Security=partner", "--mode", "update"),
    )

    counts = _counts()
    assert (counts.created, counts.refused) == (500, 3)
    assert "and means the same one. Keep one." in result.output


def test_messy_rows_are_merged_by_name_or_refused_with_a_reason(
    folder: Path, program: Program
) -> None:
    options = (
        *("--map", "Site name=partner", "--map", "Email Address=person email"),
        *("--names", "site", "--mode", "skip"),
    )

    result = _import(folder / MESSY, *options)
    counts, made, events = _counts(), Partner.objects.count(), Event.objects.count()
    again = _import(folder / MESSY, *options)

    held = PartnerImport.objects.latest("sent_at")
    assert (result.exit_code, again.exit_code) == (0, 0)
    assert counts.total == len(read_table((folder / MESSY).read_bytes()).records)
    assert counts.created == made
    assert held.rows.filter(outcome="refused", refusals=[]).count() == 0
    assert _counts().changing == 0
    assert (Partner.objects.count(), Event.objects.count()) == (made, events)


def test_a_file_that_is_no_table_is_refused_and_leaves_nothing(
    folder: Path, program: Program
) -> None:
    result = _import(folder / TURTLE, "--dry-run")

    assert result.exit_code == 1
    assert str(result.exception)
    assert not Partner.objects.exists()
    assert not PartnerImport.objects.exists()


@pytest.mark.parametrize("name", [MEMBERS, COMPANIES, MESSY, TURTLE])
def test_every_file_passes_through_the_pages_without_a_fault(
    client: Client, settings: Settings, folder: Path, program: Program, name: str
) -> None:
    settings.MIDDLEWARE = [part for part in settings.MIDDLEWARE if "whitenoise" not in part]
    client.force_login(make_officer(program))
    address = reverse("vendor_import_new", kwargs={"program": "contoso"})

    sent = client.post(
        address,
        {"file": SimpleUploadedFile(name, (folder / name).read_bytes()), "mode": "update"},
    )

    if sent.status_code == 422:  # what is no table says so
        assert name == TURTLE
        return
    columns = client.post(sent.headers["Location"], {"names": "", "column_0": "partner"})
    assert columns.status_code == 422
    checked = client.post(sent.headers["Location"], {"names": "web", "column_2": "partner"})
    assert checked.status_code in {303, 422}
    if checked.status_code == 303:
        for job in ProcrastinateJob.objects.filter(task_name="partners.check_import"):
            assert "being checked" in client.get(checked.headers["Location"]).content.decode()
            check_partner_import(**job.args)  # what a worker does with a large file
        assert client.get(checked.headers["Location"]).status_code == 200
        assert PartnerImport.objects.get().state == ImportState.STAGED
    assert not Partner.objects.exists()

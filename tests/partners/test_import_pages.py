"""Sending a file through the pages: upload, columns, report, apply, result."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from goodstanding.accounts.models import Role
from goodstanding.partners.jobs import apply_partner_import, check_partner_import
from goodstanding.partners.models import ImportState, Partner, PartnerImport, PartnerProfile
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services.staging import stage_import
from goodstanding.partners.views import imports as views
from goodstanding.programs.models import Program
from goodstanding.ui import forms
from tests.builders import make_officer, make_person, make_program
from tests.builders_partners import csv_of, make_import, make_staged

pytestmark = pytest.mark.django_db

CONTOSO = {"id:crm": "9", "Company": "Contoso", "Fax": "=1+1", "country": "US"}
BAD = {"id:crm": "10", "Company": "Litware", "country": "Atlantis"}


@pytest.fixture
def program() -> Program:
    return make_program(code="contoso")


@pytest.fixture
def officer(client: Client, program: Program) -> Client:
    client.force_login(make_officer(program))
    return client


def _address(name: str, **parts: object) -> str:
    return reverse(name, kwargs={"program": "contoso"} | parts)


def _send(client: Client, content: bytes, mode: Mode = Mode.STOP):
    file = SimpleUploadedFile("partners.csv", content, content_type="text/csv")
    return client.post(_address("vendor_import_new"), {"file": file, "mode": mode.value})


def _columns(client: Client, held: PartnerImport, **chosen: str):
    said = {"column_0": "id:crm", "column_1": "partner", "column_3": "country"} | chosen
    return client.post(_address("vendor_import_columns", held=held.pk), said)


def test_a_file_goes_from_upload_to_result(officer: Client) -> None:
    assert officer.get(_address("vendor_import_new")).status_code == 200

    sent = _send(officer, csv_of(CONTOSO))
    held = PartnerImport.objects.get()
    assert sent.headers["Location"] == _address("vendor_import_columns", held=held.pk)
    columns = officer.get(sent.headers["Location"]).content.decode()
    assert "For example: Contoso" in columns
    assert '<option value="partner" selected>' in columns

    checked = _columns(officer, held)
    assert checked.headers["Location"] == _address("vendor_import", held=held.pk)
    report = officer.get(checked.headers["Location"]).content.decode()
    assert "1 row would change something" in report
    assert "The column “Fax” is not used." in report
    assert "Apply 1 row" in " ".join(report.split())
    assert "Checked, nothing applied yet" in report
    assert ("Would be created" in report, "Created" in report) == (True, False)
    assert not Partner.objects.exists()

    applied = officer.post(_address("vendor_import_apply", held=held.pk), follow=True)
    assert "1 row changed something" in applied.content.decode()
    assert "Would be created" not in applied.content.decode()
    assert PartnerProfile.objects.get().name == "Contoso"
    listed = officer.get(_address("vendor_imports")).content.decode()
    assert "partners.csv" in listed
    assert "Applied" in listed


def test_a_bad_row_is_shown_with_its_reason_and_in_the_report(officer: Client) -> None:
    _send(officer, csv_of(CONTOSO, BAD))
    held = PartnerImport.objects.get()
    _columns(officer, held)

    page = officer.get(_address("vendor_import", held=held.pk) + "?only=refused")
    body = page.content.decode()

    assert "1 bad row, so nothing was applied" in body
    assert "“Atlantis” is not a country we know." in body
    assert "Apply" not in body
    file = officer.get(_address("vendor_import_report", held=held.pk))
    assert file.headers["Content-Disposition"] == 'attachment; filename="report-partners.csv"'
    rows = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"))))
    assert [row[:5] for row in rows[1:]] == [
        ["2", "2", "created", "", ""],
        ["3", "3", "refused", "country", "Atlantis"],
    ]
    refused = officer.post(_address("vendor_import_apply", held=held.pk))
    assert refused.status_code == 409
    assert not Partner.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b'a,b\n1,"2\n3,4\n', "is never closed"),
        (b"\0" * 50, "This is not a text file."),
        (b"id:crm,partner\n", "The file has a header and no row below it."),
    ],
)
def test_a_file_that_cannot_be_read_is_explained(
    officer: Client, content: bytes, sentence: str
) -> None:
    answer = _send(officer, content)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Choose the file again; whatever else you filled in" in answer.content.decode()
    assert not PartnerImport.objects.exists()


def test_a_file_too_large_for_the_page_names_the_command(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "TABLE_BYTES_MAX", 10)

    answer = _send(officer, csv_of(CONTOSO))

    assert answer.status_code == 422
    assert "goodstanding import partners" in answer.content.decode()
    assert not PartnerImport.objects.exists()


def test_columns_that_do_not_do_are_explained_and_kept(officer: Client) -> None:
    _send(officer, csv_of(CONTOSO))
    held = PartnerImport.objects.get()

    answer = _columns(officer, held, column_0="")

    assert answer.status_code == 422
    assert "No column holds an ID" in answer.content.decode()
    held.refresh_from_db()
    assert held.state == ImportState.UPLOADED


@pytest.mark.parametrize("kind", ["id", "entity id", "location id"])
def test_a_column_may_hold_ids_of_a_namespace_that_is_not_offered(
    officer: Client, kind: str
) -> None:
    _send(officer, csv_of(CONTOSO | {"Number": "77"}))
    held = PartnerImport.objects.get()

    answer = _columns(officer, held, column_4=f"{kind}:", another=" SAP ")

    assert answer.status_code == 303
    held.refresh_from_db()
    assert held.mapping == ["id:crm", "partner", "", "country", f"{kind}:sap"]


@pytest.mark.parametrize(
    ("column", "name", "sentence"),
    [
        ("id:", "", "A column holds IDs of another namespace. Write its name, such as sap."),
        ("id:", "our_sap!", "“our_sap!” cannot be a namespace. Use small letters, digits"),
        ("id:", "s" * 33, "this has 33 characters, and 32 fit. Shorten it."),
        ("id:duns", "sap", "No column holds IDs of “sap”. Choose “another namespace”"),
    ],
)
def test_another_namespace_without_a_name_or_a_column_is_explained(
    officer: Client, column: str, name: str, sentence: str
) -> None:
    _send(officer, csv_of(CONTOSO | {"Number": "77"}))
    held = PartnerImport.objects.get()

    answer = _columns(officer, held, column_4=column, another=name)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    held.refresh_from_db()
    assert held.state == ImportState.UPLOADED


def test_a_file_left_before_its_columns_is_listed_and_can_go_on(officer: Client) -> None:
    _send(officer, csv_of(CONTOSO))
    held = PartnerImport.objects.get()

    listed = officer.get(_address("vendor_imports")).content.decode()
    goes_on = officer.get(_address("vendor_import", held=held.pk))

    assert "1 file was sent" in listed
    assert "Columns not chosen yet" in listed
    assert f'<a href="{_address("vendor_import", held=held.pk)}">Choose the columns' in listed
    assert goes_on.headers["Location"] == _address("vendor_import_columns", held=held.pk)


def test_a_large_file_is_checked_in_the_background(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "CHECKED_AT_ONCE", 1)
    _send(officer, csv_of(CONTOSO, CONTOSO | {"id:crm": "10", "Company": "Litware"}))
    held = PartnerImport.objects.get()

    _columns(officer, held)
    again = _columns(officer, held)
    waiting = officer.get(again.headers["Location"]).content.decode()
    too_early = officer.post(_address("vendor_import_apply", held=held.pk))

    assert "The rows are being checked" in waiting
    assert "This page shows the result when it is done" in waiting
    assert "Being checked" in officer.get(_address("vendor_imports")).content.decode()
    assert too_early.status_code == 409
    job = ProcrastinateJob.objects.get(task_name="partners.check_import")
    check_partner_import(**job.args)
    report = officer.get(_address("vendor_import", held=held.pk)).content.decode()
    assert "2 rows would change something" in report
    assert not Partner.objects.exists()


def test_columns_that_do_not_do_queue_no_check(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "CHECKED_AT_ONCE", 0)
    _send(officer, csv_of(CONTOSO))
    held = PartnerImport.objects.get()

    answer = _columns(officer, held, column_0="")

    assert answer.status_code == 422
    assert "No column holds an ID" in answer.content.decode()
    assert not ProcrastinateJob.objects.filter(task_name="partners.check_import").exists()


def test_a_button_pressed_twice_at_once_leads_to_the_one_result(
    officer: Client, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    _send(officer, csv_of(CONTOSO))
    held = PartnerImport.objects.get()

    def after_the_other_press(import_id: UUID, **said: Any) -> PartnerImport:
        stage_import(import_id, **said)
        return stage_import(import_id, **said)

    monkeypatch.setattr(views, "stage_import", after_the_other_press)
    answer = _columns(officer, held)

    assert answer.headers["Location"] == _address("vendor_import", held=held.pk)
    assert held.rows.count() == 1


def test_columns_are_asked_for_once(officer: Client, program: Program) -> None:
    held = make_staged(program, csv_of({"id:crm": "1", "partner": "A"}))

    answer = officer.get(_address("vendor_import_columns", held=held.pk))

    assert answer.headers["Location"] == _address("vendor_import", held=held.pk)


def test_a_large_import_is_applied_in_the_background(
    officer: Client, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "CHUNK", 1)
    rows = [{"id:crm": str(n), "partner": f"Partner {n}"} for n in range(2)]
    held = make_staged(program, csv_of(*rows))

    answer = officer.post(_address("vendor_import_apply", held=held.pk), follow=True)

    assert "applied in the background" in answer.content.decode()
    assert not Partner.objects.exists()
    job = ProcrastinateJob.objects.get(task_name="partners.apply_import")
    apply_partner_import(**job.args)
    held.refresh_from_db()
    assert held.state == ImportState.APPLIED
    assert Partner.objects.count() == 2


def test_a_job_that_fails_says_so_and_continues_when_run_again(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = make_staged(program, csv_of({"id:crm": "1", "partner": "A"}), mode=Mode.UPDATE)
    person = make_officer(program)
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr("goodstanding.partners.jobs.apply_import", lambda *_a, **_k: 1 // 0)
        apply_partner_import(import_id=str(held.pk), person_id=str(person.pk))
    held.refresh_from_db()
    assert held.state == ImportState.FAILED

    apply_partner_import(import_id=str(held.pk), person_id=str(person.pk))

    held.refresh_from_db()
    assert held.state == ImportState.APPLIED


@pytest.mark.parametrize("role", [Role.DECIDER, Role.AUDITOR, Role.FINANCE])
def test_other_rights_do_not_import_or_take_the_list_away(
    client: Client, program: Program, role: Role
) -> None:
    client.force_login(make_officer(program, role=role))

    for name in ("vendor_imports", "vendor_import_new", "vendor_partners_export"):
        assert client.get(_address(name)).status_code == 403
    assert _send(client, csv_of(CONTOSO)).status_code == 403
    assert not PartnerImport.objects.exists()


def test_a_stranger_finds_nothing(client: Client, program: Program) -> None:
    held = make_import(program, csv_of({"id:crm": "1", "partner": "A"}))
    addresses = [
        _address("vendor_imports"),
        _address("vendor_import", held=held.pk),
        _address("vendor_partners"),
    ]

    assert [client.get(address).status_code for address in addresses] == [302, 302, 302]
    client.force_login(make_person())
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_an_import_of_another_program_does_not_exist(officer: Client) -> None:
    foreign = make_import(make_program(), csv_of({"id:crm": "1", "partner": "A"}))

    assert officer.get(_address("vendor_import", held=foreign.pk)).status_code == 404
    assert officer.get(_address("vendor_import", held=uuid4())).status_code == 404
    assert officer.post(_address("vendor_import_apply", held=foreign.pk)).status_code == 404

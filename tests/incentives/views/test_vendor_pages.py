"""Finance: the sums of a program, a partner's statement, and sending a file."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.accounts.models import Role
from goodstanding.incentives import jobs
from goodstanding.incentives.models import Earning, EarningsImport, State
from goodstanding.incentives.views import imports
from goodstanding.programs.models import Program
from goodstanding.ui import forms
from goodstanding.values.money import MINUS
from tests.builders import NOON, SYSTEM, make_officer, make_partner, make_program
from tests.builders_accounts import run_jobs
from tests.builders_incentives import (
    a_cause,
    claw_back,
    earning_row,
    earnings_csv,
    import_rows,
    make_earning,
    make_participant,
    receive,
)
from tests.incentives.conftest import SignIn

pytestmark = pytest.mark.django_db


def _address(program: Program, rest: str = "") -> str:
    return f"/v/{program.code}/incentives/{rest}"


def _text(response) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain.replace("\N{NO-BREAK SPACE}", " ").replace(MINUS, "-"))


def _upload(*rows: dict[str, str], **fields: str) -> dict[str, object]:
    file = SimpleUploadedFile("earnings.csv", earnings_csv(*rows), content_type="text/csv")
    return {"file": file, "namespace": "mpn", "bad_rows": "stop", "discretionary": "", **fields}


def test_sums_name_each_partner_and_who_owes_most_comes_first(sign_in: SignIn) -> None:
    program, litware = make_participant()
    make_earning(program, litware, earning_id="E-1", amount="1240.00", status="UPCOMING")
    _, adatum = make_participant(program, number="2", name="Adatum")
    owing = make_earning(program, adatum, earning_id="E-2", amount="960.00", participant="2")
    claw_back(owing.pk, cause_id=a_cause(), amount_minor=16_000, actor=SYSTEM, at=NOON)

    text = _text(sign_in(make_officer(program, role=Role.FINANCE)).get(_address(program)))

    assert "2 earnings are known" in text
    assert "Earned EUR 2,200.00 net of reversals Paid EUR 960.00 Not paid EUR 1,240.00" in text
    adatum_at = text.index("Adatum EUR 960.00 960.00 0.00 0.00 160.00")
    assert adatum_at < text.index("Litware EUR 1,240.00 0.00 1,240.00 0.00 0.00")


def test_another_programs_earnings_are_not_counted(sign_in: SignIn) -> None:
    make_earning()
    program = make_program()

    text = _text(sign_in(make_officer(program, role=Role.AUDITOR)).get(_address(program)))

    assert "0 earnings are known" in text
    assert "No earnings yet" in text
    assert "Import earnings" not in text


def test_a_statement_is_shown_as_the_partner_sees_it(sign_in: SignIn) -> None:
    program, partner = make_participant()
    make_earning(program, partner, amount="1240.00")
    client = sign_in(make_officer(program, role=Role.DECIDER))

    found = client.get(_address(program, f"partners/{partner.pk}/"))
    elsewhere = client.get(_address(program, f"partners/{make_partner(make_program()).pk}/"))

    assert "Litware Incentive statement As the partner sees it." in _text(found)
    assert "You earned EUR 1,240.00" in _text(found)
    assert elsewhere.status_code == 404


def test_a_file_is_checked_then_applied(sign_in: SignIn) -> None:
    program, _partner = make_participant()
    client = sign_in(make_officer(program, role=Role.FINANCE))

    sent = client.post(_address(program, "imports/new/"), _upload(earning_row(), earning_row()))
    held = EarningsImport.objects.get()
    report = client.get(sent["Location"])
    assert not Earning.objects.exists()
    applied = client.post(f"{sent['Location']}apply/", follow=True)
    listed = client.get(_address(program, "imports/"))

    assert sent.status_code == 303
    assert "1 row would change something" in _text(report)
    assert "Repeats row 2: an earning is counted once." in _text(report)
    assert "The import is applied." in _text(applied)
    assert "1 row changed something" in _text(applied)
    assert Earning.objects.get().import_id == held.pk
    assert "1 file of earnings was sent" in _text(listed)


def test_a_file_without_rows_is_refused(sign_in: SignIn) -> None:
    program, _partner = make_participant()
    client = sign_in(make_officer(program, role=Role.FINANCE))
    only_names = SimpleUploadedFile("earnings.csv", earnings_csv(header=list(earning_row())))

    answer = client.post(_address(program, "imports/new/"), _upload() | {"file": only_names})

    assert answer.status_code == 422
    assert "The file has a header and no row below it." in _text(answer)
    assert not EarningsImport.objects.exists()


def test_rows_can_be_filtered_and_the_report_saved(sign_in: SignIn) -> None:
    program, _partner = make_participant()
    client = sign_in(make_officer(program, role=Role.FINANCE))
    rows = [earning_row("E-1"), earning_row("E-2", amount="=1+1"), earning_row("E-3", status="")]
    client.post(_address(program, "imports/new/"), _upload(*rows, bad_rows="skip"))
    held = EarningsImport.objects.get()

    refused = client.get(_address(program, f"imports/{held.pk}/?only=refused"))
    file = client.get(_address(program, f"imports/{held.pk}/report/"))

    assert "E-1" not in _text(refused)
    assert "E-2" in _text(refused)
    assert "earningAmount : Says “=1+1”, which is not a number." in _text(refused)
    lines = file.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == "row,line,earning,outcome,column,reason"
    assert lines[1] == "2,2,E-1,created,,"
    assert lines[3].startswith("4,4,E-3,refused,paymentStatus,")


def test_an_import_that_stops_on_a_fault_says_so_and_can_continue(
    sign_in: SignIn, monkeypatch
) -> None:
    program, _partner = make_participant()
    held = receive(program, earning_row("E-1"))
    finance = make_officer(program, role=Role.FINANCE)

    def fault(*_given: object, **_named: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(jobs, "apply_earnings", fault)
        with pytest.raises(RuntimeError):
            jobs.apply_earnings_import(import_id=str(held.pk), person_id=str(finance.pk))
    page = sign_in(finance).get(_address(program, f"imports/{held.pk}/"))
    jobs.apply_earnings_import(import_id=str(held.pk), person_id=str(finance.pk))

    assert "Interrupted, can continue" in _text(page)
    assert "Continue" in _text(page)
    assert EarningsImport.objects.get().state == State.APPLIED


def test_a_file_that_is_too_large_for_a_page_is_sent_to_the_command_line(
    sign_in: SignIn, monkeypatch
) -> None:
    program, _partner = make_participant()
    monkeypatch.setattr(forms, "TABLE_BYTES_MAX", 10)
    client = sign_in(make_officer(program, role=Role.FINANCE))

    page = client.post(_address(program, "imports/new/"), _upload(earning_row()))

    assert page.status_code == 422
    assert "goodstanding import earnings" in _text(page)
    assert not EarningsImport.objects.exists()


def test_a_large_import_is_applied_in_the_background(sign_in: SignIn, monkeypatch) -> None:
    program, _partner = make_participant()
    monkeypatch.setattr(imports, "CHUNK", 1)
    held = receive(program, earning_row("E-1"), earning_row("E-2"))
    client = sign_in(make_officer(program, role=Role.FINANCE))

    waiting = client.post(_address(program, f"imports/{held.pk}/apply/"), follow=True)
    assert not Earning.objects.exists()
    run_jobs()

    assert "applied in the background" in _text(waiting)
    assert EarningsImport.objects.get().state == State.APPLIED
    assert Earning.objects.count() == 2


@pytest.mark.parametrize(
    ("_case", "fields", "sentence"),
    [
        ("no file", {"file": ""}, "Choose the file to send."),
        ("no namespace", {"namespace": "Partner IDs"}, "cannot be a namespace"),
        (
            "columns are missing",
            {"file": SimpleUploadedFile("e.csv", b"earningId,lever\nE-1,Core\n")},
            "The file has no column “participantId”.",
        ),
        (
            "not a table",
            {"file": SimpleUploadedFile("e.csv", b"\0\0\0\0")},
            "This is not a text file.",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_why(sign_in: SignIn, _case, fields, sentence) -> None:
    program, _partner = make_participant()
    client = sign_in(make_officer(program, role=Role.FINANCE))

    page = client.post(_address(program, "imports/new/"), _upload(earning_row()) | fields)

    assert page.status_code == 422
    assert sentence in _text(page)
    assert not EarningsImport.objects.exists()


def test_a_refused_import_offers_to_send_a_corrected_file(sign_in: SignIn) -> None:
    program, _partner = make_participant()
    held = import_rows(program, earning_row(participant="9"))
    client = sign_in(make_officer(program, role=Role.FINANCE))

    page = client.get(_address(program, f"imports/{held.pk}/"))
    again = client.post(_address(program, f"imports/{held.pk}/apply/"))

    assert "1 bad row, so nothing was applied" in _text(page)
    assert "Send a corrected file" in _text(page)
    assert again.status_code == 409


def test_an_officer_reads_sums_and_sends_no_file(sign_in: SignIn) -> None:
    program, _partner = make_participant()
    client = sign_in(make_officer(program, role=Role.OFFICER))

    assert client.get(_address(program)).status_code == 200
    assert client.get(_address(program, "imports/new/")).status_code == 403


def test_another_programs_import_does_not_exist(sign_in: SignIn) -> None:
    program, _partner = make_participant()
    held = receive(program, earning_row())
    other = make_program()
    client = sign_in(make_officer(other, role=Role.FINANCE))

    assert client.get(_address(other, f"imports/{held.pk}/")).status_code == 404

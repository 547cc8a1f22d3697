"""The auditor's file: checked here with SHA-256 and JSON alone, as the how-to says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from goodstanding.accounts.models import Role
from goodstanding.evidence.models import Event, EventPrivate
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.web.timeline_commands import export_command
from tests.builders import NOON, SYSTEM, make_affiliate, make_officer, make_partner, make_program
from tests.builders_cases import day, make_accused, make_court, make_decided, make_found, make_staff

pytestmark = pytest.mark.django_db

Line = dict[str, Any]  # as any JSON is


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


def check(line: Line) -> Iterator[str]:
    """Yield what is wrong with a line, exactly as docs/howto/export-a-timeline.md does it."""
    data = json.dumps(
        line["payload"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    if sha256(b"\x00" + data).hexdigest() != line["leaf_hash"]:
        yield "the leaf"
    content = line["payload"]["content"]
    for field, words in line["private"].items():
        if "erased" in words:
            continue
        said = bytes.fromhex(words["salt"]) + words["value"].encode()
        if sha256(said).hexdigest() != content[field]["sha256"]:
            yield field
    for name in ("name", "actor", "subject", "happened_at", "recorded_at"):
        if line["payload"][name] != line[name]:
            yield name


def _lines(text: str) -> list[Line]:
    return [json.loads(line) for line in text.splitlines()]


def _post(client: Client, address: str, **form: str) -> str:
    response = client.post(address, form)
    assert response.status_code == 200
    return response.getvalue().decode()


def test_an_auditor_recomputes_every_hash_and_finds_a_flipped_byte() -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    make_decided(finding, court, "training", at=day(51), served=accused.signatory)
    client = Client()
    client.force_login(make_staff(court.program, Role.AUDITOR, "Ada Novak"))
    parts = {"program": court.program.code, "partner": accused.partner.pk}

    lines = _lines(_post(client, reverse("vendor_timeline_file", kwargs=parts)))

    assert [problem for line in lines for problem in check(line)] == []
    assert [line["seq"] for line in lines] == sorted({line["seq"] for line in lines})
    named = {line["name"]: line for line in lines}
    assert {"acceptance.given", "case.opened", "finding.made", "decision.made"} <= set(named)
    assert named["case.opened"]["private"]["concern"]["value"] == (
        "Somebody wrote to us about an offer."
    )
    assert [str(court.program.pk), str(accused.partner.pk)] in named["finding.made"]["partners"]
    named["finding.made"]["payload"]["content"]["severity"] = "minor"
    named["case.opened"]["private"]["title"]["value"] = "Another title"
    assert list(check(named["finding.made"])) == ["the leaf"]
    assert list(check(named["case.opened"])) == ["title"]


def test_taking_a_file_away_is_recorded_with_its_range_and_count() -> None:
    program = make_program()
    partner = make_partner(program)
    make_affiliate(partner)
    auditor = make_officer(program, role=Role.AUDITOR)
    client = Client()
    client.force_login(auditor)
    address = reverse(
        "vendor_timeline_file", kwargs={"program": program.code, "partner": partner.pk}
    )

    lines = _lines(_post(client, address, since="2020-01-01"))

    event = Event.objects.get(name="timeline.exported")
    content = json.loads(bytes(event.bytes))["content"]
    assert event.actor == f"person:{auditor.pk}"
    assert content["count"] == len(lines) > 0
    assert content["last_seq"] == lines[-1]["seq"] < event.seq
    assert content["recorded_from"] == "2020-01-01T00:00:00.000000Z"
    assert content["recorded_until"] is None
    again = _lines(_post(client, address))
    assert again[: len(lines)] == lines
    assert [line["name"] for line in again[len(lines) :]] == ["timeline.exported"]


def test_erased_words_are_said_to_be_erased_and_the_leaf_still_stands() -> None:
    program = make_program()
    partner = make_partner(program)
    make_affiliate(partner)
    client = Client()
    client.force_login(make_officer(program, role=Role.AUDITOR))
    court = make_court(program=program)
    accused = make_accused(court)
    address = reverse(
        "vendor_timeline_file", kwargs={"program": program.code, "partner": accused.partner.pk}
    )
    given = Event.objects.filter(name="acceptance.given").get()
    EventPrivate.objects.filter(event=given, field="typed_name").delete()

    (line,) = [
        line for line in _lines(_post(client, address)) if line["name"] == "acceptance.given"
    ]

    assert line["private"]["typed_name"] == {"erased": True}
    assert set(line["private"]["ip"]) == {"value", "salt"}
    assert list(check(line)) == []


def test_a_range_that_ends_before_it_begins_is_refused_and_nothing_is_recorded() -> None:
    program = make_program()
    partner = make_partner(program)
    client = Client()
    client.force_login(make_officer(program, role=Role.AUDITOR))
    address = reverse(
        "vendor_timeline_file", kwargs={"program": program.code, "partner": partner.pk}
    )

    response = client.post(address, {"since": "2026-02-01", "until": "2026-02-01"})

    assert response.status_code == 422
    assert "The range ends before it begins." in response.content.decode()
    assert not Event.objects.filter(name="timeline.exported").exists()


def test_nobody_but_an_auditor_takes_it_away_and_a_link_never_does() -> None:
    program = make_program()
    partner = make_partner(program)
    address = reverse(
        "vendor_timeline_file", kwargs={"program": program.code, "partner": partner.pk}
    )
    client = Client()
    client.force_login(make_officer(program))

    assert client.post(address).status_code == 403
    client.force_login(make_officer(program, role=Role.AUDITOR))
    assert client.get(address).status_code == 405
    assert not Event.objects.filter(name="timeline.exported").exists()


def test_the_command_writes_the_same_lines_by_a_partners_number(tmp_path: Path) -> None:
    program = make_program(code="contoso")
    partner = make_partner(program)
    assign_external_id(partner.pk, namespace="mpn", value="4711", actor=SYSTEM, at=NOON)
    file = tmp_path / "timeline.jsonl"
    options = ["--program", "contoso", "--partner"]

    done = CliRunner().invoke(export_command, [*options, "mpn:4711", str(file)])
    shown = CliRunner().invoke(export_command, [*options, str(partner.pk), "-"])

    assert done.exit_code == shown.exit_code == 0
    written = _lines(file.read_text(encoding="utf-8"))
    assert [problem for line in written for problem in check(line)] == []
    assert {line["name"] for line in written} >= {"partner.enrolled", "external-id.assigned"}
    assert _lines(shown.stdout)[: len(written)] == written
    assert "Wrote" in done.stderr
    assert Event.objects.filter(actor="system:export-command").count() == 2


@pytest.mark.parametrize(
    ("code", "named", "sentence"),
    [
        ("nowhere", "mpn:1", "There is no program “nowhere”."),
        ("contoso", "mpn:1", "“mpn:1” is no partner of contoso."),
        ("contoso", "01890000-0000-7000-8000-000000000000", "is no partner of contoso."),
    ],
)
def test_the_command_refuses_what_is_not_there(
    code: str, named: str, sentence: str, tmp_path: Path
) -> None:
    make_program(code="contoso")
    file = tmp_path / "timeline.jsonl"

    done = CliRunner().invoke(export_command, ["--program", code, "--partner", named, str(file)])

    assert sentence in str(done.exception)
    assert not file.exists()
    assert not Event.objects.filter(name="timeline.exported").exists()


def test_only_what_was_recorded_in_the_range_is_in_the_file(tmp_path: Path) -> None:
    program = make_program(code="contoso")
    partner = make_partner(program)
    first = Event.objects.order_by("seq").first()
    assert first is not None
    tomorrow = (first.recorded_at + timedelta(days=1)).date().isoformat()
    arguments = ["--program", "contoso", "--partner", str(partner.pk), "-"]

    before = CliRunner().invoke(export_command, [*arguments, "--until", tomorrow])
    after = CliRunner().invoke(export_command, [*arguments, "--from", tomorrow])

    assert "partner.enrolled" in before.stdout
    assert after.stdout == ""

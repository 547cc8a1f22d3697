"""Kill -9 of every process while a file is imported and signatories accept: nothing is lost."""

from __future__ import annotations

import csv
import io
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.faults.browser import Browser, chosen_options
from tests.faults.installation import Installation
from tests.faults.signatory import Signatory
from tests.faults.world import PASSWORD, PROGRAM, SIGNATORIES
from tests.runtime.small_installation import wait_until

pytestmark = pytest.mark.faults

ROWS = 20_000
SWEEP_S_MAX = 180.0  # A minute, and the time a sweep of everybody takes.
PARTS = ("web", "worker", "postgres", "supervisor")
IMPORTS = f"/v/{PROGRAM}/partners/imports/"
HEADER = ("id:crm", "partner", "country", "entity", "location", "person email", "person role")


def test_every_row_and_acceptance_is_there_once_after_each_process_was_killed(
    installation: Installation, tmp_path: Path
) -> None:
    world = installation.run("tests.faults.world")
    before = _counts(installation)
    signatories = [Signatory(installation.port, **each) for each in world["signatories"]]
    threads = [threading.Thread(target=each.work) for each in signatories]
    file = tmp_path / "partners.csv"
    file.write_bytes(_file())

    held = _send(installation, file)
    for thread in threads:
        thread.start()
    for turn, part in enumerate(PARTS):
        _wait_for_rows(installation, 1 + turn * ROWS // 5)
        assert _state(installation) != "applied", "The import was done before all were killed."
        installation.kill(part)
    _wait_for_rows(installation, ROWS)
    wait_until(lambda: _state(installation) == "applied")
    for each in signatories:
        each.enough.set()
    for thread in threads:
        thread.join()

    _assert_rows(installation, before)
    _assert_report(installation.port, held)
    _assert_acceptances(installation, world, signatories)
    _assert_standing(installation)
    _assert_nothing_more(installation, file)


def _file() -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for number in range(ROWS):
        name = f"Fabrikam {number}"
        person = f"compliance-{number}@fabrikam.example"
        writer.writerow((f"F-{number}", name, "DE", f"{name} GmbH", name, person, "compliance"))
    return text.getvalue().encode()


def _send(installation: Installation, file: Path) -> str:
    """Send the file as an officer does, confirm its columns, and press Apply once it is checked.

    The worker that checks it is killed, too.
    """
    katrin = Browser(installation.port)
    katrin.sign_in("katrin@contoso.example", PASSWORD)
    sent = katrin.post(
        f"{IMPORTS}new/", [("mode", "update")], file=("file", file.name, file.read_bytes())
    )
    columns = katrin.post(sent.to, [*chosen_options(katrin.get(sent.to).text), ("names", "")])
    assert columns.to, columns.text
    installation.kill("worker")
    wait_until(lambda: _state(installation) == "staged", patience_s=SWEEP_S_MAX)
    assert katrin.post(f"{columns.to}apply/", []).to == columns.to
    return columns.to


def _wait_for_rows(installation: Installation, count: int) -> None:
    """Return once so many rows are applied; fail where nothing goes on any more."""
    while (done := _applied(installation)) < count:
        wait_until(lambda: _applied(installation) > done)


def _applied(installation: Installation) -> int:
    question = "SELECT count(*) FROM partners_stagedrow WHERE applied_at IS NOT NULL"
    return int(installation.ask(question)[0][0])


def _state(installation: Installation) -> str:
    return str(installation.ask("SELECT state FROM partners_partnerimport")[0][0])


def _counts(installation: Installation) -> dict[str, int]:
    """Count what one row of the file makes: one of each."""
    tables = ("partner", "enrolment", "entityprofile", "locationprofile", "affiliation")
    return {
        table: installation.ask(f"SELECT count(*) FROM partners_{table}")[0][0] for table in tables
    }


def _assert_rows(installation: Installation, before: dict[str, int]) -> None:
    assert _counts(installation) == {name: count + ROWS for name, count in before.items()}
    assert installation.ask(
        "SELECT count(*), count(DISTINCT value), count(DISTINCT partner_id) "
        "FROM partners_externalid WHERE namespace = 'crm'"
    ) == [(ROWS, ROWS, ROWS)]
    events = installation.ask(
        "SELECT convert_from(bytes, 'UTF8')::jsonb -> 'content' FROM evidence_event "
        "WHERE name = 'partners.imported'"
    )
    ranges = [set(range(said["first_row"], said["last_row"] + 1)) for (said,) in events]
    assert sum(said["created"] for (said,) in events) == ROWS
    assert sum(map(len, ranges)) == len(set().union(*ranges)) == ROWS


def _assert_report(port: int, held: str) -> None:
    katrin = Browser(port)
    katrin.sign_in("katrin@contoso.example", PASSWORD)
    _, *lines = csv.reader(io.StringIO(katrin.get(f"{held}report/").text))
    assert {(int(row), outcome) for row, _, outcome, *_ in lines} == {
        (number, "created") for number in range(2, ROWS + 2)
    }


def _assert_acceptances(
    installation: Installation, world: dict[str, Any], signatories: list[Signatory]
) -> None:
    kept = dict(installation.ask("SELECT partner_id::text, receipt FROM agreements_acceptance"))
    count = installation.ask("SELECT count(*) FROM agreements_acceptance")[0][0]
    told = {key: code for each in signatories for key, code in each.receipts.items()}
    lost = {partner for each in signatories for partner in each.lost}
    events = installation.ask(
        "SELECT said -> 'content' ->> 'partner_id', said -> 'content' ->> 'receipt' FROM ("
        "SELECT convert_from(bytes, 'UTF8')::jsonb AS said FROM evidence_event "
        "WHERE name = 'acceptance.given') AS given"
    )

    assert [refusal for each in signatories for refusal in each.refused] == []
    assert len(told) > SIGNATORIES * 10, "Hardly anybody accepted: the test says little."
    assert lost, "No request was hit by a kill: the test says little."
    assert told.items() <= kept.items()
    assert kept.keys() <= told.keys() | lost
    assert count == len(kept)
    assert sorted(events) == sorted(kept.items())


def _assert_standing(installation: Installation) -> None:
    partners = installation.ask("SELECT count(*) FROM partners_partner")[0][0]
    covered = "SELECT count(*) FROM standing_partnerstanding"
    wait_until(lambda: installation.ask(covered) == [(partners,)], patience_s=SWEEP_S_MAX)
    assert installation.run("tests.faults.audit") == {
        "behind": 0,
        "checked": partners,
        "wrong": 0,
    }


def _assert_nothing_more(installation: Installation, file: Path) -> None:
    counts = _counts(installation)
    events = installation.ask("SELECT count(*) FROM evidence_event")
    said = installation.command(
        "import", "partners", str(file), "--program", PROGRAM, "--mode", "update"
    )
    assert f"{ROWS} rows are done: 0 created, 0 updated, {ROWS} unchanged, 0 refused." in said
    assert _counts(installation) == counts
    assert installation.ask("SELECT count(*) FROM evidence_event") == events

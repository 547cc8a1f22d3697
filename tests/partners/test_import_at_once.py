"""Two imports at the same time, and one that was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection, connections

from goodstanding.evidence.models import Event
from goodstanding.partners.models import (
    ExternalId,
    ImportState,
    Partner,
    PartnerImport,
    PartnerProfile,
)
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services import applying
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.staging import (
    receive_file,
    stage_claimed,
    stage_import,
    stage_later,
)
from tests.builders import NOON, SYSTEM, make_partner, make_program
from tests.builders_partners import csv_of, make_import, make_staged, outcomes_of
from tests.threads import all_at_once, together

pytestmark = pytest.mark.usefixtures("committed")

ROWS = [{"id:crm": str(n), "partner": f"Partner {n}"} for n in range(1, 41)]
#: The command line, as a process of its own.
COMMAND = (
    "import django; django.setup(); "
    "from goodstanding.partners.commands import import_group; import_group()"
)


def test_one_file_sent_twice_at_once_makes_each_partner_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(applying, "CHUNK", 7)
    program = make_program()

    done = all_at_once(
        lambda: make_import(program, csv_of(*ROWS), mode=Mode.UPDATE),
        lambda: make_import(program, csv_of(*ROWS), mode=Mode.UPDATE),
    )

    assert {held.state for held in done} == {ImportState.APPLIED}
    assert Partner.objects.count() == 40
    assert PartnerProfile.objects.count() == 40
    assert ExternalId.objects.count() == 40


def test_two_files_about_the_same_partners_make_each_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(applying, "CHUNK", 7)
    program = make_program()
    one = make_staged(program, csv_of(*ROWS), mode=Mode.UPDATE)
    two = make_staged(program, csv_of(*reversed(ROWS)), mode=Mode.SKIP)
    three = make_staged(program, csv_of(*ROWS), mode=Mode.STOP)

    wrong = together(
        *(
            lambda held=held: apply_import(held.pk, actor=SYSTEM, at=NOON)
            for held in (one, two, three)
        )
    )

    assert wrong == []
    made = [outcomes_of(held).count("created") for held in (one, two, three)]
    assert sum(made) == 40
    assert Partner.objects.count() == 40
    assert ExternalId.objects.count() == 40


def test_one_file_staged_twice_at_once_is_one_import() -> None:
    program = make_program()
    received = [
        receive_file(
            program.pk,
            file_name="partners.csv",
            content=csv_of(*ROWS),
            mode=Mode.UPDATE,
            actor=SYSTEM,
            at=NOON,
        ).pk
        for _ in range(2)
    ]

    wrong = together(*(lambda pk=pk: stage_import(pk, chosen={}, at=NOON) for pk in received))

    held = PartnerImport.objects.get()
    assert wrong == []
    assert held.state == ImportState.STAGED
    assert held.rows.count() == 40


def test_a_file_checked_by_two_workers_at_once_has_each_row_once() -> None:
    received = receive_file(
        make_program().pk,
        file_name="partners.csv",
        content=csv_of(*ROWS),
        mode=Mode.UPDATE,
        actor=SYSTEM,
        at=NOON,
    )
    claimed = stage_later(received.pk, chosen={})

    wrong = together(*(lambda: stage_claimed(claimed.pk, at=NOON) for _ in range(2)))

    claimed.refresh_from_db()
    assert wrong == []
    assert claimed.state == ImportState.STAGED
    assert outcomes_of(claimed) == ["created"] * 40


def test_an_id_taken_meanwhile_is_seen_by_the_next_attempt() -> None:
    program, litware = make_program(), make_partner(name="Litware")
    staged = make_staged(program, csv_of(*ROWS[:3]), mode=Mode.UPDATE)

    with psycopg.connect(_database_url()) as taking, ThreadPoolExecutor(1) as pool:
        taking.execute(
            "INSERT INTO partners_externalid (id, fact_id, namespace, value, partner_id, "
            "valid_from) VALUES (gen_random_uuid(), gen_random_uuid(), 'crm', '2', %s, %s)",
            [litware.pk, NOON],
        )
        applying_now = pool.submit(_apply_and_close, staged)
        while not _somebody_waits(taking):
            pass
        taking.commit()
        applying_now.result()

    assert outcomes_of(staged) == ["created", "updated", "created"]
    current = PartnerProfile.objects.filter(partner=litware, superseded_at=None, valid_until=None)
    assert current.get().name == "Partner 2"


def _apply_and_close(staged: PartnerImport) -> None:
    try:
        apply_import(staged.pk, actor=SYSTEM, at=NOON)
    finally:
        connections.close_all()


def _somebody_waits(watching: psycopg.Connection[Any]) -> bool:
    waiting = watching.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    return waiting is not None and waiting[0] > 0


@contextmanager
def _locked(partner_id: object) -> Iterator[None]:
    """Hold a partner's row, so that the chunk that touches it waits."""
    with psycopg.connect(_database_url()) as holding:
        holding.execute("SELECT id FROM partners_partner WHERE id = %s FOR UPDATE", [partner_id])
        yield
        holding.rollback()


def _database_url(variable: str = "DATABASE_URL") -> str:
    """Return the address of this worker's database, instead of the one it was made from."""
    parts = urlsplit(os.environ[variable])
    return urlunsplit(parts._replace(path=f"/{connections['default'].settings_dict['NAME']}"))


def _command(file: Path, code: str) -> list[str]:
    options = ("partners", str(file), "--program", code, "--mode", "update")
    return [sys.executable, "-c", COMMAND, *options]


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": _database_url(),
        "DATABASE_OWNER_URL": _database_url("DATABASE_OWNER_URL"),
        "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings",
    }


def test_a_killed_import_continues_where_it_stopped(tmp_path: Path) -> None:
    program = make_program()
    rows = [{"id:crm": str(n), "partner": f"Partner {n}"} for n in range(1, 1_501)]
    make_import(program, csv_of(rows[-1] | {"partner": "In the second chunk"}))
    last = Partner.objects.get()
    file = tmp_path / "partners.csv"
    file.write_bytes(csv_of(*rows))

    with _locked(last.pk):
        killed = subprocess.Popen(
            _command(file, program.code), env=_environment(), stdout=subprocess.PIPE, text=True
        )
        assert killed.stdout is not None
        assert killed.stdout.readline() == "Rows 2 to 1001 are applied.\n"
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        killed.stdout.close()
    assert Partner.objects.count() == 1_001
    assert PartnerImport.objects.get(state=ImportState.APPLYING).file_name == "partners.csv"

    continued = subprocess.run(
        _command(file, program.code), env=_environment(), capture_output=True, text=True, check=True
    )

    assert continued.stdout.splitlines() == [
        "Rows 1002 to 1501 are applied.",
        "1500 rows are done: 1499 created, 1 updated, 0 unchanged, 0 refused.",
    ]
    assert Partner.objects.count() == 1_500
    assert Event.objects.filter(name="partners.imported").count() == 3
    assert connection.is_usable()

"""Recording, sealing and tampering for tests: everything is committed for real."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

from goodstanding.accounts.events import PersonAdded
from goodstanding.evidence.auditing import audit_everything
from goodstanding.evidence.models import Checkpoint, Event
from goodstanding.evidence.notes import Note, read_note
from goodstanding.evidence.payloads import Private
from goodstanding.evidence.sealing import Sealed, horizon, seal
from goodstanding.evidence.services import change
from goodstanding.values.ids import new_id
from goodstanding.values.keys import PartnerKey
from tests.builders import NOON, SYSTEM
from tests.conftest import superuser_url
from tests.threads import WAIT_S_MAX


def record(count: int = 1, *, partners: int = 0) -> None:
    """Record events in one transaction."""
    with change(actor=SYSTEM, at=NOON) as done:
        for _ in range(count):
            done.record(
                PersonAdded(
                    person_id=new_id(), email=Private("ada@example.com"), name=Private("A")
                ),
                partners=[PartnerKey(new_id(), new_id()) for _ in range(partners)],
            )


def settle() -> None:
    """Wait until no transaction is open that is older than an event, such as an autovacuum's."""
    newest = max(Event.objects.values_list("xact_id", flat=True), default=0)
    until = time.monotonic() + WAIT_S_MAX
    while horizon() <= newest < 10**9 and time.monotonic() < until:
        time.sleep(0.01)


def sealed() -> Sealed:
    """Seal, and return what that did; it had to be possible."""
    done = seal(at=NOON)
    assert (done.waiting, done.busy) == ("", False)
    return done


def sealed_log(*counts: int) -> list[int]:
    """Record and seal so many events at a time; return their numbers in the order of entries."""
    for count in counts:
        record(count)
        settle()
        sealed()
    return list(Event.objects.order_by("xact_id", "seq").values_list("seq", flat=True))


def latest() -> Checkpoint:
    """Return the newest checkpoint."""
    found = Checkpoint.objects.order_by("size").last()
    assert found is not None
    return found


def note() -> Note:
    """Return the newest checkpoint's note."""
    return read_note(latest().note)


@contextmanager
def owner() -> Iterator[psycopg.Connection[Any]]:
    """Give the owner's connection with every guard asleep, as somebody with all rights has it."""
    with psycopg.connect(superuser_url(connection.settings_dict["NAME"])) as link:
        link.execute("SET session_replication_role = replica")
        yield link


def tamper(statement: str, *given: object) -> None:
    """Change something past every guard, and be sure that something was."""
    with owner() as link:
        assert link.execute(statement.encode(), given).rowcount > 0


def wrong() -> list[tuple[str, str]]:
    """Return kind and place of everything a full check finds."""
    return [(finding.kind.value, finding.place) for finding in audit_everything()]

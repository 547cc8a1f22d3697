"""The one door through which facts change."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from goodstanding.evidence import canonical
from goodstanding.evidence.cluster import cluster_id
from goodstanding.evidence.merkle import leaf_hash
from goodstanding.evidence.models import Event, EventPartner, EventPrivate, InstallationClock
from goodstanding.evidence.payloads import Payload
from goodstanding.evidence.subscribers import Batch, Recorded, follow, tell
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError
from goodstanding.values.keys import PartnerKey
from goodstanding.values.spans import require_aware

#: The layout of an event's bytes. A new layout gets a new number; old events keep theirs.
LAYOUT = 1

_open_changes = threading.local()


@dataclass(slots=True)
class _Transaction:
    recorded_at: datetime
    events: list[Recorded] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change under way: what its services record goes into the log when it ends."""

    actor: Actor
    at: datetime
    _transaction: _Transaction

    @property
    def recorded_at(self) -> datetime:
        """The instant every row of this transaction carries as ``recorded_at``."""
        return self._transaction.recorded_at

    def record(
        self,
        payload: Payload,
        *,
        partners: Sequence[PartnerKey] = (),
        program_id: UUID | None = None,
    ) -> None:
        """Note what happened and whom it touched.

        Args:
            payload: The typed content, from the room's ``events.py``.
            partners: The partners whose standing may change, each in its program.
            program_id: Set where the change reaches everybody in a program, such as the
                publication of a version: standing is then recomputed in the background.
        """
        self._transaction.events.append(
            Recorded(
                payload=payload,
                actor=self.actor,
                at=self.at,
                partners=tuple(sorted(set(partners))),
                program_id=program_id,
            )
        )


@contextmanager
def change(*, actor: Actor, at: datetime) -> Iterator[Change]:
    """Run a block as one transaction that leaves with its events, or leaves nothing.

    On leaving, before the commit: rooms that follow others act in turn; the events are written
    in one statement each for events, partners and private words; then every subscriber is told
    once, standing last. A change inside a change joins it, so that services may call services of
    lower rooms.

    Raises:
        RuntimeError: A transaction is already open, which could commit or add facts after
            standing was computed.
    """
    require_aware("The instant of a change", at)
    outer: _Transaction | None = getattr(_open_changes, "transaction", None)
    if outer is not None:
        yield Change(actor=actor, at=at, _transaction=outer)
        return
    try:
        with transaction.atomic(durable=True):
            current = _Transaction(recorded_at=_enter())
            _open_changes.transaction = current
            yield Change(actor=actor, at=at, _transaction=current)
            if current.events:
                _follow(current)
                _write(current)
                tell(Batch(events=tuple(current.events), recorded_at=current.recorded_at))
    finally:
        _open_changes.transaction = None
    _leave()


def _follow(current: _Transaction) -> None:
    """Let rooms act on what was recorded, and on what they record in turn, until nothing is new."""
    heard = 0
    while heard < len(current.events):
        fresh = tuple(current.events[heard:])
        heard += len(fresh)
        follow(Batch(events=fresh, recorded_at=current.recorded_at))


def _enter() -> datetime:
    """Fix the one instant that all rows of this transaction are recorded at.

    It has an identifier before: whoever asks who may still record what was known at an instant
    (``pg_stat_activity``) finds it from then on, also before it writes.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH mine AS MATERIALIZED (SELECT pg_current_xact_id() AS xid) "
            "SELECT set_config('goodstanding.recorded_at', (clock_timestamp() + coalesce("
            "(SELECT shift FROM evidence_clock), interval '0'))::text, true)::timestamptz "
            "FROM mine WHERE xid IS NOT NULL"
        )
        recorded_at: datetime = cursor.fetchone()[0]
    return recorded_at


def _leave() -> None:
    """Forget the instant where the transaction outlives the change, as it does in tests."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('goodstanding.recorded_at', '', true)")


def _bytes_of(recorded: Recorded, recorded_at: datetime) -> bytes:
    return canonical.encode(
        {
            "layout": LAYOUT,
            "name": recorded.payload.NAME,
            "actor": str(recorded.actor),
            "subject": recorded.payload.subject,
            "happened_at": recorded.at,
            "recorded_at": recorded_at,
            "program": recorded.program_id,
            "partners": [[key.program_id, key.partner_id] for key in recorded.partners],
            "content": recorded.payload.fields(),
        }
    )


def _write(current: _Transaction) -> None:
    rows = []
    for recorded in current.events:
        content = _bytes_of(recorded, current.recorded_at)
        rows.append(
            Event(
                name=recorded.payload.NAME,
                actor=str(recorded.actor),
                subject=recorded.payload.subject,
                program_id=recorded.program_id,
                happened_at=recorded.at,
                recorded_at=current.recorded_at,
                cluster_id=cluster_id(),
                bytes=content,
                leaf_hash=leaf_hash(content),
            )
        )
    events = Event.objects.bulk_create(rows)
    pairs = list(zip(events, current.events, strict=True))
    EventPartner.objects.bulk_create(
        EventPartner(event=event, program_id=key.program_id, partner_id=key.partner_id)
        for event, recorded in pairs
        for key in recorded.partners
    )
    EventPrivate.objects.bulk_create(
        EventPrivate(event=event, field=name, salt=private.salt, value=private.words)
        for event, recorded in pairs
        for name, private in recorded.payload.private_fields()
    )


def clock_shift() -> timedelta:
    """Return how far this installation's clock runs ahead; zero unless it is a demonstration."""
    row = InstallationClock.objects.filter(pk=1).first()
    return timedelta(0) if row is None else row.shift


def move_clock(by: timedelta) -> timedelta:
    """Move a demonstration's clock forward and return how far it now runs ahead.

    Raises:
        ConflictError: The installation is not a demonstration, or the clock would go back.
    """
    if by <= timedelta(0):
        raise ConflictError(
            "The clock only moves forward: what is recorded cannot happen again. Give a span "
            "such as +31d."
        )
    with transaction.atomic():
        row = InstallationClock.objects.select_for_update(no_key=True).get(pk=1)
        if not row.movable:
            raise ConflictError(
                "This installation's clock cannot be moved: it is not a demonstration. Start one "
                "with goodstanding up in an empty data directory."
            )
        shift: timedelta = row.shift + by
        row.shift = shift
        row.save(update_fields=["shift"])
    return shift


@contextmanager
def recorded_back_then(at: datetime) -> Iterator[None]:
    """Let a demonstration record within as though it had been at ``at``: it tells of the past.

    Raises:
        ConflictError: The installation is not a demonstration.
    """
    row = InstallationClock.objects.get(pk=1)
    if not row.movable:
        raise ConflictError(
            "This installation is no demonstration: what it records is recorded now. Start one "
            "with goodstanding up in an empty data directory."
        )
    clocks = InstallationClock.objects.filter(pk=1)
    clocks.update(shift=row.shift + at - clock.now())
    try:
        yield
    finally:
        clocks.update(shift=row.shift)


def let_clock_move() -> None:
    """Mark this installation as a demonstration, whose clock may run ahead.

    Raises:
        ConflictError: The log holds events already, so this is somebody's installation.
    """
    with transaction.atomic():
        row = InstallationClock.objects.select_for_update(no_key=True).get(pk=1)
        if not row.movable and Event.objects.exists():
            raise ConflictError(
                "This installation is in use: its clock stays the world's. Load the demonstration "
                "into an empty data directory."
            )
        row.movable = True
        row.save(update_fields=["movable"])

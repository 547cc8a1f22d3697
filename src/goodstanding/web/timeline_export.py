"""A partner's events as lines of JSON that can be checked without this product.

Each line carries the decoded canonical bytes of one event, the hash of its leaf, and the words
beside it with their salts, so that whoever holds the file recomputes every hash with SHA-256
and JSON alone (docs/howto/export-a-timeline.md). Taking a file away is itself an event.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db.models import Max

from goodstanding.evidence.canonical import instant_text
from goodstanding.evidence.models import Event, EventPartner, EventPrivate
from goodstanding.evidence.services import change
from goodstanding.values.actor import Actor
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.ids import new_id
from goodstanding.values.keys import PartnerKey
from goodstanding.web.events import TimelineExported
from goodstanding.web.timeline import events_of, recorded_between

_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One file: which events of a partner it holds. Nothing recorded later is added to it."""

    key: PartnerKey
    since: datetime | None
    until: datetime | None
    count: int
    last_seq: int

    def lines(self) -> Iterator[str]:
        """Yield the events as lines of JSON, in the order of the log."""
        events = recorded_between(
            events_of(self.key).filter(seq__lte=self.last_seq), since=self.since, until=self.until
        )
        stream = events.iterator(chunk_size=_AT_ONCE)
        while batch := list(islice(stream, _AT_ONCE)):
            yield from _lines(batch)


def begin_export(
    key: PartnerKey,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> Export:
    """Note that somebody takes a partner's events away, and return what the file holds.

    Args:
        key: The partner, in its program.
        since: The first instant of recording that is in the file; all where it is not given.
        until: The first instant that no longer is.
        actor: Who takes it away.
        at: When.

    Raises:
        InvalidValueError: The range ends before it begins.
    """
    if since is not None and until is not None and until <= since:
        raise InvalidValueError("The range ends before it begins. Give a later day as its end.")
    with change(actor=actor, at=at) as done:
        events = recorded_between(events_of(key), since=since, until=until)
        last_seq = events.aggregate(last=Max("seq"))["last"] or 0
        count = events.filter(seq__lte=last_seq).count()
        done.record(
            TimelineExported(
                export_id=new_id(),
                partner_id=key.partner_id,
                exported_program_id=key.program_id,
                recorded_from=since,
                recorded_until=until,
                count=count,
                last_seq=last_seq,
            ),
            partners=[key],
        )
    return Export(key=key, since=since, until=until, count=count, last_seq=last_seq)


def _lines(events: Iterable[Event]) -> Iterator[str]:
    held = list(events)
    seqs = [event.seq for event in held]
    partners: dict[int, list[tuple[UUID, UUID]]] = defaultdict(list)
    for row in EventPartner.objects.filter(event_id__in=seqs).order_by("program_id", "partner_id"):
        partners[row.event_id].append((row.program_id, row.partner_id))
    private: dict[int, dict[str, EventPrivate]] = defaultdict(dict)
    for words in EventPrivate.objects.filter(event_id__in=seqs):
        private[words.event_id][words.field] = words
    for event in held:
        yield _line(event, partners[event.seq], private[event.seq])


def _line(
    event: Event,
    partners: Iterable[tuple[UUID, UUID]],
    private: Mapping[str, EventPrivate],
) -> str:
    payload = json.loads(bytes(event.bytes))
    line = {
        "seq": event.seq,
        "name": event.name,
        "actor": event.actor,
        "subject": event.subject,
        "happened_at": instant_text(event.happened_at),
        "recorded_at": instant_text(event.recorded_at),
        "partners": [[str(program_id), str(partner_id)] for program_id, partner_id in partners],
        "payload": payload,
        "leaf_hash": bytes(event.leaf_hash).hex(),
        "private": {
            field: _words(private.get(field))
            for field, value in payload["content"].items()
            if isinstance(value, dict) and "sha256" in value
        },
    }
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def _words(words: EventPrivate | None) -> dict[str, object]:
    """Return words with their salt; of words that were erased only that they were."""
    if words is None:
        return {"erased": True}
    return {"value": words.value, "salt": bytes(words.salt).hex()}

"""Reading events with what their columns say their bytes must be, many at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import psycopg
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from goodstanding.evidence.alarms import AlarmKind, Finding
from goodstanding.evidence.canonical import instant_text
from goodstanding.evidence.models import Event
from goodstanding.evidence.services import LAYOUT

_INSTANT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""

_HEAD = """'{"actor":"' || e.actor || '","content":'"""
_MIDDLE = f"""
    ',"happened_at":"' || {_INSTANT.format("e.happened_at")} || '","layout":{LAYOUT},"name":"'
    || e.name || '","partners":['
"""
_TAIL = f"""
    '],"program":' || coalesce('"' || e.program_id || '"', 'null') || ',"recorded_at":"'
    || {_INSTANT.format("e.recorded_at")} || '","subject":"' || e.subject || '"}}'
"""
#: The bytes of ``_HEAD`` without the actor; of ``_MIDDLE`` and ``_TAIL`` without name, program
#: and subject.
_AROUND_ACTOR = len('{"actor":"","content":')
_AROUND_REST = len(
    f',"happened_at":"{"-" * 27}","layout":{LAYOUT},"name":"","partners":[],"program":,'
    f'"recorded_at":"{"-" * 27}","subject":""}}'
)

#: The columns of ``Kept``. What stands before, between and after an event's content and partners
#: is put together from its columns. The database compares it where no partner is named and hands
#: it over only where it has not seen that all is well.
KEPT = f"""
    e.seq, e.bytes, e.leaf_hash,
    CASE WHEN substring(e.bytes from 1 for {_AROUND_ACTOR} + octet_length(e.actor))
              || substring(e.bytes from octet_length(e.bytes) + 1 - {_AROUND_REST}
                 - octet_length(e.name) - octet_length(e.subject)
                 - CASE WHEN e.program_id IS NULL THEN 4 ELSE 38 END)
              = convert_to({_HEAD} || {_MIDDLE} || {_TAIL}, 'UTF8')
         THEN NULL
         ELSE ARRAY[convert_to({_HEAD}, 'UTF8'), convert_to({_MIDDLE}, 'UTF8'),
                    convert_to({_TAIL}, 'UTF8')]
    END
"""

#: What rows of ``evidence_eventpartner`` say stands between middle and tail.
PARTNERS = """
    convert_to(coalesce((
        SELECT string_agg('["' || p.program_id || '","' || p.partner_id || '"]', ','
                          ORDER BY p.program_id, p.partner_id)
          FROM evidence_eventpartner AS p WHERE p.event_id = e.seq
    ), ''), 'UTF8')
"""
_PARTNER_CHARACTERS = b'[]",-0123456789abcdef'
_ROWS_A_ROUND = 500


class Kept(NamedTuple):
    """One event.

    ``frame`` is how its bytes must begin, go on after the content, and end after the partners; None
    where the database saw already that they do, without a partner.
    """

    seq: int
    content: bytes
    leaf_hash: bytes
    frame: list[bytes] | None


def streamed(
    query: str, given: Sequence[object], *, over: BaseDatabaseWrapper = connection
) -> Iterator[tuple[Any, ...]]:
    """Yield rows as the database finds them; few are held at a time."""
    over.ensure_connection()
    with psycopg.Cursor(over.connection) as cursor:
        yield from cursor.stream(query.encode(), given, binary=True, size=_ROWS_A_ROUND)


def fits(kept: Kept) -> bool:
    """Return whether the columns say what the bytes say, partners left out."""
    if kept.frame is None:
        return True
    head, middle, tail = kept.frame
    content = kept.content
    between = content.rfind(middle) + len(middle)
    return (
        content.startswith(head)
        and content.endswith(tail)
        and between >= len(head) + len(middle)
        and not content[between : len(content) - len(tail)].translate(None, _PARTNER_CHARACTERS)
    )


def partners_in(kept: Kept) -> bytes:
    """Return the part of the bytes that names partners, of an event that fits."""
    if kept.frame is None:
        return b""
    _, middle, tail = kept.frame
    between = kept.content.rfind(middle) + len(middle)
    return kept.content[between : len(kept.content) - len(tail)]


def columns_differ(seq: int, position: int, *, partners: bool = False) -> Finding:
    """Return the finding that columns of an event differ from its bytes, with their names."""
    event = Event.objects.get(pk=seq)
    differing = _differing(event) + (["partners"] if partners else [])
    return Finding(
        kind=AlarmKind.COLUMNS_CHANGED,
        place=f"event:{seq}",
        seq=seq,
        position=position,
        name=event.name,
        sentence=(
            f"Event {seq} ({event.name}), entry {position} of the log, is not as its bytes say: "
            f"{', '.join(differing) or 'the way it is written'} differs."
        ),
    )


def _differing(event: Event) -> list[str]:
    try:
        said = json.loads(bytes(event.bytes))
    except ValueError:
        said = {}
    columns = {
        "name": event.name,
        "actor": event.actor,
        "subject": event.subject,
        "happened_at": instant_text(event.happened_at),
        "recorded_at": instant_text(event.recorded_at),
        "program": None if event.program_id is None else str(event.program_id),
    }
    return [name for name, value in columns.items() if said.get(name) != value]


def name_of(seq: int) -> str:
    """Return the name of an event; empty where it is gone."""
    return Event.objects.filter(pk=seq).values_list("name", flat=True).first() or ""


def described(seq: int) -> str:
    """Return an event in words: its number, and its name as far as it is there."""
    name = name_of(seq)
    return f"Event {seq} ({name})" if name else f"Event {seq}"

"""Invented partners of one program, written set by set into the rooms' tables.

At scale 1: 500,000 partners, 5 million people, and 50 million happenings a rule book can rest
on (completions, acceptances, proofs). The rule book is ``packs/default.yaml``, all of it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from bench._place import Place
from bench._program import CODE, Published, publish_program
from goodstanding.programs.calendar import ensure_days
from goodstanding.programs.models import PackVersion

SQL = Path(__file__).parent / "sql"
#: The instant the world is asked about; every fact happened before it.
AS_OF = datetime(2026, 11, 22, tzinfo=UTC)
_PARTNERS_AT_SCALE_1 = 500_000
_PARTNERS_MIN = 20
_CHUNK = 20_000
_WRITERS = 2
_BEGAN = AS_OF - timedelta(days=1200)
_LETTERS = 9
_LETTERS_ABOUT_THE_CODE = 2
_PLACES = (
    ("Europe/Berlin", "DE", "emea"),
    ("America/New_York", "US", "amer"),
    ("America/Vancouver", "CA", "amer"),
    ("Asia/Kolkata", "IN", "apac"),
    ("Asia/Tokyo", "JP", "apac"),
)

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a bench needs to know of the program it asks about."""

    program_id: UUID
    pack: PackVersion
    course_version_id: UUID
    partners: int
    events: int  #: Completions, acceptances and proofs.

    def told(self) -> str:
        """Return the size in words."""
        return f"{self.partners:,} partners, {self.events:,} events"


def make_world(place: Place, *, scale: float) -> World:
    """Fill an empty installation with the program and its partners, and return it."""
    partners = max(round(_PARTNERS_AT_SCALE_1 * scale), _PARTNERS_MIN)
    ensure_days(["UTC", *(zone for zone, _, _ in _PLACES)])
    published = publish_program(began=_BEGAN, as_of=AS_OF)
    with psycopg.connect(place.owner_url) as owner:
        for n in range(_LETTERS):
            _write_letter(owner, n, published)
    size = min(_CHUNK, -(-partners // _WRITERS))
    with ThreadPoolExecutor(_WRITERS) as writers:
        chunks = range(1, partners + 1, size)
        lasts = (min(first + size - 1, partners) for first in chunks)
        list(writers.map(partial(_write, place, published), chunks, lasts))
    with psycopg.connect(place.superuser_url, autocommit=True) as superuser:
        superuser.execute("vacuum analyze")
        superuser.execute("checkpoint")
        ((events,),) = superuser.execute(
            "select (select count(*) from facts.completions) + (select count(*) from "
            "facts.acceptances) + (select count(*) from facts.proofs)"
        ).fetchall()
    return World(
        program_id=published.program.pk,
        pack=published.pack,
        course_version_id=published.courses[0],
        partners=partners,
        events=events,
    )


def _write_letter(owner: Connection, n: int, published: Published) -> None:
    """Write what was sent to everybody: letters about each version of the code, and reminders."""
    about_the_code = n < _LETTERS_ABOUT_THE_CODE
    kind = "call-to-action" if about_the_code else "reminder"
    owner.execute(
        "insert into notices_noticetext (id, program_id, cause_id, kind, words, words_sha256, "
        "sender_id) values (%s, %s, %s, %s, %s, repeat('0', 64), %s)",
        [
            _letter_id(n),
            published.program.pk,
            _letter_id(n),
            kind,
            Jsonb({"kind": kind}),
            published.author.pk,
        ],
    )
    if about_the_code:
        owner.execute(
            "insert into notices_noticesubject (id, text_id, code, position) values "
            "(%s, %s, %s, %s)",
            [_letter_id(n), _letter_id(n), CODE, n + 1],
        )


def _letter_id(n: int) -> UUID:
    return UUID(int=n)


def _sent_at(n: int) -> datetime:
    days_ago = (1190 - 990 * n) if n < _LETTERS_ABOUT_THE_CODE else 170 * (n - 1) - 80
    return AS_OF - timedelta(days=days_ago)


def _write(place: Place, published: Published, first: int, last: int) -> None:
    """Write the partners from number ``first`` to ``last``, with everything about them."""
    with psycopg.connect(place.owner_url, autocommit=True) as owner:
        _lay_out(owner, published)
        owner.execute(
            "insert into given values (%s, %s, %s, %s)", [first, last, published.program.pk, AS_OF]
        )
        for name in ("partners", "assent", "sales", "learning"):
            with owner.transaction():
                owner.execute((SQL / f"world_{name}.sql").read_text(encoding="utf-8").encode())


def _lay_out(owner: Connection, published: Published) -> None:
    """Fill the temporary tables that the sets of ``world_*.sql`` are made from."""
    owner.execute("set synchronous_commit = off")
    owner.execute((SQL / "world.sql").read_text(encoding="utf-8").encode())
    with owner.cursor() as cursor:
        cursor.executemany(
            "insert into place values (%s, %s, %s, %s)",
            [(n, *place) for n, place in enumerate(_PLACES)],
        )
        cursor.executemany(
            "insert into course select %s, id, valid_months from training_courseversion "
            "where id = %s",
            list(enumerate(published.courses)),
        )
        cursor.executemany(
            "insert into letter_text values (%s, %s, %s, %s)",
            [(n, _letter_id(n), n < _LETTERS_ABOUT_THE_CODE, _sent_at(n)) for n in range(_LETTERS)],
        )
        cursor.execute(
            "insert into version select v.position, v.id, v.published_at, v.text_sha256 "
            "from agreements_agreementversion v join agreements_agreement a "
            "on a.id = v.agreement_id where a.code = %s",
            [CODE],
        )

"""Where a partner stands and why: now, on any past day, and as we knew it on any day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import inf
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, OuterRef
from django.db.models.functions import JSONObject

from goodstanding.programs.models import PackVersion
from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.rulebook.compile import PartState
from goodstanding.rulebook.compile_tables import Status
from goodstanding.rulebook.pack import Composed, Level, Obligation, Pack
from goodstanding.standing import engine
from goodstanding.standing.bulk import progress_of, version_shown
from goodstanding.standing.engine import KNOWN_TODAY, Row
from goodstanding.standing.models import PartnerStanding, StandingReason
from goodstanding.standing.rules.needs import About, Piece, Pieces
from goodstanding.standing.services import behind
from goodstanding.values.keys import PartnerKey

_GRAVITY = {status.value: gravity for gravity, status in enumerate(Status)}
#: What a stored reason says, as one value.
_REASON = JSONObject(
    **{
        name: name
        for name in (
            *("kind", "source", "unit", "status", "level", "rank", "have", "need"),
            *("due_at", "fact", "note", "turns_at"),
        )
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The answer for one partner at one instant, with what it rests on.

    ``whole`` is the partner's own row, ``reasons`` are the others, the worst first. Both come
    from the text of ``version``, the rule book in force at ``as_of``.
    """

    key: PartnerKey
    as_of: datetime
    known_at: datetime | None  #: None: all that is known today.
    provisional: bool  #: A writer was at work that may still add to what was known.
    version: PackVersion
    pack: Pack
    whole: Row
    reasons: tuple[Row, ...]

    @property
    def level(self) -> Level:
        """The level the partner is at."""
        return self.pack.levels[self.whole.rank]

    def obligation(self, row: Row) -> Obligation:
        """Return the duty a row is about, as the rule book of the time words it."""
        return self.pack.obligation(row.source)

    def unmet(self) -> tuple[Row, ...]:
        """Return the duties that need something: neither fulfilled nor waived."""
        return tuple(
            row
            for row in self.reasons
            if row.kind == "obligation" and row.status not in {"fulfilled", "waived"}
        )


def standing_at(
    key: PartnerKey, *, as_of: datetime, known_at: datetime | None = None
) -> Standing | None:
    """Return where a partner stood at ``as_of``, as known at ``known_at`` (default: today).

    Asked of the compiled text of the version in force at ``as_of``; nothing is written. None
    where no rule book was in force.
    """
    version = version_in_force(key.program_id, as_of=as_of, known_at=known_at)
    if version is None:
        return None
    rows = engine.answer(version, [key.partner_id], as_of=as_of, known_at=known_at or KNOWN_TODAY)
    return Standing(
        key=key,
        as_of=as_of,
        known_at=known_at,
        provisional=known_at is not None and _somebody_writes_since(known_at),
        version=version,
        pack=pack_of(version),
        whole=rows[0],
        reasons=tuple(rows[1:]),
    )


def pieces_of(standing: Standing) -> Pieces:
    """Return how each part of each duty made of parts stands, by the duty and its unit.

    Nothing of it is kept: whoever explains a standing asks anew, as of the same instant.
    """
    if not any(isinstance(each.verb, Composed) for each in standing.pack.obligations):
        return {}
    found: dict[About, list[Piece]] = {}
    for row in engine.answer_parts(
        standing.version,
        standing.key.partner_id,
        as_of=standing.as_of,
        known_at=standing.known_at or KNOWN_TODAY,
    ):
        piece = Piece(
            source=row.part,
            unit=row.part_unit,
            state=PartState(row.state),
            have=row.have,
            need=row.need,
            fact=row.fact,
            note=row.note,
            turns_at=row.turns_at,
        )
        found.setdefault((row.whole, row.unit), []).append(piece)
    return {key: tuple(pieces) for key, pieces in found.items()}


def part_rows(row: Row, pieces: Pieces) -> tuple[Row, ...]:
    """Return the parts of the duty a row is about, as rows that set no level of their own."""
    return tuple(
        replace(
            row,
            source=piece.source,
            unit=piece.unit,
            status=_part_status(piece, row),
            level=None,
            rank=0,
            have=piece.have,
            need=piece.need,
            due_at=None,
            fact=piece.fact,
            note=piece.note,
            turns_at=piece.turns_at,
        )
        for piece in pieces.get((row.source, row.unit), ())
    )


def _part_status(piece: Piece, whole: Row) -> str:
    """Return how a part stands: what is not met is as late as the whole duty, and due with it."""
    match piece.state:
        case PartState.MET:
            return Status.FULFILLED
        case PartState.UNKNOWN:
            return Status.UNKNOWN
        case _ if whole.status in {Status.GRACE, Status.OVERDUE}:
            return whole.status
        case _:
            return Status.PENDING


def _somebody_writes_since(known_at: datetime) -> bool:
    """Return whether another transaction that has written began by ``known_at`` and is open.

    What it writes will carry an earlier ``recorded_at`` than its commit, so an answer about
    what was known since then may still change.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(min(xact_start) <= %s, false) FROM pg_stat_activity "
            "WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() "
            "AND datname = current_database()",
            [known_at],
        )
        return bool(cursor.fetchone()[0])


def standing_now(key: PartnerKey, *, at: datetime) -> Standing | None:
    """Return where a partner stands: the stored answer while it is true, worked out otherwise.

    The partner's row and its reasons are read in one statement: a writer who commits in between
    would otherwise lend the level of before the reasons of after.
    """
    reasons = StandingReason.objects.filter(
        program_id=OuterRef("program_id"), partner_id=OuterRef("partner_id")
    )
    stored = (
        PartnerStanding.objects.select_related("program")
        .filter(
            program_id=key.program_id,
            partner_id=key.partner_id,
            computed_at__lte=at,
            pack_version_id__isnull=False,
        )
        .exclude(behind(at=at))
        .annotate(reasons=ArraySubquery(reasons.values(row=_REASON)))
        .first()
    )
    if stored is None or stored.pack_version_id is None:
        return standing_at(key, as_of=at)
    version = PackVersion.objects.get(pk=stored.pack_version_id)  # It never changes again.
    return Standing(
        key=key,
        as_of=at,
        known_at=None,
        provisional=False,
        version=version,
        pack=pack_of(version),
        whole=_whole(stored),
        reasons=tuple(sorted((_row(key, row) for row in stored.reasons), key=_worst_first)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCounts:
    """How many partners of a program stand at each level, as last worked out.

    While everybody is being worked out anew, these are the answers of before, all of them.
    """

    levels: tuple[tuple[Level, int], ...]  #: Without partners who were never worked out.
    behind: int  #: Partners whose stored answer is being worked out anew.
    minutes: int | None  #: About how long that still takes, where it is known.
    unknown: int  #: Partners of whom something cannot be said, because a fact is missing.


def level_counts(program_id: UUID, *, at: datetime) -> LevelCounts | None:
    """Return the counts by level; None before the first rule book."""
    version = version_shown(program_id, at=at)
    if version is None:
        return None
    progress = progress_of(program_id)
    rows = PartnerStanding.objects.filter(program_id=program_id)
    known = rows.exclude(level="")
    counted = dict(known.values_list("rank").annotate(count=Count("rank")).order_by())
    return LevelCounts(
        levels=tuple((level, counted.get(level.rank, 0)) for level in pack_of(version).levels),
        behind=rows.filter(behind(at=at)).count(),
        minutes=progress.minutes if progress else None,
        unknown=rows.filter(unknown__gt=0).count(),
    )


def _whole(stored: PartnerStanding) -> Row:
    return Row(
        program_id=stored.program_id,
        partner_id=stored.partner_id,
        kind="partner",
        source=stored.program.code,
        unit=None,
        status=stored.status,
        level=stored.level,
        rank=stored.rank,
        have=stored.have,
        need=stored.need,
        due_at=stored.due_at,
        fact=None,
        note=stored.note or None,
        turns_at=stored.next_change_at,
    )


def _worst_first(row: Row) -> tuple[int, int, float, str, str, str]:
    """Return the order of the text's rows: rank, gravity, due instant, then names."""
    due = row.due_at.timestamp() if row.due_at else inf
    return (-row.rank, -_GRAVITY[row.status], due, row.source, row.unit or "", row.fact or "")


def _row(key: PartnerKey, reason: dict[str, Any]) -> Row:
    """Return a reason as the engine gave it; its instants travelled as text."""
    return Row(
        program_id=key.program_id,
        partner_id=key.partner_id,
        kind=reason["kind"],
        source=reason["source"],
        unit=reason["unit"] or None,
        status=reason["status"],
        level=reason["level"] or None,
        rank=reason["rank"],
        have=reason["have"],
        need=reason["need"],
        due_at=_instant(reason["due_at"]),
        fact=reason["fact"] or None,
        note=reason["note"] or None,
        turns_at=_instant(reason["turns_at"]),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text is not None else None

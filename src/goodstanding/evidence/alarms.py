"""What is found not to be as it was sealed, and that it is told once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from goodstanding.evidence.models import Alarm


class AlarmKind(StrEnum):
    """What can be wrong."""

    BYTES_CHANGED = "bytes-changed"  #: An event's bytes are not those that were sealed.
    HASH_WRONG = "hash-wrong"  #: The hash kept beside an event is not that of its bytes.
    COLUMNS_CHANGED = "columns-changed"  #: A column says something else than the bytes.
    EVENT_GONE = "event-gone"
    EVENT_NOT_SEALED = "event-not-sealed"  #: It is older than the last seal, and has no entry.
    EVENT_AHEAD = "event-ahead"  #: Its transaction number has not been drawn yet.
    ENTRY_GONE = "entry-gone"
    ENTRY_CHANGED = "entry-changed"
    ENTRY_UNSIGNED = "entry-unsigned"  #: It stands behind everything that was signed.
    TILE_GONE = "tile-gone"
    TILE_CHANGED = "tile-changed"
    CHECKPOINT_CHANGED = "checkpoint-changed"
    CHECKPOINT_UNSIGNED = "checkpoint-unsigned"
    ROOT_DIFFERS = "root-differs"  #: The tree is not the one a checkpoint was signed for.
    KEY_UNVOUCHED = "key-unvouched"  #: No earlier key signed for a key.
    LOG_CUT = "log-cut"  #: A checkpoint kept outside the database says more than it holds.
    SEALED_TWICE = "sealed-twice"  #: The mark of how far the log was read was set back.


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, in a sentence. ``place`` names it: one alarm a place and kind."""

    kind: AlarmKind
    place: str
    sentence: str
    seq: int | None = None
    position: int | None = None
    name: str = ""

    def __str__(self) -> str:
        return self.sentence


def tell(findings: Iterable[Finding], *, at: datetime) -> list[Finding]:
    """Keep alarms of what was not found before, and return those."""
    found = {(each.kind.value, each.place): each for each in findings}
    if not found:
        return []
    known = set(Alarm.objects.values_list("kind", "place"))
    fresh = [each for key, each in found.items() if key not in known]
    Alarm.objects.bulk_create(
        [
            Alarm(
                kind=each.kind,
                place=each.place,
                seq=each.seq,
                position=each.position,
                name=each.name,
                sentence=each.sentence,
                found_at=at,
            )
            for each in fresh
        ],
        ignore_conflicts=True,
    )
    return fresh

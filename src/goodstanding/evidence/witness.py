"""The newest checkpoint, kept outside the database, so that a log that was cut short is found.

Whoever may write to the database can take away the last entries with everything that was signed
over them, and what is left is whole. A checkpoint that lies elsewhere shows it: here a file in
the data directory, which no backup holds; better still, wherever partners and auditors keep
theirs.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from goodstanding.evidence.alarms import AlarmKind, Finding
from goodstanding.evidence.key_files import write_private
from goodstanding.evidence.models import Checkpoint, SigningKey
from goodstanding.evidence.notes import NoteInvalidError, TreeHead, read_head, read_note
from goodstanding.evidence.tree import StoredTree, TreeBrokenError


def keep_outside(checkpoint: Checkpoint) -> None:
    """Keep a checkpoint, where the directory can be written to; sealing does not wait for it."""
    path = Path(settings.GOODSTANDING_EVIDENCE_WITNESS)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, checkpoint.note)
    except OSError:
        return


def log_was_cut(last: Checkpoint | None) -> list[Finding]:
    """Return what is wrong where the log does not hold what the file says it held."""
    path = Path(settings.GOODSTANDING_EVIDENCE_WITNESS)
    try:
        head = read_head(read_note(path.read_text(encoding="utf-8")).text)
    except (OSError, UnicodeDecodeError, NoteInvalidError):
        return []  # There is none yet, or nobody can say of which log it was.
    first = SigningKey.objects.first()
    if last is None or first is None or first.name != head.origin:
        return []  # A log that is begun anew, as after a demonstration was removed.
    if head.size <= last.size and _root(last, head) == head.root:
        return []
    return [
        Finding(
            kind=AlarmKind.LOG_CUT,
            place=f"checkpoint:{head.size}",
            sentence=(
                f"The log does not continue the checkpoint of {head.size} entries that {path} "
                f"keeps: it ends with {last.size}, or holds others. If the database was put back "
                "to an older state on purpose, remove that file and the log goes on; whoever "
                "keeps a later checkpoint can then show what was lost."
            ),
        )
    ]


def _root(last: Checkpoint, head: TreeHead) -> bytes | None:
    try:
        return StoredTree(last.size).root_at(head.size)
    except TreeBrokenError:
        return None

"""What engines of rules have in common: texts that somebody wrote for them, and the rows they give.

The texts are what an engineer of such an engine would write for ``packs/default.yaml``, one file
a duty or right, in ``rules``. They know what the pack says, its numbers among it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from bench._objects import Answer
from bench._terms import FOREVER
from goodstanding.rulebook.pack import Pack

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RULES = Path(__file__).parent / "rules"


#: A partner, and its rows: its own and its reasons.
Judged = tuple[str, list[dict[str, Any]]]


class Engine(Protocol):
    """Something that judges documents."""

    def judge(self, documents: Sequence[str]) -> list[Judged]:
        """Return what is found of each partner."""


def rule(language: str, name: str) -> str:
    """Return the text of a rule, without its remarks."""
    text = (_RULES / language / f"{name}.{language}").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("//"))


def rules(pack: Pack) -> list[str]:
    """Return the rules in the order they build on each other, before that of the standing."""
    duties = [obligation.name for obligation in pack.obligations]
    return duties + [authorization.name for authorization in pack.authorizations]


def variable(name: str) -> str:
    """Return what the rows of a rule are called in other rules."""
    return name.replace("-", "_")


def answers(judged: Iterable[Judged]) -> list[Answer]:
    """Return what an engine found as all opponents say it.

    What there is not may be null, an empty text, a number below zero, an instant that never comes.
    """
    return [
        Answer(
            partner=partner,
            kind=row["kind"],
            source=row["source"],
            unit=row["unit"] or None,
            status=row["status"],
            level=row["level"],
            rank=row["rank"],
            have=_number(row["have"]),
            need=_number(row["need"]),
            due_at=_instant(row["due_at"]),
            fact=row["fact"] or None,
            note=row["note"] or None,
            turns_at=_instant(row["turns_at"]),
        )
        for partner, rows in judged
        for row in rows
    ]


def _number(found: int | None) -> int | None:
    return None if found is None or found < 0 else found


def _instant(microseconds: int | None) -> datetime | None:
    if microseconds is None or microseconds == FOREVER:
        return None
    return _EPOCH + timedelta(microseconds=microseconds)

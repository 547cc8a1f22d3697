"""The forms in which a published rule book's SQL is kept: for some partners, and for all.

After a frequent change only what it moves is worked out, so there is a form for each of them.
Where duties are made of parts, one more says how the parts stand: it is asked to explain.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from goodstanding.rulebook.changes import FREQUENT, moves, name_of
from goodstanding.rulebook.compile import compile_pack, compile_parts
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.sql import Engine

#: The partners of one transaction.
SOME = """select cast(:program_id as uuid) as program_id, t.partner_id
from unnest(cast(:partner_ids as uuid[])) as t(partner_id)"""

#: Everybody who ever took part in the program.
ALL = """select e.program_id, e.partner_id
from facts.enrolments e where e.program_id = cast(:program_id as uuid)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText:
    """A rule book's SQL as it is kept with the version, for PostgreSQL."""

    some: str
    all: str
    #: For some partners after a frequent change, by its name; empty where it moves nothing.
    after: dict[str, str]
    parts: str  #: For some partners, how the parts of duties stand; empty where none has parts.
    compiler: int

    @property
    def sha256(self) -> str:
        """The hash of all texts, in hexadecimal."""
        after = [self.after[name] for name in sorted(self.after)]
        texts = [self.some, self.all, *after, *([self.parts] if self.parts else [])]
        return sha256("\x00".join(texts).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return what goes into the version's row."""
        return {
            "some": self.some,
            "all": self.all,
            "after": self.after,
            "parts": self.parts,
            "compiler": self.compiler,
        }


def compile_for_storage(pack: Pack) -> StoredText:
    """Return the texts of a pack.

    Raises:
        NotCompiledError: The pack says something this compiler does not know yet.
    """
    some = compile_pack(pack, scope_sql=SOME)
    everybody = compile_pack(pack, scope_sql=ALL, ordered=False)
    parts = compile_parts(pack, scope_sql=SOME)
    return StoredText(
        some=some.for_engine(Engine.POSTGRESQL),
        all=everybody.for_engine(Engine.POSTGRESQL),
        after={name_of(change): _after(pack, change) for change in FREQUENT},
        parts=parts.for_engine(Engine.POSTGRESQL) if parts else "",
        compiler=some.compiler_version,
    )


def _after(pack: Pack, change: frozenset[str]) -> str:
    if not moves(pack, change):
        return ""
    text = compile_pack(pack, scope_sql=SOME, changed=change)
    return text.for_engine(Engine.POSTGRESQL)

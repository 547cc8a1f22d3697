"""Whether the random worlds would find a mistake: the compiled text with one made in it.

``python -m tests.rulebook.mutants`` makes every mistake below, one at a time, wherever it can
be made in ``standing/*.sql``, asks about random crowds until the oracle disagrees, and prints
what nobody noticed. That takes hours: name files, or a number to make every so manieth mistake
only, as in ``python -m tests.rulebook.mutants 10 accept pass``. ``test_mutants`` tries a dozen.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from unittest import mock

import duckdb
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from goodstanding.rulebook import compile as compiling
from goodstanding.rulebook.pack import Pack

from .crowds import Crowd, crowds, in_order, telling
from .engines import duck
from .oracle_rows import answers
from .packs_composed import composed_packs
from .packs_random import packs
from .worlds import Answer

#: A mistake: what is written, and what somebody might have written instead.
MISTAKES = (
    (r"<=", "<"),
    (r"(?<![<>])>=", ">"),
    (r"(?<![<>=])<(?![<>=])", "<="),
    (r"(?<![<>=-])>(?![<>=])", ">="),
    (r"\+ 1\b", "+ 0"),
    (r"- 1\b", "- 0"),
    (r"\bmin\(", "max("),
    (r"\bmax\(", "min("),
    (r"\bgreatest\(", "least("),
    (r"\bleast\(", "greatest("),
    (r"\band\b", "or"),
    (r"\bor\b", "and"),
    (r"\bis null\b", "is not null"),
    (r"\bis not null\b", "is null"),
    (r", true\)", ", false)"),
    (r", false\)", ", true)"),
    (r"\bthen 1 else 0\b", "then 0 else 1"),
    (r"(?<![.\w])true as\b", "false as"),
    (r"(?<![.\w])false as\b", "true as"),
    (r"@after\(([^,()]*), [^,()]*, ([^,()]*)\)", r"@after(\1, 0, \2)"),
    (r"@after\(([^,()]*), ([^,()]*), [^,()]*\)", r"@after(\1, \2, 0)"),
    (r"@known\(\w+\)", "true"),
    (r"@holds\(\w+\)", "true"),
    (r"\basc nulls last\b", "desc nulls last"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One file of the text with one mistake in it."""

    part: str  #: The file of ``standing``.
    text: str
    said: str  #: For people: the line with the mistake.


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A pack and a crowd at two instants, and what the oracle says."""

    pack: Pack
    crowd: Crowd
    as_of: datetime
    known_at: datetime
    expected: list[Answer]

    def asked(self) -> list[Answer]:
        """Return what DuckDB says; the crowd is loaded by then."""
        return in_order(duck().ask(self.pack, as_of=self.as_of, known_at=self.known_at))


def questions(count: int, *, worlds: int) -> list[Question]:
    """Return so many random questions about crowds of so many worlds, always the same ones."""
    found: list[Question] = []

    @settings(
        deadline=None,
        max_examples=count,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(packs(), composed_packs()), crowds(worlds))
    def draw(pack: Pack, crowd: Crowd) -> None:
        as_of, known_at = crowd.as_of, crowd.known_at
        expected = answers(crowd.together, pack, as_of=as_of, known_at=known_at)
        moments = [as_of, as_of, *telling(expected, as_of)]
        as_of = moments[len(found) % len(moments)]
        expected = answers(crowd.together, pack, as_of=as_of, known_at=known_at)
        found.append(
            Question(
                pack=pack,
                crowd=crowd,
                as_of=as_of,
                known_at=known_at,
                expected=in_order(expected),
            )
        )

    draw()
    return found


def parts() -> dict[str, str]:
    """Return every file of the standing text by name."""
    folder = resources.files("goodstanding.rulebook") / "standing"
    return {
        file.name.removesuffix(".sql"): file.read_text(encoding="utf-8").strip()
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    }


def mutants_of(part: str, text: str) -> Iterator[Mutant]:
    """Yield the part with each mistake at each place it can be made at."""
    for pattern, instead in MISTAKES:
        for found in re.finditer(pattern, text):
            line = text[: found.start()].count("\n")
            if text.split("\n")[line].lstrip().startswith("--"):
                continue
            wrong = text[: found.start()] + found.expand(instead) + text[found.end() :]
            said = f"{part}.sql:{line + 1}: {wrong.split(chr(10))[line].strip()}"
            yield Mutant(part=part, text=wrong, said=said)


def noticed(mutant: Mutant, asked: list[Question], most: int) -> bool | None:
    """Return whether the oracle disagrees in one of ``most`` questions; None: no SQL any more."""
    tried = 0
    original: Callable[[str], str] = compiling._part
    for question in asked:
        used = False

        def part(name: str) -> str:
            nonlocal used
            used = used or name == mutant.part
            return mutant.text if name == mutant.part else original(name)

        with mock.patch.object(compiling, "_part", part):
            compiling.compile_pack(question.pack, scope_sql="select 1")
            if not used:
                continue
            duck().load(question.crowd.together)
            try:
                said = question.asked()
            except duckdb.Error:
                return None
        if said != question.expected:
            return True
        tried += 1
        if tried == most:
            break
    return False


def main() -> None:
    """Make every mistake, or every so many, and print those that nobody notices."""
    every = next((int(word) for word in sys.argv[1:] if word.isdigit()), 1)
    wanted = [word for word in sys.argv[1:] if not word.isdigit()]
    mutants = [
        mutant
        for name, text in sorted(parts().items())
        if name in wanted or not wanted
        for mutant in mutants_of(name, text)
    ]
    asked = questions(150, worlds=30)
    counted = {True: 0, False: 0, None: 0}
    for mutant in mutants[::every]:
        found = noticed(mutant, asked, 20)
        counted[found] += 1
        if found is False:
            print(mutant.said, flush=True)  # noqa: T201 -- a program.
    print(f"{counted[True]} noticed, {counted[False]} not, {counted[None]} no SQL")  # noqa: T201


if __name__ == "__main__":
    main()

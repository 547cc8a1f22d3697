"""What commands about rule books are given: a file, or standard input, and how to answer."""

from __future__ import annotations

import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from goodstanding.programs.forms import as_written
from goodstanding.rulebook.document import TEXT_BYTES_MAX
from goodstanding.values.errors import DomainError, InvalidValueError

#: More than a rule book may have, however its lines end: what is cut off is refused as too large.
_BYTES_READ = 4 * TEXT_BYTES_MAX


@dataclass(frozen=True, slots=True)
class RulesFile:
    """A rule book to be read; ``-`` is standard input."""

    name: str

    def text(self) -> str:
        """Return what it says; of what is far too large the beginning, which is too large still.

        Raises:
            InvalidValueError: It is not text in UTF-8.
        """
        written = self._beginning()
        try:
            # Where it was cut is no matter of how it is written.
            decoder = getincrementaldecoder("utf-8-sig")()
            return as_written(decoder.decode(written, final=len(written) < _BYTES_READ))
        except UnicodeDecodeError as error:
            line = written.count(b"\n", 0, error.start) + 1
            raise InvalidValueError(
                f"{self.name} is not text in UTF-8: line {line} is the first that cannot be read. "
                "Save it so, and try again."
            ) from None

    def _beginning(self) -> bytes:
        if self.name == "-":
            return sys.stdin.buffer.read(_BYTES_READ)
        with Path(self.name).open("rb") as file:
            return file.read(_BYTES_READ)


def _as_file(_context: click.Context, _parameter: click.Parameter, value: str) -> RulesFile:
    return RulesFile(value)


FILE = click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, allow_dash=True), callback=_as_file
)
PROGRAM = click.option("--program", "code", required=True, help="The program's code.")
how_option = click.option(
    "--format", "how", type=click.Choice(["text", "json"]), default="text", help="How to answer."
)


@contextmanager
def refused_with_two() -> Iterator[None]:
    """End with status 2 where something cannot be done: 1 says that it was done and found."""
    try:
        yield
    except DomainError as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(2)

"""What commands about rule books are given: a file, or standard input, and how to answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from goodstanding.programs.forms import as_written
from goodstanding.values.errors import DomainError, InvalidValueError


@dataclass(frozen=True, slots=True)
class RulesFile:
    """A rule book to be read; ``-`` is standard input."""

    name: str

    def text(self) -> str:
        """Return what it says.

        Raises:
            InvalidValueError: It is not text in UTF-8.
        """
        written = sys.stdin.buffer.read() if self.name == "-" else Path(self.name).read_bytes()
        try:
            return as_written(written.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise InvalidValueError(
                f"{self.name} is not text in UTF-8. Save it so, and try again."
            ) from None


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

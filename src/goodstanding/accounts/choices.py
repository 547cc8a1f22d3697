"""What an operator chooses from is known to higher rooms, so ``config`` installs who answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from goodstanding.values.errors import InvalidValueError

#: The identifier and the name of each program, in the order in which they are offered.
ProgramChoices = Callable[[], Sequence[tuple[UUID, str]]]


def _no_programs() -> Sequence[tuple[UUID, str]]:
    return ()


_programs: ProgramChoices = _no_programs

#: Finds the distributor of a program that has a number at an instant.
DistributorLookup = Callable[[str, UUID, datetime], UUID]


def _no_distributor(number: str, _program_id: UUID, _at: datetime) -> UUID:
    raise InvalidValueError(f"The program has no distributor “{number}”. Leave the number out.")


_distributor: DistributorLookup = _no_distributor


def install_program_choices(programs: ProgramChoices) -> None:
    """Let ``program_choices()`` answer what ``programs()`` answers, from now on."""
    global _programs  # noqa: PLW0603 -- one list for the process, set once by config.
    _programs = programs


def program_choices() -> Sequence[tuple[UUID, str]]:
    """Return the identifier and the name of every program of the installation."""
    return _programs()


def install_distributor_lookup(lookup: DistributorLookup) -> None:
    """Let ``distributor_numbered()`` answer what ``lookup()`` answers, from now on."""
    global _distributor  # noqa: PLW0603 -- one lookup for the process, set once by config.
    _distributor = lookup


def distributor_numbered(number: str, *, program_id: UUID, at: datetime) -> UUID:
    """Return the distributor of a program that has a number.

    Raises:
        InvalidValueError: There is none.
    """
    return _distributor(number, program_id, at)

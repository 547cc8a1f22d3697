"""The programs an operator can choose from: a higher room's, so ``config`` installs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

#: The identifier and the name of each program, in the order in which they are offered.
ProgramChoices = Callable[[], Sequence[tuple[UUID, str]]]


def _no_programs() -> Sequence[tuple[UUID, str]]:
    return ()


_programs: ProgramChoices = _no_programs


def install_program_choices(programs: ProgramChoices) -> None:
    """Let ``program_choices()`` answer what ``programs()`` answers, from now on."""
    global _programs  # noqa: PLW0603 -- one list for the process, set once by config.
    _programs = programs


def program_choices() -> Sequence[tuple[UUID, str]]:
    """Return the identifier and the name of every program of the installation."""
    return _programs()

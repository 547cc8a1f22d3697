"""What rule books speak of and higher rooms own: ``config`` installs who knows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.rulebook.parse_known import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedAnew:
    """How many partners are still to be judged anew, and about how long that takes."""

    partners: int
    minutes: int | None  #: None before anything is known about the pace.


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A text of a rule book was tried on everybody, or is being tried."""

    text_sha256: str
    by: str
    at: datetime
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known around a program's rule book.

    ``names`` answers which agreements, clauses, courses and roles there are, ``enrolled`` how
    many partners take part at an instant, ``judged`` how far it is that everybody is judged anew,
    ``tried`` what was tried of a version with a number, a text's own trial before any other.
    """

    names: Callable[[UUID], Known]
    enrolled: Callable[[UUID, datetime], int]
    judged: Callable[[UUID], JudgedAnew | None]
    tried: Callable[[UUID, int, str], Trial | None]


def _no_names(_program_id: UUID) -> Known:
    return Known()


def _nobody(_program_id: UUID, _at: datetime) -> int:
    return 0


def _all_judged(_program_id: UUID) -> None:
    return None


def _nothing_tried(_program_id: UUID, _number: int, _text_sha256: str) -> None:
    return None


_surroundings = Surroundings(
    names=_no_names, enrolled=_nobody, judged=_all_judged, tried=_nothing_tried
)


def install_surroundings(surroundings: Surroundings) -> None:
    """Let the functions of this module answer what ``surroundings`` knows, from now on."""
    global _surroundings  # noqa: PLW0603 -- one for the process, set once by config.
    _surroundings = surroundings


def names_around(program_id: UUID) -> Known:
    """Return the names a program's rule book may use."""
    return _surroundings.names(program_id)


def enrolled_count(program_id: UUID, *, at: datetime) -> int:
    """Return how many partners take part in a program."""
    return _surroundings.enrolled(program_id, at)


def judged_anew(program_id: UUID) -> JudgedAnew | None:
    """Return how far it is that everybody is judged anew; None where that is not going on."""
    return _surroundings.judged(program_id)


def trial_of(program_id: UUID, *, number: int, text_sha256: str) -> Trial | None:
    """Return the trial of a text, or the latest of another text of the same version."""
    return _surroundings.tried(program_id, number, text_sha256)

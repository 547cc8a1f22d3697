"""Judging an attempt, and the order in which it shows what it asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from goodstanding.training.rules.course import PERCENT_MAX
from goodstanding.values.errors import InvalidValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How many of the asked questions were answered rightly, against the pass mark.

    Holds that ``passed`` is exactly ``right / asked >= pass_percent / 100``, without division.
    """

    right: int
    asked: int
    pass_percent: int

    def __post_init__(self) -> None:
        if not 0 <= self.right <= self.asked or not self.asked:
            raise InvalidValueError(
                f"{self.right} right answers to {self.asked} questions cannot be judged."
            )
        if not 1 <= self.pass_percent <= PERCENT_MAX:
            raise InvalidValueError("A pass mark is a share of 1 % to 100 %.")

    @property
    def passed(self) -> bool:
        """Whether the share of right answers reaches the pass mark."""
        return self.right * PERCENT_MAX >= self.pass_percent * self.asked

    @property
    def needed(self) -> int:
        """The least number of right answers that passes."""
        return -(-self.pass_percent * self.asked // PERCENT_MAX)


def score(
    right: Mapping[UUID, UUID], given: Mapping[UUID, UUID | None], *, pass_percent: int
) -> Score:
    """Return how an attempt went.

    Args:
        right: The right choice of each question.
        given: The choice that was taken; None is “I am not sure”, which is simply not right.
        pass_percent: The pass mark, 1 to 100.
    """
    return Score(
        right=sum(given.get(question) == choice for question, choice in right.items()),
        asked=len(right),
        pass_percent=pass_percent,
    )


def shuffled(identifiers: Iterable[UUID], *, seed: int) -> list[UUID]:
    """Return identifiers in an order that depends on the seed and on nothing else.

    A reload, a second device and a replay years later show the same order.
    """
    return sorted(identifiers, key=lambda each: sha256(f"{seed}:{each}".encode()).digest())

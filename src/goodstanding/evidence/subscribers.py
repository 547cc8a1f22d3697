"""Who is told of a change before it is committed.

Higher rooms follow lower ones this way: followers act in turn and may record more, subscribers
are told of everything, last. Both lists are written down in ``config`` and installed once when a
process starts; there is no other way to listen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.evidence.payloads import Payload
from goodstanding.values.actor import Actor
from goodstanding.values.keys import PartnerKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One recorded payload with everything the log keeps about it."""

    payload: Payload
    actor: Actor
    at: datetime
    partners: tuple[PartnerKey, ...]
    program_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything one transaction recorded, in order."""

    events: tuple[Recorded, ...]
    recorded_at: datetime

    def partners(self) -> list[PartnerKey]:
        """Return the partners touched, each once, in the order locks are taken in."""
        return sorted({key for event in self.events for key in event.partners})

    def programs(self) -> list[UUID]:
        """Return the programs in which everybody was touched, each once, in order."""
        return sorted({event.program_id for event in self.events if event.program_id})


Subscriber = Callable[[Batch], None]

_followers: tuple[Subscriber, ...] = ()
_installed: tuple[Subscriber, ...] = ()


def install_followers(followers: Sequence[Subscriber]) -> None:
    """Make ``followers`` the complete list of who acts in turn, in the order they are called."""
    global _followers  # noqa: PLW0603 -- one list for the process, set once by config.
    _followers = tuple(followers)


def follow(batch: Batch) -> None:
    """Let every follower act on events of the open transaction, before they are written.

    A follower calls services of its room. What these record belongs to the same transaction.
    """
    for follower in _followers:
        follower(batch)


def install(subscribers: Sequence[Subscriber]) -> None:
    """Make ``subscribers`` the complete list, in the order they are called."""
    global _installed  # noqa: PLW0603 -- one list for the process, set once by config.
    _installed = tuple(subscribers)


def tell(batch: Batch) -> None:
    """Call every subscriber once with all that the transaction recorded."""
    for subscriber in _installed:
        subscriber(batch)

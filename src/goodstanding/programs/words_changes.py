"""What a version of the rules changes for partners, in words: who has more to do, and who less."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext

from goodstanding.programs.words import sections_of
from goodstanding.programs.words_items import Item
from goodstanding.rulebook.check_versions import tightened
from goodstanding.rulebook.pack import Obligation, Pack


class Turn(StrEnum):
    """What a change means for whoever it is about."""

    MORE = "more"  #: More to do, or sooner, or worse if not.
    LESS = "less"
    BOTH = "both"
    OTHER = "other"  #: Neither can be told from the rules alone.

    @property
    def words(self) -> str:
        """What it is called."""
        return {
            Turn.MORE: gettext("More is asked"),
            Turn.LESS: gettext("Less is asked"),
            Turn.BOTH: gettext("More is asked in one way, less in another"),
            Turn.OTHER: gettext("It is said otherwise"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that two versions say differently; empty where one of them does not have it."""

    turn: Turn
    kind: str  #: What it is one of, such as duties.
    name: str
    title: str
    was: tuple[str, ...]
    now: tuple[str, ...]

    def __str__(self) -> str:
        was = gettext("Was: %(said)s") % {"said": " ".join(self.was) or "–"}
        now = gettext("Now: %(said)s") % {"said": " ".join(self.now) or "–"}
        return f"{self.turn.words}: {self.title} ({self.name})\n  {was}\n  {now}"


def changes_of(before: Pack, after: Pack) -> tuple[Change, ...]:
    """Return what another version says otherwise, duties first."""
    had = {one.name: one for one in before.obligations}
    has = {one.name: one for one in after.obligations}
    found: list[Change] = []
    for old, new in zip(sections_of(before), sections_of(after), strict=True):
        earlier = {item.name: item for item in old.items}
        later = {item.name: item for item in new.items}
        for name in dict.fromkeys([*earlier, *later]):
            was, now = earlier.get(name), later.get(name)
            turn = Turn.OTHER
            if new.anchor == "duties":
                turn = _turn(before, had.get(name), after, has.get(name))
            if _said(was) == _said(now) and turn is Turn.OTHER:
                continue
            found.append(
                Change(
                    turn=turn,
                    kind=new.title,
                    name=name,
                    title=(now or was).title,  # type: ignore[union-attr] # one of them has it
                    was=_said(was),
                    now=_said(now),
                )
            )
    return tuple(sorted(found, key=lambda change: change.turn is Turn.OTHER))


def _said(item: Item | None) -> tuple[str, ...]:
    return item.sentences if item is not None else ()


def _turn(before: Pack, was: Obligation | None, after: Pack, now: Obligation | None) -> Turn:
    more = now is not None and (was is None or tightened(after, now, before, was))
    less = was is not None and (now is None or tightened(before, was, after, now))
    if more and less:
        return Turn.BOTH
    if more:
        return Turn.MORE
    return Turn.LESS if less else Turn.OTHER

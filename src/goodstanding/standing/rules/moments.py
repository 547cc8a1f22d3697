"""The shortest way back in time: which acts, and the first instant at which they are enough.

Some of what stands in the way ends by itself: a measure has a last day, and a sum may be reached
when a month is over. So not only now is asked what stands there, but at each such instant as
well; other duties may have fallen due by then. Of all ways the one with the fewest acts is
taken, and of those the earliest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from goodstanding.standing.rules.needs import About, Reason
from goodstanding.standing.rules.way_back import (
    Act,
    From,
    Leaf,
    Need,
    Never,
    acts_in,
    every,
    holds,
    leaves,
    way_back,
)

#: How many later instants are looked at. Measures, and what no act meets, are seldom so many.
INSTANTS_MAX = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What stands in the way at an instant, if nothing is done before."""

    at: datetime
    needs: tuple[tuple[Reason, Need], ...]  #: Each reason that sets a level, and what ends it.
    met: frozenset[About]  #: What is met then, of duties and of parts of them.

    @property
    def ends(self) -> frozenset[datetime]:
        """When measures end."""
        return frozenset(leaf.instant for leaf in self._leaves() if isinstance(leaf, From))

    @property
    def turns(self) -> frozenset[datetime]:
        """The next instants at which what no act meets may be met by itself."""
        turns = (leaf.turns_at for leaf in self._leaves() if isinstance(leaf, Never))
        return frozenset(instant for instant in turns if instant is not None)

    @property
    def unmet(self) -> frozenset[About]:
        """What no act meets."""
        about = (leaf.about for leaf in self._leaves() if isinstance(leaf, Never))
        return frozenset(each for each in about if each is not None)

    def _leaves(self) -> Iterator[Leaf]:
        for _, need in self.needs:
            yield from leaves(need)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What can be done by an instant, with the fewest acts, and what it leaves."""

    moment: Moment
    acts: tuple[Act, ...]
    remaining: tuple[Reason, ...]  #: What no act ends at that instant.
    met: Need  #: All that the acts end.
    shortest: bool  #: Whether fewer acts do not do; else it was too much to search.

    @property
    def at(self) -> datetime:
        """The instant."""
        return self.moment.at

    @property
    def length(self) -> tuple[int, int, datetime]:
        """What makes a way short: what it leaves, then acts, then when."""
        return len(self.remaining), len(self.acts), self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The shortest way, and where it waits, the first that needs more acts and less time."""

    best: Trial
    sooner: Trial | None
    shortest: bool  #: Whether no fewer acts do; else it was too much to search.
    trials: tuple[Trial, ...] = field(repr=False)  #: All that were looked at, the first first.


def find_way(first: Moment, moment_at: Callable[[datetime], Moment]) -> Found:
    """Return the shortest way from a moment on; ``moment_at`` tells what stands there later.

    A later moment counts where time has ended something by then that no act ends: a measure,
    or that a part is not met. That a duty is no longer asked, because its unit is gone, is no
    way back that anybody waits for.
    """
    trials, ends, unmet = [_trial(first)], first.ends, first.unmet
    waiting = first.ends | first.turns
    for _ in range(INSTANTS_MAX):
        if not waiting:
            break
        moment = moment_at(min(waiting))
        if moment.at in ends or unmet & moment.met:
            trials.append(_trial(moment))
        ends, unmet = ends | moment.ends, unmet - moment.met | moment.unmet
        waiting = waiting - {moment.at} | moment.ends | moment.turns
    best = min(trials, key=lambda trial: trial.length)
    sooner = [t for t in trials if t.at < best.at and len(t.remaining) <= len(best.remaining)]
    return Found(
        best=best,
        sooner=sooner[0] if sooner else None,
        shortest=all(trial.shortest for trial in trials),
        trials=tuple(trials),
    )


def _trial(moment: Moment) -> Trial:
    """Return the fewest acts that end what acts can end at a moment."""
    doable = [(reason, need) for reason, need in moment.needs if by_acts(need)]
    met = every(*(need for _, need in doable))
    found = way_back(met)
    assert found is not None  # acts meet each of the needs, so they meet all of them together
    return Trial(
        moment=moment,
        acts=found.acts,
        remaining=tuple(reason for reason, need in moment.needs if not by_acts(need)),
        met=met,
        shortest=found.shortest,
    )


def by_acts(need: Need) -> bool:
    """Return whether acts alone make a need hold; that all of them are done is enough to ask."""
    return holds(need, acts_in(need), None)

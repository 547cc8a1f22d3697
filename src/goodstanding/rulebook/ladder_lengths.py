"""How long the measures of a recommended rung last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goodstanding.rulebook.ladder_terms import Factor, Ladder, Rung
from goodstanding.rulebook.measures import Release
from goodstanding.rulebook.phrases import Between, ByCount, Duration, Fixed, Length

_PERCENT_OF_ALL = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendedMeasure:
    """One measure of a rung with the length recommended for it."""

    name: str
    lasts: Length | None  #: None where the measure is done at once.
    release_after: Length | None = None  #: Where it lasts until released.


def recommend_measures(
    ladder: Ladder, rung: Rung | None, *, count: int, factors: Iterable[Factor]
) -> tuple[RecommendedMeasure, ...]:
    """Return the measures of a rung, their lengths by ``count`` findings and ``factors``."""
    if rung is None:
        return ()
    measures = {measure.name: measure for measure in ladder.measures}
    applied = tuple(factors)
    recommended = []
    for measure in map(measures.__getitem__, rung.then):
        lasts = measure.lasts
        if isinstance(lasts, ByCount):
            lasts = Fixed(duration=lasts.at(count))
        if isinstance(lasts, Fixed):
            lasts = Fixed(duration=_moved(lasts.duration, applied))
        recommended.append(
            RecommendedMeasure(
                name=measure.name,
                lasts=lasts,
                release_after=_release_after(measure.release, applied),
            )
        )
    return tuple(recommended)


def _release_after(release: Release | None, factors: tuple[Factor, ...]) -> Fixed | Between | None:
    if release is None or isinstance(release.after, Between):
        return None if release is None else release.after
    moved = _moved(release.after.duration, factors)
    if release.least is not None:
        moved = max(release.least, moved, key=lambda one: one.days_most)
    if release.most is not None:
        moved = min(release.most, moved, key=lambda one: one.days_most)
    return Fixed(duration=moved)


def _moved(duration: Duration, factors: tuple[Factor, ...]) -> Duration:
    """Return a length with the factors' time added, then their percent, rounded down.

    Percents add up to one, so that the order of factors does not matter; no length is
    shorter than a day.
    """
    times = [factor.time for factor in factors if factor.time is not None]
    percent = max(0, _PERCENT_OF_ALL + sum(factor.percent for factor in factors))
    months = duration.months + sum(time.months for time in times)
    days = duration.days + sum(time.days for time in times)
    moved = Duration(
        months=months * percent // _PERCENT_OF_ALL, days=days * percent // _PERCENT_OF_ALL
    )
    return moved if moved.months or moved.days else Duration(days=1)

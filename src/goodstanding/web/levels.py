"""How a level of a program looks: the word is the program's, icon and colour its class's."""

from __future__ import annotations

from goodstanding.rulebook.pack import Level
from goodstanding.ui.badges import Badge, Family, badge_of, codes_of

_SAME_AS = {"revoked": "deauthorized"}


def level_badge(level: Level) -> Badge:
    """Return the badge of a level, by its name where that is a usual one, else by what it does."""
    name = _SAME_AS.get(level.name, level.name)
    if name not in codes_of(Family.STANDING):
        name = _class_of(level)
    return badge_of(Family.STANDING, name, word=level.title)


def _class_of(level: Level) -> str:
    if level.rank == 0:
        return "good"
    if level.final:
        return "removed"
    return "restricted" if level.stops else "attention"

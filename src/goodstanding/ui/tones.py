"""The six tones: what a colour repeats, and never says alone."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """The meaning that a tint repeats. An icon and a word always say it first."""

    GOOD = "good"  #: Done, fulfilled, paid.
    DUE = "due"  #: Needs somebody soon, or is not decided.
    FIX = "fix"  #: Is being repaired, or waits for a repair.
    STOP = "stop"  #: Something is stopped or late.
    INFO = "info"  #: Worth knowing, nothing to fear.
    NONE = "none"  #: Unknown, not started, not needed.

    @property
    def css(self) -> str:
        """The class that gives an element this tone."""
        return f"is-{self.value}"

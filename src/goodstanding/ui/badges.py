"""Status badges: for every state that people meet, its word, its icon and its tone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext, gettext_noop

from goodstanding.ui.tones import Tone
from goodstanding.values.errors import InvalidValueError


class Family(StrEnum):
    """What a badge speaks about."""

    STANDING = "standing"  #: The class of a partner's level.
    TODO = "todo"  #: Something to do.
    MONEY = "money"  #: What became of an amount.
    KIND = "kind"  #: The kind of a notice.
    DELIVERY = "delivery"  #: Whether a notice arrived.


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A state in three ways at once: icon, word, tone."""

    tone: Tone
    icon: str
    word: str


_BADGES: dict[Family, dict[str, tuple[Tone, str, str]]] = {
    Family.STANDING: {
        "good": (Tone.GOOD, "circle-check", gettext_noop("Good")),
        "attention": (Tone.DUE, "clock", gettext_noop("Attention")),
        "at-risk": (Tone.STOP, "alert-triangle", gettext_noop("At risk")),
        "in-remediation": (Tone.FIX, "tool", gettext_noop("In remediation")),
        "restricted": (Tone.STOP, "lock", gettext_noop("Restricted")),
        "suspended": (Tone.STOP, "player-pause", gettext_noop("Suspended")),
        "deauthorized": (Tone.STOP, "ban", gettext_noop("Deauthorized")),
        "removed": (Tone.STOP, "x", gettext_noop("Removed")),
        "unknown": (Tone.NONE, "help-circle", gettext_noop("Unknown")),
    },
    Family.TODO: {
        "not-started": (Tone.NONE, "circle-dashed", gettext_noop("Not started")),
        "started": (Tone.INFO, "progress", gettext_noop("Started")),
        "done": (Tone.GOOD, "circle-check", gettext_noop("Done")),
        "due-soon": (Tone.DUE, "clock", gettext_noop("Due soon")),
        "late": (Tone.STOP, "alert-triangle", gettext_noop("Late")),
        "not-needed": (Tone.NONE, "x", gettext_noop("Not needed")),
        "cannot-start": (Tone.NONE, "lock", gettext_noop("Cannot start yet")),
        "unknown": (Tone.NONE, "help-circle", gettext_noop("Unknown")),
    },
    Family.MONEY: {
        "paid": (Tone.GOOD, "circle-check", gettext_noop("Paid")),
        "held": (Tone.FIX, "lock", gettext_noop("Held")),
        "paused": (Tone.FIX, "player-pause", gettext_noop("Paused")),
        "to-repay": (Tone.DUE, "clock", gettext_noop("To repay")),
        "cancelled": (Tone.NONE, "x", gettext_noop("Cancelled")),
        "released": (Tone.GOOD, "lock-open", gettext_noop("Released")),
        "not-affected": (Tone.GOOD, "circle-check", gettext_noop("Not affected")),
        "unknown": (Tone.NONE, "help-circle", gettext_noop("Unknown")),
    },
    Family.KIND: {
        "reminder": (Tone.INFO, "mail", gettext_noop("Reminder")),
        "call-to-action": (Tone.INFO, "bell", gettext_noop("Call to action")),
        "request-for-information": (
            Tone.INFO,
            "message-question",
            gettext_noop("Request for information"),
        ),
        "allegation": (Tone.DUE, "scale", gettext_noop("Allegation")),
        "decision": (Tone.FIX, "gavel", gettext_noop("Decision")),
        "receipt": (Tone.GOOD, "certificate", gettext_noop("Receipt")),
    },
    Family.DELIVERY: {
        "served": (Tone.GOOD, "mail-check", gettext_noop("Served")),
        "sent": (Tone.INFO, "send", gettext_noop("Sent, not served yet")),
        "not-reached": (Tone.STOP, "mail-off", gettext_noop("Not reached")),
    },
}


def codes_of(family: Family) -> tuple[str, ...]:
    """Return the states a family knows, in the order in which they are explained."""
    return tuple(_BADGES[family])


def badge_of(family: Family | str, code: str, *, word: str = "") -> Badge:
    """Return the badge for a state, such as ``badge_of("todo", "due-soon")``.

    ``word`` replaces the usual word, never the icon or the tone: a program names its own
    levels. Small letters with dashes and with underscores mean the same state.

    Raises:
        InvalidValueError: The family has no such state.
    """
    known = _BADGES[Family(family)]
    try:
        tone, icon, usual = known[code.replace("_", "-")]
    except KeyError:
        raise InvalidValueError(
            f"“{code}” is not a state of {family}. Use one of: {', '.join(known)}."
        ) from None
    return Badge(tone=tone, icon=icon, word=word or gettext(usual))

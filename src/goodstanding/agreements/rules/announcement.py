"""How a new version may be announced: material or not, with which reason, from which day.

A change is material where it brings a new duty, a new sanction or a lesser right. A computer
cannot decide that. It can point at what usually is, and ask the officer for the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from goodstanding.agreements.rules.redline import Change, Kind, Mark, Redline

#: Days of notice before a version takes effect, where the agreement says nothing else.
NOTICE_DAYS = 15

#: A day further ahead is mistyped, and no later version could take effect before it.
AHEAD_DAYS_MAX = 730

_PARAGRAPH_WORDS = 4  # Fewer are a line broken elsewhere, not something new.

DUTY_WORDS = frozenset(
    {
        "must", "shall", "cannot", "prohibited", "forbidden", "forbids", "required", "requires",
        "require", "obliged", "never", "mandatory", "expect", "agree", "agrees", "undertake",
        "terminate", "terminated", "suspend", "suspended", "penalty", "liable", "discipline",
        "removal", "sanction", "not",
    }
)  # fmt: skip


class Sign(StrEnum):
    """Something in a change that usually makes it material."""

    NEW_CLAUSE = "new-clause"
    NEW_PARAGRAPH = "new-paragraph"  #: A paragraph or an item more in a clause.
    DUTY_WORDS = "duty-words"
    NUMBER = "number"
    CLAUSE_GONE = "clause-gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """One sign, and the clause it was found in."""

    sign: Sign
    code: str
    heading: str
    words: tuple[str, ...] = ()  #: The words that made it one.


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What an officer says about a version before it is published."""

    first: bool  #: No version was published before.
    material: bool
    reason: str  #: Why it is material, or why it is not.
    summary: str  #: What changes, in plain words, for everybody who is asked.
    pointers: tuple[Pointer, ...] = ()


def pointers_in(redline: Redline) -> tuple[Pointer, ...]:
    """Return what in a redline usually makes a change material, in reading order."""
    return tuple(pointer for change in redline.changes for pointer in _of(change))


def _of(change: Change) -> list[Pointer]:
    if change.kind is Kind.ADDED:
        return [Pointer(sign=Sign.NEW_CLAUSE, code=change.code, heading=change.heading)]
    if change.kind is Kind.REMOVED:
        return [Pointer(sign=Sign.CLAUSE_GONE, code=change.code, heading=change.heading)]
    gained = change.words_gained
    found = (
        (Sign.NEW_PARAGRAPH, _new_paragraphs(change)),
        (Sign.DUTY_WORDS, tuple(sorted(word for word in gained if word in DUTY_WORDS))),
        (Sign.NUMBER, tuple(sorted(word for word in gained if word.isdecimal()))),
    )
    return [
        Pointer(sign=sign, code=change.code, heading=change.heading, words=words)
        for sign, words in found
        if words
    ]


def _new_paragraphs(change: Change) -> tuple[str, ...]:
    """Return what was put in with a line of its own, where there are more lines than before."""
    if change.words_after.count("\n") <= change.words_before.count("\n"):
        return ()
    return tuple(
        piece.text.strip()
        for piece in change.pieces
        if piece.mark is Mark.NEW and "\n" in piece.words and len(piece.words) >= _PARAGRAPH_WORDS
    )


def problems_of(announcement: Announcement) -> tuple[str, ...]:
    """Return every sentence that stands in the way of publishing; none where nothing does."""
    problems = []
    if announcement.first and not announcement.material:
        problems.append(
            "The first version is always material: nobody has accepted anything yet. Choose "
            "“Everybody accepts again”."
        )
    if announcement.material and not announcement.reason.strip():
        problems.append("Say why the change is material: which duty, sanction or right is new.")
    if announcement.material and not announcement.first and not announcement.summary.strip():
        problems.append("Write in plain words what changes. Everybody who must accept reads it.")
    if not announcement.material and announcement.pointers and not announcement.reason.strip():
        clauses = ", ".join(dict.fromkeys(pointer.heading for pointer in announcement.pointers))
        problems.append(
            f"You say that nobody needs to accept this, but it may bring or lose something: "
            f"{clauses}. Say why it does not, or choose “Everybody accepts again”."
        )
    return tuple(problems)


def problem_of_day(
    effective_on: date, *, published_on: date, notice_days: int, earliest: date
) -> str:
    """Return why a version cannot take effect on a local day; empty where it can."""
    if effective_on < earliest:
        return (
            f"The version would take effect on {effective_on}. Published on {published_on}, with "
            f"{notice_days} whole days of notice, the earliest day is {earliest}. Choose that day "
            "or a later one."
        )
    if effective_on > max(published_on + timedelta(days=AHEAD_DAYS_MAX), earliest):
        return (
            f"The version would take effect on {effective_on}, more than {AHEAD_DAYS_MAX} days "
            "ahead, and no other version could before. Choose an earlier day."
        )
    return ""


def problem_of_sameness(position: int) -> str:
    """Return why a text that a published version has already is not published again."""
    return (
        f"The text is the same as version {position}, letter for letter. Change it, or leave "
        "things as they are."
    )


def earliest_effect(*, published_on: date, notice_days: int, before: date | None) -> date:
    """Return the first local day on which a version may take effect.

    Args:
        published_on: The local day of publication.
        notice_days: Whole days between publication and effect.
        before: The day on which the version before takes effect; none for a first version,
            which binds nobody against their will and may take effect at once.
    """
    if before is None:
        return published_on
    return max(published_on + timedelta(days=notice_days + 1), before)

"""What the pages of this room show, put into words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from goodstanding.agreements.rules.announcement import DUTY_WORDS, Pointer, Sign
from goodstanding.agreements.rules.redline import Change, Kind, Redline
from goodstanding.agreements.selectors.coverage import Asked
from goodstanding.ui.badges import Badge
from goodstanding.ui.components import Answer, AnswerRow, FiveAnswers, Trouble
from goodstanding.ui.dates import day_text
from goodstanding.ui.due import DueDate
from goodstanding.ui.tones import Tone

_FINGERPRINT_GROUPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """One changed clause with its badge."""

    change: Change
    badge: Badge


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswers:
    """The five answers, where the date of one is a sentence."""

    rows: tuple[AnswerRow, ...]


def fingerprint(text_sha256: str) -> str:
    """Return a hash as people compare it: its first groups of four and its last."""
    groups = [text_sha256[start : start + 4] for start in range(0, len(text_sha256), 4)]
    return " ".join([*groups[:_FINGERPRINT_GROUPS], "…", groups[-1]])


def shown_changes(redline: Redline, *, material: bool) -> tuple[ShownChange, ...]:
    """Return the changes with their badges, in reading order."""
    return tuple(
        ShownChange(change=change, badge=_badge(change, material=material))
        for change in redline.changes
    )


def _badge(change: Change, *, material: bool) -> Badge:
    match change.kind:
        case Kind.ADDED:
            is_duty = material and any(word in DUTY_WORDS for word in change.words_gained)
            word = gettext("New duty") if is_duty else gettext("New clause")
            return Badge(tone=Tone.DUE, icon="file-text", word=word)
        case Kind.REMOVED:
            return Badge(tone=Tone.NONE, icon="x", word=gettext("Removed"))
        case Kind.REWORDED:
            return Badge(tone=Tone.INFO, icon="git-compare", word=gettext("Wording changed"))


def pointer_sentences(pointers: Iterable[Pointer]) -> list[str]:
    """Return what usually makes a change material, for the officer who decides."""
    return [_pointer_sentence(pointer) for pointer in pointers]


def _pointer_sentence(pointer: Pointer) -> str:
    said = {"heading": pointer.heading, "words": ", ".join(pointer.words)}
    match pointer.sign:
        case Sign.NEW_CLAUSE:
            return gettext("“%(heading)s” is new.") % said
        case Sign.NEW_PARAGRAPH:
            return gettext("“%(heading)s” has a new paragraph or item.") % said
        case Sign.DUTY_WORDS:
            return gettext("“%(heading)s” says more often: %(words)s.") % said
        case Sign.NUMBER:
            return gettext("“%(heading)s” has other numbers: %(words)s.") % said
        case Sign.CLAUSE_GONE:
            return gettext("“%(heading)s” is gone.") % said


def answers_of(
    asked: Asked, *, partner_name: str, zone: str, now: datetime
) -> FiveAnswers | ShownAnswers:
    """Return the five answers for a partner that is asked to accept a version."""
    version = asked.version
    said = {
        "partner": partner_name,
        "position": version.position,
        "day": day_text(version.effective_on),
        "before": asked.before.position if asked.before else "",
    }
    answers = FiveAnswers(
        trouble=Trouble.NO,
        trouble_text=gettext("Every partner is asked."),
        what=Answer(
            text=gettext("Somebody who may bind %(partner)s accepts version %(position)s.") % said
        ),
        by_when=DueDate(due_at=version.effective_at, zone=zone, now=now),
        why=Answer(text=_why(asked, said)),
        otherwise=Answer(text=_otherwise(asked, said)),
    )
    if not asked.in_effect:
        return answers
    what, due, by_when, *rest = answers.rows
    told = Answer(
        strong=gettext("As soon as you can."),
        text=gettext("It applies since %(day)s. If a date counts, your home page shows it.") % said,
    )
    return ShownAnswers(rows=(what, due, AnswerRow(question=by_when.question, answer=told), *rest))


def _why(asked: Asked, said: dict[str, object]) -> str:
    if asked.before is None:
        return gettext("%(partner)s has not accepted this agreement yet.") % said
    if asked.in_effect:
        return (
            gettext(
                "It is a material change. Your acceptance of version %(before)s does not cover it."
            )
            % said
        )
    return (
        gettext(
            "It is a material change. Your acceptance of version %(before)s does not cover it. "
            "It takes effect on %(day)s."
        )
        % said
    )


def _otherwise(asked: Asked, said: dict[str, object]) -> str:
    if asked.in_effect:
        return gettext(
            "It stays open until somebody accepts. If your standing changes by it, your home page "
            "says when."
        )
    if asked.before is None:
        return gettext("Nothing changes before %(day)s. Then your standing says it is open.") % said
    return (
        gettext(
            "Version %(before)s binds you until %(day)s. From then on your standing says that it "
            "is open, until somebody accepts."
        )
        % said
    )

"""What the pages of this room show, put into words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from goodstanding.agreements.models import AgreementVersion
from goodstanding.agreements.rules.announcement import DUTY_WORDS, Pointer, Sign
from goodstanding.agreements.rules.redline import Change, Kind, Redline
from goodstanding.agreements.selectors.coverage import Asked
from goodstanding.agreements.selectors.receipts import Receipt
from goodstanding.ui.badges import Badge
from goodstanding.ui.components import (
    Answer,
    AnswerRow,
    Confirmation,
    Fact,
    FiveAnswers,
    Link,
    Next,
    Trouble,
)
from goodstanding.ui.dates import day_text, instant_text, utc_text
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
        text=gettext("It applies since %(day)s. Your home page shows the date that counts.") % said,
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
        return gettext("Your standing says that it is open, until somebody accepts.")
    if asked.before is None:
        return gettext("Nothing changes before %(day)s. Then your standing says it is open.") % said
    return (
        gettext(
            "Version %(before)s binds you until %(day)s. From then on your standing says that it "
            "is open, until somebody accepts."
        )
        % said
    )


def confirmation_of(
    receipt: Receipt,
    *,
    by_me: bool,
    still_open: Iterable[str],
    json_url: str,
    check_url: str,
    back: Link,
) -> Confirmation:
    """Return the receipt as a page shows it."""
    version = receipt.version
    said = {
        "position": version.position,
        "day": day_text(version.effective_on),
        "name": receipt.signer_name or gettext("somebody whose name was erased"),
    }
    title = (
        gettext("Done. You accepted version %(position)s")
        if by_me
        else gettext("Version %(position)s was accepted by %(name)s")
    ) % said
    ways_in = {
        "password": gettext("with a password"),
        "link": gettext("by a link to their mailbox"),
    }
    followed = [
        Next(
            text=gettext("Anyone you show the receipt number to can check it"),
            hint=gettext("They need no sign-in, and they see no names."),
            icon="certificate",
            link=Link(label=gettext("See what they see"), url=check_url),
        ),
        *(
            Next(
                text=gettext("%(company)s is still open") % {"company": name},
                icon="building",
                tone=Tone.DUE,
            )
            for name in still_open
        ),
    ]
    return Confirmation(
        title=title,
        sentence=_from_when(version, receipt.accepted_at, said),
        receipt_code=receipt.written,
        facts=(
            _what(version),
            Fact(
                term=gettext("For whom"),
                text="; ".join(
                    _company(entity.name, entity.country) for entity in receipt.entities
                ),
                hint=", ".join(
                    place.name for entity in receipt.entities for place in entity.locations
                ),
            ),
            Fact(
                term=gettext("By whom"),
                text=str(said["name"]),
                hint=gettext("%(authority)s. Signed in %(how)s.")
                % {
                    "authority": _authority(receipt.authority),
                    "how": ways_in.get(receipt.identified_by, receipt.identified_by),
                },
            ),
            Fact(
                term=gettext("When"),
                text=instant_text(receipt.accepted_at, receipt.zone),
                hint=utc_text(receipt.accepted_at),
            ),
            Fact(term=gettext("Earlier version"), text=_earlier(receipt)),
        ),
        primary=Link(label=gettext("Download the receipt (JSON)"), url=json_url),
        what_next=tuple(followed),
        back=back,
    )


def _what(version: AgreementVersion) -> Fact:
    return Fact(
        term=gettext("What"),
        text=gettext("%(title)s, version %(position)s")
        % {"title": version.agreement.title, "position": version.position},
        hint=gettext("Fingerprint of the text"),
        code=fingerprint(version.text_sha256),
    )


def _company(name: str, country: str) -> str:
    return f"{name}, {country}" if country else name


def _authority(code: str) -> str:
    return {
        "director": gettext("As director or officer"),
        "authorized": gettext("Authorized by a director"),
    }.get(code, code)


def _from_when(version: AgreementVersion, accepted_at: datetime, said: dict[str, object]) -> str:
    if version.effective_at <= accepted_at:
        return gettext("It applies since %(day)s.") % said
    return gettext("It applies from %(day)s.") % said


def _earlier(receipt: Receipt) -> str:
    if receipt.prior is None or receipt.prior_accepted_at is None:
        return gettext("None. This was the first.")
    return gettext("Version %(position)s, accepted on %(day)s") % {
        "position": receipt.prior.position,
        "day": day_text(receipt.prior_accepted_at.date()),
    }

"""Warning a partner ahead of the test of an authorization that may end for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext, ngettext

from goodstanding.accounts.selectors import first_officer
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import change
from goodstanding.notices.events import AuthorizationWarned
from goodstanding.notices.models import AuthorizationWarning, Notice
from goodstanding.notices.rules.deadlines import Deadline, DueAt, Place
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.words import Said, Words
from goodstanding.notices.services.authorizations import duty_titles, place_name, right_title
from goodstanding.notices.services.sending import Addressee, send_notices
from goodstanding.ui.dates import day_text
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day
from goodstanding.values.keys import PartnerKey

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAhead:
    """What becomes of an authorization after a test that failed: a level, from a day on."""

    title: str
    at: datetime
    final: bool  #: Then ``at`` is the earliest day, which this warning being read today lets be.


@dataclass(frozen=True, slots=True, kw_only=True)
class Threatened:
    """An authorization whose test will fail, or failed, unless what is not met is met."""

    key: PartnerKey
    authorization_id: UUID
    location_id: UUID
    authorization: str
    due_at: datetime  #: When the day of its test is over.
    zone: str  #: Of the location; days are told by it.
    days: tuple[int, ...]  #: The warnings whose day has come, and which nobody sent yet.
    days_to_act: int  #: So long after our last warning was read nothing ends for good.
    unmet: tuple[str, ...]  #: Names of duties.
    unknown: tuple[str, ...]
    steps: tuple[StepAhead, ...]

    def day_of(self, instant: datetime) -> date:
        """Return the local day that an instant lies on."""
        return local_day(instant, self.zone)


def warn(of: Threatened, *, actor: Actor, at: datetime) -> Notice | None:
    """Send one notice for all warnings whose day has come.

    The caller has locked the partner and seen that none of them was given yet. None, and nothing
    is written, where nobody of the vendor is in office who could sign: they stay owed.
    """
    sender_id = first_officer(of.key.program_id, at=at)
    if sender_id is None:
        return None
    with change(actor=actor, at=at) as done:
        text = send_notices(
            _words(of, at=at),
            program_id=of.key.program_id,
            to=[Addressee(partner_id=of.key.partner_id, deadline=_deadline(of, at=at))],
            cause_id=of.authorization_id,
            sender_id=sender_id,
            actor=actor,
            at=at,
        )
        notice = text.notices.get(partner_id=of.key.partner_id)
        AuthorizationWarning.objects.bulk_create(
            AuthorizationWarning(
                notice=notice,
                authorization_id=of.authorization_id,
                authorization=of.authorization,
                due_at=of.due_at,
                days=days,
            )
            for days in of.days
        )
        done.record(
            AuthorizationWarned(
                authorization_id=of.authorization_id,
                warned_partner_id=of.key.partner_id,
                location_id=of.location_id,
                authorization=Code(of.authorization),
                due_at=of.due_at,
                days=of.days,
                notice_id=notice.pk,
                unmet=tuple(Code(name) for name in of.unmet),
                unknown=tuple(Code(name) for name in of.unknown),
            ),
            partners=[of.key],
        )
    return notice


def _deadline(of: Threatened, *, at: datetime) -> Deadline | None:
    """Return the next instant at which something gets worse, if one lies ahead."""
    ahead = [one for one in (of.due_at, *(step.at for step in of.steps)) if one > at]
    return DueAt(at=min(ahead), place=Place(zone=of.zone)) if ahead else None


def _words(of: Threatened, *, at: datetime) -> Words:
    ends = any(step.final for step in of.steps)
    return Words(
        kind=NoticeKind.CALL_TO_ACTION,
        title=(
            gettext("an authorization of one of your locations may end")
            if ends
            else gettext("an authorization of one of your locations may be restricted")
        ),
        heading=gettext("One of your locations does not meet yet what its authorization needs."),
        occasion=_late_occasion(of) if of.due_at <= at else _occasion(of),
        what=Said(
            short=gettext("Meet what the authorization needs."),
            detail=" ".join(filter(None, _what(of, at=at))),
        ),
        why=_why(of, at=at),
        otherwise=Said(
            short=(
                gettext("It is restricted step by step, and may end for good.")
                if ends
                else gettext("It is restricted step by step.")
            ),
            detail=" ".join(_what_happens(of)),
        ),
        steps=(gettext("Open your first page. It names what is missing, and by when."),),
        closing=gettext(
            "Do you think it is wrong, or have you done it already? Reply to this message. A "
            "person answers."
        ),
    )


def _why(of: Threatened, *, at: datetime) -> Said:
    if of.due_at <= at:
        detail = gettext("The day of this test was %(day)s.")
    else:
        detail = gettext("The day of this test is %(day)s.")
    return Said(
        short=gettext("Every authorization is tested once a year."),
        detail=detail % {"day": day_text(of.day_of(of.due_at - _MOMENT))},
    )


def _occasion(of: Threatened) -> str:
    if len(of.days) == 1:
        text = gettext("This is our warning %(days)s days before the day of the test is over.")
    else:
        text = gettext(
            "This one message stands for our warnings %(days)s days before the day of the test is "
            "over."
        )
    return text % _days(of)


def _late_occasion(of: Threatened) -> str:
    if len(of.days) == 1:
        text = gettext(
            "This warning comes late: it was due %(days)s days before the day of the test was over."
        )
    else:
        text = gettext(
            "This one message comes late: it stands for our warnings that were due %(days)s days "
            "before the day of the test was over."
        )
    return text % _days(of)


def _days(of: Threatened) -> dict[str, str]:
    return {"days": ", ".join(str(one) for one in of.days)}


def _what(of: Threatened, *, at: datetime) -> tuple[str, ...]:
    unmet = "; ".join(duty_titles(of.unmet, key=of.key, at=at))
    unknown = "; ".join(duty_titles(of.unknown, key=of.key, at=at))
    return (
        gettext("%(place)s: %(title)s.")
        % {
            "place": place_name(of.location_id, at=at),
            "title": right_title(of.authorization, key=of.key, at=at),
        },
        gettext("Not met: %(duties)s.") % {"duties": unmet} if unmet else "",
        gettext("Not known to us: %(duties)s.") % {"duties": unknown} if unknown else "",
    )


def _what_happens(of: Threatened) -> tuple[str, ...]:
    """Return each level with its day; one for good leaves days to act on the last warning."""
    final = ngettext(
        "“%(level)s” from %(day)s on, for good, and not before %(days)s day has passed since our "
        "last warning was read.",
        "“%(level)s” from %(day)s on, for good, and not before %(days)s days have passed since our "
        "last warning was read.",
        of.days_to_act,
    )
    mild = gettext("“%(level)s” from %(day)s on.")
    said = [
        (final if step.final else mild)
        % {"level": step.title, "day": day_text(of.day_of(step.at)), "days": of.days_to_act}
        for step in of.steps
    ]
    return (*said, gettext("Your other locations stay as they are."))

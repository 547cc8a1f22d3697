"""How a distributor reads what is open at a reseller: what, by when, what follows, whom to ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext, ngettext

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import Affiliation
from goodstanding.partners.words import role_name
from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Composed,
    CountdownStep,
    Obligation,
    Pack,
    Pass,
    Reach,
    Show,
)
from goodstanding.standing.engine import Row
from goodstanding.ui.badges import Badge, Family, badge_of
from goodstanding.ui.dates import day_text
from goodstanding.ui.due import WORK_QUEUE_WARN_DAYS, ClockNotStarted, Due, DueDate, NoDate
from goodstanding.values.days import local_day
from goodstanding.web.portfolio import Category, Line, category_of
from goodstanding.web.portfolio_places import Places, places_of_many

#: Shares over fewer people than this are only told as done or not done: a small number is a name.
PEOPLE_MIN = 5
#: Whom to call first.
_CALLED = ("compliance", "deputy", "signatory")
_BADGES = {
    "fulfilled": "done",
    "waived": "done",
    "pending": "not-started",
    "grace": "due-soon",
    "overdue": "late",
    "unknown": "unknown",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody of a reseller to talk to."""

    name: str
    role: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One open line, ready for a page or a file."""

    line: Line
    category: str
    what: str
    unit: str
    badge: Badge | None
    due: Due
    otherwise: str
    contact: Contact | None


def category_name(category: Category) -> str:
    """Return what people call a category."""
    return {
        Category.AGREEMENT: gettext("Agreement"),
        Category.TRAINING: gettext("Training"),
        Category.CONTACT: gettext("Contact"),
        Category.AUTHORIZATION: gettext("Authorization"),
        Category.PAYMENT_DATA: gettext("Payment data"),
        Category.OTHER: gettext("Other"),
    }[category]


def duty_name(obligation: Obligation) -> str:
    """Return what people call the kind of a duty: its category, or among the others what it asks.

    Only where orders are stopped somebody has to ask the vendor: a duty says itself what it is.
    """
    match obligation.verb:
        case Attain():
            return gettext("Amount to reach")
        case Show():
            return gettext("Document")
        case Composed():
            return gettext("Several duties")
        case _:
            return category_name(category_of(obligation))


def shown(
    lines: Iterable[Line], *, pack: Pack, program_id: UUID, program_zone: str, at: datetime
) -> list[Shown]:
    """Return lines in words, each in the time of the place that owes something."""
    held = list(lines)
    partner_ids = {line.partner_id for line in held}
    places = places_of_many(partner_ids, program_id=program_id, program_zone=program_zone, at=at)
    contacts = contacts_of(partner_ids, at=at)
    return [
        _shown(
            line,
            pack=pack,
            places=places[line.partner_id],
            contact=contacts.get(line.partner_id),
            at=at,
        )
        for line in held
    ]


def _shown(
    line: Line, *, pack: Pack, places: Places, contact: Contact | None, at: datetime
) -> Shown:
    row = line.duty
    if row is None:
        return Shown(
            line=line,
            category=gettext("Other: ask the vendor"),
            what=gettext("Some orders are stopped."),
            unit="",
            badge=None,
            due=NoDate(),
            otherwise=gettext("Only the vendor can say why."),
            contact=contact,
        )
    obligation = pack.obligation(row.source)
    return Shown(
        line=line,
        category=duty_name(obligation),
        what=what_text(obligation, row),
        unit=unit_text(obligation, row, places),
        badge=state_badge(row),
        due=due_of(obligation, row, zone=places.zone(row), at=at),
        otherwise=otherwise_text(pack, obligation, row, zone=places.zone(row)),
        contact=contact,
    )


def state_badge(row: Row) -> Badge:
    """Return the badge of a duty's state."""
    return badge_of(Family.TODO, _BADGES[row.status])


def what_text(obligation: Obligation, row: Row) -> str:
    """Return what a reseller still has to do, as somebody who helps reads it."""
    match obligation.verb:
        case Accept(agreement=name):
            text = gettext("Accept the current version of %(name)s.")
        case Pass():
            return _people_text(row)
        case Attain():
            return gettext("Sell enough at the location before its anniversary.")
        case Reach():
            name = role_name(row.unit or "")
            text = gettext(
                "The %(name)s has to open a message and say “I have read this”. Name one if there "
                "is none."
            )
        case Attest(statement=name):
            text = gettext("State “%(name)s” anew.")
        case Show(document=name):
            text = gettext("Show a document “%(name)s” that is still good.")
        case Composed(parts=parts):
            name = ", ".join(parts)
            text = gettext("Meet enough of these: %(name)s.")
    return text % {"name": name.replace("-", " ")}


def _people_text(row: Row) -> str:
    if row.have is None or row.need is None:
        return gettext("Say who works in these functions.")
    missing = max(row.need - row.have, 0)
    if row.need < PEOPLE_MIN:
        return gettext("People still have to take the course.")
    return ngettext(
        "%(count)s person still has to take the course.",
        "%(count)s people still have to take the course.",
        missing,
    ) % {"count": missing}


def unit_text(obligation: Obligation, row: Row, places: Places) -> str:
    """Return which company or location a duty is about; empty where it is the whole partner."""
    if isinstance(obligation.verb, Reach) or row.unit is None:
        return ""
    return places.unit_name(row)


def due_of(obligation: Obligation, row: Row, *, zone: str, at: datetime) -> Due:
    """Return by when a duty is to be done, in the time of the place that owes it."""
    if row.due_at is not None:
        return DueDate(due_at=row.due_at, zone=zone, now=at, warn_days=WORK_QUEUE_WARN_DAYS)
    if row.note == "not-served" and obligation.due is not None and obligation.due.after is not None:
        after = obligation.due.after
        return ClockNotStarted(days_from_service=after.days_most, working=bool(after.workdays))
    return NoDate()


def otherwise_text(pack: Pack, obligation: Obligation, row: Row, *, zone: str) -> str:
    """Return what the duty's own countdown does next, and after which day."""
    step = _next_step(pack, obligation, row)
    if step is None:
        return gettext("Nothing more follows from this.")
    level = pack.level(step.level or "")
    words = {
        "level": level.title,
        "effects": ", ".join(effect.replace("-", " ") for effect in sorted(level.stops)),
        "day": _day_of(step, row, zone=zone),
    }
    if level.stops and words["day"]:
        return gettext("After %(day)s “%(level)s”, which stops: %(effects)s.") % words
    if level.stops:
        return gettext("Later “%(level)s”, which stops: %(effects)s.") % words
    if words["day"]:
        return gettext("After %(day)s “%(level)s”. Nothing stops.") % words
    return gettext("Later “%(level)s”. Nothing stops.") % words


def _next_step(pack: Pack, obligation: Obligation, row: Row) -> CountdownStep | None:
    if obligation.countdown is None:
        return None
    for step in pack.countdown(obligation.countdown).levels:
        level = pack.level(step.level or "")
        if level.rank > row.rank:
            return step
    return None


def _day_of(step: CountdownStep, row: Row, *, zone: str) -> str:
    if row.due_at is None:
        return ""
    return day_text(_due_day(row.due_at, zone) + timedelta(days=step.days))


def _due_day(due_at: datetime, zone: str) -> date:
    # The due instant is the first moment after the due day.
    return local_day(due_at - timedelta(microseconds=1), zone)


def contacts_of(partner_ids: Collection[UUID], *, at: datetime) -> dict[UUID, Contact]:
    """Return whom to call at each partner: compliance, else the deputy, else the signatory."""
    found: dict[UUID, tuple[int, Contact]] = {}
    for row in (
        Affiliation.objects.filter(
            in_force(at),
            partner_id__in=partner_ids,
            role__in=_CALLED,
            person__email__isnull=False,
        )
        .select_related("person")
        .order_by("person__name", "person_id")
    ):
        place = _CALLED.index(row.role)
        if row.partner_id not in found or place < found[row.partner_id][0]:
            contact = Contact(
                name=str(row.person), role=role_name(row.role), email=row.person.email or ""
            )
            found[row.partner_id] = (place, contact)
    return {partner_id: contact for partner_id, (_place, contact) in found.items()}

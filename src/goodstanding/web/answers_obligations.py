"""What is said of an obligation: what to do, by when, what if not, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext, ngettext

from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Composed,
    Level,
    Obligation,
    Pass,
    Reach,
    Show,
)
from goodstanding.standing.engine import Row
from goodstanding.standing.rules.needs import Pieces
from goodstanding.standing.selectors import Standing, part_rows
from goodstanding.ui.badges import Family, badge_of
from goodstanding.ui.components import Answer, FiveAnswers, Link, Reason, ReasonState, Task, Trouble
from goodstanding.ui.dates import day_text
from goodstanding.ui.due import ClockNotStarted, Due, DueDate, NoDate
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.days import local_day
from goodstanding.values.money import Money
from goodstanding.web.changes import effects_text

_STATES = {
    "fulfilled": ReasonState.FULFILLED,
    "waived": ReasonState.FULFILLED,
    "pending": ReasonState.IN_TIME,
    "grace": ReasonState.IN_TIME,
    "overdue": ReasonState.OPEN,
    "unknown": ReasonState.UNKNOWN,
}
_TODO = {"pending": "not-started", "grace": "due-soon", "overdue": "late", "unknown": "unknown"}


class Places(Protocol):
    """Where a reader goes from an obligation, and how units are called. Empty: no such page."""

    @property
    def has_distributor(self) -> bool:
        """Whether a distributor sees what is done."""

    @property
    def authorizations_url(self) -> str:
        """Return where what locations may do is listed."""

    def contacts(self, role: str) -> tuple[str, ...]:
        """Return who is named for a contact role, by name."""

    def act(self, obligation: Obligation, row: Row) -> str:
        """Return where an obligation is fulfilled."""

    def clause_url(self, clause: ClauseRef | None) -> str:
        """Return where a clause is read."""

    def clause_label(self, clause: ClauseRef | None) -> str:
        """Return what people call a clause, with its version."""

    def unit_name(self, row: Row) -> str:
        """Return what the unit of a row is called."""

    def zone(self, row: Row) -> str:
        """Return the zone a row's due day is told in."""

    def done_on(self, row: Row) -> date | None:
        """Return the day of the act that fulfils an obligation, where it may be told."""

    def waived_until(self, row: Row) -> date | None:
        """Return the last day of the waiver that a row rests on."""


def what_text(obligation: Obligation, row: Row, *, places: Places) -> str:
    """Return what is to be done, as one sentence."""
    words: dict[str, str] = {}
    match obligation.verb:
        case Accept():
            text = gettext("Read and accept the current version, for %(unit)s.")
        case Pass():
            return _people_text(row)
        case Attain(least=least, months=months):
            text = ngettext(
                "Reach %(least)s at %(unit)s in the full month before the anniversary.",
                "Reach %(least)s at %(unit)s in the %(months)s full months before the anniversary.",
                months,
            )
            return text % {"least": least, "months": months, "unit": places.unit_name(row)}
        case Reach():
            return _contact_text(row.unit or "", places=places)
        case Attest():
            text = gettext("Make this statement, for %(unit)s.")
        case Show():
            text = gettext("Show this document, for %(unit)s.")
        case Composed(parts=parts, least=least):
            text = _meeting(least, len(parts))
            words = {"least": str(least), "parts": _named(parts)}
    return text % {"unit": places.unit_name(row), **words}


def _meeting(least: int, count: int) -> str:
    if least == count:
        return gettext("Meet all of these, for %(unit)s: %(parts)s.")
    if least == 1:
        return gettext("Meet one of these, for %(unit)s: %(parts)s.")
    return gettext("Meet at least %(least)s of these, for %(unit)s: %(parts)s.")


def _named(parts: Sequence[str]) -> str:
    return ", ".join(part.replace("-", " ") for part in parts)


def _people_text(row: Row) -> str:
    if row.have is None or row.need is None:
        return gettext("Tell us who works in these functions.")
    missing = max(row.need - row.have, 0)
    return ngettext(
        "%(count)s of your people still has to take the course.",
        "%(count)s of your people still have to take the course.",
        missing,
    ) % {"count": missing}


def _contact_text(role: str, *, places: Places) -> str:
    words = {"role": role.replace("-", " "), "names": _either(places.contacts(role))}
    if words["names"]:
        return (
            gettext(
                "%(names)s opens a message here, signed in, and says “I have read this” "
                "as your %(role)s contact."
            )
            % words
        )
    return gettext("Name a person we can reach as %(role)s contact.") % words


def _either(names: Sequence[str]) -> str:
    """Return names of whom one is enough, as text: “Ada or Ole”."""
    return gettext(" or ").join(names)


def due_of(obligation: Obligation, row: Row, *, places: Places, now: datetime) -> Due:
    """Return by when, in the zone of whoever owes it."""
    if row.due_at is not None:
        return DueDate(due_at=row.due_at, zone=places.zone(row), now=now)
    if row.note == "not-served" and obligation.due is not None and obligation.due.after is not None:
        after = obligation.due.after
        return ClockNotStarted(days_from_service=after.days_most, working=bool(after.workdays))
    return NoDate()


def otherwise_of(standing: Standing, obligation: Obligation, row: Row, *, zone: str) -> str:
    """Return what happens if it is not done."""
    if obligation.countdown is None:
        return gettext("Your standing does not change.")
    steps = standing.pack.countdown(obligation.countdown).levels
    ahead = [
        step for step in steps if step.level and standing.pack.level(step.level).rank > row.rank
    ]
    if not ahead:
        return gettext("It stays as it is until this is done.")
    if standing.pack.level(ahead[0].level or "").rank <= standing.whole.rank:
        return gettext("Your standing is what it is for another reason. This must be done as well.")
    return _consequence(standing.pack.level(ahead[0].level or ""), ahead[0].days, row, zone=zone)


def _consequence(level: Level, days: int, row: Row, *, zone: str) -> str:
    """Return what a step of the countdown does, with its day where one can be told."""
    words = {
        "level": level.title,
        "effects": effects_text(level.stops),
        "day": "",
    }
    if row.due_at is not None:
        # The due instant is the first moment after the due day.
        due_on = local_day(row.due_at - timedelta(microseconds=1), zone)
        words["day"] = day_text(due_on + timedelta(days=days))
    if level.stops and words["day"]:
        text = gettext(
            "If it is not done by the end of %(day)s, your standing becomes “%(level)s”, which "
            "stops: %(effects)s."
        )
    elif level.stops:
        text = gettext("Later your standing becomes “%(level)s”, which stops: %(effects)s.")
    elif words["day"]:
        text = gettext(
            "If it is not done by the end of %(day)s, your standing becomes “%(level)s”. No money "
            "stops."
        )
    else:
        text = gettext("Later your standing becomes “%(level)s”. No money stops.")
    return text % words


def task_of(standing: Standing, row: Row, *, places: Places, now: datetime) -> Task:
    """Return the line of the list of things to do."""
    obligation = standing.obligation(row)
    return Task(
        title=what_text(obligation, row, places=places),
        badge=badge_of(Family.TODO, _TODO[row.status]),
        hint=_hint(obligation, row),
        url=places.act(obligation, row),
        due=due_of(obligation, row, places=places, now=now),
    )


def _hint(obligation: Obligation, row: Row) -> str:
    """Return the rule, and of an amount what was reached and that nothing is done about it here."""
    if not isinstance(obligation.verb, Attain):
        return obligation.title
    asking = gettext(
        "The vendor’s own figures say so: there is nothing to do here. Are they wrong? Ask us."
    )
    return " ".join(filter(None, (obligation.title, amounts_text(obligation, row), asking)))


def reason_of(standing: Standing, row: Row, *, places: Places, pieces: Pieces) -> Reason:
    """Return the line that says where an obligation stands, with its clause and the way out.

    Of one made of parts each part has a line of its own below it.
    """
    obligation = standing.obligation(row)
    url, act = places.clause_url(obligation.clause), places.act(obligation, row)
    state = _STATES[row.status]
    return Reason(
        state=state,
        sentence=obligation.title,
        detail=_detail(obligation, row, places=places),
        clause=Link(label=places.clause_label(obligation.clause), url=url) if url else None,
        way_out=(
            Link(label=gettext("Do it now"), url=act)
            if act and state is not ReasonState.FULFILLED
            else None
        ),
        parts=tuple(
            not_needed(part) if state is ReasonState.FULFILLED else part
            for part in (
                reason_of(standing, each, places=places, pieces=pieces)
                for each in part_rows(row, pieces)
            )
        ),
    )


def not_needed(part: Reason) -> Reason:
    """Return the line of a part as it reads where enough others are met."""
    if part.state is ReasonState.FULFILLED:
        return part
    return replace(part, state=ReasonState.NOT_NEEDED, way_out=None)


def parts_text(obligation: Obligation, row: Row) -> str:
    """Return how many parts are met and needed; empty where a duty is not made of parts."""
    if not isinstance(obligation.verb, Composed) or row.have is None:
        return ""
    return gettext("Needed: %(least)s of these %(count)s. Met: %(have)s.") % {
        "least": obligation.verb.least,
        "count": len(obligation.verb.parts),
        "have": row.have,
    }


def _detail(obligation: Obligation, row: Row, *, places: Places) -> str:
    unit = places.unit_name(row)
    counted = ""
    if isinstance(obligation.verb, Pass) and row.have is not None and row.need is not None:
        counted = ngettext(
            "%(have)s of %(need)s person.", "%(have)s of %(need)s people.", row.need
        ) % {"have": row.have, "need": row.need}
    counted = counted or amounts_text(obligation, row) or parts_text(obligation, row)
    notes = {
        "not-served": gettext("We have not reached you with the notice yet; nothing is late."),
        "nothing-in-force": gettext("No version asks for acceptance at the moment."),
        "nobody-in-scope": gettext("Nobody works in these functions, and your list is complete."),
        "list-not-declared": gettext(
            "Nobody is listed in these functions, and nobody said that the list is complete."
        ),
        "place-unknown": gettext("The country or region is missing, so nobody can say."),
        "amounts-missing": gettext("The amount of a month is missing, so nobody can say."),
        "other-currency": gettext(
            "The amount of a month is in another currency, so nobody can say."
        ),
    }
    done = _done(row, places=places) if row.status == "fulfilled" and not row.note else ""
    if row.status == "waived":
        counted, done = "", _waived(row, places=places)
    parts = [part for part in (counted, notes.get(row.note or "", ""), done) if part]
    stands = " ".join(parts) or gettext("Not done yet.")
    return gettext("%(unit)s: %(stands)s") % {"unit": unit, "stands": stands}


def _waived(row: Row, *, places: Places) -> str:
    """Return until when something need not be done."""
    day = places.waived_until(row)
    if day is None:
        return gettext("Waived: you need not do it now.")
    return gettext("Waived: you need not do it until the end of %(day)s.") % {"day": day_text(day)}


def amounts_text(obligation: Obligation, row: Row) -> str:
    """Return how much is reached of an amount; empty where a duty is not about one."""
    if not isinstance(obligation.verb, Attain) or row.have is None or row.need is None:
        return ""
    currency = obligation.verb.least.currency
    return gettext("%(have)s of %(need)s before the next anniversary.") % {
        "have": Money(row.have, currency),
        "need": Money(row.need, currency),
    }


def _done(row: Row, *, places: Places) -> str:
    """Return that it is done and recorded, since when, and who can see that."""
    day = places.done_on(row)
    done = gettext("Done on %(day)s.") % {"day": day_text(day)} if day else gettext("Done.")
    seen = (
        gettext("Recorded; your distributor can see it.")
        if places.has_distributor
        else gettext("Recorded.")
    )
    return f"{done} {seen}"


def primary_of(standing: Standing, first: Row | None, *, places: Places) -> Link | None:
    """Return the one act the page leads to."""
    if first is None:
        return None
    obligation = standing.obligation(first)
    url = places.act(obligation, first)
    if not url:
        return None
    match obligation.verb:
        case Accept():
            label = gettext("Read and accept")
        case Attain():
            label = gettext("See the place")
        case Pass():
            label = gettext("See who is missing")
        case Reach():
            named = places.contacts(first.unit or "")
            label = gettext("See your messages") if named else gettext("Name a contact")
        case Attest():
            label = gettext("Make the statement")
        case Show():
            label = gettext("Show the document")
        case Composed():
            label = gettext("See what counts")
    return Link(label=label, url=url)


def five_of(
    standing: Standing,
    first: Row,
    *,
    trouble: tuple[Trouble, str],
    places: Places,
    now: datetime,
) -> FiveAnswers:
    """Return the five answers where an obligation is what is due next."""
    obligation = standing.obligation(first)
    url = places.clause_url(obligation.clause)
    return FiveAnswers(
        trouble=trouble[0],
        trouble_text=trouble[1],
        what=Answer(strong=what_text(obligation, first, places=places)),
        by_when=due_of(obligation, first, places=places, now=now),
        why=Answer(
            text=gettext("The rule: %(rule)s") % {"rule": obligation.title},
            links=(Link(label=places.clause_label(obligation.clause), url=url),) if url else (),
        ),
        otherwise=Answer(text=otherwise_of(standing, obligation, first, zone=places.zone(first))),
    )

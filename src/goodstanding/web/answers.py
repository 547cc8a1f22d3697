"""What a partner's home says first: the verdict, the five answers, what to do and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext, ngettext

from goodstanding.rulebook.pack import Accept, Level, Obligation, Pass, Reach
from goodstanding.standing.engine import Row
from goodstanding.standing.selectors import Standing
from goodstanding.ui.badges import Family, badge_of
from goodstanding.ui.components import (
    Answer,
    FiveAnswers,
    Link,
    Reason,
    ReasonState,
    Task,
    Trouble,
    Verdict,
)
from goodstanding.ui.dates import day_text
from goodstanding.ui.due import ClockNotStarted, Due, DueDate, NoDate
from goodstanding.values.days import local_day
from goodstanding.web.levels import level_badge
from goodstanding.web.record import PartnerRecord

_STATES = {
    "fulfilled": ReasonState.FULFILLED,
    "waived": ReasonState.FULFILLED,
    "pending": ReasonState.IN_TIME,
    "grace": ReasonState.IN_TIME,
    "overdue": ReasonState.OPEN,
    "unknown": ReasonState.UNKNOWN,
}
_TODO = {"pending": "not-started", "grace": "due-soon", "overdue": "late", "unknown": "unknown"}
AT_RISK_RANK = 2


class Places(Protocol):
    """Where a reader goes from a duty, and how units are called. Empty: no such page."""

    def act(self, obligation: Obligation) -> str:
        """Return where a duty is done."""

    def clause(self, obligation: Obligation) -> str:
        """Return where the clause of a duty is read."""

    def clause_label(self, obligation: Obligation) -> str:
        """Return what people call the clause of a duty, with its version."""

    def unit_name(self, row: Row) -> str:
        """Return what the unit of a row is called."""

    def zone(self, row: Row) -> str:
        """Return the zone a row's due day is told in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeWords:
    """Everything the home says about standing, ready for its template."""

    verdict: Verdict
    answers: FiveAnswers
    tasks: tuple[Task, ...]
    reasons: tuple[Reason, ...]
    primary: Link | None


def home_words(
    standing: Standing,
    *,
    partner_name: str,
    places: Places,
    record: PartnerRecord | None,
    now: datetime,
) -> HomeWords:
    """Return the words of a partner's home for a standing.

    ``record`` is what is on record today; None where a past day is asked about.
    """
    unmet = sorted(standing.unmet(), key=_soonest)
    first = unmet[0] if unmet else None
    return HomeWords(
        verdict=_verdict(standing, partner_name=partner_name, unmet=len(unmet)),
        answers=_five(standing, first, more=len(unmet) - 1, places=places, record=record, now=now),
        tasks=tuple(_task(standing, row, places=places, now=now) for row in unmet),
        reasons=tuple(
            _reason(standing, row, places=places)
            if row.kind == "obligation"
            else _measure(standing, row, record=record)
            for row in standing.reasons
        ),
        primary=_primary(standing, first, places=places),
    )


def _soonest(row: Row) -> tuple[bool, float, str]:
    return (row.due_at is None, row.due_at.timestamp() if row.due_at else 0.0, row.source)


def _verdict(standing: Standing, *, partner_name: str, unmet: int) -> Verdict:
    level = standing.level
    title = {
        "good": gettext("%(partner)s is in good standing"),
        "attention": gettext("%(partner)s: something needs you"),
        "at-risk": gettext("%(partner)s: something is overdue"),
    }.get(level.name, gettext("%(partner)s: %(level)s"))
    return Verdict.of(
        level_badge(level),
        title=title % {"partner": partner_name, "level": level.title},
        sentence=_sentence(standing, unmet=unmet),
    )


def _sentence(standing: Standing, *, unmet: int) -> str:
    stops = standing.level.stops
    if stops:
        return gettext("Stopped for now: %(effects)s. Everything else goes on as usual.") % {
            "effects": ", ".join(effect.replace("-", " ") for effect in sorted(stops))
        }
    if unmet:
        return gettext("You can order, renew and support customers as usual. No money stops.")
    return gettext("Nothing is due. You can order, renew and support customers as usual.")


def _five(
    standing: Standing,
    first: Row | None,
    *,
    more: int,
    places: Places,
    record: PartnerRecord | None,
    now: datetime,
) -> FiveAnswers:
    trouble, trouble_text = _trouble(standing, record), _trouble_text(standing, record)
    if first is None:
        return FiveAnswers(
            trouble=trouble,
            trouble_text=trouble_text,
            why=Answer(
                text=gettext("Everything %(program)s asks of you is fulfilled.")
                % {"program": standing.pack.title}
            ),
            otherwise=Answer(text=gettext("There is nothing to miss.")),
        )
    obligation = standing.obligation(first)
    url = places.clause(obligation)
    return FiveAnswers(
        trouble=trouble,
        trouble_text=trouble_text,
        what=Answer(strong=_what(obligation, first, places=places), text=_more(more)),
        by_when=_due(obligation, first, places=places, now=now),
        why=Answer(
            text=obligation.title,
            links=(Link(label=places.clause_label(obligation), url=url),) if url else (),
        ),
        otherwise=Answer(text=_otherwise(standing, obligation, first, zone=places.zone(first))),
    )


def _measures(standing: Standing) -> list[Row]:
    return [row for row in standing.reasons if row.kind == "measure"]


def _trouble(standing: Standing, record: PartnerRecord | None) -> Trouble:
    if standing.level.final:
        return Trouble.YES
    if _measures(standing) or standing.whole.rank >= AT_RISK_RANK:
        return Trouble.REPAIRABLE
    if record is not None and record.open_questions:
        return Trouble.NOT_DECIDED
    return Trouble.NO


def _trouble_text(standing: Standing, record: PartnerRecord | None) -> str:
    said = []
    if standing.whole.rank >= AT_RISK_RANK and not _measures(standing):
        said.append(gettext("Something is overdue."))
    if record is None:
        return " ".join(said)
    if record.open_questions:
        said.append(
            gettext("Somebody says that a rule was broken. We have not decided whether it is true.")
        )
    if record.findings:
        found = ngettext(
            "%(count)s finding is on record.", "%(count)s findings are on record.", record.findings
        )
        said.append(found % {"count": record.findings})
    else:
        said.append(gettext("No finding is on record."))
    return " ".join(said)


def _more(count: int) -> str:
    if count <= 0:
        return ""
    return ngettext(
        "And %(count)s more thing, below.", "And %(count)s more things, below.", count
    ) % {"count": count}


def _what(obligation: Obligation, row: Row, *, places: Places) -> str:
    match obligation.verb:
        case Accept():
            return gettext("Read and accept the current version, for %(unit)s.") % {
                "unit": places.unit_name(row)
            }
        case Pass():
            if row.have is None or row.need is None:
                return gettext("Tell us who works in these functions.")
            missing = max(row.need - row.have, 0)
            return ngettext(
                "%(count)s of your people still has to take the course.",
                "%(count)s of your people still have to take the course.",
                missing,
            ) % {"count": missing}
        case Reach():
            return gettext("Name a person we can reach as %(role)s contact.") % {
                "role": (row.unit or "").replace("-", " ")
            }


def _due(obligation: Obligation, row: Row, *, places: Places, now: datetime) -> Due:
    if row.due_at is not None:
        return DueDate(due_at=row.due_at, zone=places.zone(row), now=now)
    if row.note == "not-served" and obligation.due is not None and obligation.due.after is not None:
        return ClockNotStarted(days_from_service=obligation.due.after.days_most)
    return NoDate()


def _otherwise(standing: Standing, obligation: Obligation, row: Row, *, zone: str) -> str:
    if obligation.countdown is None:
        return gettext("Your standing does not change.")
    steps = standing.pack.countdown(obligation.countdown).levels
    ahead = [
        step for step in steps if step.level and standing.pack.level(step.level).rank > row.rank
    ]
    if not ahead:
        return gettext("It stays as it is until this is done.")
    return _consequence(standing.pack.level(ahead[0].level or ""), ahead[0].days, row, zone=zone)


def _consequence(level: Level, days: int, row: Row, *, zone: str) -> str:
    """Return what a step of the countdown does, with its day where one can be told."""
    words = {
        "level": level.title,
        "effects": ", ".join(effect.replace("-", " ") for effect in sorted(level.stops)),
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


def _task(standing: Standing, row: Row, *, places: Places, now: datetime) -> Task:
    obligation = standing.obligation(row)
    return Task(
        title=_what(obligation, row, places=places),
        badge=badge_of(Family.TODO, _TODO[row.status]),
        hint=obligation.title,
        url=places.act(obligation),
        due=_due(obligation, row, places=places, now=now),
    )


def _reason(standing: Standing, row: Row, *, places: Places) -> Reason:
    obligation = standing.obligation(row)
    url, act = places.clause(obligation), places.act(obligation)
    state = _STATES[row.status]
    return Reason(
        state=state,
        sentence=obligation.title,
        detail=_detail(obligation, row, places=places),
        clause=Link(label=places.clause_label(obligation), url=url) if url else None,
        way_out=(
            Link(label=gettext("Do it now"), url=act)
            if act and state is not ReasonState.FULFILLED
            else None
        ),
    )


def _measure(standing: Standing, row: Row, *, record: PartnerRecord | None) -> Reason:
    """Return the line of a measure: what it is, and until when where the calendar ends it."""
    until = ""
    if row.turns_at is not None:
        last = local_day(row.turns_at - timedelta(microseconds=1), standing.pack.zone)
        until = gettext("Until the end of %(day)s.") % {"day": day_text(last)}
    link = Link(label=gettext("Read the decision"), url=record.url) if record else None
    return Reason(
        state=ReasonState.OPEN,
        sentence=gettext("In force: %(measure)s.") % {"measure": row.source.replace("-", " ")},
        detail=until,
        way_out=link,
    )


def _detail(obligation: Obligation, row: Row, *, places: Places) -> str:
    unit = places.unit_name(row)
    counted = ""
    if isinstance(obligation.verb, Pass) and row.have is not None and row.need is not None:
        counted = gettext("%(have)s of %(need)s people.") % {"have": row.have, "need": row.need}
    notes = {
        "not-served": gettext("We have not reached you with the notice yet; nothing is late."),
        "nothing-in-force": gettext("No version asks for acceptance at the moment."),
        "nobody-in-scope": gettext("Nobody works in these functions, and your list is complete."),
        "list-not-declared": gettext(
            "Nobody is listed in these functions, and nobody said that the list is complete."
        ),
        "place-unknown": gettext("The country or region is missing, so nobody can say."),
    }
    return " ".join(part for part in (unit, counted, notes.get(row.note or "", "")) if part)


def _primary(standing: Standing, first: Row | None, *, places: Places) -> Link | None:
    if first is None:
        return None
    obligation = standing.obligation(first)
    url = places.act(obligation)
    if not url:
        return None
    match obligation.verb:
        case Accept():
            label = gettext("Read and accept")
        case Pass():
            label = gettext("See who is missing")
        case Reach():
            label = gettext("Name a contact")
    return Link(label=label, url=url)

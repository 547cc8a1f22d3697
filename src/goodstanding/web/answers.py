"""What a partner's home says first: the verdict, the five answers, what to do and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.utils.translation import gettext, ngettext

from goodstanding.rulebook.pack import Attain
from goodstanding.standing.engine import Row
from goodstanding.standing.rules.needs import Pieces
from goodstanding.standing.selectors import Standing, pieces_of
from goodstanding.ui.badges import Family, badge_of
from goodstanding.ui.components import Answer, FiveAnswers, Link, Reason, Task, Trouble, Verdict
from goodstanding.ui.dates import day_text
from goodstanding.ui.due import DueDate
from goodstanding.web import answers_agreements as agreements
from goodstanding.web import answers_matters as matters
from goodstanding.web import answers_obligations as obligations
from goodstanding.web.answers_authorizations import authorization_reason
from goodstanding.web.answers_obligations import Places
from goodstanding.web.changes import effects_text, stopped_and_held, stopped_at_locations
from goodstanding.web.levels import level_badge
from goodstanding.web.record import DecisionTold, OpenQuestion, PartnerRecord

AT_RISK_RANK = 2
#: A sum to reach by an anniversary is spoken of first when the anniversary is this near.
YEAR_RUNS = timedelta(days=90)
#: What was decided comes first, then what is authorized, then the duties.
_ORDER = {"measure": 0, "authorization": 1, "obligation": 2}
_DONE = frozenset({"fulfilled", "waived"})


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
    beside: Sequence[Task] = (),
) -> HomeWords:
    """Return the words of a partner's home for a standing.

    What waits for an answer comes first, then what a decision asks where that alone makes the
    level, then the obligation that makes it worst, then obligations by their date. ``record`` is
    what is on record today; None where a past day is asked about. ``beside`` is what waits and
    does not count for the standing.
    """
    unmet = sorted(
        (row for row in standing.unmet() if not _runs_by_itself(standing, row, now)), key=_soonest
    )
    tasks = (
        *(matters.question_tasks(record) if record else ()),
        *(obligations.task_of(standing, row, places=places, now=now) for row in unmet),
        *(matters.measure_tasks(record) if record else ()),
        *beside,
    )
    question = next((one for one in record.questions if one.waits), None) if record else None
    first = min(unmet, key=lambda row: (-row.rank, _soonest(row)), default=None)
    answers = _five(standing, question, first, beside=beside, places=places, record=record, now=now)
    if answers.what.strong:
        answers = replace(answers, what=replace(answers.what, text=_more(tasks, answers=answers)))
    primary = _primary(standing, question, first, places=places, record=record)
    if primary is None and beside:
        primary = Link(label=gettext("Read and accept"), url=beside[0].url)
    return HomeWords(
        verdict=_verdict(
            standing, partner_name=partner_name, unmet=bool(tasks), places=places, record=record
        ),
        answers=answers,
        tasks=tasks,
        reasons=_reasons(standing, places=places, record=record),
        primary=primary,
    )


def _reasons(
    standing: Standing, *, places: Places, record: PartnerRecord | None
) -> tuple[Reason, ...]:
    """Return why a standing is what it is; a past day has no way out of it."""
    pieces = pieces_of(standing)
    reasons = (
        _reason(standing, row, places=places, record=record, pieces=pieces)
        for row in sorted(standing.reasons, key=partial(_place, standing))
    )
    return tuple(reasons if record else map(_without_way_out, reasons))


def _without_way_out(reason: Reason) -> Reason:
    return replace(reason, way_out=None, parts=tuple(map(_without_way_out, reason.parts)))


def _place(standing: Standing, row: Row) -> tuple[int, int, str]:
    """Return where a row's line stands: what is done keeps its place from day to day."""
    kind = _ORDER[row.kind]
    if row.kind != "obligation" or row.status not in _DONE:
        return kind, -1, ""
    names = [obligation.name for obligation in standing.pack.obligations]
    return kind, names.index(row.source), row.unit or ""


def _reason(
    standing: Standing,
    row: Row,
    *,
    places: Places,
    record: PartnerRecord | None,
    pieces: Pieces,
) -> Reason:
    match row.kind:
        case "obligation":
            return obligations.reason_of(standing, row, places=places, pieces=pieces)
        case "authorization":
            return authorization_reason(standing, row, places=places)
        case _:
            return matters.measure_reason(row, places=places, record=record)


def _primary(
    standing: Standing,
    question: OpenQuestion | None,
    first: Row | None,
    *,
    places: Places,
    record: PartnerRecord | None,
) -> Link | None:
    """Return the one act the page leads to: what the five answers speak of."""
    if question is not None:
        return Link(label=gettext("Read it and answer"), url=question.url)
    decision = _decision(record)
    if decision and _worst_measures(standing) & _asked(record):
        return Link(label=gettext("See what the decision asks"), url=decision.url)
    return obligations.primary_of(standing, first, places=places)


def _runs_by_itself(standing: Standing, row: Row, now: datetime) -> bool:
    """Return whether a row is a sum whose year has long to run: nobody can do anything today."""
    if row.kind != "obligation" or not isinstance(standing.obligation(row).verb, Attain):
        return False
    return row.status == "pending" and row.due_at is not None and row.due_at - now > YEAR_RUNS


def _soonest(row: Row) -> tuple[bool, float, str]:
    return (row.due_at is None, row.due_at.timestamp() if row.due_at else 0.0, row.source)


def _verdict(
    standing: Standing,
    *,
    partner_name: str,
    unmet: bool,
    places: Places,
    record: PartnerRecord | None,
) -> Verdict:
    level = standing.level
    badge = level_badge(level)
    title = {
        "good": gettext("%(partner)s is in good standing"),
        "attention": gettext("%(partner)s: something needs you"),
        "at-risk": gettext("%(partner)s: something is overdue"),
    }.get(level.name, gettext("%(partner)s: %(level)s"))
    if level.rank <= AT_RISK_RANK and (measures := _worst_measures(standing)):
        title = gettext("%(partner)s: %(measures)s in force")
        if measures & _asked(record):
            badge = badge_of(Family.STANDING, "in-remediation")
            title = gettext("%(partner)s is in remediation")
    names = ", ".join(sorted(name.replace("-", " ") for name in _worst_measures(standing)))
    return Verdict.of(
        badge,
        title=title % {"partner": partner_name, "level": level.title, "measures": names},
        sentence=_sentence(standing, unmet=unmet, places=places),
    )


def _worst_measures(standing: Standing) -> frozenset[str]:
    """Return the measures that alone make the level what it is; none for a good one."""
    worst = [row for row in standing.reasons if row.rank == standing.whole.rank > 0]
    if any(row.kind != "measure" for row in worst):
        return frozenset()
    return frozenset(row.source for row in worst)


def _asked(record: PartnerRecord | None) -> frozenset[str]:
    told = record.decisions if record else ()
    return frozenset(one.measure.chosen.name for decision in told for one in decision.asks)


def _sentence(standing: Standing, *, unmet: bool, places: Places) -> str:
    _, held = stopped_and_held(standing)
    stopped, local = stopped_at_locations(standing)
    if not stopped and not held and not local:
        if unmet:
            return gettext("You can order, renew and support customers as usual. No money stops.")
        return gettext("Nothing is due. You can order, renew and support customers as usual.")
    said = []
    if stopped:
        said.append(gettext("Stopped for now: %(effects)s.") % {"effects": effects_text(stopped)})
    for row, effects in local.items():
        words = {"place": places.unit_name(row), "effects": effects_text(effects)}
        said.append(gettext("Stopped for now at %(place)s: %(effects)s.") % words)
    if held:
        said.append(gettext("Waits: %(effects)s.") % {"effects": effects_text(held)})
    return " ".join([*said, gettext("Everything else goes on as usual.")])


def _five(
    standing: Standing,
    question: OpenQuestion | None,
    first: Row | None,
    *,
    beside: Sequence[Task],
    places: Places,
    record: PartnerRecord | None,
    now: datetime,
) -> FiveAnswers:
    trouble = (_trouble(standing, record), _trouble_text(standing, record))
    if question is not None:
        return matters.question_answers(question, trouble=trouble, places=places)
    links = _matters(record)
    decision = _decision(record)
    repairing = bool(_worst_measures(standing) & _asked(record))
    if first is not None and not (decision and repairing):
        said = obligations.five_of(standing, first, trouble=trouble, places=places, now=now)
        return replace(said, trouble_links=links)
    if decision is not None:
        return matters.decision_answers(decision, trouble=trouble, places=places)
    if beside:
        return agreements.agreement_answers(beside[0], trouble=trouble, links=links)
    if record is not None and record.questions:
        return matters.undecided_answers(record.questions[0], trouble=trouble, places=places)
    return FiveAnswers(
        trouble=trouble[0],
        trouble_text=trouble[1],
        trouble_links=links,
        why=Answer(text=gettext("Everything we ask of you is fulfilled.")),
        otherwise=Answer(text=gettext("There is nothing to miss.")),
    )


def _decision(record: PartnerRecord | None) -> DecisionTold | None:
    """Return the decision to speak of: one that asks something, else one that still lasts."""
    told = [one for one in record.decisions if one.measures] if record else []
    return next((one for one in told if one.asks), told[0] if told else None)


def _trouble(standing: Standing, record: PartnerRecord | None) -> Trouble:
    told = {one.trouble for one in record.decisions} if record else set()
    if standing.level.final or Trouble.YES in told:
        return Trouble.YES
    measures = any(row.kind == "measure" for row in standing.reasons)
    if measures or standing.whole.rank >= AT_RISK_RANK or Trouble.REPAIRABLE in told:
        return Trouble.REPAIRABLE
    if (record is not None and record.questions) or Trouble.NOT_DECIDED in told:
        return Trouble.NOT_DECIDED
    return Trouble.NO


def _trouble_text(standing: Standing, record: PartnerRecord | None) -> str:
    said = []
    overdue = any(row.kind != "measure" and row.rank >= AT_RISK_RANK for row in standing.reasons)
    if overdue:
        said.append(gettext("Something is overdue."))
    if record is not None:
        said.append(matters.trouble_text(record))
    return " ".join(said)


def _matters(record: PartnerRecord | None) -> tuple[Link, ...]:
    """Return where to read of what is asked or was found, however the page goes on."""
    if record is None or not (record.questions or record.findings):
        return ()
    return (Link(label=gettext("Your cases"), url=record.url),)


def _more(tasks: Sequence[Task], *, answers: FiveAnswers) -> str:
    """Return how many things there are beside the first, and the date of one that is due before."""
    count = len(tasks) - 1
    if count <= 0:
        return ""
    more = ngettext(
        "And %(count)s more thing, below.", "And %(count)s more things, below.", count
    ) % {"count": count}
    dated = [task.due for task in tasks if isinstance(task.due, DueDate)]
    soonest = min(dated, key=lambda due: due.due_at, default=None)
    told = answers.by_when.due_at if isinstance(answers.by_when, DueDate) else None
    if soonest is not None and (told is None or soonest.due_at < told):
        more += " " + gettext("The first of them is due by %(day)s.") % {
            "day": day_text(soonest.day)
        }
    return more

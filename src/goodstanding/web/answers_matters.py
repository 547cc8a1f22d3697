"""What is said of a partner's cases on its home: what to answer, what follows, how to appeal."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext, ngettext

from goodstanding.cases.letters import length_text, measure_title, steps_text
from goodstanding.cases.selectors.told import Asked, to_do
from goodstanding.standing.engine import Row
from goodstanding.ui.badges import Family, badge_of
from goodstanding.ui.components import Answer, FiveAnswers, Link, Reason, ReasonState, Task, Trouble
from goodstanding.ui.dates import day_text
from goodstanding.ui.due import NoDate
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.days import local_day
from goodstanding.web.answers_obligations import Places
from goodstanding.web.record import DecisionTold, OpenQuestion, PartnerRecord


def trouble_text(record: PartnerRecord) -> str:
    """Return what is on record, in sentences."""
    said = []
    if record.questions:
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
    said.extend(
        gettext("Your appeal of “%(matter)s” is being decided until %(day)s.")
        % {"matter": one.title, "day": day_text(one.appealed_until.day)}
        for one in record.decisions
        if one.appealed_until is not None
    )
    return " ".join(said)


def question_tasks(record: PartnerRecord) -> tuple[Task, ...]:
    """Return what waits for the partner's answer."""
    return tuple(
        Task(
            title=gettext("Tell us your side: %(matter)s") % {"matter": question.title},
            badge=badge_of(Family.TODO, "not-started"),
            hint=gettext("Somebody says that a rule was broken. It is not decided."),
            url=question.url,
            due=question.due,
        )
        for question in record.questions
        if question.waits
    )


def measure_tasks(record: PartnerRecord) -> tuple[Task, ...]:
    """Return what decisions ask of the partner."""
    return tuple(
        Task(
            title=measure_title(asked.measure.chosen.name),
            badge=badge_of(Family.TODO, "started"),
            hint=_asked_text(decision, asked),
            url=decision.url,
            due=asked.due,
        )
        for decision in record.decisions
        for asked in to_do(decision.asks)
    )


def _asked_text(decision: DecisionTold, asked: Asked) -> str:
    """Return in one line what is asked, and that it does not wait for an appeal."""
    until = length_text(asked.measure.chosen.lasting)
    said = [gettext("%(matter)s: %(until)s.") % {"matter": decision.title, "until": until}]
    if asked.steps:
        said.append(steps_text(asked.steps))
    if decision.appealed_until is not None:
        said.append(gettext("It does not wait for your appeal."))
    return " ".join(said)


def question_answers(
    question: OpenQuestion, *, trouble: tuple[Trouble, str], places: Places
) -> FiveAnswers:
    """Return the five answers where an allegation waits for the partner."""
    return FiveAnswers(
        trouble=trouble[0],
        trouble_text=trouble[1],
        what=Answer(strong=gettext("Tell us your side.")),
        by_when=question.due,
        why=Answer(
            text=gettext("Somebody says that a rule was broken."),
            links=(*_clause(question.clause, places), _read(question.url)),
        ),
        otherwise=Answer(
            text=gettext("We decide on what we have. Your standing does not change before.")
        ),
    )


def undecided_answers(
    question: OpenQuestion, *, trouble: tuple[Trouble, str], places: Places
) -> FiveAnswers:
    """Return the five answers where an allegation waits for nobody but us."""
    return FiveAnswers(
        trouble=trouble[0],
        trouble_text=trouble[1],
        why=Answer(
            text=gettext("Somebody says that a rule was broken."),
            links=(*_clause(question.clause, places), _read(question.url)),
        ),
        otherwise=Answer(
            text=gettext("It is our turn: we decide, and write to you. Nothing changes before.")
        ),
    )


def decision_answers(
    decision: DecisionTold, *, trouble: tuple[Trouble, str], places: Places
) -> FiveAnswers:
    """Return the five answers where what follows from a finding is what there is to say."""
    asked = to_do(decision.asks)
    names = ", ".join(measure_title(one.measure.chosen.name).lower() for one in asked)
    return FiveAnswers(
        trouble=trouble[0],
        trouble_text=trouble[1],
        what=Answer(
            strong=gettext("Do what the decision asks: %(measures)s.") % {"measures": names}
        )
        if names
        else Answer(),
        by_when=asked[0].due if asked else NoDate(),
        why=Answer(
            text=gettext("We found that a rule was broken."),
            links=(*_clause(decision.clause, places), _read(decision.url)),
        ),
        otherwise=Answer(text=_otherwise(decision, asks=bool(names))),
    )


def _otherwise(decision: DecisionTold, *, asks: bool) -> str:
    if any(one.failed for one in decision.measures):
        return gettext("It was not done in time. We decide again what follows, and tell you.")
    if asks:
        return gettext("What follows from the decision stays as it is until then.")
    return gettext("There is nothing to miss. What follows ends as the decision says.")


def _clause(clause: ClauseRef, places: Places) -> tuple[Link, ...]:
    url = places.clause_url(clause)
    return (Link(label=places.clause_label(clause), url=url),) if url else ()


def _read(url: str) -> Link:
    return Link(label=gettext("Read what is said"), url=url)


def measure_reason(row: Row, *, places: Places, record: PartnerRecord | None) -> Reason:
    """Return the line of a measure: what it is, until when, and where it was decided."""
    until = ""
    if row.turns_at is not None:
        last = local_day(row.turns_at - timedelta(microseconds=1), places.zone(row))
        until = gettext("Until the end of %(day)s.") % {"day": day_text(last)}
    link = Link(label=gettext("Read the decision"), url=record.url) if record else None
    for decision in record.decisions if record else ():
        if any(one.chosen.name == row.source for one in decision.measures):
            link = Link(label=gettext("Read the decision"), url=decision.url)
    return Reason(
        state=ReasonState.OPEN,
        sentence=gettext("In force: %(measure)s.") % {"measure": row.source.replace("-", " ")},
        detail=until,
        way_out=link,
    )

"""What pages of the three sides show in the same way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop

from goodstanding.questions.models import Question, StepKind
from goodstanding.questions.rules.states import OPEN_STATES, Desk, QuestionState, desk_of
from goodstanding.questions.selectors.story import Side, Story, Told, stories_of
from goodstanding.questions.selectors.visible import is_open
from goodstanding.ui.badges import Badge
from goodstanding.ui.components import Chip, Column, LineItem
from goodstanding.ui.dates import day_text
from goodstanding.ui.due import Due, DueDate, NoDate
from goodstanding.ui.htmx import status_of
from goodstanding.ui.tones import Tone
from goodstanding.values.days import local_day
from goodstanding.values.errors import ConflictError, DomainError

ROWS_A_PAGE = 50
HTTP_CONFLICT = 409
#: Days before the date from which a clock of so few working days is shown in amber.
_WARN_DAYS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A question with its badge and its clock, for a list or a page."""

    story: Story
    title: str
    where: str  #: The company that has it, or that answered.
    badge: Badge
    due: Due

    @property
    def late(self) -> bool:
        """Whether the answer is late."""
        return isinstance(self.due, DueDate) and self.due.late


def shown(story: Story, *, at: datetime) -> Shown:
    """Return a question as pages show it."""
    return Shown(
        story=story,
        title=_title(story),
        where=_where(story),
        badge=_badge(story.question.stage),
        due=due_of(story.question, at=at),
    )


def due_of(question: Question, *, at: datetime) -> Due:
    """Return by when an answer is due; no date once the question is closed."""
    if question.due_at is None:
        return NoDate()
    return DueDate(due_at=question.due_at, zone=question.due_zone, now=at, warn_days=_WARN_DAYS)


_BADGES = {
    QuestionState.WITH_DISTRIBUTOR: (Tone.INFO, "message-question", gettext_noop("Open")),
    QuestionState.RELAYED: (Tone.INFO, "send", gettext_noop("Passed on")),
    QuestionState.RETURNED: (Tone.INFO, "progress", gettext_noop("On its way back")),
    QuestionState.WITH_VENDOR: (Tone.INFO, "message-question", gettext_noop("Open")),
    QuestionState.ANSWERED: (Tone.GOOD, "circle-check", gettext_noop("Answered")),
    QuestionState.WITHDRAWN: (Tone.NONE, "x", gettext_noop("Withdrawn")),
}


def _badge(state: QuestionState) -> Badge:
    tone, icon, word = _BADGES[state]
    return Badge(tone=tone, icon=icon, word=gettext(word))


def _where(story: Story) -> str:
    """Return whose desk it lies on, or who answered it."""
    match desk_of(story.question.stage):
        case Desk.DISTRIBUTOR:
            return story.distributor_name
        case Desk.VENDOR:
            return story.vendor_name
        case None:
            return story.answered_by if story.answer is not None else ""


def _title(story: Story) -> str:
    """Return where the question is, as the answer that its page gives."""
    texts = {
        QuestionState.WITH_DISTRIBUTOR: gettext("%(distributor)s has your question"),
        QuestionState.RELAYED: gettext("%(distributor)s passed your question on to %(vendor)s"),
        QuestionState.RETURNED: gettext("%(vendor)s answered, and %(distributor)s passes it on"),
        QuestionState.WITH_VENDOR: gettext("%(vendor)s has your question"),
        QuestionState.ANSWERED: gettext("The question is answered"),
        QuestionState.WITHDRAWN: gettext("The question is withdrawn"),
    }
    answers = story.side is not Side.PARTNER and story.question.stage in OPEN_STATES
    text = gettext("%(partner)s has a question") if answers else texts[story.question.stage]
    return text % {
        "partner": story.partner_name,
        "vendor": story.vendor_name,
        "distributor": story.distributor_name,
    }


def page_of(
    request: HttpRequest, questions: QuerySet[Question], *, side: Side, at: datetime
) -> tuple[Page[Question], list[Shown]]:
    """Return one page of a list and its rows."""
    page = Paginator(questions, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return page, [shown(story, at=at) for story in stories_of(page, side=side, at=at)]


def desk_context(
    request: HttpRequest,
    visible: QuerySet[Question],
    *,
    waits: Q,
    elsewhere: tuple[str, str],
    side: Side,
    at: datetime,
) -> dict[str, Any]:
    """Return what the list of a desk shows: what ``waits`` for it first, the rest by ``show``.

    ``elsewhere`` is how the open questions on the other desk are called, in the address and on
    the page.
    """
    lists = {
        "": (gettext("To answer"), visible.filter(waits)),
        elsewhere[0]: (elsewhere[1], visible.filter(is_open()).exclude(waits)),
        "closed": (gettext("Closed"), visible.exclude(is_open()).order_by("-asked_at", "-pk")),
    }
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in lists else ""
    page, rows = page_of(request, lists[chosen][1], side=side, at=at)
    return {
        "page": page,
        "rows": rows,
        "count": lists[""][1].count(),
        "columns": columns(side),
        "chips": [
            Chip(
                label=label,
                url=f"?show={name}" if name else request.path,
                count=None if name == "closed" else found.count(),
                current=name == chosen,
            )
            for name, (label, found) in lists.items()
        ],
    }


def columns(side: Side) -> tuple[Column, ...]:
    """Return the headers of a list of questions."""
    who = () if side is Side.PARTNER else (Column(label=gettext("Partner")),)
    return (
        Column(label=gettext("Question")),
        *who,
        Column(label=gettext("State")),
        Column(label=gettext("Answer due by")),
    )


def timeline(story: Story, *, zone: str) -> list[LineItem]:
    """Return what was done about a question, in order of time."""
    return [
        LineItem(title=title, when=_when(told, story, zone=zone), icon=icon, tone=Tone.INFO)
        for told, (title, icon) in _titles(story)
    ]


def _when(told: Told, story: Story, *, zone: str) -> str:
    day = day_text(local_day(told.done_at, zone))
    own = told.kind in {StepKind.ASK, StepKind.WITHDRAW, StepKind.ESCALATE}
    if told.person_name and (own or story.side is not Side.PARTNER):
        return f"{day}, {told.person_name}"
    return day


def _titles(story: Story) -> Iterator[tuple[Told, tuple[str, str]]]:
    names = {
        "partner": story.partner_name,
        "vendor": story.vendor_name,
        "distributor": story.distributor_name,
    }
    texts = {
        StepKind.ASK: (gettext("Asked"), "message-question"),
        StepKind.RELAY: (gettext("Passed on to %(vendor)s") % names, "send"),
        StepKind.RETURN: (
            gettext("%(vendor)s answered %(distributor)s, which passes it on") % names,
            "progress",
        ),
        StepKind.ANSWER_BELOW: (gettext("Answered by %(distributor)s") % names, "circle-check"),
        StepKind.ANSWER: (gettext("Answered by %(vendor)s") % names, "circle-check"),
        StepKind.ESCALATE: (
            gettext("Taken to %(vendor)s by %(partner)s, the answer being late") % names,
            "send",
        ),
        StepKind.FALL_UP: (
            gettext("Gone to %(vendor)s, the distributor having left") % names,
            "send",
        ),
        StepKind.WITHDRAW: (gettext("Withdrawn"), "x"),
    }
    for told in story.steps:
        yield told, texts[told.kind]


def status_after(form: BaseForm, refusal: DomainError | None) -> int:
    """Return 409 where somebody else was first, 422 for a form with errors, else 200."""
    return HTTP_CONFLICT if isinstance(refusal, ConflictError) else status_of(form)

"""Answering questions one by one, handing in, and the result. All of it is the person's own."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.agreements.reading import body_html
from goodstanding.partners.acting import Acting, acting_for
from goodstanding.training.errors import AttemptOpenError
from goodstanding.training.forms import UNSURE, AnswerForm
from goodstanding.training.models import Attempt
from goodstanding.training.selectors.attempts import Asking, Sheet, attempts_of, sheet_of
from goodstanding.training.services import attempts
from goodstanding.training.shown import clause_shown
from goodstanding.ui.badges import Badge
from goodstanding.ui.components import Progress, Task, Verdict
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.ui.tones import Tone


def _own(acting: Acting, attempt: UUID) -> Attempt:
    """Return an attempt of the person's own in this program; anything else does not exist."""
    return get_object_or_404(
        attempts_of(acting.person.pk).filter(version__course__program=acting.program), pk=attempt
    )


def _address(name: str, acting: Acting, attempt: Attempt, **more: object) -> str:
    parts = {
        "program": acting.program.code,
        "partner": acting.partner_id,
        "attempt": attempt.pk,
    }
    return reverse(name, kwargs=parts | more)


def _next(acting: Acting, sheet: Sheet) -> str:
    """Return where an attempt goes on: its first open question, its last one, or its result."""
    if sheet.attempt.closed_at is not None:
        return _address("training_result", acting, sheet.attempt)
    place = sheet.next_open.place if sheet.next_open else len(sheet.questions)
    return _address("training_question", acting, sheet.attempt, place=place)


@require_safe
@acting_for()
def resume(request: HttpRequest, acting: Acting, attempt: UUID) -> HttpResponse:
    """Lead to where the person left off."""
    return go_to(request, _next(acting, sheet_of(_own(acting, attempt))))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@acting_for()
def question(request: HttpRequest, acting: Acting, attempt: UUID, place: int) -> HttpResponse:
    """Ask one question; once it is answered, say why the answer works or does not."""
    sheet = sheet_of(_own(acting, attempt))
    if not 1 <= place <= len(sheet.questions):
        raise Http404
    asking = sheet.questions[place - 1]
    context = _around(acting, sheet, asking)
    if request.method == "POST":
        form = AnswerForm(request.POST, asking=asking)
        if form.is_valid():
            chosen = form.cleaned_data["choice"]
            attempts.answer(
                sheet.attempt.pk,
                question_id=asking.question.pk,
                choice_id=None if chosen == UNSURE else UUID(chosen),
                actor=acting.actor,
                at=acting.at,
            )
            return go_to(request, _address("training_question", acting, sheet.attempt, place=place))
    elif asking.answer is not None:
        return render(
            request,
            "training/feedback.html",
            context
            | {
                "verdict": _said_to(asking),
                "feedback": body_html((asking.chosen or asking.right_choice).feedback),
                "clause": clause_shown(asking.question, at=acting.at),
            },
        )
    else:
        form = AnswerForm(asking=asking)
    return render(
        request, "training/question.html", context | {"form": form}, status=status_of(form)
    )


def _around(acting: Acting, sheet: Sheet, asking: Asking) -> dict[str, object]:
    whole = len(sheet.questions)
    left = whole - sheet.answered
    text = gettext("Question %(place)s of %(whole)s") % {"place": asking.place, "whole": whole}
    if left:
        minutes = ngettext("about %(count)s minute left", "about %(count)s minutes left", left)
        text = f"{text} · {minutes % {'count': left}}"
    return {
        "acting": acting,
        "sheet": sheet,
        "attempt": sheet.attempt,
        "asking": asking,
        "body": body_html(asking.question.text),
        "progress": Progress(value=sheet.answered, whole=whole, text=text),
        "next_url": _next(acting, sheet),
    }


def _said_to(asking: Asking) -> Verdict:
    """Return what an answer is called. It is never called wrong."""
    if asking.right:
        tone, icon, title = Tone.GOOD, "circle-check", gettext("That works")
    elif asking.unsure:
        tone, icon, title = Tone.INFO, "help-circle", gettext("Not being sure is a fine answer")
    else:
        tone, icon, title = Tone.DUE, "arrow-back-up", gettext("Not quite")
    sentence = gettext("You chose: “%(choice)s”") % {
        "choice": asking.chosen.text if asking.chosen else gettext("I am not sure")
    }
    return Verdict(tone=tone, icon=icon, title=title, sentence=sentence)


@require_POST
@acting_for()
def submit(request: HttpRequest, acting: Acting, attempt: UUID) -> HttpResponse:
    """Hand in; a second click shows the first result. With open questions, lead to them."""
    own = _own(acting, attempt)
    try:
        attempts.submit(own.pk, actor=acting.actor, at=acting.at)
    except AttemptOpenError:
        return go_to(request, _next(acting, sheet_of(own)))
    return go_to(request, _address("training_result", acting, own))


@never_cache
@require_safe
@acting_for()
def result(request: HttpRequest, acting: Acting, attempt: UUID) -> HttpResponse:
    """Show the person, and nobody else, how it went and what to look at again."""
    own = _own(acting, attempt)
    sheet = sheet_of(own)
    if own.closed_at is None:
        return go_to(request, _next(acting, sheet))
    return render(
        request,
        "training/result.html",
        {
            "acting": acting,
            "attempt": own,
            "passed": own.result.passed,
            "verdict": _outcome(sheet),
            "tasks": [_line(acting, own, asking) for asking in sheet.questions if asking.answer],
        },
    )


def _outcome(sheet: Sheet) -> Verdict:
    title = {"course": sheet.attempt.version.title}
    counted = ""
    if sheet.score is not None:
        counted = gettext("%(right)s of %(asked)s answers were right; %(needed)s are needed.") % {
            "right": sheet.score.right,
            "asked": sheet.score.asked,
            "needed": sheet.score.needed,
        }
    if sheet.attempt.result.passed:
        return Verdict(
            tone=Tone.GOOD,
            icon="circle-check",
            title=gettext("You passed “%(course)s”") % title,
            sentence=counted,
        )
    return Verdict(
        tone=Tone.DUE,
        icon="arrow-back-up",
        title=gettext("Not quite. Have another go"),
        sentence=f"{counted} {gettext('You can try as often as you like.')}".strip(),
    )


def _line(acting: Acting, attempt: Attempt, asking: Asking) -> Task:
    if asking.right:
        badge = Badge(tone=Tone.GOOD, icon="circle-check", word=gettext("That works"))
    elif asking.unsure:
        badge = Badge(tone=Tone.INFO, icon="help-circle", word=gettext("Not sure"))
    else:
        badge = Badge(tone=Tone.DUE, icon="arrow-back-up", word=gettext("Not quite"))
    return Task(
        title=asking.question.heading,
        badge=badge,
        url=_address("training_question", acting, attempt, place=asking.place),
    )

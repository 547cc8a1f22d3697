"""The article of a course, and the way into its questions."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from goodstanding.partners.acting import Acting, acting_for
from goodstanding.training.models import CourseVersion
from goodstanding.training.rules.attempts import Score
from goodstanding.training.selectors.attempts import completions_of, open_attempt, sheet_of
from goodstanding.training.selectors.courses import latest_version
from goodstanding.training.services.attempts import start_attempt
from goodstanding.training.shown import article_shown
from goodstanding.ui.htmx import go_to


def _version(acting: Acting, course: str) -> CourseVersion:
    version = latest_version(acting.program.pk, course=course)
    if version is None:
        raise Http404
    return version


@require_safe
@acting_for()
def course(request: HttpRequest, acting: Acting, course: str) -> HttpResponse:
    """Show what there is to read, and what the questions will be like."""
    version = _version(acting, course)
    attempt = open_attempt(acting.person.pk, course_id=version.course_id)
    shown = attempt.version if attempt else version  # who is in the middle goes on with theirs
    asked = shown.questions.count()
    return render(
        request,
        "training/course.html",
        {
            "acting": acting,
            "version": shown,
            "parts": article_shown(shown.article),
            "needed": Score(right=0, asked=asked, pass_percent=shown.pass_percent).needed,
            "asked": asked,
            "sheet": sheet_of(attempt) if attempt else None,
            "completion": completions_of(acting.person.pk)
            .filter(version__course_id=version.course_id)
            .first(),
        },
    )


@require_POST
@acting_for()
def start(request: HttpRequest, acting: Acting, course: str) -> HttpResponse:
    """Go on with the attempt that is open, or start one."""
    attempt = start_attempt(_version(acting, course).pk, actor=acting.actor, at=acting.at)
    return go_to(
        request,
        reverse(
            "training_attempt",
            kwargs={
                "program": acting.program.code,
                "partner": acting.partner_id,
                "attempt": attempt.pk,
            },
        ),
    )

"""Training of a partner's people: who is done, and what is waiting for me."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from goodstanding.partners.acting import CONTACTS, Acting, acting_for
from goodstanding.training.selectors.certificates import certificates_of
from goodstanding.training.selectors.partners import OwnCourse, Roll, own_courses, rolls_of
from goodstanding.ui.badges import badge_of
from goodstanding.ui.components import Chip, Column, Task
from goodstanding.ui.dates import day_text

ROWS_A_PAGE = 50


@require_safe
@acting_for()
def training(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Show everybody their own courses, and contacts who of their people is done."""
    own = own_courses(
        acting.person,
        acting.partner_id,
        roles=acting.roles,
        program_id=acting.program.pk,
        at=acting.at,
    )
    context: dict[str, object] = {
        "acting": acting,
        "waiting": sum(course.wanted and course.completion is None for course in own),
        "wanted": [_task(course, acting) for course in own if course.wanted],
        "others": [_task(course, acting) for course in own if not course.wanted],
        "certificates": certificates_of(acting.person.pk).filter(
            completion__version__course__program=acting.program, completion__voided_at=None
        ),
    }
    if acting.roles & CONTACTS:
        rolls = rolls_of(acting.partner_id, program_id=acting.program.pk, at=acting.at)
        return render(request, "training/partner_training.html", context | _people(request, rolls))
    return render(request, "training/my_courses.html", context)


def _people(request: HttpRequest, rolls: list[Roll]) -> dict[str, object]:
    """Return what a contact sees: one course at a time, and nothing but done or not done."""
    chosen = next(
        (roll for roll in rolls if roll.version.course.code == request.GET.get("course")),
        rolls[0] if rolls else None,
    )
    return {
        "everybody_done": all(roll.is_done for roll in rolls),
        "people_done": all(roll.done == len(roll.learners) for roll in rolls),
        "roll": chosen,
        "chips": tuple(
            Chip(
                label=roll.version.title,
                url=f"?course={roll.version.course.code}",
                count=len(roll.learners) - roll.done,
                current=roll is chosen,
            )
            for roll in rolls
        )
        if len(rolls) > 1
        else (),
        "columns": (
            Column(label=gettext("Person")),
            Column(label=gettext("Function")),
            Column(label=gettext("State")),
        ),
        "page": Paginator(chosen.learners, ROWS_A_PAGE).get_page(request.GET.get("page"))
        if chosen
        else None,
    }


def _task(course: OwnCourse, acting: Acting) -> Task:
    """Return one of a person's own courses as a line of their list."""
    if course.completion is not None:
        state, hint = (
            "done",
            gettext("Passed on %(day)s.") % {"day": day_text(course.completion.passed_on)},
        )
        if course.good_until is not None:
            hint += " " + gettext("Good until %(day)s.") % {"day": day_text(course.good_until)}
    elif course.attempt is not None:
        state, hint = "started", gettext("Your answers so far are saved.")
    else:
        state, hint = "not-started", ""
    if course.completion is None and course.due_on is not None:
        state = "late" if course.late else state
        day = {"day": day_text(course.due_on)}
        hint = f"{gettext('Please pass it by %(day)s.') % day} {hint}".strip()
    return Task(
        title=course.version.title,
        badge=badge_of("todo", state),
        hint=hint,
        url=reverse(
            "training_course",
            kwargs={
                "program": acting.program.code,
                "partner": acting.partner_id,
                "course": course.version.course.code,
            },
        ),
    )

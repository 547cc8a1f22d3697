"""The vendor's courses: write the next version, let a second officer read and publish it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.accounts.models import Role
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.training.forms import SKELETON, CourseForm, PublishForm
from goodstanding.training.models import Course, CourseDraft
from goodstanding.training.rules.reading import CourseRefusedError, read_course
from goodstanding.training.selectors import courses as selectors
from goodstanding.training.services import courses as services
from goodstanding.training.shown import article_shown, questions_shown
from goodstanding.ui.components import Column
from goodstanding.ui.forms import ReturnForm
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import DomainError

READERS = (
    Role.OFFICER,
    Role.DECIDER,
    Role.APPEAL_REVIEWER,
    Role.FINANCE,
    Role.PDM,
    Role.AUDITOR,
)


@require_safe
@vendor_side(*READERS)
def courses(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Show the courses of a program, and which wait for a second officer."""
    rows = [
        {
            "course": course,
            "version": next(iter(course.versions.all()), None),
            "draft": next(iter(course.drafts.all()), None),
        }
        for course in selectors.courses_of(side.program.pk)
    ]
    columns = (
        Column(label=gettext("Course")),
        Column(label=gettext("In use")),
        Column(label=gettext("Pass mark"), numeric=True),
        Column(label=gettext("Being written")),
    )
    return render(
        request,
        "training/vendor_courses.html",
        {
            "side": side,
            "rows": rows,
            "columns": columns,
            "officer": Role.OFFICER in side.roles,
            "waiting": sum(row["draft"] is not None for row in rows),
        },
    )


def _course(side: VendorSide, code: str) -> Course:
    return get_object_or_404(Course, program=side.program, code=code)


def _draft(side: VendorSide, code: str) -> CourseDraft:
    draft = selectors.open_draft(_course(side, code).pk)
    if draft is None:
        raise Http404
    return draft


def _address(name: str, side: VendorSide, code: str) -> str:
    return reverse(name, kwargs={"program": side.program.code, "course": code})


@require_safe
@vendor_side(*READERS)
def course(request: HttpRequest, side: VendorSide, course: str) -> HttpResponse:
    """Show what people learn now, and the versions before."""
    held = _course(side, course)
    version = selectors.latest_version(side.program.pk, course=course)
    return render(
        request,
        "training/vendor_course.html",
        {
            "side": side,
            "course": held,
            "version": version,
            "versions": held.versions.select_related("drafted_by", "approved_by").order_by(
                "-number"
            ),
            "draft": selectors.open_draft(held.pk),
            "officer": Role.OFFICER in side.roles,
            "parts": article_shown(version.article) if version else (),
            "questions": questions_shown(
                question.to_rules() for question in version.questions.prefetch_related("choices")
            )
            if version
            else (),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
def write(request: HttpRequest, side: VendorSide, course: str | None = None) -> HttpResponse:
    """Write the next version; what is wrong with it is said all at once, by line."""
    form = CourseForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial=_initial(side, course),
    )
    if form.is_valid():
        try:
            draft = services.draft_course(
                side.program.pk,
                source=form.written,
                course=course,
                replaces_revision=form.cleaned_data["revision"],
                actor=side.actor,
                at=side.at,
            )
            return go_to(request, _address("vendor_course_draft", side, draft.course.code))
        except CourseRefusedError as refusal:
            field = "file" if form.cleaned_data["file"] else "source"
            form.add_error(field, [str(problem) for problem in refusal.problems])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(
        request,
        "training/vendor_write.html",
        {"side": side, "form": form, "course": course},
        status=status_of(form),
    )


def _initial(side: VendorSide, course: str | None) -> dict[str, object]:
    """Return what the author starts from: the draft, what is in use, or a skeleton."""
    if course is None:
        return {"source": SKELETON, "revision": 0}
    draft = selectors.open_draft(_course(side, course).pk)
    if draft is not None:
        return {"source": draft.source, "revision": draft.revision}
    version = selectors.latest_version(side.program.pk, course=course)
    return {"source": version.source if version else SKELETON, "revision": 0}


@require_safe
@vendor_side(*READERS)
def draft(request: HttpRequest, side: VendorSide, course: str) -> HttpResponse:
    """Show a draft as people will read it, with what the reader may do about it."""
    return _draft_page(request, side, _draft(side, course), ReturnForm())


def _draft_page(
    request: HttpRequest, side: VendorSide, draft: CourseDraft, form: ReturnForm
) -> HttpResponse:
    read = read_course(draft.source)
    return render(
        request,
        "training/vendor_draft.html",
        {
            "side": side,
            "draft": draft,
            "read": read,
            "parts": article_shown(read.article),
            "questions": questions_shown(read.questions),
            "form": form,
            "own": draft.drafted_by_id == side.person.pk,
            "officer": Role.OFFICER in side.roles,
        },
        status=status_of(form),
    )


@require_POST
@vendor_side(Role.OFFICER)
def publish(request: HttpRequest, side: VendorSide, course: str) -> HttpResponse:
    """Publish what the second officer read; a second click finds it published."""
    held = _course(side, course)
    draft = selectors.open_draft(held.pk)
    form = PublishForm(request.POST)
    if draft is not None and form.is_valid():
        services.publish_course_version(
            draft.pk, revision=form.cleaned_data["revision"], actor=side.actor, at=side.at
        )
        messages.success(request, gettext("Published. Whoever starts now gets this version."))
    return go_to(request, _address("vendor_course", side, course))


@require_POST
@vendor_side(Role.OFFICER)
def give_back(request: HttpRequest, side: VendorSide, course: str) -> HttpResponse:
    """Give a draft back to its author with a reason."""
    held = _draft(side, course)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            services.return_draft(
                held.pk,
                revision=form.cleaned_data["revision"],
                reason=form.cleaned_data["reason"],
                actor=side.actor,
                at=side.at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Returned to its author."))
            return go_to(request, _address("vendor_course_draft", side, course))
    return _draft_page(request, side, held, form)

"""An operator looks after who holds which vendor-side right. Cases are none of their business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.accounts import invitations, selectors, services
from goodstanding.accounts.acting import Operating, operator_only
from goodstanding.accounts.choices import program_choices
from goodstanding.accounts.forms import GiveRightForm
from goodstanding.accounts.models import Grant
from goodstanding.ui.components import Column
from goodstanding.ui.htmx import HTTP_UNPROCESSABLE, go_to, status_of
from goodstanding.values.errors import ConflictError, DomainError

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A right as the list shows it."""

    grant: Grant
    place: str  #: The program by name, or the whole installation.
    last_day: date | None  #: The last day in UTC; none where the right stays.


@require_safe
@operator_only
def people(request: HttpRequest, operating: Operating) -> HttpResponse:
    """Show every vendor-side right in force, by name of its holder."""
    rights = selectors.rights_in_force(at=operating.at)
    page = Paginator(rights, ROWS_A_PAGE).get_page(request.GET.get("page"))
    programs = dict(program_choices())
    rows = [
        Row(grant=grant, place=_place(grant, programs), last_day=_last_day(grant)) for grant in page
    ]
    columns = (
        Column(label=gettext("Person")),
        Column(label=gettext("Right")),
        Column(label=gettext("Program")),
        Column(label=gettext("Last day")),
        Column(label=gettext("What you can do"), hidden=True),
    )
    context = {
        "page": page,
        "rows": rows,
        "columns": columns,
        "programs": tuple(programs.values()),
    }
    return render(request, "accounts/operate_people.html", context)


def _place(grant: Grant, programs: dict[UUID, str]) -> str:
    if grant.program_id is None:
        return gettext("The whole installation")
    return programs.get(grant.program_id, gettext("A program that is not listed"))


def _last_day(grant: Grant) -> date | None:
    if grant.valid_until is None:
        return None
    return (grant.valid_until - timedelta(microseconds=1)).astimezone(UTC).date()


@require_http_methods(["GET", "HEAD", "POST"])
@operator_only
def give(request: HttpRequest, operating: Operating) -> HttpResponse:
    """Give a person a right; somebody new is made known and invited by letter."""
    form = GiveRightForm(
        request.POST if request.method == "POST" else None,
        today=operating.at.astimezone(UTC).date(),
    )
    if form.is_valid():
        try:
            messages.success(request, _give(form, operating))
            return go_to(request, reverse("operator_home"))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "accounts/operate_give.html", {"form": form}, status=status_of(form))


def _give(form: GiveRightForm, operating: Operating) -> str:
    """Give what the form asks for and return what was done, in a sentence."""
    given, program_id = form.cleaned_data, form.program_given
    grant, invited = invitations.give_right(
        email=given["email"],
        name=given["name"],
        role=form.role_given,
        program_id=program_id,
        place=_invited_to(program_id),
        actor=operating.actor,
        at=operating.at,
        until=_end_of(given["until"]),
    )
    words = {"name": str(grant.person), "role": grant.get_role_display()}
    if invited:
        return gettext("%(name)s is now %(role)s, and is invited by letter.") % words
    return gettext("%(name)s is now %(role)s.") % words


def _end_of(day: date | None) -> datetime | None:
    """Return the instant just after a day, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC) if day else None


def _invited_to(program_id: UUID | None) -> str:
    """Return what a letter calls the place in which the right is held."""
    if program_id is None:
        return gettext("the operators of this installation")
    return dict(program_choices()).get(program_id, gettext("this installation"))


@require_http_methods(["GET", "HEAD", "POST"])
@operator_only
def end(request: HttpRequest, operating: Operating, grant: UUID) -> HttpResponse:
    """Show what somebody loses with a right, then end it."""
    held = get_object_or_404(selectors.rights_in_force(at=operating.at), fact_id=grant)
    refusal = ""
    if request.method == "POST":
        try:
            services.end_grant(grant, actor=operating.actor, at=operating.at)
        except ConflictError as error:
            refusal = str(error)
        else:
            words = {"name": str(held.person), "role": held.get_role_display()}
            messages.success(request, gettext("%(name)s is no longer %(role)s.") % words)
            return go_to(request, reverse("operator_home"))
    context = {
        "held": held,
        "place": _place(held, dict(program_choices())),
        "own": held.person_id == operating.person.pk,
        "refusal": refusal,
    }
    return render(
        request, "accounts/operate_end.html", context, status=HTTP_UNPROCESSABLE if refusal else 200
    )


@require_POST
@operator_only
def invite(request: HttpRequest, operating: Operating, person: UUID) -> HttpResponse:
    """Write to somebody who has not come in yet once more; the newer letter replaces the older."""
    held = selectors.rights_in_force(at=operating.at).filter(person_id=person).first()
    if held is None:
        raise Http404
    try:
        invitations.send_invitation(
            person,
            place=_invited_to(held.program_id),
            program_id=held.program_id,
            actor=operating.actor,
            at=operating.at,
        )
    except ConflictError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(
            request, gettext("%(name)s is invited by letter.") % {"name": str(held.person)}
        )
    return go_to(request, reverse("operator_home"))

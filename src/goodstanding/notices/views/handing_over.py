"""Saying that a message was handed to somebody in another way than by letter or inbox."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from goodstanding.accounts.models import Role
from goodstanding.notices.forms import HandoverForm
from goodstanding.notices.models import Notice
from goodstanding.notices.selectors.letters import roles_text
from goodstanding.notices.selectors.sent import notices_sent
from goodstanding.notices.selectors.service import readers_of
from goodstanding.notices.services.serving import record_handover
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values import clock
from goodstanding.values.errors import DomainError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
def hand_over_message(request: HttpRequest, side: VendorSide, notice: UUID) -> HttpResponse:
    """Ask who has a message by now, and what shows that; a POST records it."""
    shown = get_object_or_404(notices_sent(side.program.pk), pk=notice)
    if shown.partner_id is None:
        raise Http404
    people = _people(shown, side)
    form = HandoverForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        try:
            record_handover(
                shown.pk,
                person_id=UUID(form.cleaned_data["person"]),
                shown_by=form.cleaned_data["shown_by"],
                actor=side.actor,
                at=clock.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("It counts as served from now on."))
            return go_to(request, reverse("vendor_message", args=[side.program.code, shown.pk]))
    context = {"side": side, "notice": shown, "people": people, "form": form}
    return render(request, "notices/hand_over.html", context, status=status_of(form))


def _people(notice: Notice, side: VendorSide) -> list[tuple[str, str]]:
    """Return who may have it, each with what they are for the partner."""
    roles: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for held in readers_of(notice, at=side.at).select_related("person"):
        names[str(held.person_id)] = held.person.name
        roles.setdefault(str(held.person_id), []).append(held.role)
    told = {key: f"{names[key]} ({roles_text(held)})" for key, held in roles.items()}
    return sorted(told.items(), key=lambda one: (one[1], one[0]))

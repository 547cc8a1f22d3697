"""A partner's own people: who acts for it in which role, named and let go by its contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.partners.acting import COMPLIANCE, CONTACTS, SIGNATORY, Acting, acting_for
from goodstanding.partners.forms import NamePersonForm
from goodstanding.partners.models import Affiliation
from goodstanding.partners.rules.roles import MANAGING_ROLES
from goodstanding.partners.selectors.structure import (
    RoleShown,
    affiliations_of,
    complete_since,
    people_by_role,
    places_of,
    was_affiliated,
    zone_of,
)
from goodstanding.partners.services.people import (
    call_list_complete,
    let_person_go,
    name_person,
    roles_that_can_be_given,
)
from goodstanding.partners.words import role_name
from goodstanding.ui.htmx import HTTP_UNPROCESSABLE, go_to, status_of
from goodstanding.values.errors import ConflictError, DomainError

_FORM_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody in a role, and where."""

    affiliation: Affiliation
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGroup:
    """A role with everybody who acts in it."""

    shown: RoleShown
    name: str
    people: tuple[PersonRow, ...]


@require_safe
@acting_for(*sorted(CONTACTS))
def people(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Show who acts for the partner, role by role."""
    places = places_of(acting.partner_id, at=acting.at)
    shown = people_by_role(acting.partner_id, at=acting.at)
    context = {
        "acting": acting,
        "groups": [_group(role, places) for role in shown],
        "complete_since": complete_since(acting.partner_id, at=acting.at),
        "managing": bool(MANAGING_ROLES & acting.roles),
        "zone": zone_of(acting.partner_id, program_id=acting.program.pk, at=acting.at),
    }
    return render(request, "partners/people.html", context)


@require_http_methods(_FORM_METHODS)
@acting_for(SIGNATORY, COMPLIANCE)
def person_add(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Name somebody who acts for the partner."""
    form = NamePersonForm(
        request.POST if request.method == "POST" else None,
        roles=role_choices(roles_that_can_be_given(acting.key, at=acting.at)),
        places=places_of(acting.partner_id, at=acting.at),
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            named = name_person(
                acting.key,
                email=given["email"],
                name=given["name"],
                role=given["role"],
                location_id=given["location"],
                actor=acting.actor,
                at=acting.at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            words = {"name": str(named.person), "role": role_name(named.role)}
            messages.success(request, gettext("%(name)s is listed as %(role)s.") % words)
            return go_to(request, _people_address(acting))
    context = {"acting": acting, "form": form}
    return render(request, "partners/person_add.html", context, status=status_of(form))


@require_http_methods(_FORM_METHODS)
@acting_for(SIGNATORY, COMPLIANCE)
def person_end(request: HttpRequest, acting: Acting, affiliation: UUID) -> HttpResponse:
    """Say what ends, then end it."""
    held = affiliations_of(acting.partner_id, at=acting.at).filter(fact_id=affiliation).first()
    if held is None:
        if request.method == "POST" and was_affiliated(acting.partner_id, affiliation):
            return go_to(request, _people_address(acting))  # Pressed twice: it has ended.
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            let_person_go(acting.key, affiliation, actor=acting.actor, at=acting.at)
        except ConflictError as error:
            refusal = str(error)
        else:
            words = {"name": str(held.person), "role": role_name(held.role)}
            messages.success(request, gettext("%(name)s is no longer %(role)s.") % words)
            own = held.person_id == acting.person.pk
            return go_to(request, reverse("home") if own else _people_address(acting))
    context = {
        "acting": acting,
        "held": held,
        "role": role_name(held.role),
        "own": held.person_id == acting.person.pk,
        "only": not affiliations_of(acting.partner_id, at=acting.at)
        .filter(role=held.role)
        .exclude(person=held.person_id)
        .exists(),
        "refusal": refusal,
    }
    status = HTTP_UNPROCESSABLE if refusal else 200
    return render(request, "partners/person_end.html", context, status=status)


@require_POST
@acting_for(SIGNATORY, COMPLIANCE)
def list_complete(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Take the partner's word that everybody who works for it is listed."""
    call_list_complete(acting.key, actor=acting.actor, at=acting.at)
    messages.success(request, gettext("Recorded: everybody who works for you is listed."))
    return go_to(request, _people_address(acting))


def role_choices(roles: Sequence[str]) -> list[tuple[str, str]]:
    """Return roles with their names, for a list to choose from."""
    return [(role, role_name(role).capitalize()) for role in roles]


def _group(shown: RoleShown, places: dict[UUID, str]) -> RoleGroup:
    return RoleGroup(
        shown=shown,
        name=role_name(shown.role).capitalize(),
        people=tuple(
            PersonRow(
                affiliation=affiliation,
                place=places.get(affiliation.location_id, "") if affiliation.location_id else "",
            )
            for affiliation in shown.people
        ),
    )


def _people_address(acting: Acting) -> str:
    return reverse(
        "partner_people", kwargs={"program": acting.program.code, "partner": acting.partner_id}
    )

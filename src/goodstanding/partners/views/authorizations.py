"""Granting and ending what a location is authorized to do, by the vendor and by the partner."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from goodstanding.accounts.models import Role
from goodstanding.evidence.dated import in_force
from goodstanding.partners.acting import SIGNATORY, Acting, acting_for
from goodstanding.partners.forms_authorizations import EndAuthorizationForm, GrantForm
from goodstanding.partners.models import Membership, PartnerProfile
from goodstanding.partners.selectors.authorizations import Held, held_by
from goodstanding.partners.selectors.structure import places_of
from goodstanding.partners.services.authorizing import (
    end_authorization,
    give_notice,
    grant_authorization,
    last_day_of_notice,
    pack_at,
    withdraw_notice,
)
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.rulebook.pack import Pack
from goodstanding.ui.htmx import HTTP_UNPROCESSABLE, go_to, status_of
from goodstanding.values.errors import DomainError

_FORM_METHODS = ["GET", "HEAD", "POST"]


def title_of(pack: Pack | None, name: str) -> str:
    """Return what an authorization is called; one that the rules know no more keeps its name."""
    rules = [rule for rule in pack.authorizations if rule.name == name] if pack else []
    return rules[0].title if rules else name.replace("-", " ")


@never_cache
@require_http_methods(_FORM_METHODS)
@vendor_side(Role.OFFICER)
def authorization_grant(request: HttpRequest, side: VendorSide, partner: UUID) -> HttpResponse:
    """Let a location of a partner do something."""
    name = partner_name(side, partner)
    pack = pack_at(side.program.pk, at=side.at)
    form = GrantForm(
        request.POST if request.method == "POST" else None,
        names=[(rule.name, rule.title) for rule in pack.authorizations] if pack else [],
        places=places_of(partner, at=side.at),
    )
    if form.is_valid():
        try:
            grant_authorization(
                form.cleaned_data["location"],
                program_id=side.program.pk,
                name=form.cleaned_data["name"],
                granted_on=form.cleaned_data["granted_on"],
                actor=side.actor,
                at=side.at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("It is granted, and the partner is told."))
            return go_to(request, vendor_address(side, partner))
    context = {
        "program": side.program,
        "partner_id": partner,
        "partner_name": name,
        "form": form,
        "known": bool(pack and pack.authorizations),
    }
    return render(request, "partners/authorization_grant.html", context, status=status_of(form))


@never_cache
@require_http_methods(_FORM_METHODS)
@vendor_side(Role.OFFICER)
def authorization_end(
    request: HttpRequest, side: VendorSide, partner: UUID, authorization: UUID
) -> HttpResponse:
    """Say what follows from ending an authorization, and do it."""
    name = partner_name(side, partner)
    held = held_of(partner, side.program.pk, authorization, side=side)
    form = EndAuthorizationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            end_authorization(
                held.row.fact_id,
                until_on=form.cleaned_data["until_on"],
                reason=form.cleaned_data["reason"],
                actor=side.actor,
                at=side.at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The end is recorded, and the partner is told."))
            return go_to(request, vendor_address(side, partner))
    context = {
        "program": side.program,
        "partner_id": partner,
        "partner_name": name,
        "held": held,
        "title": title_of(pack_at(side.program.pk, at=side.at), held.row.name),
        "form": form,
    }
    return render(request, "partners/authorization_end.html", context, status=status_of(form))


@never_cache
@require_http_methods(_FORM_METHODS)
@acting_for(SIGNATORY)
def authorization_leave(request: HttpRequest, acting: Acting, authorization: UUID) -> HttpResponse:
    """Say what follows from giving notice, then take it."""
    held = held_of(acting.partner_id, acting.program.pk, authorization, side=acting)
    refusal = ""
    if request.method == "POST":
        try:
            give_notice(held.row.fact_id, actor=acting.actor, at=acting.at)
        except DomainError as error:
            refusal = str(error)
        else:
            messages.success(
                request, gettext("Your notice is recorded. You can take it back until its day.")
            )
            return go_to(request, _partner_address(acting))
    context = {
        "acting": acting,
        "held": held,
        "title": title_of(pack_at(acting.program.pk, at=acting.at), held.row.name),
        "last": last_day_of_notice(held.row, zone=held.zone, at=acting.at),
        "refusal": refusal,
    }
    status = HTTP_UNPROCESSABLE if refusal else 200
    return render(request, "partners/authorization_leave.html", context, status=status)


@require_POST
@acting_for(SIGNATORY)
def authorization_keep(request: HttpRequest, acting: Acting, authorization: UUID) -> HttpResponse:
    """Take a notice back."""
    held = held_of(acting.partner_id, acting.program.pk, authorization, side=acting)
    try:
        withdraw_notice(held.row.fact_id, actor=acting.actor, at=acting.at)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("Your notice is taken back. The authorization goes on."))
    return go_to(request, _partner_address(acting))


def partner_name(side: VendorSide, partner: UUID) -> str:
    """Return what a partner of the program is called now."""
    if not Membership.objects.filter(program=side.program, partner_id=partner).exists():
        raise Http404
    names = PartnerProfile.objects.filter(in_force(side.at), partner_id=partner)
    return str(names.values_list("name", flat=True).first() or "")


def held_of(
    partner: UUID, program_id: UUID, authorization: UUID, *, side: VendorSide | Acting
) -> Held:
    """Return an authorization of a partner; another one does not exist here."""
    for held in held_by(partner, program_id, at=side.at):
        if held.row.fact_id == authorization:
            return held
    raise Http404


def vendor_address(side: VendorSide, partner: UUID) -> str:
    """Return the address of the list of a partner's authorizations."""
    return reverse(
        "vendor_authorizations", kwargs={"program": side.program.code, "partner": partner}
    )


def _partner_address(acting: Acting) -> str:
    return reverse(
        "partner_authorizations",
        kwargs={"program": acting.program.code, "partner": acting.partner_id},
    )

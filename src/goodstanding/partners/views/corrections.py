"""Correcting what is on record of an authorization: one officer proposes, another judges."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from goodstanding.accounts.models import Role
from goodstanding.partners.forms_corrections import CorrectForm, JudgeCorrectionForm
from goodstanding.partners.models import AuthorizationCorrection, Wrong
from goodstanding.partners.selectors.corrections import READERS
from goodstanding.partners.selectors.structure import places_of
from goodstanding.partners.services.authorizing import pack_at
from goodstanding.partners.services.correcting import (
    agree_to_correction,
    propose_correction,
    refuse_correction,
)
from goodstanding.partners.views.authorizations import (
    held_of,
    partner_name,
    title_of,
    vendor_address,
)
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import DomainError

_FORM_METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(_FORM_METHODS)
@vendor_side(Role.OFFICER)
def correction_propose(
    request: HttpRequest, side: VendorSide, partner: UUID, authorization: UUID
) -> HttpResponse:
    """Say what of an authorization is wrong, and what shows it."""
    name = partner_name(side, partner)
    held = held_of(partner, side.program.pk, authorization, side=side)
    form = CorrectForm(request.POST if request.method == "POST" else None, held=held.row)
    if form.is_valid():
        try:
            propose_correction(
                held.row.fact_id,
                wrong=Wrong(form.cleaned_data["wrong"]),
                reason=form.cleaned_data["reason"],
                evidence=form.cleaned_data["evidence"],
                no_tie=form.cleaned_data["no_tie"],
                actor=side.actor,
                at=side.at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("It is proposed. Another officer has to agree."))
            return go_to(request, vendor_address(side, partner))
    context = {
        "program": side.program,
        "partner_id": partner,
        "partner_name": name,
        "held": held,
        "title": title_of(pack_at(side.program.pk, at=side.at), held.row.name),
        "form": form,
    }
    return render(request, "partners/correction_propose.html", context, status=status_of(form))


@never_cache
@require_http_methods(_FORM_METHODS)
@vendor_side(*READERS)
def correction_judge(request: HttpRequest, side: VendorSide, correction: UUID) -> HttpResponse:
    """Show a correction with its reason; another officer agrees or refuses."""
    proposed = get_object_or_404(
        AuthorizationCorrection.objects.select_related(
            "corrected", "proposed_by", "verdict__person"
        ),
        pk=correction,
        program=side.program,
    )
    verdict = getattr(proposed, "verdict", None)
    officer = Role.OFFICER in side.roles
    form = JudgeCorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _judge(proposed, form, side)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Your word is recorded."))
            return go_to(request, vendor_address(side, proposed.partner_id))
    context = {
        "program": side.program,
        "partner_id": proposed.partner_id,
        "partner_name": partner_name(side, proposed.partner_id),
        "proposed": proposed,
        "wrong": proposed.corrected,
        "is_end": proposed.wrong == Wrong.END,
        "verdict": verdict,
        "title": title_of(pack_at(side.program.pk, at=side.at), proposed.corrected.name),
        "place": places_of(proposed.partner_id, at=side.at).get(proposed.corrected.location_id, ""),
        "judges": officer and verdict is None and proposed.proposed_by_id != side.person.pk,
        "form": form,
    }
    return render(request, "partners/correction.html", context, status=status_of(form))


def _judge(proposed: AuthorizationCorrection, form: JudgeCorrectionForm, side: VendorSide) -> None:
    no_tie = form.cleaned_data["no_tie"]
    if form.agrees:
        agree_to_correction(proposed.pk, no_tie=no_tie, actor=side.actor, at=side.at)
    else:
        refuse_correction(
            proposed.pk,
            reason=form.cleaned_data["reason"],
            no_tie=no_tie,
            actor=side.actor,
            at=side.at,
        )

"""The vendor's pages of waivers: those of a partner, proposing, judging, ending early."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.models import Role
from goodstanding.cases.forms_waivers import EndForm, JudgeForm, ProposeForm
from goodstanding.cases.models import Waiver, WaiverProposal
from goodstanding.cases.rules.waiving import limits_of
from goodstanding.cases.selectors import waivers as selectors
from goodstanding.cases.selectors.cases import READERS
from goodstanding.cases.services.waiving import (
    agree_to_waiver,
    end_waiver,
    propose_waiver,
    refuse_waiver,
)
from goodstanding.cases.views.vendor import address
from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import Membership, PartnerProfile
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.rulebook.pack import Pack
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.days import local_day
from goodstanding.values.errors import DomainError
from goodstanding.values.keys import PartnerKey

_FORM_METHODS = ["GET", "HEAD", "POST"]


def _partner(side: VendorSide, partner: UUID) -> str:
    """Return what a partner of the program is called now."""
    if not Membership.objects.filter(program=side.program, partner_id=partner).exists():
        raise Http404
    names = PartnerProfile.objects.filter(in_force(side.at), partner_id=partner)
    return str(names.values_list("name", flat=True).first() or "")


def _pack(side: VendorSide) -> Pack | None:
    version = version_in_force(side.program.pk, as_of=side.at)
    return pack_of(version) if version else None


def _titles(side: VendorSide) -> dict[str, str]:
    pack = _pack(side)
    return {duty.name: duty.title for duty in pack.obligations} if pack else {}


def _context(side: VendorSide, partner: UUID) -> dict[str, object]:
    return {
        "side": side,
        "program": side.program,
        "partner_id": partner,
        "partner_name": _partner(side, partner),
    }


@never_cache
@require_safe
@vendor_side(*READERS)
def waivers(request: HttpRequest, side: VendorSide, partner: UUID) -> HttpResponse:
    """Show what is waived for a partner, what waits for a second officer, and what was."""
    context = _context(side, partner)
    titles, names = _titles(side), selectors.unit_names(partner, at=side.at)

    def said(row: Waiver | WaiverProposal) -> tuple[str, str]:
        title = titles.get(row.obligation, row.obligation.replace("-", " "))
        return title, selectors.unit_words(row.unit, names)

    held = list(selectors.waivers_of(partner, side.program.pk))
    in_effect = [row for row in held if row.valid_until is None or row.valid_until > side.at]
    pack = _pack(side)
    context |= {
        "waiting": [
            (row, *said(row))
            for row in selectors.waiting_proposals(side.program.pk).filter(partner_id=partner)
        ],
        "in_effect": [(row, *said(row)) for row in in_effect],
        "over": [(row, *said(row)) for row in held if row not in in_effect],
        "refused": [
            (row, *said(row.proposal)) for row in selectors.refusals_of(partner, side.program.pk)
        ],
        "allowed": pack is not None and pack.waivers is not None,
        "officer": Role.OFFICER in side.roles,
    }
    return render(request, "cases/vendor_waivers.html", context)


@never_cache
@require_http_methods(_FORM_METHODS)
@vendor_side(Role.OFFICER)
def waiver_propose(request: HttpRequest, side: VendorSide, partner: UUID) -> HttpResponse:
    """Propose that a duty need not be done for a time."""
    context = _context(side, partner)
    pack = _pack(side)
    if pack is None or pack.waivers is None:
        messages.warning(request, gettext("The rules in force say nothing of waivers."))
        return go_to(request, address(side, "vendor_waivers", partner=partner))
    zone = zone_of(partner, program_id=side.program.pk, at=side.at)
    limits = limits_of(pack)
    form = ProposeForm(
        request.POST if request.method == "POST" else None,
        choices=selectors.waivable(pack, PartnerKey(side.program.pk, partner), at=side.at),
        last=limits.longest.after(local_day(side.at, zone)),
    )
    if form.is_valid():
        try:
            propose_waiver(
                PartnerKey(side.program.pk, partner),
                obligation=form.obligation,
                unit=form.unit,
                until_on=form.cleaned_data["until_on"],
                reason=form.cleaned_data["reason"],
                no_tie=form.cleaned_data["no_tie"],
                actor=side.actor,
                at=side.at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("It is proposed. Another officer has to agree."))
            return go_to(request, address(side, "vendor_waivers", partner=partner))
    context |= {"form": form, "approvals": limits.approvals}
    return render(request, "cases/vendor_waiver_propose.html", context, status=status_of(form))


@never_cache
@require_http_methods(_FORM_METHODS)
@vendor_side(*READERS)
def waiver_judge(request: HttpRequest, side: VendorSide, proposal: UUID) -> HttpResponse:
    """Show a proposal with its reason; another officer agrees or refuses."""
    held = get_object_or_404(
        WaiverProposal.objects.select_related("proposed_by"), pk=proposal, program=side.program
    )
    waits = selectors.waiting_proposals(side.program.pk).filter(pk=held.pk).exists()
    judges = Role.OFFICER in side.roles and held.proposed_by_id != side.person.pk and waits
    form = JudgeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if form.agrees:
                agree_to_waiver(
                    held.pk,
                    no_tie=form.cleaned_data["no_tie"],
                    actor=side.actor,
                    at=side.at,
                )
            else:
                refuse_waiver(
                    held.pk,
                    reason=form.cleaned_data["reason"],
                    no_tie=form.cleaned_data["no_tie"],
                    actor=side.actor,
                    at=side.at,
                )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Your word is recorded."))
            return go_to(request, address(side, "vendor_waivers", partner=held.partner_id))
    names = selectors.unit_names(held.partner_id, at=side.at)
    context = _context(side, held.partner_id) | {
        "held": held,
        "title": _titles(side).get(held.obligation, held.obligation.replace("-", " ")),
        "unit": selectors.unit_words(held.unit, names),
        "waits": waits,
        "judges": judges,
        "form": form,
    }
    return render(request, "cases/vendor_waiver.html", context, status=status_of(form))


@never_cache
@require_http_methods(_FORM_METHODS)
@vendor_side(Role.OFFICER)
def waiver_end(request: HttpRequest, side: VendorSide, waiver: UUID) -> HttpResponse:
    """Say what follows from ending a waiver early, and do it."""
    held = get_object_or_404(Waiver, fact_id=waiver, program=side.program, superseded_at=None)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            end_waiver(
                held.fact_id,
                reason=form.cleaned_data["reason"],
                no_tie=form.cleaned_data["no_tie"],
                actor=side.actor,
                at=side.at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The waiver has ended, and the partner is told."))
            return go_to(request, address(side, "vendor_waivers", partner=held.partner_id))
    names = selectors.unit_names(held.partner_id, at=side.at)
    context = _context(side, held.partner_id) | {
        "held": held,
        "title": _titles(side).get(held.obligation, held.obligation.replace("-", " ")),
        "unit": selectors.unit_words(held.unit, names),
        "form": form,
    }
    return render(request, "cases/vendor_waiver_end.html", context, status=status_of(form))

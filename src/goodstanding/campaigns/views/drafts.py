"""Writing a campaign, reading it as people will, starting it or giving it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from goodstanding.accounts.models import Role
from goodstanding.campaigns.act_forms import StartForm
from goodstanding.campaigns.forms import CampaignForm
from goodstanding.campaigns.models import Campaign
from goodstanding.campaigns.rules.plan import CampaignRefusedError
from goodstanding.campaigns.services import drafts as services
from goodstanding.campaigns.services.starting import start_campaign
from goodstanding.campaigns.views.pages import address, campaign_of, preview
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.forms import ReturnForm
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
def write(request: HttpRequest, side: VendorSide, campaign: UUID | None = None) -> HttpResponse:
    """Write a campaign or change one; it is shown as people will read it before it is sent.

    ``?only=`` is the number of a partner that a new one is meant for.
    """
    held = None if campaign is None else campaign_of(side, campaign)
    if held is not None and held.started_at is not None:
        return go_to(request, address("vendor_campaign", held))
    form = CampaignForm(
        request.POST if request.method == "POST" else None,
        program=side.program,
        at=side.at,
        campaign=held,
        author_id=side.person.pk,
        only=request.GET.get("only", ""),
    )
    if form.is_bound:
        saved = _saved(side, form, held)
        if saved is not None:
            return go_to(request, address("vendor_campaign", saved))
    return render(
        request,
        "campaigns/vendor_write.html",
        {"side": side, "form": form, "campaign": held},
        status=status_of(form),
    )


def _saved(side: VendorSide, form: CampaignForm, held: Campaign | None) -> Campaign | None:
    """Save what the form says; None where it is refused, which the form then tells."""
    form.full_clean()
    plan = form.plan()
    if form.errors:
        form.refuse_too(services.problems_in(side.program, plan, at=side.at))
        return None
    try:
        return services.save_draft(
            side.program.pk,
            plan,
            sender_id=UUID(form.cleaned_data["sender"]),
            campaign_id=held.pk if held else None,
            replaces_revision=form.cleaned_data["revision"],
            actor=side.actor,
            at=side.at,
        )
    except CampaignRefusedError as refusal:
        form.refuse(refusal.problems)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
    return None


@require_POST
@vendor_side(Role.OFFICER)
def start(request: HttpRequest, side: VendorSide, campaign: UUID) -> HttpResponse:
    """Start what the officer read, to exactly as many people as they saw."""
    held = campaign_of(side, campaign)
    form = StartForm(request.POST)
    if form.is_valid():
        try:
            start_campaign(
                held.pk,
                revision=form.cleaned_data["revision"],
                people=form.cleaned_data["people"],
                actor=side.actor,
                at=side.at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Started. You can stop it at any moment."))
            return go_to(request, address("vendor_campaign", held))
    return preview(request, side, held, start=form)


@require_POST
@vendor_side(Role.OFFICER)
def give_back(request: HttpRequest, side: VendorSide, campaign: UUID) -> HttpResponse:
    """Give a campaign back to its author with a reason."""
    held = campaign_of(side, campaign)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            services.return_campaign(
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
            return go_to(request, address("vendor_campaign", held))
    return preview(request, side, held, back=form)

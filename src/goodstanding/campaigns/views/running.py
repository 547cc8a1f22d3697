"""The campaigns of a program, and one that runs: who did, who did not, who cannot be reached."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from goodstanding.accounts.models import Role
from goodstanding.campaigns.act_forms import FinishForm, StopForm
from goodstanding.campaigns.models import Campaign
from goodstanding.campaigns.rules.states import CampaignState, RecipientState
from goodstanding.campaigns.selectors import audience
from goodstanding.campaigns.selectors.campaigns import campaigns_of
from goodstanding.campaigns.selectors.progress import PAGE, recipients_page, state_counts
from goodstanding.campaigns.services import stopping
from goodstanding.campaigns.views.pages import (
    READERS,
    address,
    audience_facts,
    badge_of_campaign,
    badge_of_recipient,
    campaign_of,
    figures_of,
    plan_facts,
    preview,
    state_word,
)
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.components import Chip, Column
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import DomainError


@require_safe
@vendor_side(*READERS)
def campaigns(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """List the campaigns of a program, the newest first."""
    page = Paginator(campaigns_of(side.program.pk), PAGE).get_page(request.GET.get("page"))
    rows = [{"campaign": each, "badge": badge_of_campaign(each.state(at=side.at))} for each in page]
    columns = (
        Column(label=gettext("Campaign")),
        Column(label=gettext("Kind")),
        Column(label=gettext("State")),
        Column(label=gettext("People"), numeric=True),
        Column(label=gettext("Sent"), numeric=True),
        Column(label=gettext("Due")),
    )
    return render(
        request,
        "campaigns/vendor_campaigns.html",
        {
            "side": side,
            "page": page,
            "rows": rows,
            "columns": columns,
            "officer": Role.OFFICER in side.roles,
        },
    )


@require_safe
@vendor_side(*READERS)
def campaign(request: HttpRequest, side: VendorSide, campaign: UUID) -> HttpResponse:
    """Show a draft as people will read it, or how far a started campaign got."""
    held = campaign_of(side, campaign)
    if held.started_at is None:
        return preview(request, side, held)
    return _progress(request, side, held)


def _progress(
    request: HttpRequest,
    side: VendorSide,
    held: Campaign,
    *,
    stop_form: StopForm | None = None,
    finish_form: FinishForm | None = None,
) -> HttpResponse:
    counts = state_counts(held)
    state = held.state(at=side.at)
    stopping_form, finishing_form = stop_form or StopForm(), finish_form or FinishForm()
    return render(
        request,
        "campaigns/vendor_campaign.html",
        {
            "side": side,
            "campaign": held,
            "badge": badge_of_campaign(state),
            "figures": figures_of(held, counts),
            "chips": _chips(held, counts),
            "everybody": sum(counts.values()),
            "done": counts[RecipientState.DONE],
            "reached": counts[RecipientState.SERVED] + counts[RecipientState.DONE],
            "waiting": counts[RecipientState.WAITING],
            "empty_partners": audience.partners_without_people(held, at=side.at),
            "plan": plan_facts(held),
            "who": audience_facts(held),
            "officer": Role.OFFICER in side.roles and state is not CampaignState.FINISHED,
            "stopped": state is CampaignState.STOPPED,
            "behind": audience.standing_behind(held.program_id, at=side.at)
            if held.obligation
            else 0,
            "stop_form": stopping_form,
            "finish_form": finishing_form,
            "form": stopping_form if stopping_form.errors else finishing_form,
        },
        status=max(status_of(stopping_form), status_of(finishing_form)),
    )


def _chips(
    held: Campaign, counts: dict[RecipientState, int], current: RecipientState | None = None
) -> tuple[Chip, ...]:
    return tuple(
        Chip(
            label=state_word(state),
            url=address("vendor_campaign_people", held, state=state.value),
            count=count,
            current=state is current,
        )
        for state, count in counts.items()
        if count or state is current
    )


@require_safe
@vendor_side(*READERS)
def people(request: HttpRequest, side: VendorSide, campaign: UUID) -> HttpResponse:
    """List the people of a campaign in one state, or all."""
    held = campaign_of(side, campaign)
    counts = state_counts(held)
    asked = request.GET.get("state", "")
    state = RecipientState(asked) if asked in set(RecipientState) else None
    number = sum(counts.values()) if state is None else counts[state]
    page = Paginator(range(number), PAGE).get_page(request.GET.get("page"))
    rows = [
        {"reached": each, "badge": badge_of_recipient(each.state)}
        for each in recipients_page(held, state=state, page=page.number)
    ]
    columns = (
        Column(label=gettext("Person")),
        Column(label=gettext("Partner")),
        Column(label=gettext("State")),
        Column(label=gettext("Sent")),
    )
    return render(
        request,
        "campaigns/vendor_people.html",
        {
            "side": side,
            "campaign": held,
            "chips": _chips(held, counts, state),
            "state": state_word(state) if state else "",
            "rows": rows,
            "columns": columns,
            "page": page,
            "number": number,
        },
    )


@require_POST
@vendor_side(Role.OFFICER)
def stop(request: HttpRequest, side: VendorSide, campaign: UUID) -> HttpResponse:
    """Let nothing more leave."""
    held, form = campaign_of(side, campaign), StopForm(request.POST)
    done = form.is_valid() and _tried(
        form,
        lambda: stopping.stop_campaign(
            held.pk, reason=form.cleaned_data["reason"], actor=side.actor, at=side.at
        ),
    )
    if not done:
        return _shown(request, side, held, stop_form=form)
    messages.success(request, gettext("Stopped. Nothing more leaves."))
    return go_to(request, address("vendor_campaign", held))


@require_POST
@vendor_side(Role.OFFICER)
def resume(request: HttpRequest, side: VendorSide, campaign: UUID) -> HttpResponse:
    """Let a stopped campaign go on."""
    held = campaign_of(side, campaign)
    stopping.resume_campaign(held.pk, actor=side.actor, at=side.at)
    messages.success(request, gettext("It goes on where it was. Nobody gets anything twice."))
    return go_to(request, address("vendor_campaign", held))


@require_POST
@vendor_side(Role.OFFICER)
def finish(request: HttpRequest, side: VendorSide, campaign: UUID) -> HttpResponse:
    """End a campaign for good."""
    held, form = campaign_of(side, campaign), FinishForm(request.POST)
    done = form.is_valid() and _tried(
        form,
        lambda: stopping.finish_campaign(
            held.pk,
            call_off=form.cleaned_data["asked"] == FinishForm.CALLED_OFF,
            actor=side.actor,
            at=side.at,
        ),
    )
    if not done:
        return _shown(request, side, held, finish_form=form)
    messages.success(request, gettext("This campaign has ended."))
    return go_to(request, address("vendor_campaign", held))


def _tried(form: Form, act: Callable[[], object]) -> bool:
    """Do it, or say in the form why not."""
    try:
        act()
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _shown(
    request: HttpRequest,
    side: VendorSide,
    held: Campaign,
    *,
    stop_form: StopForm | None = None,
    finish_form: FinishForm | None = None,
) -> HttpResponse:
    """Show the page again, with what was refused; a draft has nothing to stop or to end."""
    if held.started_at is None:
        raise Http404
    return _progress(request, side, held, stop_form=stop_form, finish_form=finish_form)

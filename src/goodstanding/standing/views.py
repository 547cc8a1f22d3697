"""Trying the draft of the next rule book on everybody, and reading what came of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from goodstanding.accounts.models import Role
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.programs.selectors import open_draft
from goodstanding.standing.forms import SimulationForm
from goodstanding.standing.jobs import simulate_later
from goodstanding.standing.models import Simulation
from goodstanding.standing.simulating.asking import latest_simulation
from goodstanding.standing.simulating.names import names_of
from goodstanding.standing.simulating.showing import Shown, show
from goodstanding.ui.components import Column, Progress
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.days import local_day


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
def simulation(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Show what the latest simulation found, and start another; only a POST does."""
    draft = open_draft(side.program.pk)
    if draft is None:
        raise Http404
    today = local_day(side.at, side.program.zone)
    kept = latest_simulation(side.program.pk)
    form = SimulationForm(
        request.POST if request.method == "POST" else None,
        initial={"last": today} if kept is None else _tried(kept),
    )
    if form.is_valid():
        simulate_later(
            draft,
            first=form.cleaned_data["first"],
            last=form.cleaned_data["last"],
            actor=side.actor,
            at=side.at,
        )
        address = reverse("vendor_rules_simulate", kwargs={"program": side.program.code})
        return go_to(request, address)
    shown = _shown(request, kept)
    context = {
        "side": side,
        "draft": draft,
        "form": form,
        "kept": kept,
        "is_of_another_text": kept is not None and kept.text_sha256 != draft.text_sha256,
        "progress": _progress(kept),
        "shown": shown,
        "columns": _columns(shown) if shown else {},
    }
    return render(request, "standing/simulation.html", context, status=status_of(form))


def _tried(kept: Simulation) -> dict[str, object]:
    """Return the days that were tried last, as the form asks for them."""
    last = kept.last_on
    return {"first": None if kept.first_on == last else kept.first_on, "last": last}


def _shown(request: HttpRequest, kept: Simulation | None) -> Shown | None:
    if kept is None or kept.result is None:
        return None
    last = kept.result["days"][-1]
    named = {one["partner_id"] for one in (*last["examples"], *kept.result["decisions"])}
    units = {reason["unit"] for one in last["examples"] for reason in one["reasons"]}
    return show(kept.result, request.GET.dict(), names_of(named | units))


def _progress(kept: Simulation | None) -> Progress | None:
    if kept is None or kept.state not in {Simulation.State.WAITING, Simulation.State.RUNNING}:
        return None
    whole = max(kept.steps, 1)
    text = (
        gettext("Step %(done)s of %(steps)s is done.") % {"done": kept.done, "steps": kept.steps}
        if kept.steps
        else gettext("It has not begun yet.")
    )
    return Progress(value=min(kept.done, whole), whole=whole, text=text)


def _columns(shown: Shown) -> dict[str, tuple[Column, ...]]:
    partners, worse, better = (
        Column(label=gettext("Partners"), numeric=True),
        Column(label=gettext("Worse"), numeric=True),
        Column(label=gettext("Better"), numeric=True),
    )
    return {
        "matrix": (
            Column(label=gettext("By the rules in force")),
            *(Column(label=level, numeric=True) for level in shown.levels),
        ),
        "groups": (Column(label=gettext("Who")), partners, worse, better),
        "unknowns": (
            Column(label=gettext("Unknown, because")),
            Column(label=gettext("In force"), numeric=True),
            Column(label=gettext("Draft"), numeric=True),
        ),
        "decisions": (
            Column(label=gettext("Partner")),
            Column(label=gettext("Decided")),
            Column(label=gettext("Recommended")),
            Column(label=gettext("Would be recommended")),
        ),
    }

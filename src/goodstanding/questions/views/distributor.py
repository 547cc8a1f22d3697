"""A distributor's desk: what its resellers asked, answering, and relaying to the vendor."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.partners.acting import DistributorSide, distributor_side
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.questions.forms import BetweenAct, BetweenForm
from goodstanding.questions.rules.states import Act, Desk, desk_of, may
from goodstanding.questions.selectors.story import Side, Story, story_of
from goodstanding.questions.selectors.visible import (
    questions_of_distributor,
    waiting_for_distributor,
)
from goodstanding.questions.services.between import answer_below, relay
from goodstanding.questions.views import pages
from goodstanding.ui.htmx import go_to
from goodstanding.values.errors import DomainError


def _address(side: DistributorSide, name: str, **parts: object) -> str:
    kwargs = {"program": side.program.code, "partner": side.distributor_id, **parts}
    return reverse(name, kwargs=kwargs)


@never_cache
@require_safe
@distributor_side
def questions(request: HttpRequest, side: DistributorSide) -> HttpResponse:
    """List what waits for the distributor, the nearest clock first; ``show`` lists the rest."""
    visible = questions_of_distributor(side.distributor_id, program_id=side.program.pk, at=side.at)
    desk = pages.desk_context(
        request,
        visible,
        waits=waiting_for_distributor(),
        elsewhere=("vendor", gettext("With %(vendor)s") % {"vendor": side.program.vendor_name}),
        side=Side.DISTRIBUTOR,
        at=side.at,
    )
    return render(request, "questions/distributor_questions.html", {"side": side, **desk})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@distributor_side
def question(request: HttpRequest, side: DistributorSide, question: UUID) -> HttpResponse:
    """Show one question; a POST answers it, or passes it on to the vendor."""
    story = _story(side, question)
    form = BetweenForm(
        request.POST if request.method == "POST" else None,
        partner_name=story.partner_name,
        vendor_name=story.vendor_name,
        may_relay=request.method == "POST" or may(story.question.stage, Act.RELAY),
    )
    refusal: DomainError | None = None
    if form.is_valid():
        try:
            messages.success(request, _act(side, story, form))
            return go_to(request, _address(side, "distributor_questions"))
        except DomainError as error:
            refusal = error
            form.add_error(None, str(error))
            story = _story(side, question)  # Somebody else was first: show what they did.
    context = {
        "side": side,
        "story": story,
        "shown": pages.shown(story, at=side.at),
        "timeline": pages.timeline(
            story, zone=zone_of(side.distributor_id, program_id=side.program.pk, at=side.at)
        ),
        "form": form,
        "open_here": desk_of(story.question.stage) is Desk.DISTRIBUTOR,
        "unsent": form.data.get("words", "") if refusal is not None else "",
    }
    status = pages.status_after(form, refusal)
    return render(request, "questions/distributor_question.html", context, status=status)


def _story(side: DistributorSide, question: UUID) -> Story:
    visible = questions_of_distributor(side.distributor_id, program_id=side.program.pk, at=side.at)
    return story_of(get_object_or_404(visible, pk=question), side=Side.DISTRIBUTOR, at=side.at)


def _act(side: DistributorSide, story: Story, form: BetweenForm) -> str:
    """Do what the form says and return what to tell about it."""
    words, question_id = form.cleaned_data["words"], story.question.pk
    if form.cleaned_data["act"] == BetweenAct.RELAY.value:
        relay(question_id, remark=words, actor=side.actor, at=side.at)
        return gettext("%(vendor)s has the question now. You see the answer here.") % {
            "vendor": story.vendor_name
        }
    answer_below(question_id, words=words, actor=side.actor, at=side.at)
    return gettext("%(partner)s has your answer.") % {"partner": story.partner_name}

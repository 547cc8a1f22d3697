"""The vendor's desk: what waits for an answer, answering, and making guidance of an answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.accounts.models import Role
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.questions.forms import GuidanceForm, VendorForm, VendorTo
from goodstanding.questions.models import Guidance
from goodstanding.questions.rules.states import QuestionState
from goodstanding.questions.selectors.story import Side, Story, story_of
from goodstanding.questions.selectors.visible import (
    DESK,
    guidance_of,
    questions_of_vendor,
    waiting_for_vendor,
)
from goodstanding.questions.selectors.ways import relationship_lasts
from goodstanding.questions.services.answering import answer, answer_distributor
from goodstanding.questions.services.guiding import publish_guidance, withdraw_guidance
from goodstanding.questions.views import pages
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import DomainError


def _address(side: VendorSide, name: str, **parts: object) -> str:
    return reverse(name, kwargs={"program": side.program.code, **parts})


@never_cache
@require_safe
@vendor_side(*DESK)
def questions(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """List what waits for the vendor, the nearest clock first; ``show`` lists the rest."""
    visible = questions_of_vendor(side.program.pk, roles=side.roles)
    desk = pages.desk_context(
        request,
        visible,
        waits=waiting_for_vendor(at=side.at),
        elsewhere=("distributors", gettext("With distributors")),
        side=Side.VENDOR,
        at=side.at,
    )
    return render(request, "questions/vendor_questions.html", {"side": side, **desk})


def _story(side: VendorSide, question: UUID) -> Story:
    visible = questions_of_vendor(side.program.pk, roles=side.roles)
    return story_of(get_object_or_404(visible, pk=question), side=Side.VENDOR, at=side.at)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(*DESK)
def question(request: HttpRequest, side: VendorSide, question: UUID) -> HttpResponse:
    """Show one question; a POST answers the partner, or the distributor that relayed it."""
    story = _story(side, question)
    form = VendorForm(
        request.POST if request.method == "POST" else None,
        partner_name=story.partner_name,
        distributor_name=story.distributor_name,
        relayed=_relayed(story, side) or request.POST.get("to") == VendorTo.DISTRIBUTOR.value,
    )
    refusal: DomainError | None = None
    if form.is_valid():
        try:
            messages.success(request, _act(side, story, form))
            return go_to(request, _address(side, "vendor_questions"))
        except DomainError as error:
            refusal = error
            form.add_error(None, str(error))
            story = _story(side, question)  # Somebody else was first: show what they did.
    waits = questions_of_vendor(side.program.pk, roles=side.roles).filter(
        waiting_for_vendor(at=side.at), pk=question
    )
    context = {
        "side": side,
        "story": story,
        "shown": pages.shown(story, at=side.at),
        "timeline": pages.timeline(story, zone=side.program.zone),
        "form": form,
        "open_here": waits.exists(),
        "unsent": form.data.get("words", "") if refusal is not None else "",
        "may_publish": Role.OFFICER in side.roles
        and not story.question.confidential
        and story.question.stage is QuestionState.ANSWERED
        and not story.question.guidance.filter(voided_at=None).exists(),
    }
    status = pages.status_after(form, refusal)
    return render(request, "questions/vendor_question.html", context, status=status)


def _relayed(story: Story, side: VendorSide) -> bool:
    """Return whether a distributor relayed the question that is there to pass an answer on."""
    question = story.question
    return (
        question.stage is QuestionState.RELAYED
        and question.relationship_id is not None
        and relationship_lasts(question.relationship_id, at=side.at)
    )


def _act(side: VendorSide, story: Story, form: VendorForm) -> str:
    """Do what the form says and return what to tell about it."""
    words, question_id = form.cleaned_data["words"], story.question.pk
    if form.to_distributor:
        answer_distributor(question_id, words=words, actor=side.actor, at=side.at)
        return gettext("%(distributor)s has your answer, and passes it on.") % {
            "distributor": story.distributor_name
        }
    answer(question_id, words=words, actor=side.actor, at=side.at)
    return gettext("%(partner)s has your answer.") % {"partner": story.partner_name}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
def publish(request: HttpRequest, side: VendorSide, question: UUID) -> HttpResponse:
    """Make guidance for every partner of a question and its answer."""
    story = _story(side, question)
    form = GuidanceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            publish_guidance(
                story.question.pk,
                asks=form.cleaned_data["asks"],
                answers=form.cleaned_data["answers"],
                actor=side.actor,
                at=side.at,
            )
            messages.success(request, gettext("Every partner of the program reads it now."))
            return go_to(request, _address(side, "vendor_guidance"))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {"side": side, "story": story, "form": form}
    return render(request, "questions/vendor_publish.html", context, status=status_of(form))


@require_safe
@vendor_side(*DESK)
def guidance(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """List the guidance partners read, the latest first."""
    page = Paginator(guidance_of(side.program.pk), pages.ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"side": side, "page": page, "may_withdraw": Role.OFFICER in side.roles}
    return render(request, "questions/vendor_guidance.html", context)


@require_POST
@vendor_side(Role.OFFICER)
def take_back(request: HttpRequest, side: VendorSide, guidance: UUID) -> HttpResponse:
    """Take guidance back."""
    found = get_object_or_404(Guidance, program=side.program, pk=guidance)
    withdraw_guidance(found.pk, actor=side.actor, at=side.at)
    messages.success(request, gettext("Taken back. Partners read it no more."))
    return go_to(request, _address(side, "vendor_guidance"))

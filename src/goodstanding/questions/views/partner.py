"""A partner's own side: its questions, asking one, and the guidance everybody reads."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.cases.models import Case
from goodstanding.cases.selectors.cases import cases_visible_to_partner
from goodstanding.notices.models import Notice
from goodstanding.partners.acting import CONTACTS, Acting, acting_for
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.questions.forms import AskForm
from goodstanding.questions.models import Question
from goodstanding.questions.rules.routing import About
from goodstanding.questions.rules.states import Act, Desk, QuestionState, desk_of, may
from goodstanding.questions.selectors.duties import duties_of
from goodstanding.questions.selectors.story import Side, story_of
from goodstanding.questions.selectors.visible import guidance_of, questions_of_partner
from goodstanding.questions.selectors.ways import ways_of
from goodstanding.questions.services.asking import (
    NothingToAskAboutError,
    Subject,
    ask,
    confidential,
    escalate,
    withdraw,
)
from goodstanding.questions.views import pages
from goodstanding.ui.components import Link
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import DomainError
from goodstanding.values.ids import new_id

#: What stands in the address for the program in general.
GENERAL = "program"


def _address(acting: Acting, name: str, **parts: object) -> str:
    kwargs = {"program": acting.program.code, "partner": acting.partner_id, **parts}
    return reverse(name, kwargs=kwargs)


def _question(acting: Acting, question: UUID) -> Question:
    visible = questions_of_partner(acting.key, person_id=acting.person.pk, roles=acting.roles)
    return get_object_or_404(visible, pk=question)


@never_cache
@require_safe
@acting_for()
def questions(request: HttpRequest, acting: Acting) -> HttpResponse:
    """List what was asked, the latest first."""
    visible = questions_of_partner(acting.key, person_id=acting.person.pk, roles=acting.roles)
    page, rows = pages.page_of(request, visible, side=Side.PARTNER, at=acting.at)
    context = {
        "acting": acting,
        "page": page,
        "rows": rows,
        "columns": pages.columns(Side.PARTNER),
        "guidance": guidance_of(acting.program.pk).exists(),
    }
    return render(request, "questions/partner_questions.html", context)


@never_cache
@require_safe
@acting_for()
def choose(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Ask what the question is about."""

    def link(label: str, about: About, subject: object) -> Link:
        url = _address(acting, "partner_question_ask", about=about.value, subject=subject)
        return Link(label=label, url=url)

    duties = duties_of(acting.program.pk, at=acting.at)
    cases = (
        cases_visible_to_partner(program_id=acting.program.pk, partner_id=acting.partner_id)
        if acting.roles & CONTACTS
        else ()
    )
    context = {
        "acting": acting,
        "general": link(gettext("Something else"), About.GENERAL, GENERAL),
        "duties": [link(title, About.DUTY, name) for name, title in duties.items()],
        "cases": [link(case.title, About.CASE, case.pk) for case in cases],
    }
    return render(request, "questions/partner_choose.html", context)


def _subject(about: str, subject: str) -> Subject:
    """Return what an address names; what it cannot name does not exist."""
    try:
        match About(about):
            case About.NOTICE:
                return Subject(about=About.NOTICE, notice_id=UUID(subject))
            case About.CASE:
                return Subject(about=About.CASE, case_id=UUID(subject))
            case About.DUTY:
                return Subject(about=About.DUTY, duty=subject)
            case About.GENERAL if subject == GENERAL:
                return Subject(about=About.GENERAL)
            case About.GENERAL:
                raise Http404
    except ValueError:
        raise Http404 from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@acting_for()
def ask_page(request: HttpRequest, acting: Acting, about: str, subject: str) -> HttpResponse:
    """Ask about one thing, and say who gets the question."""
    wanted = _subject(about, subject)
    try:
        secret = confidential(
            wanted, key=acting.key, person_id=acting.person.pk, roles=acting.roles, at=acting.at
        )
    except NothingToAskAboutError:
        raise Http404 from None
    ways = ways_of(acting.key, at=acting.at)
    form = AskForm(
        request.POST if request.method == "POST" else None,
        ways=() if secret else ways,
        vendor_name=acting.program.vendor_name,
        initial={"once": new_id(), "to": str(ways[0].relationship_id) if ways else ""},
    )
    if form.is_valid():
        try:
            asked = ask(
                wanted,
                key=acting.key,
                words=form.cleaned_data["words"],
                way=form.way,
                once=form.cleaned_data["once"],
                actor=acting.actor,
                at=acting.at,
            )
            messages.success(request, gettext("Your question is on its way."))
            return go_to(request, _address(acting, "partner_question", question=asked.pk))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {
        "acting": acting,
        "form": form,
        "subject": _title(wanted, acting),
        "hidden": secret and bool(ways),
        "direct": not secret and not ways,
    }
    return render(request, "questions/partner_ask.html", context, status=status_of(form))


def _title(subject: Subject, acting: Acting) -> str:
    """Return what a subject that was found is called; nothing for the program in general."""
    if subject.notice_id is not None:
        return str(Notice.objects.get(pk=subject.notice_id).subject_line)
    if subject.case_id is not None:
        return str(Case.objects.get(pk=subject.case_id).title)
    return duties_of(acting.program.pk, at=acting.at)[subject.duty] if subject.duty else ""


@never_cache
@require_safe
@acting_for()
def question(request: HttpRequest, acting: Acting, question: UUID) -> HttpResponse:
    """Show one question: where it lies, until when, and its answer."""
    found = _question(acting, question)
    story = story_of(found, side=Side.PARTNER, at=acting.at)
    shown = pages.shown(story, at=acting.at)
    zone = zone_of(acting.partner_id, program_id=acting.program.pk, at=acting.at)
    mine = found.asked_by_id == acting.person.pk or bool(acting.roles & CONTACTS)
    context = {
        "acting": acting,
        "shown": shown,
        "story": story,
        "timeline": pages.timeline(story, zone=zone),
        "zone": zone,
        "hidden": found.confidential and bool(ways_of(acting.key, at=acting.at)),
        "may_withdraw": mine and may(found.stage, Act.WITHDRAW),
        "may_escalate": mine and shown.late and desk_of(found.stage) is Desk.DISTRIBUTOR,
        "returned": found.stage is QuestionState.RETURNED,
    }
    return render(request, "questions/partner_question.html", context)


@never_cache
@require_POST
@acting_for()
def escalate_question(request: HttpRequest, acting: Acting, question: UUID) -> HttpResponse:
    """Take a question from a late distributor to the vendor."""
    found = _question(acting, question)
    escalate(found.pk, actor=acting.actor, at=acting.at)
    messages.success(
        request,
        gettext("%(vendor)s has your question now.") % {"vendor": acting.program.vendor_name},
    )
    return go_to(request, _address(acting, "partner_question", question=found.pk))


@never_cache
@require_POST
@acting_for()
def withdraw_question(request: HttpRequest, acting: Acting, question: UUID) -> HttpResponse:
    """Need no answer any more."""
    found = _question(acting, question)
    withdraw(found.pk, actor=acting.actor, at=acting.at)
    messages.success(request, gettext("Your question is withdrawn. Nobody answers it."))
    return go_to(request, _address(acting, "partner_question", question=found.pk))


@require_safe
@acting_for()
def guidance(request: HttpRequest, acting: Acting) -> HttpResponse:
    """List what others asked and what holds for everybody, the latest first."""
    page = Paginator(guidance_of(acting.program.pk), pages.ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"acting": acting, "page": page}
    return render(request, "questions/partner_guidance.html", context)

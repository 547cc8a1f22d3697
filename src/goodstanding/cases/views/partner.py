"""A partner's own side: what is said, which clock runs, answering, appealing, what was undone."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.cases.forms import WordsForm
from goodstanding.cases.models import Case, Outcome
from goodstanding.cases.rules.states import Act, CaseState, may, next_state
from goodstanding.cases.selectors.cases import appeal_due, cases_visible_to_partner, due_of
from goodstanding.cases.selectors.file import CaseFile, file_of
from goodstanding.cases.selectors.undone import undone_by
from goodstanding.cases.services.appealing import file_appeal
from goodstanding.cases.services.opening import answer
from goodstanding.cases.views import pages
from goodstanding.cases.views.vendor import undone_columns
from goodstanding.partners.acting import CONTACTS, Acting, acting_for
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.ui.components import Answer, Column, FiveAnswers, Link, Trouble
from goodstanding.ui.due import CALM_WARN_DAYS, Due, DueDate
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import DomainError

_PAGE = 50


def _address(acting: Acting, name: str, **parts: object) -> str:
    kwargs = {"program": acting.program.code, "partner": acting.partner_id, **parts}
    return reverse(name, kwargs=kwargs)


def _file(acting: Acting, case: UUID) -> CaseFile:
    """Return the file of a case the partner knows of; any other does not exist here."""
    visible = cases_visible_to_partner(program_id=acting.program.pk, partner_id=acting.partner_id)
    return file_of(get_object_or_404(visible, pk=case), at=acting.at)


@never_cache
@require_safe
@acting_for(*CONTACTS)
def cases(request: HttpRequest, acting: Acting) -> HttpResponse:
    """List what the partner was asked about, the latest first."""
    visible = cases_visible_to_partner(program_id=acting.program.pk, partner_id=acting.partner_id)
    page = Paginator(visible, _PAGE).get_page(request.GET.get("page"))
    rows = [
        (case, pages.badge_for_partner(file_of(case, at=acting.at)), _due(case, acting))
        for case in page
    ]
    context = {
        "acting": acting,
        "page": page,
        "rows": rows,
        "columns": (
            Column(label=gettext("Matter")),
            Column(label=gettext("State")),
            Column(label=gettext("Your clock")),
        ),
    }
    return render(request, "cases/partner_cases.html", context)


def _due(case: Case, acting: Acting) -> object:
    if case.stage is CaseState.DECIDED:
        return appeal_due(case, at=acting.at)
    return due_of(case, at=acting.at, warn_days=CALM_WARN_DAYS)


@never_cache
@require_safe
@acting_for(*CONTACTS)
def case(request: HttpRequest, acting: Acting, case: UUID) -> HttpResponse:
    """Show what is said, which clock runs, what was decided, and what the partner can do."""
    file = _file(acting, case)
    found = file.case
    told = [now for now in file.decisions if hasattr(now.decision, "carried_out")]
    zone = zone_of(acting.partner_id, program_id=acting.program.pk, at=acting.at)
    return render(
        request,
        "cases/partner_case.html",
        {
            "acting": acting,
            "file": file,
            "case": found,
            "badge": pages.badge_for_partner(file),
            "answers": _answers(acting, file),
            "decided": [(now, pages.shown_measures(now, at=acting.at)) for now in told],
            "timeline": pages.timeline(file, zone=zone, for_partner=True),
            "zone": zone,
            "may_answer": may(found.stage, Act.ANSWER),
            "may_appeal": may(found.stage, Act.APPEAL),
            "appeal_due": appeal_due(found, at=acting.at),
            "was_undone": any(
                now.outcome is not None and now.outcome.outcome != Outcome.REFUSED for now in told
            ),
        },
    )


def _answers(acting: Acting, file: CaseFile) -> FiveAnswers:
    """Return the five answers of a case, by what the partner was told so far."""
    found, allegation = file.case, file.allegation
    assert allegation is not None  # the partner knows of it
    clause = {"clause": allegation.clause_ref}
    said = Answer(text=gettext("Somebody says that a rule was broken: %(clause)s.") % clause)
    if found.stage in {CaseState.UNFOUNDED, CaseState.UNDONE}:
        return FiveAnswers(
            trouble=Trouble.NO,
            trouble_text=gettext("It counts nowhere."),
            why=said,
            otherwise=Answer(text=gettext("Nothing happens.")),
        )
    clock = due_of(found, at=acting.at, warn_days=CALM_WARN_DAYS)
    if file.told is None:
        asked = found.stage is CaseState.ALLEGED
        return FiveAnswers(
            trouble=Trouble.NOT_DECIDED,
            trouble_text=gettext("Your standing does not change."),
            what=Answer(strong=gettext("Tell us your side.")) if asked else Answer(),
            by_when=clock,
            why=said,
            otherwise=Answer(
                text=gettext("We decide on what we have. Your orders, renewals and money go on.")
            ),
        )
    broken = Answer(text=gettext("We found that a rule was broken: %(clause)s.") % clause)
    if found.stage is CaseState.DECIDED:
        return _decided(acting, file, broken)
    if isinstance(clock, DueDate):
        clock = replace(clock, until=gettext("We decide until"))
    if file.told.failure is not None and file.told.plan_runs:
        return _not_done_in_time(clock, broken)
    return FiveAnswers(
        trouble=Trouble.NOT_DECIDED,
        trouble_text=gettext("Somebody decides it again. What waits is listed below.")
        if found.stage is not CaseState.APPEALED
        else gettext("You appealed. What waits meanwhile is listed below."),
        by_when=clock,
        why=broken,
        otherwise=Answer(text=gettext("There is nothing you have to do. We tell you the end.")),
    )


def _not_done_in_time(clock: Due, broken: Answer) -> FiveAnswers:
    """Return the five answers of a case that is decided again because its plan was not kept."""
    return FiveAnswers(
        trouble=Trouble.REPAIRABLE,
        trouble_text=gettext("The plan was not done in time. Somebody decides what follows now."),
        what=Answer(strong=gettext("Do what is missing. It is listed below.")),
        by_when=clock,
        why=broken,
        otherwise=Answer(
            text=gettext(
                "What was decided goes on until then. You may appeal against the new decision."
            )
        ),
    )


def _decided(acting: Acting, file: CaseFile, broken: Answer) -> FiveAnswers:
    """Return the five answers of a case in which the partner was told a decision."""
    told = file.told
    assert told is not None  # it was told
    asks = told.plan_runs or any(
        one.chosen.ends == "passed" and one.in_force is not None and one.stay is None
        for one in told.measures
    )
    return FiveAnswers(
        trouble=Trouble.REPAIRABLE if asks else Trouble.YES,
        trouble_text=gettext("What follows is listed below, with its end."),
        what=Answer(strong=gettext("What the measures below ask.")) if asks else Answer(),
        by_when=appeal_due(file.case, at=acting.at),
        why=broken,
        otherwise=Answer(
            text=gettext("You may appeal until then. Somebody else looks at it again.")
        )
        if told.appeal is None
        else Answer(text=gettext("Your appeal is decided. The reasons are below.")),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@acting_for(*CONTACTS)
def answer_page(request: HttpRequest, acting: Acting, case: UUID) -> HttpResponse:
    """Tell the partner's side; it can be given once."""
    file = _file(acting, case)
    if request.method != "POST":
        next_state(file.case.stage, Act.ANSWER)
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        label=gettext("Your answer"),
        hint=gettext(
            "You may agree, disagree or explain. One of you answers for all; it cannot be "
            "changed afterwards."
        ),
    )
    if form.is_valid():
        try:
            answer(file.case.pk, words=form.cleaned_data["words"], actor=acting.actor, at=acting.at)
            messages.success(request, gettext("We have your answer. Whoever decides reads it."))
            return go_to(request, _address(acting, "partner_case", case=case))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return _words_page(
        request, acting, file, form, title=gettext("Tell us your side"), button=gettext("Answer")
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@acting_for(*CONTACTS)
def appeal_page(request: HttpRequest, acting: Acting, case: UUID) -> HttpResponse:
    """Ask somebody else to look at the decision again."""
    file = _file(acting, case)
    if request.method != "POST":
        next_state(file.case.stage, Act.APPEAL)
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        label=gettext("Why you think we are wrong"),
        hint=gettext("Which fact is wrong, or what we did not see. Plain words are enough."),
    )
    if form.is_valid():
        try:
            file_appeal(
                file.case.pk, words=form.cleaned_data["words"], actor=acting.actor, at=acting.at
            )
            messages.success(
                request,
                gettext("We have your appeal. Somebody who decided nothing before looks at it."),
            )
            return go_to(request, _address(acting, "partner_case", case=case))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return _words_page(
        request,
        acting,
        file,
        form,
        title=gettext("Ask us to look again"),
        button=gettext("Appeal"),
    )


def _words_page(
    request: HttpRequest,
    acting: Acting,
    file: CaseFile,
    form: WordsForm,
    *,
    title: str,
    button: str,
) -> HttpResponse:
    context = {
        "acting": acting,
        "file": file,
        "case": file.case,
        "form": form,
        "title": title,
        "button": button,
        "back": Link(
            label=gettext("Not now"), url=_address(acting, "partner_case", case=file.case.pk)
        ),
    }
    return render(request, "cases/partner_words.html", context, status=status_of(form))


@never_cache
@require_safe
@acting_for(*CONTACTS)
def undone(request: HttpRequest, acting: Acting, case: UUID) -> HttpResponse:
    """List each effect of what was wrong, and its end."""
    file = _file(acting, case)
    outcome = next(
        (
            now.outcome
            for now in file.decisions
            if now.outcome is not None and now.outcome.outcome != Outcome.REFUSED
        ),
        None,
    )
    if outcome is None:
        raise Http404
    context = {
        "acting": acting,
        "file": file,
        "case": file.case,
        "undone": undone_by(outcome),
        "columns": undone_columns(),
        "zone": zone_of(acting.partner_id, program_id=acting.program.pk, at=acting.at),
    }
    return render(request, "cases/partner_undone.html", context)

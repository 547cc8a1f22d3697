"""The vendor's acts in a case before a decision: asking the partner, and finding."""

from __future__ import annotations

from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from goodstanding.accounts.models import Role
from goodstanding.agreements.models import Clause
from goodstanding.cases.forms import (
    AllegeForm,
    DropForm,
    FindForm,
    PlanFailedForm,
    PlanForm,
    ReviewForm,
)
from goodstanding.cases.models import Outcome
from goodstanding.cases.rules.states import Act, next_state
from goodstanding.cases.selectors.file import CaseFile, file_of
from goodstanding.cases.selectors.record import version_with_ladder
from goodstanding.cases.services.appealing import decide_appeal
from goodstanding.cases.services.finding import find, find_nothing
from goodstanding.cases.services.opening import ClauseNotInForceError, allege, drop
from goodstanding.cases.services.plans import complete_plan, fail_plan
from goodstanding.cases.views import pages
from goodstanding.cases.views.vendor import address, back_to_the_case, case_of, file_context
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.components import Link
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import ConflictError, DomainError, InvalidValueError


def act_page(
    request: HttpRequest,
    side: VendorSide,
    file: CaseFile,
    form: BaseForm,
    *,
    title: str,
    button: str,
    intro: str = "",
) -> HttpResponse:
    """Return the page of one act: the file in short, then the form."""
    context = {
        **file_context(side, file),
        "form": form,
        "title": title,
        "button": button,
        "intro": intro,
        "back": Link(label=gettext("Not now"), url=address(side, "vendor_case", case=file.case.pk)),
    }
    return render(request, "cases/vendor_act.html", context, status=status_of(form))


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _clauses(program_id: UUID) -> list[str]:
    """Return the clauses of the program's agreements, in any version, as references."""
    found = Clause.objects.filter(version__agreement__program_id=program_id).order_by(
        "version__agreement__code", "code"
    )
    pairs = found.values_list("version__agreement__code", "code").distinct()
    return [f"{agreement}#{clause}" for agreement, clause in pairs]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
@back_to_the_case
def allege_page(request: HttpRequest, side: VendorSide, case: UUID) -> HttpResponse:
    """Put something to the partner; nothing is decided by it."""
    found = case_of(side, case)
    if request.method != "POST":
        next_state(found.stage, Act.ALLEGE)
    _, ladder = version_with_ladder(side.program.pk, at=side.at)
    form = AllegeForm(
        _posted(request), clauses=_clauses(side.program.pk), severities=ladder.severities
    )
    if form.is_valid():
        said = form.cleaned_data
        zone = zone_of(found.partner_id, program_id=found.program_id, at=side.at)
        try:
            allege(
                found.pk,
                facts=said["facts"],
                clause=form.ref,
                severity=said["severity"],
                event_at=form.event_at(zone),
                actor=side.actor,
                at=side.at,
            )
            return go_to(request, address(side, "vendor_case", case=case))
        except ClauseNotInForceError as refusal:
            form.add_error("clause", str(refusal))
        except InvalidValueError as refusal:
            form.add_error("event_on", str(refusal))
        except ConflictError as refusal:
            form.add_error(None, str(refusal))
    return act_page(
        request,
        side,
        file_of(found, at=side.at),
        form,
        title=gettext("Ask the partner"),
        button=gettext("Send it to the partner"),
        intro=gettext(
            "The partner gets a message that says “not decided”, and reads the facts after "
            "signing in. Its standing does not change."
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
@back_to_the_case
def drop_page(request: HttpRequest, side: VendorSide, case: UUID) -> HttpResponse:
    """Give a case up before anything is put to the partner."""
    found = case_of(side, case)
    if request.method != "POST":
        next_state(found.stage, Act.DROP)
    form = DropForm(_posted(request))
    if form.is_valid():
        try:
            drop(found.pk, reasons=form.cleaned_data["reasons"], actor=side.actor, at=side.at)
            return go_to(request, address(side, "vendor_case", case=case))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return act_page(
        request,
        side,
        file_of(found, at=side.at),
        form,
        title=gettext("Give the case up"),
        button=gettext("Close the case without a finding"),
        intro=gettext("It leaves no mark, and cannot be opened again."),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.DECIDER)
@back_to_the_case
def find_page(request: HttpRequest, side: VendorSide, case: UUID) -> HttpResponse:
    """Find that it is so, or that nothing was; only the latter before the partner was heard."""
    found = case_of(side, case)
    file = file_of(found, at=side.at)
    if file.allegation is None or request.method != "POST":
        next_state(found.stage, Act.FIND)
    _, ladder = version_with_ladder(side.program.pk, at=side.at)
    rank = ladder.severity_rank(file.allegation.severity) if file.allegation else 0
    not_yet = pages.why_no_finding_yet(file, at=side.at)
    severities = () if not_yet else ladder.severities[: rank + 1]
    form = FindForm(_posted(request), severities=severities)
    if form.is_valid():
        said = form.cleaned_data
        try:
            if form.confirmed:
                find(
                    found.pk,
                    reasons=said["reasons"],
                    severity=said["found"],
                    no_tie=said["no_tie"],
                    actor=side.actor,
                    at=side.at,
                )
            else:
                find_nothing(
                    found.pk,
                    reasons=said["reasons"],
                    no_tie=said["no_tie"],
                    actor=side.actor,
                    at=side.at,
                )
            return go_to(request, address(side, "vendor_case", case=case))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return act_page(
        request,
        side,
        file,
        form,
        title=gettext("Close it without a finding") if not_yet else gettext("Make a finding"),
        button=gettext("Close it without a finding") if not_yet else gettext("Record the finding"),
        intro=not_yet or gettext("Unknown is not “no”: find only what the file shows."),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
@back_to_the_case
def plan_page(request: HttpRequest, side: VendorSide, case: UUID) -> HttpResponse:
    """Find every step of the plan done; held money is free from then on."""
    found = case_of(side, case)
    file = file_of(found, at=side.at)
    if request.method != "POST" and file.told is None:
        raise ConflictError(gettext("Nothing was decided in this case yet."))
    form = PlanForm(_posted(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            if file.told is None:
                raise ConflictError(gettext("Nothing was decided in this case yet."))
            complete_plan(
                file.told.decision.pk,
                remark=said["remark"],
                no_tie=said["no_tie"],
                actor=side.actor,
                at=side.at,
            )
            return go_to(request, address(side, "vendor_case", case=case))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return act_page(
        request,
        side,
        file,
        form,
        title=gettext("Find the plan completed"),
        button=gettext("Record that every step is done"),
        intro=gettext("Whatever lasts until the plan is completed ends, and held money is free."),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.DECIDER)
@back_to_the_case
def plan_failed_page(request: HttpRequest, side: VendorSide, case: UUID) -> HttpResponse:
    """Find that a plan was not done in time; the case is decided again from then on."""
    found = case_of(side, case)
    told = file_of(found, at=side.at).told
    if told is None or request.method != "POST":
        next_state(found.stage, Act.FAIL)
    assert told is not None  # otherwise the state has refused
    form = PlanFailedForm(_posted(request), steps=told.decision.milestones.order_by("place"))
    if form.is_valid():
        said = form.cleaned_data
        try:
            fail_plan(
                told.decision.pk,
                reasons=said["reasons"],
                missing=form.places,
                no_tie=said["no_tie"],
                actor=side.actor,
                at=side.at,
            )
            return go_to(request, address(side, "vendor_case", case=case))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return act_page(
        request,
        side,
        file_of(found, at=side.at),
        form,
        title=gettext("Find the plan not done in time"),
        button=gettext("Record it and tell the partner"),
        intro=gettext(
            "The ladder counts it, and the case is decided again within 5 days. What was decided "
            "goes on until then."
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.APPEAL_REVIEWER)
@back_to_the_case
def review_page(request: HttpRequest, side: VendorSide, case: UUID) -> HttpResponse:
    """Decide an appeal, as somebody who decided nothing about the partner before."""
    found = case_of(side, case)
    file = file_of(found, at=side.at)
    told = file.told
    if told is None or told.appeal is None or request.method != "POST":
        next_state(found.stage, Act.CONFIRM)
    chosen = [] if told is None else [one.chosen for one in told.measures]
    form = ReviewForm(_posted(request), measures=chosen)
    if form.is_valid() and told is not None and told.appeal is not None:
        said = form.cleaned_data
        try:
            made = decide_appeal(
                told.appeal.pk,
                outcome=Outcome(said["outcome"]),
                measures=said["measures"],
                reasons=said["reasons"],
                no_tie=said["no_tie"],
                actor=side.actor,
                at=side.at,
            )
            page = "vendor_case" if made.outcome == Outcome.REFUSED else "vendor_case_undone"
            return go_to(request, address(side, page, case=case))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return act_page(
        request,
        side,
        file,
        form,
        title=gettext("Was the decision right?"),
        button=gettext("Decide the appeal"),
        intro=gettext(
            "Upheld in full, the finding falls and everything that followed from it is undone at "
            "once. Nobody has to ask for it."
        ),
    )

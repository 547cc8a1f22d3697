"""Deciding what follows from a finding: choose, read the letter, then do; and the second word."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from goodstanding.accounts.models import Role
from goodstanding.cases.forms import ApproveForm, DecideForm
from goodstanding.cases.forms_lengths import length_field
from goodstanding.cases.models import Case
from goodstanding.cases.rules.choosing import DeviationError, PlanWithoutStepsError, choose
from goodstanding.cases.rules.lengths import MeasureLengthError, ReleaseLengthError
from goodstanding.cases.rules.states import Act, next_state
from goodstanding.cases.selectors.file import CaseFile, file_of
from goodstanding.cases.selectors.record import advice_for
from goodstanding.cases.selectors.taken_back import to_be_taken
from goodstanding.cases.services.carrying_out import letter_about, letter_of
from goodstanding.cases.services.deciding import (
    TakeBack,
    Wanted,
    approve,
    decide,
    return_decision,
)
from goodstanding.cases.views.vendor import (
    address,
    advice_context,
    back_to_the_case,
    case_of,
    file_context,
)
from goodstanding.incentives.models import Earning
from goodstanding.notices.rules.words import Words
from goodstanding.notices.subjects import subject_line
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.programs.selectors import pack_of
from goodstanding.ui.components import Link
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import ConflictError, DomainError

_EARNINGS_SHOWN = 100


def _earnings(case: Case) -> QuerySet[Earning]:
    """Return what may be taken back: the partner's latest earnings."""
    return Earning.objects.filter(program_id=case.program_id, partner_id=case.partner_id).order_by(
        "-earned_at", "pk"
    )[:_EARNINGS_SHOWN]


def _wanted(form: DecideForm) -> Wanted:
    said = form.cleaned_data
    return Wanted(
        rung=said["rung"],
        reasons=said["reasons"],
        factors=tuple(said.get("factors", ())),
        deviation_reason=said["deviation_reason"],
        release_months=said["release_months"],
        lengths=form.lengths,
        take_back=tuple(TakeBack(earning_id=UUID(one)) for one in said.get("take_back", ())),
        milestones=form.steps,
    )


def _letter(file: CaseFile, wanted: Wanted, side: VendorSide) -> tuple[Words, int]:
    """Return the letter as the partner would read it, and how many deciders must agree.

    Raises:
        DomainError: It cannot be decided like this.
    """
    case, finding = file.case, file.finding
    assert finding is not None  # the page is opened on a finding only
    advice = advice_for(finding, factors=wanted.factors, at=side.at)
    pack = pack_of(advice.version)
    chosen = choose(pack, advice.recommended, wanted.choice())
    words = letter_about(
        case,
        pack,
        [(one.declared.name, one.lasting) for one in chosen.measures],
        zone=zone_of(case.partner_id, program_id=case.program_id, at=side.at),
        at=side.at,
    )
    return words, chosen.approvals


def letter_context(words: Words) -> dict[str, object]:
    """Return a letter as pages show it before it is sent."""
    return {"letter": words, "letter_subject": subject_line(words.kind, words.title, None)}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.DECIDER)
@back_to_the_case
def decide_page(request: HttpRequest, side: VendorSide, case: UUID) -> HttpResponse:
    """Choose what follows; the letter is shown before anything is done."""
    found = case_of(side, case)
    file = file_of(found, at=side.at)
    if file.finding is None or request.method != "POST":
        next_state(found.stage, Act.PROPOSE)
    assert file.finding is not None  # otherwise the state has refused
    ladder = advice_for(file.finding, at=side.at).ladder
    form = DecideForm(
        request.POST if request.method == "POST" else None,
        ladder=ladder,
        earnings=_earnings(found),
    )
    if form.is_valid():
        wanted = _wanted(form)
        try:
            if "confirmed" in request.POST:
                decide(
                    found.pk,
                    wanted,
                    no_tie=form.cleaned_data["no_tie"],
                    actor=side.actor,
                    at=side.at,
                )
                return go_to(request, address(side, "vendor_case", case=case))
            if "change" not in request.POST:
                return _check(request, side, file, form, wanted)
        except DeviationError as refusal:
            form.add_error("deviation_reason", str(refusal))
        except PlanWithoutStepsError as refusal:
            form.add_error("milestones", str(refusal))
        except MeasureLengthError as refusal:
            form.add_error(length_field(refusal.measure), str(refusal))
        except ReleaseLengthError as refusal:
            form.add_error("release_months", str(refusal))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {
        **file_context(side, file),
        **advice_context(side, file),
        "form": form,
        "back": Link(label=gettext("Not now"), url=address(side, "vendor_case", case=case)),
    }
    return render(request, "cases/vendor_decide.html", context, status=status_of(form))


def _check(
    request: HttpRequest, side: VendorSide, file: CaseFile, form: DecideForm, wanted: Wanted
) -> HttpResponse:
    words, approvals = _letter(file, wanted, side)
    context = {
        **file_context(side, file),
        **letter_context(words),
        "form": form,
        "earnings": to_be_taken({one.earning_id: one.amount_minor for one in wanted.take_back}),
        "approvals": approvals,
        "wanted": wanted,
        "posted": [
            (name, value)
            for name in request.POST
            if name not in {"csrfmiddlewaretoken", "confirmed", "change"}
            for value in request.POST.getlist(name)
        ],
    }
    return render(request, "cases/vendor_check.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.DECIDER)
@back_to_the_case
def approve_page(request: HttpRequest, side: VendorSide, case: UUID) -> HttpResponse:
    """Agree to a colleague's decision or return it, with the file and the letter in sight."""
    found = case_of(side, case)
    file = file_of(found, at=side.at)
    if file.current is None or request.method != "POST":
        next_state(found.stage, Act.DECIDE)
    assert file.current is not None  # otherwise the state has refused
    decision = file.current.decision
    form = ApproveForm(
        request.POST if request.method == "POST" else None, initial={"decision": decision.pk}
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            if said["decision"] not in {None, decision.pk}:
                raise ConflictError(
                    gettext("Another decision was proposed meanwhile. Open the case to read it.")
                )
            if said["verdict"] == "return":
                return_decision(
                    found.pk,
                    decision.pk,
                    reason=said["reason"],
                    no_tie=said["no_tie"],
                    actor=side.actor,
                    at=side.at,
                )
            else:
                approve(
                    found.pk,
                    decision.pk,
                    no_tie=said["no_tie"],
                    actor=side.actor,
                    at=side.at,
                )
            return go_to(request, address(side, "vendor_case", case=case))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    zone = zone_of(found.partner_id, program_id=found.program_id, at=side.at)
    context = {
        **file_context(side, file),
        **advice_context(side, file),
        **letter_context(letter_of(decision, zone=zone, at=side.at)),
        "form": form,
        "back": Link(label=gettext("Not now"), url=address(side, "vendor_case", case=case)),
    }
    return render(request, "cases/vendor_approve.html", context, status=status_of(form))

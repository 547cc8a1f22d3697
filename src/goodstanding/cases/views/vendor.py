"""The vendor's side: which cases there are, opening one, and its file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.models import Role
from goodstanding.cases.forms import OpenForm
from goodstanding.cases.models import Case, Source
from goodstanding.cases.rules.people import Part, SameHandsError, require_hands
from goodstanding.cases.rules.states import Act, CaseState, may
from goodstanding.cases.selectors.alike import alike
from goodstanding.cases.selectors.cases import (
    READERS,
    cases_of_program,
    due_of,
    open_cases,
    rows_of,
)
from goodstanding.cases.selectors.file import CaseFile, file_of
from goodstanding.cases.selectors.record import (
    Advice,
    NoLadderError,
    advice_for,
    failures_of,
    findings_of,
    key_of,
    standing_decisions,
)
from goodstanding.cases.selectors.undone import undone_by
from goodstanding.cases.services.locking import hands_of
from goodstanding.cases.services.opening import open_case
from goodstanding.cases.views import pages
from goodstanding.partners.models import PartnerProfile
from goodstanding.partners.selectors.search import first_numbers, partners_called, partners_found
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.components import Chip, Column, Link
from goodstanding.ui.due import WORK_QUEUE_WARN_DAYS
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import ConflictError, DomainError

CaseView = Callable[[HttpRequest, VendorSide, UUID], HttpResponse]

_PAGE = 50
_MEANT = 3  #: Partners that are named where a text says no single one.
_BEING_DECIDED = frozenset({CaseState.FOUND, CaseState.REOPENED, CaseState.PROPOSED})


def address(side: VendorSide, name: str, **parts: object) -> str:
    """Return the address of a page of this program."""
    return reverse(name, kwargs={"program": side.program.code, **parts})


def case_of(side: VendorSide, case: UUID) -> Case:
    """Return a case of the program; another program's does not exist here."""
    return get_object_or_404(cases_of_program(side.program.pk), pk=case)


def back_to_the_case(view: CaseView) -> CaseView:
    """Lead to the case, and say why, where an act's page cannot be opened as the case is now."""

    @wraps(view)
    def opened(request: HttpRequest, side: VendorSide, case: UUID) -> HttpResponse:
        try:
            return view(request, side, case)
        except ConflictError as refusal:
            messages.warning(request, str(refusal))
            return go_to(request, address(side, "vendor_case", case=case))

    return opened


def partner_name(side: VendorSide, case: Case) -> str:
    """Return what the partner of a case is called now."""
    profiles = PartnerProfile.objects.filter(
        partner_id=case.partner_id, superseded_at=None, valid_from__lte=side.at
    )
    return str(profiles.order_by("-valid_from").values_list("name", flat=True).first() or "")


@never_cache
@require_safe
@vendor_side(*READERS)
def cases(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """List what needs somebody, the nearest clock first; ``?all`` lists every case."""
    everything = "all" in request.GET
    found = cases_of_program(side.program.pk) if everything else open_cases(side.program.pk)
    rows = [(row, pages.badge_of_state(row.case.stage)) for row in rows_of(found, at=side.at)]
    here = request.path
    return render(
        request,
        "cases/vendor_cases.html",
        {
            "side": side,
            "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")),
            "count": len(rows),
            "everything": everything,
            "chips": (
                Chip(label=gettext("Open"), url=here, current=not everything),
                Chip(label=gettext("All"), url=f"{here}?all", current=everything),
            ),
            "columns": (
                Column(label=gettext("Case")),
                Column(label=gettext("Partner")),
                Column(label=gettext("State")),
                Column(label=gettext("Clock")),
            ),
            "may_open": Role.OFFICER in side.roles,
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
def new_case(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Open a case about a partner."""
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        initial={"partner": request.GET.get("partner", "")},
    )
    if form.is_valid():
        said = form.cleaned_data
        found = list(partners_called(side.program.pk, said["partner"], at=side.at)[:_MEANT])
        if len(found) != 1:
            form.add_error("partner", _which_partner(side, said["partner"], found))
        else:
            try:
                made = open_case(
                    program_id=side.program.pk,
                    partner_id=found[0].partner_id,
                    title=said["title"],
                    source=Source(said["source"]),
                    concern=said["concern"],
                    actor=side.actor,
                    at=side.at,
                )
                return go_to(request, address(side, "vendor_case", case=made.pk))
            except DomainError as refusal:
                form.add_error(None, str(refusal))
    context = {
        "side": side,
        "form": form,
        "title": gettext("Open a case"),
        "button": gettext("Open the case"),
        "back": Link(label=gettext("Not now"), url=address(side, "vendor_cases")),
    }
    return render(request, "cases/vendor_act.html", context, status=status_of(form))


def _which_partner(side: VendorSide, text: str, called: Sequence[PartnerProfile]) -> str:
    """Return what to write instead of a text that is no partner's, or several partners'."""
    meant = called or list(partners_found(side.program.pk, text, at=side.at)[:_MEANT])
    if not meant:
        return gettext("No partner is called so. Look it up under “Partners”.")
    numbers = first_numbers([one.partner_id for one in meant], at=side.at)
    partners = ", ".join(
        f"{one.name} ({numbers[one.partner_id]})" if one.partner_id in numbers else one.name
        for one in meant
    )
    if called:
        text = gettext("Several partners are called so: %(partners)s. Give an ID instead.")
    else:
        text = gettext(
            "No partner has just this name or ID. Did you mean %(partners)s? Write the whole name "
            "or an ID."
        )
    return text % {"partners": partners}


@never_cache
@require_safe
@vendor_side(*READERS)
def case(request: HttpRequest, side: VendorSide, case: UUID) -> HttpResponse:
    """Show the file of a case, what the ladder says, and what can be done next."""
    found = case_of(side, case)
    file = file_of(found, at=side.at)
    zone = zone_of(found.partner_id, program_id=found.program_id, at=side.at)
    return render(
        request,
        "cases/vendor_case.html",
        {
            **file_context(side, file),
            "badge": pages.badge_of_state(found.stage),
            "due": due_of(found, at=side.at, warn_days=WORK_QUEUE_WARN_DAYS),
            "timeline": pages.timeline(file, zone=zone, for_partner=False),
            "acts": acts_of(side, file),
            "not_yet": pages.why_no_finding_yet(file, at=side.at)
            if Role.DECIDER in side.roles
            else "",
            **advice_context(side, file),
        },
    )


def file_context(side: VendorSide, file: CaseFile) -> dict[str, object]:
    """Return what every page about a case shows of its file."""
    return {
        "side": side,
        "file": file,
        "case": file.case,
        "partner_name": partner_name(side, file.case),
        "decided": [
            (now, pages.shown_measures(now, at=side.at, own=False)) for now in file.decisions
        ],
    }


def advice_of(side: VendorSide, file: CaseFile) -> Advice | None:
    """Return what the ladder recommends while a case is being decided."""
    if file.finding is None or file.case.stage not in _BEING_DECIDED:
        return None
    current = file.current
    factors = current.decision.factors if current and file.case.stage is CaseState.PROPOSED else ()
    try:
        return advice_for(file.finding, factors=factors, at=side.at)
    except NoLadderError:
        return None


def advice_context(side: VendorSide, file: CaseFile) -> dict[str, object]:
    """Return the ladder, every finding with why it counts, and how like cases were decided."""
    advice = advice_of(side, file)
    if advice is None or file.finding is None:
        return {"advice": None}
    key = key_of(file.case)
    findings = {str(one.pk): one for one in findings_of(key)}
    notes = [
        (findings[note.finding_id], pages.why_text(note.why), note.why.value == "counts")
        for note in advice.recommended.findings
    ]
    failures = [
        (failure, str(failure.pk) in advice.recommended.failed) for failure in failures_of(key)
    ]
    used = [one.decision.rung for one in standing_decisions(key)]
    return {
        "advice": advice,
        "rungs": pages.rungs_of(advice, used),
        "notes": notes,
        "failures": failures,
        "recommended": [pages.recommended_text(one) for one in advice.recommended.measures],
        "alike": alike(file.finding, advice.ladder),
        "alike_columns": (
            Column(label=gettext("Decided")),
            Column(label=gettext("Clause and severity")),
            Column(label=gettext("That counted"), numeric=True),
            Column(label=gettext("Followed")),
            Column(label=gettext("Appeal")),
        ),
    }


#: Acts that check what others did, so that not everybody with the right may do them.
_PARTS = {
    "vendor_case_find": Part.FIND,
    "vendor_case_decide": Part.DECIDE,
    "vendor_case_approve": Part.APPROVE,
    "vendor_case_plan_failed": Part.FIND,
    "vendor_case_review": Part.REVIEW,
}


def _has_free_hands(side: VendorSide, file: CaseFile, name: str) -> bool:
    """Return whether a person did nothing in a case that an act is to check."""
    part = _PARTS.get(name)
    if part is None:
        return True
    decision = file.current.decision if part is Part.APPROVE and file.current else None
    try:
        require_hands(part, side.person.pk, hands_of(file.case, decision=decision), no_tie=True)
    except SameHandsError:
        return False
    return True


def acts_of(side: VendorSide, file: CaseFile) -> list[Link]:
    """Return what this person may go on to do, the next step first."""
    state, roles = file.case.stage, side.roles
    told = file.told
    over_at = None if told is None else told.plan_over_at
    steps = (
        (Role.OFFICER, may(state, Act.ALLEGE), "vendor_case_allege", gettext("Ask the partner")),
        (Role.OFFICER, may(state, Act.DROP), "vendor_case_drop", gettext("Give the case up")),
        (
            Role.DECIDER,
            may(state, Act.FIND),
            "vendor_case_find",
            gettext("Close it without a finding")
            if pages.why_no_finding_yet(file, at=side.at)
            else gettext("Make a finding"),
        ),
        (Role.DECIDER, may(state, Act.PROPOSE), "vendor_case_decide", gettext("Decide")),
        (Role.DECIDER, may(state, Act.DECIDE), "vendor_case_approve", gettext("Approve or return")),
        (
            Role.APPEAL_REVIEWER,
            may(state, Act.CONFIRM),
            "vendor_case_review",
            gettext("Decide the appeal"),
        ),
        (
            Role.OFFICER,
            told is not None and told.plan_runs,
            "vendor_case_plan",
            gettext("Find the plan completed"),
        ),
        (
            Role.DECIDER,
            may(state, Act.FAIL) and over_at is not None and over_at <= side.at,
            "vendor_case_plan_failed",
            gettext("Find the plan not done in time"),
        ),
    )
    links = [
        Link(label=label, url=address(side, name, case=file.case.pk))
        for role, possible, name, label in steps
        if possible and role in roles and _has_free_hands(side, file, name)
    ]
    if any(now.outcome is not None and now.outcome.outcome != "refused" for now in file.decisions):
        url = address(side, "vendor_case_undone", case=file.case.pk)
        links.append(Link(label=gettext("See what was undone"), url=url))
    return links


@never_cache
@require_safe
@vendor_side(*READERS)
def undone(request: HttpRequest, side: VendorSide, case: UUID) -> HttpResponse:
    """List each effect of an appeal that was right, and its end."""
    found = case_of(side, case)
    file = file_of(found, at=side.at)
    outcome = next((now.outcome for now in file.decisions if now.outcome is not None), None)
    context = {
        **file_context(side, file),
        "undone": None if outcome is None else undone_by(outcome),
        "columns": undone_columns(),
    }
    return render(request, "cases/vendor_undone.html", context)


def undone_columns() -> tuple[Column, ...]:
    """Return the columns of the list of effects."""
    return (
        Column(label=gettext("Effect")),
        Column(label=gettext("Before")),
        Column(label=gettext("Now")),
        Column(label=gettext("Since")),
    )

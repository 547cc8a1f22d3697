"""A partner's own side: what is said, which clock runs, answering, appealing, what was undone."""

from __future__ import annotations

from collections.abc import Sequence
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
from goodstanding.cases.letters import measure_title, steps_text
from goodstanding.cases.models import Case, Outcome
from goodstanding.cases.rules.states import Act, CaseState, NotNowError, may
from goodstanding.cases.selectors.cases import appeal_due, cases_visible_to_partner, due_of
from goodstanding.cases.selectors.file import CaseFile, DecisionNow, file_of
from goodstanding.cases.selectors.told import Asked, asked_by, to_do, trouble_of
from goodstanding.cases.selectors.undone import undone_by
from goodstanding.cases.services.appealing import file_appeal
from goodstanding.cases.services.opening import answer
from goodstanding.cases.views import pages
from goodstanding.cases.views.vendor import undone_columns
from goodstanding.partners.acting import CONTACTS, Acting, acting_for
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.ui.components import Answer, Column, FiveAnswers, Link, Trouble
from goodstanding.ui.dates import day_text
from goodstanding.ui.due import CALM_WARN_DAYS, ClockNotStarted, Due, DueDate, NoDate
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
    files = [file_of(case, at=acting.at) for case in page]
    rows = [(file.case, pages.badge_for_partner(file), _due(file, acting)) for file in files]
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


def _due(file: CaseFile, acting: Acting) -> Due:
    """Return by when something is to be done, else until when an appeal is possible."""
    told = file.told
    asked = to_do(asked_by(told, at=acting.at)) if told is not None else ()
    if asked and not isinstance(asked[0].due, NoDate):
        return asked[0].due
    if file.case.stage is CaseState.DECIDED:
        return _open_appeal(file.case, acting) or NoDate()
    return due_of(file.case, at=acting.at, warn_days=CALM_WARN_DAYS)


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
            "clause": pages.clause_label(file),
            "decided": [
                (
                    now,
                    pages.shown_measures(now, at=acting.at, own=True),
                    pages.shown_steps(now),
                )
                for now in told
            ],
            "timeline": pages.timeline(file, zone=zone, for_partner=True),
            "zone": zone,
            "may_answer": may(found.stage, Act.ANSWER),
            "appeal_due": _open_appeal(found, acting),
            "was_undone": any(
                now.outcome is not None and now.outcome.outcome != Outcome.REFUSED for now in told
            ),
        },
    )


def _answers(acting: Acting, file: CaseFile) -> FiveAnswers:
    """Return the five answers of a case, by what the partner was told so far."""
    found = file.case
    trouble = trouble_of(file, at=acting.at)
    said = Answer(
        text=gettext("Somebody says that a rule was broken: %(clause)s.")
        % {"clause": pages.clause_label(file)}
    )
    if found.stage in {CaseState.UNFOUNDED, CaseState.UNDONE}:
        over = (
            gettext("Somebody said that a rule was broken: %(clause)s. We did not find so.")
            if found.stage is CaseState.UNFOUNDED
            else gettext("We had found that a rule was broken: %(clause)s. It was set aside.")
        )
        return FiveAnswers(
            trouble=trouble,
            trouble_text=gettext("It counts nowhere."),
            why=Answer(text=over % {"clause": pages.clause_label(file)}),
            otherwise=Answer(text=gettext("Nothing happens.")),
        )
    if file.told is None:
        asked = found.stage is CaseState.ALLEGED
        return FiveAnswers(
            trouble=trouble,
            trouble_text=gettext("Your standing does not change."),
            what=Answer(strong=gettext("Tell us your side.")) if asked else Answer(),
            by_when=due_of(found, at=acting.at, warn_days=CALM_WARN_DAYS),
            why=said,
            otherwise=Answer(
                text=gettext("We decide on what we have. Your orders, renewals and money go on.")
                if asked
                else gettext(
                    "It is our turn: we decide, and write to you. Your orders, renewals and money "
                    "go on."
                )
            ),
        )
    return _told(acting, file, file.told, trouble=trouble)


def _told(acting: Acting, file: CaseFile, told: DecisionNow, *, trouble: Trouble) -> FiveAnswers:
    """Return the five answers after a decision: what there is to do soonest comes first."""
    stage = file.case.stage
    asked = to_do(asked_by(told, at=acting.at))
    by_when: Due = asked[0].due if asked else NoDate()
    clock = due_of(file.case, at=acting.at, warn_days=CALM_WARN_DAYS)
    if not asked and stage is not CaseState.DECIDED and isinstance(clock, DueDate):
        by_when = replace(clock, until=gettext("We decide until"))
    failed = stage is not CaseState.DECIDED and told.failure is not None and told.plan_runs
    return FiveAnswers(
        trouble=trouble,
        trouble_text=_state_text(stage, clock, trouble=trouble, failed=failed),
        what=_what(asked),
        by_when=by_when,
        why=Answer(
            text=gettext("We found that a rule was broken: %(clause)s.")
            % {"clause": pages.clause_label(file)}
        ),
        otherwise=Answer(text=_otherwise(acting, file, asks=bool(asked), failed=failed)),
    )


def _what(asked: Sequence[Asked]) -> Answer:
    """Return what to do first, and what else."""
    if not asked:
        return Answer()
    first, *others = asked
    return Answer(
        strong=gettext("Do what the decision asks: %(measure)s.")
        % {"measure": measure_title(first.measure.chosen.name).lower()},
        text=" ".join(
            [
                *([steps_text(first.steps)] if first.steps else []),
                *(
                    gettext("Then: %(measure)s.")
                    % {"measure": measure_title(one.measure.chosen.name).lower()}
                    for one in others
                ),
            ]
        ),
    )


def _state_text(stage: CaseState, clock: Due, *, trouble: Trouble, failed: bool) -> str:
    """Return how far the case has come, beside whether it is trouble."""
    day = day_text(clock.day) if isinstance(clock, DueDate) else ""
    if failed:
        text = gettext("The plan was not done in time. Somebody decides what follows now.")
    elif stage is CaseState.APPEALED:
        text = gettext("Your appeal is being decided until %(day)s.") % {"day": day}
    elif stage is not CaseState.DECIDED:
        text = gettext("Somebody decides it again. What waits is listed below.")
    elif trouble is Trouble.NO:
        text = gettext("What followed is over. The finding stays on record.")
    else:
        text = gettext("What follows is listed below, with its end.")
    return text


def _otherwise(acting: Acting, file: CaseFile, *, asks: bool, failed: bool) -> str:
    """Return what happens if nothing is done, and how to object."""
    stage, told = file.case.stage, file.told
    assert told is not None  # it was told
    said = [
        gettext("What follows goes on until it is done.")
        if asks
        else gettext("There is nothing you have to do.")
    ]
    appeal = _open_appeal(file.case, acting)
    if failed:
        said.append(gettext("You may appeal against the new decision."))
    elif stage is CaseState.APPEALED:
        waits = any(one.stay is not None for one in told.measures)
        said.append(
            gettext("Only what stands still below waits for your appeal.")
            if waits
            else gettext("It goes on while your appeal is decided.")
        )
    elif stage is not CaseState.DECIDED:
        said.append(gettext("We tell you the end."))
    elif told.outcome is not None:
        said.append(gettext("Your appeal is decided. The reasons are below."))
    elif isinstance(appeal, DueDate):
        said.append(
            gettext("You can appeal until %(day)s. Somebody else looks at it again.")
            % {"day": day_text(appeal.day)}
        )
    elif isinstance(appeal, ClockNotStarted):
        said.append(gettext("You can appeal. Somebody else looks at it again."))
    else:
        said.append(gettext("The time to appeal is over."))
    return " ".join(said)


def _open_appeal(case: Case, acting: Acting) -> Due | None:
    """Return until when the partner can appeal; None where it cannot, or no more."""
    due = appeal_due(case, at=acting.at)
    late = isinstance(due, DueDate) and due.late
    return due if may(case.stage, Act.APPEAL) and not late else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@acting_for(*CONTACTS)
def answer_page(request: HttpRequest, acting: Acting, case: UUID) -> HttpResponse:
    """Tell the partner's side; it can be given once."""
    file = _file(acting, case)
    if request.method != "POST" and not may(file.case.stage, Act.ANSWER):
        return _back_to_the_case(request, acting, file)
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
        except NotNowError:
            form.add_error(None, _not_now(file))
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
    if request.method != "POST" and not may(file.case.stage, Act.APPEAL):
        return _back_to_the_case(request, acting, file)
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
        except NotNowError:
            form.add_error(None, _not_now(file))
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


def _not_now(file: CaseFile) -> str:
    """Return why an act is not possible, by as much as the partner was told of the case."""
    return gettext("That is not possible now. The case stands at “%(state)s”.") % {
        "state": pages.badge_for_partner(file).word
    }


def _back_to_the_case(request: HttpRequest, acting: Acting, file: CaseFile) -> HttpResponse:
    messages.warning(request, _not_now(file))
    return go_to(request, _address(acting, "partner_case", case=file.case.pk))


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
        "clause": pages.clause_label(file),
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

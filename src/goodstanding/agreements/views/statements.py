"""A partner's own side: what it is asked to state, stating it, the receipt, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.agreements import reading
from goodstanding.agreements.forms_statements import StatementForm, WithdrawForm, unit_key
from goodstanding.agreements.models import Statement
from goodstanding.agreements.rules import receipts as codes
from goodstanding.agreements.rules.statements import StatementTerms
from goodstanding.agreements.selectors import statements as selectors
from goodstanding.agreements.services.stating import state, withdraw_statement
from goodstanding.agreements.views.receipt_page import statement_confirmation
from goodstanding.agreements.views.signing import signature_of
from goodstanding.partners.acting import CONTACTS, SIGNATORY, Acting, acting_for
from goodstanding.ui.components import Link
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import DomainError

_FORM_METHODS = ["GET", "HEAD", "POST"]


def _address(acting: Acting, name: str, **parts: object) -> str:
    kwargs = {"program": acting.program.code, "partner": acting.partner_id, **parts}
    return reverse(name, kwargs=kwargs)


def _units(acting: Acting, terms: StatementTerms) -> tuple[selectors.UnitNamed, ...]:
    return selectors.stated_units(
        terms,
        program_id=acting.program.pk,
        partner_id=acting.partner_id,
        partner_name=acting.partner_name,
        at=acting.at,
    )


@never_cache
@acting_for()
@require_safe
def statements(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Show what the partner is asked to state, and what it stated when."""
    asked = selectors.asked_statements(acting.program.pk, acting.partner_id, at=acting.at)
    history = list(selectors.statements_of(acting.partner_id, acting.program.pk))
    names = selectors.names_of_units(history, partner_name=acting.partner_name)
    return render(
        request,
        "agreements/partner_statements.html",
        {
            "acting": acting,
            "asked": [(terms, _units(acting, terms)) for terms in asked],
            "open": sum(any(not one.held for one in _units(acting, terms)) for terms in asked),
            "history": [
                (row, names[row.fact_id], row.valid_until is None or row.valid_until > acting.at)
                for row in history
            ],
            "may_state": SIGNATORY in acting.roles,
            "may_see_receipts": bool(acting.roles & CONTACTS),
        },
    )


@never_cache
@require_http_methods(_FORM_METHODS)
@acting_for(SIGNATORY)
def statement_make(request: HttpRequest, acting: Acting, obligation: str) -> HttpResponse:
    """Ask for what makes a statement, and record it; only a POST acts."""
    terms = _asked(acting, obligation)
    units = _units(acting, terms)
    form = StatementForm(
        request.POST if request.method == "POST" else None,
        title=terms.title,
        units=_offered(units, request.POST.getlist("units")),
    )
    if form.is_valid():
        try:
            made = state(
                terms,
                program_id=acting.program.pk,
                partner_id=acting.partner_id,
                units=form.units_chosen,
                text=form.control_label,
                signature=signature_of(request, form, ticked=form.cleaned_data["state"]),
                actor=acting.actor,
                at=acting.at,
            )
            return go_to(
                request, _address(acting, "partner_statement_receipt", receipt=made[0].receipt)
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    clause = selectors.clause_behind(terms.clause, program_id=acting.program.pk, at=acting.at)
    return render(
        request,
        "agreements/partner_statement.html",
        {
            "acting": acting,
            "terms": terms,
            "form": form,
            "clauses": reading.shown((clause,)) if clause else (),
            "all_held": all(one.held for one in units),
        },
        status=status_of(form),
    )


def _offered(
    units: Sequence[selectors.UnitNamed], chosen: Sequence[str]
) -> Sequence[selectors.UnitNamed]:
    """Return the units that are open, or all: where none is, or a second click names another."""
    wanted = [one for one in units if not one.held]
    return wanted if wanted and set(chosen) <= {unit_key(one) for one in wanted} else units


def _asked(acting: Acting, obligation: str) -> StatementTerms:
    for terms in selectors.asked_statements(acting.program.pk, acting.partner_id, at=acting.at):
        if terms.obligation == obligation:
            return terms
    raise Http404


@never_cache
@acting_for(*CONTACTS)
@require_safe
def statement_receipt(request: HttpRequest, acting: Acting, receipt: str) -> HttpResponse:
    """Show the receipt of what was stated in one act."""
    code = codes.read(receipt)
    rows = (
        selectors.statements_of_receipt(acting.partner_id, acting.program.pk, code) if code else []
    )
    if not rows:
        raise Http404
    done = statement_confirmation(
        rows,
        names=selectors.names_of_units(rows, partner_name=acting.partner_name),
        words=selectors.words_of(rows[0]),
        by_me=rows[0].signer_id == acting.person.pk,
        back=Link(label=gettext("Back to statements"), url=_address(acting, "partner_statements")),
    )
    return render(request, "agreements/partner_receipt.html", {"done": done, "acting": acting})


@never_cache
@require_http_methods(_FORM_METHODS)
@acting_for(SIGNATORY)
def statement_withdraw(request: HttpRequest, acting: Acting, statement: UUID) -> HttpResponse:
    """Say what follows from taking a statement back, and do it; only a POST acts."""
    held = get_object_or_404(
        Statement,
        fact_id=statement,
        partner_id=acting.partner_id,
        program=acting.program,
        superseded_at=None,
    )
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            withdraw_statement(
                held.fact_id,
                partner_id=acting.partner_id,
                reason=form.cleaned_data["reason"],
                actor=acting.actor,
                at=acting.at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The statement is withdrawn."))
            return go_to(request, _address(acting, "partner_statements"))
    names = selectors.names_of_units([held], partner_name=acting.partner_name)
    return render(
        request,
        "agreements/partner_statement_withdraw.html",
        {
            "acting": acting,
            "held": held,
            "unit": names[held.fact_id],
            "words": selectors.words_of(held),
            "form": form,
        },
        status=status_of(form),
    )

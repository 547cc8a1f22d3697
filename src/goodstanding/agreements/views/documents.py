"""Documents: a partner sends and reads its own; officers look at them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.models import Role
from goodstanding.agreements import reading
from goodstanding.agreements.forms_documents import CheckForm, ReopenForm, SendForm
from goodstanding.agreements.models import Document
from goodstanding.agreements.rules.statements import StatementTerms
from goodstanding.agreements.selectors import documents as selectors
from goodstanding.agreements.selectors.statements import clause_behind, units_named
from goodstanding.agreements.services.showing import (
    accept_document,
    decline_document,
    reopen_document,
    send_document,
)
from goodstanding.evidence.dated import in_force
from goodstanding.partners.acting import CONTACTS, Acting, acting_for
from goodstanding.partners.models import PartnerProfile
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import DomainError
from goodstanding.values.keys import PartnerKey

_FORM_METHODS = ["GET", "HEAD", "POST"]
#: Who of the vendor reads what a partner sent.
READERS = (Role.OFFICER, Role.DECIDER, Role.APPEAL_REVIEWER, Role.AUDITOR)


def _address(acting: Acting, name: str, **parts: object) -> str:
    kwargs = {"program": acting.program.code, "partner": acting.partner_id, **parts}
    return reverse(name, kwargs=kwargs)


@never_cache
@acting_for(*CONTACTS)
@require_safe
def documents(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Show what the partner is asked to show, and what it sent."""
    return render(
        request,
        "agreements/partner_documents.html",
        {
            "acting": acting,
            "asked": selectors.asked_documents(acting.program.pk, acting.partner_id, at=acting.at),
            "sent": list(selectors.documents_of(acting.partner_id, acting.program.pk)),
        },
    )


@never_cache
@require_http_methods(_FORM_METHODS)
@acting_for(*CONTACTS)
def document_send(request: HttpRequest, acting: Acting, obligation: str) -> HttpResponse:
    """Take a document in."""
    terms = _asked(acting, obligation)
    units = units_named(
        terms.per, partner_id=acting.partner_id, partner_name=acting.partner_name, at=acting.at
    )
    posted = request.method == "POST"
    form = SendForm(
        request.POST if posted else None, request.FILES if posted else None, units=units
    )
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            send_document(
                terms,
                PartnerKey(acting.program.pk, acting.partner_id),
                unit=form.unit_chosen,
                file_name=file.name or "document",
                content=file.read(),
                until_on=form.cleaned_data["until_on"],
                actor=acting.actor,
                at=acting.at,
            )
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, gettext("We have your document. Somebody looks at it."))
            return go_to(request, _address(acting, "partner_documents"))
    clause = clause_behind(terms.clause, program_id=acting.program.pk, at=acting.at)
    return render(
        request,
        "agreements/partner_document.html",
        {
            "acting": acting,
            "terms": terms,
            "form": form,
            "clauses": reading.shown((clause,)) if clause else (),
        },
        status=status_of(form),
    )


def _asked(acting: Acting, obligation: str) -> StatementTerms:
    for terms in selectors.asked_documents(acting.program.pk, acting.partner_id, at=acting.at):
        if terms.obligation == obligation:
            return terms
    raise Http404


@never_cache
@acting_for(*CONTACTS)
@require_safe
def document_own(request: HttpRequest, acting: Acting, document: UUID) -> HttpResponse:
    """Hand a partner back what it sent."""
    del request
    return _file(
        get_object_or_404(
            Document, pk=document, partner_id=acting.partner_id, program=acting.program
        )
    )


@never_cache
@require_http_methods(_FORM_METHODS)
@vendor_side(*READERS)
def document_check(request: HttpRequest, side: VendorSide, document: UUID) -> HttpResponse:
    """Show a document; an officer accepts or declines it, or takes that back."""
    found = Document.objects.defer("content").select_related("sent_by")
    held = get_object_or_404(found, pk=document, program=side.program)
    verdict = selectors.verdict_on(held.pk)
    posted = request.POST if request.method == "POST" else None
    form: CheckForm | ReopenForm = (
        CheckForm(posted, initial={"until_on": held.until_on})
        if verdict is None
        else ReopenForm(posted)
    )
    if form.is_valid():
        try:
            _say(held, form, side)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Your word is recorded."))
            return go_to(
                request,
                reverse(
                    "vendor_document", kwargs={"program": side.program.code, "document": held.pk}
                ),
            )
    names = PartnerProfile.objects.filter(in_force(side.at), partner_id=held.partner_id)
    context = {
        "program": side.program,
        "partner_name": names.values_list("name", flat=True).first() or "",
        "held": held,
        "verdict": verdict,
        "form": form,
        "judges": Role.OFFICER in side.roles,
    }
    return render(request, "agreements/vendor_document.html", context, status=status_of(form))


def _say(held: Document, form: CheckForm | ReopenForm, side: VendorSide) -> None:
    said = form.cleaned_data
    if isinstance(form, ReopenForm):
        reopen_document(held.pk, reason=said["reason"], actor=side.actor, at=side.at)
    elif form.accepts:
        accept_document(held.pk, until_on=said["until_on"], actor=side.actor, at=side.at)
    else:
        decline_document(held.pk, reason=said["reason"], actor=side.actor, at=side.at)


@never_cache
@require_safe
@vendor_side(*READERS)
def document_file(request: HttpRequest, side: VendorSide, document: UUID) -> HttpResponse:
    """Hand over exactly the bytes that were sent."""
    del request
    return _file(get_object_or_404(Document, pk=document, program=side.program))


def _file(document: Document) -> HttpResponse:
    """Return a document as a file to save: what strangers sent is never shown by the browser."""
    response = HttpResponse(bytes(document.content), content_type=document.media_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=document.file_name) or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response

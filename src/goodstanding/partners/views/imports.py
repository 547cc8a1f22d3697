"""Sending a file of partners or of what is said about them: upload, columns, report, apply."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.accounts.models import Role
from goodstanding.partners.files import csv_file
from goodstanding.partners.forms import ColumnsForm, UploadForm
from goodstanding.partners.forms_amounts import AmountColumnsForm, AmountUploadForm
from goodstanding.partners.forms_authorizations import GrantColumnsForm, GrantUploadForm
from goodstanding.partners.forms_ownerships import OwnershipColumnsForm, OwnershipUploadForm
from goodstanding.partners.import_pages import ImportUrls, list_context, report_context
from goodstanding.partners.jobs import apply_partner_import, check_later
from goodstanding.partners.models import OPEN_STATES, ImportKind, ImportState, PartnerImport
from goodstanding.partners.rules.errors import ColumnMappingError, UnreadableFileError
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.rules.reading import read_table
from goodstanding.partners.selectors.imports import imports_of, namespaces_of, report_lines
from goodstanding.partners.services.applying import CHUNK, apply_import
from goodstanding.partners.services.staging import receive_file, stage_import
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import ConflictError

_URLS = ImportUrls(
    every="vendor_imports",
    new="vendor_import_new",
    one="vendor_import",
    apply="vendor_import_apply",
    report="vendor_import_report",
)
#: Files with more rows are checked in the background.
CHECKED_AT_ONCE = 2_000
_SAMPLE_MAX = 60
_UPLOADS = {
    ImportKind.PARTNERS: UploadForm,
    ImportKind.AMOUNTS: AmountUploadForm,
    ImportKind.AUTHORIZATIONS: GrantUploadForm,
    ImportKind.OWNERSHIPS: OwnershipUploadForm,
}
_COLUMNS = {
    ImportKind.PARTNERS: ColumnsForm,
    ImportKind.AMOUNTS: AmountColumnsForm,
    ImportKind.AUTHORIZATIONS: GrantColumnsForm,
    ImportKind.OWNERSHIPS: OwnershipColumnsForm,
}
_FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@vendor_side(Role.OFFICER)
def import_list(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Show the files that were sent, latest first."""
    context = list_context(request, side, sent=imports_of(side.program.pk), urls=_URLS)
    return render(request, "partners/import_list.html", context)


@require_http_methods(_FORM_METHODS)
@vendor_side(Role.OFFICER)
def import_new(
    request: HttpRequest, side: VendorSide, kind: ImportKind = ImportKind.PARTNERS
) -> HttpResponse:
    """Take a file in."""
    form = _UPLOADS[kind](request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file: UploadedFile[bytes] = form.cleaned_data["file"]
        try:
            received = receive_file(
                side.program.pk,
                file_name=file.name or f"{kind}.csv",
                content=file.read(),
                mode=Mode(form.cleaned_data["mode"]),
                kind=kind,
                sheet=form.cleaned_data["sheet"],
                actor=side.actor,
                at=side.at,
            )
        except UnreadableFileError as refusal:
            form.add_error("file", str(refusal))
        else:
            return go_to(request, _address("vendor_import_columns", side, received.pk))
    context = {"program": side.program, "form": form, "kind": kind}
    return render(request, "partners/import_new.html", context, status=status_of(form))


@require_http_methods(_FORM_METHODS)
@vendor_side(Role.OFFICER)
def import_columns(request: HttpRequest, side: VendorSide, held: UUID) -> HttpResponse:
    """Ask what the columns say, then check every row."""
    received = get_object_or_404(PartnerImport, pk=held, program=side.program)
    if received.state != ImportState.UPLOADED:
        return redirect(_address("vendor_import", side, received.pk))
    table = read_table(bytes(received.content))
    form = _COLUMNS[ImportKind(received.kind)](
        request.POST if request.method == "POST" else None,
        header=table.header,
        samples=[_sample(cell) for cell in table.records[0].cells] if table.records else (),
        namespaces=namespaces_of(side.program.pk),
    )
    if form.is_valid():
        try:
            staged = _checked(received, form, len(table.records), at=side.at)
        except ColumnMappingError as refusal:
            for sentence in refusal.sentences:
                form.add_error(None, sentence)
        except ConflictError:  # The button was pressed twice at once.
            return go_to(request, _address("vendor_import", side, received.pk))
        else:
            return go_to(request, _address("vendor_import", side, staged.pk))
    context = {
        "program": side.program,
        "held": received,
        "form": form,
        "row_count": len(table.records),
    }
    return render(request, "partners/import_columns.html", context, status=status_of(form))


def _checked(
    received: PartnerImport, form: ColumnsForm, rows: int, *, at: datetime
) -> PartnerImport:
    """Return the import with its rows checked, or, where they are many, waiting for it."""
    instead = {form.instead: form.cleaned_data[form.instead]}
    if rows > CHECKED_AT_ONCE:
        return check_later(received.pk, chosen=form.chosen, **instead)
    return stage_import(received.pk, chosen=form.chosen, **instead, at=at)


@require_safe
@vendor_side(Role.OFFICER)
def import_report(request: HttpRequest, side: VendorSide, held: UUID) -> HttpResponse:
    """Show what the rows would do, or did; before that, the step the import is at."""
    shown = _held(side, held)
    if shown.state == ImportState.UPLOADED:
        return redirect(_address("vendor_import_columns", side, shown.pk))
    if shown.state == ImportState.CHECKING:
        waiting = {"program": side.program, "urls": _URLS, "held": shown}
        return render(request, "partners/import_checking.html", waiting)
    context = report_context(
        request,
        side,
        rows=shown.rows.all(),
        urls=_URLS,
        open_=shown.state in OPEN_STATES,
        applied=shown.state == ImportState.APPLIED,
    )
    return render(request, "partners/import_report.html", context | {"held": shown})


@require_POST
@vendor_side(Role.OFFICER)
def import_apply(request: HttpRequest, side: VendorSide, held: UUID) -> HttpResponse:
    """Apply an import: a small one at once, a large one in the background."""
    shown = _held(side, held)
    if shown.rows.filter(applied_at=None).count() > CHUNK and shown.state in OPEN_STATES:
        apply_partner_import.defer(import_id=str(shown.pk), person_id=str(side.person.pk))
        messages.info(
            request,
            gettext("The rows are being applied in the background. Reload this page to follow."),
        )
    else:
        done = apply_import(shown.pk, actor=side.actor, at=side.at)
        if done.state == ImportState.APPLIED:
            messages.success(request, gettext("The import is applied."))
    return go_to(request, _address("vendor_import", side, shown.pk))


@require_safe
@vendor_side(Role.OFFICER)
def import_report_file(request: HttpRequest, side: VendorSide, held: UUID) -> HttpResponse:
    """Send the whole report as CSV."""
    del request
    shown = _held(side, held)
    return csv_file(f"report-{shown.file_name}", report_lines(shown))


def _held(side: VendorSide, held: UUID) -> PartnerImport:
    found = imports_of(side.program.pk).filter(pk=held).first()
    if found is None:
        raise Http404
    return found


def _address(name: str, side: VendorSide, held: UUID) -> str:
    return reverse(name, kwargs={"program": side.program.code, "held": held})


def _sample(cell: str) -> str:
    short = " ".join(cell.split())
    return short if len(short) <= _SAMPLE_MAX else f"{short[:_SAMPLE_MAX]}…"

"""Sending a file of earnings: upload, report, apply."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.accounts.models import Role
from goodstanding.incentives.forms import SKIP, EarningsForm
from goodstanding.incentives.jobs import apply_earnings_import
from goodstanding.incentives.models import OPEN_STATES, EarningsImport, State
from goodstanding.incentives.selectors.imports import imports_of, report_lines
from goodstanding.incentives.services.applying import CHUNK, apply_earnings
from goodstanding.incentives.services.receiving import receive_earnings
from goodstanding.partners.files import csv_file
from goodstanding.partners.import_pages import ImportUrls, list_context, report_context
from goodstanding.partners.rules.errors import ColumnMappingError, UnreadableFileError
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.components import Column
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import InvalidValueError

_URLS = ImportUrls(
    every="vendor_earnings_imports",
    new="vendor_earnings_import_new",
    one="vendor_earnings_import",
    apply="vendor_earnings_import_apply",
    report="vendor_earnings_import_report",
)


@never_cache
@vendor_side(Role.FINANCE)
@require_safe
def import_list(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Show the files that were sent, latest first."""
    context = list_context(request, side, sent=imports_of(side.program.pk), urls=_URLS)
    return render(request, "incentives/import_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.FINANCE)
def import_new(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Take a file in and check every row of it."""
    posted = request.method == "POST"
    form = EarningsForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid():
        file: UploadedFile[bytes] = form.cleaned_data["file"]
        try:
            held = receive_earnings(
                side.program.pk,
                file_name=file.name or "earnings.csv",
                content=file.read(),
                sheet=form.cleaned_data["sheet"],
                namespace=form.cleaned_data["namespace"],
                skip_refused=form.cleaned_data["bad_rows"] == SKIP,
                discretionary=form.optional_names,
                actor=side.actor,
                at=side.at,
            )
        except ColumnMappingError as refusal:
            for sentence in refusal.sentences:
                form.add_error("file", sentence)
        except UnreadableFileError as refusal:
            form.add_error("file", str(refusal))
        except InvalidValueError as refusal:
            form.add_error(None, str(refusal))
        else:
            return go_to(request, _address("vendor_earnings_import", side, held.pk))
    context = {"side": side, "form": form}
    return render(request, "incentives/import_new.html", context, status=status_of(form))


@never_cache
@vendor_side(Role.FINANCE)
@require_safe
def import_report(request: HttpRequest, side: VendorSide, held: UUID) -> HttpResponse:
    """Show what the rows would do, or did."""
    shown = _held(side, held)
    context = report_context(
        request,
        side,
        rows=shown.rows.all(),
        urls=_URLS,
        open_=shown.state in OPEN_STATES,
        applied=shown.state == State.APPLIED,
        own_columns=(Column(label=gettext("Earning")),),
    )
    return render(request, "incentives/import_report.html", context | {"held": shown})


@require_POST
@vendor_side(Role.FINANCE)
def import_apply(request: HttpRequest, side: VendorSide, held: UUID) -> HttpResponse:
    """Apply an import: a small one at once, a large one in the background."""
    shown = _held(side, held)
    waiting = shown.rows.filter(applied_at=None).count()
    if waiting > CHUNK and shown.state in OPEN_STATES:
        apply_earnings_import.defer(import_id=str(shown.pk), person_id=str(side.person.pk))
        messages.info(
            request,
            gettext("The rows are being applied in the background. Reload this page to follow."),
        )
    else:
        done = apply_earnings(shown.pk, actor=side.actor, at=side.at)
        if done.state == State.APPLIED:
            messages.success(request, gettext("The import is applied."))
    return go_to(request, _address("vendor_earnings_import", side, shown.pk))


@never_cache
@vendor_side(Role.FINANCE)
@require_safe
def report_file(_request: HttpRequest, side: VendorSide, held: UUID) -> HttpResponse:
    """Send the whole report as CSV."""
    shown = _held(side, held)
    return csv_file(f"report-{shown.file_name}", report_lines(shown))


def _held(side: VendorSide, held: UUID) -> EarningsImport:
    return get_object_or_404(imports_of(side.program.pk), pk=held)


def _address(name: str, side: VendorSide, held: UUID) -> str:
    return reverse(name, kwargs={"program": side.program.code, "held": held})

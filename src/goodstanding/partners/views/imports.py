"""Sending a file of partners: upload, columns, report, apply."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.accounts.models import Role
from goodstanding.partners.forms import ColumnsForm, UploadForm
from goodstanding.partners.jobs import apply_partner_import
from goodstanding.partners.models import OPEN_STATES, ImportState, PartnerImport
from goodstanding.partners.rules.errors import ColumnMappingError, UnreadableFileError
from goodstanding.partners.rules.plans import Mode, Outcome
from goodstanding.partners.rules.reading import read_table
from goodstanding.partners.rules.writing import csv_lines
from goodstanding.partners.selectors.imports import (
    Counts,
    counts_of,
    imports_of,
    namespaces_of,
    report_lines,
    rows_of,
)
from goodstanding.partners.services.applying import CHUNK, apply_import
from goodstanding.partners.services.staging import receive_file, stage_import
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.components import Chip, Column, Figure
from goodstanding.ui.htmx import go_to, status_of

ROWS_A_PAGE = 50
_SAMPLE_MAX = 60
_FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@vendor_side(Role.OFFICER)
def import_list(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Show the files that were sent, latest first."""
    page = Paginator(imports_of(side.program.pk), ROWS_A_PAGE).get_page(request.GET.get("page"))
    columns = (
        Column(label=gettext("File")),
        Column(label=gettext("State")),
        Column(label=gettext("Bad rows")),
        Column(label=gettext("Sent")),
    )
    context = {"program": side.program, "page": page, "columns": columns}
    return render(request, "partners/import_list.html", context)


@require_http_methods(_FORM_METHODS)
@vendor_side(Role.OFFICER)
def import_new(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Take a file in."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file: UploadedFile[bytes] = form.cleaned_data["file"]
        try:
            received = receive_file(
                side.program.pk,
                file_name=file.name or "partners.csv",
                content=file.read(),
                mode=Mode(form.cleaned_data["mode"]),
                actor=side.actor,
                at=side.at,
            )
        except UnreadableFileError as refusal:
            form.add_error("file", str(refusal))
        else:
            return go_to(request, _address("vendor_import_columns", side, received.pk))
    context = {"program": side.program, "form": form}
    return render(request, "partners/import_new.html", context, status=status_of(form))


@require_http_methods(_FORM_METHODS)
@vendor_side(Role.OFFICER)
def import_columns(request: HttpRequest, side: VendorSide, held: UUID) -> HttpResponse:
    """Ask what the columns say, then check every row."""
    received = get_object_or_404(PartnerImport, pk=held, program=side.program)
    if received.state != ImportState.UPLOADED:
        return redirect(_address("vendor_import", side, received.pk))
    table = read_table(bytes(received.content))
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        header=table.header,
        samples=[_sample(cell) for cell in table.records[0].cells] if table.records else (),
        namespaces=namespaces_of(side.program.pk),
    )
    if form.is_valid():
        try:
            staged = stage_import(
                received.pk, chosen=form.chosen, names=form.cleaned_data["names"], at=side.at
            )
        except ColumnMappingError as refusal:
            for sentence in refusal.sentences:
                form.add_error(None, sentence)
        else:
            return go_to(request, _address("vendor_import", side, staged.pk))
    context = {
        "program": side.program,
        "held": received,
        "form": form,
        "row_count": len(table.records),
    }
    return render(request, "partners/import_columns.html", context, status=status_of(form))


@require_safe
@vendor_side(Role.OFFICER)
def import_report(request: HttpRequest, side: VendorSide, held: UUID) -> HttpResponse:
    """Show what the rows would do, or did."""
    shown = _held(side, held)
    counts = counts_of(shown)
    outcome = _outcome(request.GET.get("only"))
    page = Paginator(rows_of(shown, outcome), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "program": side.program,
        "held": shown,
        "counts": counts,
        "applicable": shown.state in OPEN_STATES and counts.changing > 0,
        "figures": _figures(counts),
        "chips": _chips(counts, outcome),
        "page": page,
        "columns": (
            Column(label=gettext("Row")),
            Column(label=gettext("Outcome")),
            Column(label=gettext("Why")),
        ),
    }
    return render(request, "partners/import_report.html", context)


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
    return csv_response(f"report-{shown.file_name}", csv_lines(report_lines(shown)))


def csv_response(name: str, lines: Iterable[str]) -> HttpResponse:
    """Return lines as a file to save."""
    file_name = name if name.lower().endswith(".csv") else f"{name}.csv"
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=file_name
    )
    return cast(HttpResponse, response)  # What Django calls a response, and its typing does not.


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


def _outcome(text: str | None) -> Outcome | None:
    return Outcome(text) if text in set(Outcome) else None


def _figures(counts: Counts) -> tuple[Figure, ...]:
    return (
        Figure(name=gettext("Created"), value=f"{counts.created:,}"),
        Figure(name=gettext("Updated"), value=f"{counts.updated:,}"),
        Figure(name=gettext("Unchanged"), value=f"{counts.unchanged:,}"),
        Figure(name=gettext("Refused"), value=f"{counts.refused:,}"),
    )


def _chips(counts: Counts, outcome: Outcome | None) -> tuple[Chip, ...]:
    every = Chip(label=gettext("All rows"), url="?", count=counts.total, current=outcome is None)
    words = {
        Outcome.REFUSED: gettext("Refused"),
        Outcome.CREATED: gettext("Created"),
        Outcome.UPDATED: gettext("Updated"),
        Outcome.UNCHANGED: gettext("Unchanged"),
    }
    return (
        every,
        *(
            Chip(
                label=word,
                url=f"?only={kind}",
                count=getattr(counts, kind.value),
                current=outcome is kind,
            )
            for kind, word in words.items()
        ),
    )

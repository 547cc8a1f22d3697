"""The vendor's side: which texts there are, in which versions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.models import Role
from goodstanding.agreements import reading
from goodstanding.agreements.forms import AgreementForm
from goodstanding.agreements.models import Agreement
from goodstanding.agreements.selectors import versions
from goodstanding.agreements.services.drafts import create_agreement
from goodstanding.agreements.views import pages
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.components import Column
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import DomainError

#: Whoever works on the vendor's side may read what partners are asked to accept.
READERS = tuple(Role)


def address(side: VendorSide, name: str, **parts: object) -> str:
    """Return the address of a page of this program."""
    return reverse(name, kwargs={"program": side.program.code, **parts})


def agreement_of(side: VendorSide, code: str) -> Agreement:
    """Return an agreement of the program; another program's does not exist here."""
    found = Agreement.objects.select_related("program")
    return get_object_or_404(found, program=side.program, code=code)


@never_cache
@vendor_side(*READERS)
@require_safe
def agreements(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """List the agreements: what is in force, what is announced, what is being written."""
    rows = []
    for found in versions.agreements_of(side.program.pk):
        published = sorted(found.versions.all(), key=lambda version: -version.position)
        rows.append(
            {
                "agreement": found,
                "current": next((v for v in published if v.effective_at <= side.at), None),
                "announced": next((v for v in published if v.effective_at > side.at), None),
                "draft": next(iter(found.drafts.all()), None),
            }
        )
    return render(
        request,
        "agreements/vendor_agreements.html",
        {
            "side": side,
            "rows": rows,
            "columns": (
                Column(label=gettext("Agreement")),
                Column(label=gettext("In force")),
                Column(label=gettext("Announced")),
                Column(label=gettext("Being written")),
            ),
            "may_write": Role.OFFICER in side.roles,
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
def new_agreement(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Make an agreement, and go on to its first version."""
    form = AgreementForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = create_agreement(
                side.program.pk, **form.cleaned_data, actor=side.actor, at=side.at
            )
            return go_to(request, address(side, "vendor_draft", agreement=made.code))
        except DomainError as refusal:
            form.add_error("code", str(refusal))
    context = {"side": side, "form": form}
    return render(request, "agreements/vendor_new.html", context, status=status_of(form))


@never_cache
@vendor_side(*READERS)
@require_safe
def agreement(request: HttpRequest, side: VendorSide, agreement: str) -> HttpResponse:
    """Show the versions of an agreement, and the draft of the next one."""
    found = agreement_of(side, agreement)
    return render(
        request,
        "agreements/vendor_agreement.html",
        {
            "side": side,
            "agreement": found,
            "versions": versions.published_versions(found.pk, at=side.at),
            "current": versions.version_in_force(found.pk, at=side.at),
            "draft": versions.open_draft(found.pk),
            "columns": (
                Column(label=gettext("Version")),
                Column(label=gettext("Published")),
                Column(label=gettext("Takes effect")),
                Column(label=gettext("Material")),
                Column(label=gettext("Why")),
            ),
            "may_write": Role.OFFICER in side.roles,
        },
    )


@never_cache
@vendor_side(*READERS)
@require_safe
def version(request: HttpRequest, side: VendorSide, agreement: str, position: int) -> HttpResponse:
    """Show one published version: what it changed, then all of it."""
    found = agreement_of(side, agreement)
    published = versions.published_versions(found.pk, at=side.at)
    shown = get_object_or_404(published, position=position)
    before = published.filter(position=position - 1).first()
    redline = versions.redline_between(before, shown) if before else None
    return render(
        request,
        "agreements/vendor_version.html",
        {
            "side": side,
            "version": shown,
            "before": before,
            "redline": redline,
            "changes": pages.shown_changes(redline, material=shown.material) if redline else (),
            "clauses": reading.shown(versions.clauses_of(shown)),
            "fingerprint": pages.fingerprint(shown.text_sha256),
        },
    )

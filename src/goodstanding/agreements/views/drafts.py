"""Writing the next version, seeing what it would do, and approving it as a second officer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.models import Role
from goodstanding.agreements import reading
from goodstanding.agreements.forms import ApprovalForm, DraftForm
from goodstanding.agreements.models import AgreementDraft
from goodstanding.agreements.selectors import versions
from goodstanding.agreements.services.drafts import DraftChangedError, draft_version, return_draft
from goodstanding.agreements.services.publishing import publish_version
from goodstanding.agreements.views import pages
from goodstanding.agreements.views.vendor import READERS, address, agreement_of
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.programs.rules.redline import compare
from goodstanding.ui.components import Figure
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import DomainError, NotPermittedError

HTTP_CONFLICT = 409


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
def write(request: HttpRequest, side: VendorSide, agreement: str) -> HttpResponse:
    """Write the next version, or go on writing it; saving leads to the preview."""
    found = agreement_of(side, agreement)
    draft = versions.open_draft(found.pk)
    if request.method == "POST":
        form = DraftForm(request.POST, request.FILES)
    else:
        form = DraftForm(initial=_initial(draft, versions.latest_version(found.pk)))
    if form.is_valid():
        said = form.cleaned_data
        try:
            draft_version(
                found.pk,
                text=said["text"],
                material=form.is_material,
                reason=said["reason"],
                summary=said["summary"],
                effective_on=said["effective_on"],
                replaces_revision=said["replaces_revision"],
                actor=side.actor,
                at=side.at,
            )
            return go_to(request, address(side, "vendor_draft_preview", agreement=agreement))
        except DraftChangedError as conflict:
            return _conflict(request, side, conflict.draft, said)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {"side": side, "agreement": found, "draft": draft, "form": form}
    return render(request, "agreements/vendor_draft.html", context, status=status_of(form))


def _conflict(
    request: HttpRequest, side: VendorSide, theirs: AgreementDraft, mine: Mapping[str, Any]
) -> HttpResponse:
    """Show what somebody else saved meanwhile, and how one's own text differs from it."""
    context = {
        "side": side,
        "agreement": theirs.agreement,
        "theirs": theirs,
        "redline": compare(theirs.text, mine["text"]),
        "form": DraftForm(initial={**mine, "replaces_revision": theirs.revision}),
    }
    return render(request, "agreements/vendor_conflict.html", context, status=HTTP_CONFLICT)


def _initial(draft: AgreementDraft | None, last: object) -> dict[str, object]:
    if draft is None:
        return {"replaces_revision": 0, "text": getattr(last, "text", "")}
    return {
        "replaces_revision": draft.revision,
        "text": draft.text,
        "summary": draft.summary,
        "material": DraftForm.material_choice(material=draft.material),
        "reason": draft.reason,
        "effective_on": draft.effective_on,
    }


def _draft(side: VendorSide, agreement: str) -> AgreementDraft:
    draft = versions.open_draft(agreement_of(side, agreement).pk)
    if draft is None:
        raise Http404
    return draft


def _context(side: VendorSide, draft: AgreementDraft) -> dict[str, object]:
    preview = versions.preview_of(draft, at=side.at)
    reach = preview.reach
    return {
        "side": side,
        "draft": draft,
        "agreement": draft.agreement,
        "preview": preview,
        "changes": pages.shown_changes(preview.redline, material=draft.material)
        if preview.before
        else (),
        "pointers": pages.pointer_sentences(preview.pointers),
        "clauses": reading.shown(preview.clauses),
        "figures": (
            Figure(name=gettext("Partners"), value=f"{reach.partners:,}"),
            Figure(name=gettext("Companies that must accept"), value=f"{reach.entities:,}"),
            Figure(
                name=gettext("Partners without a signatory"),
                value=f"{reach.without_signatory:,}",
                note=gettext("Nobody there could accept today."),
            ),
        )
        if draft.material
        else (),
        "is_author": draft.drafted_by_id == side.person.pk,
        "may_decide": Role.OFFICER in side.roles and draft.drafted_by_id != side.person.pk,
    }


@never_cache
@vendor_side(*READERS)
@require_safe
def preview(request: HttpRequest, side: VendorSide, agreement: str) -> HttpResponse:
    """Show what publishing the draft would do: what changes, for whom, from when."""
    context = _context(side, _draft(side, agreement))
    return render(request, "agreements/vendor_preview.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
def approve(request: HttpRequest, side: VendorSide, agreement: str) -> HttpResponse:
    """Let a second officer publish the draft or return it; only a POST acts."""
    draft = versions.open_draft(agreement_of(side, agreement).pk)
    if draft is None:  # A second click: the first one published it.
        return go_to(request, address(side, "vendor_agreement", agreement=agreement))
    if draft.drafted_by_id == side.person.pk:
        raise NotPermittedError(
            gettext("Whoever wrote a version cannot publish it. Ask another officer to read it.")
        )
    form = ApprovalForm(
        request.POST if request.method == "POST" else None, initial={"revision": draft.revision}
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            if said["decision"] == "return":
                return_draft(
                    draft.pk,
                    revision=said["revision"],
                    reason=said["reason"],
                    actor=side.actor,
                    at=side.at,
                )
            else:
                publish_version(draft.pk, revision=said["revision"], actor=side.actor, at=side.at)
            return go_to(request, address(side, "vendor_agreement", agreement=agreement))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {**_context(side, draft), "form": form}
    return render(request, "agreements/vendor_approve.html", context, status=status_of(form))

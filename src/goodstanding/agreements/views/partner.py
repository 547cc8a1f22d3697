"""A partner's own side: what binds us, what changed, accepting, and the receipt."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.agreements import reading
from goodstanding.agreements.forms import AcceptForm
from goodstanding.agreements.models import Agreement, AgreementVersion
from goodstanding.agreements.rules import receipts as codes
from goodstanding.agreements.rules.redline import Redline
from goodstanding.agreements.selectors import coverage, receipts, versions
from goodstanding.agreements.services.accepting import accept
from goodstanding.agreements.views import pages
from goodstanding.agreements.views.receipt_page import confirmation_of
from goodstanding.agreements.views.signing import signature_of
from goodstanding.evidence.canonical import encode
from goodstanding.partners.acting import CONTACTS, SIGNATORY, Acting, acting_for
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.ui.components import Link
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import DomainError


def _address(acting: Acting, name: str, **parts: object) -> str:
    kwargs = {"program": acting.program.code, "partner": acting.partner_id, **parts}
    return reverse(name, kwargs=kwargs)


def _version(acting: Acting, agreement: str, position: int | None) -> AgreementVersion:
    """Return a published version of the program: the one asked for, or the one to read first."""
    found = get_object_or_404(Agreement, program=acting.program, code=agreement)
    published = versions.published_versions(found.pk, at=acting.at)
    if position is not None:
        return get_object_or_404(published, position=position)
    asked = _asked(acting, found)
    if asked:
        return published.get(pk=asked[0].version.pk)
    version = versions.version_in_force(found.pk, at=acting.at) or published.first()
    if version is None:
        raise Http404
    return version


def _asked(acting: Acting, agreement: Agreement) -> list[coverage.Asked]:
    return [
        one
        for one in coverage.to_accept(acting.partner_id, acting.program.pk, at=acting.at)
        if one.version.agreement_id == agreement.pk
    ]


def _asked_for(acting: Acting, version: AgreementVersion) -> coverage.Asked | None:
    """Return why this version, or a later one, is to be accepted; none if it is not."""
    found = _asked(acting, version.agreement)
    return next((one for one in found if one.version.pk == version.pk), None)


def _what_changed(
    acting: Acting, version: AgreementVersion, asked: coverage.Asked | None
) -> tuple[AgreementVersion | None, Redline | None]:
    """Return what the partner accepted before, and what changed since then."""
    last = coverage.last_accepted(
        acting.partner_id, version.agreement_id, below=version.position, at=acting.at
    )
    before = (asked.before if asked else None) or (last.version if last else None)
    if before is None:
        return None, None
    return before, versions.redline_between(before, version)


@never_cache
@acting_for()
@require_safe
def agreements(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Show what binds the partner, what it has to accept, and what it accepted when."""
    history = list(coverage.acceptances_of(acting.partner_id, acting.program.pk))
    names: dict[UUID, str] = {}
    for row in history:
        names |= coverage.entity_names([row.entity_id], at=row.accepted_at)
    return render(
        request,
        "agreements/partner_agreements.html",
        {
            "acting": acting,
            "asked": coverage.to_accept(acting.partner_id, acting.program.pk, at=acting.at),
            "in_force": versions.versions_in_force(acting.program.pk, at=acting.at),
            "history": [(row, names.get(row.entity_id, "")) for row in history],
            "may_accept": SIGNATORY in acting.roles,
            "may_see_receipts": bool(acting.roles & CONTACTS),
            "zone": zone_of(acting.partner_id, program_id=acting.program.pk, at=acting.at),
        },
    )


@never_cache
@acting_for()
@require_safe
def agreement(
    request: HttpRequest, acting: Acting, agreement: str, position: int | None = None
) -> HttpResponse:
    """Show one version: what changed since the partner last accepted, then all of it."""
    version = _version(acting, agreement, position)
    asked = _asked_for(acting, version)
    before, redline = _what_changed(acting, version, asked)
    return render(
        request,
        "agreements/partner_agreement.html",
        {
            "acting": acting,
            "version": version,
            "asked": asked,
            "before": before,
            "redline": redline,
            "changes": pages.shown_changes(redline, material=version.material) if redline else (),
            "clauses": reading.shown(versions.clauses_of(version)),
            "versions": versions.published_versions(version.agreement_id, at=acting.at),
            "fingerprint": pages.fingerprint(version.text_sha256),
            "in_effect": version.effective_at <= acting.at,
            "may_accept": SIGNATORY in acting.roles,
        },
    )


@never_cache
@acting_for()
@require_safe
def text(request: HttpRequest, acting: Acting, agreement: str, position: int) -> HttpResponse:  # noqa: ARG001 -- Django's signature.
    """Hand over exactly the bytes that the fingerprint is of."""
    version = _version(acting, agreement, position)
    response = HttpResponse(version.text.encode(), content_type="text/markdown; charset=utf-8")
    name = f"{version.agreement.code}-{version.position}.md"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@acting_for(SIGNATORY)
def accept_page(request: HttpRequest, acting: Acting, agreement: str) -> HttpResponse:
    """Ask for what makes an acceptance, and record it; only a POST acts."""
    version = _version(acting, agreement, _position(request))
    asked = _asked_for(acting, version)
    entities = coverage.entities_of(acting.partner_id, at=acting.at)
    form = AcceptForm(
        request.POST if request.method == "POST" else None,
        version=version,
        entities=entities,
        shown=_shown(request, entities, asked),
    )
    if form.is_valid():
        try:
            given = accept(
                version.pk,
                partner_id=acting.partner_id,
                entity_ids=form.entity_ids,
                signature=signature_of(request, form, ticked=form.cleaned_data["accept"]),
                actor=acting.actor,
                at=acting.at,
            )
            return go_to(request, _address(acting, "partner_receipt", receipt=given[0].receipt))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    if asked is None and not form.errors:
        return go_to(
            request,
            _address(
                acting,
                "partner_agreement_version",
                agreement=agreement,
                position=version.position,
            ),
        )
    return _accept_page(request, acting, version, asked, form)


def _accept_page(
    request: HttpRequest,
    acting: Acting,
    version: AgreementVersion,
    asked: coverage.Asked | None,
    form: AcceptForm,
) -> HttpResponse:
    before, redline = _what_changed(acting, version, asked)
    zone = zone_of(acting.partner_id, program_id=acting.program.pk, at=acting.at)
    return render(
        request,
        "agreements/partner_accept.html",
        {
            "acting": acting,
            "version": version,
            "asked": asked,
            "answers": pages.answers_of(
                asked, partner_name=acting.partner_name, zone=zone, now=acting.at
            )
            if asked
            else None,
            "before": before,
            "redline": redline,
            "changes": pages.shown_changes(redline, material=version.material) if redline else (),
            "clauses": () if redline else reading.shown(versions.clauses_of(version)),
            "form": form,
            "fingerprint": pages.fingerprint(version.text_sha256),
        },
        status=status_of(form),
    )


def _position(request: HttpRequest) -> int | None:
    """Return the version meant: the one the form was shown with, never silently a newer one."""
    said = (request.POST if request.method == "POST" else request.GET).get("version", "")
    if request.method == "POST" and not said.isdecimal():
        raise Http404
    return int(said) if said.isdecimal() else None


def _shown(
    request: HttpRequest, entities: tuple[coverage.Entity, ...], asked: coverage.Asked | None
) -> tuple[coverage.Entity, ...]:
    """Return the companies the form names: those it named when it was filled in."""
    named = set(request.POST.getlist("shown"))
    told = tuple(entity for entity in entities if str(entity.entity_id) in named)
    return told or (asked.open if asked else ())


def _receipt(acting: Acting, receipt: str) -> receipts.Receipt:
    code = codes.read(receipt)
    found = receipts.receipt_of(acting.partner_id, code) if code else None
    if found is None or found.version.agreement.program_id != acting.program.pk:
        raise Http404
    return found


@never_cache
@acting_for(*CONTACTS)
@require_safe
def receipt(request: HttpRequest, acting: Acting, receipt: str) -> HttpResponse:
    """Show the receipt of an acceptance, and what is still open."""
    found = _receipt(acting, receipt)
    still_open = [
        entity.name for one in _asked(acting, found.version.agreement) for entity in one.open
    ]
    done = confirmation_of(
        found,
        by_me=found.signer_id == acting.person.pk,
        still_open=dict.fromkeys(still_open),
        json_url=_address(acting, "partner_receipt_json", receipt=found.code),
        check_url=reverse("receipt", kwargs={"code": found.written}),
        back=Link(label=gettext("Back to agreements"), url=_address(acting, "partner_agreements")),
    )
    return render(request, "agreements/partner_receipt.html", {"done": done, "acting": acting})


@never_cache
@acting_for(*CONTACTS)
@require_safe
def receipt_json(request: HttpRequest, acting: Acting, receipt: str) -> HttpResponse:  # noqa: ARG001 -- Django's signature.
    """Hand over the receipt for machines, in canonical bytes."""
    found = _receipt(acting, receipt)
    response = HttpResponse(encode(receipts.for_machines(found)), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{found.written}.json"'
    return response

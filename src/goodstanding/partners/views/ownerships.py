"""Who owns whom among a partner's legal entities: shown, recorded, corrected, ended, undone."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.models import Role
from goodstanding.partners.acting import CONTACTS, Acting, acting_for
from goodstanding.partners.forms_ownerships import (
    CorrectOwnershipForm,
    EndOwnershipForm,
    OwnershipForm,
    UndoOwnershipForm,
)
from goodstanding.partners.rules.stakes import StakeChange, shown_share
from goodstanding.partners.selectors.ownerships import (
    OwnershipShown,
    entities_of,
    ownerships_shown,
)
from goodstanding.partners.selectors.visible import VENDOR_ROLES
from goodstanding.partners.services.authorizing import pack_at
from goodstanding.partners.services.owning import (
    ChangedMeanwhileError,
    correct_ownership,
    end_ownership,
    record_ownership,
    take_back_ownership,
)
from goodstanding.partners.views.authorizations import partner_name
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.rulebook.pack import Accept
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import DomainError

_FORM_METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
@vendor_side(*VENDOR_ROLES)
def ownership_list(request: HttpRequest, side: VendorSide, partner: UUID) -> HttpResponse:
    """Show who owns whom, and what the rules make of it."""
    shown = ownerships_shown(partner, at=side.at)
    context = {
        "program": side.program,
        "partner_id": partner,
        "partner_name": partner_name(side, partner),
        "running": [one for one in shown if not one.over],
        "over": [one for one in shown if one.over],
        "asked": shares_asked(side),
        "entity_count": len(entities_of(partner, at=side.at)),
        "officer": Role.OFFICER in side.roles,
    }
    return render(request, "partners/ownerships.html", context)


@never_cache
@require_safe
@acting_for(*sorted(CONTACTS))
def own_ownerships(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Show the partner which of its legal entities own which, and what that does."""
    shown = ownerships_shown(acting.partner_id, at=acting.at)
    owned = {one.row.owned_id for one in shown if not (one.over or one.planned)}
    entities = entities_of(acting.partner_id, at=acting.at)
    context = {
        "acting": acting,
        "apart": [name for entity_id, name in entities.items() if entity_id not in owned],
        "running": [one for one in shown if not one.over],
        "over": [one for one in shown if one.over],
        "asked": shares_asked(acting),
    }
    return render(request, "partners/partner_ownerships.html", context)


@never_cache
@require_http_methods(_FORM_METHODS)
@vendor_side(Role.OFFICER)
def ownership_new(request: HttpRequest, side: VendorSide, partner: UUID) -> HttpResponse:
    """Record that one entity owns a share of another."""
    entities = entities_of(partner, at=side.at)
    form = OwnershipForm(request.POST if request.method == "POST" else None, entities=entities)

    def record() -> str:
        recorded = record_ownership(
            form.pair,
            form.cleaned_data["stake"],
            program_id=side.program.pk,
            source=form.cleaned_data["source"],
            actor=side.actor,
            at=side.at,
        )
        return _said(recorded.change)

    context = _context(side, partner) | {"form": form, "entity_count": len(entities)}
    return _act(request, side, form, record, context=context, page="ownership_new")


@never_cache
@require_http_methods(_FORM_METHODS)
@vendor_side(Role.OFFICER)
def ownership_correct(
    request: HttpRequest, side: VendorSide, partner: UUID, ownership: UUID
) -> HttpResponse:
    """Say of a recorded share what is right."""
    held = _held(side, partner, ownership)
    form = CorrectOwnershipForm(
        request.POST if request.method == "POST" else None, initial=_said_of(held)
    )

    def correct() -> str:
        corrected = correct_ownership(
            ownership,
            form.cleaned_data["stake"],
            program_id=side.program.pk,
            source=form.cleaned_data["source"],
            read=form.cleaned_data["read"],
            actor=side.actor,
            at=side.at,
        )
        same = corrected.pk == held.row.pk
        return _said(StakeChange.UNCHANGED if same else StakeChange.CORRECTED)

    context = _context(side, partner) | {"form": form, "held": held}
    return _act(request, side, form, correct, context=context, page="ownership_correct")


@never_cache
@require_http_methods(_FORM_METHODS)
@vendor_side(Role.OFFICER)
def ownership_end(
    request: HttpRequest, side: VendorSide, partner: UUID, ownership: UUID
) -> HttpResponse:
    """Say what follows when a share is owned no more, and set its last day."""
    held = _held(side, partner, ownership)
    form = EndOwnershipForm(
        request.POST if request.method == "POST" else None, initial={"read": held.row.pk}
    )

    def end() -> str:
        end_ownership(
            ownership,
            until_on=form.cleaned_data["until_on"],
            program_id=side.program.pk,
            read=form.cleaned_data["read"],
            actor=side.actor,
            at=side.at,
        )
        return gettext("The last day is recorded.")

    context = _context(side, partner) | {"form": form, "held": held}
    return _act(request, side, form, end, context=context, page="ownership_end")


@never_cache
@require_http_methods(_FORM_METHODS)
@vendor_side(Role.OFFICER)
def ownership_undo(
    request: HttpRequest, side: VendorSide, partner: UUID, ownership: UUID
) -> HttpResponse:
    """Say what follows when a share was never owned, and take it back."""
    held = _held(side, partner, ownership)
    form = UndoOwnershipForm(
        request.POST if request.method == "POST" else None, initial={"read": held.row.pk}
    )

    def take_back() -> str:
        take_back_ownership(
            ownership,
            reason=form.cleaned_data["reason"],
            program_id=side.program.pk,
            read=form.cleaned_data["read"],
            actor=side.actor,
            at=side.at,
        )
        return gettext("It is taken back, and counts as if it never was.")

    context = _context(side, partner) | {"form": form, "held": held}
    return _act(request, side, form, take_back, context=context, page="ownership_undo")


def _act(
    request: HttpRequest,
    side: VendorSide,
    form: Form,
    act: Callable[[], str],
    *,
    context: dict[str, object],
    page: str,
) -> HttpResponse:
    """Act once the form is filled in, say what ``act`` answers, and go back to the list."""
    if form.is_valid():
        try:
            said = act()
        except ChangedMeanwhileError as changed:
            held, form = _anew(request, side, form, context["held"], changed)
            context |= {"held": held, "form": form}
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            list_of = {"program": side.program.code, "partner": context["partner_id"]}
            return go_to(request, reverse("vendor_ownerships", kwargs=list_of))
    return render(request, f"partners/{page}.html", context, status=status_of(form))


def _anew(
    request: HttpRequest,
    side: VendorSide,
    form: Form,
    was: object,
    changed: ChangedMeanwhileError,
) -> tuple[OwnershipShown, Form]:
    """Return the share as it is now, and a form that goes on from there and says why."""
    assert isinstance(was, OwnershipShown)  # nobody has read a share that is new
    held = _held(side, was.row.partner_id, was.row.fact_id)
    data, said = request.POST.copy(), _said_of(held)
    for name in form.initial:
        data[name] = said[name]
    fresh = type(form)(data, initial=form.initial)
    fresh.add_error(None, str(changed))
    return held, fresh


def _said_of(held: OwnershipShown) -> dict[str, str]:
    """Return what the form of a correction says before anybody changes it."""
    return {
        "share": held.share.removesuffix(" %"),
        "from_on": held.row.from_on.isoformat(),
        "until_on": held.row.until_on.isoformat() if held.row.until_on else "",
        "source": held.row.source,
        "read": str(held.row.pk),
    }


def shares_asked(side: VendorSide | Acting) -> list[str]:
    """Return more than which shares the rules in force ask for, the least first."""
    pack = pack_at(side.program.pk, at=side.at)
    asked = {
        one.verb.affiliates
        for one in (pack.obligations if pack else ())
        if isinstance(one.verb, Accept) and one.verb.affiliates is not None
    }
    return [shown_share(share * 100) for share in sorted(asked)]


def _said(change: StakeChange) -> str:
    match change:
        case StakeChange.RECORDED:
            return gettext("It is recorded.")
        case StakeChange.CORRECTED:
            return gettext("It is corrected. What was said before stays on record.")
        case _:
            return gettext("It was known already.")


def _context(side: VendorSide, partner: UUID) -> dict[str, object]:
    return {
        "program": side.program,
        "partner_id": partner,
        "partner_name": partner_name(side, partner),
    }


def _held(side: VendorSide, partner: UUID, ownership: UUID) -> OwnershipShown:
    """Return a share among the partner's entities; another one does not exist here."""
    partner_name(side, partner)
    for one in ownerships_shown(partner, at=side.at):
        if one.row.fact_id == ownership:
            return one
    raise Http404

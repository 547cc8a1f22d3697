"""Time lines: what happened to a partner, for itself and for the vendor; and as a file."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from goodstanding.accounts.models import Role
from goodstanding.cases.selectors.cases import READERS
from goodstanding.evidence.dated import in_force
from goodstanding.evidence.models import Event
from goodstanding.partners.acting import CONTACTS, Acting, acting_for
from goodstanding.partners.models import PartnerProfile
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.partners.selectors.visible import memberships_visible_to
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.components import Chip
from goodstanding.ui.forms import DayField
from goodstanding.ui.htmx import HTTP_UNPROCESSABLE
from goodstanding.values import clock
from goodstanding.values.days import starts_at
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.keys import PartnerKey
from goodstanding.web.timeline import events_of, seen_by_partner
from goodstanding.web.timeline_export import Export, begin_export
from goodstanding.web.timeline_page import Order, Reading, items_of

_PAGE = 50


class RangeForm(forms.Form):
    """Which part of a time line an auditor takes away, by when it was recorded."""

    since = DayField(
        label=gettext_lazy("Recorded from"),
        help_text=gettext_lazy("The first day, in UTC. Leave it empty for everything."),
        required=False,
    )
    until = DayField(
        label=gettext_lazy("Recorded before"),
        help_text=gettext_lazy("The first day that is left out, in UTC."),
        required=False,
    )


@never_cache
@require_safe
@acting_for(*sorted(CONTACTS))
def partner_timeline(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Show a partner's contacts what happened, the newest first; ``?by=known`` by when we knew."""
    reading = Reading(
        key=acting.key,
        program_code=acting.program.code,
        vendor_name=acting.program.vendor_name,
        zone=zone_of(acting.partner_id, program_id=acting.program.pk, at=acting.at),
        for_partner=True,
    )
    context = _context(request, seen_by_partner(acting.key), reading)
    return render(request, "web/timeline/partner.html", {"acting": acting, **context})


@never_cache
@require_safe
@vendor_side(*READERS)
def vendor_partner_timeline(request: HttpRequest, side: VendorSide, partner: UUID) -> HttpResponse:
    """Show the vendor's readers of cases everything that happened to a partner."""
    key = _key(side, partner)
    return _vendor_page(request, side, key, RangeForm())


@never_cache
@require_POST
@vendor_side(Role.AUDITOR)
def vendor_timeline_file(request: HttpRequest, side: VendorSide, partner: UUID) -> HttpResponse:
    """Send an auditor the events of a partner as lines of JSON, and note that they were taken."""
    key = _key(side, partner)
    form = RangeForm(request.POST)
    if form.is_valid():
        try:
            export = begin_export(
                key,
                since=_start_of(form.cleaned_data["since"]),
                until=_start_of(form.cleaned_data["until"]),
                actor=side.actor,
                at=clock.now(),
            )
        except InvalidValueError as refusal:
            form.add_error("until", str(refusal))
        else:
            return _file(export, f"{side.program.code}-{partner}-timeline.jsonl")
    return _vendor_page(request, side, key, form)


def _key(side: VendorSide, partner: UUID) -> PartnerKey:
    visible = memberships_visible_to(side.person.pk, at=side.at)
    if not visible.filter(program=side.program, partner_id=partner).exists():
        raise Http404
    return PartnerKey(side.program.pk, partner)


def _start_of(day: date | None) -> datetime | None:
    return starts_at(day, "UTC") if day else None


def _file(export: Export, name: str) -> HttpResponse:
    response = StreamingHttpResponse(export.lines(), content_type="application/jsonl")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return cast(HttpResponse, response)  # What Django calls a response, and its typing does not.


def _vendor_page(
    request: HttpRequest, side: VendorSide, key: PartnerKey, form: RangeForm
) -> HttpResponse:
    reading = Reading(
        key=key,
        program_code=side.program.code,
        vendor_name=side.program.vendor_name,
        zone=zone_of(key.partner_id, program_id=key.program_id, at=side.at),
        for_partner=False,
    )
    profile = PartnerProfile.objects.filter(in_force(side.at), partner_id=key.partner_id).first()
    context = {
        "side": side,
        "partner_id": key.partner_id,
        "name": profile.name if profile else str(key.partner_id),
        "form": form if Role.AUDITOR in side.roles else None,
        **_context(request, events_of(key), reading),
    }
    status = HTTP_UNPROCESSABLE if form.errors else 200
    return render(request, "web/timeline/vendor.html", context, status=status)


def _context(request: HttpRequest, events: QuerySet[Event], reading: Reading) -> dict[str, object]:
    order = Order.KNOWN if request.GET.get("by") == Order.KNOWN else Order.HAPPENED
    page = Paginator(events.order_by(*order.columns), _PAGE).get_page(request.GET.get("page"))
    labels = {
        Order.HAPPENED: gettext("When it happened"),
        Order.KNOWN: gettext("When we knew it"),
    }
    return {
        "page": page,
        "items": items_of(page.object_list, reading, order=order),
        "orders": tuple(
            Chip(label=label, url=f"?{urlencode({'by': each})}", current=each is order)
            for each, label in labels.items()
        ),
    }

"""The vendor's page of one partner: where it stands and why, on any day, and its record."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.accounts.models import Role
from goodstanding.partners.acting import SIGNATORY
from goodstanding.partners.models import PartnerProfile
from goodstanding.partners.selectors.structure import Structure, structure_of
from goodstanding.partners.selectors.visible import VENDOR_ROLES, memberships_visible_to
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.rulebook.pack import Reach
from goodstanding.standing.selectors import Standing, standing_at, standing_now
from goodstanding.ui.components import Column, Link
from goodstanding.ui.dates import instant_text
from goodstanding.ui.htmx import status_of
from goodstanding.values.keys import PartnerKey
from goodstanding.web.addresses import address
from goodstanding.web.past_days import DayForm
from goodstanding.web.vendor_partner import Sight, places_for, stand_of
from goodstanding.web.vendor_record import record_seen
from goodstanding.web.ways import Reader, way_told


@never_cache
@require_safe
@vendor_side(*VENDOR_ROLES)
def vendor_partner(request: HttpRequest, side: VendorSide, partner: UUID) -> HttpResponse:
    """Show where a partner stands and why; on a past day, that alone."""
    structure = _structure(side, partner)
    name, key = structure.profile.name, PartnerKey(side.program.pk, partner)
    places = places_for(side.program, partner, name=name, at=side.at)
    sight = Sight.of(side.roles)
    form = DayForm(request.GET or None, zone=places.zone, now=side.at)
    past = form.asks
    as_of, known_at = form.moments() if past else (side.at, None)
    standing = (
        standing_at(key, as_of=as_of, known_at=known_at) if past else standing_now(key, at=as_of)
    )
    context: dict[str, object] = {
        "side": side,
        "program": side.program,
        "structure": structure,
        "form": form,
        "past": past,
        "standing": standing,
        "stand": stand_of(standing, places=places, sight=sight) if standing else None,
        "sight": sight,
        "as_of_text": instant_text(as_of, places.zone),
        "known_text": instant_text(known_at, places.zone) if known_at else "",
        "zone": places.zone,
    }
    if not past:
        context |= {
            "record": record_seen(key, asked=_asked(standing), sight=sight, at=side.at),
            "acts": _acts(side, structure),
            "way": way_told(standing, Reader.vendor(places)) if standing and sight.cases else None,
            "links": _links(side, sight, partner),
            **_columns(),
        }
    return render(request, "web/vendor_partner.html", context, status=status_of(form))


def _asked(standing: Standing | None) -> frozenset[str]:
    """Return the contact roles in which somebody has to be reached: always who signs."""
    duties = standing.pack.obligations if standing else ()
    return frozenset(
        (
            SIGNATORY,
            *(r for duty in duties if isinstance(duty.verb, Reach) for r in duty.verb.roles),
        )
    )


def _structure(side: VendorSide, partner: UUID) -> Structure:
    visible = memberships_visible_to(side.person.pk, at=side.at)
    if not visible.filter(partner_id=partner, program=side.program).exists():
        raise Http404
    try:
        return structure_of(partner, program_id=side.program.pk, at=side.at)
    except PartnerProfile.DoesNotExist as missing:
        raise Http404 from missing


def _acts(side: VendorSide, structure: Structure) -> list[Link]:
    """Return what this person may begin with the partner.

    A message is addressed by number: to a partner without one it would be a message to all.
    """
    if Role.OFFICER not in side.roles:
        return []
    program = side.program.code
    case = address("vendor_case_open", program=program)
    letter = address("vendor_campaign_new", program=program)
    partner = urlencode({"partner": structure.profile.name})
    found = [Link(label=gettext("Open a case"), url=f"{case}?{partner}")]
    if letter and structure.numbers:
        only = urlencode({"only": str(structure.numbers[0])})
        found.append(Link(label=gettext("Send a message"), url=f"{letter}?{only}"))
    return found


def _links(side: VendorSide, sight: Sight, partner: UUID) -> list[Link]:
    """Return the other pages about the partner that this person may open."""
    parts = {"program": side.program.code, "partner": partner}
    candidates = (
        (sight.cases, gettext("Time line"), address("vendor_partner_timeline", **parts)),
        (sight.measures, gettext("Incentives"), address("vendor_partner_incentives", **parts)),
        (sight.cases, gettext("Waivers"), address("vendor_waivers", **parts)),
        (True, gettext("Authorizations"), address("vendor_authorizations", **parts)),
        (True, gettext("Owners and owned"), address("vendor_ownerships", **parts)),
        (sight.measures, gettext("Monthly amounts"), address("vendor_amounts", **parts)),
        (True, gettext("All partners"), address("vendor_partners", program=side.program.code)),
    )
    return [Link(label=label, url=url) for seen, label, url in candidates if seen and url]


def _columns() -> dict[str, object]:
    return {
        "case_columns": (
            Column(label=gettext("Case")),
            Column(label=gettext("State")),
            Column(label=gettext("Clock")),
        ),
        "letter_columns": (
            Column(label=gettext("Message")),
            Column(label=gettext("Kind")),
            Column(label=gettext("Sent")),
            Column(label=gettext("How far it got")),
        ),
        "assent_columns": (
            Column(label=gettext("Agreement")),
            Column(label=gettext("For")),
            Column(label=gettext("By")),
            Column(label=gettext("On")),
        ),
    }

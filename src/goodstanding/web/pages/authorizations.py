"""What the locations of a partner are authorized to do, for the vendor and for the partner."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.accounts.models import Role
from goodstanding.evidence.dated import in_force
from goodstanding.partners.acting import CONTACTS, SIGNATORY, Acting, acting_for
from goodstanding.partners.models import PartnerProfile
from goodstanding.partners.selectors.authorizations import held_by
from goodstanding.partners.selectors.corrections import READERS, corrections_of
from goodstanding.partners.selectors.structure import places_of
from goodstanding.partners.selectors.visible import VENDOR_ROLES, memberships_visible_to
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.standing.selectors import standing_now
from goodstanding.values.keys import PartnerKey
from goodstanding.web.authorizations import authorizations_told, corrections_told


@never_cache
@require_safe
@vendor_side(*VENDOR_ROLES)
def vendor_authorizations(request: HttpRequest, side: VendorSide, partner: UUID) -> HttpResponse:
    """Show what a partner's locations may do, and how each authorization stands."""
    visible = memberships_visible_to(side.person.pk, at=side.at)
    if not visible.filter(partner_id=partner, program=side.program).exists():
        raise Http404
    names = PartnerProfile.objects.filter(in_force(side.at), partner_id=partner)
    standing = standing_now(PartnerKey(side.program.pk, partner), at=side.at)
    told = authorizations_told(held_by(partner, side.program.pk, at=side.at), standing)
    context = {
        "program": side.program,
        "partner_id": partner,
        "partner_name": names.values_list("name", flat=True).first() or "",
        "running": [one for one in told if not one.held.over],
        "over": [one for one in told if one.held.over],
        "corrections": corrections_told(
            corrections_of(partner, side.program.pk),
            standing,
            places=places_of(partner, at=side.at),
            zone=side.program.zone,
            names_people=True,
        ),
        "reads": bool(side.roles.intersection(READERS)),
        "known": bool(standing and standing.pack.authorizations),
        "officer": Role.OFFICER in side.roles,
    }
    return render(request, "web/vendor_authorizations.html", context)


@require_safe
@acting_for(*sorted(CONTACTS))
def partner_authorizations(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Show the partner what its locations may do, and how to leave."""
    standing = standing_now(acting.key, at=acting.at)
    told = authorizations_told(
        held_by(acting.partner_id, acting.program.pk, at=acting.at), standing
    )
    context = {
        "acting": acting,
        "running": [one for one in told if not one.held.over],
        "over": [one for one in told if one.held.over],
        "corrected": corrections_told(
            corrections_of(acting.partner_id, acting.program.pk).filter(verdict__agrees=True),
            standing,
            places=places_of(acting.partner_id, at=acting.at),
            zone=acting.program.zone,
            names_people=False,
        ),
        "signatory": SIGNATORY in acting.roles,
    }
    return render(request, "web/partner_authorizations.html", context)

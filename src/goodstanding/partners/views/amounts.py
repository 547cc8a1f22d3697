"""What a partner's locations turned over, month by month, for those of the vendor who see money."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from goodstanding.accounts.models import Role
from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import PartnerProfile
from goodstanding.partners.selectors.amounts import metrics_of, months_shown
from goodstanding.partners.selectors.structure import places_of
from goodstanding.partners.selectors.visible import memberships_visible_to
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.components import Chip, Column
from goodstanding.values.days import local_day

#: Who of the vendor sees a partner's money. A partner development manager does not.
MONEY_READERS = (
    Role.OFFICER,
    Role.DECIDER,
    Role.APPEAL_REVIEWER,
    Role.FINANCE,
    Role.AUDITOR,
)
LOCATIONS_A_PAGE = 10


@require_safe
@vendor_side(*MONEY_READERS)
def partner_amounts(request: HttpRequest, side: VendorSide, partner: UUID) -> HttpResponse:
    """Show the months of one metric, location by location."""
    visible = memberships_visible_to(side.person.pk, at=side.at)
    if not visible.filter(partner_id=partner, program=side.program).exists():
        raise Http404
    metrics = metrics_of(partner, side.program.pk)
    asked = request.GET.get("metric", "")
    metric = asked if asked in metrics else next(iter(metrics), "")
    places = list(places_of(partner, at=side.at).items())
    page = Paginator(places, LOCATIONS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "partners/amounts.html",
        {
            "may_import": Role.OFFICER in side.roles,
            "program": side.program,
            "name": PartnerProfile.objects.get(in_force(side.at), partner_id=partner).name,
            "partner_id": partner,
            "metric": metric,
            "chips": tuple(
                Chip(label=one, url=f"?metric={one}", current=one == metric) for one in metrics
            ),
            "page": page,
            "locations": months_shown(
                dict(page.object_list),
                partner_id=partner,
                program_id=side.program.pk,
                metric=metric,
                today=local_day(side.at, side.program.zone),
            ),
            "columns": (
                Column(label=gettext("Month")),
                Column(label=gettext("Amount"), numeric=True),
            ),
        },
    )

"""Statements and sums: the money from one room, and what of it waits from the cases."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.accounts.models import Role
from goodstanding.cases.selectors.waiting import waiting_causes, waiting_causes_in
from goodstanding.incentives.selectors.earnings import partner_names
from goodstanding.incentives.selectors.statement import earnings_counted
from goodstanding.incentives.views import pages
from goodstanding.incentives.views.partner import READERS as PARTNER_READERS
from goodstanding.incentives.views.vendor import READERS as VENDOR_READERS
from goodstanding.incentives.views.vendor import sums_shown
from goodstanding.partners.acting import Acting, acting_for
from goodstanding.partners.models import Membership
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.values.keys import PartnerKey


@never_cache
@acting_for(*PARTNER_READERS)
@require_safe
def partner_incentives(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Show what became of the partner's earnings, of one month or of all."""
    shown = pages.statement_of(
        acting.key,
        month=pages.month_of(request.GET.get("month")),
        waiting=waiting_causes(acting.key, at=acting.at),
        at=acting.at,
    )
    context = {"acting": acting, "statement": shown}
    return render(request, "incentives/partner_statement.html", context)


@never_cache
@vendor_side(*VENDOR_READERS)
@require_safe
def vendor_incentives(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Show the sums of the program, and those of each partner."""
    sums = sums_shown(
        side.program.pk,
        waiting=waiting_causes_in(side.program.pk, at=side.at),
        page=request.GET.get("page"),
        at=side.at,
    )
    context = {
        "side": side,
        "sums": sums,
        "earnings": earnings_counted(side.program.pk),
        "may_import": Role.FINANCE in side.roles,
    }
    return render(request, "incentives/vendor_incentives.html", context)


@never_cache
@vendor_side(*VENDOR_READERS)
@require_safe
def vendor_partner_incentives(
    request: HttpRequest, side: VendorSide, partner: UUID
) -> HttpResponse:
    """Show the statement of one partner as the partner sees it."""
    if not Membership.objects.filter(program=side.program, partner_id=partner).exists():
        raise Http404
    key = PartnerKey(side.program.pk, partner)
    shown = pages.statement_of(
        key,
        month=pages.month_of(request.GET.get("month")),
        waiting=waiting_causes(key, at=side.at),
        at=side.at,
    )
    name = partner_names([partner], at=side.at).get(partner, str(partner))
    context = {"side": side, "statement": shown, "name": name}
    return render(request, "incentives/vendor_statement.html", context)

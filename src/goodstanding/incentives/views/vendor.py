"""The vendor's side: what is earned, paid and to be repaid, partner by partner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.accounts.models import Role
from goodstanding.incentives.selectors.earnings import partner_names
from goodstanding.incentives.selectors.statement import (
    PartnerSums,
    Sums,
    earnings_counted,
    partner_sums,
    program_sums,
    sums_of,
)
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.components import Column, Figure
from goodstanding.values.money import Money

ROWS_A_PAGE = 50

#: Amounts are for these; an operator and a partner development manager never see any.
READERS = (Role.FINANCE, Role.OFFICER, Role.DECIDER, Role.APPEAL_REVIEWER, Role.AUDITOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyFigures:
    """The figures of a program in one currency."""

    currency: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """One partner in one currency."""

    partner_id: UUID
    name: str
    sums: Sums


@never_cache
@vendor_side(*READERS)
@require_safe
def incentives(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Show the sums of the program, and those of each partner."""
    page = Paginator(partner_sums(side.program.pk), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "side": side,
        "page": page,
        "rows": _rows([sums_of(row) for row in page.object_list], at=side.at),
        "currencies": [_figures(sums) for sums in program_sums(side.program.pk)],
        "earnings": earnings_counted(side.program.pk),
        "may_import": Role.FINANCE in side.roles,
        "columns": (
            Column(label=gettext("Partner")),
            Column(label=gettext("Currency")),
            Column(label=gettext("Earned"), numeric=True),
            Column(label=gettext("Paid"), numeric=True),
            Column(label=gettext("Not paid"), numeric=True),
            Column(label=gettext("Cancelled"), numeric=True),
            Column(label=gettext("To repay"), numeric=True),
        ),
    }
    return render(request, "incentives/vendor_incentives.html", context)


def _figures(sums: Sums) -> CurrencyFigures:
    def figure(name: str, amount_minor: int, note: str = "") -> Figure:
        return Figure(name=name, value=Money(amount_minor, sums.currency), note=note)

    return CurrencyFigures(
        currency=sums.currency,
        figures=(
            figure(gettext("Earned"), sums.earned_minor, gettext("net of reversals")),
            figure(gettext("Paid"), sums.paid_minor),
            figure(gettext("Not paid"), sums.unpaid_minor, gettext("waiting, held or paused")),
            figure(gettext("Cancelled"), sums.cancelled_minor),
            figure(gettext("To repay"), sums.to_repay_minor, gettext("part of what was paid")),
        ),
    )


def _rows(found: Iterable[PartnerSums], *, at: datetime) -> list[PartnerRow]:
    found = list(found)
    names = partner_names((one.partner_id for one in found), at=at)
    return [
        PartnerRow(
            partner_id=one.partner_id,
            name=names.get(one.partner_id, str(one.partner_id)),
            sums=one.sums,
        )
        for one in found
    ]

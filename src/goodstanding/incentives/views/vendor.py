"""What the vendor's page of all partners shows: earned, paid and to be repaid, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext

from goodstanding.accounts.models import Role
from goodstanding.incentives.selectors.earnings import partner_names
from goodstanding.incentives.selectors.statement import (
    PartnerSums,
    Sums,
    partner_sums,
    program_sums,
    sums_of,
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SumsShown:
    """The sums of a program, and of one page of its partners."""

    currencies: tuple[CurrencyFigures, ...]
    page: Page[dict[str, Any]]
    rows: tuple[PartnerRow, ...]
    waits: bool  #: Whether some of what was taken back waits.
    columns: tuple[Column, ...]


def sums_shown(
    program_id: UUID, *, waiting: Collection[UUID], page: str | None, at: datetime
) -> SumsShown:
    """Return what a program and its partners earned, were paid and have to repay.

    Args:
        program_id: The program.
        waiting: The causes whose clawbacks wait, so that nothing of them is to be repaid now.
        page: Which page of partners, as an address names it.
        at: Now.
    """
    sums = program_sums(program_id, waiting=waiting)
    found = Paginator(partner_sums(program_id, waiting=waiting), ROWS_A_PAGE).get_page(page)
    waits = any(one.waits_minor for one in sums)
    return SumsShown(
        currencies=tuple(_figures(one) for one in sums),
        page=found,
        rows=tuple(_rows([sums_of(row) for row in found.object_list], at=at)),
        waits=waits,
        columns=(
            Column(label=gettext("Partner")),
            Column(label=gettext("Currency")),
            Column(label=gettext("Earned"), numeric=True),
            Column(label=gettext("Paid"), numeric=True),
            Column(label=gettext("Not paid"), numeric=True),
            Column(label=gettext("Cancelled"), numeric=True),
            Column(label=gettext("To repay"), numeric=True),
            *((Column(label=gettext("Waits"), numeric=True),) if waits else ()),
        ),
    )


def _figures(sums: Sums) -> CurrencyFigures:
    def figure(name: str, amount_minor: int, note: str = "") -> Figure:
        return Figure(name=name, value=Money(amount_minor, sums.currency), note=note)

    waits = figure(
        gettext("Waits"), sums.waits_minor, gettext("for an appeal, nothing to repay until then")
    )
    return CurrencyFigures(
        currency=sums.currency,
        figures=(
            figure(gettext("Earned"), sums.earned_minor, gettext("net of reversals")),
            figure(gettext("Paid"), sums.paid_minor),
            figure(gettext("Not paid"), sums.unpaid_minor, gettext("waiting, held or paused")),
            figure(gettext("Cancelled"), sums.cancelled_minor),
            figure(gettext("To repay"), sums.to_repay_minor, gettext("part of what was paid")),
            *((waits,) if sums.waits_minor else ()),
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

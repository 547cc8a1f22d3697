"""A partner's own side: what was paid, and why not all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.incentives.selectors.earnings import earnings_of, lines_of
from goodstanding.incentives.views import pages
from goodstanding.incentives.views.files import csv_file
from goodstanding.partners.acting import CONTACTS, Acting, acting_for

#: The partner's own finance contact sees money as well; a distributor's manager never does.
FINANCE = "finance"
READERS = (*sorted(CONTACTS), FINANCE)


@never_cache
@acting_for(*READERS)
@require_safe
def statement(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Show what became of the partner's earnings, of one month or of all."""
    month = pages.month_of(request.GET.get("month"))
    shown = pages.statement_of(acting.key, month=month, at=acting.at)
    context = {"acting": acting, "statement": shown}
    return render(request, "incentives/partner_statement.html", context)


@never_cache
@acting_for(*READERS)
@require_safe
def earnings_file(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Send every earning of the partner, or of one month, as CSV."""
    month = pages.month_of(request.GET.get("month"))
    earnings = earnings_of(acting.key)
    if month is not None:
        earnings = earnings.filter(applies_on=month)
    return csv_file("earnings.csv", pages.earnings_rows(lines_of(earnings)))

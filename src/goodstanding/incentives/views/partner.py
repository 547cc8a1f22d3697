"""A partner's own side: its earnings as a file. Its statement is a page of several rooms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.incentives.selectors.earnings import earnings_of, lines_of
from goodstanding.incentives.views import pages
from goodstanding.partners.acting import CONTACTS, Acting, acting_for
from goodstanding.partners.files import csv_file

#: The partner's own finance contact sees money as well; a distributor's manager never does.
FINANCE = "finance"
READERS = (*sorted(CONTACTS), FINANCE)


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

"""Taking the list of partners away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from goodstanding.accounts.models import Role
from goodstanding.partners.files import csv_file
from goodstanding.partners.selectors.export import export_lines
from goodstanding.programs.acting import VendorSide, vendor_side


@require_safe
@vendor_side(Role.OFFICER)
def export(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Send the program's partners in the columns an import reads."""
    del request
    lines = export_lines(side.program.pk, at=side.at)
    return csv_file(f"{side.program.code}-partners.csv", lines)

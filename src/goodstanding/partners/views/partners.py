"""Finding a partner, and taking the list away."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from goodstanding.accounts.models import Role
from goodstanding.partners.forms import SearchForm
from goodstanding.partners.models import PartnerProfile
from goodstanding.partners.rules.writing import csv_lines
from goodstanding.partners.selectors.export import export_lines
from goodstanding.partners.selectors.search import How, Match, how_found, partners_found
from goodstanding.partners.selectors.visible import VENDOR_ROLES
from goodstanding.partners.views.imports import csv_response
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.components import Column

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A partner that was found, and by what."""

    profile: PartnerProfile
    found_by: tuple[str, ...]


@require_safe
@vendor_side(*VENDOR_ROLES)
def search(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Find partners of the program by name, ID, person or e-mail."""
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(partners_found(side.program.pk, text, at=side.at), ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    found = how_found([profile.partner_id for profile in page], text, at=side.at)
    rows = [
        Row(
            profile=profile,
            found_by=tuple(_words(match) for match in found.get(profile.partner_id, ())),
        )
        for profile in page
    ]
    context = {
        "program": side.program,
        "form": form,
        "text": text,
        "page": page,
        "rows": rows,
        "officer": Role.OFFICER in side.roles,
        "columns": (
            Column(label=gettext("Partner")),
            Column(label=gettext("Country")),
            Column(label=gettext("Found by")),
        ),
    }
    return render(request, "partners/search.html", context)


@require_safe
@vendor_side(Role.OFFICER)
def export(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Send the program's partners in the columns an import reads."""
    del request
    lines = export_lines(side.program.pk, at=side.at)
    return csv_response(f"{side.program.code}-partners.csv", csv_lines(lines))


def _words(match: Match) -> str:
    words = {
        How.NAME: gettext("name"),
        How.FORMER_NAME: gettext("former name %(text)s"),
        How.ENTITY: gettext("legal entity %(text)s"),
        How.LOCATION: gettext("location %(text)s"),
        How.NUMBER: gettext("ID %(text)s"),
        How.PERSON: gettext("person %(text)s"),
        How.EMAIL: gettext("e-mail %(text)s"),
    }
    return words[match.how] % {"text": match.text}

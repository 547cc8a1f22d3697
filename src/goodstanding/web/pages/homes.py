"""The way in: everybody's first page, by what they are here for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from goodstanding.accounts.models import Person, Role
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.standing.selectors import level_counts
from goodstanding.values import clock
from goodstanding.web.capacities import capacities_of
from goodstanding.web.levels import level_badge


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the one thing somebody is here for, or let them choose."""
    person = request.user
    assert isinstance(person, Person)
    capacities = capacities_of(person, at=clock.now())
    if len(capacities) == 1:
        return redirect(capacities[0].url)
    return render(request, "web/choose.html", {"capacities": capacities})


@require_safe
@vendor_side(*(role for role in Role if role is not Role.OPERATOR))
def vendor_home(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Show the vendor's people where the partners of a program stand."""
    counts = level_counts(side.program.pk, at=side.at)
    return render(
        request,
        "web/vendor_home.html",
        {
            "side": side,
            "counts": counts,
            "rows": [
                (level_badge(level), count)
                for level, count in (counts.levels if counts is not None else ())
            ],
        },
    )

"""The way in: everybody's first page, by what they are here for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from goodstanding.accounts.models import Person
from goodstanding.values import clock
from goodstanding.web.capacities import capacities_of


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

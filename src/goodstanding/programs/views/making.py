"""An operator makes the programs of an installation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from goodstanding.accounts.acting import Operating, operator_only
from goodstanding.programs.forms_making import MakeProgramForm
from goodstanding.programs.services import create_program
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.errors import DomainError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@operator_only
def make_program(request: HttpRequest, operating: Operating) -> HttpResponse:
    """Make a program, which asks nothing of anybody until it has a rule book."""
    form = MakeProgramForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = create_program(**form.cleaned_data, actor=operating.actor, at=operating.at)
        except DomainError as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(
                request,
                gettext("%(program)s is there. Give people rights in it now.")
                % {"program": made.name},
            )
            return go_to(request, reverse("operator_home"))
    return render(request, "programs/make.html", {"form": form}, status=status_of(form))

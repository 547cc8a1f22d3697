"""The first page of an installation that has nobody yet."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from goodstanding.accounts.errors import NotEmptyError
from goodstanding.accounts.forms import FirstRunForm
from goodstanding.accounts.models import IdentifiedBy
from goodstanding.accounts.selectors import installation_is_empty
from goodstanding.accounts.services import make_first_operator
from goodstanding.accounts.signing_in import sign_in
from goodstanding.ui.htmx import status_of
from goodstanding.values import clock


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Make the operator's account, exactly once; afterwards the page does not exist."""
    if not installation_is_empty():
        raise Http404
    form = FirstRunForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            person = make_first_operator(
                email=given["email"],
                name=given["name"],
                password=given["password"],
                at=clock.now(),
            )
        except NotEmptyError as error:
            raise Http404 from error
        return sign_in(request, person, identified_by=IdentifiedBy.PASSWORD)
    return render(request, "accounts/first_run.html", {"form": form}, status=status_of(form))

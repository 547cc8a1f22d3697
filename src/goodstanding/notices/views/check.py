"""Is this message really from us? Without signing in, and without an act: it only answers."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.notices.answers import kind_sentence
from goodstanding.notices.forms import CodeForm
from goodstanding.notices.rules.alarms import TooManyChecksError
from goodstanding.notices.services.checking import check_code
from goodstanding.notices.site import sender_address, site_name
from goodstanding.ui.htmx import status_of
from goodstanding.values import clock

_TOO_MANY = 429


@never_cache
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a code, or say whether it is ours, what it says, and what to compare."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    context = {"form": form, "site": site_name(), "report_to": sender_address()}
    if not form.is_valid():
        return render(request, "notices/check.html", context, status=status_of(form))
    code = form.cleaned_data["code"]
    try:
        found = check_code(code, address=get_adapter().get_client_ip(request), at=clock.now())
    except TooManyChecksError as error:
        form.add_error(None, str(error))
        return render(request, "notices/check.html", context, status=_TOO_MANY)
    if found is None:
        return render(request, "notices/check_unknown.html", context | {"code": code})
    return render(
        request,
        "notices/check_genuine.html",
        context | {"found": found, "sentence": kind_sentence(found.kind)},
    )

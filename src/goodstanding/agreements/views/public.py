"""Checking a receipt, without signing in and without learning who."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.agreements.rules import receipts as codes
from goodstanding.agreements.selectors.receipts import public_receipt
from goodstanding.ui.htmx import HTTP_UNPROCESSABLE

_CODE_MAX_CHARACTERS = 40


@never_cache
@require_safe
def receipt(request: HttpRequest, code: str = "") -> HttpResponse:
    """Say whether a receipt is ours, for which version and from when; never for whom."""
    asked = bool(code) or "code" in request.GET
    typed = (code or request.GET.get("code", ""))[:_CODE_MAX_CHARACTERS].strip()
    read = codes.read(typed)
    found = public_receipt(read) if read else None
    context = {
        "typed": typed,
        "empty": asked and not typed,
        "slip": bool(typed) and read is None,
        "found": found,
    }
    status = HTTP_UNPROCESSABLE if context["empty"] else 404 if asked and found is None else 200
    return render(request, "agreements/receipt.html", context, status=status)

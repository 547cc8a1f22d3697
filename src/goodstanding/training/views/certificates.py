"""A person's own certificate, and the public page that tells whether one is genuine."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.partners.acting import Acting, acting_for
from goodstanding.training.forms import CodeForm
from goodstanding.training.rules.certificates import read, shown
from goodstanding.training.selectors.certificates import certificates_of, public_certificate
from goodstanding.ui.htmx import status_of


@never_cache
@require_safe
@acting_for()
def certificate(request: HttpRequest, acting: Acting, code: str) -> HttpResponse:
    """Show the holder, and nobody else, a certificate to print or to pass on."""
    held = get_object_or_404(
        certificates_of(acting.person.pk).filter(
            completion__version__course__program=acting.program
        ),
        code=read(code) or "",
    )
    address = reverse("certificate_check")
    return render(
        request,
        "training/certificate.html",
        {
            "acting": acting,
            "certificate": held,
            "completion": held.completion,
            "code": shown(held.code),
            "check_address": request.build_absolute_uri(address),
            "check_url": reverse("certificate_checked", kwargs={"code": shown(held.code)}),
        },
    )


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a certificate, and lead to what the real one says."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("certificate_checked", code=shown(form.cleaned_data["code"]))
    return render(request, "training/check.html", {"form": form}, status=status_of(form))


@never_cache
@require_safe
def checked(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a certificate is genuine. Its holder is named by initials only."""
    letters = read(code)
    found = public_certificate(letters or "")
    return render(
        request,
        "training/checked.html",
        {"found": found, "code": shown(letters) if letters else ""},
        status=HTTPStatus.OK if found else HTTPStatus.NOT_FOUND,
    )

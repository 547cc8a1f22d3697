"""Passwords: asking for a new one by letter, choosing it, changing it."""

from __future__ import annotations

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts import jobs, services
from goodstanding.accounts.errors import LinkSpentError
from goodstanding.accounts.forms import AddressForm, ChangePasswordForm, NewPasswordForm
from goodstanding.accounts.models import IdentifiedBy, Person
from goodstanding.accounts.selectors import (
    identified_by,
    person_by_email,
    person_of_reset_token,
)
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values import clock
from goodstanding.values.actor import Actor

RESET_SENT_TO = "password_reset_sent_to"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a letter that leads to the page for a new password."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if ratelimit.consume(request, action="reset_password", key=email.lower()):
            person = person_by_email(email)
            jobs.send_password_reset.defer(person_id=str(person.pk if person else jobs.NOBODY))
            request.session[RESET_SENT_TO] = email
            return go_to(request, reverse("account_reset_password_done"))
        form.add_error(
            None,
            gettext(
                "Several letters were asked for a short while ago. Look into your mailbox, also "
                "among unwanted mail, or wait 20 minutes and ask again."
            ),
        )
    return render(request, "accounts/password_ask.html", {"form": form}, status=status_of(form))


@never_cache
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say where the letter went, the same for addresses we know and addresses we do not."""
    email = request.session.get(RESET_SENT_TO, "")
    return render(request, "accounts/password_asked.html", {"email": email})


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, person: UUID, token: str) -> HttpResponse:
    """Choose a new password with the link of a letter."""
    try:
        known = person_of_reset_token(person, token)
        form = NewPasswordForm(request.POST if request.method == "POST" else None, person=known)
        if form.is_valid():
            services.reset_password(person, token, form.cleaned_data["password"], at=clock.now())
            messages.success(request, gettext("Your new password is set. Sign in with it."))
            return go_to(request, reverse("account_login"))
    except LinkSpentError as refusal:
        return render(request, "accounts/link_spent.html", {"sentence": str(refusal)}, status=410)
    return render(request, "accounts/password_choose.html", {"form": form}, status=status_of(form))


@never_cache
@sensitive_post_parameters("present", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest) -> HttpResponse:
    """Change one's own password; who has none yet, because they came by a link, chooses one."""
    person = request.user
    assert isinstance(person, Person)
    data = request.POST if request.method == "POST" else None
    form = (
        ChangePasswordForm(data, person=person, request=request)
        if person.has_usable_password()
        else NewPasswordForm(data, person=person)
    )
    if form.is_valid():
        changed = services.set_password(
            person.pk,
            form.cleaned_data["password"],
            identified_by=identified_by(request) or IdentifiedBy.PASSWORD,
            actor=Actor.person(person.pk),
            at=clock.now(),
        )
        update_session_auth_hash(request, changed)
        messages.success(request, gettext("Your password is changed."))
        return go_to(request, reverse("account"))
    return render(request, "accounts/password_change.html", {"form": form}, status=status_of(form))

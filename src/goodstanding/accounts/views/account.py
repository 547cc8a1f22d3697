"""What a person looks after about themselves."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from goodstanding.accounts import selectors, services
from goodstanding.accounts.forms import AccountForm
from goodstanding.accounts.models import Person
from goodstanding.accounts.signing_in import remember_language
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values import clock
from goodstanding.values.actor import Actor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show and save how the person is called and which language they read."""
    person = request.user
    assert isinstance(person, Person)
    known = {"name": person.name, "language": person.language}
    form = AccountForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        changed = services.describe_person(
            person.pk,
            name=form.cleaned_data["name"],
            language=form.cleaned_data["language"],
            actor=Actor.person(person.pk),
            at=clock.now(),
        )
        messages.success(request, gettext("Saved."))
        answer = go_to(request, reverse("account"))
        remember_language(answer, changed.language)
        return answer
    return render(
        request,
        "accounts/account.html",
        {
            "form": form,
            "email": person.email,
            "has_password": person.has_usable_password(),
            "sign_ins": selectors.sign_ins_of(person.pk),
        },
        status=status_of(form),
    )


@require_POST
@login_required
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End the person's sessions on every device but this one."""
    person = request.user
    assert isinstance(person, Person)
    update_session_auth_hash(request, services.sign_out_everywhere(person.pk))
    messages.success(request, gettext("You are signed out everywhere else."))
    return go_to(request, reverse("account"))

"""How signing in behaves here: nobody signs up alone, people are invited or imported."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from goodstanding.accounts.models import IdentifiedBy, Person
from goodstanding.accounts.selectors import IDENTIFIED_BY
from goodstanding.accounts.services import note_sign_in
from goodstanding.accounts.signing_in import PENDING, browser_of
from goodstanding.values import clock


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Closes self-registration, speaks our sentences, remembers how somebody was known."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "We do not know this address with this password. Check both, or have a link sent "
            "to you instead."
        ),
        "too_many_login_attempts": _(
            "There were too many tries. Wait 5 minutes, or have a link sent to you instead."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        """Return that nobody can register alone: a person comes by invitation or import."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Open the session under a new key, with how the person was known in it."""
        identified_by = IdentifiedBy(request.session.pop(PENDING))
        super().login(request, user)
        assert isinstance(user, Person)
        request.session[IDENTIFIED_BY] = identified_by.value
        note_sign_in(
            user.pk, identified_by=identified_by, browser=browser_of(request), at=clock.now()
        )

    def add_message(self, *_args: object, **_kwargs: object) -> None:
        """Say nothing: our own pages say what happened."""

    def respond_user_inactive(
        self,
        request: HttpRequest,  # noqa: ARG002 -- allauth's signature
        user: AbstractBaseUser,  # noqa: ARG002 -- allauth's signature
    ) -> HttpResponse:
        """Send somebody who was erased in the meantime back to the sign-in page."""
        return redirect("account_login")

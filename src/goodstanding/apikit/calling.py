"""Who calls: a token in the header ``Authorization``, its program and its scopes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja.security import HttpBearer

from goodstanding.accounts.errors import TokenNotValidError
from goodstanding.accounts.models import TokenScope
from goodstanding.accounts.tokens import count_call, token_of
from goodstanding.apikit.errors import ScopeMissingError, TooManyCallsError
from goodstanding.values import clock
from goodstanding.values.actor import Actor

CALLS_A_MINUTE_MAX = 600
_MINUTE_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Another system at work in one program, by its token.

    ``go_between_id`` is the distributor whose system it is. Such a caller learns only of those
    who buy through it, only of the present, and never why beyond a category.
    """

    token_id: UUID
    program_id: UUID
    go_between_id: UUID | None
    at: datetime

    @property
    def actor(self) -> Actor:
        """The actor of whatever the call does. It can never accept, sign or decide."""
        return Actor.token(self.token_id)


class BearerToken(HttpBearer):
    """Lets calls with a token of one scope through, at a limited rate; cookies count nothing."""

    def __init__(self, scope: TokenScope) -> None:
        self._scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller:
        """Return who calls.

        Raises:
            TokenNotValidError: There is no token, or it is not good.
            TooManyCallsError: It was used too often in this minute.
            ScopeMissingError: It is good, and not for this.
        """
        kind, _, written = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not written.strip():
            raise TokenNotValidError(
                "This call has no token. Send the header “Authorization: Bearer gst_…”; the "
                "operator of the installation makes tokens."
            )
        return self.authenticate(request, written.strip())

    def authenticate(self, _request: HttpRequest, token: str) -> Caller:
        """Return who calls with this token."""
        at = clock.now()
        found = token_of(token, at=at)
        if count_call(found.fact_id, at=at) > CALLS_A_MINUTE_MAX:
            raise TooManyCallsError(
                calls_a_minute_max=CALLS_A_MINUTE_MAX, retry_after_s=_MINUTE_S - at.second
            )
        if self._scope not in found.scopes:
            raise ScopeMissingError(
                f"This token lacks the scope {self._scope.value}. Ask the operator of the "
                "installation for one that has."
            )
        return Caller(
            token_id=found.fact_id,
            program_id=found.program_id,
            go_between_id=found.go_between_id,
            at=at,
        )


def caller_of(request: HttpRequest) -> Caller:
    """Return who calls, of a request that ``BearerToken`` let through."""
    caller: Any = getattr(request, "auth", None)
    assert isinstance(caller, Caller)
    return caller

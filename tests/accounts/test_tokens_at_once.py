"""Two operators at the same token: one of them waits, and finds it done."""

from __future__ import annotations

from datetime import timedelta

from goodstanding.accounts.models import ApiToken
from goodstanding.accounts.tokens import revoke_token
from goodstanding.evidence.models import Event
from goodstanding.values.errors import ConflictError
from tests.builders import NOON, SYSTEM, make_program
from tests.builders_api import make_token
from tests.threads import at_once


def test_of_two_who_revoke_at_once_one_does(committed: None) -> None:
    token, _ = make_token(make_program(), at=NOON)

    def revoke() -> ApiToken:
        return revoke_token(token.fact_id, actor=SYSTEM, at=NOON + timedelta(days=1))

    results = at_once(revoke, revoke)

    assert {type(result) for result in results} == {ConflictError, ApiToken}
    assert Event.objects.filter(name="token.revoked").count() == 1

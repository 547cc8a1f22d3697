"""Keys for other systems: made once, kept as a hash, good until they end."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from goodstanding.accounts.errors import TokenNotValidError
from goodstanding.accounts.models import ApiToken, Role, TokenScope
from goodstanding.accounts.selectors import require
from goodstanding.accounts.services import describe_person
from goodstanding.accounts.tokens import (
    count_call,
    issue_token,
    last_calls,
    revoke_token,
    token_of,
)
from goodstanding.evidence.models import Event, EventPrivate
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from tests.builders import NOON, SYSTEM, make_officer, make_person, make_program
from tests.builders_accounts import make_operator
from tests.builders_api import make_token

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PROGRAM = UUID("0193e7a0-0000-7000-8000-000000000001")
BOTH = (TokenScope.DECISIONS, TokenScope.AGREEMENTS)


def issue(name: str = "Order system", *, actor: Actor = SYSTEM, **more: object) -> str:
    given: dict[str, object] = {
        "program_id": PROGRAM,
        "scopes": BOTH,
        "valid_until": NOON + 30 * DAY,
        "at": NOON,
    }
    return issue_token(name=name, actor=actor, **(given | more))[1]  # type: ignore[arg-type] # mixed


def test_a_token_is_told_once_and_kept_as_a_hash() -> None:
    operator = make_operator()

    secret = issue("  Order   system ", actor=Actor.person(operator.pk))

    token = ApiToken.objects.get()
    assert secret.startswith("gst_")
    assert len(secret) == 47
    assert bytes(token.secret_sha256) == sha256(secret.removeprefix("gst_").encode()).digest()
    assert (token.name, token.scopes) == ("Order system", ["agreements:read", "decisions:read"])
    assert token_of(secret, at=NOON) == token
    event = Event.objects.latest("seq")
    assert (event.name, event.actor) == ("token.issued", f"person:{operator.pk}")
    assert secret.encode() not in bytes(event.bytes)
    assert EventPrivate.objects.get(event=event, field="name").value == "Order system"


@pytest.mark.parametrize(
    "given",
    [
        {"name": " "},
        {"name": "x" * 81},
        {"scopes": ()},
        {"valid_until": NOON},
        {"valid_until": NOON + timedelta(days=731)},
    ],
)
def test_a_token_that_makes_no_sense_is_not_made(given: dict[str, object]) -> None:
    with pytest.raises(InvalidValueError):
        issue(**given)  # type: ignore[arg-type] # mixed

    assert ApiToken.objects.exists() is False
    assert Event.objects.exists() is False


def test_only_an_operator_makes_and_revokes_tokens() -> None:
    token, _ = make_token(make_program(), at=NOON)
    officer = Actor.person(make_officer(make_program()).pk)
    events = Event.objects.count()

    for actor in (officer, Actor.token(token.fact_id)):
        with pytest.raises(NotPermittedError):
            issue(actor=actor)
        with pytest.raises(NotPermittedError):
            revoke_token(token.fact_id, actor=actor, at=NOON)

    assert ApiToken.objects.count() == 1
    assert Event.objects.count() == events


def test_a_name_is_used_once_at_a_time_in_a_program() -> None:
    issue()
    issue(program_id=uuid4())
    events = Event.objects.count()

    with pytest.raises(ConflictError, match="called “Order system” already"):
        issue()

    assert ApiToken.objects.count() == 2
    assert Event.objects.count() == events
    assert issue(at=NOON + 30 * DAY, valid_until=NOON + 60 * DAY)


def test_a_revoked_token_opens_nothing_and_leaves_its_past() -> None:
    secret = issue()
    token = ApiToken.objects.get()

    revoke_token(token.fact_id, actor=SYSTEM, at=NOON + DAY)

    with pytest.raises(TokenNotValidError, match="ended on 2026-09-02"):
        token_of(secret, at=NOON + DAY)
    assert [row.valid_until for row in ApiToken.objects.order_by("recorded_at")] == [
        NOON + 30 * DAY,
        NOON + DAY,
    ]
    assert Event.objects.latest("seq").name == "token.revoked"
    with pytest.raises(ConflictError, match="ended already"):
        revoke_token(token.fact_id, actor=SYSTEM, at=NOON + 2 * DAY)


def test_a_token_can_be_revoked_in_the_instant_it_was_made() -> None:
    secret = issue()

    revoke_token(ApiToken.objects.get().fact_id, actor=SYSTEM, at=NOON)

    with pytest.raises(TokenNotValidError):
        token_of(secret, at=NOON + DAY)


def test_a_token_ends_by_itself() -> None:
    secret = issue()

    assert token_of(secret, at=NOON + 30 * DAY - timedelta(microseconds=1)).program_id == PROGRAM
    with pytest.raises(TokenNotValidError, match="ended on 2026-10-01"):
        token_of(secret, at=NOON + 30 * DAY)


@pytest.mark.parametrize("written", ["", "gst_", "gst_" + "a" * 43, "a" * 43, "gst_…"])
def test_what_is_not_ours_is_no_token(written: str) -> None:
    issue()

    with pytest.raises(TokenNotValidError, match="not a token of this installation"):
        token_of(written, at=NOON)


def test_a_token_is_not_good_before_it_was_made() -> None:
    secret = issue()

    with pytest.raises(TokenNotValidError):
        token_of(secret, at=NOON - DAY)


def test_a_token_stands_for_nobody() -> None:
    person, program = make_person(), make_program()
    machine = Actor.token(make_token(program, at=NOON)[0].fact_id)

    with pytest.raises(NotPermittedError):
        require(machine, *Role, program_id=program.pk, at=NOON)
    with pytest.raises(NotPermittedError):
        describe_person(person.pk, name="Somebody", language="en", actor=machine, at=NOON)


def test_calls_are_counted_by_the_minute() -> None:
    token_id, other = uuid4(), uuid4()

    counts = [count_call(token_id, at=NOON + timedelta(seconds=s)) for s in (0, 59, 60, 61)]

    assert counts == [1, 2, 1, 2]
    assert count_call(other, at=NOON) == 1
    assert last_calls([token_id, uuid4()]) == {token_id: NOON + timedelta(seconds=61)}


@pytest.mark.parametrize(
    "change",
    [{"scopes": ["cases:decide"]}, {"scopes": []}, {"name": ""}, {"valid_until": None}],
)
def test_the_database_refuses_a_token_without_bounds(change: dict[str, object]) -> None:
    kept: dict[str, object] = {
        "name": "Order system",
        "program_id": PROGRAM,
        "scopes": ["decisions:read"],
        "secret_sha256": b"1" * 32,
        "valid_from": NOON,
        "valid_until": NOON + DAY,
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.create(**(kept | change))


def test_the_database_refuses_to_give_a_token_more_than_it_had() -> None:
    issue(scopes=[TokenScope.DECISIONS])

    for statement in (
        "UPDATE accounts_apitoken SET scopes = '{agreements:read}'",
        "UPDATE accounts_apitoken SET valid_until = valid_until + interval '1 year'",
        "DELETE FROM accounts_apitoken",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

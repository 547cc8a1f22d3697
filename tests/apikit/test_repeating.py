"""A call that changes something and comes twice is done once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from goodstanding.apikit.calling import Caller
from goodstanding.apikit.errors import KeyReusedError, RequestRefusedError
from goodstanding.apikit.models import KEY_LENGTH_MAX, AnsweredCall
from goodstanding.apikit.repeating import HEADER, KEPT_FOR, Reply, done_once, key_of
from goodstanding.partners.models import Partner
from goodstanding.partners.services.structure import register_partner
from goodstanding.values.errors import ConflictError
from goodstanding.values.ids import new_id
from tests.accounts.threads import at_once
from tests.builders import NOON

TOKEN, PROGRAM = new_id(), new_id()


def request_with(body: str = "{}", **headers: str) -> HttpRequest:
    return RequestFactory().post(
        "/api/v1/things", body, content_type="application/json", headers=headers
    )


def caller(*, token_id: UUID = TOKEN, at: datetime = NOON) -> Caller:
    return Caller(token_id=token_id, program_id=PROGRAM, go_between_id=None, at=at)


def registering(who: Caller) -> Callable[[], Reply]:
    """Return an act that makes a partner, anew each time."""

    def act() -> Reply:
        partner = register_partner(name="Fabrikam", actor=who.actor, at=who.at)
        return Reply(status=201, body={"id": str(partner.pk)})

    return act


def do(key: str = "one", *, body: str = "{}", who: Caller | None = None) -> Reply:
    calls = who or caller()
    return done_once(key, request=request_with(body), caller=calls, act=registering(calls))


@pytest.mark.django_db
def test_the_second_call_is_answered_like_the_first_and_does_nothing() -> None:
    first = do()

    again = do(who=caller(at=NOON + timedelta(days=1)))

    assert again == first
    assert Partner.objects.count() == 1


@pytest.mark.django_db
def test_another_key_and_another_token_are_other_calls() -> None:
    do("one")
    do("two")
    do("one", who=caller(token_id=new_id()))

    assert Partner.objects.count() == 3


@pytest.mark.django_db
def test_a_key_that_comes_with_another_request_is_refused() -> None:
    do(body='{"a": 1}')

    with pytest.raises(KeyReusedError):
        do(body='{"a": 2}')

    assert Partner.objects.count() == 1


@pytest.mark.django_db
def test_a_refused_call_leaves_no_trace_and_may_come_again() -> None:
    def refuse() -> Reply:
        registering(caller())()
        raise ConflictError("Not now.")

    with pytest.raises(ConflictError, match="Not now"):
        done_once("one", request=request_with(), caller=caller(), act=refuse)

    assert AnsweredCall.objects.exists() is False
    assert Partner.objects.exists() is False
    assert do().status == 201


@pytest.mark.django_db
def test_answers_are_forgotten_when_nobody_repeats_them_any_more() -> None:
    do("one")
    do("two", who=caller(at=NOON + KEPT_FOR + timedelta(seconds=1)))

    assert list(AnsweredCall.objects.values_list("key", flat=True)) == ["two"]


def test_of_two_calls_at_once_one_does_it_and_both_are_answered(committed: None) -> None:
    results = at_once(do, do)

    assert results[0] == results[1]
    assert isinstance(results[0], Reply)
    assert Partner.objects.count() == 1


def test_a_call_without_a_fit_key_is_refused() -> None:
    for key in ("", " ", "x" * (KEY_LENGTH_MAX + 1), "é", "a\tb"):
        with pytest.raises(RequestRefusedError) as refused:
            key_of(request_with(**{HEADER: key}))
        assert refused.value.problems[0].parameter == HEADER
    with pytest.raises(RequestRefusedError):
        key_of(request_with())


def test_a_fit_key_is_taken_as_it_is() -> None:
    assert key_of(request_with(**{HEADER: " 0193e7a0-1 "})) == "0193e7a0-1"

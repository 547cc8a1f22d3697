"""Who may call: with a token in the header, of the right scope, not too often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from goodstanding.accounts import selectors
from goodstanding.accounts.models import TokenScope
from goodstanding.accounts.tokens import revoke_token
from goodstanding.apikit import calling
from goodstanding.partners.models import Partner
from goodstanding.programs.models import Program
from goodstanding.values import clock
from tests.builders import SYSTEM, make_officer, make_partner, make_program
from tests.builders_api import DECISIONS, Reply, System, clock_at, make_token

pytestmark = pytest.mark.django_db


def call(partner: Partner, secret: str | None, *, scheme: str = "Bearer") -> Reply:
    headers = {} if secret is None else {"authorization": f"{scheme} {secret}"}
    asked = {"partner": str(partner.pk), "question": "may_earn"}
    return Reply.of(Client(headers=headers).get(DECISIONS, asked))


def code_of(response: Reply) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    said = response.json()
    assert said["type"] == f"urn:goodstanding:problem:{said['code']}"
    assert said["status"] == response.status_code
    return response.status_code, said["code"]


@pytest.fixture
def program() -> Program:
    return make_program()


@pytest.fixture
def partner(program: Program) -> Partner:
    return make_partner(program)


def test_a_good_token_is_let_through(program: Program, partner: Partner) -> None:
    secret = make_token(program)[1]

    assert call(partner, secret).status_code == 200
    assert call(partner, secret, scheme="bearer").status_code == 200


@pytest.mark.parametrize("secret", [None, "", "gst_" + "a" * 43])
def test_without_a_token_of_ours_nothing_is_said(partner: Partner, secret: str | None) -> None:
    response = call(partner, secret)

    assert code_of(response) == (401, "token_not_valid")
    assert response["WWW-Authenticate"] == "Bearer"
    assert str(partner.pk) not in response.text


def test_another_scheme_is_no_token(program: Program, partner: Partner) -> None:
    response = call(partner, make_token(program)[1], scheme="Basic")

    assert code_of(response) == (401, "token_not_valid")


def test_a_signed_in_person_is_no_token(program: Program, partner: Partner) -> None:
    client = Client()
    client.force_login(make_officer(program))

    response = client.get(DECISIONS, {"partner": str(partner.pk), "question": "may_earn"})

    assert code_of(Reply.of(response)) == (401, "token_not_valid")


def test_an_expired_token_says_since_when(program: Program, partner: Partner) -> None:
    since = clock.now() - timedelta(days=9)
    secret = make_token(program, at=since, valid_for=timedelta(days=3))[1]

    response = call(partner, secret)

    assert code_of(response) == (401, "token_not_valid")
    assert f"ended on {since + timedelta(days=3):%Y-%m-%d}" in response.text


def test_a_revoked_token_is_refused_at_once(program: Program, partner: Partner) -> None:
    token, secret = make_token(program)
    before = call(partner, secret).status_code

    revoke_token(token.fact_id, actor=SYSTEM, at=clock.now())

    assert before == 200
    assert code_of(call(partner, secret)) == (401, "token_not_valid")


def test_a_token_for_something_else_is_refused(program: Program, partner: Partner) -> None:
    secret = make_token(program, scopes=[TokenScope.AGREEMENTS])[1]

    response = call(partner, secret)

    assert code_of(response) == (403, "scope_missing")
    assert "decisions:read" in response.text


def test_a_token_calls_so_often_and_then_waits_for_the_next_minute(
    program: Program, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "CALLS_A_MINUTE_MAX", 2)
    secret, other = make_token(program)[1], make_token(program)[1]
    minute = clock.now().replace(second=20) + timedelta(days=1)

    with clock_at(minute):
        statuses = [call(partner, secret).status_code for _ in range(2)]
        refused, another = call(partner, secret), call(partner, other)
    with clock_at(minute + timedelta(minutes=1)):
        later = call(partner, secret)

    assert statuses == [200, 200]
    assert code_of(refused) == (429, "too_many_calls")
    assert refused["Retry-After"] in {"40", "39", "38"}
    assert (another.status_code, later.status_code) == (200, 200)


def test_no_answer_is_kept_on_the_way(program: Program, partner: Partner) -> None:
    answered, refused = call(partner, make_token(program)[1]), call(partner, None)

    assert (answered["Cache-Control"], refused["Cache-Control"]) == ("no-store", "no-store")


def test_what_django_says_itself_is_a_problem_too(program: Program) -> None:
    system = System(make_token(program)[1])
    headers = {"authorization": f"Bearer {system.secret}"}

    nowhere = system.get("/api/v2/decisions")
    method = Reply.of(Client(headers=headers).delete(DECISIONS))
    posted = Reply.of(Client(headers=headers, enforce_csrf_checks=True).post(DECISIONS, {}))
    many = system.get(DECISIONS + "?" + "&".join("a=1" for _ in range(1_001)))
    root = Reply.of(Client(enforce_csrf_checks=True).post("/api/v1/"))

    assert code_of(nowhere) == (404, "not_found")
    assert code_of(method) == (405, "method_not_allowed")
    assert method["Allow"] == "GET"
    assert code_of(posted) == (405, "method_not_allowed")
    assert code_of(many) == (400, "bad_request")
    assert code_of(root) == (403, "forbidden")


def test_an_empty_installation_leads_no_system_to_its_first_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(selectors, "_known_to_have_people", False)

    asked, page = Reply.of(Client().get(DECISIONS)), Client().get("/sign-in/")

    assert code_of(asked) == (401, "token_not_valid")
    assert (page.status_code, page["Location"]) == (302, "/first-run/")


def test_a_fault_of_ours_is_a_problem_with_a_reference(
    program: Program, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = make_token(program)[1]

    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("a secret of the machine room")

    monkeypatch.setattr("goodstanding.decisions.api.answer_to", broken)

    response = call(partner, secret)

    assert code_of(response) == (500, "fault")
    assert "reference: " in response.text
    assert "machine room" not in response.text

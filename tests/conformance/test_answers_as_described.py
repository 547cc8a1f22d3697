"""Whatever is sent, the answer is one of those that the description lists, in its shape."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.accounts.models import TokenScope
from goodstanding.api.v1 import document
from goodstanding.apikit import calling
from goodstanding.partners.models import Partner
from goodstanding.partners.services.structure import assign_external_id
from tests.builders import SYSTEM, make_program
from tests.builders_api import Reply, make_token
from tests.builders_cases import START, day, make_accused, make_court, make_decided, make_found
from tests.conformance.schema import broken

pytestmark = pytest.mark.django_db

DOCUMENT: dict[str, Any] = json.loads(json.dumps(document()))
DECISIONS, STATUS = "/api/v1/decisions", "/api/v1/agreements/{code}/status"
FEW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class World:
    """A program with a suspended partner, and every kind of token."""

    def __init__(self) -> None:
        court = make_court()
        accused = make_accused(court)
        finding = make_found(accused, "bribery", "severe", event_at=day(20), at=day(30))
        make_decided(finding, court, "suspension", at=day(31), served=accused.signatory)
        assign_external_id(accused.partner.pk, namespace="mpn", value="1", actor=SYSTEM, at=START)
        self.code = court.office.agreement.code
        self.partner: Partner = accused.partner
        self.good = make_token(court.program)[1]
        self.busy = make_token(court.program)[1]
        self.decides = make_token(court.program, scopes=[TokenScope.DECISIONS])[1]
        self.reads = make_token(court.program, scopes=[TokenScope.AGREEMENTS])[1]
        self.foreign = make_token(make_program())[1]


@pytest.fixture
def world() -> World:
    return World()


def checked(operation: str, reply: Reply) -> int:
    """Return the status of an answer that the description allows, or fail."""
    responses = DOCUMENT["paths"][operation]["get"]["responses"]
    assert str(reply.status_code) in responses, reply.text
    described = responses[str(reply.status_code)]["content"]
    kind = reply["Content-Type"].split(";")[0]
    assert kind in described
    assert list(broken(reply.json(), described[kind]["schema"], DOCUMENT)) == []
    return reply.status_code


def call(operation: str, secret: str | None, code: str, query: object) -> Reply:
    headers = {} if secret is None else {"authorization": f"Bearer {secret}"}
    path = operation.replace("{code}", code)
    return Reply.of(Client(headers=headers).get(path, query))  # type: ignore[arg-type] # any query


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "partner": st.lists(
            st.one_of(st.sampled_from(["mpn:1", "mpn:2", "PARTNER", "mpn:", ""]), WORDS), max_size=2
        ),
        "question": st.one_of(
            st.sampled_from(["may_transact", "may_earn", "may_use_badge"]), WORDS
        ),
        "location": st.one_of(st.sampled_from(["mpn:1", "PARTNER"]), WORDS),
        "as_of": st.one_of(
            st.datetimes(timezones=st.timezones()).map(lambda at: at.isoformat()), WORDS
        ),
        "known_at": st.one_of(st.sampled_from(["2025-03-01T00:00:00Z"]), WORDS),
        "other": WORDS,
    },
)


@pytest.mark.parametrize("operation", [DECISIONS, STATUS])
@FEW
@given(query=QUERIES, token=st.sampled_from(["good", "decides", "reads", "foreign", "none"]))
def test_nothing_that_can_be_sent_gets_an_undescribed_answer(
    world: World, operation: str, query: dict[str, Any], token: str
) -> None:
    sent = json.loads(json.dumps(query).replace("PARTNER", str(world.partner.pk)))

    reply = call(operation, getattr(world, token, None), world.code, sent)

    assert checked(operation, reply) in {200, 401, 403, 404, 422}


@FEW
@given(path=WORDS, query=QUERIES)
def test_no_address_that_can_be_called_is_a_fault(
    world: World, path: str, query: dict[str, Any]
) -> None:
    code = path.replace("/", "").replace("?", "").replace("#", "").replace("%", "") or "-"

    reply = call(STATUS, world.good, code, query)

    assert reply.status_code in {404, 422}


@pytest.mark.parametrize("operation", [DECISIONS, STATUS])
def test_every_described_answer_occurs(
    world: World, operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = {"partner": "mpn:1"} | ({"question": "may_earn"} if operation == DECISIONS else {})
    no_scope = world.reads if operation == DECISIONS else world.decides
    many = [("a", "1")] * 1_001

    seen = {
        checked(operation, reply)
        for reply in (
            call(operation, world.good, world.code, good),
            call(operation, world.good, world.code, many),
            call(operation, None, world.code, good),
            call(operation, no_scope, world.code, good),
            call(operation, world.good, world.code, good | {"partner": "mpn:2"}),
            call(operation, world.good, world.code, {}),
        )
    }
    monkeypatch.setattr(calling, "CALLS_A_MINUTE_MAX", 0)
    seen.add(checked(operation, call(operation, world.busy, world.code, good)))

    described = DOCUMENT["paths"][operation]["get"]["responses"]
    assert {str(status) for status in seen} == set(described)

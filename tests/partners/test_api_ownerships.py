"""Other systems record who owns whom and ask for it, with a token that says so."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from goodstanding.accounts.models import TokenScope
from goodstanding.api.v1 import document
from goodstanding.evidence.models import Event
from goodstanding.partners.models import ExternalId, Ownership
from goodstanding.standing.selectors import standing_at
from goodstanding.values import clock
from tests.builders import NOON, make_entity, make_partner
from tests.builders_api import Reply, System, make_token
from tests.builders_ownerships import Group, make_group, owns
from tests.builders_standing import make_acceptance
from tests.conformance.schema import broken

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/ownerships"
DOCUMENT: dict[str, Any] = json.loads(json.dumps(document()))
SAID = {
    "owner": "lei:PARENT",
    "owned": "lei:AFFILIATE",
    "share_percent": "66.67",
    "from_on": "2026-01-01",
    "source": "HRB 4711",
}


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    """Spare every new client the search for style sheets."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


@pytest.fixture
def group() -> Group:
    made = make_group()
    for value, entity in (("PARENT", made.parent), ("AFFILIATE", made.affiliate)):
        ExternalId.objects.create(
            namespace="lei", value=value, partner=made.partner, entity=entity, valid_from=NOON
        )
    return made


def _post(group: Group, said: dict[str, Any] | None = None, **token: Any) -> Reply:
    secret = make_token(group.program, **token)[1]
    client = Client(headers={"authorization": f"Bearer {secret}"})
    answer = Reply.of(client.post(ADDRESS, said or SAID, content_type="application/json"))
    responses = DOCUMENT["paths"][ADDRESS]["post"]["responses"]
    kind = "application/json" if answer.status_code == 200 else "application/problem+json"
    schema = responses[str(answer.status_code)]["content"][kind]["schema"]
    assert list(broken(answer.json(), schema, DOCUMENT)) == []
    return answer


def test_a_system_records_a_share_and_standing_follows(group) -> None:
    make_acceptance(
        group.version, partner=group.partner, entity=group.parent, signer=group.signatory, at=NOON
    )

    answer = _post(group)

    told = answer.json()
    assert answer.status_code == 200
    assert told["change"] == "recorded"
    assert told["ownership"]["owner"] == str(group.parent.pk)
    assert told["ownership"]["share_percent"] == "66.67"
    assert told["ownership"]["until_on"] is None
    assert Event.objects.get(name="ownership.recorded").actor.startswith("token:")
    standing = standing_at(group.key, as_of=clock.now())
    assert standing is not None
    assert {row.unit: row.status for row in standing.reasons}[str(group.affiliate.pk)] == (
        "fulfilled"
    )


def test_the_same_again_changes_nothing_and_the_same_first_day_corrects(group) -> None:
    first = _post(group).json()

    same, other = _post(group).json(), _post(group, SAID | {"share_percent": "70"}).json()

    assert same == first | {"change": "unchanged"}
    assert other["change"] == "corrected"
    assert other["ownership"]["id"] == first["ownership"]["id"]
    assert Ownership.objects.get(superseded_at=None).share_basis_points == 7000


def test_a_system_asks_for_owners_and_owned(group) -> None:
    row = owns(group, group.parent, group.affiliate)
    system = System(make_token(group.program, scopes=[TokenScope.OWNERSHIPS_READ])[1])

    parent = system.get(ADDRESS, entity="lei:PARENT").json()
    affiliate = system.get(ADDRESS, entity=group.affiliate.pk).json()

    assert parent["owners"] == affiliate["owned"] == []
    assert parent["owned"] == affiliate["owners"]
    assert parent["owned"][0]["id"] == str(row.fact_id)
    assert parent["owned"][0]["source"] == "Commercial register Hamburg, HRB 4711"


@pytest.mark.parametrize(
    ("said", "status", "code", "detail"),
    [
        ({"share_percent": "much"}, 422, "invalid_value", "is not a share"),
        ({"share_percent": "101"}, 422, "invalid_value", "at most 100 %"),
        ({"until_on": "2025-12-31"}, 422, "invalid_value", "before it begins"),
        ({"source": ""}, 422, "invalid_value", "Say where this is written"),
        ({"owner": "lei:AFFILIATE"}, 422, "invalid_value", "cannot own itself"),
        ({"owner": "lei:NOBODY"}, 404, "entity_not_found", "is called lei:NOBODY"),
        ({"owner": "somebody"}, 422, "request_refused", "Give our identifier"),
        ({"from_on": "soon"}, 422, "request_refused", "from_on"),
    ],
)
def test_a_refusal_says_what_to_do_and_writes_nothing(group, said, status, code, detail) -> None:
    answer = _post(group, SAID | said)

    assert answer.status_code == status
    assert answer.json()["code"] == code
    assert detail in answer.json()["detail"]
    assert Ownership.objects.exists() is False


def test_more_than_the_whole_is_a_conflict(group) -> None:
    owns(group, group.third, group.affiliate)

    answer = _post(group)

    assert answer.status_code == 409
    assert "so that only 20 % are left, not 66.67 %" in answer.json()["detail"]
    assert Ownership.objects.count() == 1


def test_reading_is_not_writing_and_a_distributor_does_neither(group) -> None:
    distributor = make_partner(group.program, name="Northwind")

    reading = _post(group, scopes=[TokenScope.OWNERSHIPS_READ])
    between = _post(group, go_between_id=distributor.pk)

    assert reading.json()["code"] == "scope_missing"
    assert between.json()["code"] == "not_for_go_betweens"
    assert Ownership.objects.exists() is False


def test_an_entity_of_another_program_is_not_found(group) -> None:
    stranger = make_entity(make_partner(name="Litware"), name="Litware Inc.")

    answer = _post(group, SAID | {"owner": str(stranger.pk)})

    assert answer.status_code == 404
    assert Ownership.objects.exists() is False

"""The description of the interface is what the interface is."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from django.test import Client

from goodstanding.api.commands import openapi
from goodstanding.api.v1 import document
from goodstanding.apikit.problems import CONTENT_TYPE
from goodstanding.decisions.rules.reasons import Category, ReasonCode, RemedyCode, Weight

FILE = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"


def test_the_committed_description_is_the_present_one() -> None:
    kept = json.loads(FILE.read_text(encoding="utf-8"))

    assert kept == json.loads(json.dumps(document())), (
        "Write it anew: goodstanding openapi > docs/reference/openapi.json"
    )


def test_it_is_served_to_everybody_without_anything_from_elsewhere() -> None:
    response = Client().get("/api/v1/openapi.json")

    assert response.status_code == 200
    assert json.loads(response.content) == json.loads(json.dumps(document()))
    assert "http://" not in response.content.decode()
    assert "https://" not in response.content.decode()


def test_the_command_prints_it() -> None:
    printed = CliRunner().invoke(openapi)

    assert json.loads(printed.output) == json.loads(json.dumps(document()))


def test_every_refusal_is_described_as_a_problem_and_every_answer_as_json() -> None:
    described = document()["paths"]

    for path in described.values():
        for method, operation in path.items():
            content = {
                int(status): list(response["content"])
                for status, response in operation["responses"].items()
            }
            assert content.pop(200) == ["application/json"]
            if method == "post":
                assert content.pop(409) == [CONTENT_TYPE]
            assert content == {key: [CONTENT_TYPE] for key in (400, 401, 403, 404, 422, 429)}
            assert operation["security"] == [{"BearerToken": []}]


def test_the_words_clients_branch_on_are_listed_and_never_go_away() -> None:
    schemas = document()["components"]["schemas"]

    assert schemas["Answer"]["enum"] == ["yes", "no", "unknown"]
    assert schemas["Question"]["enum"] == ["may_transact", "may_earn", "may_use_badge"]
    for words in (ReasonCode, Category, Weight, RemedyCode):
        assert schemas[words.__name__]["enum"] == list(words)
    assert set(ReasonCode) >= {
        "agreement_not_accepted",
        "training_not_passed",
        "contact_not_reached",
        "people_not_declared",
        "place_not_known",
        "fact_missing",
        "measure_in_force",
        "measure_not_in_rules",
        "not_enrolled",
        "no_rules",
        "not_in_rules",
        "other",
    }

"""The examples of the reference page are run, and answer what the page says."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from goodstanding.accounts.models import TokenScope
from goodstanding.decisions.rules.questions import Question
from goodstanding.decisions.rules.reasons import Category, ReasonCode, RemedyCode, Weight
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.rulebook.compile import PartState
from goodstanding.rulebook.compile_tables import Note, Status
from goodstanding.standing.rules.way_back import ActKind
from tests.builders import SYSTEM, make_downstream, make_partner, make_program
from tests.builders_api import Reply, clock_at, make_token
from tests.builders_cases import (
    START,
    Court,
    day,
    make_accused,
    make_court,
    make_decided,
    make_found,
)

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"
_EXAMPLE = re.compile(r"```console\n\$ (curl .+?)\n```\n+```json\n(.+?)```", re.DOTALL)
_CHANGING = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)|[0-9a-f]{64}"
)

pytestmark = pytest.mark.django_db


def same(value: Any) -> Any:
    """Return a value with whatever differs from run to run made the same."""
    match value:
        case dict():
            return {key: same(each) for key, each in value.items()}
        case list():
            return [same(each) for each in value]
        case str():
            return _CHANGING.sub("*", value)
        case _:
            return value


def run(command: str, variables: Mapping[str, str]) -> Reply:
    """Make the call a curl command makes."""
    for name, value in variables.items():
        command = command.replace(f"${name}", value)
    words = shlex.split(command.replace("\\\n", " "))
    headers = dict(
        words[at + 1].split(": ", 1) for at, word in enumerate(words) if word in {"-H", "--header"}
    )
    address = urlsplit(next(word for word in words if word.startswith("https://")))
    return Reply.of(Client(headers=headers).get(f"{address.path}?{address.query}"))


def make_told() -> dict[str, str]:
    """Return the variables of the page, in the world it tells of."""
    court = make_court(program=make_program(code="contoso"))
    litware, fabrikam = (make_accused(court, name=name) for name in ("Litware", "Fabrikam"))
    distributor = make_partner(court.program, name="Northwind", at=START)
    nobody = make_downstream(court.program, distributor, name="Wingtip", at=START)
    for partner, number in (
        (litware.partner, "R-1001"),
        (fabrikam.partner, "R-1002"),
        (nobody, "R-1003"),
    ):
        assign_external_id(partner.pk, namespace="crm", value=number, actor=SYSTEM, at=START)
    _pause(court, litware)
    severe = make_found(fabrikam, "bribery", "severe", event_at=day(20), at=day(30))
    make_decided(severe, court, "suspension", at=day(31), served=fabrikam.signatory)
    two_years = timedelta(days=730)
    return {
        "GOODSTANDING": "https://goodstanding.contoso.example",
        "TOKEN": make_token(court.program, at=START, valid_for=two_years)[1],
        "ORDERS_ONLY": make_token(
            court.program, scopes=[TokenScope.DECISIONS], at=START, valid_for=two_years
        )[1],
        "DISTRIBUTOR": make_token(
            court.program, go_between_id=distributor.pk, at=START, valid_for=two_years
        )[1],
    }


def _pause(court: Court, accused: Any) -> None:
    first = make_found(accused, "bids", "serious", event_at=day(10), at=day(15))
    make_decided(first, court, "training", at=day(16), served=accused.signatory)
    second = make_found(accused, "resale", "serious", event_at=day(18), at=day(19))
    make_decided(second, court, "pause", at=day(31), served=accused.signatory)


def test_every_example_answers_what_the_page_says() -> None:
    examples = _EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))
    variables = make_told()

    with clock_at(day(40)):
        replies = [run(command, variables).json() for command, _ in examples]

    assert len(examples) >= 5
    for (command, told), reply in zip(examples, replies, strict=True):
        assert same(json.loads(told)) == same(reply), command


def test_every_word_clients_branch_on_is_explained() -> None:
    page = PAGE.read_text(encoding="utf-8")

    notes = [note for note in Note if note is not Note.NOT_ENROLLED]  # the field `enrolled` says it
    words = [*Question, *ReasonCode, *Category, *Weight, *RemedyCode, *TokenScope.values]
    words += [*Status, *notes, *ActKind, *PartState]
    assert [word for word in words if f"`{word}`" not in page] == []

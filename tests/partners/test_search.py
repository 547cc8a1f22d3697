"""Finding a partner by whatever is at hand, and being told by what it was found."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from goodstanding.partners.models import Partner
from goodstanding.partners.selectors.search import (
    How,
    Match,
    first_numbers,
    how_found,
    partners_called,
    partners_found,
)
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.programs.models import Program
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_entity,
    make_location,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_partners import csv_of, make_import

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    return make_program()


@pytest.fixture
def fabrikam(program: Program) -> Partner:
    partner = make_partner(program, name="Fabrikam Ltd")
    make_location(make_entity(partner, name="Nordwind GmbH"), name="Hafenstraße")
    make_affiliate(partner, person=make_person(name="Ada Novak", email="ada@nordwind.example"))
    assign_external_id(partner.pk, namespace="crm", value="AB-17", actor=SYSTEM, at=NOON)
    make_partner(program, name="Litware")
    return partner


def _found(program: Program, text: str) -> list[UUID]:
    return [profile.partner_id for profile in partners_found(program.pk, text, at=NOON)]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("fabri", Match(How.NAME, "Fabrikam Ltd")),
        ("  FABRIKAM LTD ", Match(How.NAME, "Fabrikam Ltd")),
        ("nordwind g", Match(How.ENTITY, "Nordwind GmbH")),
        ("hafen", Match(How.LOCATION, "Hafenstraße")),
        ("ab-17", Match(How.NUMBER, "crm:AB-17")),
        ("CRM:ab-17", Match(How.NUMBER, "crm:AB-17")),
        ("novak", Match(How.PERSON, "Ada Novak")),
        ("ada@nordwind", Match(How.EMAIL, "ada@nordwind.example")),
    ],
)
def test_a_partner_is_found_and_it_says_by_what(
    program: Program, fabrikam: Partner, text: str, match: Match
) -> None:
    assert _found(program, text) == [fabrikam.pk]
    assert how_found([fabrikam.pk], text, at=NOON) == {fabrikam.pk: (match,)}


@pytest.mark.parametrize("text", ["B-17", "lei:AB-17", "100%", "zzz", "crm:"])
def test_what_is_not_there_is_not_found(program: Program, fabrikam: Partner, text: str) -> None:
    assert _found(program, text) == []


def test_without_a_text_all_are_found_by_name(program: Program, fabrikam: Partner) -> None:
    names = [profile.name for profile in partners_found(program.pk, " ", at=NOON)]

    assert names == ["Fabrikam Ltd", "Litware"]
    assert how_found([fabrikam.pk], "", at=NOON) == {}


def test_a_partner_of_another_program_is_not_found(program: Program, fabrikam: Partner) -> None:
    assert _found(make_program(), "fabrikam") == []


def test_a_former_name_finds_too(program: Program) -> None:
    row = {"id:crm": "1", "partner": "Old name", "from": "2025-01-01"}
    make_import(program, csv_of(row))
    make_import(program, csv_of(row | {"partner": "New name", "from": "2026-01-01"}))

    (profile,) = partners_found(program.pk, "old name", at=NOON)

    assert profile.name == "New name"
    assert how_found([profile.partner_id], "name", at=NOON + timedelta(days=1)) == {
        profile.partner_id: (
            Match(How.NAME, "New name"),
            Match(How.FORMER_NAME, "Old name"),
        )
    }


@pytest.mark.parametrize("text", ["fabrikam LTD", " ab-17 ", "CRM:AB-17"])
def test_a_whole_name_or_an_id_calls_a_partner(
    program: Program, fabrikam: Partner, text: str
) -> None:
    found = partners_called(program.pk, text, at=NOON)

    assert [profile.partner_id for profile in found] == [fabrikam.pk]
    assert first_numbers([fabrikam.pk], at=NOON) == {fabrikam.pk: "AB-17"}


@pytest.mark.parametrize("text", ["Fabrikam", "Nordwind GmbH", "Ada Novak"])
def test_a_part_of_a_name_or_somebody_else_s_calls_nobody(
    program: Program, fabrikam: Partner, text: str
) -> None:
    assert _found(program, text) == [fabrikam.pk]
    assert not partners_called(program.pk, text, at=NOON).exists()

"""Whether an agreement is accepted, company by company."""

from __future__ import annotations

import pytest

from goodstanding.accounts.models import TokenScope
from tests.builders import NOON, SYSTEM, make_entity, make_partner, make_program
from tests.builders_agreements import make_office, make_published
from tests.builders_api import System, make_system, make_token
from tests.builders_cases import make_accused, make_court

pytestmark = pytest.mark.django_db


def test_an_accepted_agreement_says_which_version_when_and_in_which_role() -> None:
    court = make_court()
    accused = make_accused(court)
    code = court.office.agreement.code

    response = make_system(court.program).get(
        f"/api/v1/agreements/{code}/status", partner=accused.partner.pk
    )

    said = response.json()
    assert (said["agreement"], said["accepted"]) == (code, True)
    assert said["in_force"]["position"] == 1
    (entity,) = said["entities"]
    assert entity["accepted"] is True
    assert (entity["version"], entity["role"], entity["remedy"]) == (1, "director", None)
    assert entity["accepted_at"].startswith("2025-01-07T12:00:00")


def test_a_company_that_did_not_accept_says_what_to_do() -> None:
    court = make_court()
    accused = make_accused(court)
    late = make_entity(accused.partner, name="Fabrikam AG", at=NOON)
    code = court.office.agreement.code

    said = (
        make_system(court.program)
        .get(f"/api/v1/agreements/{code}/status", partner=accused.partner.pk)
        .json()
    )

    assert said["accepted"] is False
    entity = next(each for each in said["entities"] if each["entity"] == str(late.pk))
    assert (entity["accepted"], entity["version"], entity["accepted_at"]) == (False, None, None)
    assert entity["remedy"] == {
        "code": "accept_agreement",
        "sentence": f"A signatory of the partner accepts version 1 of “{code}” for this legal "
        "entity.",
    }


def test_without_a_legal_entity_nobody_can_say() -> None:
    program = make_program()
    version = make_published(make_office(program=program))
    partner = make_partner(program)

    said = (
        make_system(program)
        .get(f"/api/v1/agreements/{version.agreement.code}/status", partner=partner.pk)
        .json()
    )

    assert (said["accepted"], said["entities"]) == (None, [])


def test_before_its_first_version_nothing_is_asked() -> None:
    program = make_program()
    office = make_office(program=program)
    partner = make_partner(program)
    make_entity(partner)

    said = (
        make_system(program)
        .get(f"/api/v1/agreements/{office.agreement.code}/status", partner=partner.pk)
        .json()
    )

    assert (said["accepted"], said["in_force"]) == (True, None)


@pytest.mark.parametrize("code", ["no-such-code", "NO SUCH", "a%00b"])
def test_an_agreement_that_is_not_there_is_a_404(code: str) -> None:
    program = make_program()
    partner = make_partner(program)

    response = make_system(program).get(f"/api/v1/agreements/{code}/status", partner=partner.pk)

    assert (response.status_code, response.json()["code"]) == (
        404,
        "agreement_not_found",
    )


def test_agreements_and_partners_of_other_programs_are_not_there() -> None:
    elsewhere, program = make_court(), make_program()
    accused = make_accused(elsewhere)
    own = make_published(make_office(program=program)).agreement.code
    system = make_system(program)

    foreign = system.get(
        f"/api/v1/agreements/{elsewhere.office.agreement.code}/status", partner=accused.partner.pk
    )
    other = system.get(f"/api/v1/agreements/{own}/status", partner=accused.partner.pk)

    assert foreign.json()["code"] == "agreement_not_found"
    assert other.json()["code"] == "partner_not_found"


def test_it_has_a_scope_of_its_own_and_a_partner_to_name() -> None:
    program = make_program()
    decides = System(make_token(program, scopes=[TokenScope.DECISIONS])[1])

    refused = decides.get("/api/v1/agreements/code/status", partner="mpn:1")
    nameless = make_system(program).get("/api/v1/agreements/code/status")

    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert nameless.status_code == 422
    assert str(SYSTEM) == "system:tests"

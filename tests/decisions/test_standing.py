"""Where a partner stands and why, as another system asks for it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from goodstanding.accounts.models import TokenScope
from goodstanding.partners.models import LegalEntity, Partner
from goodstanding.programs.models import Program
from goodstanding.values import clock
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_entity,
    make_location,
    make_partner,
    make_program,
)
from tests.builders_api import System, make_system
from tests.builders_cases import day, make_accused, make_court, make_decided, make_found
from tests.builders_standing import make_acceptance, make_agreement, make_rules, make_version, touch

pytestmark = pytest.mark.django_db
STANDING = "/api/v1/standing"


def make_late() -> tuple[Program, Partner, LegalEntity]:
    """Return a partner that should have accepted by the end of 1 October."""
    program = make_program(code="contoso")
    make_version(make_agreement(program))
    make_rules(program)
    partner = make_partner(program, name="Litware")
    entity = make_entity(partner, name="Litware GmbH")
    make_location(entity)
    return program, partner, entity


def test_a_late_partner_is_told_its_level_the_reason_and_the_way_back() -> None:
    program, partner, entity = make_late()

    said = make_system(program).get(STANDING, partner=partner.pk).json()

    assert said["partner"] == str(partner.pk)
    assert (said["enrolled"], said["provisional"], said["known_at"]) == (True, False, None)
    assert (said["pack"]["version"], said["level"]["title"]) == (1, "Overdue")
    (reason,) = said["reasons"]
    assert (reason["kind"], reason["source"]) == ("obligation", "code-accepted")
    assert reason["title"] == "The partner code is accepted for every legal entity."
    assert reason["unit"] == {"kind": "entity", "identifier": str(entity.pk), "region": None}
    assert (reason["status"], reason["level"]["name"]) == ("overdue", "at-risk")
    assert (reason["have"], reason["need"], reason["note"]) == (0, 1, None)
    assert reason["due_at"].startswith("2026-10-01T22:00:00")
    assert said["way_back"] == {
        "acts": [
            {
                "kind": "accept",
                "subject": "code",
                "unit": str(entity.pk),
                "person": None,
                "instead": [],
                "counts_for": [],
            }
        ],
        "ready_at": None,
        "sooner": None,
        "choices": [],
        "beside": [],
        "lacking": [],
        "complete": True,
        "shortest": True,
    }


def test_who_stands_best_has_no_way_to_go() -> None:
    program = make_program()
    version = make_version(make_agreement(program))
    make_rules(program)
    partner = make_partner(program)
    entity = make_entity(partner)
    make_location(entity)
    signer = make_affiliate(partner)
    make_acceptance(version, partner=partner, entity=entity, signer=signer, at=NOON)
    touch(partner, program=program, actor=SYSTEM, at=clock.now())

    said = make_system(program).get(STANDING, partner=partner.pk).json()

    assert (said["level"]["name"], said["level"]["rank"]) == ("good", 0)
    assert [row["status"] for row in said["reasons"]] == ["fulfilled"]
    assert said["way_back"] is None


def test_a_past_day_is_answered_as_it_was_and_without_a_way_back() -> None:
    program, partner, _ = make_late()

    said = (
        make_system(program)
        .get(STANDING, partner=partner.pk, as_of=NOON + timedelta(days=1))
        .json()
    )

    assert (said["level"]["name"], said["way_back"]) == ("good", None)
    assert said["as_of"].startswith((NOON + timedelta(days=1)).date().isoformat())
    assert [row["status"] for row in said["reasons"]] == ["pending"]


def test_a_measure_says_since_when_and_has_no_title() -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(70))
    make_decided(finding, court, "training", at=day(71), served=accused.signatory)

    said = make_system(court.program).get(STANDING, partner=accused.partner.pk, as_of=day(72))

    measures = {row["source"]: row for row in said.json()["reasons"] if row["kind"] == "measure"}
    assert set(measures) == {"warning", "further-training"}
    assert (measures["warning"]["title"], measures["warning"]["clause"]) == (None, None)
    assert measures["warning"]["since"] is not None
    assert measures["warning"]["until"] is not None


def test_before_any_rules_there_is_no_level() -> None:
    program = make_program()
    partner = make_partner(program)

    said = make_system(program).get(STANDING, partner=partner.pk).json()

    assert (said["pack"], said["level"], said["enrolled"]) == (None, None, False)
    assert (said["reasons"], said["way_back"]) == ([], None)


def test_a_distributor_is_sent_to_the_decision_call() -> None:
    program, partner, _ = make_late()
    distributor = make_partner(program, name="Northwind")

    refused = make_system(program, go_between_id=distributor.pk).get(STANDING, partner=partner.pk)

    assert (refused.status_code, refused.json()["code"]) == (403, "not_for_go_betweens")
    assert "/api/v1/decisions" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("scopes", "parameters", "status", "code"),
    [
        ((TokenScope.DECISIONS,), {}, 403, "scope_missing"),
        ((TokenScope.STANDING,), {"partner": uuid4()}, 404, "partner_not_found"),
        ((TokenScope.STANDING,), {"known_at": "2999-01-01T00:00:00Z"}, 422, "request_refused"),
        ((TokenScope.STANDING,), {"as_of": "yesterday"}, 422, "request_refused"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_code(
    scopes: tuple[TokenScope, ...], parameters: dict[str, object], status: int, code: str
) -> None:
    program, partner, _ = make_late()
    system: System = make_system(program, scopes=scopes, at=clock.now())

    refused = system.get(STANDING, **{"partner": partner.pk, **parameters})

    assert (refused.status_code, refused.json()["code"]) == (status, code)

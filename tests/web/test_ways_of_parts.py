"""A duty made of parts shows how each stands and which are the shortest way, to everybody."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from goodstanding.accounts.models import Person, Role
from goodstanding.partners.rules.amounts import Month, MonthAmount
from goodstanding.partners.services.amounts import record_amounts
from goodstanding.standing.selectors import standing_at
from goodstanding.standing.ways import way_of
from goodstanding.ui.components import Reason, ReasonState
from goodstanding.web.answers import home_words
from goodstanding.web.pages.places import places_of
from goodstanding.web.record import record_of
from tests.builders import SYSTEM, make_officer
from tests.builders_accounts import client_of
from tests.builders_agreements import make_stated
from tests.builders_api import clock_at, make_system
from tests.builders_cases import make_staff
from tests.builders_parts import (
    LATE,
    SOLD_OR_INSURED,
    Proving,
    accept_for,
    acting_of,
    make_proving,
    standing_of,
    told,
)

pytestmark = pytest.mark.django_db


def reason_of(proving: Proving) -> Reason:
    acting = acting_of(proving)
    words = home_words(
        standing_of(proving),
        partner_name="Fabrikam",
        places=places_of(acting),
        record=record_of(acting),
        now=LATE,
    )
    return words.reasons[0]


def test_a_partner_reads_which_parts_are_met_and_which_are_the_shortest_way() -> None:
    proving = make_proving()
    make_stated(proving.signing, program=proving.program, at=LATE)

    reason, way = reason_of(proving), told(proving)

    assert reason.detail == "Fabrikam GmbH: Needed: 2 of these 3. Met: 1."
    assert [(part.sentence, part.state, bool(part.way_out)) for part in reason.parts] == [
        ("An insurance certificate is on file.", ReasonState.OPEN, True),
        ("The legal entity says that it follows the code.", ReasonState.FULFILLED, False),
        ("The partner code is accepted.", ReasonState.OPEN, True),
    ]
    assert way is not None
    assert [step.title for step in way.steps] == [
        "Show “insurance”, for Fabrikam GmbH; we check it",
        "In good standing again",
    ]
    (choice,) = way.choices
    assert choice == (
        "“Enough proofs are given”, for Fabrikam GmbH: 2 of 3 parts are needed. Met already: "
        "“The legal entity says that it follows the code”. The shortest way: “An insurance "
        "certificate is on file”. Not needed then: “The partner code is accepted”."
    )


def test_a_way_that_could_not_be_searched_to_the_end_is_not_called_the_shortest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("goodstanding.standing.rules.way_back.CHOICES_MAX", 0)

    way = told(make_proving())

    assert way is not None
    assert way.hint == (
        "We could not work out the shortest way: there are too many to look at all of them. "
        "This is one that works."
    )
    assert len(way.steps) == 3
    assert "This way: “" in way.choices[0]
    assert "The shortest way" not in way.choices[0]


def test_whoever_meets_the_parts_of_the_way_is_in_good_standing_and_reads_what_was_not_needed() -> (
    None
):
    proving = make_proving()
    before = way_of(standing_of(proving))
    make_stated(proving.signing, program=proving.program, at=LATE)
    accept_for(proving, proving.entity)

    after = standing_of(proving)

    assert before is not None
    assert len(before.acts) == 2
    assert after.level.name == "good"
    assert way_of(after) is None
    states = [part.state for part in reason_of(proving).parts]
    assert states == [ReasonState.NOT_NEEDED, ReasonState.FULFILLED, ReasonState.FULFILLED]


def test_an_officer_reads_the_parts_and_the_choice_and_a_manager_the_parts_alone() -> None:
    proving = make_proving()
    url = reverse(
        "vendor_partner",
        kwargs={"program": proving.program.code, "partner": proving.partner.pk},
    )

    def page_of(person: Person) -> str:
        answer = client_of(person).get(url)
        assert answer.status_code == 200
        return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())

    with clock_at(LATE):
        manager = make_staff(proving.program, Role.PDM, "Nils Sommer")
        officer, manager_page = page_of(make_officer(proving.program)), page_of(manager)

    assert "Enough proofs are given. Fabrikam GmbH. Needed: 2 of these 3. Met: 0." in officer
    assert "Open: An insurance certificate is on file." in officer
    assert "The shortest way: “An insurance certificate is on file”" in officer
    assert "Open: An insurance certificate is on file." in manager_page
    assert "The shortest way" not in manager_page


def test_a_system_is_told_how_each_part_stands_and_which_are_meant() -> None:
    proving = make_proving()
    make_stated(proving.signing, program=proving.program, at=LATE)
    entity = {"kind": "entity", "identifier": str(proving.entity.pk), "region": None}

    with clock_at(LATE):
        said = make_system(proving.program).get("/api/v1/standing", partner=proving.partner.pk)

    (reason,) = said.json()["reasons"]
    assert [(p["of"], p["source"], p["state"], p["unit"]) for p in reason["parts"]] == [
        ("trusted", "insured", "unmet", entity),
        ("trusted", "attested", "met", entity),
        ("trusted", "accepted", "unmet", entity),
    ]
    way = said.json()["way_back"]
    assert way["choices"] == [
        {
            "source": "trusted",
            "unit": str(proving.entity.pk),
            "least": 2,
            "met": ["attested"],
            "chosen": ["insured"],
            "others": ["accepted"],
        }
    ]
    assert (way["sooner"], way["complete"], way["ready_at"]) == (None, True, None)
    (act,) = way["acts"]
    assert (act["kind"], act["instead"], act["counts_for"]) == ("show", [], [])


def sell(proving: Proving, month: date, *, minor: int) -> None:
    place = proving.partner.location_profiles.get()
    record_amounts(
        {
            Month(location_id=place.location_id, metric="revenue", month_on=month): MonthAmount(
                amount_minor=minor, currency="USD"
            )
        },
        program_id=proving.program.pk,
        actor=SYSTEM,
        at=LATE,
    )


def test_what_waiting_meets_says_its_day_and_what_would_be_sooner() -> None:
    proving = make_proving(proofs=SOLD_OR_INSURED)
    sell(proving, date(2026, 10, 1), minor=100_000)

    way, found = told(proving), way_of(standing_of(proving))

    assert way is not None
    assert way.sentence.startswith("You need do nothing: you are “In good standing” again on ")
    waited, last = way.steps
    assert waited.title == (
        "Fabrikam Hamburg: “The location sold for USD 1,000 or more in the year before its "
        "anniversary” is met without an act"
    )
    assert last.title == "In good standing again"
    assert waited.when.startswith("By itself, Sunday 1\xa0November 2026, 00:00, Berlin time")
    (choice,) = way.choices
    assert "1 of 2 parts is needed. Met by then: “The location sold for USD 1,000" in choice
    assert way.sooner == (
        "It can be sooner, if you do more: “In good standing” again as soon as this is done."
    )
    assert [step.title for step in way.sooner_steps] == [
        "Show “insurance”, for Fabrikam GmbH; we check it"
    ]
    assert found is not None
    assert found.ready_at == datetime(2026, 10, 31, 23, tzinfo=UTC)
    then = standing_at(proving.key, as_of=found.ready_at)
    assert then is not None
    assert then.level.name == "good"


def test_what_was_sold_too_little_is_not_waited_for() -> None:
    proving = make_proving(proofs=SOLD_OR_INSURED)
    sell(proving, date(2026, 10, 1), minor=99_999)

    found = way_of(standing_of(proving))

    assert found is not None
    assert ([act.kind for act in found.acts], found.ready_at) == (["show"], None)
    assert found.sooner is None


def test_a_system_is_told_the_day_and_what_would_be_sooner() -> None:
    proving = make_proving(proofs=SOLD_OR_INSURED)
    sell(proving, date(2026, 10, 1), minor=100_000)

    with clock_at(LATE):
        said = make_system(proving.program).get("/api/v1/standing", partner=proving.partner.pk)

    way = said.json()["way_back"]
    assert (way["acts"], way["ready_at"], way["complete"]) == ([], "2026-10-31T23:00:00Z", True)
    assert [act["subject"] for act in way["sooner"]["acts"]] == ["insurance"]
    assert way["sooner"]["ready_at"] is None
    assert [choice["met"] for choice in way["choices"]] == [["sold"]]

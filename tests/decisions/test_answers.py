"""Whom a question may be about, at which instant, and what the answer never says."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from goodstanding.accounts.models import Person
from goodstanding.partners.models import Enrolment, Partner, Relationship
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.partners.services.taking_part import declare_list, end_relationship, relate
from goodstanding.programs.models import Program
from goodstanding.standing.models import PartnerStanding
from goodstanding.values import clock
from tests.builders import (
    NOON,
    SYSTEM,
    make_downstream,
    make_entity,
    make_location,
    make_partner,
    make_program,
)
from tests.builders_api import DECISIONS, Reply, System, clock_at, make_system
from tests.builders_cases import (
    START,
    day,
    make_accused,
    make_court,
    make_decided,
    make_found,
    rules_text,
)
from tests.builders_standing import make_rules

pytestmark = pytest.mark.django_db

MARK = "Zyxomma"


def problem(response: Reply) -> tuple[int, str, list[tuple[str, str]]]:
    said = response.json()
    errors = [(error["parameter"], error["code"]) for error in said["errors"]]
    return response.status_code, said["code"], errors


@pytest.fixture
def program() -> Program:
    """Return a program with the default rule book."""
    made = make_program()
    make_rules(made, text=rules_text(made), at=NOON)
    return made


@pytest.fixture
def system(program: Program) -> System:
    return make_system(program)


def test_unknown_is_not_no_for_a_partner_of_whom_nothing_is_known(
    program: Program, system: System
) -> None:
    partner = make_partner(program, at=clock.now())

    answer = system.ask(partner.pk)

    assert answer["answer"] == "unknown"
    assert [(r["code"], r["weight"]) for r in answer["reasons"]] == [
        ("people_not_declared", "could_stop")
    ]
    assert answer["reasons"][0]["remedy"]["code"] == "declare_people"
    assert (answer["reasons"][0]["have"], answer["reasons"][0]["need"]) == (None, None)


def test_what_was_missing_and_is_said_makes_a_yes(program: Program, system: System) -> None:
    partner = make_partner(program, at=clock.now())
    before = system.ask(partner.pk)["answer"]

    declare_list(partner.pk, name="people", actor=SYSTEM, at=clock.now())

    after = system.ask(partner.pk)
    assert (before, after["answer"], after["reasons"]) == ("unknown", "yes", [])


def test_the_answer_names_its_rule_book_and_until_when_it_holds(
    program: Program, system: System
) -> None:
    partner = make_partner(program, at=clock.now())

    answer = system.ask(partner.pk)

    stored = PartnerStanding.objects.get(partner=partner)
    assert answer["pack"]["version"] == 1
    assert answer["pack"]["id"] == str(stored.pack_version_id)
    assert stored.next_change_at is not None
    assert answer["next_change_at"].startswith(f"{stored.next_change_at:%Y-%m-%dT%H:%M:%S}")
    assert (answer["known_at"], answer["provisional"]) == (None, False)


def test_a_partner_is_found_by_any_number_it_has(program: Program, system: System) -> None:
    partner = make_partner(program)
    entity = make_entity(partner)
    location = make_location(entity)
    units = {"1": {}, "2": {"entity_id": entity.pk}, "3": {"location_id": location.pk}}
    for value, unit in units.items():
        assign_external_id(partner.pk, namespace="mpn", value=value, actor=SYSTEM, at=NOON, **unit)

    found = [system.ask(f"mpn:{value}") for value in "123"]
    whole = system.ask(str(partner.pk).upper())
    there = system.ask("mpn:1", location="mpn:3")

    assert {answer["partner"] for answer in (*found, whole, there)} == {str(partner.pk)}
    assert [answer["location"] for answer in found] == [None, None, str(location.pk)]
    assert (whole["location"], there["location"]) == (None, str(location.pk))


@pytest.mark.parametrize("reference", ["mpn:404", "crm:1", "0193e7a0-1111-7000-8000-000000000001"])
def test_nobody_of_that_name_is_a_404(program: Program, system: System, reference: str) -> None:
    partner = make_partner(program)
    assign_external_id(partner.pk, namespace="mpn", value="1", actor=SYSTEM, at=NOON)

    response = system.get(DECISIONS, partner=reference, question="may_earn")

    assert problem(response) == (404, "partner_not_found", [])


def test_a_partner_of_another_program_is_nobody_here(system: System) -> None:
    elsewhere = make_partner(make_program())
    assign_external_id(elsewhere.pk, namespace="mpn", value="1", actor=SYSTEM, at=NOON)

    for reference in (elsewhere.pk, "mpn:1"):
        response = system.get(DECISIONS, partner=reference, question="may_earn")
        assert problem(response) == (404, "partner_not_found", [])
        assert "Fabrikam" not in response.text


def test_a_location_is_the_partners_own(program: Program, system: System) -> None:
    partner, other = make_partner(program), make_partner(program, name="Adatum")
    here, there = (make_location(make_entity(one)) for one in (partner, other))
    assign_external_id(
        partner.pk, namespace="mpn", value="1", location_id=here.pk, actor=SYSTEM, at=NOON
    )
    second = make_location(make_entity(partner, name="Fabrikam AG"), name="Fabrikam Ulm")

    refused = [
        system.get(DECISIONS, partner=partner.pk, question="may_earn", location=there.pk),
        system.get(DECISIONS, partner=partner.pk, question="may_earn", location="mpn:404"),
        system.get(DECISIONS, partner="mpn:1", question="may_earn", location=second.pk),
    ]

    assert [problem(response) for response in refused] == [(404, "location_not_found", [])] * 3


def test_everything_wrong_is_told_at_once(system: System) -> None:
    response = system.get(
        DECISIONS, question="may_win", as_of="yesterday", known_at="2099-01-01T00:00:00Z", who="me"
    )

    assert problem(response) == (
        422,
        "request_refused",
        [
            ("partner", "missing"),
            ("question", "not_a_choice"),
            ("as_of", "not_an_instant"),
            ("known_at", "in_the_future"),
            ("who", "not_known"),
        ],
    )


def test_both_a_number_and_an_identifier_are_one_too_many(program: Program, system: System) -> None:
    partner = make_partner(program)
    address = f"{DECISIONS}?question=may_earn&partner={partner.pk}&partner=mpn:1"

    assert problem(system.get(address)) == (422, "request_refused", [("partner", "given_twice")])


def test_who_left_may_not_and_before_it_may(program: Program, system: System) -> None:
    partner = make_partner(program)
    left = NOON + timedelta(days=5)
    Enrolment.objects.filter(partner=partner).update(superseded_at=clock.now())
    Enrolment.objects.create(
        partner=partner,
        program=program,
        tier="reseller",
        zone="Europe/Berlin",
        from_on=NOON.date(),
        valid_from=NOON,
        valid_until=left,
    )

    after = system.ask(partner.pk, "may_earn", as_of=left)
    before = system.ask(partner.pk, "may_earn", as_of=left - timedelta(seconds=1))

    assert after["answer"] == "no"
    assert [(r["code"], r["category"]) for r in after["reasons"]] == [
        ("not_enrolled", "authorization")
    ]
    assert before["answer"] == "yes"


def test_before_the_first_rule_book_nobody_knows(system: System, program: Program) -> None:
    partner = make_partner(program)

    answer = system.ask(partner.pk, as_of="2024-12-31T23:00:00Z")

    assert (answer["answer"], answer["pack"]) == ("unknown", None)
    assert answer["reasons"][0]["code"] == "no_rules"
    assert answer["next_change_at"].startswith("2025-01-01T00:00:00")


def test_the_past_is_answered_as_it_was_and_as_it_was_known() -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "bribery", "severe", event_at=day(20), at=day(30))
    system = make_system(court.program)
    known_before = clock.now()
    make_decided(finding, court, "suspension", at=day(31), served=accused.signatory)

    def asked(**more: object) -> str:
        return str(system.ask(accused.partner.pk, "may_earn", **more)["answer"])

    assert asked() == "no"
    assert asked(as_of=day(30)) == "yes"
    assert asked(as_of=day(32)) == "no"
    assert asked(as_of=day(32), known_at=known_before) == "yes"


def test_no_person_is_in_an_answer() -> None:
    court = make_court()
    accused = make_accused(court, name=MARK)
    Person.objects.update(name=MARK)
    finding = make_found(accused, "bribery", "severe", event_at=day(20), at=day(30))
    make_decided(finding, court, "suspension", at=day(31), served=accused.signatory)
    system = make_system(court.program)

    texts = [
        system.get(DECISIONS, partner=accused.partner.pk, question=question).text
        for question in ("may_transact", "may_earn", "may_use_badge")
    ]
    agreement = system.get(
        f"/api/v1/agreements/{court.office.agreement.code}/status", partner=accused.partner.pk
    )

    for text in (*texts, agreement.text):
        assert MARK.lower() not in text.lower()
        assert "@" not in text
        assert "reasons are ours" not in text.lower()


class Downstream:
    """A distributor with a suspended reseller, and the distributor's system."""

    def __init__(self) -> None:
        self.court = make_court()
        self.accused = make_accused(self.court)
        self.distributor = make_partner(self.court.program, name="Northwind", at=START)
        self.relation: Relationship = relate(
            program_id=self.court.program.pk,
            distributor_id=self.distributor.pk,
            reseller_id=self.accused.partner.pk,
            actor=SYSTEM,
            at=START,
        )
        with clock_at(START):
            self.system = make_system(self.court.program, go_between_id=self.distributor.pk)

    def suspend(self) -> None:
        finding = make_found(self.accused, "bribery", "severe", event_at=day(20), at=day(30))
        make_decided(finding, self.court, "suspension", at=day(31), served=self.accused.signatory)

    @property
    def partner(self) -> Partner:
        return self.accused.partner


def test_a_go_between_learns_that_it_is_no_and_not_why() -> None:
    world = Downstream()
    world.suspend()

    with clock_at(day(32)):
        answer = world.system.ask(world.partner.pk)

    assert answer["answer"] == "no"
    assert [reason for reason in answer["reasons"] if reason["code"] == "other"] == [
        {
            "code": "other",
            "category": "other",
            "weight": "stops",
            "effect": "new-orders",
            "source": None,
            "title": None,
            "clause": None,
            "unit": None,
            "have": None,
            "need": None,
            "due_at": None,
            "since": None,
            "until": None,
            "remedy": {
                "code": "ask_the_vendor",
                "sentence": "The vendor answers questions about this. The partner finds it among "
                "its messages.",
            },
        }
    ]
    assert "suspension" not in json.dumps(answer)
    assert (answer["next_change_at"], answer["held"]) == (None, [])


def test_a_go_between_asks_neither_about_money_nor_about_the_past() -> None:
    world = Downstream()
    given = {"partner": world.partner.pk}

    with clock_at(day(10)):
        refused = [
            world.system.get(DECISIONS, question="may_earn", **given),
            world.system.get(DECISIONS, question="may_transact", as_of=day(5), **given),
            world.system.get(DECISIONS, question="may_transact", known_at=day(5), **given),
        ]

    assert [problem(response)[:2] for response in refused] == [(403, "not_for_go_betweens")] * 3


def test_a_go_between_sees_its_own_resellers_while_they_buy_through_it() -> None:
    world = Downstream()
    stranger = make_partner(world.court.program, name="Adatum", at=START)
    foreign = make_downstream(world.court.program, stranger, name="Litware", at=START)
    end_relationship(world.relation.fact_id, actor=SYSTEM, at=day(20))

    def status(partner: Partner, number: int) -> int:
        with clock_at(day(number)):
            response = world.system.get(DECISIONS, partner=partner.pk, question="may_transact")
        return response.status_code

    assert [status(world.partner, number) for number in (10, 20)] == [200, 404]
    assert [status(one, 10) for one in (foreign, stranger, world.distributor)] == [404] * 3

"""Who opens what: another partner's case, and other roles', does not exist or is refused."""

from __future__ import annotations

import pytest
from django.urls import reverse

from goodstanding.accounts.models import Role
from goodstanding.cases.services.deciding import Wanted, decide
from tests.builders import make_affiliate, make_downstream, make_officer, make_partner
from tests.builders_accounts import make_operator
from tests.builders_cases import (
    FACTS,
    day,
    make_accused,
    make_appeal,
    make_court,
    make_decided,
    make_found,
    make_outcome,
    make_staff,
)
from tests.cases.conftest import SignIn

pytestmark = pytest.mark.django_db

PARTNER_PAGES = (
    "partner_case",
    "partner_case_answer",
    "partner_case_appeal",
    "partner_case_undone",
)
VENDOR_PAGES = ("vendor_case", "vendor_case_undone")
ACTS = {
    "vendor_case_allege": Role.OFFICER,
    "vendor_case_drop": Role.OFFICER,
    "vendor_case_find": Role.DECIDER,
    "vendor_case_decide": Role.DECIDER,
    "vendor_case_approve": Role.DECIDER,
    "vendor_case_plan": Role.OFFICER,
    "vendor_case_plan_failed": Role.DECIDER,
    "vendor_case_review": Role.APPEAL_REVIEWER,
}


def test_only_readers_of_the_vendor_see_cases(sign_in: SignIn) -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    readers = {
        Role.OFFICER: 200,
        Role.DECIDER: 200,
        Role.APPEAL_REVIEWER: 200,
        Role.AUDITOR: 200,
        Role.FINANCE: 403,
        Role.PDM: 403,
    }
    parts = {"program": court.program.code}
    for role, status in readers.items():
        client = sign_in(make_staff(court.program, role, f"{role.name.title()} One"))

        assert client.get(reverse("vendor_cases", kwargs=parts)).status_code == status
        for name in VENDOR_PAGES:
            url = reverse(name, kwargs={**parts, "case": finding.case_id})
            response = client.get(url)
            assert response.status_code == status, (role, name)
            assert status == 200 or FACTS not in response.content.decode()


@pytest.mark.parametrize(("name", "role"), ACTS.items())
def test_an_act_is_open_to_its_role_alone(name: str, role: Role, sign_in: SignIn) -> None:
    court = make_court()
    finding = make_found(make_accused(court), "gifts", "serious", event_at=day(40), at=day(50))
    url = reverse(name, kwargs={"program": court.program.code, "case": finding.case_id})
    others = set(Role) - {role, Role.OPERATOR}

    for other in others:
        client = sign_in(make_staff(court.program, other, f"{other.name.title()} Two"))
        assert client.get(url).status_code == 403
        assert client.post(url).status_code == 403


def test_who_has_nothing_to_do_with_it_finds_nothing(sign_in: SignIn) -> None:
    court, elsewhere = make_court(), make_court()
    accused, other = make_accused(court), make_accused(court, name="Litware")
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    make_decided(finding, court, "training", at=day(51), served=accused.signatory)
    make_outcome(make_appeal(accused, finding.case_id, at=day(60)), court, at=day(70))
    distributor = make_partner(court.program, name="Northwind", at=day(1))
    make_downstream(court.program, distributor, name="Adatum")
    strangers = (
        other.signatory,
        make_affiliate(distributor, role="distributor-manager"),
        make_operator(),
        make_officer(elsewhere.program),
    )
    parts = {"program": court.program.code, "case": finding.case_id}

    for person in strangers:
        client = sign_in(person)
        for name in VENDOR_PAGES:
            assert client.get(reverse(name, kwargs=parts)).status_code == 404
        for name in PARTNER_PAGES:
            url = reverse(name, kwargs={**parts, "partner": accused.partner.pk})
            assert client.get(url).status_code == 404
            theirs = reverse(name, kwargs={**parts, "partner": other.partner.pk})
            assert client.get(theirs).status_code == 404


def test_an_employee_of_the_partner_is_told_whom_to_ask(sign_in: SignIn) -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    url = reverse(
        "partner_case",
        kwargs={
            "program": court.program.code,
            "partner": accused.partner.pk,
            "case": finding.case_id,
        },
    )

    response = sign_in(accused.seller).get(url)

    assert response.status_code == 403
    assert FACTS not in response.content.decode()


def test_an_officer_of_another_program_finds_no_such_case(sign_in: SignIn) -> None:
    court, elsewhere = make_court(), make_court()
    finding = make_found(make_accused(court), "gifts", "serious", event_at=day(40), at=day(50))
    url = reverse(
        "vendor_case", kwargs={"program": elsewhere.program.code, "case": finding.case_id}
    )

    assert sign_in(elsewhere.officer).get(url).status_code == 404


def test_who_decided_is_not_offered_to_approve_it(sign_in: SignIn) -> None:
    court = make_court()
    finding = make_found(make_accused(court), "gifts", "severe", event_at=day(40), at=day(50))
    wanted = Wanted(rung="suspension", milestones=("Write it down.",), reasons="Grave.")
    decide(finding.case_id, wanted, no_tie=True, actor=court.actor(court.decider), at=day(60))
    parts = {"program": court.program.code, "case": finding.case_id}
    approve = reverse("vendor_case_approve", kwargs=parts)

    offered = [
        approve in sign_in(person).get(reverse("vendor_case", kwargs=parts)).content.decode()
        for person in (court.decider, court.second)
    ]

    assert offered == [False, True]

"""The vendor's page of a partner says where it stands and why, to each role what it may know."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from goodstanding.accounts.models import Person, Role
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.values import clock
from tests.builders import SYSTEM, make_officer, make_partner, make_program
from tests.builders_accounts import client_of
from tests.builders_cases import (
    START,
    Accused,
    make_accused,
    make_appeal,
    make_court,
    make_decided,
    make_found,
    make_outcome,
    make_staff,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    """Spare every new client the search for style sheets."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


@pytest.fixture
def accused() -> Accused:
    """A partner whose money is held back, and whose discretionary incentives are paused."""
    accused = make_accused(make_court())
    at = clock.now() - 5 * DAY
    finding = make_found(accused, "gifts", "serious", event_at=at, at=at)
    make_decided(
        finding, accused.court, "pause", at=at, deviation_reason="Twice asked.", served=None
    )
    return accused


def _parts(accused: Accused) -> dict[str, object]:
    return {"program": accused.court.program.code, "partner": accused.partner.pk}


def _page(accused: Accused, person: Person, **query: str) -> str:
    url = reverse("vendor_partner", kwargs=_parts(accused))
    answer = client_of(person).get(url, query)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def _as_litware(page: str) -> str:
    return page.replace("Fabrikam", "Litware").replace("fabrikam", "litware")


def _one_with(accused: Accused, role: Role) -> Person:
    return make_staff(accused.court.program, role, "Nils Sommer")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DECIDER, Role.APPEAL_REVIEWER, Role.AUDITOR])
def test_who_reads_cases_reads_everything(accused: Accused, role: Role) -> None:
    page = _page(accused, _one_with(accused, role))

    for said in (
        "discretionary incentives",
        "Held back: payouts.",
        "In force: Pause.",
        "In force: Remediation plan.",
        "1 finding stands.",
        "An offer below every other",
        "what we decided about",
        "Time line",
    ):
        assert said in page


def test_an_officer_reads_the_way_back_and_finance_and_go_betweens_do_not(
    accused: Accused,
) -> None:
    officer = make_officer(accused.court.program)
    finance = _one_with(accused, Role.FINANCE)
    manager = _one_with(accused, Role.PDM)

    page = _page(accused, officer)

    told = page.partition("The way back")[2]
    assert "This is what the partner can do now. It does not end everything." in told
    assert "Remediation plan ends" in told
    assert "The way back" not in _page(accused, finance)
    assert "The way back" not in _page(accused, manager)


def test_finance_reads_what_stops_and_holds_and_no_story(accused: Accused) -> None:
    page = _page(accused, _one_with(accused, Role.FINANCE))

    assert "In force: Pause." in page
    assert "Held back: payouts." in page
    assert "Incentives" in page
    for story in ("An offer below", "finding", "C-20", "Time line", "gifts", "decided about"):
        assert story not in page


def test_a_go_between_reads_duties_as_if_nothing_else_could_be(accused: Accused) -> None:
    manager = _one_with(accused, Role.PDM)
    innocent = make_accused(accused.court, name="Litware")

    page, other = _page(accused, manager), _page(innocent, manager)

    assert _as_litware(page) == _as_litware(other)
    assert "About anything else, ask the compliance office." in page
    for told in ("Pause", "Remediation", "discretionary", "Held", "finding", "Incentives"):
        assert told not in page


def test_a_finding_that_fell_is_said_to_have_fallen(accused: Accused) -> None:
    case = accused.partner.cases.get()
    appeal = make_appeal(accused, case.pk, at=clock.now() - 2 * DAY)
    make_outcome(appeal, accused.court, at=clock.now() - DAY)

    page = _page(accused, accused.court.officer)

    assert "0 findings stand." in page
    assert "Set aside by an appeal." in page
    assert "No measure is in force." in page


def test_a_past_day_is_answered_alone(accused: Accused) -> None:
    day = (clock.now() - 20 * DAY).date().isoformat()

    page = _page(accused, accused.court.officer, on=day, known=day)

    assert "No measure is in force." in page
    assert "As known at" in page
    assert "Back to today" in page
    assert "Findings" not in page


def test_before_the_rules_nothing_was_asked(accused: Accused) -> None:
    day = (START - 30 * DAY).date().isoformat()

    page = _page(accused, accused.court.officer, on=day)

    assert "no rules were in force" in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"on": "soon"}, "At the end of: this is no day."),
        ({"on": "2199-12-31"}, "This day is still to come."),
        ({"known": "2199-12-31"}, "This day is still to come."),
    ],
    ids=["no-day", "to-come", "known-to-come"],
)
def test_a_day_that_is_none_or_to_come_is_refused(accused: Accused, asked, sentence) -> None:
    url = reverse(
        "vendor_partner",
        kwargs={"program": accused.court.program.code, "partner": accused.partner.pk},
    )

    answer = client_of(accused.court.officer).get(url, asked)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_only_officers_begin_something(accused: Accused) -> None:
    officer, decider = accused.court.officer, accused.court.decider

    assert "Open a case" in _page(accused, officer)
    assert "Open a case" not in _page(accused, decider)


def test_a_message_begins_with_the_partner_chosen(accused: Accused) -> None:
    officer = accused.court.officer
    without = _page(accused, officer)
    assign_external_id(accused.partner.pk, namespace="crm", value="R 1", actor=SYSTEM, at=START)
    client = client_of(officer)

    page = client.get(reverse("vendor_partner", kwargs=_parts(accused))).content.decode()
    (link,) = re.findall(r'<a class="btn" href="([^"]+)">Send a message</a>', page)
    written = client.get(link).content.decode()

    assert "Send a message" not in without
    assert re.search(r'<textarea name="only"[^>]*>\s*crm:R 1</textarea>', written)
    assert "crm:R 1" not in client.get(link.partition("?")[0]).content.decode()


def test_without_rules_the_page_opens() -> None:
    program = make_program()
    partner = make_partner(program)
    url = reverse("vendor_partner", kwargs={"program": program.code, "partner": partner.pk})

    answer = client_of(make_officer(program)).get(url)

    assert answer.status_code == 200
    assert b"no rules were in force" in answer.content

"""An officer tries the draft on everybody, and reads who would move and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from goodstanding.accounts.models import Person
from goodstanding.programs.models import PackVersion, Program
from goodstanding.programs.services import draft_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.standing.jobs import work_out_simulation
from goodstanding.standing.models import PartnerStanding, Simulation
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from tests.builders import make_entity, make_location, make_officer, make_partner, make_program
from tests.builders_standing import make_agreement, make_rules, make_version, pack_text

pytestmark = pytest.mark.usefixtures("committed")
DAY = {"first": "", "last": "2026-10-15"}


@pytest.fixture(autouse=True)
def _facts_of_its_own(settings, tmp_path: Path) -> None:
    settings.GOODSTANDING_FACTS_DIR = tmp_path / "facts"


@pytest.fixture
def program() -> Program:
    """Return a program with two partners that are late by version 1, and a draft of version 2."""
    program = make_program(code="contoso")
    make_version(make_agreement(program))
    make_rules(program)
    for name in ("Litware", "Northwind"):
        make_location(make_entity(make_partner(program, name=name)))
    return program


def _draft(program: Program, author: Person, *, days: int = 90, replaces: str = "") -> PackVersion:
    text = pack_text(program, version=2, effective="2027-01-01")
    return draft_pack(
        program.pk,
        text=text.replace("due: 30 days", f"due: {days} days"),
        known=Known(),
        replaces_sha256=replaces,
        actor=Actor.person(author.pk),
        at=clock.now(),
    )


@pytest.fixture
def officer(program: Program) -> Person:
    return make_officer(program)


@pytest.fixture
def draft(program: Program, officer: Person) -> PackVersion:
    return _draft(program, officer)


@pytest.fixture
def browser(client: Client, officer: Person) -> Client:
    client.force_login(officer)
    return client


ADDRESS = "/v/contoso/rules/draft/simulate/"


def _queued() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args ->> 'simulation_id' FROM procrastinate_jobs"
            " WHERE task_name = 'standing.simulate'"
        )
        return [UUID(one) for (one,) in cursor.fetchall()]


def _page(browser: Client, query: str = "") -> str:
    answer = browser.get(f"{ADDRESS}{query}")
    assert answer.status_code == 200
    text: str = " ".join(answer.content.decode().split())
    return text


def _tried(browser: Client, **asked: Any) -> Simulation:
    assert browser.post(ADDRESS, {**DAY, **asked}).status_code == 303
    kept = Simulation.objects.latest("asked_at")
    work_out_simulation(simulation_id=str(kept.pk))
    kept.refresh_from_db()
    return kept


def test_before_anything_is_tried_the_page_asks_for_a_day(
    browser: Client, draft: PackVersion
) -> None:
    page = _page(browser)

    assert "What would version 2 of the rules do?" in page
    assert "Try the draft" in page


def test_trying_it_queues_the_work_and_the_page_says_how_far_it_is(
    browser: Client, draft: PackVersion
) -> None:
    answer = browser.post(ADDRESS, DAY)

    kept = Simulation.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, ADDRESS)
    assert (kept.state, kept.text_sha256) == ("waiting", draft.text_sha256)
    assert _queued() == [kept.pk]
    assert "It has not begun yet." in _page(browser)
    Simulation.objects.update(state="running", done=1, steps=3)
    assert "Step 1 of 3 is done." in _page(browser)


def test_pressing_twice_tries_it_once(browser: Client, draft: PackVersion) -> None:
    browser.post(ADDRESS, DAY)
    browser.post(ADDRESS, DAY)

    assert Simulation.objects.count() == 1
    assert len(_queued()) == 1


def test_the_outcome_shows_the_matrix_and_examples_with_reasons(
    browser: Client, draft: PackVersion
) -> None:
    before = list(PartnerStanding.objects.values_list("level", "computed_at"))

    kept = _tried(browser)

    page = _page(browser)
    partner = PartnerStanding.objects.order_by("partner_id").first()
    assert partner is not None
    assert kept.state == "done"
    assert "0 of 2 partners would stand worse and 2 better" in page
    assert "from=at-risk&amp;to=good#examples" in page
    assert f"/v/contoso/partners/{partner.partner_id}/" in page
    assert "overdue, Overdue, due" in page
    assert "Under the draft: not due yet" in page
    assert "The partner code is accepted" in page.partition("Some of those who move")[2]
    assert list(PartnerStanding.objects.values_list("level", "computed_at")) == before


def test_the_work_done_twice_leaves_what_was_found_first(
    browser: Client, draft: PackVersion
) -> None:
    kept = _tried(browser)

    work_out_simulation(simulation_id=str(kept.pk))

    again = Simulation.objects.get()
    assert (again.result, again.finished_at) == (kept.result, kept.finished_at)


def test_filters_are_in_the_address_and_foreign_words_there_do_no_harm(
    browser: Client, draft: PackVersion
) -> None:
    _tried(browser, first="2026-09-15")

    by_country = _page(browser, "?by=country")
    by_move = _page(browser, "?on=2026-10-15&from=at-risk&to=good")
    foreign = _page(browser, "?on=1999-01-01&by=nonsense&from=x&to=y")

    assert "DE</th>" in by_country
    assert "Show every move" in by_move
    assert "Show every move" not in foreign
    assert "reseller</th>" in foreign


def test_a_draft_that_changed_since_is_said_to_be_another(
    browser: Client, program: Program, officer: Person, draft: PackVersion
) -> None:
    _tried(browser)
    assert "has been changed since" not in _page(browser)

    _draft(program, officer, days=60, replaces=draft.text_sha256)

    assert "The draft has been changed since." in _page(browser)


def test_a_range_that_cannot_be_tried_is_refused_and_nothing_is_queued(
    browser: Client, draft: PackVersion
) -> None:
    answer = browser.post(ADDRESS, {"first": "2026-11-01", "last": "2026-10-01"})

    assert answer.status_code == 422
    assert "Exchange the two days." in answer.content.decode()
    assert Simulation.objects.count() == 0
    assert _queued() == []


def test_what_cannot_be_tried_is_said_on_the_page(browser: Client, draft: PackVersion) -> None:
    browser.post(ADDRESS, DAY)
    Simulation.objects.update(text="pack: 1\n")

    work_out_simulation(simulation_id=str(Simulation.objects.get().pk))

    assert Simulation.objects.get().state == "refused"
    assert "The program pack has" in _page(browser)


def test_without_a_draft_there_is_nothing_to_try(browser: Client, program: Program) -> None:
    assert browser.get(ADDRESS).status_code == 404


def test_the_draft_leads_here(browser: Client, draft: PackVersion) -> None:
    assert ADDRESS in browser.get("/v/contoso/rules/draft/").content.decode()


def test_the_day_tried_is_named_and_offered_again(browser: Client, draft: PackVersion) -> None:
    _tried(browser, last="2026-10-20")

    page = _page(browser)

    assert "On 20 October 2026, 0 of 2 partners would stand worse and 2 better" in page
    assert 'value="2026-10-20"' in page
    assert "By the rules in force: " in page
    assert "partners now" not in page

"""The page of a simulation in a real browser: no barrier, within the policy, never sideways."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser

from goodstanding.accounts.models import Person
from goodstanding.programs.models import PackVersion, Program
from goodstanding.programs.services import draft_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.standing.jobs import simulate_later, work_out_simulation
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from tests.builders import make_entity, make_location, make_officer, make_partner, make_program
from tests.builders_standing import make_agreement, make_rules, make_version, pack_text
from tests.notices.test_in_browser import VIEWS, _complaints, _served, _violations
from tests.ui.browser import REPOSITORY, page_of

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("committed")]

SCREENSHOTS = REPOSITORY / "build" / "screenshots" / "standing"
ADDRESS = "/v/contoso/rules/draft/simulate/"


def _tried() -> tuple[Program, Person, PackVersion]:
    program = make_program(code="contoso")
    make_version(make_agreement(program))
    make_rules(program)
    for name in ("Litware", "Northwind", "Fabrikam IT Limited"):
        make_location(make_entity(make_partner(program, name=name)))
    officer = make_officer(program)
    actor, at = Actor.person(officer.pk), clock.now()
    text = pack_text(program, version=2, effective="2027-01-01")
    text = text.replace("due: 30 days", "due: 90 days")
    draft = draft_pack(program.pk, text=text, known=Known(), actor=actor, at=at)
    kept = simulate_later(
        draft, first=date(2026, 9, 1), last=date(2026, 10, 15), actor=actor, at=at
    )
    work_out_simulation(simulation_id=str(kept.pk))
    return program, officer, draft


def test_no_view_of_it_has_a_barrier_or_goes_sideways(
    settings, tmp_path: Path, browser: Browser
) -> None:
    settings.GOODSTANDING_FACTS_DIR = tmp_path / "facts"
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    _, officer, draft = _tried()
    client = Client()
    client.force_login(officer)
    session = client.cookies["sessionid"].value
    actor, at = Actor.person(officer.pk), clock.now()
    pages = {"done": ADDRESS, "chosen": f"{ADDRESS}?by=size&from=at-risk&to=good"}
    connections.close_all()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    found: list[tuple[str, object]] = []

    with _served() as address:
        for name in (*pages, "running"):
            if name == "running":
                simulate_later(
                    draft, first=date(2026, 9, 1), last=date(2026, 9, 2), actor=actor, at=at
                )
                connections.close_all()
            for width, dark in VIEWS:
                with page_of(browser, width=width, dark=dark) as page:
                    cookie = {"name": "sessionid", "value": session, "url": address}
                    page.context.add_cookies([cookie])  # type: ignore[list-item] # a cookie
                    page.goto(address + pages.get(name, ADDRESS))
                    shot = f"{name}-{width}{'-dark' * dark}.png"
                    page.screenshot(path=SCREENSHOTS / shot, full_page=True)
                    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                    found += [(shot, each) for each in (*_violations(page), *_complaints(page))]
                    found += [(shot, wide)] if wide > 0 else []

    assert found == []

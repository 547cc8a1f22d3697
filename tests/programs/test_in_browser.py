"""Writing the rules in a real browser: marks while typing, without barriers, on any screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from goodstanding.programs.models import PackState, PackVersion, Program
from tests.builders import make_officer, make_partner, make_program
from tests.builders_programs import days_ahead, make_rules_draft, rules_text
from tests.builders_standing import make_agreement, make_rules
from tests.notices.test_in_browser import VIEWS, _complaints, _served, _violations
from tests.ui.browser import REPOSITORY, page_of

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("committed")]

SCREENSHOTS = REPOSITORY / "build" / "screenshots" / "programs"
ADDRESS = "/v/contoso/rules/draft/write/"


@pytest.fixture
def session(settings, tmp_path: Path) -> str:
    """Return the session of an officer whose program has rules, and so a text to start from."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    program = make_program(code="contoso")
    make_agreement(program)
    make_rules(program, text=rules_text(program, effective=days_ahead(1)))
    client = Client()
    client.force_login(make_officer(program))
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    connections.close_all()
    return client.cookies["sessionid"].value


@pytest.fixture
def address() -> Iterator[str]:
    with _served() as served:
        yield served


def _enter(page: Page, address: str, session: str) -> None:
    cookie = {"name": "sessionid", "value": session, "url": address}
    page.context.add_cookies([cookie])  # type: ignore[list-item] # a cookie
    page.goto(address + ADDRESS)


def _show(page: Page, part: str) -> None:
    page.get_by_label("Which part").select_option(part)
    page.get_by_role("button", name="Show it").click()


def test_no_view_of_it_has_a_barrier_or_goes_sideways(
    browser: Browser, address: str, session: str
) -> None:
    found: list[tuple[str, object]] = []

    for width, dark in VIEWS:
        with page_of(browser, width=width, dark=dark) as page:
            _enter(page, address, session)
            _show(page, "obligations/code-accepted")
            page.get_by_label("Due").fill("60 moons")
            page.get_by_role("button", name="Write it into the text").click()
            expect(page.get_by_role("heading", name="1 place has to be put right")).to_be_visible()
            shot = f"editor-{width}{'-dark' * dark}.png"
            page.screenshot(path=SCREENSHOTS / shot, full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            found += [(shot, each) for each in (*_violations(page), *_complaints(page))]
            found += [(shot, wide)] if wide > 0 else []

    assert found == []


def test_a_slip_is_marked_while_typing_and_leads_to_its_line(
    browser: Browser, address: str, session: str
) -> None:
    with page_of(browser, width=1280) as page:
        _enter(page, address, session)
        text = page.get_by_label("Text", exact=True)
        text.fill(text.input_value().replace("zone: UTC", "zone: Atlantis"))
        problem = page.get_by_role("link", name="Line 7, column 7")

        problem.focus()
        page.keyboard.press("Enter")

        expect(page.locator(".gs-editor-lines .is-stop")).to_have_text(["7"])
        chosen = "e => e.value.slice(e.selectionStart, e.selectionEnd)"
        assert text.evaluate(chosen) == "Atlantis"
        assert page.evaluate("document.activeElement.name") == "text"
        page.screenshot(path=SCREENSHOTS / "typing-1280.png")
        page.keyboard.type("Europe/Berlin")
        expect(page.locator("#checked-title")).to_be_visible()
        expect(page.locator(".gs-editor-lines .is-stop")).to_have_count(0)
        assert _complaints(page) == []


def test_the_form_and_the_text_are_one_document_and_a_draft_is_saved(
    browser: Browser, address: str, session: str
) -> None:
    with page_of(browser, width=390) as page:
        _enter(page, address, session)
        above = page.locator("#part-title").bounding_box()
        below = page.locator("#whole-title").bounding_box()
        _show(page, "countdowns/talk-first")
        steps = page.get_by_label("Steps")
        steps.fill(steps.input_value().replace("60 days after", "90 days after"))
        page.get_by_role("button", name="Write it into the text").click()
        page.screenshot(path=SCREENSHOTS / "countdown-390.png", full_page=True)
        written = page.get_by_label("Text", exact=True).input_value()
        page.get_by_role("button", name="Save the draft").click()
        page.wait_for_url("**/rules/draft/")

    assert above is not None
    assert below is not None
    assert above["y"] < below["y"]
    assert "    90 days after: restricted\n" in written
    assert PackVersion.objects.get(state=PackState.DRAFT).text == written


def test_without_a_script_everything_works_by_its_buttons(
    browser: Browser, address: str, session: str
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    _enter(page, address, session)
    text = page.get_by_label("Text", exact=True)
    text.fill(text.input_value().replace("zone: UTC", "zone: Atlantis"))

    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("link", name="Line 7, column 7").click()

    assert page.url.endswith("#line-7")
    expect(page.locator("#line-7")).to_contain_text("zone: Atlantis")
    _show(page, "")
    page.get_by_label("Zone").fill("UTC")
    page.get_by_role("button", name="Write it into the text").click()
    expect(page.locator("#checked-title")).to_be_visible()
    context.close()


def test_the_way_of_a_draft_has_no_barrier_either(
    browser: Browser, address: str, session: str
) -> None:
    program = Program.objects.get()
    make_partner(program)
    draft = make_rules_draft(program, text=rules_text(program, number=2, effective=days_ahead(60)))
    connections.close_all()
    pages = {"draft": "draft/", "approve": "draft/approve/", "publish": "draft/publish/"}
    found: list[tuple[str, object]] = []

    for width, dark in VIEWS:
        with page_of(browser, width=width, dark=dark) as page:
            _enter(page, address, session)
            for name, path in pages.items():
                page.goto(f"{address}/v/contoso/rules/{path}")
                shot = f"{name}-{width}{'-dark' * dark}.png"
                page.screenshot(path=SCREENSHOTS / shot, full_page=True)
                wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                found += [(shot, each) for each in (*_violations(page), *_complaints(page))]
                found += [(shot, wide)] if wide > 0 else []

    assert draft.number == 2
    assert found == []


def test_a_second_officer_approves_and_publishes(
    browser: Browser, address: str, session: str
) -> None:
    program = Program.objects.get()
    make_partner(program)
    make_rules_draft(program, text=rules_text(program, number=2, effective=days_ahead(60)))
    connections.close_all()

    with page_of(browser, width=1280) as page:
        _enter(page, address, session)
        page.goto(f"{address}/v/contoso/rules/draft/")
        expect(page.locator(".gs-line [aria-current=step], .gs-line .now")).to_contain_text(
            "Tried on everybody: this is next"
        )
        page.get_by_role("link", name="Approve it untried").click()
        page.get_by_label("Why it is not tried").fill("Only the day moves.")
        page.get_by_label("I have read what changes").check()
        page.get_by_role("button", name="Approve version 2").click()
        page.get_by_role("link", name="Publish it").click()
        page.screenshot(path=SCREENSHOTS / "publish-ready-1280.png", full_page=True)
        page.get_by_label("I publish it.").check()
        page.get_by_role("button", name="Publish version 2").click()
        expect(page.get_by_role("heading", name="Version 2 is published")).to_be_visible()

    assert PackVersion.objects.filter(state=PackState.PUBLISHED).count() == 2

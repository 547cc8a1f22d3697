"""The gallery in a real browser: accessible, within the policy, and never scrolling sideways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.ui.browser import AXE, SCREENSHOTS, chromium, gallery_server, page_of

PAGES = {
    "components": "/",
    "queue": "/queue",
    "form": "/form",
    "done": "/done",
    "missing": "/missing",
    "forbidden": "/forbidden",
    "bad": "/bad",
    "broken": "/broken",
}
VIEWS = [(1280, False), (1280, True), (390, False)]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with gallery_server() as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found]


def beyond_the_policy(page: Page) -> list[str]:
    """Complaints of the console, without the status of pages that are errors on purpose."""
    complaints: list[str] = page.complaints  # type: ignore[attr-defined] # Set by page_of.
    return [each for each in complaints if "the server responded with a status of" not in each]


def sideways_px(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize(("width", "dark"), VIEWS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_barrier(address, browser, name, width, dark) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with page_of(browser, width=width, dark=dark) as page:
        page.goto(address + PAGES[name])

        shot = f"{name}-{width}{'-dark' if dark else ''}.png"
        page.screenshot(path=SCREENSHOTS / shot, full_page=True)
        assert violations(page) == []
        assert beyond_the_policy(page) == []
        assert page.evaluate("document.documentElement.dataset.bsTheme") == (
            "dark" if dark else "light"
        )


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_on_the_narrowest_screen(address, browser, name) -> None:
    with page_of(browser, width=320) as page:
        page.goto(address + PAGES[name])

        assert sideways_px(page) <= 0


@pytest.mark.parametrize(("width", "dark"), VIEWS)
def test_a_refused_form_is_swapped_in_and_takes_the_focus(address, browser, width, dark) -> None:
    with page_of(browser, width=width, dark=dark) as page:
        page.goto(address + "/form")
        page.fill("#id_email", "tom@")

        page.get_by_role("button", name="Save the contact").click()

        page.wait_for_selector("[data-focus]:focus")
        page.locator("#live:not(:empty)").wait_for(state="attached")
        page.screenshot(path=SCREENSHOTS / f"refused-{width}{'-dark' * dark}.png", full_page=True)
        assert page.title() == "Error: Name a contact \N{EN DASH} Contoso Partner Program"
        assert page.input_value("#id_email") == "tom@"
        assert page.inner_text("#live") == "Nothing has been recorded"
        assert violations(page) == []
        assert beyond_the_policy(page) == []


def test_the_form_works_without_a_script(address, browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/form")

    page.get_by_role("button", name="Save the contact").click()

    assert page.title() == "Error: Name a contact \N{EN DASH} Contoso Partner Program"
    assert page.locator("[data-focus]").is_visible()
    context.close()


def test_a_link_of_the_summary_puts_the_cursor_into_the_field(address, browser) -> None:
    with page_of(browser, width=1280) as page:
        page.goto(address + "/form")
        page.get_by_role("button", name="Save the contact").click()
        page.wait_for_selector("[data-focus]:focus")

        page.get_by_role("link", name="Say whether you can bind Fabrikam IT Limited").click()

        assert page.evaluate("document.activeElement.id") == "id_authority_0"


def test_chosen_colours_outlast_the_page_and_the_device(address, browser) -> None:
    with page_of(browser, width=1280) as page:
        page.goto(address)

        page.get_by_label("Colours").select_option("dark")
        page.goto(address + "/done")

        assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
        assert page.get_by_label("Colours").input_value() == "dark"


def test_the_menu_opens_without_a_script_and_closes_with_escape(address, browser) -> None:
    with page_of(browser, width=390) as page:
        page.goto(address)
        page.locator("summary", has_text="Menu").click()
        assert page.get_by_role("link", name="To do").is_visible()
        assert violations(page) == []

        page.keyboard.press("Escape")

        assert not page.get_by_role("link", name="To do").is_visible()


def test_a_fault_during_a_swap_is_announced(address, browser) -> None:
    with page_of(browser, width=1280) as page:
        page.goto(address + "/form")
        page.evaluate("document.querySelector('form[hx-post]').setAttribute('hx-post', '/broken')")
        page.evaluate("htmx.process(document.querySelector('form[hx-post]'))")

        page.get_by_role("button", name="Save the contact").click()

        page.locator("#live:not(:empty)").wait_for(state="attached")
        assert "Nothing has been recorded" in page.inner_text("#live")


def test_the_skip_link_leads_to_the_main_part(address, browser) -> None:
    with page_of(browser, width=1280) as page:
        page.goto(address)

        page.keyboard.press("Tab")

        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        assert page.locator("a.skip").is_visible()

"""A way back through parts in a real browser: no barrier, within the policy, never sideways."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser

from goodstanding.values import clock
from tests.builders import make_officer
from tests.builders_agreements import make_stated
from tests.builders_parts import make_parent, make_proving
from tests.notices.test_in_browser import VIEWS, _complaints, _served, _violations
from tests.ui.browser import REPOSITORY, page_of

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("committed")]

SCREENSHOTS = REPOSITORY / "build" / "screenshots" / "ways"


def test_no_view_of_a_way_back_has_a_barrier_or_goes_sideways(settings, browser: Browser) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    proving = make_proving(least=3)
    make_parent(proving)
    make_stated(proving.signing, program=proving.program, at=clock.now())
    readers = {"partner": proving.signer, "officer": make_officer(proving.program)}
    pages = {
        "partner": f"/p/{proving.program.code}/{proving.partner.pk}/",
        "officer": f"/v/{proving.program.code}/partners/{proving.partner.pk}/",
    }
    sessions = {}
    for name, person in readers.items():
        client = Client()
        client.force_login(person)
        sessions[name] = client.cookies["sessionid"].value
    connections.close_all()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    found: list[tuple[str, object]] = []

    with _served() as address:
        for name, path in pages.items():
            for width, dark in VIEWS:
                with page_of(browser, width=width, dark=dark) as page:
                    cookie = {"name": "sessionid", "value": sessions[name], "url": address}
                    page.context.add_cookies([cookie])  # type: ignore[list-item] # a cookie
                    page.goto(address + path)
                    shot = f"{name}-{width}{'-dark' * dark}.png"
                    page.screenshot(path=SCREENSHOTS / shot, full_page=True)
                    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                    found += [(shot, each) for each in (*_violations(page), *_complaints(page))]
                    found += [(shot, wide)] if wide > 0 else []
                    found += (
                        [] if page.get_by_text("one of them is enough").count() else [(shot, "")]
                    )

    assert found == []

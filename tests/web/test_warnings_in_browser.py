"""The pages about warnings in a real browser: no barrier, within the policy, never sideways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from goodstanding.notices.models import Notice
from goodstanding.standing.jobs import sweep_each_minute, warn_every_ten_minutes
from goodstanding.values import clock
from tests.builders_losing import Failing, make_failing, move_clock_to
from tests.notices.test_in_browser import _complaints, _served, _violations
from tests.ui.browser import REPOSITORY, page_of

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("committed")]

SCREENSHOTS = REPOSITORY / "build" / "screenshots" / "warnings"
VIEWS = [(1280, False), (1280, True), (390, False), (390, True)]


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[None]:
    yield
    clock.remove_shift()


def _waiting() -> tuple[Failing, Notice]:
    """Return an authorization whose end waits, and the warning that it waits for."""
    failing = make_failing(warned=True)
    for at in (failing.due_at - timedelta(days=20), failing.final_at + timedelta(minutes=1)):
        move_clock_to(at)
        sweep_each_minute(timestamp=0)
        warn_every_ten_minutes(timestamp=0)
    return failing, Notice.objects.get(warnings__days=30)


def test_no_page_about_warnings_has_a_barrier_or_goes_sideways(settings, browser: Browser) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    failing, notice = _waiting()
    program, partner = failing.counter.program.code, failing.counter.partner.pk
    pages = {
        "desk": reverse("vendor_home", args=[program]),
        "message": reverse("vendor_message", args=[program, notice.pk]),
        "hand-over": reverse("vendor_message_hand_over", args=[program, notice.pk]),
        "partner": reverse("partner_authorizations", args=[program, partner]),
        "letter": reverse("partner_message", args=[program, partner, notice.pk]),
    }
    cookies = {}
    for who in (failing.counter.officer, failing.counter.signatory):
        client = Client()
        client.force_login(who)
        cookies[who] = client.cookies["sessionid"].value
    connections.close_all()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    found: list[tuple[str, object]] = []

    with _served() as address:
        for name, path in pages.items():
            partners_own = name in {"partner", "letter"}
            who = failing.counter.signatory if partners_own else failing.counter.officer
            for width, dark in VIEWS:
                with page_of(browser, width=width, dark=dark) as page:
                    cookie = {"name": "sessionid", "value": cookies[who], "url": address}
                    page.context.add_cookies([cookie])  # type: ignore[list-item] # a cookie
                    page.goto(address + path)
                    shot = f"{name}-{width}{'-dark' * dark}.png"
                    page.screenshot(path=SCREENSHOTS / shot, full_page=True)
                    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                    found += [(shot, each) for each in (*_violations(page), *_complaints(page))]
                    found += [(shot, wide)] if wide > 0 else []

    assert found == []

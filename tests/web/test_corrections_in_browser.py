"""The pages of corrections in a real browser: no barrier, within the policy, never sideways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from goodstanding.accounts.models import Person
from goodstanding.partners.models import Wrong
from goodstanding.partners.services.correcting import agree_to_correction, propose_correction
from goodstanding.standing.settling import settle_passed
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from tests.builders import make_officer
from tests.builders_authorizations import make_granted
from tests.builders_losing import Failing, make_failing, move_clock_to
from tests.notices.test_in_browser import _complaints, _served, _violations
from tests.ui.browser import REPOSITORY, page_of

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("committed")]

SCREENSHOTS = REPOSITORY / "build" / "screenshots" / "corrections"
VIEWS = [(1280, False), (1280, True), (390, False), (390, True)]


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[None]:
    yield
    clock.remove_shift()


def _lost_and_corrected() -> tuple[Failing, Person, str]:
    """Return a partner that lost an authorization, got it back, and may lose a wrong grant."""
    failing = make_failing()
    at = failing.final_at + timedelta(days=2)
    move_clock_to(at)
    settle_passed(at=at)
    counter, second = failing.counter, make_officer(failing.counter.program, name="Jonas Brandt")

    def propose(authorization_id, wrong: Wrong):
        return propose_correction(
            authorization_id,
            wrong=wrong,
            reason="The code was accepted on paper at the counter.",
            evidence="The signed page, received on 3 September.",
            no_tie=True,
            actor=Actor.person(counter.officer.pk),
            at=at,
        )

    again = make_granted(counter, granted_on=at.date(), at=at)
    wrong = propose(again.fact_id, Wrong.GRANT)
    agree_to_correction(wrong.pk, no_tie=True, actor=Actor.person(second.pk), at=at)
    waiting = propose(failing.granted.fact_id, Wrong.END)
    return failing, second, str(waiting.pk)


def test_no_page_of_corrections_has_a_barrier_or_goes_sideways(settings, browser: Browser) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    failing, second, waiting = _lost_and_corrected()
    program, partner = failing.counter.program.code, failing.counter.partner.pk
    lost = failing.granted.fact_id
    pages = {
        "list": reverse("vendor_authorizations", args=[program, partner]),
        "propose": reverse("vendor_correction_propose", args=[program, partner, lost]),
        "judge": reverse("vendor_correction", args=[program, waiting]),
        "partner": reverse("partner_authorizations", args=[program, partner]),
    }
    cookies = {}
    for who in (second, failing.counter.signatory):
        client = Client()
        client.force_login(who)
        cookies[who] = client.cookies["sessionid"].value
    connections.close_all()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    found: list[tuple[str, object]] = []

    with _served() as address:
        for name, path in pages.items():
            session = cookies[failing.counter.signatory if name == "partner" else second]
            for width, dark in VIEWS:
                with page_of(browser, width=width, dark=dark) as page:
                    cookie = {"name": "sessionid", "value": session, "url": address}
                    page.context.add_cookies([cookie])  # type: ignore[list-item] # a cookie
                    page.goto(address + path)
                    shot = f"{name}-{width}{'-dark' * dark}.png"
                    page.screenshot(path=SCREENSHOTS / shot, full_page=True)
                    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                    found += [(shot, each) for each in (*_violations(page), *_complaints(page))]
                    found += [(shot, wide)] if wide > 0 else []

    assert found == []

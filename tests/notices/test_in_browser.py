"""The pages of this room in a real browser: no barrier, within the policy, never sideways."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from goodstanding.accounts.models import Person
from goodstanding.notices import maildir
from goodstanding.notices.models import Delivery
from goodstanding.notices.rules.codes import VerificationCode
from goodstanding.notices.rules.deadlines import DueAfterService
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.services.checking import check_code
from goodstanding.notices.services.delivering import deliver
from goodstanding.runtime.mailbox import LocalMailbox
from tests.builders import (
    NOON,
    make_affiliate,
    make_officer,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_notices import BERLIN, make_notice, make_words
from tests.ui.browser import AXE, REPOSITORY, page_of

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("committed", "at_noon")]

SCREENSHOTS = REPOSITORY / "build" / "screenshots" / "notices"
VIEWS = [(1280, False), (1280, True), (390, False), (390, True), (320, False)]


class _Server(WSGIServer):
    request_queue_size = 64


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Write nothing: tests speak through assertions."""


def _application(environ, start_response):
    try:
        return StaticFilesHandler(WSGIHandler())(environ, start_response)
    finally:
        connections.close_all()


@contextmanager
def _served() -> Iterator[str]:
    with make_server("127.0.0.1", 0, _application, _Server, _Quiet) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def local_mailbox(settings, tmp_path: Path) -> Iterator[None]:
    local = LocalMailbox(tmp_path / "mailbox")
    local.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", local.port
    settings.GOODSTANDING_MAILBOX_DIR = tmp_path / "mailbox"
    settings.GOODSTANDING_DEMONSTRATION = True
    settings.ACCOUNT_PUBLIC_URL = "https://partners.contoso.example"
    settings.DEFAULT_FROM_EMAIL = "partner-compliance@contoso.example"
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    yield
    local.stop()


def _cookie(person: Person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def _pages() -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """Send something of everything; return each page with whose it is, and their cookies."""
    program = make_program(code="contoso")
    partner = make_partner(program, name="Fabrikam IT Limited")
    mere = make_affiliate(
        partner,
        person=make_person(name="Mere Tautari", email="mere.tautari@fabrikam.example"),
    )
    make_affiliate(
        partner, role="compliance", person=make_person(name="Jonas Brandt", email="jb@x.example")
    )
    officer = make_officer(program)
    call = make_notice(program, partner, sender=officer)
    make_notice(
        program,
        partner,
        sender=officer,
        words=make_words(NoticeKind.REMINDER, title="our Partner Code of Conduct"),
    )
    deliver()
    Delivery.objects.filter(address="jb@x.example").update(state="refused", next_try_at=None)
    allegation = make_notice(
        program,
        partner,
        sender=officer,
        words=make_words(NoticeKind.ALLEGATION, title="quotes of last spring"),
        deadline=DueAfterService(days=30, place=BERLIN),
    )
    for number in range(5):
        check_code(VerificationCode(call.code), address=f"203.0.{number}.1", at=NOON)
    inbox = reverse("partner_messages", args=["contoso", partner.pk])
    key = maildir.keys()[-1]
    pages = {
        "check": ("/check/", ""),
        "check-slip": ("/check/?code=3FHP-8W2N", ""),
        "check-genuine": (f"/check/?code={call.code}", ""),
        "check-genuine-allegation": (f"/check/?code={allegation.code}", ""),
        "check-unknown": (f"/check/?code={VerificationCode.of_number(4_711)}", ""),
        "inbox": (inbox, "partner"),
        "message": (f"{inbox}{call.pk}/", "partner"),
        "message-allegation": (f"{inbox}{allegation.pk}/", "partner"),
        "sent": (reverse("vendor_messages", args=["contoso"]), "vendor"),
        "mailbox": ("/mailbox/", ""),
        "mailbox-letter": (f"/mailbox/{key}/", ""),
        "letter": (f"/mailbox/{key}/page/", ""),
    }
    return pages, {"partner": _cookie(mere), "vendor": _cookie(officer), "": ""}


def _violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found]


def _complaints(page: Page) -> list[str]:
    """Complaints of the console, without the status of pages that are errors on purpose."""
    said: list[str] = page.complaints  # type: ignore[attr-defined] # Set by page_of.
    return [each for each in said if "the server responded with a status of" not in each]


def test_no_page_has_a_barrier_or_goes_sideways(local_mailbox, browser: Browser) -> None:
    pages, cookies = _pages()
    connections.close_all()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    found: list[tuple[str, object]] = []

    with _served() as address:
        for width, dark in VIEWS:
            for name, (path, who) in pages.items():
                with page_of(browser, width=width, dark=dark) as page:
                    if cookies[who]:
                        cookie = {"name": "sessionid", "value": cookies[who], "url": address}
                        page.context.add_cookies([cookie])  # type: ignore[list-item] # a cookie
                    page.goto(address + path)
                    shot = f"{name}-{width}{'-dark' * dark}.png"
                    page.screenshot(path=SCREENSHOTS / shot, full_page=True)
                    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                    barriers = [] if name == "letter" else _violations(page)
                    found += [(shot, each) for each in (*barriers, *_complaints(page))]
                    found += [(shot, wide)] if wide > 0 else []

    assert found == []

from __future__ import annotations
import os
from datetime import timedelta
from threading import Thread
import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import Client
from wsgiref.simple_server import make_server
from goodstanding.accounts.models import Role
from goodstanding.incentives.services.clawbacks import Line, claw_back_many
from goodstanding.incentives.services.stops import hold, pause
from goodstanding.incentives.rules.stops import Scope
from goodstanding.values import clock
from goodstanding.values.keys import PartnerKey
from goodstanding.values.spans import Span
from tests.builders import NOON, SYSTEM, make_affiliate, make_officer
from tests.builders_incentives import *
from tests.ui.browser import chromium, page_of, _ThreadingServer, _QuietHandler, AXE

@pytest.mark.usefixtures("committed")
def test_shots(settings):
    settings.ALLOWED_HOSTS=["*"]
    program, partner = make_participant()
    program.code
    import_rows(program,
        earning_row("E-88120417", amount="1240.00"),
        earning_row("E-88120533", amount="960.00"),
        earning_row("E-88120533", amount="-160.00", reason="CORR"),
        earning_row("E-88121096", amount="850.00", status="UPCOMING", lever="Growth accelerator"),
        earning_row("E-88121100", amount="3870.00", status="UPCOMING", lever="Core rebate"),
        earning_row("M-31442", amount="600.00", lever="Marketing funds"),
        earning_row("Y-1", amount="5000", currency="JPY", earned="2026-07-02"),
    )
    _, adatum = make_participant(program, number="2", name="Adatum Corporation")
    import_rows(program, earning_row("A-1", participant="2", amount="12500.00", status="UPCOMING"))
    earned = {e.external_id: e for e in program.earnings.all()}
    claw_back_many([Line(earning_id=earned["E-88120417"].pk), Line(earning_id=earned["E-88120533"].pk), Line(earning_id=earned["E-88121096"].pk, amount_minor=34_000)], cause_id=a_cause(), actor=SYSTEM, at=NOON)
    key = PartnerKey(program.pk, partner.pk)
    now = clock.now()
    hold(key, cause_id=a_cause(), span=Span(NOON), actor=SYSTEM, at=NOON)
    pause(key, cause_id=a_cause(), span=Span(now, now + timedelta(days=30)), actor=SYSTEM, at=now)
    held = receive(program, earning_row("E-9"), earning_row("E-9"), earning_row("E-10", amount="much"), earning_row("E-11", amount="12.345"), skip=True)
    signer = make_affiliate(partner, role="finance")
    finance = make_officer(program, role=Role.FINANCE)
    def cookie(person):
        c = Client(); c.force_login(person); return c.cookies["sessionid"].value
    cookies = {"p": cookie(signer), "v": cookie(finance)}
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), _ThreadingServer, _QuietHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    pages = {
        "partner": ("p", f"/p/{program.code}/{partner.pk}/incentives/"),
        "vendor": ("v", f"/v/{program.code}/incentives/"),
        "vstatement": ("v", f"/v/{program.code}/incentives/partners/{partner.pk}/"),
        "new": ("v", f"/v/{program.code}/incentives/imports/new/"),
        "report": ("v", f"/v/{program.code}/incentives/imports/{held.pk}/"),
        "imports": ("v", f"/v/{program.code}/incentives/imports/"),
    }
    with chromium() as browser:
        for name, (who, path) in pages.items():
            for width, dark in ((1280, False), (390, False), (1280, True), (320, False)):
                with page_of(browser, width=width, dark=dark) as page:
                    page.context.add_cookies([{"name": "sessionid", "value": cookies[who], "url": base}])
                    page.goto(base + path)
                    if width != 320:
                        page.screenshot(path=f"/tmp/incshots/{name}-{width}{'-dark' if dark else ''}.png", full_page=True)
                    page.add_script_tag(path=str(AXE)) if False else None
                    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
                    axe = AXE.read_text()
                    found = page.evaluate(f"async () => {{ {axe}; return (await axe.run()).violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')) }}") if width != 320 else []
                    print(name, width, dark, "WIDE" if wide else "", found, page.complaints)
    server.shutdown()

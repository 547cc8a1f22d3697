from __future__ import annotations
import os
from datetime import timedelta
from pathlib import Path
from threading import Thread
import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from wsgiref.simple_server import make_server
from tests.ui.browser import _QuietHandler, _ThreadingServer, chromium, page_of, AXE
from goodstanding.values import clock
from goodstanding.agreements.models import *
from tests.builders import *
from tests.builders_agreements import *
from goodstanding.partners.services.structure import open_location, register_entity

OUT = Path("/tmp/shots-agreements"); OUT.mkdir(exist_ok=True)

@pytest.mark.usefixtures("committed")
def test_shots(sign_in, settings):
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    now = clock.now()
    office = make_office(at=now - timedelta(days=90))
    v1 = make_published(office, at=now - timedelta(days=60))
    signing = make_signing(office.program, name="Fabrikam IT", at=now - timedelta(days=80))
    open_location(signing.entity.pk, name="Hamburg", country="DE", zone="Europe/Berlin", region="emea", actor=SYSTEM, at=now - timedelta(days=79))
    make_accepted(v1, signing, at=now - timedelta(days=50))
    make_published(office, text=CODE_2, at=now - timedelta(days=1))
    multi = make_signing(office.program, name="Litware", at=now - timedelta(days=80))
    register_entity(multi.partner.pk, name="Litware AG", country="CH", actor=SYSTEM, at=now - timedelta(days=70))
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), _ThreadingServer, _QuietHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    p = f"/p/{office.program.code}/{signing.partner.pk}/agreements/"
    m = f"/p/{office.program.code}/{multi.partner.pk}/agreements/"
    v = f"/v/{office.program.code}/agreements/"
    cookies = {k: sign_in(person).cookies["sessionid"].value for k, person in {"s": signing.signer, "m": multi.signer, "a": office.author, "b": office.approver}.items()}
    problems = []
    with chromium() as browser:
        def go(name, who, url, act=None, sizes=((1280, False),)):
            for width, dark in sizes:
                with page_of(browser, width=width, dark=dark) as page:
                    if who:
                        page.context.add_cookies([{"name": "sessionid", "value": cookies[who], "url": base}])
                    page.goto(base + url)
                    if act: act(page)
                    page.screenshot(path=str(OUT / f"{name}-{width}{'-dark' if dark else ''}.png"), full_page=True)
                    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"): problems.append((name, width, "scrolls sideways"))
                    if page.complaints: problems.append((name, width, page.complaints))
                    if AXE.exists():
                        page.evaluate(AXE.read_text())
                        for violation in page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes.map(n => n.target).join(';').slice(0,200)))"):
                            problems.append((name, width, dark, violation))
        ALL = ((1280, False), (390, False), (1280, True), (390, True))
        go("list", "s", p, sizes=ALL)
        go("read", "s", p + "partner-code/", sizes=ALL)
        go("accept", "s", p + "partner-code/accept/", sizes=ALL)
        go("accept-multi", "m", m + "partner-code/accept/", sizes=ALL)
        def err(page):
            page.click("button.btn-primary"); page.wait_for_load_state()
        go("accept-error", "s", p + "partner-code/accept/", err, sizes=ALL)
        go("vendor-list", "a", v, sizes=ALL)
        go("vendor-new", "a", v + "new/")
        go("vendor-draft", "a", v + "partner-code/draft/", sizes=ALL)
        def fill(page):
            page.fill("[name=text]", CODE_2.replace("20 euros", "10 euros") + "\n# Records {#records}\n\nPartner must keep records.\n")
            page.check("[name=material][value=yes]"); page.fill("[name=reason]", "Records are a new duty."); page.fill("[name=summary]", "You keep records of what you sell.")
            page.click("button.btn-primary"); page.wait_for_load_state()
        go("vendor-preview", "a", v + "partner-code/draft/", fill, sizes=((1280, False), (390, True)))
        go("vendor-approve", "b", v + "partner-code/draft/approve/", sizes=ALL)
        def pub(page):
            page.check("[name=decision][value=publish]"); page.check("[name=read]"); page.click("button.btn-primary"); page.wait_for_load_state()
        go("vendor-agreement", "b", v + "partner-code/draft/approve/", pub)
        go("vendor-agreement2", "b", v + "partner-code/", sizes=ALL)
        go("vendor-version", "b", v + "partner-code/2/", sizes=((390, False),))
        def acc(page):
            page.check("[name=authority][value=director]"); page.fill("[name=typed_name]", "Mere Tautari"); page.check("[name=accept]")
            page.click("button.btn-primary"); page.wait_for_load_state()
        go("receipt", "s", p + "partner-code/accept/", acc)
        code = Acceptance.objects.order_by("-accepted_at").first().receipt
        go("receipt2", "s", p + f"receipts/{code}/", sizes=ALL)
        go("check", None, f"/receipts/AC-{code}/", sizes=ALL)
        go("check-slip", None, "/receipts/?code=AC-1")
    server.shutdown()
    print(*problems, sep="\n")
    (OUT / "problems.txt").write_text("\n".join(map(str, problems)))

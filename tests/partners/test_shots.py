import os, time
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import make_server
import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, override_settings
from django.urls import reverse
from tests.builders import *
from tests.builders_partners import *
from tests.ui.browser import _ThreadingServer, _QuietHandler, chromium, page_of, AXE
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.partners.services.staging import receive_file
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.models import *
pytestmark = pytest.mark.usefixtures("committed")
OUT = Path("/tmp/P/shots"); OUT.mkdir(exist_ok=True)

def cookies(person, url):
    c = Client(); c.force_login(person)
    return [{"name": "sessionid", "value": c.cookies["sessionid"].value, "url": url}]

@override_settings(ALLOWED_HOSTS=["*"], DEBUG=False)
def test_shots():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"
    program = make_program(code="contoso")
    officer = make_officer(program)
    d = make_partner(program, name="Contoso Distribution", tier=Tier.DISTRIBUTOR)
    p = make_downstream(program, d, name="Fabrikam Systemhaus Hamburg")
    e = make_entity(p); l = make_location(e)
    make_location(e, name="Fabrikam München", region="dach")
    sig = make_affiliate(p); make_affiliate(p, role="sales", person=make_person(name="Ada Novak"), location_id=l.pk)
    for n in ("22","23"): assign_external_id(p.pk, namespace="mpn", value=n, location_id=l.pk, actor=SYSTEM, at=NOON)
    assign_external_id(p.pk, namespace="crm", value="AB-17", actor=SYSTEM, at=NOON)
    rows = [{"id:crm": str(n), "partner": f"Partner {n}", "location": "Main", "country": ["DE","US","Atlantis"][n%3], "E-Mail":"", "Fax": "1"} for n in range(60)]
    t=time.time()
    held = make_staged(program, csv_of(*rows), mode=Mode.UPDATE)
    bad = make_staged(program, csv_of(*rows), mode=Mode.STOP)
    done = make_import(program, csv_of(*rows), mode=Mode.SKIP)
    up = receive_file(program.pk, file_name="resellers 2026.csv", content=csv_of(*({k.replace("partner","Company"): v for k,v in r.items()} for r in rows)), mode=Mode.STOP, actor=SYSTEM, at=NOON)
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), _ThreadingServer, _QuietHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    V = lambda n, **k: reverse(n, kwargs={"program":"contoso"}|k)
    own = {"partner": p.pk}
    pages = [
      ("search", officer, V("vendor_partners")+"?q=fabri"), ("list", officer, V("vendor_partners")), ("none", officer, V("vendor_partners")+"?q=zzz"),
      ("partner", officer, V("vendor_partner", partner=p.pk)), ("imports", officer, V("vendor_imports")), ("new", officer, V("vendor_import_new")),
      ("columns", officer, V("vendor_import_columns", held=up.pk)), ("report", officer, V("vendor_import", held=held.pk)), ("bad", officer, V("vendor_import", held=bad.pk)+"?only=refused"), ("done", officer, V("vendor_import", held=done.pk)),
      ("people", sig, V("partner_people", **own)), ("add", sig, V("partner_person_add", **own)), ("end", sig, V("partner_person_end", affiliation=p.affiliations.get(role="sales").fact_id, **own)),
    ]
    log=[]
    with chromium() as browser:
        for width, dark, tag in ((1280, False, ""), (390, False, "-390"), (1280, True, "-dark")):
            for name, who, url in pages:
                with page_of(browser, width=width, dark=dark) as page:
                    page.context.add_cookies(cookies(who, base))
                    r = page.goto(base+url)
                    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                    log.append((name+tag, r.status, over, page.complaints[:3]))
                    page.screenshot(path=OUT/f"{name}{tag}.png", full_page=True)
            if tag == "":
                for name, who, url in pages:
                    ctx = browser.new_context(bypass_csp=True); pg = ctx.new_page(); ctx.add_cookies(cookies(who, base)); pg.goto(base+url)
                    pg.add_script_tag(path=str(AXE)); res = pg.evaluate("axe.run()")
                    for v in res["violations"]: log.append(("AXE", name, v["id"], v["nodes"][0]["html"][:150], v["nodes"][0].get("failureSummary","")[:150]))
                    ctx.close()
        # error pages
        with page_of(browser, width=1280) as page:
            page.context.add_cookies(cookies(officer, base)); page.goto(base+V("vendor_import_new")); page.click("main button[type=submit]"); page.screenshot(path=OUT/"new-error.png", full_page=True)
            page.goto(base+V("vendor_import_columns", held=up.pk)); page.select_option("#id_column_0", ""); page.click("main button[type=submit]"); page.screenshot(path=OUT/"columns-error.png", full_page=True)
            log.append(("err", page.complaints))
    server.shutdown(); server.server_close()
    Path("/tmp/P/log.txt").write_text("\n".join(map(str, log)))
def test_speed():
    from goodstanding.partners.services.applying import apply_import
    program = make_program(code="contoso")
    rows = [{"id:crm": str(n), "partner": f"Partner {n}", "entity": f"E {n}", "location": "Main", "country": "DE", "person email": f"p{n}@example.com", "person role":"sales"} for n in range(5000)]
    t=time.time(); held = make_staged(program, csv_of(*rows), mode=Mode.UPDATE); a=time.time()-t
    t=time.time(); apply_import(held.pk, actor=SYSTEM, at=NOON, progress=lambda *x: None); b=time.time()-t
    t=time.time(); make_import(program, csv_of(*rows), mode=Mode.SKIP); c=time.time()-t
    Path("/tmp/P/speed.txt").write_text(f"stage {a} apply {b} again {c}")

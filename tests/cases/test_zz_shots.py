from __future__ import annotations
import os
from datetime import timedelta
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import make_server
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from tests.ui.browser import chromium, page_of, _ThreadingServer, _QuietHandler, AXE
from tests.builders_accounts import client_of
from tests.builders_cases import *
from tests.cases.services.test_partner_a import make_story
from goodstanding.cases.services.deciding import *
from goodstanding.values import clock
OUT=Path("/tmp/K/out"); OUT.mkdir(exist_ok=True)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"
def test_shots(committed, settings):
    settings.ALLOWED_HOSTS=["*"]; settings.MIDDLEWARE=[m for m in settings.MIDDLEWARE if "whitenoise" not in m]
    st=make_story(); court=st.court; a=st.a; now=clock.now()
    ap=make_appeal(a, st.findings[1].case_id, at=day(140)); make_outcome(ap, court, at=day(150))
    b=make_accused(court,name="Litware Systemhaus"); c=make_accused(court,name="Adatum Networks"); d=make_accused(court,name="Woodgrove Digital")
    al=make_alleged(b,"gifts","serious",event_at=now-50*DAY,at=now-9*DAY)
    fn=make_found(c,"bids","serious",event_at=now-60*DAY,at=now-5*DAY)
    sv=make_found(d,"bribery","severe",event_at=now-60*DAY,at=now-5*DAY)
    dec=decide(sv.case_id,Wanted(rung="suspension",reasons="The money was paid on 3 September, and the records say otherwise.",milestones=("Name somebody who answers for gifts","Train every seller")),no_tie=True,actor=court.actor(court.decider),at=now-4*DAY)
    f5=make_found(b,"resale","serious",event_at=now-40*DAY,at=now-5*DAY)
    make_earnings(b,at=now-6*DAY)
    d5=make_decided(f5,court,"training",at=now-4*DAY,served=b.signatory)
    f6=make_found(d,"consent","minor",event_at=now-39*DAY,at=now-5*DAY)
    d6=make_decided(f6,court,"training",at=now-4*DAY,served=d.signatory)
    make_appeal(d,f6.case_id,at=now-2*DAY)
    app=StaticFilesHandler(WSGIHandler()); server=make_server("127.0.0.1",0,app,_ThreadingServer,_QuietHandler)
    Thread(target=server.serve_forever,daemon=True).start(); base=f"http://127.0.0.1:{server.server_port}"
    P=court.program.code
    key=lambda p: client_of(p).cookies["sessionid"].value
    v=lambda who,path: (key(who), f"/v/{P}/cases/{path}")
    p=lambda acc,path: (key(acc.signatory), f"/p/{P}/{acc.partner.pk}/cases/{path}")
    def decide_check(page):
        page.check("[name=rung][value=training]"); page.fill("[name=reasons]","You told us yourselves, and the harm was small."); page.check("[name=no_tie]"); page.click("main button.btn-primary")
    pages={
     "v-list":(*v(court.decider,""),None),"v-case-found":(*v(court.decider,f"{fn.case_id}/"),None),"v-case-reopened":(*v(court.decider,f"{st.findings[2].case_id}/"),None),
     "v-allege-form":(*v(court.officer,f"open/"),None),"v-find":(*v(court.decider,f"{al.pk}/find/"),None),
     "v-decide":(*v(court.decider,f"{fn.case_id}/decide/"),None),"v-check":(*v(court.decider,f"{fn.case_id}/decide/"),decide_check),
     "v-approve":(*v(court.second,f"{sv.case_id}/approve/"),None),"v-review":(*v(court.reviewer,f"{f6.case_id}/review/"),None),
     "v-undone":(*v(court.reviewer,f"{st.findings[1].case_id}/undone/"),None),
     "p-list":(*p(b,""),None),"p-alleged":(*p(b,f"{al.pk}/"),None),"p-answer":(*p(b,f"{al.pk}/answer/"),None),"p-decided":(*p(b,f"{f5.case_id}/"),None),
     "p-appeal":(*p(b,f"{f5.case_id}/appeal/"),None),"p-undone":(*p(a,f"{st.findings[1].case_id}/undone/"),None),"p-stayed":(*p(a,f"{st.findings[2].case_id}/"),None),
    }
    only=os.environ.get("ONLY","").split(",") if os.environ.get("ONLY") else list(pages)
    problems=[]
    with chromium() as br:
        for name in only:
            cookie,path,act=pages[name]
            for w,dark in ((1280,False),(390,False),(1280,True)):
                with page_of(br,width=w,dark=dark) as page:
                    page.context.add_cookies([{"name":"sessionid","value":cookie,"url":base}])
                    r=page.goto(base+path)
                    if r.status!=200: problems.append((name,r.status)); 
                    if act: act(page); page.wait_for_timeout(200)
                    page.screenshot(path=str(OUT/f"{name}-{w}{'-dark' if dark else ''}.png"),full_page=True)
                    sw=page.evaluate("document.documentElement.scrollWidth")
                    if sw>w: problems.append((name,w,"scrolls",sw))
                    page.evaluate(Path(AXE).read_text())
                    for x in page.evaluate("axe.run()")["violations"]: problems.append((name,w,dark,x["id"],[n["html"][:150] for n in x["nodes"]][:3]))
                    if page.complaints: problems.append((name,w,page.complaints[:3]))
    server.shutdown()
    for x in problems: print("PROBLEM",x)

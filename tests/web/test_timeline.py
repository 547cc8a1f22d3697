"""What happened to a partner: all of it for the vendor, what it was told for itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from goodstanding.accounts.models import Person, Role
from goodstanding.cases.models import Case
from goodstanding.cases.services.finding import find_nothing
from goodstanding.cases.services.opening import drop
from goodstanding.evidence.models import Event, EventPartner
from goodstanding.notices.models import Notice
from goodstanding.notices.services import sending
from goodstanding.partners.services.taking_part import affiliate
from goodstanding.values.keys import PartnerKey
from goodstanding.web.timeline import events_of, seen_by_partner
from goodstanding.web.timeline_page import Order, Reading, items_of
from tests.builders import SYSTEM, make_partner, make_person
from tests.builders_cases import (
    Accused,
    day,
    make_accused,
    make_answered,
    make_case,
    make_court,
    make_decided,
    make_found,
    make_staff,
)
from tests.builders_notices import make_notice
from tests.builders_training import take
from tests.web.test_timeline_words import NEVER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


def _names(key: PartnerKey, *, told: bool) -> list[str]:
    events = seen_by_partner(key) if told else events_of(key)
    return list(events.values_list("name", flat=True))


def _page(person: Person, accused: Accused, *, of_vendor: bool = False, by: str = "") -> str:
    client = Client()
    client.force_login(person)
    name = "vendor_partner_timeline" if of_vendor else "partner_timeline"
    parts = {"program": accused.court.program.code, "partner": accused.partner.pk}
    response = client.get(f"{reverse(name, kwargs=parts)}?by={by}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_partner_reads_of_a_finding_when_the_decision_is_told() -> None:
    accused = make_accused(make_court())
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    before = _names(accused.key, told=True)

    make_decided(finding, accused.court, "training", at=day(51))

    after = _names(accused.key, told=True)
    assert "case.alleged" in before
    assert "finding.made" not in before
    assert {"finding.made", "decision.made", "measure.started"} <= set(after)
    assert not NEVER.intersection(after)
    assert {"case.opened", "decision.proposed"} <= set(_names(accused.key, told=False))


def test_a_case_that_was_never_put_to_the_partner_does_not_exist_for_it() -> None:
    accused = make_accused(make_court())
    quiet = make_case(accused, at=day(50))
    asked = make_answered(accused, "gifts", "minor", event_at=day(40), at=day(50))
    reasons = "There is nothing in it."
    court = accused.court
    drop(quiet.pk, reasons=reasons, actor=court.actor(court.officer), at=day(52))
    find_nothing(
        asked.pk, reasons=reasons, no_tie=True, actor=court.actor(court.decider), at=day(52)
    )

    ended = seen_by_partner(accused.key).filter(name="case.ended")

    assert [event.subject for event in ended] == [f"case:{asked.pk}"]
    assert events_of(accused.key).filter(name="case.ended").count() == 2


def test_a_message_to_one_colleague_stays_theirs() -> None:
    accused = make_accused(make_court())
    program, partner = accused.court.program, accused.partner
    to_all = make_notice(program, partner, sender=accused.court.officer, deadline=None, at=day(50))
    make_notice(
        program,
        partner,
        person=accused.seller,
        sender=accused.court.officer,
        deadline=None,
        at=day(50),
    )

    sent = seen_by_partner(accused.key).filter(name="notice.sent")

    assert [event.subject for event in sent] == [f"text:{to_all.text_id}"]
    assert events_of(accused.key).filter(name="notice.sent").count() == 2


def test_a_message_to_very_many_is_on_the_line_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    accused = make_accused(make_court())
    monkeypatch.setattr(sending, "NAMED_PARTNERS_MAX", 0)

    notice = make_notice(
        accused.court.program,
        accused.partner,
        sender=accused.court.officer,
        deadline=None,
        at=day(50),
    )

    event = Event.objects.get(subject=f"text:{notice.text_id}")
    assert not EventPartner.objects.filter(event=event).exists()
    assert event in events_of(accused.key)
    assert event in seen_by_partner(accused.key)


def test_a_course_passed_before_somebody_came_is_not_their_new_employers() -> None:
    court = make_court()
    old, new = make_accused(court), make_accused(court, name="Litware")
    affiliate(
        old.seller.pk,
        partner_id=new.partner.pk,
        role="sales",
        zone="Europe/Berlin",
        location_id=None,
        actor=SYSTEM,
        at=day(60),
    )

    take(old.seller, court.course, at=day(50))
    take(new.seller, court.course, at=day(51))

    assert _names(old.key, told=True).count("completion.recorded") == 1
    assert _names(new.key, told=True).count("completion.recorded") == 1


def test_the_partners_page_hides_who_and_what_it_must_not_see() -> None:
    accused = make_accused(make_court())
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    make_decided(finding, accused.court, "training", at=day(51), served=accused.signatory)
    take(accused.seller, accused.court.course, at=day(52))

    page = _page(accused.signatory, accused)

    assert "What happened, and when" in page
    assert "It was decided: Training." in page
    assert "A person passed the course" in page
    assert "Contoso" in page
    for hidden in (
        *("was opened", "was proposed", "handed in", "Misaki Sato", "Rohan Deshpande"),
        *("Ole Petersen", "Somebody wrote to us"),
    ):
        assert hidden not in page, hidden
    case = reverse(
        "partner_case",
        kwargs={
            "program": accused.court.program.code,
            "partner": accused.partner.pk,
            "case": finding.case_id,
        },
    )
    assert case in page
    notice = Notice.objects.get(text__cause_id=finding.case.decisions.get().pk)
    assert f"/messages/{notice.pk}/" in page


def test_the_vendors_page_names_who_did_it_and_leads_to_the_case() -> None:
    accused = make_accused(make_court())
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    make_decided(finding, accused.court, "training", at=day(51))
    decider, auditor = (
        accused.court.decider,
        make_staff(accused.court.program, Role.AUDITOR, "Ada Novak"),
    )

    page = _page(decider, accused, of_vendor=True)

    assert f"Case {Case.objects.get().reference} was opened." in page
    assert "Misaki Sato" in page
    assert f"/v/{accused.court.program.code}/cases/{finding.case_id}/" in page
    assert "timeline.jsonl" not in page
    assert "timeline.jsonl" in _page(auditor, accused, of_vendor=True)


def test_a_line_stands_by_when_it_happened_or_by_when_we_knew_it() -> None:
    accused = make_accused(make_court())
    late = make_person(name="Late Known")
    affiliate(
        late.pk,
        partner_id=accused.partner.pk,
        role="deputy",
        zone="Europe/Berlin",
        location_id=None,
        actor=SYSTEM,
        at=day(-10),
    )
    reading = Reading(
        key=accused.key,
        program_code=accused.court.program.code,
        vendor_name="Contoso",
        zone="Europe/Berlin",
        for_partner=True,
    )
    events = seen_by_partner(accused.key)

    by = {order: items_of(events.order_by(*order.columns), reading, order=order) for order in Order}

    assert by[Order.HAPPENED][-1].title == "A person began to act as deputy."
    assert by[Order.KNOWN][0].title == "A person began to act as deputy."
    assert "We knew it on" in by[Order.HAPPENED][0].when
    assert "It happened on Friday 27\N{NO-BREAK SPACE}December 2024" in by[Order.KNOWN][0].when


def test_another_partners_events_are_never_on_the_line() -> None:
    court = make_court()
    accused, other = make_accused(court), make_accused(court, name="Litware")
    make_found(other, "gifts", "serious", event_at=day(40), at=day(50))
    elsewhere = make_partner(None, name="Adatum", at=day(1) + timedelta(days=1))

    mine = set(events_of(accused.key).values_list("pk", flat=True))

    theirs = set(events_of(other.key).values_list("pk", flat=True))
    assert mine
    assert not mine & theirs
    assert not events_of(PartnerKey(court.program.pk, elsewhere.pk)).exists()

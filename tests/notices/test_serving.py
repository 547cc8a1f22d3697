"""Service: what a signed-in person does proves it, once, and nothing else does."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection

from goodstanding.evidence.models import Event, EventPartner
from goodstanding.notices.models import Proof
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.outcomes import ServedBy
from goodstanding.notices.selectors.service import served_at
from goodstanding.notices.services.sending import Subject
from goodstanding.notices.services.serving import (
    record_act,
    record_answer,
    record_bounce,
    record_service,
)
from goodstanding.partners.models import Affiliation
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, NotPermittedError
from goodstanding.values.ids import new_id
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_notices import make_notice, make_words
from tests.threads import all_at_once

LATE = NOON + timedelta(hours=11)  # 23:00 UTC on 1 September, the 2nd in Berlin
RULES = (Subject(code="partner-code", position=2), Subject(code="trained"))


def _facts(relation: str) -> list[tuple[object, ...]]:
    columns = {
        "services": "program_id, partner_id, entity_id, subject, position, served_at, served_on",
        "proofs": "contact_id, proved_at, proved_on, outcome",
    }[relation]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM facts.{relation} ORDER BY 1, 2, 4")
        return list(cursor.fetchall())


@pytest.mark.django_db
def test_saying_so_serves_the_notice_in_every_capacity() -> None:
    program = make_program()
    partner = make_partner(program)
    maria = make_affiliate(partner, role="signatory")
    make_affiliate(partner, role="compliance", person=maria)
    notice = make_notice(program, partner, subjects=RULES)

    news = record_service(
        notice.pk, person_id=maria.pk, how=ServedBy.INBOX, actor=Actor.person(maria.pk), at=LATE
    )

    contacts = sorted(Affiliation.objects.values_list("fact_id", flat=True))
    assert news is True
    assert served_at(notice.pk, known_at=LATE) == LATE
    assert _facts("proofs") == [
        (contact_id, LATE, date(2026, 9, 2), "delivered") for contact_id in contacts
    ]
    assert set(_facts("services")) == {
        (program.pk, partner.pk, None, "partner-code", 2, LATE, date(2026, 9, 2)),
        (program.pk, partner.pk, None, "trained", None, LATE, date(2026, 9, 2)),
    }
    event = Event.objects.get(name="notice.served")
    content = json.loads(bytes(event.bytes))["content"]
    assert content["how"] == "inbox"
    assert content["contact_ids"] == [str(contact_id) for contact_id in contacts]
    assert EventPartner.objects.get(event=event).partner_id == partner.pk


@pytest.mark.django_db
def test_saying_so_twice_adds_nothing() -> None:
    program = make_program()
    partner = make_partner(program)
    maria = make_affiliate(partner)
    notice = make_notice(program, partner)
    actor = Actor.person(maria.pk)
    record_service(notice.pk, person_id=maria.pk, how=ServedBy.INBOX, actor=actor, at=NOON)

    again = record_service(notice.pk, person_id=maria.pk, how=ServedBy.ACT, actor=actor, at=LATE)

    assert again is False
    assert Proof.objects.get().happened_at == NOON
    assert Event.objects.filter(name="notice.served").count() == 1


@pytest.mark.django_db
def test_a_contact_who_came_later_can_be_served() -> None:
    program = make_program()
    partner = make_partner(program)
    notice = make_notice(program, partner)
    newcomer = make_affiliate(partner, role="deputy", at=NOON + timedelta(hours=1))

    record_service(
        notice.pk,
        person_id=newcomer.pk,
        how=ServedBy.INBOX,
        actor=Actor.person(newcomer.pk),
        at=LATE,
    )

    assert served_at(notice.pk, known_at=LATE) == LATE


@pytest.mark.django_db
def test_a_notice_to_one_person_does_not_serve_the_partner() -> None:
    program = make_program()
    partner = make_partner(program)
    seller = make_affiliate(partner, role="sales")
    to_seller = make_notice(program, partner, person=seller, subjects=RULES)
    anywhere = make_notice(program, None, person=seller, subjects=RULES)

    for notice in (to_seller, anywhere):
        record_service(
            notice.pk,
            person_id=seller.pk,
            how=ServedBy.INBOX,
            actor=Actor.person(seller.pk),
            at=NOON,
        )

    assert _facts("services") == []
    assert len(_facts("proofs")) == 1
    assert Proof.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["a stranger", "a colleague without the role", "the wrong one"])
def test_a_refusal_proves_nothing(who) -> None:
    program = make_program()
    partner = make_partner(program)
    seller = make_affiliate(partner, role="sales")
    other = make_affiliate(partner, role="signatory")
    notice = make_notice(program, partner, person=other if who == "the wrong one" else None)
    person = make_person() if who == "a stranger" else seller

    with pytest.raises(NotPermittedError, match="not for you"):
        record_service(
            notice.pk,
            person_id=person.pk,
            how=ServedBy.INBOX,
            actor=Actor.person(person.pk),
            at=NOON,
        )

    assert not Proof.objects.exists()
    assert not Event.objects.filter(name="notice.served").exists()


@pytest.mark.django_db
def test_nobody_says_it_for_somebody_else() -> None:
    program = make_program()
    partner = make_partner(program)
    maria = make_affiliate(partner)
    notice = make_notice(program, partner)

    with pytest.raises(NotPermittedError, match="Only the person who read"):
        record_service(notice.pk, person_id=maria.pk, how=ServedBy.ACT, actor=SYSTEM, at=NOON)

    assert not Proof.objects.exists()


@pytest.mark.django_db
def test_nobody_reads_before_it_is_sent() -> None:
    program = make_program()
    partner = make_partner(program)
    maria = make_affiliate(partner)
    notice = make_notice(program, partner, at=LATE)

    with pytest.raises(ConflictError, match="before it is sent"):
        record_service(
            notice.pk,
            person_id=maria.pk,
            how=ServedBy.INBOX,
            actor=Actor.person(maria.pk),
            at=NOON,
        )

    assert not Proof.objects.exists()


@pytest.mark.django_db
def test_doing_what_it_asks_serves_the_notices_of_the_cause() -> None:
    program = make_program()
    partner, other = make_partner(program), make_partner(program, name="Litware")
    maria = make_affiliate(partner)
    seller = make_affiliate(partner, role="sales")
    cause_id = new_id()
    notice = make_notice(program, partner, cause_id=cause_id)
    make_notice(program, partner, cause_id=cause_id, person=seller)
    make_notice(program, other, cause_id=cause_id)

    count = record_answer(
        cause_id,
        partner_id=partner.pk,
        person_id=maria.pk,
        actor=Actor.person(maria.pk),
        at=LATE,
    )

    assert count == 1
    assert Proof.objects.values_list("notice_id", "how").get() == (notice.pk, "act")


@pytest.mark.django_db
def test_an_act_answers_each_call_for_it_and_nothing_else() -> None:
    program = make_program()
    partner = make_partner(program)
    maria = make_affiliate(partner)
    about = {
        "the code": (Subject(code="partner-code"),),
        "an earlier version": (Subject(code="partner-code", position=2),),
        "a later version": (Subject(code="partner-code", position=4),),
        "something else": (Subject(code="trained"),),
    }
    notices = {
        name: make_notice(program, partner, subjects=subjects, cause_id=new_id())
        for name, subjects in about.items()
    }
    make_notice(
        program,
        partner,
        words=make_words(NoticeKind.REMINDER),
        deadline=None,
        subjects=about["the code"],
        cause_id=new_id(),
    )

    count = record_act(
        Subject(code="partner-code", position=3),
        program_id=program.pk,
        partner_ids=[partner.pk],
        person_id=maria.pk,
        actor=Actor.person(maria.pk),
        at=LATE,
    )

    assert count == 2
    assert set(Proof.objects.values_list("notice_id", "how")) == {
        (notices["the code"].pk, "act"),
        (notices["an earlier version"].pk, "act"),
    }


@pytest.mark.django_db
def test_a_bounce_is_a_fact_about_each_capacity() -> None:
    program = make_program()
    partner = make_partner(program)
    maria = make_affiliate(partner)
    notice = make_notice(program, partner)
    recipient = notice.recipients.get()

    first = record_bounce(recipient.pk, reply_code=550, actor=SYSTEM, at=LATE)
    again = record_bounce(recipient.pk, reply_code=550, actor=SYSTEM, at=LATE)

    assert (first, again) == (True, False)
    contact_id = Affiliation.objects.get(person=maria).fact_id
    assert _facts("proofs") == [(contact_id, LATE, date(2026, 9, 2), "failed")]
    assert _facts("services") == []
    assert Event.objects.filter(name="notice.bounced").count() == 1


@pytest.mark.django_db
def test_a_bounce_without_a_partner_is_told_in_the_programs_zone() -> None:
    program = make_program()
    notice = make_notice(program, None, person=make_person())

    record_bounce(notice.recipients.get().pk, reply_code=550, actor=SYSTEM, at=LATE)

    assert Proof.objects.values_list("contact_id", "happened_on").get() == (
        None,
        date(2026, 9, 1),
    )


def test_two_presses_at_once_are_one_event(committed) -> None:
    program = make_program()
    partner = make_partner(program)
    maria = make_affiliate(partner)
    notice = make_notice(program, partner)
    press = partial(
        record_service,
        notice.pk,
        person_id=maria.pk,
        how=ServedBy.INBOX,
        actor=Actor.person(maria.pk),
        at=LATE,
    )

    news = all_at_once(press, press)

    assert sorted(news) == [False, True]
    assert Proof.objects.count() == 1
    assert Event.objects.filter(name="notice.served").count() == 1

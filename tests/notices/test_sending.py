"""Sending: everything at once, or nothing; the same twice is once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from goodstanding.evidence.models import Event, EventPartner, EventPrivate
from goodstanding.notices.models import Delivery, Notice, NoticeText, Recipient
from goodstanding.notices.rules.codes import read_code
from goodstanding.notices.rules.deadlines import DueAfterService, DueAt
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.words import WordsRefusedError
from goodstanding.notices.services import sending
from goodstanding.notices.services.sending import (
    Addressee,
    Subject,
    effects_of,
    end_effects,
    send_notice,
    send_notices,
)
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.ids import new_id
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_officer,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_notices import BERLIN, DUE, make_notice, make_words
from tests.threads import together


def _jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'chunk_id' FROM procrastinate_jobs "
            "WHERE task_name = 'notices.deliver_chunk'"
        )
        return [chunk_id for (chunk_id,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_notice_reaches_each_contact_once_with_all_their_roles() -> None:
    program = make_program()
    partner = make_partner(program)
    maria = make_affiliate(partner, role="signatory")
    make_affiliate(partner, role="compliance", person=maria)
    jonas = make_affiliate(partner, role="deputy")
    make_affiliate(partner, role="sales")

    notice = make_notice(program, partner)

    rows = Recipient.objects.filter(notice=notice).values_list("person_id", "roles")
    assert sorted(rows, key=lambda row: row[1]) == [
        (maria.pk, ["compliance", "signatory"]),
        (jonas.pk, ["deputy"]),
    ]
    assert sorted(Delivery.objects.values_list("address", "state")) == sorted(
        [(maria.email, "waiting"), (jonas.email, "waiting")]
    )
    assert notice.subject_line == ("Please do by 19 September: a 12-minute course for your people")
    assert read_code(notice.code).letters == notice.code
    assert _jobs() == [str(Delivery.objects.values_list("chunk_id", flat=True).distinct().get())]


@pytest.mark.django_db
def test_one_event_tells_codes_and_counts_and_nobodys_words() -> None:
    program = make_program()
    partner = make_partner(program, name="Marked Partner")
    make_affiliate(partner, person=make_person(name="Marked Person", email="marked@example.com"))

    notice = make_notice(
        program,
        partner,
        words=make_words(title="marked title", detail="Marked detail."),
        subjects=(Subject(code="partner-code", position=2), Subject(code="trained")),
    )

    event = Event.objects.get(name="notice.sent")
    content = json.loads(bytes(event.bytes))["content"]
    assert content["kind"] == "call-to-action"
    assert content["notice_id"] == str(notice.pk)
    assert content["subjects"] == ["partner-code@2", "trained"]
    assert (content["notices"], content["recipients"]) == (1, 1)
    assert len(content["items_root"]) == 64
    assert b"arked" not in bytes(event.bytes)
    assert "Marked detail." in EventPrivate.objects.get(event=event).value
    assert EventPartner.objects.get(event=event).partner_id == partner.pk


@pytest.mark.django_db
def test_sending_twice_sends_once() -> None:
    program = make_program()
    partner = make_partner(program)
    make_affiliate(partner)
    cause_id, sender = new_id(), make_officer(program)

    first = make_notice(program, partner, cause_id=cause_id, sender=sender)
    again = make_notice(program, partner, cause_id=cause_id, sender=sender, at=NOON)

    assert again == first
    assert Delivery.objects.count() == 1
    assert Event.objects.filter(name="notice.sent").count() == 1
    assert len(_jobs()) == 1


@pytest.mark.django_db
def test_a_date_that_was_told_does_not_change() -> None:
    program = make_program()
    partner = make_partner(program)
    cause_id, sender = new_id(), make_officer(program)
    first = make_notice(program, partner, cause_id=cause_id, sender=sender)
    later = DueAt(at=DUE.at + timedelta(days=1), place=BERLIN)

    with pytest.raises(ConflictError, match="was sent with another date"):
        make_notice(program, partner, cause_id=cause_id, sender=sender, deadline=later)

    assert Notice.objects.get() == first
    assert first.deadline == DUE


@pytest.mark.django_db
def test_joiners_get_what_others_have_already() -> None:
    program = make_program()
    partners = [make_partner(program, name=f"Partner {number}") for number in range(3)]
    send = partial(
        send_notices,
        make_words(),
        program_id=program.pk,
        cause_id=new_id(),
        sender_id=make_officer(program).pk,
        actor=SYSTEM,
        at=NOON,
    )
    to = [Addressee(partner_id=partner.pk, deadline=DUE) for partner in partners]

    send(to=to[:2])
    text = send(to=to)

    assert text.notices.count() == 3
    assert NoticeText.objects.count() == 1
    counts = [
        json.loads(bytes(event.bytes))["content"]["notices"]
        for event in Event.objects.filter(name="notice.sent")
    ]
    assert counts == [2, 1]


@pytest.mark.django_db
def test_letters_are_cut_into_chunks_with_one_job_each(monkeypatch) -> None:
    monkeypatch.setattr(sending, "CHUNK_LETTERS", 2)
    program = make_program()
    partner = make_partner(program)
    for role in ("signatory", "compliance", "deputy"):
        make_affiliate(partner, role=role)

    make_notice(program, partner)

    assert sorted(_jobs()) == sorted(
        str(chunk_id) for chunk_id in Delivery.objects.values_list("chunk_id", flat=True).distinct()
    )
    assert len(_jobs()) == 2


@pytest.mark.django_db
def test_a_notice_to_a_person_is_for_that_person_alone() -> None:
    program = make_program()
    partner = make_partner(program)
    make_affiliate(partner, role="signatory")
    seller = make_affiliate(partner, role="sales")

    at_partner = make_notice(program, partner, person=seller)
    anywhere = make_notice(program, None, person=seller)

    assert Recipient.objects.get(notice=at_partner).roles == ["sales"]
    assert Recipient.objects.get(notice=anywhere).contact_ids == []
    assert Delivery.objects.count() == 2


@pytest.mark.django_db
def test_nobody_to_write_to_is_still_a_notice() -> None:
    program = make_program()

    notice = make_notice(program, make_partner(program))

    assert not notice.recipients.exists()
    assert _jobs() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "deadline", "subject"),
    [
        (NoticeKind.REMINDER, None, "Reminder, nothing to do: our code"),
        (NoticeKind.RECEIPT, None, "Receipt, nothing to do: our code"),
        (NoticeKind.CALL_TO_ACTION, None, "Please do: our code"),
        (NoticeKind.REQUEST_FOR_INFORMATION, DUE, "Please answer by 19 September: our code"),
        (
            NoticeKind.ALLEGATION,
            DueAfterService(days=30, place=BERLIN),
            "Not decided, please answer within 30 days: our code",
        ),
        (NoticeKind.DECISION, None, "Decision, please read: our code"),
        (NoticeKind.DECISION, DUE, "Decision, please do by 19 September: our code"),
    ],
)
def test_the_subject_first_says_what_it_wants(kind, deadline, subject) -> None:
    program = make_program()

    notice = make_notice(
        program, make_partner(program), words=make_words(kind, title="our code"), deadline=deadline
    )

    assert notice.subject_line == subject
    assert notice.deadline == deadline


@pytest.mark.django_db
@pytest.mark.parametrize("given_away", ["Fabrikam", "Maria Vogel", "maria@fabrikam.example"])
def test_who_it_is_for_stays_out_of_what_everybody_may_read(given_away) -> None:
    program = make_program()
    partner = make_partner(program, name="Fabrikam")
    make_affiliate(partner, person=make_person(name="Maria Vogel", email="maria@fabrikam.example"))

    with pytest.raises(WordsRefusedError, match="anybody with the code can read"):
        make_notice(program, partner, words=make_words(title=f"a word to {given_away}"))

    assert not NoticeText.objects.exists()
    assert not Event.objects.filter(name="notice.sent").exists()


@pytest.mark.django_db
def test_a_person_alone_stays_unnamed_too() -> None:
    program = make_program()
    person = make_person(name="Ada Novak")

    with pytest.raises(WordsRefusedError, match="Ada Novak"):
        make_notice(program, None, person=person, words=make_words(title="Ada Novak, please read"))

    assert not NoticeText.objects.exists()


@pytest.mark.django_db
def test_somebody_without_a_right_cannot_sign() -> None:
    program = make_program()
    partner = make_partner(program)

    with pytest.raises(NotPermittedError, match="signed by a person of the vendor"):
        make_notice(program, partner, sender=make_officer(make_program()))

    assert not NoticeText.objects.exists()


@pytest.mark.django_db
def test_too_many_at_once_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(sending, "NOTICES_MAX", 0)
    program = make_program()
    partner = make_partner(program)

    with pytest.raises(InvalidValueError, match="1 notices at once are too many"):
        make_notice(program, partner)

    assert not NoticeText.objects.exists()


def test_a_notice_for_nobody_is_none() -> None:
    with pytest.raises(InvalidValueError, match="for a partner or a person"):
        Addressee()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notices_noticetext SET kind = 'reminder'",
        "UPDATE notices_notice SET subject_line = 'x'",
        "DELETE FROM notices_recipient",
        "UPDATE notices_noticesubject SET code = 'x'",
        "DELETE FROM notices_proof",
    ],
)
def test_the_application_cannot_change_what_was_sent(statement) -> None:
    program = make_program()
    notice = make_notice(program, make_partner(program), subjects=(Subject(code="trained"),))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Notice.objects.get().subject_line == notice.subject_line


@pytest.mark.django_db
def test_a_kind_that_differs_from_its_words_is_refused_by_the_database() -> None:
    program = make_program()
    sender = make_officer(program)

    with pytest.raises(DatabaseError, match="notice_words_have_the_kind"), transaction.atomic():
        NoticeText.objects.create(
            program=program,
            cause_id=new_id(),
            kind="reminder",
            words=make_words(NoticeKind.DECISION).to_json(),
            words_sha256="0" * 64,
            sender=sender,
        )

    assert not NoticeText.objects.exists()


@pytest.mark.django_db
def test_ending_a_cause_stops_letters_that_have_not_left() -> None:
    program = make_program()
    partner = make_partner(program)
    make_affiliate(partner)
    cause_id = new_id()
    notice = make_notice(program, partner, cause_id=cause_id)

    assert end_effects(cause_id) == 1
    assert end_effects(cause_id) == 0
    assert effects_of(cause_id) == [notice]
    assert Delivery.objects.get().state == "withdrawn"


def test_two_who_send_the_same_at_once_send_it_once(committed) -> None:
    program = make_program()
    partner = make_partner(program)
    make_affiliate(partner)
    send = partial(
        send_notice,
        replace(make_words(), occasion="Once."),
        program_id=program.pk,
        to=Addressee(partner_id=partner.pk, deadline=DUE),
        cause_id=new_id(),
        sender_id=make_officer(program).pk,
        actor=SYSTEM,
        at=NOON,
    )

    wrong = together(send, send)

    assert wrong == []
    assert Notice.objects.count() == 1
    assert Delivery.objects.count() == 1
    assert Event.objects.filter(name="notice.sent").count() == 1

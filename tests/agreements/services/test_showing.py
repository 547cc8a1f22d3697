"""Sending a document, looking at it, and taking back what was said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256

import pytest
from django.db import DatabaseError, connection, transaction

from goodstanding.accounts.models import Person
from goodstanding.agreements.models import Document, DocumentVerdict
from goodstanding.agreements.rules.statements import StatedUnit
from goodstanding.agreements.services.showing import (
    accept_document,
    decline_document,
    reopen_document,
    send_document,
)
from goodstanding.evidence.models import Event
from goodstanding.notices.models import Notice
from goodstanding.programs.models import Program
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.ids import new_id
from goodstanding.values.keys import PartnerKey
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_location,
    make_officer,
    make_program,
)
from tests.builders_agreements import Signing, make_signing
from tests.builders_documents import NEXT_YEAR, PDF, make_document, make_document_terms
from tests.threads import all_at_once, at_once

ordinary = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    return make_program()


@pytest.fixture
def signing(program: Program) -> Signing:
    made = make_signing(program)
    make_location(made.entity)
    return made


@pytest.fixture
def officer(program: Program) -> Person:
    return make_officer(program)


def _facts() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, unit, name, from_at, until_at, until_on FROM facts.documents "
            "WHERE known_until IS NULL"
        )
        return list(cursor.fetchall())


def _accept(document: Document, officer: Person, *, until_on=NEXT_YEAR, at=NOON):
    return accept_document(document.pk, until_on=until_on, actor=Actor.person(officer.pk), at=at)


def _decline(document: Document, officer: Person, *, reason="Another name stands on it."):
    return decline_document(document.pk, reason=reason, actor=Actor.person(officer.pk), at=NOON)


def _events(name: str) -> int:
    return Event.objects.filter(name=name).count()


@ordinary
def test_a_document_is_kept_byte_for_byte_and_proves_nothing_yet(program, signing) -> None:
    document = make_document(signing, program=program)

    document.refresh_from_db()
    assert bytes(document.content) == PDF
    assert document.content_sha256 == sha256(PDF).hexdigest()
    assert (document.media_type, document.size_bytes) == ("application/pdf", len(PDF))
    assert _facts() == []
    event = Event.objects.get(name="document.sent")
    assert b"insurance.pdf" not in bytes(event.bytes)


@ordinary
def test_an_accepted_document_counts_from_when_it_was_sent(program, signing, officer) -> None:
    document = make_document(signing, program=program)

    _accept(document, officer, at=NOON + timedelta(days=3))

    assert _facts() == [
        (
            document.pk,
            str(signing.entity.pk),
            "insurance",
            NOON,
            datetime(2027, 8, 31, 22, 0, tzinfo=UTC),  # The end of the day in Berlin.
            NEXT_YEAR,
        )
    ]
    notice = Notice.objects.get()
    assert (notice.text.kind, notice.partner_id) == ("receipt", signing.partner.pk)


@ordinary
def test_the_officers_day_counts_and_there_may_be_none(program, signing, officer) -> None:
    document = make_document(signing, program=program)

    _accept(document, officer, until_on=None)

    assert _facts()[0][4:] == (None, None)


@ordinary
def test_a_declined_document_proves_nothing_and_asks_for_another(program, signing, officer) -> None:
    document = make_document(signing, program=program)

    _decline(document, officer)

    assert _facts() == []
    assert Notice.objects.get().text.kind == "request-for-information"
    assert b"Another name" not in bytes(Event.objects.get(name="document.judged").bytes)


@ordinary
def test_saying_the_same_twice_changes_nothing_and_otherwise_is_refused(
    program, signing, officer
) -> None:
    document = make_document(signing, program=program)
    first = _accept(document, officer)

    assert _accept(document, make_officer(program, name="Ole Jensen")) == first
    with pytest.raises(ConflictError, match="Katrin Vogel has looked at this document"):
        _decline(document, officer)

    assert _events("document.judged") == 1
    assert Notice.objects.count() == 1


@ordinary
def test_what_was_said_can_be_taken_back_and_the_past_stays(program, signing, officer) -> None:
    document = make_document(signing, program=program)
    actor = Actor.person(officer.pk)
    with pytest.raises(ConflictError, match="Nobody has said anything"):
        reopen_document(document.pk, reason="x", actor=actor, at=NOON)
    verdict = _accept(document, officer)
    with pytest.raises(InvalidValueError, match="Say what was wrong"):
        reopen_document(document.pk, reason=" ", actor=actor, at=NOON)

    reopen_document(document.pk, reason="It is another company's.", actor=actor, at=NOON)

    verdict.refresh_from_db()
    assert verdict.voided_at is not None
    assert _facts() == []
    _decline(document, officer)
    assert DocumentVerdict.objects.count() == 2


@ordinary
def test_the_same_bytes_that_wait_are_one_document(program, signing, officer) -> None:
    first = make_document(signing, program=program)

    assert make_document(signing, program=program) == first
    _decline(first, officer)

    assert make_document(signing, program=program) != first
    assert _events("document.sent") == 2


@ordinary
@pytest.mark.parametrize(
    ("_case", "changed", "error", "sentence"),
    [
        ("no document", {"content": b"hello"}, InvalidValueError, "no PDF, PNG or JPEG"),
        ("over", {"until_on": date(2026, 8, 31)}, InvalidValueError, "over already"),
        ("another kind", {"unit": StatedUnit()}, InvalidValueError, "for each entity"),
        (
            "a stranger's",
            {"unit": StatedUnit(entity_id=new_id())},
            InvalidValueError,
            "for each entity",
        ),
        ("a machine", {"actor": SYSTEM}, NotPermittedError, "Only a contact"),
        (
            "to come",
            {"at": clock.now() + timedelta(days=400), "until_on": None},
            InvalidValueError,
            "in the future",
        ),
    ],
)
def test_a_refusal_leaves_no_trace(program, signing, _case, changed, error, sentence) -> None:
    arguments = {
        "unit": StatedUnit(entity_id=signing.entity.pk),
        "file_name": "insurance.pdf",
        "content": PDF,
        "until_on": NEXT_YEAR,
        "actor": Actor.person(signing.signer.pk),
        "at": NOON,
    }

    with pytest.raises(error, match=sentence):
        send_document(
            make_document_terms(),
            PartnerKey(program.pk, signing.partner.pk),
            **{**arguments, **changed},
        )

    assert not Document.objects.exists()
    assert _events("document.sent") == 0


@ordinary
def test_an_employee_sends_no_document_and_only_officers_judge(program, signing, officer) -> None:
    seller = make_affiliate(signing.partner, role="sales")
    with pytest.raises(NotPermittedError, match="Only a contact"):
        make_document(
            Signing(partner=signing.partner, entity=signing.entity, signer=seller),
            program=program,
        )
    document = make_document(signing, program=program)

    with pytest.raises(NotPermittedError, match="Only a compliance officer"):
        _accept(document, signing.signer)
    with pytest.raises(InvalidValueError, match="That day is over"):
        _accept(document, officer, until_on=date(2026, 8, 1))
    with pytest.raises(InvalidValueError, match="Say what is missing"):
        _decline(document, officer, reason="")

    assert not DocumentVerdict.objects.exists()


@ordinary
def test_the_database_keeps_what_was_sent_and_said(program, signing, officer) -> None:
    document = make_document(signing, program=program)
    _accept(document, officer)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Document.objects.update(file_name="other.pdf")
    with pytest.raises(DatabaseError, match="voided_at set, once"), transaction.atomic():
        DocumentVerdict.objects.update(accepted=False)
    with pytest.raises(DatabaseError, match="document_has_one_verdict"), transaction.atomic():
        DocumentVerdict.objects.create(
            document=document, person=officer, accepted=True, happened_at=NOON
        )


@pytest.mark.usefixtures("committed")
def test_two_contacts_at_once_send_one_document_and_two_officers_say_one_word() -> None:
    program = make_program()
    signing = make_signing(program)
    officers = [make_officer(program), make_officer(program, name="Ole Jensen")]
    make_document(signing, program=program, content=b"%PDF-first")

    sent = all_at_once(*(partial(make_document, signing, program=program) for _ in range(2)))
    said = at_once(partial(_accept, sent[0], officers[0]), partial(_decline, sent[0], officers[1]))

    assert sent[0] == sent[1]
    assert DocumentVerdict.objects.count() == 1
    assert sum(isinstance(one, ConflictError) for one in said) == 1

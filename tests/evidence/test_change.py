"""The one door: events with every change, or no change."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from goodstanding.accounts.events import PersonAdded
from goodstanding.evidence import subscribers
from goodstanding.evidence.merkle import leaf_hash
from goodstanding.evidence.models import Event, EventPartner, EventPrivate
from goodstanding.evidence.payloads import Private
from goodstanding.evidence.services import change
from goodstanding.evidence.subscribers import Batch
from goodstanding.partners.models import Partner
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.ids import new_id
from goodstanding.values.keys import PartnerKey
from tests.builders import NOON, SYSTEM, make_partner, make_program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_listens(_who_listens_is_put_back: None) -> None:
    """The log is tested alone: partners here are numbers that no higher room knows."""
    subscribers.install([])
    subscribers.install_followers([])


def _payload() -> PersonAdded:
    return PersonAdded(
        person_id=new_id(), email=Private("ada@example.com"), name=Private("Ada Novak")
    )


def test_writes_the_event_with_its_partners_and_private_words() -> None:
    key, payload = PartnerKey(new_id(), new_id()), _payload()

    with change(actor=SYSTEM, at=NOON) as done:
        done.record(payload, partners=[key, key])

    event = Event.objects.get()
    content = json.loads(bytes(event.bytes))
    assert (event.name, event.actor, event.subject) == (
        "person.added",
        "system:tests",
        f"person:{payload.person_id}",
    )
    assert content["happened_at"] == "2026-09-01T12:00:00.000000Z"
    assert content["partners"] == [[str(key.program_id), str(key.partner_id)]]
    assert content["content"]["email"] == {"sha256": payload.email.digest}
    assert bytes(event.leaf_hash) == leaf_hash(bytes(event.bytes))
    assert EventPartner.objects.values_list("program_id", "partner_id").get() == (
        key.program_id,
        key.partner_id,
    )
    assert sorted(EventPrivate.objects.values_list("field", "value")) == [
        ("email", "ada@example.com"),
        ("name", "Ada Novak"),
    ]


def test_what_a_person_wrote_is_not_in_the_bytes() -> None:
    with change(actor=SYSTEM, at=NOON) as done:
        done.record(_payload())

    content = bytes(Event.objects.get().bytes)
    assert b"ada@example.com" not in content
    assert b"Ada Novak" not in content


def test_a_failure_leaves_neither_facts_nor_events() -> None:
    with pytest.raises(ZeroDivisionError), change(actor=SYSTEM, at=NOON) as done:
        make_partner()
        done.record(_payload())
        raise ZeroDivisionError

    assert not Event.objects.exists()
    assert not EventPrivate.objects.exists()


def test_who_follows_a_change_acts_in_it_and_is_followed_in_turn() -> None:
    heard: list[int] = []
    told: list[Batch] = []

    def record_twice_more(batch: Batch) -> None:
        heard.append(len(batch.events))
        if len(heard) <= 2:
            with change(actor=SYSTEM, at=NOON) as done:
                done.record(_payload())

    subscribers.install_followers([record_twice_more])
    subscribers.install([told.append])

    with change(actor=SYSTEM, at=NOON) as done:
        done.record(_payload())
        done.record(_payload())

    assert heard == [2, 1, 1]
    assert [len(batch.events) for batch in told] == [4]
    assert Event.objects.count() == 4


def test_what_a_follower_cannot_do_is_not_done_at_all() -> None:
    def refuse(_batch: Batch) -> None:
        raise ZeroDivisionError

    subscribers.install_followers([refuse])

    with pytest.raises(ZeroDivisionError), change(actor=SYSTEM, at=NOON) as done:
        make_partner()
        done.record(_payload())

    assert not Event.objects.exists()
    assert not Partner.objects.exists()


def test_a_change_within_a_change_is_one_transaction_told_once() -> None:
    told: list[Batch] = []
    subscribers.install([told.append])

    with change(actor=SYSTEM, at=NOON) as outer:
        outer.record(_payload())
        with change(actor=SYSTEM, at=NOON) as inner:
            inner.record(_payload())
            assert inner.recorded_at == outer.recorded_at
        assert not Event.objects.exists()

    assert [len(batch.events) for batch in told] == [2]
    assert Event.objects.count() == 2


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="has no time zone"):
        with change(actor=SYSTEM, at=NOON.replace(tzinfo=None)):
            pass

    assert not Event.objects.exists()


def test_an_event_from_the_future_is_refused() -> None:
    with pytest.raises(DatabaseError, match="event_is_not_from_the_future"):
        with change(actor=SYSTEM, at=NOON + timedelta(days=36_500)) as done:
            done.record(_payload())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_event SET name = 'x'",
        "DELETE FROM evidence_event",
        "TRUNCATE evidence_event CASCADE",
        "UPDATE evidence_eventpartner SET partner_id = program_id",
        "UPDATE evidence_private SET value = 'x'",
    ],
)
def test_the_application_cannot_change_the_log(statement: str) -> None:
    with change(actor=SYSTEM, at=NOON) as done:
        done.record(_payload())

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    assert Event.objects.get().name == "person.added"


def test_private_words_can_be_erased_and_the_event_stays() -> None:
    make_program()
    with change(actor=SYSTEM, at=NOON) as done:
        done.record(_payload())
    before = bytes(Event.objects.get().bytes)

    EventPrivate.objects.all().delete()

    assert bytes(Event.objects.get().bytes) == before
    assert not EventPrivate.objects.exists()

"""Letters over real SMTP: each at most once, whatever dies in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from uuid import UUID

import pytest
from django.db import connection, connections

from goodstanding.evidence.models import Event
from goodstanding.notices import jobs
from goodstanding.notices.models import Delivery, DeliveryAttempt, Proof
from goodstanding.notices.services import delivering
from goodstanding.notices.services.delivering import deliver, settle_lost
from goodstanding.partners.models import Partner
from goodstanding.programs.models import Program
from goodstanding.runtime.mailbox import LocalMailbox
from goodstanding.values import clock
from tests.builders import NOON, make_affiliate, make_partner, make_program
from tests.builders_notices import free_port, make_notice


class DiedError(BaseException):
    """The worker's process ends here; nothing catches it."""


def _partner(*, people: int = 1) -> tuple[Program, Partner]:
    program = make_program()
    partner = make_partner(program)
    for _ in range(people):
        make_affiliate(partner, role="signatory")
    return program, partner


def _chunk() -> UUID:
    return Delivery.objects.values_list("chunk_id", flat=True).distinct().get()


def _die(*_arguments: object, **_named: object) -> None:
    raise DiedError


def _later(monkeypatch, **ahead: int) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(**ahead))


def test_a_letter_leaves_with_what_it_must_say(committed, at_noon, postbox) -> None:
    program, partner = _partner()
    notice = make_notice(program, partner)

    jobs.deliver_chunk(chunk_id=str(_chunk()))

    (letter,) = postbox.taken
    delivery = Delivery.objects.get()
    assert postbox.envelopes == [(delivery.address,)]
    assert letter["Subject"] == notice.subject_line
    assert letter["Message-ID"] == delivery.message_id
    assert letter["From"] == "Contoso partner compliance <partner-compliance@contoso.example>"
    assert letter["Reply-To"] == "partner-compliance@contoso.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] is None
    assert (delivery.state, delivery.tries, delivery.next_try_at) == ("handed-over", 1, None)
    assert not Proof.objects.exists(), "A mail server that takes a letter proves nothing."


def test_running_a_job_again_sends_nothing_twice(committed, at_noon, postbox) -> None:
    program, partner = _partner(people=3)
    make_notice(program, partner)

    for _ in range(2):
        jobs.deliver_chunk(chunk_id=str(_chunk()))
    jobs.deliver_each_minute(0)

    assert len(postbox.taken) == 3
    assert postbox.connections == 1, "One connection serves the whole chunk."


def test_a_mailbox_that_is_not_there_is_a_fact(committed, at_noon, postbox) -> None:
    program, partner = _partner(people=2)
    notice = make_notice(program, partner)
    gone = Delivery.objects.order_by("pk").values_list("address", flat=True)[0]
    postbox.replies = {gone: "550 5.1.1 No such user here"}

    deliver()

    states = dict(Delivery.objects.values_list("address", "state"))
    assert states.pop(gone) == "refused"
    assert list(states.values()) == ["handed-over"]
    assert Proof.objects.values_list("outcome", "how", "person__email").get() == (
        "failed",
        "mailbox-refused",
        gone,
    )
    assert Event.objects.get(name="notice.bounced").actor == "system:mail"
    assert Event.objects.get(name="notice.bounced").subject == f"notice:{notice.pk}"
    attempt = DeliveryAttempt.objects.get(delivery__address=gone)
    assert (attempt.fate, attempt.stage, attempt.reply_code) == ("refused", "recipient", 550)


def test_a_dead_address_gets_no_more_letters_until_it_changes(committed, at_noon, postbox) -> None:
    program, partner = _partner()
    make_notice(program, partner)
    person = partner.affiliations.get().person
    postbox.replies = {person.email: "550 No such user"}
    deliver()

    make_notice(program, partner)
    deliver()
    person.email = "new@example.com"
    person.save()
    make_notice(program, partner)
    deliver()

    assert postbox.envelopes == [("new@example.com",)]


@pytest.mark.parametrize("reply", ["550 5.7.1 We do not know you", "450 4.2.0 Come back later"])
def test_a_refusal_that_is_not_about_the_mailbox_proves_nothing(
    committed, at_noon, postbox, reply
) -> None:
    program, partner = _partner()
    make_notice(program, partner)
    postbox.replies = {Delivery.objects.get().address: reply}

    deliver()

    assert Delivery.objects.get().state == "waiting"
    assert not Proof.objects.exists()


def test_tries_are_spaced_and_end(committed, postbox, monkeypatch) -> None:
    program, partner = _partner()
    make_notice(program, partner)
    postbox.content_reply = "451 4.3.0 Try again later"

    _later(monkeypatch, minutes=1)
    deliver()
    assert Delivery.objects.get().next_try_at == NOON + timedelta(minutes=2)
    assert deliver() == 0
    for day in range(1, 8):
        _later(monkeypatch, days=day * 2)
        assert deliver() == 1

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == ("given-up", 8)
    assert deliver() == 0
    assert postbox.taken == []


def test_a_server_that_is_away_costs_one_try_and_no_letter(
    committed, at_noon, postbox, settings
) -> None:
    program, partner = _partner(people=3)
    make_notice(program, partner)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()

    assert deliver() == 1
    settings.EMAIL_PORT = port
    assert deliver() == 2

    assert len(postbox.taken) == 2
    assert sorted(Delivery.objects.values_list("state", flat=True)) == [
        "handed-over",
        "handed-over",
        "waiting",
    ]


def test_after_a_crash_nothing_is_sent_twice(committed, at_noon, postbox, monkeypatch) -> None:
    program, partner = _partner(people=2)
    make_notice(program, partner)
    with monkeypatch.context() as dying:
        dying.setattr(delivering, "_record", _die)
        with pytest.raises(DiedError):
            deliver(_chunk())
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["handing-over", "waiting"]

    deliver(_chunk())
    deliver(_chunk())

    assert len({str(letter["Message-ID"]) for letter in postbox.taken}) == 2
    assert len(postbox.taken) == 2
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["handed-over", "uncertain"]


@pytest.fixture
def local_mailbox(settings, tmp_path) -> Iterator[Path]:
    folder = tmp_path / "mailbox"
    local = LocalMailbox(folder)
    local.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", local.port
    settings.GOODSTANDING_MAILBOX_DIR = folder
    yield folder
    local.stop()


@pytest.mark.parametrize("dies_in", ["_offer", "_record"])
def test_with_the_local_mailbox_a_crash_loses_nothing_either(
    committed, at_noon, local_mailbox, monkeypatch, dies_in
) -> None:
    program, partner = _partner()
    make_notice(program, partner)
    with monkeypatch.context() as dying:
        dying.setattr(delivering, dies_in, _die)
        with pytest.raises(DiedError):
            deliver()

    deliver()

    assert len(list(Path(local_mailbox, "new").iterdir())) == 1
    assert Delivery.objects.get().state == "handed-over"


def test_a_living_workers_letter_is_left_alone(committed, at_noon, postbox) -> None:
    program, partner = _partner()
    make_notice(program, partner)
    claimed, finish = Signal(), Signal()

    def work() -> None:
        try:
            with delivering._claimed(None):
                claimed.set()
                finish.wait(timeout=20)
        finally:
            connections.close_all()

    worker = Thread(target=work)
    worker.start()
    assert claimed.wait(timeout=20)

    settled_alive = settle_lost()
    finish.set()
    worker.join()
    settled_dead = settle_lost()

    assert (settled_alive, settled_dead) == (0, 1)
    assert Delivery.objects.get().state == "uncertain"


def test_two_workers_on_one_chunk_send_each_letter_once(committed, at_noon, postbox) -> None:
    program, partner = _partner(people=12)
    make_notice(program, partner)
    chunk_id = _chunk()

    def work() -> None:
        try:
            deliver(chunk_id)
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(postbox.envelopes) == sorted(
        (address,) for address in Delivery.objects.values_list("address", flat=True)
    )
    assert len(postbox.envelopes) == 12
    assert set(Delivery.objects.values_list("tries", flat=True)) == {1}


def test_a_connection_the_server_closed_is_opened_again(
    committed, at_noon, postbox, monkeypatch
) -> None:
    program, partner = _partner(people=2)
    make_notice(program, partner)
    offer = delivering._offer

    def offer_then_lose(server, delivery):
        reply = offer(server, delivery)
        if server._connection is not None and len(postbox.taken) == 1:
            server._connection.sock.close()
        return reply

    monkeypatch.setattr(delivering, "_offer", offer_then_lose)
    deliver()

    assert len(postbox.taken) == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {"handed-over"}


def test_an_address_nobody_can_write_to_is_given_up(committed, at_noon, postbox) -> None:
    program, partner = _partner()
    make_notice(program, partner)
    Delivery.objects.update(address="broken")

    deliver()

    assert Delivery.objects.get().state == "given-up"
    assert postbox.connections == 0


def test_a_letter_that_cannot_be_written_is_tried_again(
    committed, at_noon, postbox, monkeypatch
) -> None:
    program, partner = _partner()
    make_notice(program, partner)
    with monkeypatch.context() as broken:
        broken.setattr(delivering, "compose", lambda *_: 1 // 0)
        deliver()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == ("waiting", 1)

    _later(monkeypatch, hours=1)
    deliver()

    assert len(postbox.taken) == 1


def test_no_lock_is_left_behind(committed, at_noon, postbox) -> None:
    program, partner = _partner(people=2)
    make_notice(program, partner)

    deliver()

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        assert cursor.fetchone()[0] == 0

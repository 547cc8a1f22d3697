"""Handing letters to the mail server: each at most once, whatever dies in between.

Before a letter is offered, a committed row says so. If the worker dies after that, nobody can
know whether the server took it. Where the local mailbox is in use we look for the Message-ID,
which was fixed before the first try; elsewhere the letter stays *uncertain* and is not sent
again. We prefer a letter too few to one too many: the notice is in the inbox in any case, only
service makes clocks run, and whoever was not served is listed.

While a letter is under way, the worker holds an advisory lock of its database session on it. The
lock ends with the session, so that a letter without one has lost its worker, without any clock.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import override

from goodstanding.evidence.services import change
from goodstanding.notices import maildir
from goodstanding.notices.letters import compose
from goodstanding.notices.models import Delivery, DeliveryAttempt, DeliveryState
from goodstanding.notices.rules.handover import Fate, Reply, Stage, decide_fate, next_try_at
from goodstanding.notices.rules.mailboxes import for_envelope
from goodstanding.notices.selectors.letters import letter_of
from goodstanding.notices.services.serving import record_bounce
from goodstanding.notices.site import sender_address
from goodstanding.notices.smtp import MailServer
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import InvalidValueError

logger = logging.getLogger(__name__)

MAIL = Actor.system("mail")
_UNUSABLE_ADDRESS = 553  # RFC 5321: mailbox name not allowed; said by us, before any server is.

_STATES = {
    Fate.HANDED_OVER: DeliveryState.HANDED_OVER,
    Fate.RETRY: DeliveryState.WAITING,
    Fate.REFUSED: DeliveryState.REFUSED,
    Fate.GIVEN_UP: DeliveryState.GIVEN_UP,
    Fate.UNCERTAIN: DeliveryState.UNCERTAIN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A letter this worker may offer now, and the number of the try."""

    delivery: Delivery
    attempt: DeliveryAttempt


def deliver(chunk_id: UUID | None = None) -> int:
    """Offer every letter of a chunk that is due, or of all; return how many were tried.

    Several workers may run it on the same chunk: they share the letters. It stops early where
    the server cannot be reached, and what is left waits for the next run.
    """
    settle_lost(chunk_id)
    tried = 0
    with MailServer() as server:
        while True:
            with _claimed(chunk_id) as claimed:
                if claimed is None:
                    return tried
                reply = _offer(server, claimed.delivery)
                _record(claimed, reply, at=clock.now())
                tried += 1
                if reply.stage is Stage.CONNECT:
                    return tried


@contextmanager
def _claimed(chunk_id: UUID | None) -> Iterator[Claimed | None]:
    """Yield the next letter with its try written down and committed, and hold its lock."""
    now = clock.now()
    with transaction.atomic():
        # Workers pass each other by: whoever locks a row first offers it, the others skip it.
        delivery = (
            _scope(chunk_id)
            .select_for_update(skip_locked=True, no_key=True)
            .filter(state=DeliveryState.WAITING, next_try_at__lte=now)
            .order_by("next_try_at", "pk")
            .first()
        )
        if delivery is not None:
            _lock(delivery.pk)
            delivery.state = DeliveryState.HANDING_OVER
            delivery.next_try_at = None
            delivery.tries += 1
            delivery.save(update_fields=["state", "next_try_at", "tries"])
            attempt = DeliveryAttempt.objects.create(
                delivery=delivery, number=delivery.tries, started_at=now
            )
    if delivery is None:
        yield None
        return
    try:
        yield Claimed(delivery=delivery, attempt=attempt)
    finally:
        _unlock(delivery.pk)


def _scope(chunk_id: UUID | None) -> QuerySet[Delivery]:
    everything = Delivery.objects.all()
    return everything if chunk_id is None else everything.filter(chunk_id=chunk_id)


def _offer(server: MailServer, delivery: Delivery) -> Reply:
    """Write the letter and offer it; what goes wrong before anything is offered can be retried."""
    try:
        letter, envelope, language = letter_of(delivery)
        recipient, sender = for_envelope(envelope.to_address), for_envelope(sender_address())
        with override(language):
            content = compose(letter, envelope)
    except InvalidValueError as error:
        return Reply(stage=Stage.CONTENT, code=_UNUSABLE_ADDRESS, text=str(error))
    except Exception:
        logger.exception("letter %s could not be written", delivery.message_id)
        return Reply(stage=Stage.CONTENT, text="The letter could not be written; see the log.")
    return server.hand_over(sender=sender, recipient=recipient, content=content)


def _record(claimed: Claimed, reply: Reply, *, at: datetime) -> None:
    """Write down what became of a try; a refused mailbox is a fact and gets its event."""
    fate = decide_fate(reply)
    later = next_try_at(tries=claimed.delivery.tries, at=at) if fate is Fate.RETRY else None
    if fate is Fate.RETRY and later is None:
        fate = Fate.GIVEN_UP
    if fate is not Fate.REFUSED:
        with transaction.atomic():
            _write(claimed, reply, fate, later, at=at)
        return
    with change(actor=MAIL, at=at):
        _write(claimed, reply, fate, later, at=at)
        record_bounce(claimed.delivery.recipient_id, reply_code=reply.code or 0, actor=MAIL, at=at)


def _write(
    claimed: Claimed, reply: Reply, fate: Fate, later: datetime | None, *, at: datetime
) -> None:
    attempt = claimed.attempt
    attempt.ended_at, attempt.fate, attempt.stage = at, fate.value, reply.stage.value
    attempt.reply_code, attempt.reply_text = reply.code, reply.text
    attempt.save()
    Delivery.objects.filter(pk=claimed.delivery.pk).update(state=_STATES[fate], next_try_at=later)


def settle_lost(chunk_id: UUID | None = None) -> int:
    """Settle letters whose worker died while it offered them; return how many there were.

    Found in the local mailbox: handed over. Not in it: it never arrived there, so it waits
    again. With a real mail server nobody knows: uncertain, for good.
    """
    settled = 0
    under_way = _scope(chunk_id).filter(state=DeliveryState.HANDING_OVER)
    for delivery_id in under_way.order_by("pk").values_list("pk", flat=True):
        if not _try_lock(delivery_id):
            continue  # A living worker has it.
        try:
            settled += _settle(delivery_id, at=clock.now())
        finally:
            _unlock(delivery_id)
    return settled


def _settle(delivery_id: UUID, *, at: datetime) -> int:
    with transaction.atomic():
        # Two runs settling the same letter queue on its row; the second finds it settled.
        delivery = Delivery.objects.select_for_update(no_key=True).get(pk=delivery_id)
        if delivery.state != DeliveryState.HANDING_OVER:
            return 0
        match maildir.was_stored(delivery.message_id):
            case True:
                fate, waits = Fate.HANDED_OVER, None
            case False:
                fate, waits = Fate.RETRY, at
            case None:
                fate, waits = Fate.UNCERTAIN, None
        delivery.state, delivery.next_try_at = _STATES[fate], waits
        delivery.save(update_fields=["state", "next_try_at"])
        DeliveryAttempt.objects.filter(delivery=delivery, number=delivery.tries).update(
            ended_at=at, fate=fate.value, reply_text="The worker died while it was on its way."
        )
    return 1


def _key(delivery_id: UUID) -> int:
    return int.from_bytes(delivery_id.bytes[8:], signed=True)


def _lock(delivery_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_key(delivery_id)])


def _try_lock(delivery_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_key(delivery_id)])
        return bool(cursor.fetchone()[0])


def _unlock(delivery_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_key(delivery_id)])

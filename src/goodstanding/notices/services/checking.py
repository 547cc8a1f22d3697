"""The public check: counting who asks, and telling an officer when a code goes round.

A known and an unknown code run the same statements in the same order, so that the time of the
answer tells nothing. Nothing here is an act: a check is machinery, without an event.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import holds
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import change
from goodstanding.notices.events import AlarmClosed
from goodstanding.notices.models import CodeAlarm, CodeCheck, Notice
from goodstanding.notices.rules import alarms
from goodstanding.notices.rules.codes import VerificationCode
from goodstanding.notices.rules.networks import network_of
from goodstanding.notices.selectors.checked import Genuine, genuine
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, NotPermittedError


def check_code(code: VerificationCode, *, address: str, at: datetime) -> Genuine | None:
    """Return what we say about a code: the real message, or None where we sent none.

    Args:
        code: The code, well formed.
        address: Where the question comes from; only a keyed hash of its network is kept.
        at: When.

    Raises:
        TooManyChecksError: The network asked too often.
    """
    network = _kept_network(address)
    with transaction.atomic():
        recent = CodeCheck.objects.filter(
            network=network, checked_at__gt=at - alarms.CHECKS_SPAN
        ).count()
        if recent >= alarms.CHECKS_MAX:
            raise alarms.TooManyChecksError
        notice = Notice.objects.select_related("text", "program").filter(code=code.letters).first()
        CodeCheck.objects.create(code=code.letters, notice=notice, network=network, checked_at=at)
        networks = (
            CodeCheck.objects.filter(code=code.letters, checked_at__gt=at - alarms.ALARM_SPAN)
            .values("network")
            .distinct()
            .count()
        )
        if alarms.raises_alarm(networks):
            CodeAlarm.objects.bulk_create(
                [CodeAlarm(code=code.letters, notice=notice, raised_at=at)], ignore_conflicts=True
            )
        return genuine(notice)


def _kept_network(address: str) -> str:
    salt = "goodstanding.notices.networks"
    return salted_hmac(salt, network_of(address), algorithm="sha256").hexdigest()


def close_alarm(alarm_id: UUID, *, program_id: UUID, actor: Actor, at: datetime) -> CodeAlarm:
    """Record that an officer looked at an alarm; more checks later raise a new one.

    Raises:
        NotPermittedError: The actor is not an officer of the program.
        ConflictError: Somebody closed it before.
    """
    person_id = actor.person_id
    if person_id is None or not holds(person_id, [Role.OFFICER], program_id=program_id, at=at):
        raise NotPermittedError(
            "This needs the right of compliance officer. Ask the operator of your installation."
        )
    with change(actor=actor, at=at) as done:
        # Two officers closing the same alarm queue on its row.
        alarm = CodeAlarm.objects.select_for_update(no_key=True).get(pk=alarm_id)
        if alarm.closed_at is not None:
            raise ConflictError("Somebody closed this alarm already. Reload the page to see it.")
        alarm.closed_at, alarm.closed_by_id = at, person_id
        alarm.save(update_fields=["closed_at", "closed_by"])
        # The checks that raised it are forgotten, so that the same ones do not raise it again.
        CodeCheck.objects.filter(code=alarm.code, checked_at__lte=at).delete()
        done.record(
            AlarmClosed(alarm_id=alarm.pk, notice_id=alarm.notice_id, code=Code(alarm.code))
        )
    return alarm


def forget_old_checks(*, at: datetime) -> int:
    """Delete checks nobody needs any more, and return how many there were."""
    count, _ = CodeCheck.objects.filter(checked_at__lt=at - alarms.KEPT_FOR).delete()
    return count

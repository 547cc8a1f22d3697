"""Asking a newly named contact to say that our messages arrive: rules count on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from goodstanding.accounts.selectors import first_officer
from goodstanding.evidence.dated import in_force
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.words import Said, Words
from goodstanding.notices.services.sending import Addressee, send_notices
from goodstanding.partners.models import Enrolment
from goodstanding.partners.words import role_name
from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.rulebook.pack import Reach
from goodstanding.values.actor import Actor


def greeting_words(role: str) -> Words:
    """Return the letter that asks a contact to say that it arrived."""
    return Words(
        kind=NoticeKind.REQUEST_FOR_INFORMATION,
        title=gettext("do our messages reach you?"),
        heading=gettext("You are named as a contact of your company. Say that this reached you."),
        what=Said(
            short=gettext("Open this message, signed in, and press “I have read this”."),
            detail=gettext("Only you can do it: you are named as %(role)s.")
            % {"role": role_name(role)},
        ),
        why=Said(
            short=gettext("Somebody who manages the people of your company named you."),
            detail=gettext("The rules ask for a contact in this role whom our messages reach."),
        ),
        otherwise=Said(
            short=gettext("We do not know whether we reach you, and ask your company again.")
        ),
        steps=(gettext("Open “Messages”, then this one."), gettext("Press “I have read this”.")),
        closing=gettext("Named by mistake? Reply to this message. A person answers."),
    )


def greet_contact(
    person_id: UUID, *, partner_id: UUID, role: str, cause_id: UUID, actor: Actor, at: datetime
) -> int:
    """Write to somebody who was named in a role that the rules want reached; return how often.

    Once for each program and naming (``cause_id``), where an officer is there to sign.
    """
    sent = 0
    for program_id in _programs_that_reach(role, partner_id=partner_id, at=at):
        sender = first_officer(program_id, at=at)
        if sender is None:
            continue
        send_notices(
            greeting_words(role),
            program_id=program_id,
            to=[Addressee(partner_id=partner_id, person_id=person_id)],
            cause_id=cause_id,
            sender_id=sender,
            actor=actor,
            at=at,
        )
        sent += 1
    return sent


def _programs_that_reach(role: str, *, partner_id: UUID, at: datetime) -> Iterator[UUID]:
    enrolled = Enrolment.objects.filter(in_force(at), partner_id=partner_id)
    for program_id in enrolled.order_by("program_id").values_list("program_id", flat=True):
        version = version_in_force(program_id, as_of=at)
        if version is not None and any(
            isinstance(duty.verb, Reach) and role in duty.verb.roles
            for duty in pack_of(version).obligations
        ):
            yield program_id

"""Services of people and their vendor-side rights."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from goodstanding.accounts import jobs
from goodstanding.accounts.errors import NotEmptyError
from goodstanding.accounts.events import (
    GrantEnded,
    GrantGiven,
    PasswordSet,
    PersonAdded,
    PersonDescribed,
)
from goodstanding.accounts.models import Grant, IdentifiedBy, Person, Role, SignIn
from goodstanding.accounts.selectors import (
    SIGN_INS_SHOWN,
    person_by_email,
    person_of_reset_token,
    require,
)
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import change
from goodstanding.values.actor import Actor, ActorKind
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError

#: Queues everybody who would make the first person: there is no row yet to queue on.
_FIRST_RUN_LOCK = 0x676F6F64


def add_person(*, email: str, name: str, actor: Actor, at: datetime) -> Person:
    """Make a person known by a mail address; the same address gives the same person."""
    known = person_by_email(email)
    if known is not None:
        return known
    address, called = email.strip().lower(), " ".join(name.split())
    with change(actor=actor, at=at) as done:
        person = Person(email=address, name=called, created_at=at)
        person.set_unusable_password()
        person.save(force_insert=True)
        done.record(
            PersonAdded(person_id=person.pk, email=Private(address), name=Private(called)),
        )
    return person


def give_grant(  # the operator's act; the first operator is made by the installation itself
    person_id: UUID,
    *,
    role: Role,
    program_id: UUID | None,
    actor: Actor,
    at: datetime,
    until: datetime | None = None,
) -> Grant:
    """Give a person a vendor-side right from now on; holding it already changes nothing.

    Raises:
        NotPermittedError: The actor is not an operator, or would give it to themselves: who
            gives rights out sees no case by it.
        InvalidValueError: The right would end before it starts.
        ConflictError: The person holds it already, until another instant.
    """
    require(actor, Role.OPERATOR, program_id=None, at=at)
    if actor.person_id == person_id:
        raise NotPermittedError(
            "Nobody gives rights to themselves. Ask another operator to give it to you."
        )
    if until is not None and until <= at:
        raise InvalidValueError("The right would end before it starts. Choose a later day.")
    with change(actor=actor, at=at) as done:
        # Two operators giving the same right queue on the person's row.
        Person.objects.select_for_update(no_key=True).get(pk=person_id)
        held = _held(person_id, role, program_id, at=at)
        if held is not None and held.valid_until == until:
            return held
        if held is not None:
            raise ConflictError(
                f"{held.person} holds this right already, with another end. End it first."
            )
        grant = Grant.objects.create(
            person_id=person_id, role=role, program_id=program_id, valid_from=at, valid_until=until
        )
        done.record(
            GrantGiven(
                grant_id=grant.fact_id,
                person_id=person_id,
                role=Code(role.value),
                granted_program_id=program_id,
                valid_from=at,
                valid_until=until,
            )
        )
    return grant


def _held(person_id: UUID, role: Role, program_id: UUID | None, *, at: datetime) -> Grant | None:
    """Return the right a person holds now or from a later instant, if any."""
    return (
        Grant.objects.filter(
            person_id=person_id, role=role, program_id=program_id, superseded_at=None
        )
        .filter(Q(valid_until=None) | Q(valid_until__gt=at))
        .first()
    )


def end_grant(grant_id: UUID, *, actor: Actor, at: datetime) -> Grant:
    """End a vendor-side right now; the row that says it was held stays.

    Raises:
        NotPermittedError: The actor is not an operator.
        ConflictError: It is the last operator's right, or it has ended already.
    """
    require(actor, Role.OPERATOR, program_id=None, at=at)
    with change(actor=actor, at=at) as done:
        # Ending queues on the right's own rows, so that of two who end it one does, and on all
        # operators' rows, so that two cannot end each other's last. Who waited reads anew.
        rows = Q(role=Role.OPERATOR) | Q(fact_id=grant_id)
        list(Grant.objects.select_for_update(no_key=True).filter(rows).order_by("pk"))
        held = Grant.objects.get(fact_id=grant_id, superseded_at=None)
        ended_before = Grant.objects.filter(fact_id=grant_id).exclude(superseded_at=None).exists()
        if ended_before or (held.valid_until is not None and held.valid_until <= at):
            raise ConflictError("This right has ended already. Reload the page to see it.")
        if held.role == Role.OPERATOR and not _another_operator(held):
            raise ConflictError(
                "This is the last operator of the installation. Make somebody else operator first."
            )
        held.superseded_at = done.recorded_at
        held.save(update_fields=["superseded_at"])
        ended = Grant.objects.create(
            fact_id=held.fact_id,
            person_id=held.person_id,
            role=held.role,
            program_id=held.program_id,
            valid_from=held.valid_from,
            valid_until=at,
        )
        done.record(GrantEnded(grant_id=ended.fact_id, person_id=held.person_id, valid_until=at))
    return ended


def _another_operator(held: Grant) -> bool:
    return (
        Grant.objects.filter(role=Role.OPERATOR, superseded_at=None, valid_until=None)
        .exclude(person_id=held.person_id)
        .exists()
    )


def describe_person(
    person_id: UUID, *, name: str, language: str, actor: Actor, at: datetime
) -> Person:
    """Set how a person is called and which language they read; the same again changes nothing.

    Raises:
        NotPermittedError: The actor is somebody else.
        InvalidValueError: The name is empty.
    """
    _require_self(actor, person_id)
    called = " ".join(name.split())
    if not called:
        raise InvalidValueError("The name is empty. Write how people may call you.")
    with change(actor=actor, at=at) as done:
        person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
        if (person.name, person.language) == (called, language):
            return person
        person.name, person.language = called, language
        person.save(update_fields=["name", "language"])
        done.record(
            PersonDescribed(person_id=person_id, name=Private(called), language=Code(language))
        )
    return person


def set_password(
    person_id: UUID, password: str, *, identified_by: IdentifiedBy, actor: Actor, at: datetime
) -> Person:
    """Give a person a new password, which ends every session they have open elsewhere.

    Who had one before is told by letter, so that they notice if it was not them.

    Raises:
        NotPermittedError: The actor is somebody else.
    """
    _require_self(actor, person_id)
    with change(actor=actor, at=at) as done:
        person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
        had_one = person.has_usable_password()
        person.set_password(password)
        person.save(update_fields=["password"])
        done.record(PasswordSet(person_id=person_id, identified_by=Code(identified_by.value)))
        if had_one:
            jobs.send_password_changed.defer(person_id=str(person_id))
    return person


def reset_password(person_id: UUID, token: str, password: str, *, at: datetime) -> Person:
    """Give whoever holds the link of a letter the password they chose, once.

    Raises:
        LinkSpentError: The link is too old, or the password was set or used since.
    """
    actor = Actor.person(person_id)
    with change(actor=actor, at=at):
        # Everybody who holds the same letter queues on the person's row; the first one spends it.
        list(Person.objects.select_for_update(no_key=True).filter(pk=person_id))
        person_of_reset_token(person_id, token)
        return set_password(
            person_id, password, identified_by=IdentifiedBy.LINK, actor=actor, at=at
        )


def sign_out_everywhere(person_id: UUID) -> Person:
    """End every session a person has open; whoever calls may keep the one at hand alive.

    Sessions are machinery, so the log says nothing.
    """
    Person.objects.filter(pk=person_id).update(sign_outs=F("sign_outs") + 1)
    return Person.objects.get(pk=person_id)


def note_sign_in(
    person_id: UUID, *, identified_by: IdentifiedBy, browser: str, at: datetime
) -> None:
    """Remember one time a person signed in, and forget all but the latest few."""
    SignIn.objects.create(person_id=person_id, at=at, identified_by=identified_by, browser=browser)
    kept = SignIn.objects.filter(person_id=person_id)[:SIGN_INS_SHOWN].values("pk")
    SignIn.objects.filter(person_id=person_id).exclude(pk__in=kept).delete()


def make_first_operator(*, email: str, name: str, password: str, at: datetime) -> Person:
    """Make the operator of an installation that has nobody yet, once.

    Raises:
        NotEmptyError: Somebody is there already.
    """
    actor = Actor.system("first-run")
    with change(actor=actor, at=at):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FIRST_RUN_LOCK])
        if Person.objects.exists():
            raise NotEmptyError("This installation has people already. Sign in instead.")
        person = add_person(email=email, name=name, actor=actor, at=at)
        give_grant(person.pk, role=Role.OPERATOR, program_id=None, actor=actor, at=at)
        set_password(person.pk, password, identified_by=IdentifiedBy.PASSWORD, actor=actor, at=at)
    return Person.objects.get(pk=person.pk)


def _require_self(actor: Actor, person_id: UUID) -> None:
    if actor.kind is not ActorKind.SYSTEM and actor.person_id != person_id:
        raise NotPermittedError("Only the person can change this. Ask them to sign in and do it.")

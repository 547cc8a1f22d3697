"""API tokens: the keys by which other systems call this one. A token never stands for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet

from goodstanding.accounts.errors import TokenNotValidError
from goodstanding.accounts.events import TokenIssued, TokenRevoked
from goodstanding.accounts.link_secrets import hash_of, new_secret
from goodstanding.accounts.models import ApiToken, ApiTokenUse, Role, TokenScope
from goodstanding.accounts.selectors import require
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import change
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError

#: What every token starts with, so that people and scanners of source code recognize one.
PREFIX = "gst_"
LENGTH_MAX = timedelta(days=730)
NAME_LENGTH_MAX = 80
_INSTANT = timedelta(microseconds=1)


def issue_token(
    *,
    name: str,
    program_id: UUID,
    scopes: Sequence[TokenScope],
    valid_until: datetime,
    go_between_id: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> tuple[ApiToken, str]:
    """Return a new token and its secret, which is told now and never again.

    Raises:
        NotPermittedError: The actor is not an operator.
        InvalidValueError: No name or scope, or an end in the past or too far away.
        ConflictError: A token of the program has this name until then.
    """
    require(actor, Role.OPERATOR, program_id=None, at=at)
    called = " ".join(name.split())
    _check(called, scopes, valid_until, at=at)
    secret = new_secret()
    with change(actor=actor, at=at) as done:
        try:
            with transaction.atomic():
                token = ApiToken.objects.create(
                    name=called,
                    program_id=program_id,
                    go_between_id=go_between_id,
                    scopes=sorted({scope.value for scope in scopes}),
                    secret_sha256=hash_of(secret),
                    valid_from=at,
                    valid_until=valid_until,
                )
        except IntegrityError as refusal:
            raise ConflictError(
                f"This program has a token called “{called}” already. Choose another name, or "
                "revoke that one first."
            ) from refusal
        done.record(
            TokenIssued(
                token_id=token.fact_id,
                token_program_id=program_id,
                go_between_id=go_between_id,
                name=Private(called),
                scopes=tuple(Code(scope) for scope in token.scopes),
                valid_until=valid_until,
            )
        )
    return token, PREFIX + secret


def _check(name: str, scopes: Sequence[TokenScope], valid_until: datetime, *, at: datetime) -> None:
    if not name or len(name) > NAME_LENGTH_MAX:
        raise InvalidValueError(
            f"A token needs a name of 1 to {NAME_LENGTH_MAX} characters. Name the system that "
            "will hold it."
        )
    if not scopes:
        raise InvalidValueError(
            f"A token without a scope opens nothing. Give one of {', '.join(TokenScope.values)}."
        )
    if not at < valid_until <= at + LENGTH_MAX:
        raise InvalidValueError(
            f"A token lasts up to {LENGTH_MAX.days} days. Choose an end within them; a new token "
            "is quickly made."
        )


def revoke_token(token_id: UUID, *, actor: Actor, at: datetime) -> ApiToken:
    """End a token now; the row that says how long it was good for stays.

    Raises:
        NotPermittedError: The actor is not an operator.
        ConflictError: It has ended already.
        ApiToken.DoesNotExist: There is no such token.
    """
    require(actor, Role.OPERATOR, program_id=None, at=at)
    with change(actor=actor, at=at) as done:
        # Two operators revoking the same token queue on its rows; who waited reads anew.
        list(
            ApiToken.objects.select_for_update(no_key=True).filter(fact_id=token_id).order_by("pk")
        )
        held = ApiToken.objects.get(fact_id=token_id, superseded_at=None)
        assert held.valid_until is not None  # the database refuses a token without an end
        if held.valid_until <= at:
            raise ConflictError("This token has ended already. Reload the page to see it.")
        held.superseded_at = done.recorded_at
        held.save(update_fields=["superseded_at"])
        ended = ApiToken.objects.create(
            fact_id=held.fact_id,
            name=held.name,
            program_id=held.program_id,
            go_between_id=held.go_between_id,
            scopes=held.scopes,
            secret_sha256=held.secret_sha256,
            valid_from=held.valid_from,
            valid_until=max(at, held.valid_from + _INSTANT),
        )
        assert ended.valid_until is not None
        done.record(TokenRevoked(token_id=ended.fact_id, valid_until=ended.valid_until))
    return ended


def tokens_known() -> QuerySet[ApiToken]:
    """Return every token as known today, ended ones too, the one that lasts longest first."""
    return ApiToken.objects.filter(superseded_at=None).order_by("-valid_until", "name")


def last_calls(token_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return when each of some tokens was last used; one that never was is left out."""
    return dict(
        ApiTokenUse.objects.filter(token_id__in=list(token_ids)).values_list("token_id", "last_at")
    )


def token_of(written: str, *, at: datetime) -> ApiToken:
    """Return the token somebody shows.

    Raises:
        TokenNotValidError: It is not one of ours, or has ended; the sentence says which.
    """
    hashed = hash_of(written.removeprefix(PREFIX)) if written.startswith(PREFIX) else None
    found = ApiToken.objects.filter(
        Q(superseded_at=None), Q(valid_from__lte=at), secret_sha256=hashed
    ).first()
    if hashed is None or found is None:
        raise TokenNotValidError(
            f"This is not a token of this installation. A token starts with {PREFIX} and has 47 "
            "characters; copy all of it."
        )
    assert found.valid_until is not None
    if found.valid_until <= at:
        raise TokenNotValidError(
            f"This token ended on {found.valid_until:%Y-%m-%d}. Ask the operator of the "
            "installation for a new one."
        )
    return found


def count_call(token_id: UUID, *, at: datetime) -> int:
    """Count one call by a token, and return how many there were in this minute, with this one."""
    minute = at.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_apitokenuse AS u (token_id, minute_at, calls, last_at) "
            "VALUES (%s, %s, 1, %s) ON CONFLICT (token_id) DO UPDATE "
            "SET calls = CASE WHEN u.minute_at = excluded.minute_at THEN u.calls + 1 ELSE 1 END, "
            "minute_at = excluded.minute_at, last_at = excluded.last_at RETURNING calls",
            [token_id, minute, at],
        )
        return int(cursor.fetchone()[0])

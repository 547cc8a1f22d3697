"""Calls that change something carry a key: repeated, they are answered again and do nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import connection
from django.http import HttpRequest

from goodstanding.apikit.calling import Caller
from goodstanding.apikit.errors import KeyReusedError, ParameterProblem, RequestRefusedError
from goodstanding.apikit.models import KEY_LENGTH_MAX, AnsweredCall
from goodstanding.evidence.services import change

HEADER = "Idempotency-Key"
#: How long a call may be repeated.
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a call is answered: a status that says it was done, and what can be said as JSON."""

    status: int
    body: Any


def key_of(request: HttpRequest) -> str:
    """Return the key a call carries.

    Raises:
        RequestRefusedError: It has none, or one that is too long or not plain.
    """
    key = request.headers.get(HEADER, "").strip()
    if not key or len(key) > KEY_LENGTH_MAX or not (key.isascii() and key.isprintable()):
        raise RequestRefusedError(
            (
                ParameterProblem(
                    parameter=HEADER,
                    code="malformed" if key else "missing",
                    detail=f"The header {HEADER} is missing or not plain. Send a new random value, "
                    f"such as a UUID, of up to {KEY_LENGTH_MAX} characters, and the same one when "
                    "you repeat the call.",
                ),
            )
        )
    return key


def done_once(key: str, *, request: HttpRequest, caller: Caller, act: Callable[[], Reply]) -> Reply:
    """Return what ``act`` answers, or what it answered when the call came first.

    The change and the memory of it are one transaction. A call that was refused is not
    remembered: it changed nothing, and may be put right and repeated under the same key.

    Raises:
        KeyReusedError: The key came with another request before.
    """
    asked = _hash_of(request)
    with change(actor=caller.actor, at=caller.at):
        _queue(caller, key)
        found = AnsweredCall.objects.filter(token_id=caller.token_id, key=key).first()
        if found is not None:
            if bytes(found.request_sha256) != asked:
                raise KeyReusedError(
                    f"This {HEADER} came with another request before. Send a new value with a new "
                    "request."
                )
            return Reply(status=found.status, body=found.body)
        reply = act()
        AnsweredCall.objects.filter(
            token_id=caller.token_id, answered_at__lt=caller.at - KEPT_FOR
        ).delete()
        AnsweredCall.objects.create(
            token_id=caller.token_id,
            key=key,
            request_sha256=asked,
            status=reply.status,
            body=reply.body,
            answered_at=caller.at,
        )
    return reply


def _hash_of(request: HttpRequest) -> bytes:
    said = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return sha256(said).digest()


def _queue(caller: Caller, key: str) -> None:
    """Let calls under one key queue here: there is no row yet to queue on."""
    number = int.from_bytes(sha256(f"{caller.token_id} {key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])

"""Tokens, and calls as another system makes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.test import Client

from goodstanding.accounts.models import ApiToken, TokenScope
from goodstanding.accounts.tokens import issue_token
from goodstanding.programs.models import Program
from goodstanding.values import clock
from tests.builders import SYSTEM

DECISIONS = "/api/v1/decisions"
YEAR = timedelta(days=365)
_numbers = count(1)


@contextmanager
def clock_at(instant: datetime) -> Iterator[None]:
    """Let it be an instant for a while."""
    before = clock._shift
    clock.install_shift(lambda: timedelta(0))
    shift = instant - clock.now()
    clock.install_shift(lambda: shift)
    try:
        yield
    finally:
        clock.install_shift(before)


def make_token(
    program: Program,
    *,
    scopes: Sequence[TokenScope] = tuple(TokenScope),
    go_between_id: UUID | None = None,
    at: datetime | None = None,
    valid_for: timedelta = YEAR,
) -> tuple[ApiToken, str]:
    """Return a token of a program and what its holder sends."""
    since = at or clock.now()
    return issue_token(
        name=f"Order system {next(_numbers)}",
        program_id=program.pk,
        scopes=scopes,
        valid_until=since + valid_for,
        go_between_id=go_between_id,
        actor=SYSTEM,
        at=since,
    )


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it comes."""

    status_code: int
    content: bytes
    headers: dict[str, str]

    @classmethod
    def of(cls, response: HttpResponseBase) -> Reply:
        """Return what a client received."""
        content = bytes(getattr(response, "content", b""))
        return cls(response.status_code, content, dict(response.items()))

    def __getitem__(self, header: str) -> str:
        return self.headers[header]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode()

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.content)


@dataclass(frozen=True, slots=True)
class System:
    """Another system that holds a token."""

    secret: str

    def get(self, path: str, **parameters: Any) -> Reply:
        """Call an address, and return the answer as it comes."""
        given = {
            name: value.isoformat() if isinstance(value, datetime) else str(value)
            for name, value in parameters.items()
        }
        client = Client(headers={"authorization": f"Bearer {self.secret}"})
        return Reply.of(client.get(path, given))

    def ask(self, partner: object, question: str = "may_transact", **more: Any) -> dict[str, Any]:
        """Ask what a partner may do, and return what is answered."""
        response = self.get(DECISIONS, partner=partner, question=question, **more)
        assert response.status_code == 200, response.content
        answer: dict[str, Any] = response.json()
        return answer


def make_system(program: Program, *, at: datetime | None = None, **more: Any) -> System:
    """Return a system that may ask everything of a program."""
    return System(make_token(program, at=at, **more)[1])

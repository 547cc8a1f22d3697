"""The family of failures the domain can explain, in words a partner manager can act on."""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """A rule of the business refused the request.

    ``code`` is part of the public interface: clients branch on it, so it never
    changes. The message is for people: what is wrong, then what to do. The HTTP
    status is decided at the edges, once, by ``status_of``.
    """

    code: ClassVar[str]


class NotPermittedError(DomainError):
    """The actor may see this, and lacks the right to change it."""

    code = "not_permitted"


class ConflictError(DomainError):
    """Somebody else changed this first, or a replay asks for something different."""

    code = "conflict"


class InvalidValueError(DomainError, ValueError):
    """A value cannot be what it claims to be."""

    code = "invalid_value"

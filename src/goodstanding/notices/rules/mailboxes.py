"""Mail addresses as strangers may see them, and as a mail server takes them."""

from __future__ import annotations

from goodstanding.values.errors import InvalidValueError

_DOTS = "\N{BULLET}\N{BULLET}\N{BULLET}"


def masked(address: str) -> str:
    """Return ``m•••@c•••``: enough to compare, not enough to learn who it is, or which company."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}{_DOTS}{at}{domain[:1]}{_DOTS}" if at else _DOTS


def for_envelope(address: str) -> str:
    """Return the address with its domain in ASCII, as SMTP wants it.

    Raises:
        InvalidValueError: It is no address, or holds what would end the SMTP command.
    """
    local, at, domain = address.rpartition("@")
    strange = any(sign.isspace() or not sign.isprintable() or sign in "<>" for sign in address)
    if strange or not (local and at and domain):
        raise InvalidValueError(f"“{masked(address)}” is not an address. Correct it.")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise InvalidValueError(f"“{masked(address)}” has no usable domain. Correct it.") from error

"""What must be known of an assent before it is one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from goodstanding.values.errors import InvalidValueError

_TYPED_MAX_CHARACTERS = 200

_REQUIRED = {
    "authority": "the authority",
    "authority_statement": "the sentence about the authority",
    "typed_name": "the name",
    "control_label": "the words beside the box",
    "ticked": "the tick in the box",
    "identified_by": "how the signer was identified",
    "ip": "the network address",
    "user_agent": "the browser",
}

#: Names before the @ that usually belong to nobody in particular.
SHARED_MAILBOXES = frozenset(
    {
        "accounting", "accounts", "admin", "billing", "compliance", "contact", "hello", "help",
        "hr", "info", "legal", "mail", "marketing", "noreply", "no-reply", "office", "orders",
        "reception", "sales", "service", "support", "team",
    }
)  # fmt: skip


class Authority(StrEnum):
    """On what ground somebody says that they may bind the company."""

    DIRECTOR = "director"  #: A director or officer of the company.
    AUTHORIZED = "authorized"  #: Authorized by one; the name is given.


class Identification(StrEnum):
    """How we knew who it was."""

    PASSWORD = "password"  # noqa: S105 -- The name of a way to sign in, not a secret.
    LINK = "link"  #: A link to their mailbox: it proves the mailbox, not the person.


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How somebody assented: what they said, what they saw, and from where.

    Raises:
        InvalidValueError: Something is missing; the sentence names all of it.
    """

    authority: Authority
    authority_statement: str  #: The sentence they chose, as it was shown.
    authorized_by: str  #: The director's name, where one authorized them.
    typed_name: str
    control_label: str  #: The words beside the box they ticked.
    ticked: bool  #: The box starts unticked; only the signer ticks it.
    identified_by: Identification
    ip: str
    user_agent: str

    def __post_init__(self) -> None:
        missing = [
            words for name, words in _REQUIRED.items() if not str(getattr(self, name) or "").strip()
        ]
        if self.authority is Authority.AUTHORIZED and not self.authorized_by.strip():
            missing.append("the name of the director who authorized them")
        if missing:
            raise InvalidValueError(
                f"Nothing has been accepted, because something is missing: {', '.join(missing)}. "
                "Load the page again and fill it in."
            )
        if len(self.typed_name) > _TYPED_MAX_CHARACTERS:
            raise InvalidValueError(
                f"The name has more than {_TYPED_MAX_CHARACTERS} characters. Write the name alone."
            )


def is_shared_mailbox(email: str) -> bool:
    """Return whether an address looks as if several people read it."""
    return email.partition("@")[0].strip().casefold() in SHARED_MAILBOXES

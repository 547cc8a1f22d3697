"""Background work of this room: writing letters. Safe to run twice: a letter more does no harm."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from goodstanding.accounts import letters
from goodstanding.values import clock

#: An address that is not known here leaves a job too, for nobody: as much work, and no letter.
NOBODY = UUID(int=0)

_RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)


@app.task(name="accounts.send_sign_in_link", retry=_RETRY)
def send_sign_in_link(*, person_id: str, to: str) -> None:
    """Write the letter with a link that signs in."""
    letters.send_sign_in_link(UUID(person_id), to=to, at=clock.now())


@app.task(name="accounts.send_password_reset", retry=_RETRY)
def send_password_reset(*, person_id: str) -> None:
    """Write the letter with a link to choose a new password."""
    letters.send_password_reset(UUID(person_id))


@app.task(name="accounts.send_password_changed", retry=_RETRY)
def send_password_changed(*, person_id: str) -> None:
    """Write the letter that says that a password was changed."""
    letters.send_password_changed(UUID(person_id), at=clock.now())


@app.task(name="accounts.send_invitation_letter", retry=_RETRY)
def send_invitation_letter(*, invitation_id: str) -> None:
    """Write the letter of an invitation."""
    letters.send_invitation(UUID(invitation_id))

"""Letters of this room: plain text, in the language of who reads them.

A letter is written when it is sent, by the worker; the secret in it is made then, and is
nowhere else.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from goodstanding.accounts import links
from goodstanding.accounts.link_secrets import hash_of, new_secret
from goodstanding.accounts.models import Invitation, Person
from goodstanding.accounts.signing_in import NEXT


def send_sign_in_link(person_id: UUID, *, to: str, at: datetime) -> None:
    """Write to a person with a link that signs them in, and then leads ``to`` a page of ours."""
    person = reachable(person_id)
    if person is None:
        return
    path = reverse("sign_in_by_link", args=[links.create_sign_in_link(person, at)])
    query = f"?{urlencode({NEXT: to})}" if to else ""
    _send(
        "sign_in_link",
        person,
        {"url": absolute(path) + query, "until": at + links.GOOD_FOR},
    )


def send_password_reset(person_id: UUID) -> None:
    """Write to a person with a link to a page where they choose a new password."""
    person = reachable(person_id)
    if person is None:
        return
    token = default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", args=[person.pk, token])
    _send("password_reset", person, {"url": absolute(path)})


def send_password_changed(person_id: UUID, *, at: datetime) -> None:
    """Tell a person that their password was changed, so that they notice if it was not them."""
    person = reachable(person_id)
    if person is None:
        return
    path = reverse("account_reset_password")
    _send("password_changed", person, {"url": absolute(path), "at": at})


def send_invitation(invitation_id: UUID) -> None:
    """Write to an invited person; run twice, the later letter is the one that opens."""
    secret = new_secret()
    with transaction.atomic():
        # Two workers with the same letter queue on its row; each writes a secret of its own.
        invitation = (
            Invitation.objects.select_for_update(no_key=True, of=("self",))
            .select_related("person", "invited_by")
            .filter(pk=invitation_id, accepted_at=None, replaced_at=None)
            .first()
        )
        if invitation is None or invitation.person.email is None:
            return
        invitation.secret_sha256 = hash_of(secret)
        invitation.save(update_fields=["secret_sha256"])
    path = reverse("invitation", args=[secret])
    inviter = invitation.invited_by
    _send(
        "invitation",
        invitation.person,
        {"url": absolute(path), "invitation": invitation},
        reply_to=[inviter.email] if inviter and inviter.email else [],
    )


def reachable(person_id: UUID) -> Person | None:
    """Return a person to whom letters can be sent."""
    return Person.objects.filter(pk=person_id, email__isnull=False).first()


def absolute(path: str) -> str:
    """Return the whole address of a page, from the configuration: a letter has no request."""
    return f"{settings.ACCOUNT_PUBLIC_URL}{path}"


def _send(
    letter: str, person: Person, context: dict[str, object], *, reply_to: list[str] | None = None
) -> None:
    send_letter(f"accounts/letters/{letter}.txt", person, context, reply_to=reply_to)


def send_letter(
    template: str, person: Person, context: dict[str, object], *, reply_to: list[str] | None = None
) -> None:
    """Write to a person, in their language; the first line of the text is the subject.

    The text is given ``person`` and ``site``, the host of this installation.
    """
    assert person.email is not None  # it was found reachable
    site = urlsplit(settings.ACCOUNT_PUBLIC_URL).netloc
    with override(person.language):
        text = render_to_string(template, {**context, "person": person, "site": site})
    subject, _, body = text.strip().partition("\n")
    EmailMessage(
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        to=[person.email],
        reply_to=reply_to,
    ).send()

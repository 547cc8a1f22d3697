"""Services of sign-in links. A link proves a mailbox, is good once, and not for long."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from goodstanding.accounts.errors import LinkSpentError
from goodstanding.accounts.link_secrets import hash_of, new_secret
from goodstanding.accounts.models import Person, SignInLink

GOOD_FOR = timedelta(minutes=20)
_KEPT_FOR = timedelta(days=1)

_SPENT = (
    "This link does not open anything any more. A link works once and for 20 minutes. "
    "Ask for a new one on the sign-in page."
)


def create_sign_in_link(person: Person, at: datetime) -> str:
    """Return the secret of a new link for a person; what is kept is its hash.

    Links of the same person that are a day past their end are swept away on the occasion.
    """
    secret = new_secret()
    SignInLink.objects.filter(person=person, expires_at__lt=at - _KEPT_FOR).delete()
    SignInLink.objects.create(
        person=person, secret_sha256=hash_of(secret), created_at=at, expires_at=at + GOOD_FOR
    )
    return secret


def person_of_link(secret: str, *, at: datetime) -> Person:
    """Return whom a link would sign in, and use nothing up.

    Raises:
        LinkSpentError: The link was used, is too old, or is not one of ours.
    """
    link = (
        SignInLink.objects.filter(
            secret_sha256=hash_of(secret),
            used_at=None,
            expires_at__gt=at,
            person__email__isnull=False,
        )
        .select_related("person")
        .first()
    )
    if link is None:
        raise LinkSpentError(_SPENT)
    return link.person


def use_sign_in_link(secret: str, *, at: datetime) -> Person:
    """Use a link up and return whom it signs in.

    Raises:
        LinkSpentError: The link was used, is too old, or is not one of ours.
    """
    with transaction.atomic():
        # Everybody who holds the same link queues on its row, so that the first one spends it.
        link = (
            SignInLink.objects.select_for_update(no_key=True)
            .filter(secret_sha256=hash_of(secret))
            .first()
        )
        if link is None or link.used_at is not None or link.expires_at <= at:
            raise LinkSpentError(_SPENT)
        person = Person.objects.get(pk=link.person_id)
        if not person.is_active:
            raise LinkSpentError(_SPENT)
        link.used_at = at
        link.save(update_fields=["used_at"])
    return person

"""A notice as the letter to one of its recipients, and as the inbox shows it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext, override

from goodstanding.notices.answers import answers_of, kind_sentence
from goodstanding.notices.letters import Envelope, Letter
from goodstanding.notices.models import Delivery, Notice, Recipient
from goodstanding.notices.rules.codes import VerificationCode
from goodstanding.notices.rules.kinds import NoticeKind, is_general, never_asks
from goodstanding.notices.rules.words import Words
from goodstanding.notices.site import sender_address, site_name
from goodstanding.partners.models import PartnerProfile


def letter_of(delivery: Delivery) -> tuple[Letter, Envelope, str]:
    """Return the letter of a delivery, from whom to whom, and the reader's language."""
    recipient = Recipient.objects.select_related(
        "person", "notice__text__sender", "notice__program"
    ).get(pk=delivery.recipient_id)
    notice, person = recipient.notice, recipient.person
    with override(person.language):
        letter = as_letter(notice, recipient)
    envelope = Envelope(
        to_name=person.name,
        to_address=delivery.address,
        from_name=gettext("%(vendor)s partner compliance") % {"vendor": notice.program.vendor_name},
        from_address=sender_address(),
        message_id=delivery.message_id,
    )
    return letter, envelope, person.language


def as_letter(notice: Notice, recipient: Recipient | None) -> Letter:
    """Return a notice word for word as it was written to a recipient.

    For somebody who came later there is no recipient: the letter then greets nobody by name.
    It is as it was when it was sent: a date that runs from service is told as such.
    """
    words = notice.text.to_rules()
    partner = partner_name(notice)
    return Letter(
        subject_line=notice.subject_line,
        greeting=_greeting(recipient),
        heading=words.heading,
        kind_sentence=f"{kind_sentence(words.kind)} {words.occasion}".strip(),
        answers=answers_of(notice, served_at=None),
        steps=_steps(words),
        closing=words.closing,
        signed_by=notice.text.sender.name,
        signed_for=gettext("Partner compliance, %(vendor)s")
        % {"vendor": notice.program.vendor_name},
        code=VerificationCode(notice.code),
        site=site_name(),
        why_you=_why_you(recipient, partner),
        who_else=_who_else(notice, recipient, kind=words.kind),
        sent_at=notice.sent_at,
    )


def partner_name(notice: Notice) -> str:
    """Return what the partner of a notice is called today; empty where it has none."""
    return (
        PartnerProfile.objects.filter(
            Q(partner_id=notice.partner_id), superseded_at=None, valid_until=None
        )
        .values_list("name", flat=True)
        .first()
        or ""
    )


def _greeting(recipient: Recipient | None) -> str:
    name = recipient.person.name if recipient is not None else ""
    return gettext("Dear %(name)s,") % {"name": name} if name else gettext("Good day,")


def _steps(words: Words) -> tuple[str, ...]:
    """Return how to do it; the first step never is a link to click."""
    if words.what is None or never_asks(words.kind):
        return ()
    first = gettext("Type %(site)s into your browser and sign in as usual.") % {"site": site_name()}
    return (first, *(words.steps or (gettext("Open “Messages”. It says what to do there."),)))


def roles_text(roles: Iterable[str]) -> str:
    """Return roles as people read them: ``signatory and distributor manager``."""
    words = [role.replace("-", " ") for role in sorted(set(roles))]
    if len(words) < 2:  # noqa: PLR2004 -- a list of one needs no "and".
        return "".join(words)
    return gettext("%(most)s and %(last)s") % {"most": ", ".join(words[:-1]), "last": words[-1]}


def _why_you(recipient: Recipient | None, partner: str) -> str:
    if recipient is not None and recipient.roles and partner:
        return gettext("You get this as %(roles)s of %(partner)s.") % {
            "roles": roles_text(recipient.roles),
            "partner": partner,
        }
    if recipient is None and partner:
        return gettext("This was sent to %(partner)s.") % {"partner": partner}
    return gettext("You get this because it is about you.")


def _who_else(notice: Notice, recipient: Recipient | None, *, kind: NoticeKind) -> str:
    # What is general may still go out to others, hours after this letter: that follows from its
    # kind, and so the letter, the inbox and the preview of a campaign say the same.
    others = Recipient.objects.filter(notice=notice)
    if recipient is not None:
        others = others.exclude(pk=recipient.pk)
    roles = [role for held in others.values_list("roles", flat=True) for role in held]
    inbox = gettext("The same message is at our address under “Messages”, after signing in.")
    if notice.person_id is None and roles:
        also = gettext("It went to these contacts too: %(roles)s.") % {"roles": roles_text(roles)}
    elif is_general(kind):
        also = gettext("Others may get the same message: it goes to everybody whom it concerns.")
    else:
        also = gettext("Nobody else got it.")
    return f"{also} {inbox}"

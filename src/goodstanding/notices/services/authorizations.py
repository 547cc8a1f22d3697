"""Telling a partner what its locations are authorized to do, that it ends, or was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from goodstanding.accounts.selectors import first_officer
from goodstanding.evidence.dated import in_force
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.words import Said, Words
from goodstanding.notices.services.sending import Addressee, send_notices
from goodstanding.partners.events_authorizations import (
    AuthorizationEnded,
    AuthorizationGranted,
    AuthorizationLost,
)
from goodstanding.partners.events_corrections import AuthorizationCorrected
from goodstanding.partners.models import LocationProfile, Wrong
from goodstanding.partners.services.granted_rows import zone_of_location
from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.ui.dates import day_text
from goodstanding.values.actor import Actor
from goodstanding.values.days import ends_at
from goodstanding.values.keys import PartnerKey


def tell_of_grant(
    payload: AuthorizationGranted, *, key: PartnerKey, actor: Actor, at: datetime
) -> None:
    """Write that a location may do something from a day on."""
    words = Words(
        kind=NoticeKind.RECEIPT,
        title=gettext("one of your locations is authorized"),
        heading=gettext("One of your locations may do something new in this program."),
        why=Said(
            short=gettext("A person of ours granted it."),
            detail=gettext("%(place)s, from %(day)s on: %(title)s")
            % {
                "place": place_name(payload.location_id, at=at),
                "day": day_text(payload.granted_on),
                "title": right_title(payload.authorization, key=key, at=at),
            },
        ),
        otherwise=Said(
            short=gettext(
                "To keep it, meet what it needs. Your first page says what that is and by when."
            )
        ),
        closing=gettext("Questions? Reply to this message. A person answers."),
    )
    _send(words, payload.authorization_id, key=key, actor=actor, at=at)


def tell_of_end(
    payload: AuthorizationEnded, *, key: PartnerKey, actor: Actor, at: datetime
) -> None:
    """Write after which day a location may do something no more, and why."""
    words = Words(
        kind=NoticeKind.RECEIPT,
        title=gettext("an authorization ends"),
        heading=gettext("An authorization of one of your locations ends."),
        why=Said(
            short=gettext("A person of ours ended it, with a reason that is on record."),
            detail=gettext("%(place)s, last day %(day)s: %(title)s. The reason: %(reason)s")
            % {
                "place": place_name(payload.location_id, at=at),
                "day": day_text(payload.until_on),
                "title": right_title(payload.authorization, key=key, at=at),
                "reason": payload.reason.words,
            },
        ),
        otherwise=Said(
            short=gettext(
                "Afterwards this location may do it no more. Your others stay as they are."
            )
        ),
        closing=gettext("Do you think it is wrong? Reply to this message. A person answers."),
    )
    _send(words, payload.authorization_id, key=key, actor=actor, at=at)


def tell_of_loss(
    payload: AuthorizationLost, *, key: PartnerKey, actor: Actor, at: datetime
) -> None:
    """Write that the rules ended an authorization for good, and what can be done about it."""
    words = Words(
        kind=NoticeKind.RECEIPT,
        title=gettext("an authorization ended for good"),
        heading=gettext("An authorization of one of your locations ended for good."),
        why=Said(
            short=gettext("It failed its test, and the time to put that right is over."),
            detail=" ".join(filter(None, _lost_text(payload, key=key, at=at))),
        ),
        otherwise=Said(
            short=gettext(
                "What is done from now on does not bring it back. Ask us for a new authorization "
                "once everything it needs is met. Your others stay as they are."
            )
        ),
        closing=gettext(
            "Do you think it is wrong, or was something done in time that we did not know of? "
            "Reply to this message. A person answers, and what was wrong is undone."
        ),
    )
    _send(words, payload.authorization_id, key=key, actor=actor, at=at)


def _lost_text(payload: AuthorizationLost, *, key: PartnerKey, at: datetime) -> tuple[str, ...]:
    """Return what was lost, what was not met, and what nobody knew: unknown is not no."""
    unmet = "; ".join(duty_titles(payload.unmet, key=key, at=at))
    unknown = "; ".join(duty_titles(payload.unknown, key=key, at=at))
    return (
        gettext("%(place)s, last day %(day)s: %(title)s.")
        % {
            "place": place_name(payload.location_id, at=at),
            "day": day_text(payload.until_on),
            "title": right_title(payload.authorization, key=key, at=at),
        },
        gettext("Not met: %(duties)s") % {"duties": unmet} if unmet else "",
        gettext("Not known to us: %(duties)s") % {"duties": unknown} if unknown else "",
    )


def tell_of_correction(
    payload: AuthorizationCorrected, *, key: PartnerKey, actor: Actor, at: datetime
) -> None:
    """Write that something was wrongly on record of an authorization, and counts no more."""
    if payload.wrong == Wrong.GRANT.value:
        detail = gettext("%(place)s, %(title)s: it was recorded by mistake, from %(day)s on.")
        otherwise = gettext("It counts as if it had never been granted. Nothing is asked for it.")
        day = payload.granted_on
    else:
        detail = gettext("%(place)s, %(title)s: its end was wrong. Its last day was to be %(day)s.")
        otherwise = _counts_instead(payload, at=at)
        day = payload.until_on or payload.granted_on
    words = Words(
        kind=NoticeKind.RECEIPT,
        title=gettext("what we had on record was wrong, and is corrected"),
        heading=gettext("We corrected what we had on record of one of your locations."),
        why=Said(
            short=gettext("It was wrong. Two people of ours looked at it."),
            detail=detail
            % {
                "place": place_name(payload.location_id, at=at),
                "day": day_text(day),
                "title": right_title(payload.authorization, key=key, at=at),
            },
        ),
        otherwise=Said(short=otherwise),
        closing=gettext("Questions? Reply to this message. A person answers."),
    )
    _send(words, payload.correction_id, key=key, actor=actor, at=at)


def _counts_instead(payload: AuthorizationCorrected, *, at: datetime) -> str:
    """Return what counts instead of a wrong end: the one before it, which may be past, or none."""
    last = payload.counts_until
    if last is None:
        return gettext(
            "The end counts as if it had never been. Your first page says what the authorization "
            "needs."
        )
    if ends_at(last, zone_of_location(payload.location_id, at=at)) <= at:
        text = gettext("The end before it counts again: its last day was %(day)s. It is over.")
    else:
        text = gettext(
            "The end before it counts again: its last day is %(day)s. Until then your first page "
            "says what the authorization needs."
        )
    return text % {"day": day_text(last)}


def duty_titles(names: Iterable[str], *, key: PartnerKey, at: datetime) -> Iterator[str]:
    """Yield what the rules in force call duties."""
    version = version_in_force(key.program_id, as_of=at)
    rules = pack_of(version).obligations if version else ()
    titles = {rule.name: rule.title.rstrip(".") for rule in rules}
    return (titles.get(name, name.replace("-", " ")) for name in names)


def place_name(location_id: UUID, *, at: datetime) -> str:
    """Return what a location is called now."""
    names = LocationProfile.objects.filter(in_force(at), location_id=location_id)
    return str(names.values_list("name", flat=True).first() or "")


def right_title(name: str, *, key: PartnerKey, at: datetime) -> str:
    """Return what the rules in force call an authorization."""
    version = version_in_force(key.program_id, as_of=at)
    rules = pack_of(version).authorizations if version else ()
    return next((rule.title for rule in rules if rule.name == name), name.replace("-", " "))


def _send(
    words: Words, authorization_id: UUID, *, key: PartnerKey, actor: Actor, at: datetime
) -> None:
    sender_id = actor.person_id or first_officer(key.program_id, at=at)
    if sender_id is None:
        return  # nobody of the vendor is in office who could sign
    send_notices(
        words,
        program_id=key.program_id,
        to=[Addressee(partner_id=key.partner_id)],
        cause_id=authorization_id,
        sender_id=sender_id,
        actor=actor,
        at=at,
    )

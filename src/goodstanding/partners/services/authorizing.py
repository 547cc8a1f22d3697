"""Granting locations the right to do something, and ending it: by the vendor or by notice."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import require
from goodstanding.evidence.dated import in_force
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import change
from goodstanding.partners.acting import SIGNATORY, roles_held
from goodstanding.partners.events_authorizations import (
    AuthorizationEnded,
    AuthorizationGranted,
    NoticeGiven,
    NoticeWithdrawn,
)
from goodstanding.partners.models import (
    Authorization,
    EndedBy,
    LocationProfile,
    Membership,
    Partner,
)
from goodstanding.partners.rules.authorizing import (
    Right,
    Term,
    may_hold,
    named_authorization,
    require_days,
)
from goodstanding.partners.selectors.authorizations import holder_of, rows_of, term_of
from goodstanding.partners.services.granted_rows import (
    close_grant,
    keep_until_next,
    open_grant,
    without_end,
    zone_of_location,
)
from goodstanding.programs.calendar import ensure_days
from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.rulebook.pack import Pack
from goodstanding.values.actor import Actor
from goodstanding.values.days import ends_at, local_day
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.keys import PartnerKey


def grant_authorization(
    location_id: UUID, *, program_id: UUID, name: str, granted_on: date, actor: Actor, at: datetime
) -> Authorization:
    """Let a location do something from a day of its calendar on; saying it twice adds nothing.

    The day may be up to a year ahead: then it begins on that day. Its anniversaries are those
    of this day.

    Raises:
        NotPermittedError: The actor is no officer of the program.
        InvalidValueError: The rules do not know the authorization, the location belongs to no
            partner of the program, or the day is too early or too late.
        ConflictError: It is held then already, or the rules do not let this location hold it.
    """
    require(actor, Role.OFFICER, program_id=program_id, at=at)
    with change(actor=actor, at=at) as done:
        place = _place(location_id, program_id, at=at)
        # Grants of one partner queue on its row, so that two officers grant once.
        Partner.objects.select_for_update(no_key=True).get(pk=place.partner_id)
        term = Term(granted_on=granted_on)
        require_days(term, today=local_day(at, place.zone))
        rule = named_authorization(pack_at(program_id, at=at), name)
        right = Right(location_id, name)
        known = rows_of([right], program_id=program_id)[right]
        for row in known:
            if term_of(row) == term:
                return row
            _require_apart(row, term)
        if not may_hold(rule.who, holder_of(place, program_id=program_id, at=at)):
            raise ConflictError(
                f"The rules do not let {place.name} hold “{rule.title}”: its tier, country, region "
                "or other authorizations do not fit. Read “who” of this authorization in the rules."
            )
        ensure_days([place.zone])
        granted = open_grant(place, name, term, program_id=program_id, after=known)
        keep_until_next([right], program_id=program_id, done=done)
        done.record(
            AuthorizationGranted(
                authorization_id=granted.fact_id,
                authorized_partner_id=granted.partner_id,
                location_id=location_id,
                authorization=Code(name),
                granted_on=granted_on,
            ),
            partners=[PartnerKey(program_id, granted.partner_id)],
        )
    return granted


def end_authorization(
    authorization_id: UUID, *, until_on: date, reason: str, actor: Actor, at: datetime
) -> Authorization:
    """End an authorization as the vendor: at once where the last day is today, else after it.

    One that has not begun by then never begins.

    Raises:
        NotPermittedError: The actor is no officer of the program.
        InvalidValueError: No reason is given, or the day is over.
        ConflictError: It is over, or ends by that day already.
    """
    if not reason.strip():
        raise InvalidValueError("Say why the authorization ends. The partner reads it.")
    with change(actor=actor, at=at) as done:
        held = _locked(authorization_id)
        require(actor, Role.OFFICER, program_id=held.program_id, at=at)
        _require_running(held, at=at)
        today = local_day(at, zone := zone_of_location(held.location_id, at=at))
        if until_on < today:
            raise InvalidValueError(
                f"{until_on} is over. Give today or a later day; what was so until now "
                "stays on record."
            )
        if held.until_on is not None and held.until_on <= until_on:
            raise ConflictError(f"It ends on {held.until_on} already. Give an earlier day.")
        ended = close_grant(
            held,
            until_on=until_on,
            valid_until=at if until_on == today else ends_at(until_on, zone),
            by=EndedBy.VENDOR,
            done=done,
        )
        done.record(
            AuthorizationEnded(
                authorization_id=held.fact_id,
                authorized_partner_id=held.partner_id,
                location_id=held.location_id,
                authorization=Code(held.name),
                until_on=until_on,
                reason=Private(reason.strip()),
            ),
            partners=[PartnerKey(held.program_id, held.partner_id)],
        )
    return ended


def give_notice(authorization_id: UUID, *, actor: Actor, at: datetime) -> Authorization:
    """Leave an authorization as the partner: it ends when the time of notice is over.

    How long that is, the rules in force say (``exit``); without a word of theirs, today.

    Raises:
        NotPermittedError: The actor is no signatory of the partner.
        ConflictError: It has an end already.
    """
    with change(actor=actor, at=at) as done:
        held = _locked(authorization_id)
        _require_signatory(held, actor, at=at)
        _require_running(held, at=at)
        if held.until_on is not None:
            raise ConflictError(
                f"It ends on {held.until_on} already. Nothing is left to give notice of."
            )
        zone = zone_of_location(held.location_id, at=at)
        until_on = max(last_day_of_notice(held, zone=zone, at=at), held.granted_on)
        ensure_days([zone])
        ended = close_grant(
            held,
            until_on=until_on,
            valid_until=ends_at(until_on, zone),
            by=EndedBy.PARTNER,
            done=done,
        )
        done.record(
            NoticeGiven(
                authorization_id=held.fact_id,
                authorized_partner_id=held.partner_id,
                location_id=held.location_id,
                authorization=Code(held.name),
                until_on=until_on,
            ),
            partners=[PartnerKey(held.program_id, held.partner_id)],
        )
    return ended


def withdraw_notice(authorization_id: UUID, *, actor: Actor, at: datetime) -> Authorization:
    """Take a notice to leave back before its last day is over: the authorization goes on.

    Raises:
        NotPermittedError: The actor is no signatory of the partner.
        ConflictError: No notice of the partner is running.
    """
    with change(actor=actor, at=at) as done:
        held = _locked(authorization_id)
        _require_signatory(held, actor, at=at)
        _require_running(held, at=at)
        if held.ended_by != EndedBy.PARTNER:
            raise ConflictError("No notice of yours is running. Reload the page to see how it is.")
        held.superseded_at = done.recorded_at
        held.save(update_fields=["superseded_at"])
        kept = without_end(held)
        kept.save(force_insert=True)
        done.record(
            NoticeWithdrawn(
                authorization_id=held.fact_id,
                authorized_partner_id=held.partner_id,
                location_id=held.location_id,
                authorization=Code(held.name),
            ),
            partners=[PartnerKey(held.program_id, held.partner_id)],
        )
    return kept


def last_day_of_notice(held: Authorization, *, zone: str, at: datetime) -> date:
    """Return the last day of an authorization whose notice to leave is given at ``at``."""
    today = local_day(at, zone)
    pack = pack_at(held.program_id, at=at)
    rules = [rule for rule in pack.authorizations if rule.name == held.name] if pack else []
    notice = rules[0].exit if rules else None
    return notice.after(today) if notice else today


def pack_at(program_id: UUID, *, at: datetime) -> Pack | None:
    """Return the rules in force in a program; None before the first."""
    version = version_in_force(program_id, as_of=at)
    return pack_of(version) if version else None


def _place(location_id: UUID, program_id: UUID, *, at: datetime) -> LocationProfile:
    members = Membership.objects.filter(program_id=program_id).values("partner_id")
    place = LocationProfile.objects.filter(
        in_force(at), location_id=location_id, partner_id__in=members
    ).first()
    if place is None:
        raise InvalidValueError(
            "This location belongs to no partner of the program now. Choose one that does."
        )
    return place


def _locked(authorization_id: UUID) -> Authorization:
    """Return what is known of an authorization, with its partner locked."""
    partners = Authorization.objects.filter(fact_id=authorization_id).values("partner_id")[:1]
    # Whoever ends or keeps an authorization queues on its partner's row.
    Partner.objects.select_for_update(no_key=True).get(pk__in=partners)
    held = Authorization.objects.filter(fact_id=authorization_id, superseded_at=None).first()
    if held is None:
        raise ConflictError("This authorization was taken back. Reload the page.")
    return held


def _require_running(held: Authorization, *, at: datetime) -> None:
    if held.valid_until is not None and held.valid_until <= at:
        raise ConflictError("This authorization is over. Reload the page to see it.")


def _require_signatory(held: Authorization, actor: Actor, *, at: datetime) -> None:
    person_id = actor.person_id
    if person_id is None or SIGNATORY not in roles_held(person_id, held.partner_id, at=at):
        raise NotPermittedError(
            "Only a signatory can give notice for your company. Ask one of yours."
        )


def _require_apart(row: Authorization, term: Term) -> None:
    """Refuse a term that holds at the same time as another of the same right."""
    held = term_of(row)
    if not term.meets(held):
        return
    until = f" until {held.until_on}" if held.until_on else ""
    raise ConflictError(
        f"It is granted from {held.granted_on}{until} already. End that first, or give a "
        "day after it."
    )

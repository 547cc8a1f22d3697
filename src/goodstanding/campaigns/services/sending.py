"""Sending a campaign: each person once a wave, whatever dies in between.

A chunk is one transaction: its notices, letters, courses asked for and the rows that say who got
them. A worker that dies leaves all of it or nothing, so whoever comes next goes on with the next.
Who is sent what follows from the rows of those who have it; nothing is put on a list before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

from goodstanding.campaigns.models import Campaign, CampaignMessage, CampaignRecipient
from goodstanding.campaigns.rules.pace import allowance
from goodstanding.campaigns.rules.reminders import decide_wave, reminder_days
from goodstanding.campaigns.rules.states import CampaignState, Skipped
from goodstanding.campaigns.selectors.audience import standing_behind
from goodstanding.campaigns.selectors.deadlines import deadline_of
from goodstanding.campaigns.selectors.progress import to_remind
from goodstanding.campaigns.services.starting import ROUTINE, too_late
from goodstanding.evidence.dated import in_force
from goodstanding.evidence.services import change
from goodstanding.notices.models import Notice
from goodstanding.notices.rules.words import Words
from goodstanding.notices.services.sending import Addressee, Subject, send_notices
from goodstanding.partners.models import Affiliation
from goodstanding.training.services.assignments import assign_course
from goodstanding.values.days import local_day

#: How many messages one transaction makes. With a course each is an assignment, too, and up to
#: this many partners have their standing recomputed at once.
CHUNK = 200
_HOUR = timedelta(hours=1)


def send_chunk(campaign_id: UUID, *, at: datetime) -> int:
    """Send the first message to the next who wait for it; return how many were dealt with.

    Zero where nobody waits, the campaign does not run, this hour's number is reached, or
    another worker is sending it.
    """
    with change(actor=ROUTINE, at=at):
        campaign = _taken(campaign_id, at=at)
        if campaign is None:
            return 0
        most = allowance(
            per_hour=campaign.per_hour,
            sent_last_hour=_sent_since(campaign, at - _HOUR) if campaign.per_hour else 0,
            chunk_max=CHUNK,
        )
        has_message = Exists(CampaignMessage.objects.filter(recipient=OuterRef("pk")))
        waiting = list(
            CampaignRecipient.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            .filter(~has_message, campaign=campaign, skipped_at=None)
            .order_by("pk")[:most]
        )
        _send(campaign, waiting, words=Words.from_json(campaign.words), wave=0, at=at)
    return len(waiting)


def remind_chunk(campaign_id: UUID, *, at: datetime) -> int:
    """Send the reminder that is due to the next who have not acted by now; return how many."""
    with change(actor=ROUTINE, at=at):
        campaign = _taken(campaign_id, at=at)
        if campaign is None or campaign.due_on is None or not campaign.remind_days:
            return 0
        if campaign.obligation and standing_behind(campaign.program_id, at=at):
            return 0  # Nobody is reminded of what they have just done: wait until that is known.
        for zone, wave in _waves(campaign, at=at):
            days = _days(campaign)
            ids = to_remind(campaign, zone=zone, wave=wave, wave_on=days[wave - 1], most=CHUNK)
            # Only the holder of the campaign's row sends, so nobody else has these rows.
            chosen = list(CampaignRecipient.objects.filter(pk__in=ids).order_by("pk"))
            if chosen:
                _send(campaign, chosen, words=reminder_words(campaign, wave), wave=wave, at=at)
                return len(chosen)
    return 0


def reminder_words(campaign: Campaign, wave: int) -> Words:
    """Return what is said once more, and that it may cross with the person's act."""
    return replace(
        Words.from_json(campaign.words),
        occasion=gettext(
            "This is our message number %(number)s about it. When we sent it, we did not see it "
            "done yet. If you have done it meanwhile, there is nothing to do."
        )
        % {"number": wave + 1},
    )


def _taken(campaign_id: UUID, *, at: datetime) -> Campaign | None:
    """Return the campaign, locked, if it runs and nobody else sends or stops it now.

    Its row is what sending and stopping queue on: after a stop is recorded, nothing more is
    made. One worker at a time keeps the number an hour true.
    """
    campaign = (
        Campaign.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        .select_related("program", "course")
        .filter(pk=campaign_id)
        .first()
    )
    if campaign is None or campaign.state(at=at) is not CampaignState.RUNNING:
        return None
    return campaign


def _sent_since(campaign: Campaign, since: datetime) -> int:
    return CampaignMessage.objects.filter(
        recipient__campaign=campaign, wave=0, sent_at__gt=since
    ).count()


def _days(campaign: Campaign) -> tuple[date, ...]:
    assert campaign.due_on is not None
    return reminder_days(
        campaign.due_on, campaign.remind_days, skip_weekends=campaign.skip_weekends
    )


def _waves(campaign: Campaign, *, at: datetime) -> list[tuple[str, int]]:
    """Return the reminder that is due now in each time zone where one is."""
    assert campaign.due_on is not None
    zones = campaign.recipients.order_by("zone").values_list("zone", flat=True).distinct()
    due = [
        (
            zone,
            decide_wave(
                _days(campaign),
                today=local_day(at, zone),
                due_on=campaign.due_on,
                skip_weekends=campaign.skip_weekends,
            ),
        )
        for zone in zones
    ]
    return [(zone, wave) for zone, wave in due if wave]


def _send(
    campaign: Campaign,
    chosen: Sequence[CampaignRecipient],
    *,
    words: Words,
    wave: int,
    at: datetime,
) -> None:
    """Make the messages of a wave, or say why somebody gets none."""
    partners = _partners_now(chosen, at=at)
    late = {
        row.pk for row in chosen if not wave and too_late(campaign.due_on, zone=row.zone, at=at)
    }
    able = [row for row in chosen if partners[row.pk] and row.pk not in late]
    if not wave:
        _skip([row.pk for row in chosen if not partners[row.pk]], Skipped.LEFT, at=at)
        _skip([pk for pk in late if partners[pk]], Skipped.LATE, at=at)
    if not able:
        return
    text = send_notices(
        words,
        program_id=campaign.program_id,
        to=[_addressee(campaign, row, partners[row.pk]) for row in able],
        cause_id=campaign.pk,
        sender_id=campaign.sender_id,
        actor=ROUTINE,
        at=at,
        subjects=_subjects(campaign),
    )
    notices = dict(
        Notice.objects.filter(text=text, person_id__in=[row.person_id for row in able]).values_list(
            "person_id", "pk"
        )
    )
    CampaignMessage.objects.bulk_create(
        CampaignMessage(recipient=row, wave=wave, notice_id=notices[row.person_id], sent_at=at)
        for row in able
    )
    if campaign.course is not None and not wave:
        _ask_for_course(campaign, {row.person_id: partners[row.pk] for row in able}, at=at)


def _partners_now(
    chosen: Collection[CampaignRecipient], *, at: datetime
) -> Mapping[UUID, tuple[UUID, ...]]:
    """Return for each recipient the partners they still act for, of those they were enrolled in."""
    held: dict[UUID, UUID] = dict(
        Affiliation.objects.filter(
            in_force(at), fact_id__in={fact for row in chosen for fact in row.contact_ids}
        ).values_list("fact_id", "partner_id")
    )
    return {
        row.pk: tuple(sorted({held[fact] for fact in row.contact_ids if fact in held}))
        for row in chosen
    }


def _skip(recipient_ids: Collection[UUID], reason: Skipped, *, at: datetime) -> None:
    CampaignRecipient.objects.filter(pk__in=list(recipient_ids)).update(
        skipped_at=at, skipped_because=reason.value
    )


def _addressee(
    campaign: Campaign, row: CampaignRecipient, partner_ids: Sequence[UUID]
) -> Addressee:
    """Return whom a message is for: who acts for several partners gets one for all of them."""
    return Addressee(
        partner_id=partner_ids[0] if len(partner_ids) == 1 else None,
        person_id=row.person_id,
        deadline=deadline_of(campaign, zone=row.zone, zone_assumed=row.zone_assumed),
    )


def _subjects(campaign: Campaign) -> tuple[Subject, ...]:
    if campaign.course is not None:
        return (Subject(code=campaign.course.code),)
    return (Subject(code=campaign.obligation),) if campaign.obligation else ()


def _ask_for_course(
    campaign: Campaign, people: Mapping[UUID, Sequence[UUID]], *, at: datetime
) -> None:
    """Ask each person, for every partner they act for, to pass the course from now on."""
    assert campaign.course is not None
    # Assignments lock their partner's row: in the order of partners, so that none deadlock.
    pairs = sorted((partner, person) for person, held in people.items() for partner in held)
    for partner_id, person_id in pairs:
        assign_course(
            campaign.course.pk,
            partner_id=partner_id,
            person_id=person_id,
            cause_id=campaign.pk,
            due_on=campaign.due_on,
            actor=ROUTINE,
            at=at,
        )

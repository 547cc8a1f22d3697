"""Starting a campaign: everybody in its audience is enrolled at once, and sending begins."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import connection

from goodstanding.campaigns import jobs
from goodstanding.campaigns.events import CampaignJoined, CampaignStarted
from goodstanding.campaigns.models import Campaign, CampaignRecipient
from goodstanding.campaigns.rules.plan import (
    CampaignRefusedError,
    last_day_to_send,
    problems_of,
)
from goodstanding.campaigns.rules.states import needs_second_officer
from goodstanding.campaigns.selectors.audience import parameters, standing_behind
from goodstanding.campaigns.selectors.campaigns import known_to
from goodstanding.campaigns.selectors.statements import statement
from goodstanding.campaigns.services.drafts import locked, officer, require_unchanged
from goodstanding.evidence import canonical
from goodstanding.evidence.merkle import items_root
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import change
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day
from goodstanding.values.errors import ConflictError, NotPermittedError

ROUTINE = Actor.system("campaigns")


def start_campaign(
    campaign_id: UUID, *, revision: int, people: int, actor: Actor, at: datetime
) -> Campaign:
    """Start a campaign; starting it again returns it as it was started.

    Enrolling everybody, the event with the root over them, and the job that sends are one
    transaction.

    Args:
        campaign_id: The campaign.
        revision: What the officer read; nothing newer is started.
        people: How many people the preview said; it goes to so many, or to nobody.
        actor: An officer of the program; for a call to action, or a message to very many,
            not the author.
        at: When.

    Raises:
        CampaignRefusedError: A day is past by now, or a number means nobody any more.
        NotPermittedError: The actor may not start it.
        ConflictError: It was changed or returned, its audience is another by now, is empty, or
            rests on standing that is being worked out anew.
    """
    with change(actor=actor, at=at) as done:
        campaign = locked(campaign_id)
        starter = officer(actor, program_id=campaign.program_id, at=at)
        require_unchanged(campaign, revision)
        if campaign.started_at is not None:
            return campaign
        _require_ready(campaign, starter, people=people, at=at)
        recipient_ids = _enrol(campaign, at=at)
        if len(recipient_ids) != people:
            raise ConflictError(
                f"The audience has changed: you agreed to {people}, and it is {len(recipient_ids)} "
                "now. Nothing was sent. Look at the preview once more."
            )
        campaign.started_by_id, campaign.started_at = starter, at
        campaign.save(update_fields=["started_by", "started_at"])
        done.record(_started(campaign, recipient_ids))
        jobs.send_soon(campaign.pk)
    return campaign


def enrol_joiners(campaign_id: UUID, *, at: datetime) -> int:
    """Enrol who came into the audience of a running campaign; return how many.

    Who was enrolled before stays enrolled once, whatever else they came to be.
    """
    with change(actor=ROUTINE, at=at) as done:
        campaign = locked(campaign_id)
        if not _takes_joiners(campaign, at=at):
            return 0
        recipient_ids = _enrol(campaign, at=at)
        if recipient_ids:
            done.record(
                CampaignJoined(
                    campaign_id=campaign.pk,
                    recipients=len(recipient_ids),
                    items_root=_root(recipient_ids),
                )
            )
    return len(recipient_ids)


def _takes_joiners(campaign: Campaign, *, at: datetime) -> bool:
    under_way = (
        campaign.started_at is not None
        and campaign.stopped_at is None
        and campaign.finished_at is None
    )
    if not under_way or campaign.joiners_until is None:
        return False
    if local_day(at, campaign.program.zone) > campaign.joiners_until:
        return False
    rests = campaign.to_rules().audience.rests_on_standing
    return not (rests and standing_behind(campaign.program_id, at=at))


def _require_ready(campaign: Campaign, starter: UUID, *, people: int, at: datetime) -> None:
    if campaign.returned_at is not None:
        raise ConflictError(
            f"This campaign was returned: {campaign.returned_because} Change it first, then ask "
            "again."
        )
    if starter == campaign.drafted_by_id and needs_second_officer(
        NoticeKind(campaign.kind), people=people
    ):
        raise NotPermittedError(
            "You wrote this campaign, and it asks many people for something. Ask another officer "
            "to read it and to start it."
        )
    plan = campaign.to_rules()
    today = local_day(at, campaign.program.zone)
    problems = problems_of(plan, known=known_to(campaign.program_id, plan, at=at), today=today)
    if problems:
        raise CampaignRefusedError(problems)
    waiting = standing_behind(campaign.program_id, at=at) if plan.audience.rests_on_standing else 0
    if waiting:
        raise ConflictError(
            f"Standing is being worked out anew (partners: {waiting}), and the audience rests on "
            "it. Nothing was sent. Try again in a minute."
        )
    if people < 1:
        raise ConflictError("Nobody would get this message. Choose other roles or partners.")


def _enrol(campaign: Campaign, *, at: datetime) -> list[UUID]:
    """Write everybody of the audience who is not enrolled, by set, and return their rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement("audience", "enrol"), parameters(campaign, at=at))
        return sorted(recipient_id for (recipient_id,) in cursor.fetchall())


def _root(recipient_ids: list[UUID]) -> Code:
    rows = [
        canonical.encode(
            {
                "recipient": row.pk,
                "person": row.person_id,
                "partners": row.partner_ids,
                "contacts": row.contact_ids,
                "roles": row.roles,
            }
        )
        for row in CampaignRecipient.objects.filter(pk__in=recipient_ids).order_by("pk")
    ]
    return Code(items_root(rows).hex())


def _started(campaign: Campaign, recipient_ids: list[UUID]) -> CampaignStarted:
    return CampaignStarted(
        campaign_id=campaign.pk,
        of_program_id=campaign.program_id,
        revision=campaign.revision,
        kind=Code(campaign.kind),
        course=Code(campaign.course.code) if campaign.course else None,
        obligation=Code(campaign.obligation) if campaign.obligation else None,
        due_on=campaign.due_on,
        drafted_by=campaign.drafted_by_id,
        recipients=len(recipient_ids),
        items_root=_root(recipient_ids),
    )


def too_late(due_on: date | None, *, zone: str, at: datetime) -> bool:
    """Return whether too little time is left where somebody is for a call to reach them."""
    return due_on is not None and local_day(at, zone) > last_day_to_send(due_on)

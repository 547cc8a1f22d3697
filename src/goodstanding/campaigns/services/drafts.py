"""Writing a campaign, and giving it back. Nothing is sent here."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import require
from goodstanding.campaigns.events import CampaignDrafted, CampaignReturned
from goodstanding.campaigns.models import Campaign
from goodstanding.campaigns.rules.plan import CampaignRefusedError, Plan, Problem, problems_of
from goodstanding.campaigns.selectors.campaigns import known_to, senders
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.programs.models import Program
from goodstanding.training.models import Course
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError


def save_draft(
    program_id: UUID,
    plan: Plan,
    *,
    sender_id: UUID,
    campaign_id: UUID | None = None,
    replaces_revision: int | None = None,
    actor: Actor,
    at: datetime,
) -> Campaign:
    """Write a campaign, or change one that was not started; saving the same again changes nothing.

    Whoever changes it last is its author, so that the second officer is somebody else.

    Args:
        program_id: Where it is sent.
        plan: What is planned.
        sender_id: The officer who signs the letters.
        campaign_id: The campaign that is changed; None for a new one.
        replaces_revision: The revision the author had before them.
        actor: An officer of the program.
        at: When.

    Raises:
        CampaignRefusedError: The plan cannot be; every problem is named.
        NotPermittedError: The actor is not an officer of the program.
        ConflictError: It was started, or somebody else changed it meanwhile.
    """
    author = officer(actor, program_id=program_id, at=at)
    program = Program.objects.get(pk=program_id)
    _require_possible(plan, program, sender_id=sender_id, at=at)
    with change(actor=actor, at=at) as done:
        campaign = _to_change(program, campaign_id, replaces_revision)
        if _same(campaign, plan, sender_id):
            return campaign
        _write(campaign, plan, sender_id=sender_id)
        campaign.revision += 1
        campaign.drafted_by_id, campaign.drafted_at = author, at
        campaign.returned_by, campaign.returned_at, campaign.returned_because = None, None, ""
        campaign.save()
        _record(done, campaign, plan)
    return campaign


def return_campaign(
    campaign_id: UUID, *, revision: int, reason: str, actor: Actor, at: datetime
) -> Campaign:
    """Give a campaign back to its author; giving the same revision back again changes nothing.

    Raises:
        InvalidValueError: There is no reason.
        NotPermittedError: The actor is not an officer of the program, or wrote it.
        ConflictError: It was started or changed in the meantime.
    """
    if not reason.strip():
        raise InvalidValueError("Write what the author should change.")
    with change(actor=actor, at=at) as done:
        campaign = locked(campaign_id)
        reader = officer(actor, program_id=campaign.program_id, at=at)
        if reader == campaign.drafted_by_id:
            raise NotPermittedError("You wrote this campaign. Change it instead of returning it.")
        require_unchanged(campaign, revision)
        if campaign.started_at is not None:
            raise ConflictError(
                "This campaign was started already. Stop it, if something is wrong."
            )
        if campaign.returned_at is not None:
            return campaign
        campaign.returned_by_id, campaign.returned_at = reader, at
        campaign.returned_because = reason.strip()
        campaign.save(update_fields=["returned_by", "returned_at", "returned_because"])
        done.record(
            CampaignReturned(
                campaign_id=campaign.pk,
                revision=revision,
                reason=Private(campaign.returned_because),
            )
        )
    return campaign


def officer(actor: Actor, *, program_id: UUID, at: datetime) -> UUID:
    """Return the officer who acts.

    Raises:
        NotPermittedError: The actor is not an officer of the program, or not a person.
    """
    require(actor, Role.OFFICER, program_id=program_id, at=at)
    if actor.person_id is None:
        raise NotPermittedError("A campaign is run by a person. Sign in as an officer.")
    return actor.person_id


def locked(campaign_id: UUID) -> Campaign:
    """Return a campaign, locked: whoever changes, starts, sends or stops it queues on its row."""
    return (
        Campaign.objects.select_for_update(no_key=True, of=("self",))
        .select_related("program", "course")
        .get(pk=campaign_id)
    )


def require_unchanged(campaign: Campaign, revision: int) -> None:
    """Let an act go on that is about what its actor read.

    Raises:
        ConflictError: The campaign was changed since.
    """
    if campaign.revision != revision:
        raise ConflictError(
            "The campaign was changed since you read it. Nothing was recorded. Read it once more."
        )


def problems_in(program: Program, plan: Plan, *, at: datetime) -> tuple[Problem, ...]:
    """Return everything that stands in the way of a plan in its program now."""
    return problems_of(
        plan, known=known_to(program.pk, plan, at=at), today=local_day(at, program.zone)
    )


def _require_possible(plan: Plan, program: Program, *, sender_id: UUID, at: datetime) -> None:
    problems = problems_in(program, plan, at=at)
    if not senders(program.pk, at=at).filter(pk=sender_id).exists():
        sentence = "Letters are signed by an officer of this program. Choose one."
        problems += (Problem(part="sender", sentence=sentence),)
    if problems:
        raise CampaignRefusedError(problems)


def _to_change(
    program: Program, campaign_id: UUID | None, replaces_revision: int | None
) -> Campaign:
    if campaign_id is None:
        return Campaign(program=program, revision=0)
    campaign = locked(campaign_id)
    if campaign.program_id != program.pk:
        raise ConflictError("This campaign belongs to another program. Write a new one here.")
    if campaign.started_at is not None:
        raise ConflictError(
            "This campaign was started, so what it says stays as it is. Stop it and write another."
        )
    if replaces_revision not in {None, campaign.revision}:
        raise ConflictError(
            "Somebody else changed this campaign while you wrote. Nothing was saved. Open it, and "
            "put your changes into what it says now."
        )
    return campaign


def _same(campaign: Campaign, plan: Plan, sender_id: UUID) -> bool:
    return (
        campaign.revision > 0
        and campaign.returned_at is None
        and campaign.sender_id == sender_id
        and campaign.to_rules() == plan
    )


def _write(campaign: Campaign, plan: Plan, *, sender_id: UUID) -> None:
    campaign.name = plan.name.strip()
    campaign.kind = plan.kind.value
    campaign.words = plan.words.to_json()
    campaign.audience = plan.audience.to_json()
    campaign.course = (
        Course.objects.get(program_id=campaign.program_id, code=plan.course)
        if plan.course
        else None
    )
    campaign.obligation = plan.obligation
    campaign.due_on = plan.due_on
    campaign.remind_days = list(plan.remind_days)
    campaign.skip_weekends = plan.skip_weekends
    campaign.sender_id = sender_id
    campaign.not_before_on = plan.not_before_on
    campaign.per_hour = plan.per_hour
    campaign.joiners_until = plan.joiners_until


def _record(done: Change, campaign: Campaign, plan: Plan) -> None:
    kept = {
        "name": plan.name,
        "words": plan.words.to_json(),
        "audience": plan.audience.to_json(),
        "due_on": str(plan.due_on or ""),
    }
    done.record(
        CampaignDrafted(
            campaign_id=campaign.pk,
            of_program_id=campaign.program_id,
            revision=campaign.revision,
            kind=Code(campaign.kind),
            plan=Private(json.dumps(kept, sort_keys=True, ensure_ascii=False)),
        )
    )

"""Starting: exactly those who were counted, once, by two people where it asks for something."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection

from goodstanding.accounts.models import Role
from goodstanding.campaigns.models import Campaign, CampaignRecipient
from goodstanding.campaigns.rules.audience import Audience
from goodstanding.campaigns.rules.plan import CampaignRefusedError
from goodstanding.campaigns.rules.states import CampaignState
from goodstanding.campaigns.services.drafts import return_campaign, save_draft
from goodstanding.campaigns.services.starting import start_campaign
from goodstanding.evidence.models import Event
from goodstanding.notices.models import Notice
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.standing.services import raise_epoch
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from tests.builders import NOON, make_affiliate, make_officer, make_partner
from tests.builders_campaigns import (
    call_plan,
    make_campaign,
    make_desk,
    make_reseller,
    make_started,
    start,
)
from tests.builders_standing import make_rules
from tests.training.overlapping import overlapping


def _nothing_happened() -> None:
    assert not Campaign.objects.filter(started_at__isnull=False).exists()
    assert not CampaignRecipient.objects.exists()
    assert not Event.objects.filter(name="campaign.started").exists()
    assert _jobs() == 0


def _jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'campaigns.send'")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_starting_enrols_everybody_with_one_event_and_one_job() -> None:
    desk = make_desk()
    for _ in range(3):
        make_reseller(desk)

    campaign = make_started(desk)

    assert campaign.state(at=NOON) is CampaignState.RUNNING
    assert CampaignRecipient.objects.filter(campaign=campaign).count() == 3
    event = Event.objects.get(name="campaign.started")
    content = json.loads(bytes(event.bytes))["content"]
    assert (content["recipients"], content["kind"]) == (3, "call-to-action")
    assert (content["due_on"], len(content["items_root"])) == ("2026-10-01", 64)
    assert str(event.actor) == str(desk.reads)
    assert _jobs() == 1
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_starting_twice_starts_once() -> None:
    desk = make_desk()
    make_reseller(desk)
    campaign = make_started(desk)

    again = start(desk, campaign)

    assert again.started_at == campaign.started_at
    assert CampaignRecipient.objects.count() == 1
    assert Event.objects.filter(name="campaign.started").count() == 1


@pytest.mark.usefixtures("committed")
def test_two_who_start_at_once_start_once() -> None:
    desk = make_desk()
    make_reseller(desk)
    draft = make_campaign(desk)
    begin = partial(start_campaign, draft.pk, revision=1, people=1, actor=desk.reads, at=NOON)

    first, second = overlapping(begin, begin, at=NOON)

    assert first.pk == second.pk
    assert CampaignRecipient.objects.count() == 1
    assert Event.objects.filter(name="campaign.started").count() == 1
    assert _jobs() == 1


@pytest.mark.django_db
def test_the_author_of_a_call_does_not_start_it() -> None:
    desk = make_desk()
    make_reseller(desk)
    draft = make_campaign(desk)

    with pytest.raises(NotPermittedError, match="Ask another officer"):
        start_campaign(draft.pk, revision=1, people=1, actor=desk.writes, at=NOON)

    _nothing_happened()


@pytest.mark.django_db
def test_the_author_of_a_reminder_may_start_it() -> None:
    desk = make_desk()
    make_reseller(desk)
    draft = make_campaign(desk, kind=NoticeKind.REMINDER)

    started = start_campaign(draft.pk, revision=1, people=1, actor=desk.writes, at=NOON)

    assert started.started_by_id == desk.author.pk


@pytest.mark.django_db
def test_another_number_than_was_agreed_to_starts_nothing() -> None:
    desk = make_desk()
    make_reseller(desk)
    draft = make_campaign(desk)
    make_affiliate(make_partner(desk.program))

    with pytest.raises(ConflictError, match="you agreed to 1, and it is 2 now"):
        start_campaign(draft.pk, revision=1, people=1, actor=desk.reads, at=NOON)

    _nothing_happened()


@pytest.mark.django_db
def test_nobody_is_no_audience() -> None:
    desk = make_desk()
    draft = make_campaign(desk)

    with pytest.raises(ConflictError, match="Nobody would get this message"):
        start_campaign(draft.pk, revision=1, people=0, actor=desk.reads, at=NOON)

    _nothing_happened()


@pytest.mark.django_db
def test_what_was_changed_since_is_not_started() -> None:
    desk = make_desk()
    make_reseller(desk)
    draft = make_campaign(desk)
    plan = call_plan(desk.course.course.code, due_on=date(2026, 10, 2))
    save_draft(
        desk.program.pk,
        plan,
        sender_id=desk.author.pk,
        campaign_id=draft.pk,
        replaces_revision=1,
        actor=desk.writes,
        at=NOON,
    )

    with pytest.raises(ConflictError, match="changed since you read it"):
        start_campaign(draft.pk, revision=1, people=1, actor=desk.reads, at=NOON)

    _nothing_happened()


@pytest.mark.django_db
def test_who_changes_a_call_last_is_its_author() -> None:
    desk = make_desk()
    make_reseller(desk)
    draft = make_campaign(desk)
    changed = save_draft(
        desk.program.pk,
        replace(draft.to_rules(), due_on=date(2026, 10, 2)),
        sender_id=desk.author.pk,
        campaign_id=draft.pk,
        replaces_revision=1,
        actor=desk.reads,
        at=NOON,
    )

    with pytest.raises(NotPermittedError):
        start_campaign(draft.pk, revision=2, people=1, actor=desk.reads, at=NOON)

    assert (changed.revision, changed.drafted_by_id) == (2, desk.reader.pk)
    _nothing_happened()


@pytest.mark.django_db
def test_a_returned_campaign_is_not_started_before_it_is_changed() -> None:
    desk = make_desk()
    make_reseller(desk)
    draft = make_campaign(desk)
    return_campaign(draft.pk, revision=1, reason="Too long.", actor=desk.reads, at=NOON)

    with pytest.raises(ConflictError, match="was returned: Too long"):
        start_campaign(draft.pk, revision=1, people=1, actor=desk.reads, at=NOON)

    _nothing_happened()


@pytest.mark.django_db
def test_days_that_passed_meanwhile_stop_the_start() -> None:
    desk = make_desk()
    make_reseller(desk)
    draft = make_campaign(desk)

    with pytest.raises(CampaignRefusedError, match="People need 7 days"):
        start_campaign(
            draft.pk, revision=1, people=1, actor=desk.reads, at=NOON + timedelta(days=25)
        )

    _nothing_happened()


@pytest.mark.django_db
def test_an_audience_that_rests_on_standing_waits_until_that_is_known() -> None:
    desk = make_desk()
    make_rules(desk.program)
    make_reseller(desk)
    draft = make_campaign(desk, audience=Audience(roles=("signatory",), levels=("good",)))
    raise_epoch(desk.program.pk)

    with pytest.raises(ConflictError, match="Standing is being worked out anew"):
        start_campaign(draft.pk, revision=1, people=1, actor=desk.reads, at=NOON)

    _nothing_happened()


@pytest.mark.django_db
def test_who_is_no_officer_runs_no_campaign() -> None:
    desk = make_desk()
    make_reseller(desk)
    draft = make_campaign(desk)
    auditor = make_officer(desk.program, role=Role.AUDITOR)

    for act in (
        partial(start_campaign, draft.pk, revision=1, people=1),
        partial(return_campaign, draft.pk, revision=1, reason="No."),
        partial(save_draft, desk.program.pk, draft.to_rules(), sender_id=desk.author.pk),
    ):
        with pytest.raises(NotPermittedError):
            act(actor=Actor.person(auditor.pk), at=NOON)

    _nothing_happened()
    assert Campaign.objects.count() == 1


@pytest.mark.django_db
def test_returning_needs_a_reason_and_another_officer_and_happens_once() -> None:
    desk = make_desk()
    draft = make_campaign(desk)

    with pytest.raises(InvalidValueError, match="what the author should change"):
        return_campaign(draft.pk, revision=1, reason=" ", actor=desk.reads, at=NOON)
    with pytest.raises(NotPermittedError, match="You wrote this"):
        return_campaign(draft.pk, revision=1, reason="Hm.", actor=desk.writes, at=NOON)
    for _ in range(2):
        return_campaign(draft.pk, revision=1, reason="Hm.", actor=desk.reads, at=NOON)

    assert Event.objects.filter(name="campaign.returned").count() == 1


@pytest.mark.django_db
def test_a_started_campaign_is_neither_changed_nor_returned() -> None:
    desk = make_desk()
    make_reseller(desk)
    campaign = make_started(desk)

    with pytest.raises(ConflictError, match="stays as it is"):
        save_draft(
            desk.program.pk,
            call_plan(desk.course.course.code, due_on=date(2026, 12, 1)),
            sender_id=desk.author.pk,
            campaign_id=campaign.pk,
            actor=desk.writes,
            at=NOON,
        )
    with pytest.raises(ConflictError, match="was started"):
        return_campaign(campaign.pk, revision=1, reason="Hm.", actor=desk.reads, at=NOON)

    campaign.refresh_from_db()
    assert (campaign.due_on, campaign.returned_at) == (date(2026, 10, 1), None)


@pytest.mark.django_db
def test_saving_the_same_again_changes_nothing() -> None:
    desk = make_desk()
    draft = make_campaign(desk)

    again = save_draft(
        desk.program.pk,
        draft.to_rules(),
        sender_id=desk.author.pk,
        campaign_id=draft.pk,
        replaces_revision=1,
        actor=desk.writes,
        at=NOON,
    )

    assert again.revision == 1
    assert Event.objects.filter(name="campaign.drafted").count() == 1


@pytest.mark.django_db
def test_two_authors_do_not_overwrite_each_other() -> None:
    desk = make_desk()
    draft = make_campaign(desk)
    plan = call_plan(desk.course.course.code, due_on=date(2026, 10, 2))

    with pytest.raises(ConflictError, match="Somebody else changed"):
        save_draft(
            desk.program.pk,
            plan,
            sender_id=desk.author.pk,
            campaign_id=draft.pk,
            replaces_revision=7,
            actor=desk.reads,
            at=NOON,
        )

    draft.refresh_from_db()
    assert draft.due_on == date(2026, 10, 1)


@pytest.mark.django_db
def test_a_draft_names_everything_that_is_wrong_at_once_and_writes_nothing() -> None:
    desk = make_desk()
    plan = call_plan(
        "no-such-course",
        due_on=date(2026, 9, 2),
        audience=Audience(roles=(), only=("crm:X-1",)),
        name="",
    )

    with pytest.raises(CampaignRefusedError) as refusal:
        save_draft(
            desk.program.pk,
            plan,
            sender_id=make_officer(desk.program, role=Role.AUDITOR).pk,
            actor=desk.writes,
            at=NOON,
        )

    assert {problem.part for problem in refusal.value.problems} == {
        "name",
        "action",
        "due_on",
        "roles",
        "only",
        "sender",
    }
    assert not Campaign.objects.exists()
    assert not Event.objects.filter(name="campaign.drafted").exists()

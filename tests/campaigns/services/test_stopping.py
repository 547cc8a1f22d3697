"""Stopping holds everything back, resuming goes on, ending is for good."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connections

from goodstanding.accounts.models import Grant
from goodstanding.accounts.services import end_grant
from goodstanding.campaigns.models import Campaign, CampaignMessage
from goodstanding.campaigns.rules.states import CampaignState, RecipientState
from goodstanding.campaigns.selectors.progress import state_counts
from goodstanding.campaigns.services.going_on import go_on, under_way
from goodstanding.campaigns.services.sending import send_chunk
from goodstanding.campaigns.services.stopping import (
    finish_campaign,
    resume_campaign,
    stop_campaign,
)
from goodstanding.evidence.models import Event
from goodstanding.notices.models import Delivery, Notice
from goodstanding.notices.services.delivering import deliver
from goodstanding.training.models import Assignment
from goodstanding.values import clock
from goodstanding.values.errors import ConflictError, InvalidValueError
from tests.builders import NOON, SYSTEM
from tests.builders_campaigns import (
    make_campaign,
    make_desk,
    make_reseller,
    make_started,
    send_all,
)
from tests.training.overlapping import overlapping

LATER = NOON + timedelta(minutes=5)


@pytest.mark.django_db
def test_after_a_stop_nothing_more_leaves_and_a_resume_goes_on(monkeypatch) -> None:
    desk = make_desk()
    make_reseller(desk)
    make_reseller(desk)
    campaign = make_started(desk)
    monkeypatch.setattr("goodstanding.campaigns.services.sending.CHUNK", 1)
    send_chunk(campaign.pk, at=NOON)

    stop_campaign(campaign.pk, reason="Wrong date.", actor=desk.writes, at=LATER)
    while_stopped = send_all(campaign, at=LATER)
    held = state_counts(campaign)
    resume_campaign(campaign.pk, actor=desk.writes, at=LATER)
    resumed = send_all(campaign, at=LATER)

    assert (while_stopped, resumed) == (0, 1)
    assert (held[RecipientState.HELD], held[RecipientState.WAITING]) == (1, 1)
    assert list(Delivery.objects.values_list("state", flat=True)) == ["waiting", "waiting"]
    assert Notice.objects.count() == 2
    names = [f"campaign.{act}" for act in ("stopped", "resumed")]
    assert (
        list(Event.objects.filter(name__in=names).order_by("seq").values_list("name", flat=True))
        == names
    )


@pytest.mark.usefixtures("committed")
def test_a_stop_waits_for_the_chunk_under_way_and_ends_the_sending() -> None:
    desk = make_desk()
    make_reseller(desk)
    campaign = make_started(desk)

    def stop() -> int:
        stop_campaign(campaign.pk, reason="Wait.", actor=desk.writes, at=LATER)
        return 0

    sent, _stopped = overlapping(partial(send_chunk, campaign.pk, at=NOON), stop, at=NOON)

    assert sent == 1
    campaign.refresh_from_db()
    assert campaign.stopped_at == LATER
    assert Delivery.objects.get().state == "withdrawn"
    assert send_all(campaign, at=LATER) == 0


@pytest.mark.usefixtures("committed")
def test_two_workers_at_once_send_each_message_once() -> None:
    desk = make_desk()
    for _ in range(3):
        make_reseller(desk)
    campaign = make_started(desk)

    sent = overlapping(
        partial(send_chunk, campaign.pk, at=NOON),
        partial(send_chunk, campaign.pk, at=NOON),
        at=NOON,
    )

    assert sorted(sent) == [0, 3]
    assert (Notice.objects.count(), CampaignMessage.objects.count()) == (3, 3)
    connections.close_all()


@pytest.mark.django_db
def test_stopping_and_resuming_twice_is_once() -> None:
    desk = make_desk()
    make_reseller(desk)
    campaign = make_started(desk)

    for _ in range(2):
        stop_campaign(campaign.pk, reason="Wait.", actor=desk.writes, at=LATER)
    for _ in range(2):
        resume_campaign(campaign.pk, actor=desk.reads, at=LATER)

    assert Event.objects.filter(name="campaign.stopped").count() == 1
    assert Event.objects.filter(name="campaign.resumed").count() == 1


@pytest.mark.django_db
def test_a_stop_says_why() -> None:
    desk = make_desk()
    make_reseller(desk)
    campaign = make_started(desk)

    with pytest.raises(InvalidValueError, match="Say why it stops"):
        stop_campaign(campaign.pk, reason="  ", actor=desk.writes, at=LATER)

    campaign.refresh_from_db()
    assert campaign.stopped_at is None


@pytest.mark.django_db
def test_what_was_not_started_cannot_be_stopped_resumed_or_ended() -> None:
    desk = make_desk()
    draft = make_campaign(desk)

    with pytest.raises(ConflictError, match="not started"):
        stop_campaign(draft.pk, reason="Wait.", actor=desk.writes, at=LATER)
    with pytest.raises(ConflictError, match="not started"):
        resume_campaign(draft.pk, actor=desk.writes, at=LATER)
    with pytest.raises(ConflictError, match="not started"):
        finish_campaign(draft.pk, call_off=False, actor=desk.writes, at=LATER)

    draft.refresh_from_db()
    assert draft.state(at=LATER) is CampaignState.DRAFT


@pytest.mark.django_db
@pytest.mark.parametrize(("call_off", "asked"), [(False, 1), (True, 0)])
def test_ending_keeps_what_was_asked_unless_it_is_called_off(*, call_off: bool, asked: int) -> None:
    desk = make_desk()
    make_reseller(desk)
    campaign = make_started(desk, remind_days=(7,))
    send_all(campaign)

    for _ in range(2):
        finish_campaign(campaign.pk, call_off=call_off, actor=desk.writes, at=LATER)

    assert Assignment.objects.filter(superseded_at=None, valid_until=None).count() == asked
    assert send_all(campaign, at=NOON + timedelta(days=25)) == 0
    assert Delivery.objects.get().state == "withdrawn"
    assert Event.objects.filter(name="campaign.finished").count() == 1
    with pytest.raises(ConflictError, match="has ended"):
        resume_campaign(campaign.pk, actor=desk.writes, at=LATER)


@pytest.mark.django_db
def test_what_cannot_be_signed_any_more_stops_with_the_reason(monkeypatch) -> None:
    desk = make_desk()
    make_reseller(desk)
    campaign = make_started(desk)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    grant = Grant.objects.get(person=desk.author, superseded_at=None)
    end_grant(grant.fact_id, actor=SYSTEM, at=NOON + timedelta(minutes=2))

    sent = go_on(campaign.pk)
    campaign.refresh_from_db()
    reason, running = campaign.stopped_because, under_way()
    resume_campaign(campaign.pk, actor=desk.reads, at=LATER)
    resumed = go_on(campaign.pk)

    assert (sent, running, resumed) == (0, [], 1)
    assert "A notice is signed by a person of the vendor" in reason
    assert Notice.objects.get().text.sender_id == desk.reader.pk


@pytest.mark.django_db
def test_the_jobs_go_on_with_what_runs_and_take_joiners(monkeypatch) -> None:
    from goodstanding.campaigns.jobs import go_on_each_minute, send, take_joiners

    desk = make_desk()
    make_reseller(desk)
    campaign = make_started(desk, joiners_until=date(2026, 9, 10))
    monkeypatch.setattr(clock, "now", lambda: LATER)

    send(campaign_id=str(campaign.pk))
    go_on_each_minute(0)
    alone = Notice.objects.count()
    make_reseller(desk)
    take_joiners(0)
    go_on_each_minute(0)

    assert (alone, Notice.objects.count()) == (1, 2)


@pytest.mark.django_db
def test_real_letters_leave_once_each_with_its_own_code(postbox, monkeypatch) -> None:
    desk = make_desk()
    people = [make_reseller(desk, name=name)[1] for name in ("Litware", "Fabrikam")]
    campaign = make_started(desk)
    monkeypatch.setattr(clock, "now", lambda: LATER)

    for _ in range(2):
        go_on(campaign.pk)
        deliver()

    assert sorted(postbox.envelopes) == sorted((str(person.email),) for person in people)
    texts = [str(message.get_body(("plain",)).get_content()) for message in postbox.taken]
    codes = set(Notice.objects.values_list("code", flat=True))
    assert len(codes) == 2
    for text in texts:
        assert "This is a call to action." in text
        assert sum(code in text.replace("-", "") for code in codes) == 1
    assert Campaign.objects.get().state(at=LATER) is CampaignState.RUNNING

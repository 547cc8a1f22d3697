"""Sending: each person once a wave, whatever dies, whoever else sends."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from goodstanding.campaigns.models import Campaign, CampaignMessage, CampaignRecipient
from goodstanding.campaigns.rules.audience import Audience
from goodstanding.campaigns.rules.states import RecipientState
from goodstanding.campaigns.selectors.audience import count_audience
from goodstanding.campaigns.selectors.progress import state_counts
from goodstanding.campaigns.services.sending import send_chunk
from goodstanding.campaigns.services.starting import enrol_joiners
from goodstanding.evidence.models import Event
from goodstanding.notices.models import Delivery, Notice
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.partners.models import Affiliation
from goodstanding.partners.services.taking_part import end_affiliation
from goodstanding.training.models import Assignment
from goodstanding.values.days import ends_at
from tests.builders import NOON, SYSTEM, make_affiliate, make_partner, make_person
from tests.builders_campaigns import (
    DUE_ON,
    make_desk,
    make_reseller,
    make_started,
    send_all,
)
from tests.builders_training import take

MINUTE = timedelta(minutes=1)


def _counts(campaign, **states: int) -> None:
    found = {state.name.lower(): count for state, count in state_counts(campaign).items() if count}
    assert found == states


@pytest.mark.django_db
def test_a_call_reaches_each_person_with_its_own_date_code_and_course() -> None:
    desk = make_desk()
    berlin, jonas = make_reseller(desk, name="Litware")
    _, mere = make_reseller(desk, name="Fabrikam", zone="Pacific/Auckland")
    campaign = make_started(desk)

    handled = send_all(campaign)

    assert handled == 2
    notices = {notice.person_id: notice for notice in Notice.objects.all()}
    assert notices[jonas.pk].due_at == ends_at(DUE_ON, "Europe/Berlin")
    assert notices[mere.pk].due_at == ends_at(DUE_ON, "Pacific/Auckland")
    assert notices[jonas.pk].code != notices[mere.pk].code
    assert notices[jonas.pk].partner_id == berlin.pk
    assert Delivery.objects.count() == 2
    asked = Assignment.objects.get(person=jonas)
    assert (asked.cause_id, asked.partner_id, asked.due_on) == (campaign.pk, berlin.pk, DUE_ON)
    _counts(campaign, sent=2)


@pytest.mark.django_db
def test_running_twice_sends_nothing_twice() -> None:
    desk = make_desk()
    make_reseller(desk)
    campaign = make_started(desk)
    send_all(campaign)

    again = send_all(campaign)

    assert again == 0
    assert (Notice.objects.count(), CampaignMessage.objects.count()) == (1, 1)
    assert Event.objects.filter(name="notice.sent").count() == 1


@pytest.mark.django_db
def test_a_worker_that_dies_after_the_notices_leaves_nothing(monkeypatch) -> None:
    desk = make_desk()
    make_reseller(desk)
    campaign = make_started(desk)

    def dies(*_args, **_kwargs):
        raise SystemExit

    with monkeypatch.context() as dying, pytest.raises(SystemExit):
        dying.setattr(CampaignMessage.objects, "bulk_create", dies)
        send_chunk(campaign.pk, at=NOON + MINUTE)
    after_death = Notice.objects.count()
    send_all(campaign)

    assert after_death == 0
    assert (Notice.objects.count(), Delivery.objects.count()) == (1, 1)
    assert CampaignMessage.objects.count() == 1


@pytest.mark.django_db
def test_somebody_at_two_partners_gets_one_message_due_when_the_later_day_ends() -> None:
    desk = make_desk()
    maria = make_person(name="Maria Vogel")
    first, _ = make_reseller(desk, people={maria: ("signatory", "compliance")})
    second, _ = make_reseller(desk, people={maria: ("signatory",)}, zone="America/New_York")
    audience = Audience(roles=("signatory", "compliance"))
    campaign = make_started(desk, audience=audience)

    send_all(campaign)

    notice = Notice.objects.get()
    assert (notice.person_id, notice.partner_id) == (maria.pk, None)
    assert notice.due_at == ends_at(DUE_ON, "America/New_York")
    assert set(Assignment.objects.values_list("partner_id", flat=True)) == {first.pk, second.pk}
    recipient = CampaignRecipient.objects.get()
    assert sorted(recipient.partner_ids) == sorted([first.pk, second.pk])
    assert (len(recipient.contact_ids), recipient.roles) == (3, ["compliance", "signatory"])


@pytest.mark.django_db
def test_no_hour_sees_more_than_agreed() -> None:
    desk = make_desk()
    for _ in range(5):
        make_reseller(desk)
    campaign = make_started(desk, per_hour=2)

    sent = [send_all(campaign, at=NOON + timedelta(minutes=each)) for each in (1, 30, 62, 122)]

    assert sent == [2, 0, 2, 1]


@pytest.mark.django_db
def test_nothing_leaves_before_its_day() -> None:
    desk = make_desk()
    make_reseller(desk)
    campaign = make_started(desk, not_before_on=date(2026, 9, 3))

    sent = [
        send_all(campaign, at=at) for at in (NOON, datetime(2026, 9, 3, 8, 59, tzinfo=NOON.tzinfo))
    ]
    due = send_all(campaign, at=datetime(2026, 9, 3, 9, 0, tzinfo=NOON.tzinfo))

    assert (sent, due) == ([0, 0], 1)


@pytest.mark.django_db
def test_who_left_meanwhile_gets_nothing_and_is_told_apart() -> None:
    desk = make_desk()
    make_reseller(desk)
    _, gone = make_reseller(desk)
    campaign = make_started(desk)
    held = Affiliation.objects.get(person=gone)
    end_affiliation(held.fact_id, actor=SYSTEM, at=NOON + MINUTE)

    send_all(campaign, at=NOON + 2 * MINUTE)

    assert not Notice.objects.filter(person=gone).exists()
    _counts(campaign, sent=1, left=1)


@pytest.mark.django_db
def test_too_late_is_not_sent_at_all() -> None:
    desk = make_desk()
    make_reseller(desk)
    campaign = make_started(desk)

    send_all(campaign, at=datetime(2026, 9, 25, 12, tzinfo=NOON.tzinfo))

    assert not Notice.objects.exists()
    assert not Assignment.objects.exists()
    _counts(campaign, late=1)


@pytest.mark.django_db
def test_joiners_get_it_once_and_until_their_day_only() -> None:
    desk = make_desk()
    make_reseller(desk)
    campaign = make_started(desk, joiners_until=date(2026, 9, 10))
    send_all(campaign)
    joined_at = NOON + timedelta(days=2)
    partner = make_partner(desk.program, at=joined_at)
    joiner = make_affiliate(partner, at=joined_at)

    first, again = (enrol_joiners(campaign.pk, at=joined_at) for _ in range(2))
    send_all(campaign, at=joined_at)
    make_affiliate(make_partner(desk.program, at=NOON), at=NOON)
    after_the_day = enrol_joiners(campaign.pk, at=datetime(2026, 9, 11, tzinfo=NOON.tzinfo))

    assert (first, again, after_the_day) == (1, 0, 0)
    assert Notice.objects.filter(person=joiner).count() == 1
    assert Notice.objects.count() == 2
    assert Event.objects.filter(name="campaign.joined").count() == 1


@pytest.mark.django_db
def test_who_has_acted_by_then_is_not_reminded() -> None:
    desk = make_desk()
    _, diligent = make_reseller(desk)
    _, waiting = make_reseller(desk)
    campaign = make_started(desk, remind_days=(7, 3))
    send_all(campaign)
    take(diligent, desk.course, at=NOON + timedelta(days=1))

    early = send_all(campaign, at=datetime(2026, 9, 23, 12, tzinfo=NOON.tzinfo))
    first = send_all(campaign, at=datetime(2026, 9, 24, 12, tzinfo=NOON.tzinfo))
    same_day = send_all(campaign, at=datetime(2026, 9, 24, 18, tzinfo=NOON.tzinfo))
    second = send_all(campaign, at=datetime(2026, 9, 28, 12, tzinfo=NOON.tzinfo))
    too_late = send_all(campaign, at=datetime(2026, 10, 2, 12, tzinfo=NOON.tzinfo))

    assert (early, first, same_day, second, too_late) == (0, 1, 0, 1, 0)
    assert Notice.objects.filter(person=diligent).count() == 1
    waves = CampaignMessage.objects.filter(recipient__person=waiting).order_by("wave")
    assert [row.wave for row in waves] == [0, 1, 2]
    assert len(set(Notice.objects.values_list("code", flat=True))) == 4
    _counts(campaign, done=1, sent=1)


@pytest.mark.django_db
def test_a_reminder_is_never_a_mark() -> None:
    desk = make_desk()
    make_reseller(desk)
    campaign = make_started(desk, kind=NoticeKind.REMINDER)

    send_all(campaign)

    notice = Notice.objects.get()
    assert (notice.text.kind, notice.due_at) == ("reminder", None)
    assert not Assignment.objects.exists()


@pytest.mark.django_db
def test_exactly_whom_the_preview_counts_is_sent() -> None:
    desk = make_desk()
    people = [make_person() for _ in range(3)]
    make_reseller(desk, people={people[0]: ("signatory", "sales"), people[1]: ("sales",)})
    make_reseller(desk, people={people[0]: ("sales",), people[2]: ("deputy",)})
    campaign = make_started(desk, audience=Audience(roles=("signatory", "sales")))
    counted = count_audience(campaign, at=NOON)

    send_all(campaign)

    assert (counted.capacities, counted.people, counted.merged) == (4, 2, 2)
    assert set(Notice.objects.values_list("person_id", flat=True)) == {
        people[0].pk,
        people[1].pk,
    }
    assert state_counts(campaign)[RecipientState.SENT] == counted.people


@pytest.mark.django_db
def test_the_database_keeps_recipients_and_messages_as_they_were() -> None:
    desk = make_desk()
    make_reseller(desk)
    send_all(make_started(desk))

    with pytest.raises(DatabaseError), transaction.atomic():
        CampaignRecipient.objects.update(roles=["sales"])
    with pytest.raises(DatabaseError), transaction.atomic():
        CampaignRecipient.objects.all()._raw_delete("default")
    with pytest.raises(DatabaseError), transaction.atomic():
        CampaignMessage.objects.update(wave=3)
    with pytest.raises(DatabaseError), transaction.atomic():
        Campaign.objects.update(due_on=date(2027, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        Campaign.objects.all()._raw_delete("default")

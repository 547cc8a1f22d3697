"""Campaigns: what is planned, who was enrolled when it started, and what each was sent.

From its start on a campaign says what it said (migration 0002): neither kind nor words, audience,
action or dates change. A recipient can only be skipped, a message is only ever added.
"""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT

from goodstanding.campaigns.rules.audience import Audience
from goodstanding.campaigns.rules.plan import NAME_CHARS_MAX, Plan
from goodstanding.campaigns.rules.states import KINDS, CampaignState, Progress, Skipped
from goodstanding.evidence.models import RecordedNow
from goodstanding.notices.models import Notice
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.words import Words
from goodstanding.programs.models import Program
from goodstanding.training.models import Course
from goodstanding.values.days import zone
from goodstanding.values.ids import new_id

#: The hour of the vendor's day at which a campaign with a day of its own begins.
FIRST_HOUR = 9


class Campaign(models.Model):
    """One message to many. ``revision`` is what an officer read who starts it.

    ``course`` or ``obligation`` is what a call asks for, and how it is known who did it.
    ``sender`` signs the letters.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=NAME_CHARS_MAX)
    kind = models.CharField(max_length=32)
    words = models.JSONField()
    audience = models.JSONField()
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="campaigns", null=True
    )
    obligation = models.CharField(max_length=64, blank=True)
    due_on = models.DateField(null=True)
    remind_days = ArrayField(models.PositiveSmallIntegerField(), default=list)
    skip_weekends = models.BooleanField(default=False)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    not_before_on = models.DateField(null=True)
    per_hour = models.PositiveIntegerField(null=True)
    joiners_until = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    returned_at = models.DateTimeField(null=True)
    returned_because = models.TextField(blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    started_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_because = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="campaign_kind_is_reminder_or_call",
                condition=Q(kind__in=[kind.value for kind in KINDS]),
            ),
            models.CheckConstraint(
                name="campaign_words_have_the_kind", condition=Q(kind=KT("words__kind"))
            ),
            models.CheckConstraint(
                name="campaign_asks_for_one_thing_by_a_day_or_for_nothing",
                condition=(
                    Q(kind=NoticeKind.CALL_TO_ACTION.value, due_on__isnull=False)
                    & (Q(course=None) ^ Q(obligation=""))
                )
                | Q(
                    kind=NoticeKind.REMINDER.value,
                    due_on=None,
                    course=None,
                    obligation="",
                    remind_days=[],
                ),
            ),
            models.CheckConstraint(
                name="campaign_call_is_started_by_a_second_person",
                condition=Q(started_by=None)
                | ~Q(kind=NoticeKind.CALL_TO_ACTION.value)
                | ~Q(started_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="campaign_is_started_by_somebody",
                condition=Q(started_at=None, started_by=None)
                | Q(started_at__isnull=False, started_by__isnull=False),
            ),
            models.CheckConstraint(
                name="campaign_stops_and_ends_after_its_start",
                condition=Q(started_at__isnull=False) | Q(stopped_at=None, finished_at=None),
            ),
            models.CheckConstraint(
                name="campaign_returned_has_its_reason",
                condition=Q(returned_at=None, returned_by=None, returned_because="")
                | (
                    Q(returned_at__isnull=False, returned_by__isnull=False)
                    & ~Q(returned_because="")
                ),
            ),
        )
        indexes = (
            models.Index(name="campaign_by_program", fields=("program", "-drafted_at")),
            models.Index(
                name="campaign_under_way",
                fields=("id",),
                condition=Q(started_at__isnull=False, stopped_at=None, finished_at=None),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def not_before(self) -> datetime | None:
        """The instant of the first message: nine in the morning where the vendor is."""
        if self.not_before_on is None:
            return None
        local = datetime.combine(
            self.not_before_on, time(FIRST_HOUR), tzinfo=zone(self.program.zone)
        )
        return local.astimezone(UTC)

    def state(self, *, at: datetime) -> CampaignState:
        """Return what the campaign is doing."""
        return Progress(
            returned_at=self.returned_at,
            started_at=self.started_at,
            not_before=self.not_before,
            stopped_at=self.stopped_at,
            finished_at=self.finished_at,
        ).state(at=at)

    def to_rules(self) -> Plan:
        """Return what is planned, as typed parts."""
        return Plan(
            name=self.name,
            words=Words.from_json(self.words),
            audience=Audience.from_json(self.audience),
            course=self.course.code if self.course else "",
            obligation=self.obligation,
            due_on=self.due_on,
            remind_days=tuple(self.remind_days),
            skip_weekends=self.skip_weekends,
            not_before_on=self.not_before_on,
            per_hour=self.per_hour,
            joiners_until=self.joiners_until,
        )


class CampaignRecipient(models.Model):
    """A person a campaign is for, once, in every capacity they had when they were enrolled.

    ``zone`` is of the place whose due day ends last: who works in two places has
    the later of both ends. No row says who is to be reminded; that follows from what they did.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="recipients")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="campaigns_received"
    )
    partner_ids = ArrayField(models.UUIDField())
    contact_ids = ArrayField(models.UUIDField())
    roles = ArrayField(models.CharField(max_length=64))
    zone = models.CharField(max_length=64)
    zone_assumed = models.BooleanField(default=False)
    enrolled_at = models.DateTimeField()
    skipped_at = models.DateTimeField(null=True)
    skipped_because = models.CharField(max_length=12, blank=True)
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="campaign_reaches_a_person_once", fields=("campaign", "person")
            ),
            models.CheckConstraint(
                name="campaign_recipient_acts_for_somebody",
                condition=~Q(partner_ids=[]) & ~Q(contact_ids=[]) & ~Q(roles=[]),
            ),
            models.CheckConstraint(
                name="campaign_recipient_is_skipped_for_a_reason",
                condition=Q(skipped_at=None, skipped_because="")
                | Q(
                    skipped_at__isnull=False,
                    skipped_because__in=[reason.value for reason in Skipped],
                ),
            ),
        )
        indexes = (models.Index(name="campaign_recipient_person", fields=("person",)),)

    def __str__(self) -> str:
        return f"{self.person_id} of {self.campaign_id}"


class CampaignMessage(models.Model):
    """What a recipient was sent: the first message is wave 0, reminders count from 1."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey(
        CampaignRecipient, on_delete=models.PROTECT, related_name="messages"
    )
    wave = models.PositiveSmallIntegerField()
    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="campaign_message")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="campaign_wave_reaches_a_person_once", fields=("recipient", "wave")
            ),
        )
        indexes = (models.Index(name="campaign_message_by_instant", fields=("sent_at",)),)

    def __str__(self) -> str:
        return f"wave {self.wave} to {self.recipient_id}"

"""Notices: what was said, to whom, what became of the letters, and what proves service.

What was sent is never changed (migration 0002): the text with its kind, the notices made from
it, and who they are addressed to. A proof may only be voided. Deliveries are machinery: they
change as the mail server answers, and prove nothing but a refused mailbox.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT

from goodstanding.evidence.dated import Happening
from goodstanding.evidence.models import RecordedNow
from goodstanding.notices.rules.codes import ALPHABET, LENGTH
from goodstanding.notices.rules.deadlines import Deadline, DueAfterService, DueAt, Place
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.outcomes import FailedBy, ServedBy
from goodstanding.notices.rules.words import Words
from goodstanding.partners.models import LegalEntity, Partner
from goodstanding.programs.models import CODE, Program
from goodstanding.rulebook.facts import ProofOutcome
from goodstanding.values.ids import new_id

SUBJECT_CHARS_MAX = 240


class NoticeText(models.Model):
    """What a notice says, written once for everybody who gets it because of one act.

    ``cause_id`` is the act of a higher room that sends it: a published version, a case, a
    campaign. The same act with the same words is one text, so that asking twice sends once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="notice_texts")
    cause_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=32)
    words = models.JSONField()
    words_sha256 = models.CharField(max_length=64)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices_signed"
    )
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="notice_text_is_written_once_a_cause",
                fields=("program", "cause_id", "words_sha256"),
            ),
            models.CheckConstraint(
                name="notice_kind_is_known",
                condition=Q(kind__in=[kind.value for kind in NoticeKind]),
            ),
            models.CheckConstraint(
                name="notice_words_have_the_kind", condition=Q(kind=KT("words__kind"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def to_rules(self) -> Words:
        """Return what it says, as typed parts."""
        return Words.from_json(self.words)


class NoticeSubject(models.Model):
    """What a text is about, for the rule book: an agreement (in a version) or an obligation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    text = models.ForeignKey(NoticeText, on_delete=models.PROTECT, related_name="subjects")
    code = models.CharField(max_length=64)
    position = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="notice_subject_is_named_once",
                fields=("text", "code", "position"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="notice_subject_is_a_code", condition=Q(code__regex=CODE)),
        )

    def __str__(self) -> str:
        return self.code if self.position is None else f"{self.code}@{self.position}"


class Notice(models.Model):
    """One message to one partner, or to one person, with its own date and verification code.

    Where ``person`` is set it is for that person alone, as somebody who acts for ``partner`` or,
    without a partner, wherever they work. ``entity`` narrows what is served to one legal entity.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    text = models.ForeignKey(NoticeText, on_delete=models.PROTECT, related_name="notices")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="notices")
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="notices", null=True
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices", null=True
    )
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, related_name="notices", null=True
    )
    subject_line = models.CharField(max_length=SUBJECT_CHARS_MAX)
    code = models.CharField(max_length=LENGTH, unique=True)
    due_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    due_days = models.PositiveIntegerField(null=True)  # after service
    zone = models.CharField(max_length=64, blank=True)
    city = models.CharField(max_length=200, blank=True)
    zone_assumed = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="notice_is_for_somebody",
                condition=Q(partner__isnull=False) | Q(person__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_entity_is_of_a_partner",
                condition=Q(entity=None) | Q(partner__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_code_is_readable",
                condition=Q(code__regex=rf"^[{ALPHABET}]{{{LENGTH}}}$"),
            ),
            models.CheckConstraint(
                name="notice_is_due_at_most_once",
                condition=(
                    Q(due_at=None, due_on=None)
                    | Q(due_at__gt=F("sent_at"), due_on__isnull=False, due_days=None)
                ),
            ),
            models.CheckConstraint(
                name="notice_due_date_has_a_zone",
                condition=Q(due_at=None, due_days=None) | ~Q(zone=""),
            ),
            models.UniqueConstraint(
                name="notice_is_sent_once",
                fields=("text", "partner", "person", "entity"),
                nulls_distinct=False,
            ),
        )
        indexes = (
            models.Index(name="notice_by_partner", fields=("partner", "program", "-sent_at")),
            models.Index(name="notice_by_program", fields=("program", "-sent_at", "-id")),
        )

    def __str__(self) -> str:
        return self.subject_line

    @property
    def deadline(self) -> Deadline | None:
        """By when what it asks for is due, if anything is."""
        if self.due_at is None and self.due_days is None:
            return None
        place = Place(zone=self.zone, city=self.city, zone_assumed=self.zone_assumed)
        if self.due_at is not None:
            return DueAt(at=self.due_at, place=place)
        assert self.due_days is not None
        return DueAfterService(days=self.due_days, place=place)


class Recipient(models.Model):
    """A person a notice was addressed to, in every capacity they had when it was sent.

    ``contact_ids`` are the affiliations (their ``fact_id``) and ``roles`` what they were; both
    are empty for a person addressed without a partner. Several capacities are one message.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="recipients")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices_received"
    )
    contact_ids = ArrayField(models.UUIDField())
    roles = ArrayField(models.CharField(max_length=64))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="recipient_gets_a_notice_once", fields=("notice", "person")
            ),
        )
        indexes = (models.Index(name="recipient_by_person", fields=("person",)),)

    def __str__(self) -> str:
        return f"{self.person_id} of {self.notice_id}"


class DeliveryState(models.TextChoices):
    """How far a letter has come. None of them says that a human got it."""

    WAITING = "waiting", "Waiting to be sent"
    HANDING_OVER = "handing-over", "Being handed to the mail server"
    HANDED_OVER = "handed-over", "Handed to the mail server"
    UNCERTAIN = "uncertain", "Left without an answer of the mail server"
    REFUSED = "refused", "There is no such mailbox"
    GIVEN_UP = "given-up", "The mail server does not take it"
    WITHDRAWN = "withdrawn", "Stopped before it was sent"


#: States in which a letter may still arrive, or may have.
MAY_ARRIVE = (
    DeliveryState.WAITING,
    DeliveryState.HANDING_OVER,
    DeliveryState.HANDED_OVER,
    DeliveryState.UNCERTAIN,
)


class Delivery(models.Model):
    """The letter to one recipient: machinery, whose address goes when the person is erased.

    ``message_id`` is fixed before the first try, so that whatever is found out later about a
    letter can be laid beside this row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.OneToOneField(Recipient, on_delete=models.PROTECT, related_name="delivery")
    chunk_id = models.UUIDField(db_index=True)
    address = models.CharField(max_length=254)
    message_id = models.CharField(max_length=250, unique=True)
    state = models.CharField(max_length=16, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="delivery_state_is_known",
                condition=Q(state__in=[state.value for state in DeliveryState]),
            ),
            models.CheckConstraint(
                name="delivery_waits_until_its_next_try",
                condition=Q(state=DeliveryState.WAITING, next_try_at__isnull=False)
                | (~Q(state=DeliveryState.WAITING) & Q(next_try_at=None)),
            ),
        )
        indexes = (
            models.Index(
                name="delivery_waiting",
                fields=("next_try_at", "id"),
                condition=Q(state=DeliveryState.WAITING),
            ),
            models.Index(
                name="delivery_under_way",
                fields=("id",),
                condition=Q(state=DeliveryState.HANDING_OVER),
            ),
            models.Index(
                name="delivery_refused_address",
                fields=("address",),
                condition=Q(state=DeliveryState.REFUSED),
            ),
        )

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"


class DeliveryAttempt(models.Model):
    """One try to hand a letter to the mail server, written down before it is made."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    fate = models.CharField(max_length=16, blank=True)
    stage = models.CharField(max_length=16, blank=True)
    reply_code = models.PositiveIntegerField(null=True)
    reply_text = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="delivery_attempt_has_a_number", fields=("delivery", "number")
            ),
        )

    def __str__(self) -> str:
        return f"try {self.number} of {self.delivery_id}"


class Proof(Happening):
    """It became certain that a notice reached a person, or never can by mail.

    The first *delivered* one makes the notice served. ``contact_id`` is the affiliation in which
    the person was reached; none for a person addressed without a partner.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="proofs")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_proofs"
    )
    contact_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=12)
    how = models.CharField(max_length=20)
    happened_on = models.DateField()

    class Meta(Happening.Meta):
        constraints = (
            models.CheckConstraint(
                name="proof_outcome_says_how",
                condition=Q(
                    outcome=ProofOutcome.DELIVERED.value, how__in=[how.value for how in ServedBy]
                )
                | Q(outcome=ProofOutcome.FAILED.value, how__in=[how.value for how in FailedBy]),
            ),
            models.UniqueConstraint(
                name="proof_is_recorded_once",
                fields=("notice", "person", "contact_id", "outcome"),
                condition=Q(voided_at=None),
                nulls_distinct=False,
            ),
        )
        indexes = (models.Index(name="proof_by_contact", fields=("contact_id",)),)

    def __str__(self) -> str:
        return f"{self.outcome} {self.notice_id}"


class CodeCheck(models.Model):
    """Somebody asked about a code. Who, is not kept: only a keyed hash of the network."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=LENGTH)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="checks", null=True)
    network = models.CharField(max_length=64)
    checked_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(name="code_check_by_code", fields=("code", "checked_at")),
            models.Index(name="code_check_by_network", fields=("network", "checked_at")),
        )

    def __str__(self) -> str:
        return f"{self.code} at {self.checked_at}"


class CodeAlarm(models.Model):
    """One code was asked about from many networks: somebody may have copied it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=LENGTH)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="alarms", null=True)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="code_alarm_is_open_once", fields=("code",), condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="code_alarm_is_closed_by_somebody",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"alarm about {self.code}"

"""The event log: what happened, who did it, when, and which partners it touched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F, Func, Q

from goodstanding.values.ids import new_id

#: How far the clocks of a web server and the database may differ.
CLOCK_SKEW = timedelta(minutes=1)


class RecordedNow(Func):
    """The instant a transaction writes its rows, from the database: the only clock SQL reads.

    In a demonstration installation it runs ahead like ``values.clock`` does.
    """

    function = "evidence_recorded_now"
    arity = 0
    output_field = models.DateTimeField()


class TransactionNumber(Func):
    """The number of the writing transaction; the sealer waits for the oldest open one."""

    function = "pg_current_xact_id"
    arity = 0


class Xid8Field(models.BigIntegerField):  # type: ignore[type-arg] # takes none at run time
    """PostgreSQL's 64-bit transaction number."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002 -- Django passes the connection.
        """Return the column type."""
        return "xid8"

    def from_db_value(self, value: str | None, *_context: object) -> int | None:
        """Return the number; the driver hands an xid8 over as text."""
        return None if value is None else int(value)

    def get_db_prep_value(
        self,
        value: Any,
        connection: object,  # noqa: ARG002 -- Django passes the connection.
        prepared: bool = False,  # noqa: ARG002, FBT001, FBT002 -- and whether it is prepared.
    ) -> Any:
        """Return the number as text, which PostgreSQL takes for an xid8."""
        return str(value) if isinstance(value, int) else value


class InstallationClock(models.Model):
    """How far this installation's clock runs ahead of the wall clock; exactly one row.

    Zero everywhere but in a demonstration. ``cluster_id`` names the database cluster this
    installation was last started on: transaction numbers start anew after a restore, so each
    event remembers under which cluster its number was drawn.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    shift = models.DurationField()
    movable = models.BooleanField(default=False)

    class Meta:
        db_table = "evidence_clock"
        constraints = (
            models.CheckConstraint(name="clock_has_one_row", condition=Q(id=1)),
            models.CheckConstraint(
                name="clock_stands_still_unless_movable",
                condition=Q(movable=True) | Q(shift="0 seconds"),
            ),
        )


class Event(models.Model):
    """One thing that happened. Never updated, never deleted, by anyone.

    ``bytes`` is what is proven: the canonical content with identifiers, codes, instants and
    amounts. The other columns repeat parts of it for searching, and a check compares them.
    Guards are in migration 0002.
    """

    seq = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=64)
    actor = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    program_id = models.UUIDField(null=True)  # set where every partner of a program is touched
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    xact_id = Xid8Field(db_default=TransactionNumber())
    cluster_id = models.DecimalField(max_digits=20, decimal_places=0)
    bytes = models.BinaryField()
    leaf_hash = models.BinaryField()

    class Meta:
        ordering = ("seq",)
        indexes = (
            models.Index(name="event_by_subject", fields=("subject", "seq")),
            models.Index(name="event_by_name", fields=("name", "seq")),
            # The order in which the log is sealed.
            models.Index(name="event_by_transaction", fields=("xact_id", "seq")),
        )
        constraints = (
            models.CheckConstraint(
                name="event_has_an_actor",
                condition=Q(actor__regex=r"^(person|token|system):[a-z0-9-]+$"),
            ),
            models.CheckConstraint(
                name="event_is_not_from_the_future",
                condition=Q(happened_at__lte=F("recorded_at") + CLOCK_SKEW),
            ),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.name}"


class EventPartner(models.Model):
    """One partner that an event touched, in one program."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="partners")
    program_id = models.UUIDField()
    partner_id = models.UUIDField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="event_touches_a_partner_once", fields=("event", "program_id", "partner_id")
            ),
        )
        indexes = (
            models.Index(name="event_of_partner", fields=("partner_id", "program_id", "event")),
        )


class EventPrivate(models.Model):
    """Words beside an event. Erasing the row keeps the event and its hash, and loses the words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="private")
    field = models.CharField(max_length=64)
    salt = models.BinaryField()
    value = models.TextField()

    class Meta:
        db_table = "evidence_private"
        constraints = (
            models.UniqueConstraint(name="event_keeps_a_field_once", fields=("event", "field")),
        )


class Leaf(models.Model):
    """One entry of the sealed log: which event stands at a position, and its hash.

    Positions are the order of the tree. ``seq`` is not: a transaction that commits late may have
    drawn a lower one. There is no foreign key: the sealer has just read the event, and a key
    would ask for it again, row by row. Guards are in migration 0005.
    """

    position = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    hash = models.BinaryField()

    class Meta:
        db_table = "evidence_leaf"


class TreeTile(models.Model):
    """A complete tile of the tree: 256 hashes, and the root over them (``tiles.py``)."""

    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField()

    class Meta:
        db_table = "evidence_tile"
        constraints = (
            models.UniqueConstraint(name="tile_stands_once", fields=("level", "number")),
        )


class Checkpoint(models.Model):
    """What was signed: the log has ``size`` entries, and this root.

    It also says how far the log was read: of cluster ``cluster_id``, every event of a transaction
    below ``horizon`` is sealed, and of the transaction ``horizon`` those up to ``horizon_seq``.
    """

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    cluster_id = models.DecimalField(max_digits=20, decimal_places=0)
    horizon = Xid8Field()
    horizon_seq = models.BigIntegerField()
    note = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "evidence_checkpoint"

    def __str__(self) -> str:
        return f"checkpoint of {self.size} entries"


class SigningKey(models.Model):
    """A public key that checkpoints are verified with; the private one is a file.

    ``vouched`` says that the key before it signs the first checkpoint as well. It is false where
    that key was lost.
    """

    key_id = models.CharField(primary_key=True, max_length=8)
    name = models.CharField(max_length=255)
    public_key = models.BinaryField()
    signs_from = models.DateTimeField()
    vouched = models.BooleanField(default=True)

    class Meta:
        db_table = "evidence_key"
        ordering = ("signs_from", "key_id")

    def __str__(self) -> str:
        return f"{self.name} {self.key_id}"


class Alarm(models.Model):
    """Something that is not as it was sealed, told once. It stays, also when it was mended."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    place = models.CharField(max_length=80)
    seq = models.BigIntegerField(null=True)
    position = models.BigIntegerField(null=True)
    name = models.CharField(max_length=64)
    sentence = models.TextField()
    found_at = models.DateTimeField()

    class Meta:
        db_table = "evidence_alarm"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(name="alarm_is_told_once", fields=("kind", "place")),
        )

    def __str__(self) -> str:
        return self.sentence


class AuditPosition(models.Model):
    """How far the round went that looks at everything sealed again, slice by slice; one row.

    Machinery, not a fact: whoever sets it back has everything looked at once more.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
    checkpoint = models.BigIntegerField(default=0)
    seq = models.BigIntegerField(default=0)

    class Meta:
        db_table = "evidence_audit"
        constraints = (models.CheckConstraint(name="audit_has_one_row", condition=Q(id=1)),)

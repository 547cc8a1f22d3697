"""Programs, the published versions of their rule books, and the calendar every engine joins."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from goodstanding.values.codes import PATTERN
from goodstanding.values.ids import new_id

CODE = f"^{PATTERN}$"


class Program(models.Model):
    """One rule book that partners enrol in. One installation serves several."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    vendor_name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="program_code_is_a_code", condition=Q(code__regex=CODE)),
        )

    def __str__(self) -> str:
        return self.name


class PackState(models.TextChoices):
    """How far a version of the rule book has come."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"


class PackVersion(models.Model):
    """One version of a program's rule book: the text, and the SQL it compiles to.

    A draft may be edited. A published version never changes again (migration 0002), and keeps
    its text, so that the past is judged by the rules of then. What it compiles to is kept to save
    work, and compiled anew where an older compiler wrote it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="pack_versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=PackState, default=PackState.DRAFT)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    published_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True)
    compiled = models.JSONField(null=True)

    class Meta:
        ordering = ("program", "number")
        constraints = (
            models.UniqueConstraint(
                name="pack_version_number_is_used_once", fields=("program", "number")
            ),
            models.CheckConstraint(name="pack_version_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="pack_version_published_is_complete",
                condition=Q(state=PackState.DRAFT)
                | Q(
                    state=PackState.PUBLISHED,
                    published_at__isnull=False,
                    effective_at__isnull=False,
                    approved_by__isnull=False,
                    compiled__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="pack_version_is_approved_by_a_second_person",
                condition=Q(approved_by=None)
                | Q(drafted_by=None)
                | ~Q(approved_by=F("drafted_by")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.program} {self.number}"


class PackApproval(models.Model):
    """A second person's word that one text may be published; it holds for that text alone.

    Never changed (migration 0003): a text that changes needs a new one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="approvals")
    text_sha256 = models.CharField(max_length=64)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField()
    untried_because = models.TextField(blank=True)  # why it was approved without being tried

    class Meta:
        ordering = ("approved_at", "id")

    def __str__(self) -> str:
        return f"{self.version} approved by {self.approved_by}"


class Day(models.Model):
    """When one calendar day starts in one zone: the only place a zone becomes an instant."""

    pk = models.CompositePrimaryKey("zone", "day")
    zone = models.CharField(max_length=64)
    day = models.DateField()
    starts_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day} {self.zone}"


class WorkDay(models.Model):
    """One day of a calendar, with how many working days there are up to it.

    So many working days later is then the working day whose ordinal is as much higher.
    """

    pk = models.CompositePrimaryKey("calendar", "day")
    calendar = models.CharField(max_length=8)  # a country, or a country and a part of it
    day = models.DateField()
    works = models.BooleanField()
    ordinal = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="workday_one_working_day_per_ordinal",
                fields=("calendar", "ordinal"),
                condition=models.Q(works=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.calendar}"

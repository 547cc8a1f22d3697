"""The two shapes of a dated fact. Every fact the engine reads is one of them.

A *happening* took place at an instant. A *span* holds from an instant until just before
another. Both remember when they were recorded, and neither is ever edited: a happening is
voided, a span is superseded by another row.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from goodstanding.evidence.models import RecordedNow
from goodstanding.values.ids import new_id


class Happening(models.Model):
    """Something that took place at one instant."""

    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class SpanRow(models.Model):
    """Something that holds during ``[valid_from, valid_until)``, as far as we knew it then.

    ``fact_id`` stays the same through corrections: rows that share it are what we said about
    one fact at different times. Whoever refers to the fact refers to ``fact_id``.
    """

    fact_id = models.UUIDField(default=new_id, editable=False)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_it_starts",
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_is_said_once",
                fields=("fact_id",),
                condition=Q(superseded_at=None),
            ),
        )


def in_force(as_of: datetime, *, prefix: str = "") -> Q:
    """Return the condition that a span, as known today, holds at ``as_of``."""
    return Q(**{f"{prefix}superseded_at": None, f"{prefix}valid_from__lte": as_of}) & (
        Q(**{f"{prefix}valid_until": None}) | Q(**{f"{prefix}valid_until__gt": as_of})
    )

"""Pauses of optional money and holds of payouts, each with its cause and its scope."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goodstanding.evidence.dated import SpanRow
from goodstanding.incentives.rules.stops import Scope, Stop
from goodstanding.partners.models import Location, Partner
from goodstanding.programs.models import CODE, Program
from goodstanding.values.ids import new_id
from goodstanding.values.keys import PartnerKey
from goodstanding.values.spans import Span

#: What was said of a stop, first to last; of two rows of one change the superseded one is first.
HISTORY = ("recorded_at", F("superseded_at").asc(nulls_last=True), "pk")


class ScopedStop(SpanRow):
    """Something that is stopped for a partner in a program, in a scope, because of a cause.

    ``cause_id`` is the act of a higher room, such as a measure. Without a location every
    location is meant; without a type every type.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, null=True, related_name="+")
    incentive_type = models.CharField(max_length=64, blank=True)
    cause_id = models.UUIDField(db_index=True)

    class Meta(SpanRow.Meta):
        abstract = True
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_type_is_a_code",
                condition=Q(incentive_type="") | Q(incentive_type__regex=CODE),
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_is_set_once_a_cause",
                fields=("cause_id", "program", "partner", "location", "incentive_type"),
                condition=Q(superseded_at=None),
                nulls_distinct=False,
            ),
        )
        indexes = (
            models.Index(
                name="%(class)s_by_partner",
                fields=("partner", "program"),
                condition=Q(superseded_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.fact_id}"

    @property
    def partner_key(self) -> PartnerKey:
        """Whose incentives are stopped."""
        return PartnerKey(self.program_id, self.partner_id)

    @property
    def span(self) -> Span:
        """When it is in force."""
        return Span(self.valid_from, self.valid_until)

    def to_rules(self) -> Stop:
        """Return the stop as the rules know it."""
        return Stop(
            cause_id=self.cause_id,
            scope=Scope(location_id=self.location_id, incentive_type=self.incentive_type),
            span=self.span,
        )


class Pause(ScopedStop):
    """No new discretionary incentives are earned while it is in force; earned ones stay."""


class Hold(ScopedStop):
    """Earned payouts are kept back while it is in force; they stay the partner's."""

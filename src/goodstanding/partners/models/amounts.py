"""What locations turned over, month by month, as the vendor's own systems say."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goodstanding.evidence.models import RecordedNow
from goodstanding.partners.models.structure import Location, Partner
from goodstanding.programs.models import CODE, Program
from goodstanding.values.ids import new_id

CURRENCY = r"^[A-Z]{3}$"


class MonthlyAmount(models.Model):
    """What was measured of one location in one month, such as its revenue.

    In minor units of the currency; below zero where more was given back than sold. A month is
    corrected by another row, and the one before is superseded (migration 0006): any past answer
    still finds the amount it rested on. A month without a row is unknown, never nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="amounts")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="amounts")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="amounts")
    metric = models.CharField(max_length=64)
    month_on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(name="amount_metric_is_a_code", condition=Q(metric__regex=CODE)),
            models.CheckConstraint(
                name="amount_month_is_its_first_day", condition=Q(month_on__day=1)
            ),
            models.CheckConstraint(
                name="amount_currency_is_iso_code", condition=Q(currency__regex=CURRENCY)
            ),
            models.UniqueConstraint(
                name="amount_of_a_month_is_said_once",
                fields=("location", "program", "metric", "month_on"),
                condition=Q(superseded_at=None),
            ),
        )
        indexes = (models.Index(name="amount_by_partner", fields=("partner", "program", "metric")),)

    def __str__(self) -> str:
        return f"{self.metric} of {self.location_id} in {self.month_on:%Y-%m}"

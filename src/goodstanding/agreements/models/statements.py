"""What partners stated of themselves, such as that they follow the code."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from goodstanding.agreements.models.texts import RECEIPT, SHA256
from goodstanding.agreements.rules.receipts import new_receipt
from goodstanding.evidence.dated import SpanRow
from goodstanding.evidence.models import CLOCK_SKEW
from goodstanding.partners.models import LegalEntity, Location, Partner
from goodstanding.programs.models import CODE, Program
from goodstanding.values.ids import new_id


class Statement(SpanRow):
    """Somebody with authority stated that what an obligation names holds for a unit.

    The unit is the partner, or one of its legal entities, or one of its locations.
    ``text_sha256`` is of the sentence they put their name under, which lies with the event
    ``statement.made`` beside their name. ``from_on`` and ``until_on`` (the last day on which it
    holds) are local days in ``zone``, the unit's. A wrong statement is withdrawn: a row with the
    same ``fact_id`` ends it, and this one is superseded.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="statements")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="statements")
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, null=True, related_name="statements"
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, related_name="statements"
    )
    name = models.CharField(max_length=64)
    text_sha256 = models.CharField(max_length=64)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="statements"
    )
    authority = models.CharField(max_length=64)
    identified_by = models.CharField(max_length=20)
    receipt = models.CharField(max_length=12, default=new_receipt)
    zone = models.CharField(max_length=64)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    withdrawn = models.BooleanField(default=False)

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(name="statement_name_is_a_code", condition=Q(name__regex=CODE)),
            models.CheckConstraint(
                name="statement_is_of_one_unit", condition=Q(entity=None) | Q(location=None)
            ),
            models.CheckConstraint(
                name="statement_hash_is_sha256", condition=Q(text_sha256__regex=SHA256)
            ),
            models.CheckConstraint(
                name="statement_has_a_receipt", condition=Q(receipt__regex=RECEIPT)
            ),
            models.CheckConstraint(
                name="statement_states_the_authority", condition=~Q(authority="")
            ),
            models.CheckConstraint(
                name="statement_states_how_identified",
                condition=Q(identified_by__in=["password", "link"]),
            ),
            models.CheckConstraint(name="statement_has_a_zone", condition=~Q(zone="")),
            models.CheckConstraint(
                name="statement_is_not_from_the_future",
                condition=Q(valid_from__lte=F("recorded_at") + CLOCK_SKEW),
            ),
            models.CheckConstraint(
                name="statement_ends_on_a_day_where_it_ends",
                condition=Q(valid_until=None, until_on=None)
                | Q(valid_until__isnull=False, until_on__isnull=False),
            ),
            models.UniqueConstraint(
                name="statement_of_a_unit_is_made_once_a_day",
                fields=("partner", "program", "name", "entity", "location", "from_on"),
                condition=Q(superseded_at=None, withdrawn=False),
                nulls_distinct=False,
            ),
        )
        indexes = (
            models.Index(name="statement_by_partner", fields=("partner", "program", "name")),
            models.Index(name="statement_by_receipt", fields=("receipt",)),
        )

    def __str__(self) -> str:
        return f"{self.name} of {self.partner_id}"

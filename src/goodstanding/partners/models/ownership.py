"""Which legal entities of a partner own which others."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from goodstanding.accounts.models import ValidDuring
from goodstanding.evidence.dated import SpanRow
from goodstanding.partners.models.structure import LegalEntity, Partner
from goodstanding.partners.rules.stakes import SOURCE_MAX, WHOLE_BASIS_POINTS
from goodstanding.values.ids import new_id


class Ownership(SpanRow):
    """A legal entity owns a share of another one of the same partner, directly, during a span.

    The share is in basis points (10,000 are all). ``from_on`` is the first and ``until_on`` the
    last day, in ``zone``: that of the oldest location of what is owned. ``source`` says where it
    is written, such as a register.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="ownerships")
    owner = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="stakes")
    owned = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="owners")
    share_basis_points = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=64)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=SOURCE_MAX)

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(
                name="ownership_is_of_some_and_at_most_all",
                condition=Q(share_basis_points__gt=0, share_basis_points__lte=WHOLE_BASIS_POINTS),
            ),
            models.CheckConstraint(
                name="ownership_is_of_another_entity", condition=~Q(owner=F("owned"))
            ),
            models.CheckConstraint(name="ownership_has_a_source", condition=~Q(source="")),
            models.CheckConstraint(name="ownership_has_a_zone", condition=~Q(zone="")),
            models.CheckConstraint(
                name="ownership_ends_with_a_day",
                condition=Q(valid_until=None, until_on=None)
                | Q(valid_until__isnull=False, until_on__gte=F("from_on")),
            ),
            ExclusionConstraint(
                name="ownership_of_a_pair_is_said_once_at_a_time",
                expressions=(
                    ("owner", RangeOperators.EQUAL),
                    ("owned", RangeOperators.EQUAL),
                    (ValidDuring("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ),
                condition=Q(superseded_at=None),
            ),
        )
        indexes = (models.Index(name="ownership_by_partner", fields=("partner", "owner")),)

    def __str__(self) -> str:
        return f"{self.owner_id} of {self.owned_id}"

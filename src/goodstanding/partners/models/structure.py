"""Partners, their legal entities and locations, and the numbers others know them by.

A thing that lasts (partner, legal entity, location) is a row with an identifier and nothing
else. What is true of it is a span: a rename, a move or a sale adds a span and supersedes the
one before, so that any past day can be asked about, as we knew it then.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from goodstanding.evidence.dated import SpanRow
from goodstanding.evidence.models import RecordedNow
from goodstanding.programs.models import CODE
from goodstanding.values.ids import new_id

COUNTRY = r"^[A-Z]{2}$"


class Lasting(models.Model):
    """Something that keeps its identity whatever becomes of its name, place or owner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class Partner(Lasting):
    """A commercial group."""


class LegalEntity(Lasting):
    """A company within a partner: the unit that signs."""


class Location(Lasting):
    """A transacting unit of a legal entity, with its own external IDs."""


class PartnerProfile(SpanRow):
    """What a partner is called and where it is at home, during a span."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="profiles")
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(
                name="partner_country_is_iso_code",
                condition=Q(country="") | Q(country__regex=COUNTRY),
            ),
            models.UniqueConstraint(
                name="partner_profile_starts_once",
                fields=("partner", "valid_from"),
                condition=Q(superseded_at=None),
            ),
        )
        indexes = (
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="partner_by_part_of_name"),
        )

    def __str__(self) -> str:
        return self.name


class EntityProfile(SpanRow):
    """What a legal entity is called, where it is registered, and whose it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="profiles")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="entity_profiles")
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(
                name="entity_country_is_iso_code",
                condition=Q(country="") | Q(country__regex=COUNTRY),
            ),
            models.UniqueConstraint(
                name="entity_profile_starts_once",
                fields=("entity", "valid_from"),
                condition=Q(superseded_at=None),
            ),
        )
        indexes = (GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="entity_by_part_of_name"),)

    def __str__(self) -> str:
        return self.name


class LocationProfile(SpanRow):
    """Where a location is, which entity it belongs to, and the zone its deadlines run in.

    The zone is never missing. Where nobody told us, one is assumed from the country, and every
    page that shows a deadline says so.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="profiles")
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, related_name="location_profiles"
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="location_profiles")
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=64, blank=True)
    zone = models.CharField(max_length=64)
    zone_assumed = models.BooleanField(default=False)
    from_on = models.DateField()
    since_on = models.DateField(null=True, editable=False)

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(
                name="location_country_is_iso_code",
                condition=Q(country="") | Q(country__regex=COUNTRY),
            ),
            models.CheckConstraint(name="location_has_a_zone", condition=~Q(zone="")),
            models.UniqueConstraint(
                name="location_profile_starts_once",
                fields=("location", "valid_from"),
                condition=Q(superseded_at=None),
            ),
        )
        indexes = (models.Index(name="location_by_partner", fields=("partner", "location")),)

    def __str__(self) -> str:
        return self.name


class ExternalId(SpanRow):
    """The number somebody else's system knows a partner, entity or location by.

    A namespace says whose number it is (``mpn``, ``lei``, ``crm``). The same number means one
    thing at a time in its namespace.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    namespace = models.CharField(max_length=32)
    value = models.CharField(max_length=128)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="external_ids")
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, null=True, related_name="external_ids"
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, related_name="external_ids"
    )

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(
                name="external_id_namespace_is_a_code", condition=Q(namespace__regex=CODE)
            ),
            models.CheckConstraint(name="external_id_is_not_empty", condition=~Q(value="")),
            models.CheckConstraint(
                name="external_id_names_one_thing", condition=Q(entity=None) | Q(location=None)
            ),
            models.UniqueConstraint(
                name="external_id_means_one_thing_at_a_time",
                fields=("namespace", "value"),
                condition=Q(superseded_at=None, valid_until=None),
            ),
        )
        indexes = (
            models.Index(Upper("value"), name="external_id_by_value"),
            models.Index(name="external_id_by_partner", fields=("partner",)),
        )

    def __str__(self) -> str:
        return f"{self.namespace}:{self.value}"

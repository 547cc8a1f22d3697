"""Who takes part in which program, buys through whom, may do what, and acts for whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from goodstanding.evidence.dated import SpanRow
from goodstanding.partners.models.structure import Lasting, Location, Partner
from goodstanding.programs.models import CODE, Program
from goodstanding.values.ids import new_id


class Tier(models.TextChoices):
    """How a partner takes part in a program."""

    DISTRIBUTOR = "distributor", "Distributor"
    RESELLER = "reseller", "Reseller"
    DIRECT = "direct", "Direct"


class Membership(Lasting):
    """One partner in one program: what standing is computed for. Enrolments say when."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="memberships")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="membership_of_a_partner_in_a_program", fields=("partner", "program")
            ),
        )


class Enrolment(SpanRow):
    """A partner takes part in a program, in a tier, during a span."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="enrolments")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="enrolments")
    tier = models.CharField(max_length=12, choices=Tier)
    zone = models.CharField(max_length=64)
    from_on = models.DateField()
    since_on = models.DateField(null=True, editable=False)

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(
                name="enrolment_tier_is_known", condition=Q(tier__in=[tier.value for tier in Tier])
            ),
            models.CheckConstraint(name="enrolment_has_a_zone", condition=~Q(zone="")),
            models.UniqueConstraint(
                name="enrolment_is_open_once",
                fields=("partner", "program"),
                condition=Q(superseded_at=None, valid_until=None),
            ),
        )
        indexes = (models.Index(name="enrolment_by_program", fields=("program", "partner")),)

    def __str__(self) -> str:
        return f"{self.partner_id} in {self.program_id}"


class Relationship(SpanRow):
    """A reseller buys through a distributor in a program, during a span."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="relationships")
    distributor = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="downstream")
    reseller = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="upstream")

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(
                name="relationship_joins_two_partners", condition=~Q(distributor=F("reseller"))
            ),
            models.UniqueConstraint(
                name="relationship_is_open_once",
                fields=("reseller", "distributor", "program"),
                condition=Q(superseded_at=None, valid_until=None),
            ),
        )
        indexes = (
            models.Index(name="relationship_by_distributor", fields=("distributor", "program")),
        )

    def __str__(self) -> str:
        return f"{self.reseller_id} through {self.distributor_id}"


class EndedBy(models.TextChoices):
    """Who set the end of an authorization."""

    VENDOR = "vendor", "Ended by the vendor"
    PARTNER = "partner", "Notice of the partner"
    RULES = "rules", "Reached a final level"


class Authorization(SpanRow):
    """The vendor lets a location do something in a program, such as resell subscriptions.

    ``granted_on`` is the first and ``until_on`` the last day, by the location's calendar.

    One that the rules ended for good keeps the level it ended at, ``final_level``, from its end
    on: until ``final_until``, when the same is granted anew, or for ever.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="authorizations")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="authorizations")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="authorizations")
    name = models.CharField(max_length=64)
    granted_on = models.DateField()
    since_on = models.DateField(null=True, editable=False)
    until_on = models.DateField(null=True, blank=True)
    ended_by = models.CharField(max_length=8, choices=EndedBy, blank=True, db_default="")
    final_level = models.CharField(max_length=64, blank=True, db_default="")
    final_until = models.DateTimeField(null=True, blank=True)

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(
                name="authorization_name_is_a_code", condition=Q(name__regex=CODE)
            ),
            models.CheckConstraint(
                name="authorization_ends_by_somebody_on_a_day",
                condition=Q(valid_until=None, until_on=None, ended_by="")
                | Q(
                    valid_until__isnull=False,
                    until_on__gte=F("granted_on"),
                    ended_by__in=[by.value for by in EndedBy],
                ),
            ),
            models.CheckConstraint(
                name="authorization_ends_for_good_by_the_rules",
                condition=Q(ended_by=EndedBy.RULES.value, final_level__regex=CODE)
                | (~Q(ended_by=EndedBy.RULES.value) & Q(final_level="", final_until=None)),
            ),
            models.CheckConstraint(
                name="authorization_keeps_its_final_level_after_its_end",
                condition=Q(final_until=None) | Q(final_until__gt=F("valid_until")),
            ),
            models.UniqueConstraint(
                name="authorization_is_open_once",
                fields=("location", "program", "name"),
                condition=Q(superseded_at=None, valid_until=None),
            ),
        )
        indexes = (
            models.Index(name="authorization_by_partner", fields=("partner", "program")),
            models.Index(
                name="authorization_ended_for_good",
                fields=("partner", "program"),
                condition=Q(ended_by="rules"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} of {self.location_id}"


class Affiliation(SpanRow):
    """A person acts for a partner in a role, during a span. People may have several.

    Contact roles (signatory, compliance, deputy, security, finance) are affiliations like any
    other; so are a distributor's account managers (``distributor-manager``) and the functions
    that courses are for (sales, marketing, distribution).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="affiliations"
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="affiliations")
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, blank=True, related_name="affiliations"
    )
    role = models.CharField(max_length=64)
    zone = models.CharField(max_length=64)
    from_on = models.DateField()
    since_on = models.DateField(null=True, editable=False)
    until_on = models.DateField(null=True, blank=True)

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(
                name="affiliation_role_is_a_code", condition=Q(role__regex=CODE)
            ),
            models.UniqueConstraint(
                name="affiliation_is_open_once",
                fields=("person", "partner", "role", "location"),
                condition=Q(superseded_at=None, valid_until=None),
                nulls_distinct=False,
            ),
        )
        indexes = (
            models.Index(name="affiliation_by_partner", fields=("partner", "role")),
            models.Index(name="affiliation_by_person", fields=("person",)),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} of {self.partner_id}"


class DeclaredList(SpanRow):
    """The partner said that its list of people in a role is complete.

    Without such a word, a share of nobody is unknown: an empty list may just be missing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="declared_lists")
    name = models.CharField(max_length=64)

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(name="declared_list_is_a_code", condition=Q(name__regex=CODE)),
            models.UniqueConstraint(
                name="declared_list_is_open_once",
                fields=("partner", "name"),
                condition=Q(superseded_at=None, valid_until=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} of {self.partner_id}"

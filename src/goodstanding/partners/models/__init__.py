"""The tables of this room; Django looks for them here."""

from goodstanding.partners.models.structure import (
    EntityProfile,
    ExternalId,
    Lasting,
    LegalEntity,
    Location,
    LocationProfile,
    Partner,
    PartnerProfile,
)
from goodstanding.partners.models.taking_part import (
    Affiliation,
    Authorization,
    DeclaredList,
    Enrolment,
    Membership,
    Relationship,
    Tier,
)

__all__ = (
    "Affiliation",
    "Authorization",
    "DeclaredList",
    "Enrolment",
    "EntityProfile",
    "ExternalId",
    "Lasting",
    "LegalEntity",
    "Location",
    "LocationProfile",
    "Membership",
    "Partner",
    "PartnerProfile",
    "Relationship",
    "Tier",
)

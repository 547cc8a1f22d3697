"""The tables of this room; Django looks for them here."""

from goodstanding.partners.models.amounts import MonthlyAmount
from goodstanding.partners.models.corrections import (
    AuthorizationCorrection,
    CorrectionVerdict,
    Wrong,
)
from goodstanding.partners.models.imports import (
    CLAIMED_STATES,
    OPEN_STATES,
    ImportKind,
    ImportState,
    PartnerImport,
    StagedRow,
)
from goodstanding.partners.models.ownership import Ownership
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
    EndedBy,
    Enrolment,
    Membership,
    Relationship,
    Tier,
)

__all__ = (
    "CLAIMED_STATES",
    "OPEN_STATES",
    "Affiliation",
    "Authorization",
    "AuthorizationCorrection",
    "CorrectionVerdict",
    "DeclaredList",
    "EndedBy",
    "Enrolment",
    "EntityProfile",
    "ExternalId",
    "ImportKind",
    "ImportState",
    "Lasting",
    "LegalEntity",
    "Location",
    "LocationProfile",
    "Membership",
    "MonthlyAmount",
    "Ownership",
    "Partner",
    "PartnerImport",
    "PartnerProfile",
    "Relationship",
    "StagedRow",
    "Tier",
    "Wrong",
)

"""What the decision call refuses, in words of whoever writes the calling system."""

from __future__ import annotations

from goodstanding.apikit.errors import NotFoundHereError


class PartnerNotFoundError(NotFoundHereError):
    """No partner of the token's program is called this, or none that the caller may see."""

    code = "partner_not_found"


class LocationNotFoundError(NotFoundHereError):
    """The partner has no location that is called this."""

    code = "location_not_found"


class AgreementNotFoundError(NotFoundHereError):
    """The token's program has no agreement of this code."""

    code = "agreement_not_found"

"""What the log keeps about corrections of authorizations: proposed, judged, made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from goodstanding.evidence.payloads import Code, Payload, Private
from goodstanding.partners.events import PartnerEvent

_NOTHING = frozenset[str]()
_GRANTS = frozenset({"grants"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionProposed(Payload):
    """An officer says that something of an authorization is wrongly on record."""

    NAME: ClassVar[StrEnum] = PartnerEvent.CORRECTION_PROPOSED
    SUBJECT: ClassVar[str] = "correction_id"
    FACTS: ClassVar[frozenset[str] | None] = _NOTHING

    correction_id: UUID
    authorization_id: UUID
    authorization: Code
    wrong: Code
    reason: Private
    evidence: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionJudged(Payload):
    """Another officer agreed to a correction, or refused it."""

    NAME: ClassVar[StrEnum] = PartnerEvent.CORRECTION_JUDGED
    SUBJECT: ClassVar[str] = "correction_id"
    FACTS: ClassVar[frozenset[str] | None] = _NOTHING

    correction_id: UUID
    person_id: UUID
    agrees: bool
    reason: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationCorrected(Payload):
    """What was wrong counts as if it had never been; ``until_on`` is the end that was wrong.

    ``counts_until`` is the last day that counts instead of a wrong end, if one was known before.
    """

    NAME: ClassVar[StrEnum] = PartnerEvent.AUTHORIZATION_CORRECTED
    SUBJECT: ClassVar[str] = "authorization_id"
    FACTS: ClassVar[frozenset[str] | None] = _GRANTS

    authorization_id: UUID
    authorized_partner_id: UUID
    location_id: UUID
    correction_id: UUID
    authorization: Code
    wrong: Code
    granted_on: date
    until_on: date | None
    level: Code | None
    counts_until: date | None = None

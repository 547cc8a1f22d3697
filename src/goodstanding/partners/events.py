"""What the log keeps about partners' structure and the people who act for them.

Names of companies and people are private words: a sole trader's company is a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from goodstanding.evidence.payloads import Code, Payload, Private


class PartnerEvent(StrEnum):
    """Names of the events of this room."""

    PARTNER_REGISTERED = "partner.registered"
    PARTNER_ENROLLED = "partner.enrolled"
    ENTITY_REGISTERED = "entity.registered"
    LOCATION_OPENED = "location.opened"
    EXTERNAL_ID_ASSIGNED = "external-id.assigned"
    RELATIONSHIP_STARTED = "relationship.started"
    RELATIONSHIP_ENDED = "relationship.ended"
    AFFILIATION_STARTED = "affiliation.started"
    AFFILIATION_ENDED = "affiliation.ended"
    LIST_DECLARED = "list.declared"
    PARTNERS_IMPORTED = "partners.imported"
    AMOUNTS_RECORDED = "amounts.recorded"
    AUTHORIZATION_GRANTED = "authorization.granted"
    AUTHORIZATION_ENDED = "authorization.ended"
    NOTICE_GIVEN = "authorization.notice-given"
    NOTICE_WITHDRAWN = "authorization.notice-withdrawn"
    AUTHORIZATION_LOST = "authorization.lost"
    AUTHORIZATION_CORRECTED = "authorization.corrected"
    CORRECTION_PROPOSED = "correction.proposed"
    CORRECTION_JUDGED = "correction.judged"
    AUTHORIZATIONS_IMPORTED = "authorizations.imported"
    OWNERSHIP_RECORDED = "ownership.recorded"
    OWNERSHIP_CORRECTED = "ownership.corrected"
    OWNERSHIP_ENDED = "ownership.ended"
    OWNERSHIP_TAKEN_BACK = "ownership.taken-back"
    OWNERSHIPS_IMPORTED = "ownerships.imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRegistered(Payload):
    """A partner became known."""

    NAME: ClassVar[StrEnum] = PartnerEvent.PARTNER_REGISTERED
    SUBJECT: ClassVar[str] = "partner_id"

    partner_id: UUID
    name: Private
    country: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerEnrolled(Payload):
    """A partner takes part in a program."""

    NAME: ClassVar[StrEnum] = PartnerEvent.PARTNER_ENROLLED
    SUBJECT: ClassVar[str] = "enrolment_id"

    enrolment_id: UUID
    partner_id: UUID
    enrolled_program_id: UUID
    tier: Code
    zone: Code
    valid_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRegistered(Payload):
    """A legal entity of a partner became known."""

    NAME: ClassVar[StrEnum] = PartnerEvent.ENTITY_REGISTERED
    SUBJECT: ClassVar[str] = "entity_id"

    entity_id: UUID
    partner_id: UUID
    name: Private
    country: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationOpened(Payload):
    """A transacting unit of an entity became known."""

    NAME: ClassVar[StrEnum] = PartnerEvent.LOCATION_OPENED
    SUBJECT: ClassVar[str] = "location_id"

    location_id: UUID
    entity_id: UUID
    partner_id: UUID
    name: Private
    country: Code | None
    region: Code | None
    zone: Code
    zone_assumed: bool
    valid_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalIdAssigned(Payload):
    """Somebody else's number for a partner, entity or location became known."""

    NAME: ClassVar[StrEnum] = PartnerEvent.EXTERNAL_ID_ASSIGNED
    SUBJECT: ClassVar[str] = "external_id_id"

    external_id_id: UUID
    namespace: Code
    value: Private
    partner_id: UUID
    entity_id: UUID | None
    location_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationshipStarted(Payload):
    """A reseller buys through a distributor."""

    NAME: ClassVar[StrEnum] = PartnerEvent.RELATIONSHIP_STARTED
    SUBJECT: ClassVar[str] = "relationship_id"

    relationship_id: UUID
    related_program_id: UUID
    distributor_id: UUID
    reseller_id: UUID
    valid_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationshipEnded(Payload):
    """A reseller no longer buys through a distributor."""

    NAME: ClassVar[StrEnum] = PartnerEvent.RELATIONSHIP_ENDED
    SUBJECT: ClassVar[str] = "relationship_id"

    relationship_id: UUID
    valid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AffiliationStarted(Payload):
    """A person acts for a partner in a role."""

    NAME: ClassVar[StrEnum] = PartnerEvent.AFFILIATION_STARTED
    SUBJECT: ClassVar[str] = "affiliation_id"

    affiliation_id: UUID
    person_id: UUID
    partner_id: UUID
    location_id: UUID | None
    role: Code
    valid_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AffiliationEnded(Payload):
    """A person no longer acts for a partner in a role."""

    NAME: ClassVar[StrEnum] = PartnerEvent.AFFILIATION_ENDED
    SUBJECT: ClassVar[str] = "affiliation_id"

    affiliation_id: UUID
    person_id: UUID
    partner_id: UUID
    role: Code
    valid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDeclared(Payload):
    """A partner said that its list of people in a role is complete."""

    NAME: ClassVar[StrEnum] = PartnerEvent.LIST_DECLARED
    SUBJECT: ClassVar[str] = "list_id"

    list_id: UUID
    partner_id: UUID
    name: Code
    valid_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnersImported(Payload):
    """Rows of a file changed what is known of partners: one event for all rows of a chunk.

    ``items_root`` is the Merkle root over the canonical bytes of the rows that changed
    something, by row number; the bytes lie with the rows, so that a single one can be proven.
    """

    NAME: ClassVar[StrEnum] = PartnerEvent.PARTNERS_IMPORTED
    SUBJECT: ClassVar[str] = "import_id"

    import_id: UUID
    imported_program_id: UUID
    file_sha256: Code
    first_row: int
    last_row: int
    count: int
    created: int
    updated: int
    items_root: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountsRecorded(Payload):
    """Amounts of months became known, or were corrected: one event for all of one writing.

    ``items_root`` is the Merkle root over the canonical bytes of every amount that changed
    (``amounts.item_bytes``), by location, metric and month.
    """

    NAME: ClassVar[StrEnum] = PartnerEvent.AMOUNTS_RECORDED
    SUBJECT: ClassVar[str] = "recording_id"

    recording_id: UUID  #: The import they came with, or an identifier of its own.
    recorded_program_id: UUID
    count: int
    created: int
    corrected: int
    withdrawn: int
    items_root: Code

"""What a receipt says: everything to the partner, and what is safe to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.agreements.events import AgreementEvent
from goodstanding.agreements.models import Acceptance, AgreementVersion
from goodstanding.agreements.rules.receipts import shown
from goodstanding.agreements.selectors.coverage import Entity, entities_of
from goodstanding.evidence.canonical import Value, instant_text
from goodstanding.evidence.models import Event, EventPrivate
from goodstanding.ui.components import groups_of_four
from goodstanding.values.days import zone

#: The layout of the receipt for machines. A new layout gets a new number.
LAYOUT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One act of acceptance, as the partner's own people see it."""

    code: str
    version: AgreementVersion
    entities: tuple[Entity, ...]
    signer_id: UUID
    signer_name: str  #: As they typed it; empty once the person was erased.
    account_name: str  #: What whoever was signed in is called, which may be something else.
    authority: str
    identified_by: str
    accepted_at: datetime
    zone: str
    prior: AgreementVersion | None
    prior_accepted_at: datetime | None
    events: tuple[tuple[int, str], ...]  #: The number and hash of each event in the log.

    @property
    def written(self) -> str:
        """The code as people copy it."""
        return groups_of_four(shown(self.code))


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReceipt:
    """What anybody who has the code may know: never who, never which company."""

    code: str
    version: AgreementVersion
    accepted_at: datetime

    @property
    def written(self) -> str:
        """The code as people copy it."""
        return groups_of_four(shown(self.code))


def receipt_of(partner_id: UUID, code: str) -> Receipt | None:
    """Return a receipt of a partner; none where the code is not one of its own."""
    rows = list(
        Acceptance.objects.filter(partner_id=partner_id, receipt=code)
        .select_related("version__agreement__program", "prior_version", "signer")
        .order_by("entity_id")
    )
    if not rows:
        return None
    first = rows[0]
    covered = {row.entity_id for row in rows}
    known = entities_of(partner_id, at=first.accepted_at)
    prior = next((row.prior_version for row in rows if row.prior_version is not None), None)
    return Receipt(
        code=code,
        version=first.version,
        entities=tuple(entity for entity in known if entity.entity_id in covered),
        signer_id=first.signer_id,
        signer_name=_typed_name(first),
        account_name=str(first.signer),
        authority=first.authority,
        identified_by=first.identified_by,
        accepted_at=first.accepted_at,
        zone=first.zone,
        prior=prior,
        prior_accepted_at=_accepted_at(partner_id, prior, covered),
        events=_events(rows),
    )


def public_receipt(code: str) -> PublicReceipt | None:
    """Return what a receipt tells a stranger; none for a code we never gave."""
    row = (
        Acceptance.objects.filter(receipt=code)
        .select_related("version__agreement__program")
        .first()
    )
    if row is None:
        return None
    return PublicReceipt(code=code, version=row.version, accepted_at=row.accepted_at)


def for_machines(receipt: Receipt) -> dict[str, Value]:
    """Return a receipt as plain values, for a file that a machine reads."""
    version = receipt.version
    return {
        "layout": LAYOUT,
        "receipt": receipt.written,
        "program": version.agreement.program.code,
        "agreement": version.agreement.code,
        "title": version.agreement.title,
        "version": version.position,
        "version_id": version.pk,
        "language": version.language,
        "text_sha256": version.text_sha256,
        "effective_at": instant_text(version.effective_at),
        "prior_version": receipt.prior.position if receipt.prior else None,
        "accepted_at": instant_text(receipt.accepted_at),
        "accepted_at_local": receipt.accepted_at.astimezone(zone(receipt.zone)).isoformat(),
        "zone": receipt.zone,
        "signer": {
            "id": receipt.signer_id,
            "name": receipt.signer_name or None,
            "account": receipt.account_name,
        },
        "authority": receipt.authority,
        "identified_by": receipt.identified_by,
        "entities": [
            {
                "id": entity.entity_id,
                "name": entity.name,
                "country": entity.country or None,
                "locations": [
                    {"id": place.location_id, "name": place.name} for place in entity.locations
                ],
            }
            for entity in receipt.entities
        ],
        "events": [{"seq": seq, "leaf_hash": leaf_hash} for seq, leaf_hash in receipt.events],
    }


def _typed_name(acceptance: Acceptance) -> str:
    return (
        EventPrivate.objects.filter(
            event__subject=f"acceptance:{acceptance.pk}", field="typed_name"
        )
        .values_list("value", flat=True)
        .first()
        or ""
    )


def _accepted_at(
    partner_id: UUID, prior: AgreementVersion | None, entity_ids: set[UUID]
) -> datetime | None:
    return (
        Acceptance.objects.filter(
            partner_id=partner_id, version=prior, entity_id__in=list(entity_ids)
        )
        .order_by("accepted_at")
        .values_list("accepted_at", flat=True)
        .first()
        if prior is not None
        else None
    )


def _events(rows: list[Acceptance]) -> tuple[tuple[int, str], ...]:
    subjects = [f"acceptance:{row.pk}" for row in rows]
    found = Event.objects.filter(
        subject__in=subjects, name=AgreementEvent.ACCEPTANCE_GIVEN
    ).order_by("seq")
    return tuple((event.seq, bytes(event.leaf_hash).hex()) for event in found)

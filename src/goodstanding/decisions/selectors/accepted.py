"""What a partner has accepted of one agreement, company by company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.agreements.models import Acceptance, Agreement, AgreementVersion
from goodstanding.agreements.selectors.coverage import acceptances_of, entities_of, to_accept
from goodstanding.agreements.selectors.versions import version_in_force
from goodstanding.apikit.calling import Caller
from goodstanding.apikit.parameters import Reference
from goodstanding.decisions.errors import AgreementNotFoundError
from goodstanding.decisions.selectors.meant import partner_meant
from goodstanding.values.codes import is_code


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityAccepted:
    """How far one legal entity has come: the newest it accepted, and whether that is enough."""

    entity_id: UUID
    covered: bool
    acceptance: Acceptance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementStatus:
    """Whether an agreement is accepted for every legal entity of a partner.

    ``accepted`` is None where nobody can say: no legal entity of the partner is known.
    """

    agreement: Agreement
    partner_id: UUID
    at: datetime
    in_force: AgreementVersion | None
    asked: AgreementVersion | None  #: The version that is to be accepted now; none if nothing is.
    accepted: bool | None
    entities: tuple[EntityAccepted, ...]


def agreement_status(code: str, partner: Reference, *, caller: Caller) -> AgreementStatus:
    """Return what a partner of the caller's program has accepted of an agreement by now.

    Raises:
        AgreementNotFoundError: The program has no agreement of this code.
        PartnerNotFoundError: The program has no such partner, or not for this caller.
    """
    agreement = (
        Agreement.objects.filter(program_id=caller.program_id, code=code).first()
        if is_code(code)
        else None
    )
    if agreement is None:
        raise AgreementNotFoundError(
            "There is no agreement of this code in the program of this token. Check the code; it "
            "is what clauses start with, as in partner-code#gifts."
        )
    at, program_id = caller.at, caller.program_id
    partner_id = partner_meant(partner, caller=caller, as_of=at).partner_id
    asked = next(
        (
            one
            for one in to_accept(partner_id, program_id, at=at)
            if one.in_effect and one.version.agreement_id == agreement.pk
        ),
        None,
    )
    entities = _entities(
        partner_id,
        agreement,
        open_ids={entity.entity_id for entity in asked.open} if asked else set(),
        at=at,
    )
    return AgreementStatus(
        agreement=agreement,
        partner_id=partner_id,
        at=at,
        in_force=version_in_force(agreement.pk, at=at),
        asked=asked.version if asked else None,
        accepted=all(one.covered for one in entities) if entities else None,
        entities=entities,
    )


def _entities(
    partner_id: UUID, agreement: Agreement, *, open_ids: set[UUID], at: datetime
) -> tuple[EntityAccepted, ...]:
    newest: dict[UUID, Acceptance] = {}
    rows = acceptances_of(partner_id, agreement.program_id).filter(
        version__agreement=agreement, location=None, accepted_at__lte=at
    )
    for row in rows.order_by("-version__position", "-accepted_at"):
        newest.setdefault(row.entity_id, row)
    return tuple(
        EntityAccepted(
            entity_id=entity.entity_id,
            covered=entity.entity_id not in open_ids,
            acceptance=newest.get(entity.entity_id),
        )
        for entity in entities_of(partner_id, at=at)
    )

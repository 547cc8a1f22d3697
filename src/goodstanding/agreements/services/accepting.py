"""What records an acceptance: one person, with authority, for exactly these bytes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.accounts.models import Person
from goodstanding.agreements.events import AcceptanceGiven
from goodstanding.agreements.models import Acceptance, AgreementVersion
from goodstanding.agreements.rules.receipts import new_receipt
from goodstanding.agreements.rules.signature import Authority, Signature
from goodstanding.agreements.selectors.coverage import (
    Entity,
    entities_of,
    mailbox_proven,
)
from goodstanding.agreements.selectors.versions import version_in_force
from goodstanding.agreements.services.signing import require_person, signatory_of
from goodstanding.evidence.models import CLOCK_SKEW
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.notices.services.sending import Subject
from goodstanding.notices.services.serving import record_act
from goodstanding.partners.acting import SIGNATORY
from goodstanding.partners.keys import keys_of
from goodstanding.partners.models import Partner
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """One person accepting one version in one go, for one or several legal entities."""

    version: AgreementVersion
    partner_id: UUID
    signer: Person
    signature: Signature
    receipt: str
    zone: str
    at: datetime


def accept(
    version_id: UUID,
    *,
    partner_id: UUID,
    entity_ids: Collection[UUID],
    signature: Signature,
    actor: Actor,
    at: datetime,
) -> tuple[Acceptance, ...]:
    """Accept a version for legal entities of a partner; return the acceptance of each.

    What was accepted before stays as it was: asking twice returns the first acceptance and
    writes nothing, whoever asks.

    Raises:
        NotPermittedError: The actor is no person, or no signatory of the partner now; or only a
            link to a mailbox of several people says who they are.
        InvalidValueError: No entity is named, one is not the partner's, or the instant has not
            come.
        ConflictError: A later version is in effect, or this one was not published then.
    """
    with change(actor=actor, at=at) as done:
        # Acceptances of one partner queue on its row, so that two people accept once.
        Partner.objects.select_for_update(no_key=True).get(pk=partner_id)
        version = AgreementVersion.objects.select_related("agreement").get(pk=version_id)
        signer = signatory_of(
            actor, program_id=version.agreement.program_id, partner_id=partner_id, at=at
        )
        held = {
            acceptance.entity_id: acceptance
            for acceptance in Acceptance.objects.filter(
                version=version, partner_id=partner_id, entity_id__in=entity_ids, location=None
            )
        }
        wanted = [entity_id for entity_id in sorted(entity_ids) if entity_id not in held]
        if wanted or not entity_ids:
            _require_time(version, at=at)
            require_person(signer, signature)
            entities = _entities(wanted, partner_id, at=at)
            act = _Act(
                version=version,
                partner_id=partner_id,
                signer=signer,
                signature=signature,
                receipt=new_receipt(),
                zone=zone_of(partner_id, program_id=version.agreement.program_id, at=at),
                at=at,
            )
            held |= _accept_for(entities, act, done)
    return tuple(held[entity_id] for entity_id in sorted(entity_ids))


def _accept_for(entities: Sequence[Entity], act: _Act, done: Change) -> dict[UUID, Acceptance]:
    keys = keys_of([act.partner_id])
    written = {}
    for entity in entities:
        acceptance = _write(act, entity)
        written[entity.entity_id] = acceptance
        done.record(_given(act, entity, acceptance), partners=keys)
    agreement = act.version.agreement
    record_act(
        Subject(code=agreement.code, position=act.version.position),
        program_id=agreement.program_id,
        partner_ids=[act.partner_id],
        person_id=act.signer.pk,
        actor=done.actor,
        at=act.at,
    )
    return written


def _require_time(version: AgreementVersion, *, at: datetime) -> None:
    if at > clock.now() + CLOCK_SKEW:
        raise InvalidValueError("Nobody can accept in the future. Accept when the time has come.")
    if version.published_at > at:
        raise ConflictError("This version was not published then. Choose one that was.")
    current = version_in_force(version.agreement_id, at=at)
    if current is not None and version.position < current.position:
        raise ConflictError(
            f"Version {version.position} was replaced by version {current.position}. Nothing was "
            f"recorded. Read version {current.position} and accept that."
        )


def _entities(wanted: Sequence[UUID], partner_id: UUID, *, at: datetime) -> list[Entity]:
    if not wanted:
        raise InvalidValueError("Choose at least one company that accepts.")
    known = {entity.entity_id: entity for entity in entities_of(partner_id, at=at)}
    if any(entity_id not in known for entity_id in wanted):
        raise InvalidValueError(
            "One of the companies does not belong to this partner now. Load the page again and "
            "choose from what it shows."
        )
    return [known[entity_id] for entity_id in wanted]


def _write(act: _Act, entity: Entity) -> Acceptance:
    prior = (
        AgreementVersion.objects.filter(
            agreement_id=act.version.agreement_id,
            acceptances__partner_id=act.partner_id,
            acceptances__entity_id=entity.entity_id,
            position__lt=act.version.position,
        )
        .order_by("-position")
        .first()
    )
    return Acceptance.objects.create(
        version=act.version,
        partner_id=act.partner_id,
        entity_id=entity.entity_id,
        signer=act.signer,
        authority=act.signature.authority.value,
        identified_by=act.signature.identified_by.value,
        text_sha256=act.version.text_sha256,
        receipt=act.receipt,
        zone=act.zone,
        prior_version=prior,
        accepted_at=act.at,
    )


def _given(act: _Act, entity: Entity, acceptance: Acceptance) -> AcceptanceGiven:
    said = act.signature
    assert act.signer.email is not None
    authorized = said.authority is Authority.AUTHORIZED
    return AcceptanceGiven(
        acceptance_id=acceptance.pk,
        receipt=Code(act.receipt),
        version_id=act.version.pk,
        agreement=Code(act.version.agreement.code),
        position=act.version.position,
        language=Code(act.version.language),
        text_sha256=Code(act.version.text_sha256),
        prior_version_id=acceptance.prior_version_id,
        partner_id=act.partner_id,
        entity_id=entity.entity_id,
        location_ids=[location.location_id for location in entity.locations],
        signer_id=act.signer.pk,
        role=Code(SIGNATORY),
        authority=Code(said.authority.value),
        identified_by=Code(said.identified_by.value),
        email_verified=mailbox_proven(act.signer.pk),
        unticked_by_default=True,
        zone=Code(act.zone),
        accepted_at=act.at,
        email=Private(act.signer.email),
        typed_name=Private(said.typed_name.strip()),
        authority_statement=Private(said.authority_statement),
        authorized_by=Private(said.authorized_by.strip()) if authorized else None,
        control_label=Private(said.control_label),
        ip=Private(said.ip),
        user_agent=Private(said.user_agent),
    )

"""What records statements: one person, with authority, for units of a partner."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from goodstanding.accounts.models import Person
from goodstanding.agreements.events import StatementMade, StatementWithdrawn
from goodstanding.agreements.letters import send_receipt, stated_words
from goodstanding.agreements.models import Statement
from goodstanding.agreements.rules.receipts import new_receipt, shown
from goodstanding.agreements.rules.signature import Authority, Signature
from goodstanding.agreements.rules.statements import (
    StatedUnit,
    StatementTerms,
    text_sha256,
    validity_of,
)
from goodstanding.agreements.selectors.coverage import mailbox_proven
from goodstanding.agreements.selectors.units import zones_of_units
from goodstanding.agreements.services.signing import require_person, signatory_of
from goodstanding.evidence.models import CLOCK_SKEW
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.notices.services.sending import Subject
from goodstanding.notices.services.serving import record_act
from goodstanding.partners.acting import SIGNATORY
from goodstanding.partners.models import Partner
from goodstanding.programs.calendar import ensure_days
from goodstanding.ui.components import groups_of_four
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day
from goodstanding.values.errors import ConflictError, InvalidValueError
from goodstanding.values.keys import PartnerKey

#: A statement withdrawn in the instant it was made still has held: a span is never empty.
_SHORTEST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """One person stating one thing in one go, for one or several units."""

    program_id: UUID
    partner_id: UUID
    terms: StatementTerms
    text: str
    signer: Person
    signature: Signature
    at: datetime
    receipt: str = field(default_factory=new_receipt)


def state(
    terms: StatementTerms,
    *,
    program_id: UUID,
    partner_id: UUID,
    units: Collection[StatedUnit],
    text: str,
    signature: Signature,
    tell: bool = True,
    actor: Actor,
    at: datetime,
) -> tuple[Statement, ...]:
    """State for units of a partner what the rule book asks; return the statement of each.

    What was stated for a unit on the same local day stays: two at once give one statement.

    Args:
        terms: What is stated, as the rule book of the program asks it.
        program_id: The program.
        partner_id: Whose units they are.
        units: For which of its units, all of the kind the terms name.
        text: The sentence as it was shown to whoever puts their name under it.
        signature: How they did.
        tell: Whether the contacts get a receipt; not where many statements are brought in at once.
        actor: The same person, now.
        at: When.

    Raises:
        NotPermittedError: The actor is no signatory, or came by a link to a shared mailbox.
        InvalidValueError: No unit, one that is not the partner's, or a time to come.
    """
    with change(actor=actor, at=at) as done:
        # Statements of one partner queue on its row, so that two people state once.
        Partner.objects.select_for_update(no_key=True).get(pk=partner_id)
        signer = signatory_of(actor, program_id=program_id, partner_id=partner_id, at=at)
        zones = _zones(terms, units, program_id=program_id, partner_id=partner_id, at=at)
        require_person(signer, signature)
        act = _Act(
            program_id=program_id,
            partner_id=partner_id,
            terms=terms,
            text=text,
            signer=signer,
            signature=signature,
            at=at,
        )
        made = tuple(_state_for(unit, zones[unit], act, done) for unit in sorted(zones, key=_key))
        if tell:
            _tell(act, made)
        return made


def withdraw_statement(
    statement_id: UUID, *, partner_id: UUID, reason: str, actor: Actor, at: datetime
) -> Statement:
    """Take a statement back: from now on it does not hold; that it was made stays on record.

    Args:
        statement_id: The statement (its ``fact_id``).
        partner_id: The partner whose statement it is.
        reason: Why, in the partner's words.
        actor: A signatory of the partner.
        at: When.

    Raises:
        NotPermittedError: The actor is no signatory of the partner now.
        ConflictError: It was withdrawn already, or holds no longer.
        InvalidValueError: No reason is given.
    """
    if not reason.strip():
        raise InvalidValueError("Say why the statement is withdrawn.")
    with change(actor=actor, at=at) as done:
        # Withdrawing queues on the row itself.
        held = Statement.objects.select_for_update(no_key=True).get(
            fact_id=statement_id, partner_id=partner_id, superseded_at=None
        )
        signatory_of(actor, program_id=held.program_id, partner_id=partner_id, at=at)
        if held.withdrawn:
            raise ConflictError("This statement was withdrawn already. Reload the page to see it.")
        if held.valid_until is not None and held.valid_until <= at:
            raise ConflictError("This statement has ended by itself. There is nothing to withdraw.")
        held.superseded_at = done.recorded_at
        held.save(update_fields=["superseded_at"])
        ended = _ended(held, at=at)
        done.record(
            StatementWithdrawn(
                statement_id=held.fact_id,
                partner_id=partner_id,
                statement=Code(held.name),
                valid_until=at,
                reason=Private(reason.strip()),
            ),
            partners=[PartnerKey(held.program_id, partner_id)],
        )
    return ended


def _tell(act: _Act, made: Sequence[Statement]) -> None:
    """Send the receipt of what was stated now; what had been stated before has its own."""
    fresh = [statement for statement in made if statement.receipt == act.receipt]
    if fresh:
        send_receipt(
            stated_words(groups_of_four(shown(act.receipt))),
            program_id=act.program_id,
            partner_id=act.partner_id,
            subject=act.terms.obligation,
            cause_id=fresh[0].fact_id,
            actor=Actor.person(act.signer.pk),
            at=act.at,
        )


def _key(unit: StatedUnit) -> str:
    return unit.key


def _zones(
    terms: StatementTerms,
    units: Collection[StatedUnit],
    *,
    program_id: UUID,
    partner_id: UUID,
    at: datetime,
) -> dict[StatedUnit, str]:
    """Return the zone of each unit; refuses units and times no statement can be made for."""
    if at > clock.now() + CLOCK_SKEW:
        raise InvalidValueError("Nobody can state what is to come. State it when it is so.")
    if not units:
        raise InvalidValueError("Choose at least one unit that the statement is for.")
    if any(unit.kind is not terms.per for unit in units):
        raise InvalidValueError(f"“{terms.name}” is stated for each {terms.per}, and nothing else.")
    known = zones_of_units(terms.per, program_id=program_id, partner_id=partner_id, at=at)
    if any(unit not in known for unit in units):
        raise InvalidValueError(
            "One of the units does not belong to this partner now. Load the page again and choose "
            "from what it shows."
        )
    return {unit: known[unit] for unit in units}


def _state_for(unit: StatedUnit, zone: str, act: _Act, done: Change) -> Statement:
    validity = validity_of(act.terms.valid, at=act.at, zone=zone)
    held = Statement.objects.filter(
        program_id=act.program_id,
        partner_id=act.partner_id,
        name=act.terms.name,
        entity=unit.entity_id,
        location=unit.location_id,
        from_on=validity.from_on,
        superseded_at=None,
        withdrawn=False,
    ).first()
    if held is not None:
        return held
    ensure_days([zone])
    statement = Statement.objects.create(
        program_id=act.program_id,
        partner_id=act.partner_id,
        entity_id=unit.entity_id,
        location_id=unit.location_id,
        name=act.terms.name,
        text_sha256=text_sha256(act.text),
        signer=act.signer,
        authority=act.signature.authority.value,
        identified_by=act.signature.identified_by.value,
        receipt=act.receipt,
        zone=zone,
        valid_from=validity.from_at,
        from_on=validity.from_on,
        valid_until=validity.until_at,
        until_on=validity.until_on,
    )
    done.record(_made(act, statement), partners=[PartnerKey(act.program_id, act.partner_id)])
    record_act(
        Subject(code=act.terms.obligation),
        program_id=act.program_id,
        partner_ids=[act.partner_id],
        person_id=act.signer.pk,
        actor=done.actor,
        at=act.at,
    )
    return statement


def _made(act: _Act, statement: Statement) -> StatementMade:
    said = act.signature
    assert act.signer.email is not None
    authorized = said.authority is Authority.AUTHORIZED
    return StatementMade(
        statement_id=statement.fact_id,
        receipt=Code(act.receipt),
        stated_program_id=act.program_id,
        partner_id=act.partner_id,
        entity_id=statement.entity_id,
        location_id=statement.location_id,
        statement=Code(act.terms.name),
        obligation=Code(act.terms.obligation),
        pack_version=act.terms.pack_version,
        text_sha256=Code(statement.text_sha256),
        signer_id=act.signer.pk,
        role=Code(SIGNATORY),
        authority=Code(said.authority.value),
        identified_by=Code(said.identified_by.value),
        email_verified=mailbox_proven(act.signer.pk),
        unticked_by_default=True,
        zone=Code(statement.zone),
        valid_from=statement.valid_from,
        until_on=statement.until_on,
        text=Private(act.text),
        email=Private(act.signer.email),
        typed_name=Private(said.typed_name.strip()),
        authority_statement=Private(said.authority_statement),
        authorized_by=Private(said.authorized_by.strip()) if authorized else None,
        control_label=Private(said.control_label),
        ip=Private(said.ip),
        user_agent=Private(said.user_agent),
    )


def _ended(held: Statement, *, at: datetime) -> Statement:
    copied = ("program_id", "partner_id", "entity_id", "location_id", "name", "text_sha256")
    signed = ("signer_id", "authority", "identified_by", "receipt", "zone", "valid_from", "from_on")
    return Statement.objects.create(
        fact_id=held.fact_id,
        **{name: getattr(held, name) for name in (*copied, *signed)},
        valid_until=max(at, held.valid_from + _SHORTEST),
        until_on=local_day(at, held.zone),
        withdrawn=True,
    )

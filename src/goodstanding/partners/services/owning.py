"""Recording who owns whom among a partner's legal entities, and correcting, ending or undoing it.

All entities are of one partner, which is a whole group: what one of them accepts can then count
for those it owns, where the rules say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import require
from goodstanding.evidence.payloads import Private
from goodstanding.evidence.services import Change, change
from goodstanding.partners.events_ownerships import (
    OwnershipCorrected,
    OwnershipEnded,
    OwnershipRecorded,
    OwnershipTakenBack,
)
from goodstanding.partners.keys import keys_of
from goodstanding.partners.models import Membership, Ownership, Partner
from goodstanding.partners.rules.stake_planning import Company
from goodstanding.partners.rules.stakes import (
    SOURCE_MAX,
    Pair,
    Stake,
    StakeChange,
    plan_stake,
    require_apart,
    require_days,
    require_room,
    shown_stake,
)
from goodstanding.partners.selectors.ownerships import (
    companies,
    pair_of,
    rows_of_owned,
    stake_of,
    zone_of_owned,
)
from goodstanding.partners.services.owned_rows import (
    Saying,
    Written,
    rewrite,
    supersede,
    write_stake,
)
from goodstanding.programs.calendar import ensure_days
from goodstanding.values.actor import Actor, ActorKind
from goodstanding.values.days import local_day
from goodstanding.values.errors import ConflictError, InvalidValueError
from goodstanding.values.names import holds_hidden_signs


class ChangedMeanwhileError(ConflictError):
    """What is known of a share is no longer what the actor read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of what was said: the row that says it now, and what that changed."""

    row: Ownership
    change: StakeChange


def record_ownership(
    pair: Pair, stake: Stake, *, program_id: UUID, source: str, actor: Actor, at: datetime
) -> Recorded:
    """Record that an entity owns a share of another; saying it twice adds nothing.

    What is known from the same first day is corrected. A share that is known from an earlier day,
    without an end, ends with the day before: from then on it is another one.

    Raises:
        NotPermittedError: The actor is a person without the right of an officer.
        InvalidValueError: An entity is none of this program, both are one or of different
            partners, a day is too early or too late, or the source is missing or too long.
        ConflictError: Another share of the pair holds at the same time, or more than the whole
            would be owned.
    """
    _require_recorder(actor, program_id, at=at)
    written = _source(source)
    with change(actor=actor, at=at) as done:
        owned = _company_owned(pair, program_id, at=at)
        _lock(owned.partner_id)
        zone = zone_of_owned(owned, program_id=program_id, at=at)
        ensure_days([zone])
        require_days(stake, today=local_day(at, zone))
        known = rows_of_owned([pair.owned_id]).get(pair.owned_id, [])
        held = [row for row in known if pair_of(row) == pair]
        plan = plan_stake(stake, [stake_of(row) for row in held])
        if plan.known is not None:
            row = next(one for one in held if stake_of(one) == plan.known)
            return Recorded(row=row, change=plan.change)
        require_room(stake, [stake_of(row) for row in known if pair_of(row) != pair])
        saying = Saying(
            pair=pair,
            partner_id=owned.partner_id,
            stake=stake,
            source=written,
            zone=zone,
            plan=plan,
        )
        new = write_stake(saying, held, done)
        _record_written(new, plan.change, done)
    return Recorded(row=new.row, change=plan.change)


def correct_ownership(
    ownership_id: UUID,
    stake: Stake,
    *,
    program_id: UUID,
    source: str,
    read: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> Ownership:
    """Say of a recorded share how much it is, and from when to when; the same adds nothing.

    ``read`` is the row that the actor had before them; None where nobody read one.

    Raises:
        NotPermittedError: The actor is a person without the right of an officer.
        InvalidValueError: A day is too early or too late, or the source is missing or too long.
        ChangedMeanwhileError: Another row than the one read says it now.
        ConflictError: It was taken back, another share of the pair holds at the same time, or more
            than the whole would be owned.
    """
    _require_recorder(actor, program_id, at=at)
    written = _source(source)
    with change(actor=actor, at=at) as done:
        held = _locked(ownership_id, program_id)
        require_days(stake, today=local_day(at, held.zone))
        if stake_of(held) == stake and held.source == written:
            return held
        _require_read(held, read)
        _require_fits(held, stake)
        corrected = rewrite(held, stake, written, done)
        done.record(_told(OwnershipCorrected, corrected), partners=keys_of([held.partner_id]))
    return corrected


def end_ownership(
    ownership_id: UUID,
    *,
    until_on: date,
    program_id: UUID,
    read: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> Ownership:
    """Set the last day on which a share is owned, such as the day before a sale.

    ``read`` is the row that the actor had before them; None where nobody read one.

    Raises:
        NotPermittedError: The actor is a person without the right of an officer.
        InvalidValueError: The day is before the first one, or too late.
        ChangedMeanwhileError: Another row than the one read says it now.
        ConflictError: It was taken back, or ends already.
    """
    _require_recorder(actor, program_id, at=at)
    with change(actor=actor, at=at) as done:
        held = _locked(ownership_id, program_id)
        if held.until_on is not None:
            raise ConflictError(
                f"It ends on {held.until_on} already. Correct it where that day is wrong."
            )
        _require_read(held, read)
        stake = Stake(
            share_basis_points=held.share_basis_points, from_on=held.from_on, until_on=until_on
        )
        require_days(stake, today=local_day(at, held.zone))
        ended = rewrite(held, stake, held.source, done)
        done.record(_end_told(ended), partners=keys_of([held.partner_id]))
    return ended


def take_back_ownership(
    ownership_id: UUID,
    *,
    reason: str,
    program_id: UUID,
    read: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Take back what was said of a share, as if it had never been so; why stays on record.

    ``read`` is the row that the actor had before them; None where nobody read one.

    Raises:
        NotPermittedError: The actor is a person without the right of an officer.
        InvalidValueError: No reason is given.
        ChangedMeanwhileError: Another row than the one read says it now.
        ConflictError: It was taken back already.
    """
    _require_recorder(actor, program_id, at=at)
    if not reason.strip():
        raise InvalidValueError("Say why it was never so. It stays on record.")
    with change(actor=actor, at=at) as done:
        held = _locked(ownership_id, program_id)
        _require_read(held, read)
        supersede(held, done)
        done.record(
            OwnershipTakenBack(
                ownership_id=held.fact_id,
                owning_partner_id=held.partner_id,
                owner_id=held.owner_id,
                owned_id=held.owned_id,
                reason=Private(reason.strip()),
            ),
            partners=keys_of([held.partner_id]),
        )


def _require_recorder(actor: Actor, program_id: UUID, *, at: datetime) -> None:
    """Refuse people who are no officers; the scope of a token was looked at where it came in."""
    if actor.kind is not ActorKind.TOKEN:
        require(actor, Role.OFFICER, program_id=program_id, at=at)


def _source(text: str) -> str:
    written = " ".join(text.split())
    if not written or len(written) > SOURCE_MAX or holds_hidden_signs(written):
        raise InvalidValueError(
            f"Say where this is written, in one line of up to {SOURCE_MAX} characters, such as a "
            "register and its number."
        )
    return written


def _company_owned(pair: Pair, program_id: UUID, *, at: datetime) -> Company:
    """Return the entity that is owned, of the same partner as the one that owns."""
    if pair.owner_id == pair.owned_id:
        raise InvalidValueError("An entity cannot own itself. Choose two different ones.")
    known = companies([pair.owner_id, pair.owned_id], program_id=program_id, at=at)
    owner, owned = known.get(pair.owner_id), known.get(pair.owned_id)
    if owner is None or owned is None:
        raise InvalidValueError(
            "One of the two is no legal entity of a partner of this program now. Choose one that "
            "is, or import it first."
        )
    if owner.partner_id != owned.partner_id:
        raise InvalidValueError(
            f"{owner.name} and {owned.name} belong to different partners. A partner is a whole "
            "group: import both entities under one partner first."
        )
    return owned


def _lock(partner_id: UUID) -> None:
    # Whoever says who owns whom within one partner queues on its row, so that each sees the
    # others' shares.
    Partner.objects.select_for_update(no_key=True).get(pk=partner_id)


def _locked(ownership_id: UUID, program_id: UUID) -> Ownership:
    """Return what is known of a share in a partner of the program, with the partner locked."""
    members = Membership.objects.filter(program_id=program_id).values("partner_id")
    said = Ownership.objects.filter(fact_id=ownership_id, partner_id__in=members)
    partner_id = said.values_list("partner_id", flat=True).first()
    if partner_id is not None:
        _lock(partner_id)
    held = said.filter(superseded_at=None).first()
    if held is None:
        raise ConflictError("This was taken back, or is not of this program. Reload the page.")
    return held


def _require_read(held: Ownership, read: UUID | None) -> None:
    if read not in {None, held.pk}:
        raise ChangedMeanwhileError(
            "Somebody changed this meanwhile, and your change is not made. Known now: "
            f"{shown_stake(stake_of(held))}, written in “{held.source}”. Go on from there."
        )


def _require_fits(held: Ownership, stake: Stake) -> None:
    """Refuse what would meet another share of the pair, or leave no room for it."""
    known = [row for row in rows_of_owned([held.owned_id])[held.owned_id] if row.pk != held.pk]
    same = [stake_of(row) for row in known if pair_of(row) == pair_of(held)]
    require_apart(stake, same)
    require_room(stake, [stake_of(row) for row in known if pair_of(row) != pair_of(held)])


def _record_written(written: Written, what: StakeChange, done: Change) -> None:
    partners = keys_of([written.row.partner_id])
    if written.ended is not None:
        done.record(_end_told(written.ended), partners=partners)
    payload = OwnershipCorrected if what is StakeChange.CORRECTED else OwnershipRecorded
    done.record(_told(payload, written.row), partners=partners)


def _told(
    payload: type[OwnershipRecorded | OwnershipCorrected], row: Ownership
) -> OwnershipRecorded | OwnershipCorrected:
    return payload(
        ownership_id=row.fact_id,
        owning_partner_id=row.partner_id,
        owner_id=row.owner_id,
        owned_id=row.owned_id,
        share_basis_points=row.share_basis_points,
        from_on=row.from_on,
        until_on=row.until_on,
        source=Private(row.source),
    )


def _end_told(row: Ownership) -> OwnershipEnded:
    assert row.until_on is not None  # it was just written
    return OwnershipEnded(
        ownership_id=row.fact_id,
        owning_partner_id=row.partner_id,
        owner_id=row.owner_id,
        owned_id=row.owned_id,
        until_on=row.until_on,
    )

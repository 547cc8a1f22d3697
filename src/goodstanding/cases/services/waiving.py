"""Waiving a duty: one officer proposes it, others agree, and it takes effect; ending it early."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from goodstanding.accounts.errors import TieError
from goodstanding.accounts.models import Role
from goodstanding.cases.events import WaiverEnded, WaiverGranted, WaiverJudged, WaiverProposed
from goodstanding.cases.letters_waivers import ended_words, granted_words
from goodstanding.cases.models import Waiver, WaiverProposal, WaiverVerdict
from goodstanding.cases.rules.people import SameHandsError
from goodstanding.cases.rules.waiving import limits_of, require_end
from goodstanding.cases.selectors.waivers import waiting_proposals, waivable, zone_of_unit
from goodstanding.cases.services.locking import person_with
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.notices.rules.words import Words
from goodstanding.notices.services.sending import Addressee, send_notices
from goodstanding.partners.models import Membership, Partner
from goodstanding.programs.calendar import ensure_days
from goodstanding.programs.models import PackVersion
from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.values.actor import Actor
from goodstanding.values.days import ends_at, local_day
from goodstanding.values.errors import ConflictError, InvalidValueError
from goodstanding.values.keys import PartnerKey


def propose_waiver(
    key: PartnerKey,
    *,
    obligation: str,
    unit: str = "",
    until_on: date,
    reason: str,
    no_tie: bool,
    actor: Actor,
    at: datetime,
) -> WaiverProposal:
    """Propose that a duty of a partner need not be done; the proposer's is the first approval.

    Where the rule book asks for no second one, it takes effect at once. The same proposal by
    the same person returns the one that waits.

    ``unit`` is the one unit it is for, as the result names it (empty: all), ``until_on`` the last
    local day, ``no_tie`` the officer's word to have no tie to the partner or a competitor.

    Raises:
        NotPermittedError: The actor is no officer of the program, or has a tie.
        NoWaiversError: The rule book in force allows none.
        InvalidValueError: No such duty or unit, an end that is not allowed, or no reason.
        ConflictError: Another proposal about the same waits already.
    """
    with change(actor=actor, at=at) as done:
        officer = _officer(key.program_id, no_tie=no_tie, actor=actor, at=at)
        # Waivers of one partner queue on its row, so that two officers propose once.
        Partner.objects.select_for_update(no_key=True).get(pk=key.partner_id)
        version = _version(key, at=at)
        wanted = _checked(
            version,
            key,
            obligation=obligation,
            unit=unit,
            until_on=until_on,
            reason=reason,
            at=at,
        )
        held = _waiting(wanted, officer)
        if held is not None:
            return held
        proposal = _proposed(wanted, version, officer, done)
        _grant_if_enough(proposal, done)
    return proposal


def agree_to_waiver(
    proposal_id: UUID, *, no_tie: bool, actor: Actor, at: datetime
) -> WaiverProposal:
    """Agree to a waiver as another officer; with the last approval needed it takes effect.

    Agreeing twice changes nothing.

    Raises:
        NotPermittedError: The actor is no officer of the program, or has a tie.
        SameHandsError: The actor proposed it.
        ConflictError: It was refused, or its end is over.
    """
    with change(actor=actor, at=at) as done:
        proposal, officer = _to_judge(proposal_id, no_tie=no_tie, actor=actor, at=at)
        if proposal.verdicts.filter(person_id=officer, agrees=True).exists():
            return proposal
        _require_waiting(proposal)
        if proposal.until_on < local_day(at, proposal.zone):
            raise ConflictError(
                "The end that was proposed is over. Refuse it, and propose another day."
            )
        _judge(proposal, officer, True, "", done)
        _grant_if_enough(proposal, done)
    return proposal


def refuse_waiver(
    proposal_id: UUID, *, reason: str, no_tie: bool, actor: Actor, at: datetime
) -> WaiverProposal:
    """Refuse a waiver as another officer; it never takes effect.

    Raises:
        NotPermittedError: The actor is no officer of the program, or has a tie.
        SameHandsError: The actor proposed it.
        InvalidValueError: No reason is given.
        ConflictError: It was refused already, or took effect.
    """
    if not reason.strip():
        raise InvalidValueError("Say why the waiver is refused.")
    with change(actor=actor, at=at) as done:
        proposal, officer = _to_judge(proposal_id, no_tie=no_tie, actor=actor, at=at)
        _require_waiting(proposal)
        _judge(proposal, officer, False, reason.strip(), done)
    return proposal


def end_waiver(waiver_id: UUID, *, reason: str, no_tie: bool, actor: Actor, at: datetime) -> Waiver:
    """End a waiver before its day: from now on the duty counts again, and the partner is told.

    Raises:
        NotPermittedError: The actor is no officer of the program, or has a tie.
        InvalidValueError: No reason is given.
        ConflictError: It is over already.
    """
    if not reason.strip():
        raise InvalidValueError("Say why the waiver ends.")
    with change(actor=actor, at=at) as done:
        # Ending queues on the row itself.
        held = Waiver.objects.select_for_update(no_key=True).get(
            fact_id=waiver_id, superseded_at=None
        )
        officer = _officer(held.program_id, no_tie=no_tie, actor=actor, at=at)
        assert held.valid_until is not None  # a waiver always ends
        if held.valid_until <= at or held.ended_by_id is not None:
            raise ConflictError("This waiver is over already. Reload the page to see it.")
        held.superseded_at = done.recorded_at
        held.save(update_fields=["superseded_at"])
        ended = Waiver.objects.create(
            fact_id=held.fact_id,
            proposal_id=held.proposal_id,
            program_id=held.program_id,
            partner_id=held.partner_id,
            obligation=held.obligation,
            unit=held.unit,
            zone=held.zone,
            valid_from=held.valid_from,
            valid_until=at,
            until_on=local_day(at, held.zone),
            ended_by_id=officer,
            ended_because=reason.strip(),
        )
        done.record(
            WaiverEnded(
                waiver_id=ended.fact_id,
                obligation=Code(ended.obligation),
                reason=Private(reason.strip()),
            ),
            partners=[PartnerKey(ended.program_id, ended.partner_id)],
        )
        _tell(ended, ended_words(), cause_id=ended.pk, sender_id=officer, actor=actor, at=at)
    return ended


def _officer(program_id: UUID, *, no_tie: bool, actor: Actor, at: datetime) -> UUID:
    officer = person_with(Role.OFFICER, program_id=program_id, actor=actor, at=at)
    if not no_tie:
        raise TieError
    return officer


def _version(key: PartnerKey, *, at: datetime) -> PackVersion:
    if not Membership.objects.filter(program_id=key.program_id, partner_id=key.partner_id).exists():
        raise InvalidValueError("This partner takes no part in the program. Choose one that does.")
    version = version_in_force(key.program_id, as_of=at)
    if version is None:
        raise ConflictError("No rules are in force, so nothing is asked that could be waived.")
    return version


def _checked(
    version: PackVersion,
    key: PartnerKey,
    *,
    obligation: str,
    unit: str,
    until_on: date,
    reason: str,
    at: datetime,
) -> WaiverProposal:
    """Return the proposal, not written yet, if the rule book allows it."""
    pack = pack_of(version)
    limits = limits_of(pack)
    known = {(one.obligation.name, one.unit) for one in waivable(pack, key, at=at)}
    if (obligation, unit) not in known:
        raise InvalidValueError(
            "The rules in force ask no such duty of this partner or of that part of it. Load the "
            "page again and choose from what it shows."
        )
    if not reason.strip():
        raise InvalidValueError("Say why the duty is waived.")
    zone = zone_of_unit(unit, program_id=key.program_id, partner_id=key.partner_id, at=at)
    require_end(limits, until_on, today=local_day(at, zone))
    return WaiverProposal(
        program_id=key.program_id,
        partner_id=key.partner_id,
        obligation=obligation,
        unit=unit,
        until_on=until_on,
        zone=zone,
        reason=reason.strip(),
        approvals_needed=max(limits.approvals, 1),
    )


def _waiting(wanted: WaiverProposal, officer: UUID) -> WaiverProposal | None:
    """Return the same proposal by the same person, if it waits; another about the same is first."""
    held = (
        waiting_proposals(wanted.program_id)
        .filter(partner_id=wanted.partner_id, obligation=wanted.obligation, unit=wanted.unit)
        .first()
    )
    mine = (officer, wanted.until_on, wanted.reason)
    if held is not None and (held.proposed_by_id, held.until_on, held.reason) != mine:
        raise ConflictError(
            "A waiver of this duty is proposed already. Agree to it or refuse it first."
        )
    return held


def _proposed(
    proposal: WaiverProposal, version: PackVersion, officer: UUID, done: Change
) -> WaiverProposal:
    proposal.pack_version = version
    proposal.proposed_by_id = officer
    proposal.proposed_at = done.at
    proposal.save(force_insert=True)
    done.record(
        WaiverProposed(
            proposal_id=proposal.pk,
            obligation=Code(proposal.obligation),
            unit=Code(proposal.unit) if proposal.unit else None,
            until_on=proposal.until_on,
            approvals_needed=proposal.approvals_needed,
            reason=Private(proposal.reason),
        ),
        partners=[_key(proposal)],
    )
    return proposal


def _key(proposal: WaiverProposal) -> PartnerKey:
    return PartnerKey(proposal.program_id, proposal.partner_id)


def _to_judge(
    proposal_id: UUID, *, no_tie: bool, actor: Actor, at: datetime
) -> tuple[WaiverProposal, UUID]:
    # Whoever judges a proposal queues on its row: one verdict sees the other.
    proposal = WaiverProposal.objects.select_for_update(no_key=True).get(pk=proposal_id)
    officer = _officer(proposal.program_id, no_tie=no_tie, actor=actor, at=at)
    if officer == proposal.proposed_by_id:
        raise SameHandsError("You proposed this waiver. Another officer agrees to it or refuses.")
    return proposal, officer


def _require_waiting(proposal: WaiverProposal) -> None:
    if not waiting_proposals(proposal.program_id).filter(pk=proposal.pk).exists():
        raise ConflictError("This waiver waits for nobody any more. Reload the page to see why.")


def _judge(
    proposal: WaiverProposal,
    officer: UUID,
    agrees: bool,  # noqa: FBT001 -- the verdict itself.
    reason: str,
    done: Change,
) -> None:
    WaiverVerdict.objects.create(
        proposal=proposal, person_id=officer, agrees=agrees, reason=reason, given_at=done.at
    )
    done.record(
        WaiverJudged(
            proposal_id=proposal.pk, person_id=officer, agrees=agrees, reason=Private(reason)
        ),
        partners=[_key(proposal)],
    )


def _grant_if_enough(proposal: WaiverProposal, done: Change) -> None:
    given = 1 + proposal.verdicts.filter(agrees=True).count()
    if given < proposal.approvals_needed:
        return
    ensure_days([proposal.zone])
    waiver = Waiver.objects.create(
        proposal=proposal,
        program_id=proposal.program_id,
        partner_id=proposal.partner_id,
        obligation=proposal.obligation,
        unit=proposal.unit,
        zone=proposal.zone,
        valid_from=done.at,
        valid_until=ends_at(proposal.until_on, proposal.zone),
        until_on=proposal.until_on,
    )
    done.record(
        WaiverGranted(
            waiver_id=waiver.fact_id,
            proposal_id=proposal.pk,
            obligation=Code(waiver.obligation),
            unit=Code(waiver.unit) if waiver.unit else None,
            until_on=waiver.until_on,
        ),
        partners=[_key(proposal)],
    )
    title = pack_of(proposal.pack_version).obligation(waiver.obligation).title
    _tell(
        waiver,
        granted_words(title, until_on=waiver.until_on),
        cause_id=waiver.fact_id,
        sender_id=proposal.proposed_by_id,
        actor=done.actor,
        at=done.at,
    )


def _tell(
    waiver: Waiver, words: Words, *, cause_id: UUID, sender_id: UUID, actor: Actor, at: datetime
) -> None:
    send_notices(
        words,
        program_id=waiver.program_id,
        to=[Addressee(partner_id=waiver.partner_id)],
        cause_id=cause_id,
        sender_id=sender_id,
        actor=actor,
        at=at,
    )

"""Correcting what is wrongly on record of an authorization: it takes two officers.

Nothing is changed or removed. The wrong row is superseded, by what was known before it or by
nothing, so that the authorization counts as if it had never been wrong, at every instant; as
known before the correction it stays as it was believed.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.accounts.errors import TieError
from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import holds
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.partners.events_corrections import (
    AuthorizationCorrected,
    CorrectionJudged,
    CorrectionProposed,
)
from goodstanding.partners.models import (
    Authorization,
    AuthorizationCorrection,
    CorrectionVerdict,
    EndedBy,
    Partner,
    Wrong,
)
from goodstanding.partners.rules.correcting import (
    SecondOfficerError,
    require_end,
    require_words,
)
from goodstanding.partners.selectors.authorizations import right_of, rows_of
from goodstanding.partners.selectors.corrections import waiting_corrections
from goodstanding.partners.services.granted_rows import keep_until_next, without_end
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.keys import PartnerKey


def propose_correction(
    authorization_id: UUID,
    *,
    wrong: Wrong,
    reason: str,
    evidence: str,
    no_tie: bool,
    actor: Actor,
    at: datetime,
) -> AuthorizationCorrection:
    """Propose to undo an end of an authorization, or the grant, as if it had never been.

    The same proposal by the same person returns the one that waits.

    ``evidence`` says what shows that it is wrong; ``no_tie`` is the officer's word to have no tie
    to the partner or a competitor.

    Raises:
        NotPermittedError: The actor is no officer of the program, or has a tie.
        InvalidValueError: The reason or the evidence is missing.
        ConflictError: There is nothing of that kind to undo, something stands in the way, or
            another correction of it waits.
    """
    with change(actor=actor, at=at) as done:
        held = _known(authorization_id)
        officer = _officer(held.program_id, no_tie=no_tie, actor=actor, at=at)
        require_words(reason, evidence)
        _instead(held, wrong)
        wanted = AuthorizationCorrection(
            program_id=held.program_id,
            partner_id=held.partner_id,
            corrected=held,
            wrong=wrong.value,
            reason=reason.strip(),
            evidence=evidence.strip(),
            proposed_by_id=officer,
            proposed_at=at,
        )
        return _waiting(wanted) or _proposed(wanted, done)


def agree_to_correction(
    correction_id: UUID, *, no_tie: bool, actor: Actor, at: datetime
) -> CorrectionVerdict:
    """Agree to a correction as another officer: what was wrong counts as if it had never been.

    Agreeing twice changes nothing.

    Raises:
        NotPermittedError: The actor is no officer of the program, or has a tie.
        SecondOfficerError: The actor proposed it.
        ConflictError: It was judged, something else is known of the authorization by now, or
            something stands in the way.
    """
    with change(actor=actor, at=at) as done:
        proposed, officer = _to_judge(correction_id, no_tie=no_tie, actor=actor, at=at)
        given = CorrectionVerdict.objects.filter(correction=proposed).first()
        if given is not None and given.agrees and given.person_id == officer:
            return given
        _require_waiting(given)
        restored = _corrected(proposed, done)
        agreed = CorrectionVerdict(person_id=officer, agrees=True, restored=restored)
        verdict = _judge(proposed, agreed, done)
        wrong = proposed.corrected
        done.record(
            AuthorizationCorrected(
                authorization_id=wrong.fact_id,
                authorized_partner_id=wrong.partner_id,
                location_id=wrong.location_id,
                correction_id=proposed.pk,
                authorization=Code(wrong.name),
                wrong=Code(proposed.wrong),
                granted_on=wrong.granted_on,
                until_on=wrong.until_on,
                level=Code(wrong.final_level) if wrong.final_level else None,
                counts_until=restored.until_on if restored else None,
            ),
            partners=[_key(proposed)],
        )
    return verdict


def refuse_correction(
    correction_id: UUID, *, reason: str, no_tie: bool, actor: Actor, at: datetime
) -> CorrectionVerdict:
    """Refuse a correction as another officer; what is on record stays.

    Raises:
        NotPermittedError: The actor is no officer of the program, or has a tie.
        SecondOfficerError: The actor proposed it.
        InvalidValueError: No reason is given.
        ConflictError: It was judged already.
    """
    if not reason.strip():
        raise InvalidValueError("Say why the correction is refused.")
    with change(actor=actor, at=at) as done:
        proposed, officer = _to_judge(correction_id, no_tie=no_tie, actor=actor, at=at)
        _require_waiting(CorrectionVerdict.objects.filter(correction=proposed).first())
        refused = CorrectionVerdict(person_id=officer, agrees=False, reason=reason.strip())
        return _judge(proposed, refused, done)


def _officer(program_id: UUID, *, no_tie: bool, actor: Actor, at: datetime) -> UUID:
    person_id = actor.person_id
    if person_id is None or not holds(person_id, [Role.OFFICER], program_id=program_id, at=at):
        raise NotPermittedError(
            "This needs the right of compliance officer. Ask the operator of your installation."
        )
    if not no_tie:
        raise TieError
    return person_id


def _waiting(wanted: AuthorizationCorrection) -> AuthorizationCorrection | None:
    """Return the same proposal by the same person, if it waits; another of the same is first."""
    waiting = waiting_corrections(wanted.program_id)
    held = waiting.filter(corrected__fact_id=wanted.corrected.fact_id).first()
    mine = (wanted.proposed_by_id, wanted.wrong, wanted.reason, wanted.evidence)
    if held is not None and (held.proposed_by_id, held.wrong, held.reason, held.evidence) != mine:
        raise ConflictError(
            "A correction of this authorization is proposed already. Agree to it or refuse it "
            "first."
        )
    return held


def _proposed(wanted: AuthorizationCorrection, done: Change) -> AuthorizationCorrection:
    wanted.save(force_insert=True)
    done.record(
        CorrectionProposed(
            correction_id=wanted.pk,
            authorization_id=wanted.corrected.fact_id,
            authorization=Code(wanted.corrected.name),
            wrong=Code(wanted.wrong),
            reason=Private(wanted.reason),
            evidence=Private(wanted.evidence),
        ),
        partners=[_key(wanted)],
    )
    return wanted


def _known(authorization_id: UUID) -> Authorization:
    """Return what is known of an authorization, with its partner locked, where writers queue."""
    partners = Authorization.objects.filter(fact_id=authorization_id).values("partner_id")[:1]
    Partner.objects.select_for_update(no_key=True).get(pk__in=partners)
    held = Authorization.objects.filter(fact_id=authorization_id, superseded_at=None).first()
    if held is None:
        raise ConflictError("This authorization was taken back. Reload the page.")
    return held


def _instead(held: Authorization, wrong: Wrong) -> Authorization | None:
    """Return what counts instead of a row, not written yet; None: nothing."""
    if wrong is Wrong.GRANT:
        return None
    by_partner = held.ended_by == EndedBy.PARTNER
    require_end(ended=held.valid_until is not None, by_partner=by_partner)
    assert held.valid_until is not None
    restored = without_end(held)
    for before in Authorization.objects.filter(fact_id=held.fact_id).order_by("-recorded_at"):
        later = before.valid_until is None or before.valid_until > held.valid_until
        if later and before.ended_by != EndedBy.RULES:
            restored.until_on, restored.valid_until = before.until_on, before.valid_until
            restored.ended_by = before.ended_by
            break
    for other in rows_of([right_of(held)], program_id=held.program_id)[right_of(held)]:
        begins_before = restored.valid_until is None or other.valid_from < restored.valid_until
        if other.valid_from >= held.valid_until and begins_before:
            raise ConflictError(
                f"It was granted anew from {other.granted_on}, and would be held twice. Correct "
                "that grant first."
            )
    return restored


def _corrected(proposed: AuthorizationCorrection, done: Change) -> Authorization | None:
    """Supersede the wrong row, and write what counts instead."""
    held, wrong = _known(proposed.corrected.fact_id), proposed.corrected
    if (held.valid_from, held.valid_until, held.ended_by) != (
        wrong.valid_from,
        wrong.valid_until,
        wrong.ended_by,
    ):
        raise ConflictError(
            "Something else is known of this authorization by now. Refuse the correction, and "
            "propose it anew if it is still needed."
        )
    instead = _instead(held, Wrong(proposed.wrong))
    held.superseded_at = done.recorded_at
    held.save(update_fields=["superseded_at"])
    if instead is not None:
        instead.save(force_insert=True)
    keep_until_next([right_of(held)], program_id=held.program_id, done=done)
    return instead


def _to_judge(
    correction_id: UUID, *, no_tie: bool, actor: Actor, at: datetime
) -> tuple[AuthorizationCorrection, UUID]:
    proposed = AuthorizationCorrection.objects.select_related("corrected").get(pk=correction_id)
    # Whoever judges queues on the partner's row, as every writer of its authorizations.
    Partner.objects.select_for_update(no_key=True).get(pk=proposed.partner_id)
    officer = _officer(proposed.program_id, no_tie=no_tie, actor=actor, at=at)
    if officer == proposed.proposed_by_id:
        raise SecondOfficerError
    return proposed, officer


def _require_waiting(given: CorrectionVerdict | None) -> None:
    if given is not None:
        raise ConflictError("This correction waits for nobody any more. Reload the page.")


def _judge(
    proposed: AuthorizationCorrection, verdict: CorrectionVerdict, done: Change
) -> CorrectionVerdict:
    verdict.correction = proposed
    verdict.proposed_by_id = proposed.proposed_by_id
    verdict.given_at = done.at
    verdict.save(force_insert=True)
    done.record(
        CorrectionJudged(
            correction_id=proposed.pk,
            person_id=verdict.person_id,
            agrees=verdict.agrees,
            reason=Private(verdict.reason),
        ),
        partners=[_key(proposed)],
    )
    return verdict


def _key(proposed: AuthorizationCorrection) -> PartnerKey:
    return PartnerKey(proposed.program_id, proposed.partner_id)

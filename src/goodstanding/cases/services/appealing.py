"""Asking somebody else to look again, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.cases.events import AppealDecided, AppealFiled
from goodstanding.cases.letters import refused_words, upheld_words
from goodstanding.cases.models import (
    Appeal,
    AppealOutcome,
    CarriedOut,
    Case,
    Decision,
    FateChoice,
    Outcome,
    Stay,
    StayReason,
)
from goodstanding.cases.rules.clocks import appeal_days, over_at, stayed_by_appeal
from goodstanding.cases.rules.people import Part, require_hands
from goodstanding.cases.rules.states import Act, next_state
from goodstanding.cases.selectors.record import counting, key_of
from goodstanding.cases.services.locking import hands_of, locked_case, move, person_with
from goodstanding.cases.services.measures import set_aside, start
from goodstanding.cases.services.staying import end_stays, stay
from goodstanding.cases.services.undoing import Undone, overturn, put_before_a_decider
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.notices.models import Notice
from goodstanding.notices.selectors.service import served_at
from goodstanding.notices.services.sending import Addressee, send_notice
from goodstanding.notices.services.serving import record_answer
from goodstanding.partners.acting import CONTACTS, roles_held
from goodstanding.programs.selectors import pack_of
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError


class AppealTooLateError(ConflictError):
    """The time to appeal is over."""

    code = "case_appeal_too_late"


def appeal_closes_at(carried: CarriedOut, *, known_at: datetime) -> datetime | None:
    """Return when the time to appeal is over; None while the decision was not served."""
    served = served_at(carried.notice_id, known_at=known_at)
    if served is None:
        return None
    return over_at(served, days=carried.appeal_days, zone=carried.zone)


def _current(case: Case) -> Decision:
    decision = case.decisions.filter(carried_out__isnull=False).order_by("-number").first()
    if decision is None:
        raise ConflictError("Nothing was decided in this case yet. Wait for the decision.")
    return decision


def file_appeal(case_id: UUID, *, words: str, actor: Actor, at: datetime) -> Appeal:
    """Ask for the decision of a case to be looked at again, within its time.

    What the rule book lets wait, waits from now on: money that was taken back is not debited,
    and a removal does not happen. The same words again return the appeal.

    Raises:
        NotPermittedError: The actor may not speak for the partner.
        AppealTooLateError: The time to appeal is over.
        ConflictError: One of the partner's people appealed otherwise before.
    """
    with change(actor=actor, at=at) as done:
        case = locked_case(case_id)
        person_id = actor.person_id
        if person_id is None or not CONTACTS & roles_held(person_id, case.partner_id, at=at):
            raise NotPermittedError(
                "An appeal is made by a signatory, compliance contact or deputy. Ask one of them."
            )
        decision = _current(case)
        earlier = Appeal.objects.filter(decision=decision).first()
        if earlier is not None:
            if (earlier.filed_by_id, earlier.words) != (person_id, words):
                raise ConflictError(
                    "One of your people appealed already. The appeal is on this page."
                )
            return earlier
        next_state(case.stage, Act.APPEAL)
        carried = decision.carried_out
        closes_at = appeal_closes_at(carried, known_at=at)
        if closes_at is not None and at >= closes_at:
            raise AppealTooLateError(
                "The time to appeal is over. If a fact was wrong, reply to our message and say "
                "which."
            )
        record_answer(
            decision.pk, partner_id=case.partner_id, person_id=person_id, actor=actor, at=at
        )
        return _file(done, case, decision, person_id=person_id, words=words)


def _file(done: Change, case: Case, decision: Decision, *, person_id: UUID, words: str) -> Appeal:
    cases = pack_of(decision.pack_version).cases
    _, days = appeal_days(cases)
    appeal = Appeal.objects.create(
        decision=decision,
        filed_by_id=person_id,
        words=words,
        filed_at=done.at,
        decide_by=over_at(done.at, days=days, zone=decision.carried_out.zone),
    )
    move(case, Act.APPEAL)
    done.record(
        AppealFiled(
            appeal_id=appeal.pk,
            decision_id=decision.pk,
            person_id=person_id,
            decide_by=appeal.decide_by,
            words=Private(words),
        ),
        partners=[key_of(case)],
    )
    stay(done, decision, reason=StayReason.APPEAL, appeal=appeal, only=stayed_by_appeal(cases))
    return appeal


def decide_appeal(
    appeal_id: UUID,
    *,
    outcome: Outcome,
    reasons: str,
    measures: Sequence[str] = (),
    no_tie: bool,
    actor: Actor,
    at: datetime,
) -> AppealOutcome:
    """Decide an appeal as somebody who decided nothing about the partner before.

    Upheld in full, the finding falls and everything that followed from it is undone by its
    cause; decisions that rested on it are weighed again. Upheld in part, the named measures are
    undone. Refused, what waited goes on. The same again returns the outcome and changes nothing.

    Raises:
        NotPermittedError: The actor is no appeal reviewer, judged the partner before, or has a
            tie.
        InvalidValueError: No measure is named to end in part, or one that was not decided.
        ConflictError: The appeal was decided otherwise.
    """
    named = sorted(set(measures))
    with change(actor=actor, at=at) as done:
        decision_id = Appeal.objects.values_list("decision_id", flat=True).get(pk=appeal_id)
        case = locked_case(Decision.objects.values_list("case_id", flat=True).get(pk=decision_id))
        reviewer = person_with(Role.APPEAL_REVIEWER, program_id=case.program_id, actor=actor, at=at)
        appeal = Appeal.objects.select_related("decision__case").get(pk=appeal_id)
        earlier = AppealOutcome.objects.filter(appeal=appeal).first()
        if earlier is not None:
            _require_same(earlier, outcome, named, reasons)
            return earlier
        next_state(case.stage, Act.CONFIRM)
        require_hands(Part.REVIEW, reviewer, hands_of(case), no_tie=no_tie)
        _require_named(appeal, outcome, named)
        before = counting(key_of(case), at=at)
        undone = _apply(done, case, appeal, outcome, named)
        made = AppealOutcome.objects.create(
            appeal=appeal,
            outcome=outcome,
            measures=named,
            reviewer_id=reviewer,
            reasons=reasons,
            decided_at=at,
            count_before=before,
            count_after=counting(key_of(case), at=at),
            notice=_tell(case, appeal, outcome, undone, reviewer=reviewer, done=done),
        )
        _record(done, case, made)
    return made


def _require_same(
    earlier: AppealOutcome, outcome: Outcome, named: Sequence[str], reasons: str
) -> None:
    said = (earlier.outcome, sorted(earlier.measures), earlier.reasons)
    if said != (outcome.value, list(named), reasons):
        raise ConflictError(
            "This appeal was decided already. Open the case to see what it came to."
        )


def _require_named(appeal: Appeal, outcome: Outcome, named: Sequence[str]) -> None:
    decided = set(appeal.decision.measures.values_list("name", flat=True))
    if (outcome is Outcome.PART) != bool(named) or not decided.issuperset(named):
        raise InvalidValueError(
            "Upheld in part means that some measures end. Name them, from those that were decided: "
            f"{', '.join(sorted(decided))}."
            if outcome is Outcome.PART
            else "Measures are named only where an appeal is upheld in part. Name none."
        )


def _apply(
    done: Change, case: Case, appeal: Appeal, outcome: Outcome, named: Sequence[str]
) -> Undone:
    """Do what the outcome says, and end what waited for it."""
    decision = appeal.decision
    waited = end_stays(done, Stay.objects.filter(appeal=appeal, reason=StayReason.APPEAL))
    if outcome is Outcome.FULL:
        move(case, Act.SET_ASIDE)
        return overturn(done, case, appeal)
    move(case, Act.CONFIRM)
    if outcome is Outcome.PART:
        set_aside(done, decision, only=named)
    if decision.fates.filter(fate=FateChoice.STAYED).exists():
        put_before_a_decider(case, Act.STAY, at=done.at)
        return Undone()
    _resume(done, decision, {row.measure for row in waited} - set(named))
    return Undone()


def _resume(done: Change, decision: Decision, names: set[str]) -> None:
    """Let measures that an appeal had ended take effect again; announced ones wait their time."""
    for chosen in decision.measures.filter(name__in=sorted(names)).order_by("place"):
        was_in_force = chosen.in_effect.exists()
        if was_in_force:
            start(done, decision.carried_out, chosen)


def _tell(
    case: Case,
    appeal: Appeal,
    outcome: Outcome,
    undone: Undone,
    *,
    reviewer: UUID,
    done: Change,
) -> Notice:
    words = (
        refused_words()
        if outcome is Outcome.REFUSED
        else upheld_words(
            in_full=outcome is Outcome.FULL, stayed=len(undone.stayed), kept=len(undone.kept)
        )
    )
    return send_notice(
        words,
        program_id=case.program_id,
        to=Addressee(partner_id=case.partner_id),
        cause_id=appeal.pk,
        sender_id=reviewer,
        actor=done.actor,
        at=done.at,
    )


def _record(done: Change, case: Case, made: AppealOutcome) -> None:
    done.record(
        AppealDecided(
            appeal_id=made.appeal_id,
            decision_id=made.appeal.decision_id,
            outcome=Code(made.outcome),
            measures=[Code(name) for name in made.measures],
            reviewer_id=made.reviewer_id,
            notice_id=made.notice_id,
            reasons=Private(made.reasons),
        ),
        partners=[key_of(case)],
    )

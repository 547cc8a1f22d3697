"""Carrying out a decision: the partner is told, and its measures take effect from that letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from goodstanding.accounts.models import Role
from goodstanding.cases.events import DecisionMade, MeasureEnd, PlanCompleted
from goodstanding.cases.letters import answer_is_asked, decision_words, length_text, measure_title
from goodstanding.cases.models import (
    CarriedOut,
    Case,
    ChosenMeasure,
    Decision,
    FateChoice,
    Measure,
    PlanCompletion,
    Stay,
)
from goodstanding.cases.rules.clocks import appeal_days
from goodstanding.cases.rules.lengths import Ends, Lasting
from goodstanding.cases.rules.people import TieError
from goodstanding.cases.rules.states import Act
from goodstanding.cases.selectors.record import key_of
from goodstanding.cases.services.locking import locked_case, move, person_with
from goodstanding.cases.services.measures import end_now, open_measures, set_aside, start
from goodstanding.cases.services.staying import end_stays
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.notices.models import Notice
from goodstanding.notices.rules.words import Words
from goodstanding.notices.selectors.service import served_at
from goodstanding.notices.services.sending import Addressee, send_notice
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.programs.selectors import pack_of
from goodstanding.rulebook.pack import Pack
from goodstanding.values.actor import Actor
from goodstanding.values.days import ends_at, local_day
from goodstanding.values.errors import ConflictError


def letter_of(decision: Decision, *, zone: str, at: datetime) -> Words:
    """Return the letter a decision is told with, as it would be sent at an instant."""
    return letter_about(
        decision.case,
        pack_of(decision.pack_version),
        [(one.name, one.lasting) for one in decision.measures.order_by("place")],
        zone=zone,
        at=at,
    )


def letter_about(
    case: Case,
    pack: Pack,
    measures: Sequence[tuple[str, Lasting]],
    *,
    zone: str,
    at: datetime,
) -> Words:
    """Return the letter that would tell some measures, before anybody has decided them."""
    within, _ = appeal_days(pack.cases)
    return decision_words(
        case.finding.clause_ref,
        [
            (measure_title(name), until_text(pack, name, lasting, zone=zone, at=at))
            for name, lasting in measures
        ],
        asks=answer_is_asked(pack, [name for name, _ in measures]),
        appeal_days=within,
    )


def until_text(pack: Pack, name: str, lasting: Lasting, *, zone: str, at: datetime) -> str:
    """Return until when a measure lasts that starts now, and when it starts if it does not."""
    text = length_text(lasting, last_day=lasting.last_day(at, zone=zone))
    notice = pack.measure(name).notice
    if notice is None:
        return text
    return gettext(
        "%(until)s, at the earliest %(notice)s after you say that you have read this"
    ) % {
        "until": text,
        "notice": notice,
    }


def carry_out(case: Case, decision: Decision, *, actor: Actor, at: datetime) -> CarriedOut:
    """Tell the partner, and start what takes effect with the letter; once for each decision.

    What an earlier decision of the same case still held back is settled: this one replaces it.
    The caller holds the case's lock.
    """
    with change(actor=actor, at=at) as done:
        zone = zone_of(case.partner_id, program_id=case.program_id, at=at)
        within, _ = appeal_days(pack_of(decision.pack_version).cases)
        for earlier in case.decisions.filter(fates__fate=FateChoice.STAYED).exclude(pk=decision.pk):
            set_aside(done, earlier)
            end_stays(done, Stay.objects.filter(decision=earlier))
        carried = CarriedOut.objects.create(
            decision=decision,
            decided_at=at,
            zone=zone,
            appeal_days=within,
            notice=_tell(case, decision, zone=zone, actor=actor, at=at),
        )
        move(case, Act.DECIDE)
        if case.decide_again_by is not None:
            case.decide_again_by = None
            case.save(update_fields=["decide_again_by"])
        done.record(
            DecisionMade(
                decision_id=decision.pk,
                case_id=case.pk,
                rung=Code(decision.rung),
                notice_id=carried.notice_id,
            ),
            partners=[key_of(case)],
        )
        for chosen in decision.measures.select_related("decision__case", "decision__pack_version"):
            if pack_of(decision.pack_version).measure(chosen.name).notice is None:
                start(done, carried, chosen)
    return carried


def _tell(case: Case, decision: Decision, *, zone: str, actor: Actor, at: datetime) -> Notice:
    return send_notice(
        letter_of(decision, zone=zone, at=at),
        program_id=case.program_id,
        to=Addressee(partner_id=case.partner_id),
        cause_id=decision.pk,
        sender_id=decision.proposed_by_id,
        actor=actor,
        at=at,
    )


def announced(*, at: datetime) -> list[ChosenMeasure]:
    """Return the measures that were announced, whose notice is over and which nothing stays."""
    waiting = (
        ChosenMeasure.objects.filter(decision__carried_out__isnull=False, in_effect=None)
        .exclude(ends=Ends.ONCE.value)
        .exclude(decision__fates__fate__in=[FateChoice.ENDS.value, FateChoice.STAYED.value])
        .select_related("decision__carried_out", "decision__pack_version", "decision__case")
        .order_by("decision__case_id", "decision_id", "place")
    )
    return [one for one in waiting if (due := takes_effect_at(one, known_at=at)) and due <= at]


def takes_effect_at(chosen: ChosenMeasure, *, known_at: datetime) -> datetime | None:
    """Return when an announced measure may take effect.

    None while its letter was not served, while it is stayed, or where an appeal undid it.
    """
    decision = chosen.decision
    notice = pack_of(decision.pack_version).measure(chosen.name).notice
    carried = decision.carried_out
    served = served_at(carried.notice_id, known_at=known_at)
    stayed = Stay.objects.filter(
        decision=decision, measure=chosen.name, superseded_at=None, valid_until=None
    ).exists()
    if notice is None or served is None or stayed or _undone(chosen):
        return None
    return ends_at(notice.after(local_day(served, carried.zone)), carried.zone)


def _undone(chosen: ChosenMeasure) -> bool:
    outcome = getattr(getattr(chosen.decision, "appeal", None), "outcome", None)
    return outcome is not None and chosen.name in outcome.measures


def let_take_effect(chosen_id: UUID, *, actor: Actor, at: datetime) -> Measure | None:
    """Let an announced measure take effect, if its notice is over and nothing stays it.

    A recorded act: what a later cure cannot undo never happens by the clock alone. A second
    time nothing more happens.
    """
    with change(actor=actor, at=at) as done:
        case_id = ChosenMeasure.objects.values_list("decision__case_id", flat=True).get(
            pk=chosen_id
        )
        locked_case(case_id)
        chosen = next((one for one in announced(at=at) if one.pk == chosen_id), None)
        if chosen is None:
            return None
        return start(done, chosen.decision.carried_out, chosen)


def complete_plan(
    decision_id: UUID, *, remark: str = "", no_tie: bool, actor: Actor, at: datetime
) -> PlanCompletion:
    """Find every step of a plan done: whatever lasts until then ends, and held money is free.

    Raises:
        NotPermittedError: The actor is no officer of the program, or has a tie.
        ConflictError: The decision asks for no plan, or what it asks for is over.
    """
    with change(actor=actor, at=at) as done:
        case = locked_case(Decision.objects.values_list("case_id", flat=True).get(pk=decision_id))
        officer = person_with(Role.OFFICER, program_id=case.program_id, actor=actor, at=at)
        if not no_tie:
            raise TieError
        decision = case.decisions.get(pk=decision_id)
        earlier = PlanCompletion.objects.filter(decision=decision).first()
        if earlier is not None:
            return earlier
        ending = [
            measure
            for measure in open_measures(decision, at=at)
            if measure.chosen.lasting.ends is Ends.COMPLETED
        ]
        if not ending:
            raise ConflictError(
                "No plan of this decision is under way. Reload the case to see what is."
            )
        completion = PlanCompletion.objects.create(
            decision=decision, verified_by_id=officer, remark=remark, completed_at=at
        )
        _complete(done, case, completion, ending)
    return completion


def _complete(done: Change, case: Case, completion: PlanCompletion, ending: list[Measure]) -> None:
    done.record(
        PlanCompleted(
            decision_id=completion.decision_id,
            verified_by=completion.verified_by_id,
            remark=Private(completion.remark),
        ),
        partners=[key_of(case)],
    )
    end_now(done, ending, MeasureEnd.COMPLETED)

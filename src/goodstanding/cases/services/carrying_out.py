"""Carrying out a decision: the partner is told, and its measures take effect from that letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext

from goodstanding.cases.events import DecisionMade, MeasureEnd
from goodstanding.cases.letters import (
    answer_is_asked,
    clause_cited,
    decision_words,
    due_text,
    length_text,
    measure_title,
)
from goodstanding.cases.models import (
    CarriedOut,
    Case,
    Decision,
    FateChoice,
    Stay,
)
from goodstanding.cases.rules.clocks import appeal_days
from goodstanding.cases.rules.lengths import Lasting
from goodstanding.cases.rules.states import Act
from goodstanding.cases.selectors.file import clause_text, time_from_service
from goodstanding.cases.selectors.record import key_of
from goodstanding.cases.services.locking import move
from goodstanding.cases.services.measures import end_now, measures_of_plan, set_aside, start
from goodstanding.cases.services.staying import end_stays
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import Change, change
from goodstanding.notices.models import Notice
from goodstanding.notices.rules.words import Words
from goodstanding.notices.services.sending import Addressee, send_notice
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.programs.selectors import pack_of
from goodstanding.rulebook.pack import Pack
from goodstanding.values.actor import Actor


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
    ref = case.finding.clause_ref
    return decision_words(
        clause_cited(clause_text(case.program_id, ref), ref),
        [
            (measure_title(name), _until_and_due(pack, name, lasting, zone=zone, at=at))
            for name, lasting in measures
        ],
        asks=answer_is_asked(pack, [name for name, _ in measures]),
        appeal_days=within,
    )


def _until_and_due(pack: Pack, name: str, lasting: Lasting, *, zone: str, at: datetime) -> str:
    """Return until when a measure lasts, and by when what it asks is due."""
    text = until_text(pack, name, lasting, zone=zone, at=at)
    after = time_from_service(pack, name)
    return text if after is None else f"{text}, {due_text(after)}"


def until_text(
    pack: Pack, name: str, lasting: Lasting, *, zone: str, at: datetime, own: bool = True
) -> str:
    """Return until when a measure lasts that starts now, and when it starts if it does not.

    ``own`` where the partner reads it.
    """
    text = length_text(lasting, last_day=lasting.last_day(at, zone=zone))
    notice = pack.measure(name).notice
    if notice is None:
        return text
    with_notice = (
        gettext("%(until)s, at the earliest %(notice)s after you say that you have read this")
        if own
        else gettext(
            "%(until)s, at the earliest %(notice)s after the partner says that it has read this"
        )
    )
    return with_notice % {"until": text, "notice": notice}


def carry_out(case: Case, decision: Decision, *, actor: Actor, at: datetime) -> CarriedOut:
    """Tell the partner, and start what takes effect with the letter; once for each decision.

    It replaces what an earlier decision of the same case had stayed, or asked to be completed.
    The caller holds the case's lock.
    """
    with change(actor=actor, at=at) as done:
        zone = zone_of(case.partner_id, program_id=case.program_id, at=at)
        within, _ = appeal_days(pack_of(decision.pack_version).cases)
        for earlier in case.decisions.filter(carried_out__isnull=False).exclude(pk=decision.pk):
            _replace(done, earlier)
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


def _replace(done: Change, earlier: Decision) -> None:
    """End what an earlier decision leaves open; what ends by the calendar goes on until then."""
    if earlier.fates.filter(fate=FateChoice.STAYED).exists():
        set_aside(done, earlier)
        end_stays(done, Stay.objects.filter(decision=earlier))
    else:
        end_now(done, measures_of_plan(earlier, at=done.at), MeasureEnd.REPLACED)


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

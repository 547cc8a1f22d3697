"""What people wrote lies beside the log, and the database refuses to change what happened."""

from __future__ import annotations

from typing import ClassVar

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from goodstanding.cases.events import CaseEvent
from goodstanding.cases.models import (
    Allegation,
    Appeal,
    AppealOutcome,
    Approval,
    Case,
    CaseEnding,
    Decision,
    Finding,
    Measure,
    Outcome,
    Source,
    Waiver,
)
from goodstanding.cases.services.appealing import decide_appeal, file_appeal
from goodstanding.cases.services.deciding import Wanted, approve, decide, return_decision
from goodstanding.cases.services.finding import find, find_nothing
from goodstanding.cases.services.opening import allege, answer, open_case
from goodstanding.cases.services.plans import complete_plan, fail_plan
from goodstanding.cases.services.waiving import (
    agree_to_waiver,
    end_waiver,
    propose_waiver,
    refuse_waiver,
)
from goodstanding.evidence.models import Event, EventPrivate
from goodstanding.values.actor import Actor
from goodstanding.values.clauses import ClauseRef
from tests.builders_cases import (
    Accused,
    day,
    make_accused,
    make_answered,
    make_appeal,
    make_court,
    make_decided,
    make_found,
    make_outcome,
)

pytestmark = pytest.mark.django_db

MARK = "Zyxomma petiolatum"


class Walk:
    """Walks every act with marked words, so that every event is recorded once at least."""

    words: ClassVar[list[str]] = []

    def __init__(self, accused: Accused) -> None:
        self.accused, self.court = accused, accused.court

    def mark(self, what: str) -> str:
        """Return marked words for one field."""
        said = f"{MARK} {what}"
        self.words.append(said)
        return said

    def asked(self, clause: str, number: int) -> Case:
        """Return a case with marked words that the partner answered."""
        officer = self.court.actor(self.court.officer)
        case = open_case(
            program_id=self.court.program.pk,
            partner_id=self.accused.partner.pk,
            title=self.mark("title"),
            source=Source.REPORT,
            concern=self.mark("concern"),
            actor=officer,
            at=day(number),
        )
        allege(
            case.pk,
            facts=self.mark("facts"),
            clause=ClauseRef(self.court.office.agreement.code, clause),
            severity="severe",
            event_at=day(number - 1),
            actor=officer,
            at=day(number),
        )
        answer(
            case.pk,
            words=self.mark("answer"),
            actor=Actor.person(self.accused.signatory.pk),
            at=day(number),
        )
        return case

    def decided(self, case: Case, number: int) -> Decision:
        """Return a marked decision that was returned once, then approved."""
        decider, second = (
            self.court.actor(person) for person in (self.court.decider, self.court.second)
        )
        find(case.pk, reasons=self.mark("finding"), no_tie=True, actor=decider, at=day(number))
        wanted = Wanted(
            rung="restriction",
            reasons=self.mark("reasons"),
            deviation_reason=self.mark("deviation"),
            milestones=(self.mark("milestone"),),
        )
        first = decide(case.pk, wanted, no_tie=True, actor=decider, at=day(number))
        return_decision(
            case.pk,
            first.pk,
            reason=self.mark("return"),
            no_tie=True,
            actor=second,
            at=day(number),
        )
        return decide(case.pk, wanted, no_tie=True, actor=decider, at=day(number + 1))


def walk_everything() -> None:
    court = make_court()
    accused = make_accused(court)
    walk = Walk(accused)
    find_nothing(
        walk.asked("bids", 40).pk,
        reasons=walk.mark("nothing"),
        no_tie=True,
        actor=court.actor(court.decider),
        at=day(41),
    )
    case = walk.asked("gifts", 50)
    decision = walk.decided(case, 55)
    approve(case.pk, decision.pk, no_tie=True, actor=court.actor(court.second), at=day(57))
    complete_plan(
        decision.pk,
        remark=walk.mark("remark"),
        no_tie=True,
        actor=court.actor(court.officer),
        at=day(58),
    )
    appeal = file_appeal(
        case.pk,
        words=walk.mark("appeal"),
        actor=Actor.person(accused.signatory.pk),
        at=day(60),
    )
    decide_appeal(
        appeal.pk,
        outcome=Outcome.FULL,
        reasons=walk.mark("outcome"),
        no_tie=True,
        actor=court.actor(court.reviewer),
        at=day(70),
    )


def make_failed() -> None:
    """Record that a plan was not done in time, in marked words."""
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "bribery", "severe", event_at=day(40), at=day(50))
    decision = make_decided(finding, court, "suspension", at=day(51), served=accused.signatory)
    fail_plan(
        decision.pk,
        reasons=Walk(accused).mark("missing"),
        missing=(1,),
        no_tie=True,
        actor=court.actor(court.decider),
        at=day(160),
    )


def make_undone() -> None:
    """Record what only a story of three findings records: stays and decisions touched."""
    court = make_court()
    accused = make_accused(court)
    f1 = make_found(accused, "bids", "serious", event_at=day(40), at=day(70))
    make_decided(f1, court, "training", at=day(71), served=accused.signatory)
    f2 = make_found(accused, "resale", "serious", event_at=day(90), at=day(100))
    make_decided(f2, court, "pause", at=day(101), served=accused.signatory)
    f3 = make_found(accused, "consent", "serious", event_at=day(110), at=day(120))
    make_decided(f3, court, "restriction", at=day(121), served=accused.signatory)
    make_outcome(make_appeal(accused, f2.case_id, at=day(140)), court, at=day(150))
    make_decided(f3, court, "training", at=day(151))


def make_waived() -> None:
    """Record a waiver that is granted and ended early, and one that is refused."""
    court = make_court()
    accused = make_accused(court)
    walk = Walk(accused)
    officer, other = court.actor(court.officer), Actor.person(court.office.approver.pk)
    granted, refused = (
        propose_waiver(
            accused.key,
            obligation=obligation,
            until_on=day(90).date(),
            reason=walk.mark(f"waive {obligation}"),
            no_tie=True,
            actor=officer,
            at=day(10),
        )
        for obligation in ("contacts", "trained")
    )
    agree_to_waiver(granted.pk, no_tie=True, actor=other, at=day(11))
    refuse_waiver(refused.pk, reason=walk.mark("refuse"), no_tie=True, actor=other, at=day(11))
    waiver = Waiver.objects.get(proposal=granted)
    end_waiver(waiver.fact_id, reason=walk.mark("end"), no_tie=True, actor=officer, at=day(12))


def test_no_word_that_a_person_wrote_is_in_the_log() -> None:
    Walk.words.clear()
    walk_everything()
    make_waived()
    make_undone()
    make_failed()

    recorded = set(Event.objects.values_list("name", flat=True))
    assert {event.value for event in CaseEvent} - recorded == set()
    for event in Event.objects.all():
        assert MARK.encode() not in bytes(event.bytes), event.name
    kept = set(EventPrivate.objects.values_list("value", flat=True))
    milestones = {words for words in Walk.words if "milestone" in words}
    assert set(Walk.words) - milestones <= kept


def refuse(statement: str) -> None:
    """Let the database refuse a statement of the application."""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "table",
    [
        Allegation,
        Appeal,
        AppealOutcome,
        Approval,
        CaseEnding,
        Decision,
        Finding,
        Measure,
        Case,
    ],
)
def test_what_happened_in_a_case_is_not_edited_or_deleted(table: type[Model]) -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    make_decided(finding, court, "training", at=day(51), served=accused.signatory)
    make_outcome(
        make_appeal(accused, finding.case_id, at=day(60)), court, Outcome.REFUSED, at=day(70)
    )
    find_nothing(
        make_answered(accused, "bids", "serious", event_at=day(40), at=day(50)).pk,
        reasons="Nothing.",
        no_tie=True,
        actor=court.actor(court.decider),
        at=day(60),
    )
    name, column = table._meta.db_table, _a_column(table)

    assert table._default_manager.exists()
    refuse(f"UPDATE {name} SET {column} = {column} || 'x'")
    refuse(f"DELETE FROM {name}")


def _a_column(table: type[Model]) -> str:
    columns = {
        Allegation: "facts",
        Approval: "reason",
        Appeal: "words",
        Measure: "name",
        Case: "title",
    }
    return columns.get(table, "reasons")


def test_a_case_that_ended_is_not_opened_again() -> None:
    court = make_court()
    case = make_answered(make_accused(court), "bids", "serious", event_at=day(40), at=day(50))
    find_nothing(
        case.pk,
        reasons="Nothing.",
        no_tie=True,
        actor=court.actor(court.decider),
        at=day(60),
    )

    refuse("UPDATE cases_case SET state = 'found'")

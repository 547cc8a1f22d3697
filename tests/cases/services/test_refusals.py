"""What is refused, by whom it is refused to, and that a refusal leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from goodstanding.accounts.errors import TieError
from goodstanding.accounts.models import Role
from goodstanding.accounts.services import give_grant
from goodstanding.cases.models import (
    Allegation,
    Appeal,
    AppealOutcome,
    Case,
    Decision,
    Finding,
    Outcome,
    PartnerAnswer,
    Source,
)
from goodstanding.cases.rules.people import SameHandsError
from goodstanding.cases.rules.states import CaseState, NotNowError
from goodstanding.cases.services.appealing import decide_appeal
from goodstanding.cases.services.deciding import TakeBack, Wanted, decide
from goodstanding.cases.services.finding import NotHeardError, find
from goodstanding.cases.services.opening import (
    AnswerTooLateError,
    ClauseNotInForceError,
    allege,
    answer,
    open_case,
)
from goodstanding.evidence.models import Event
from goodstanding.notices.models import Notice
from goodstanding.notices.rules.outcomes import ServedBy
from goodstanding.notices.services.serving import record_service
from goodstanding.values.actor import Actor
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from tests.builders import SYSTEM, make_program
from tests.builders_cases import (
    FACTS,
    Accused,
    day,
    make_accused,
    make_alleged,
    make_answered,
    make_appeal,
    make_case,
    make_court,
    make_decided,
    make_earnings,
    make_found,
    make_outcome,
)

pytestmark = pytest.mark.django_db


def trace() -> tuple[int, ...]:
    """Return how much is recorded anywhere."""
    tables = (Event, Notice, Case, Allegation, PartnerAnswer, Finding, Decision, Appeal)
    return tuple(table.objects.count() for table in tables)


def refused(error: type[Exception], words: str, act: Callable[[], object]) -> None:
    """Let an act be refused with some words, and leave nothing behind."""
    before = trace()

    with pytest.raises(error, match=words):
        act()

    assert trace() == before


def make_served(accused: Accused, severity: str = "serious") -> Case:
    """Return a case whose letter was read on day 50 and not answered."""
    case = make_alleged(accused, "gifts", severity, event_at=day(40), at=day(50))
    record_service(
        case.allegation.notice_id,
        person_id=accused.signatory.pk,
        how=ServedBy.INBOX,
        actor=Actor.person(accused.signatory.pk),
        at=day(50),
    )
    return case


def test_only_an_officer_opens_a_case() -> None:
    court = make_court()
    accused = make_accused(court)
    for person in (court.decider, court.reviewer, accused.signatory):
        refused(
            NotPermittedError,
            "compliance officer",
            partial(
                open_case,
                program_id=court.program.pk,
                partner_id=accused.partner.pk,
                title="T",
                source=Source.OWN,
                concern="C",
                actor=Actor.person(person.pk),
                at=day(30),
            ),
        )


def test_a_case_is_about_a_partner_of_the_program() -> None:
    court = make_court()
    stranger = make_program()

    refused(
        ConflictError,
        "does not take part",
        lambda: open_case(
            program_id=court.program.pk,
            partner_id=stranger.pk,
            title="T",
            source=Source.OWN,
            concern="C",
            actor=court.actor(court.officer),
            at=day(30),
        ),
    )


@pytest.mark.parametrize(
    ("clause", "severity", "event_at", "error", "words"),
    [
        ("parking", "serious", day(40), ClauseNotInForceError, "was not in force"),
        ("gifts", "serious", day(-9), ClauseNotInForceError, "was not in force"),
        ("gifts", "monstrous", day(40), InvalidValueError, "minor, serious, severe"),
        ("gifts", "serious", day(51), InvalidValueError, "lies ahead"),
    ],
)
def test_what_is_put_to_a_partner_was_a_rule_when_it_happened(
    clause, severity, event_at, error, words
) -> None:
    court = make_court()
    case = make_case(make_accused(court), at=day(50))

    refused(
        error,
        words,
        lambda: allege(
            case.pk,
            facts=FACTS,
            clause=ClauseRef(court.office.agreement.code, clause),
            severity=severity,
            event_at=event_at,
            actor=court.actor(court.officer),
            at=day(50),
        ),
    )


def test_an_allegation_names_the_version_in_force_at_the_event() -> None:
    court = make_court()

    case = make_alleged(make_accused(court), "gifts", "serious", event_at=day(40), at=day(50))

    assert case.allegation.clause_ref == ClauseRef(court.office.agreement.code, "gifts", 1)
    assert case.allegation.event_on.isoformat() == "2025-02-15"


def test_nothing_is_found_before_the_partner_was_reached_or_had_its_time() -> None:
    court = make_court()
    accused = make_accused(court)
    silent = make_alleged(accused, "bids", "serious", event_at=day(40), at=day(50))
    usual, severe = make_served(accused), make_served(make_accused(court, name="Litware"), "severe")
    over = {
        usual: datetime(2025, 3, 27, 23, tzinfo=UTC),  # the 30th day in Berlin
        severe: datetime(2025, 3, 2, 23, tzinfo=UTC),  # the fifth
    }

    def finding(case: Case, at: datetime) -> Finding:
        return find(case.pk, reasons="So.", no_tie=True, actor=court.actor(court.decider), at=at)

    refused(NotHeardError, "was not reached", lambda: finding(silent, day(200)))
    for case, ends_at in over.items():
        before = ends_at - timedelta(seconds=1)
        refused(NotHeardError, "may answer until", partial(finding, case, before))
        assert finding(case, ends_at).happened_at == ends_at


def test_an_answer_comes_in_time_and_from_somebody_who_may_speak() -> None:
    court = make_court()
    accused = make_accused(court)
    case = make_served(accused)

    refused(
        NotPermittedError,
        "Ask one of them",
        lambda: answer(case.pk, words="No.", actor=Actor.person(accused.seller.pk), at=day(51)),
    )
    refused(
        AnswerTooLateError,
        "time to answer is over",
        lambda: answer(case.pk, words="No.", actor=Actor.person(accused.signatory.pk), at=day(81)),
    )


def test_one_of_the_partners_people_answers_once() -> None:
    court = make_court()
    accused = make_accused(court)
    case = make_answered(accused, "gifts", "serious", event_at=day(40), at=day(50))
    signatory = Actor.person(accused.signatory.pk)
    before = trace()

    again = answer(case.pk, words="We did not know that price.", actor=signatory, at=day(51))

    assert again.answered_at == day(50)
    assert trace() == before
    refused(
        ConflictError,
        "answered already",
        lambda: answer(case.pk, words="Something else.", actor=signatory, at=day(51)),
    )


def test_who_investigates_does_not_find_and_a_tie_is_declared() -> None:
    court = make_court()
    give_grant(
        court.officer.pk, role=Role.DECIDER, program_id=court.program.pk, actor=SYSTEM, at=day(0)
    )
    case = make_answered(make_accused(court), "gifts", "serious", event_at=day(40), at=day(50))

    refused(
        SameHandsError,
        "investigates",
        lambda: find(
            case.pk, reasons="So.", no_tie=True, actor=court.actor(court.officer), at=day(60)
        ),
    )
    refused(
        TieError,
        "no tie",
        lambda: find(
            case.pk, reasons="So.", no_tie=False, actor=court.actor(court.decider), at=day(60)
        ),
    )


def test_nothing_graver_is_found_than_was_put_to_the_partner() -> None:
    court = make_court()
    case = make_answered(make_accused(court), "gifts", "minor", event_at=day(40), at=day(50))

    refused(
        InvalidValueError,
        "something minor",
        lambda: find(
            case.pk,
            reasons="So.",
            severity="severe",
            no_tie=True,
            actor=court.actor(court.decider),
            at=day(60),
        ),
    )


def test_the_same_facts_are_found_once() -> None:
    court = make_court()
    accused = make_accused(court)
    first = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    twin = make_answered(accused, "gifts", "serious", event_at=day(40), at=day(52))

    refused(
        ConflictError,
        first.case.reference,
        lambda: find(
            twin.pk, reasons="So.", no_tie=True, actor=court.actor(court.decider), at=day(60)
        ),
    )


def test_another_partners_earning_is_not_taken_back() -> None:
    court = make_court()
    accused, other = make_accused(court), make_accused(court, name="Litware")
    theirs = make_earnings(other, at=day(60))
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(70))

    refused(
        InvalidValueError,
        "not this partner",
        lambda: decide(
            finding.case_id,
            Wanted(
                rung="training",
                reasons="So.",
                take_back=(TakeBack(earning_id=theirs[0].pk),),
            ),
            no_tie=True,
            actor=court.actor(court.decider),
            at=day(71),
        ),
    )
    finding.case.refresh_from_db()
    assert finding.case.stage is CaseState.FOUND


def test_a_second_click_decides_once_and_another_decision_is_refused() -> None:
    court = make_court()
    finding = make_found(make_accused(court), "gifts", "serious", event_at=day(40), at=day(50))
    first = make_decided(finding, court, "training", at=day(51))
    before = trace()

    again = make_decided(finding, court, "training", at=day(52))

    assert again == first
    assert trace() == before
    refused(
        NotNowError,
        "is decided",
        lambda: make_decided(
            finding, court, "warning", at=day(52), deviation_reason="They helped."
        ),
    )


def test_an_appeal_is_reviewed_by_who_decided_nothing_before() -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    make_decided(finding, court, "training", at=day(51), served=accused.signatory)
    appeal = make_appeal(accused, finding.case_id, at=day(60))
    for person in (court.decider, court.officer):
        give_grant(
            person.pk,
            role=Role.APPEAL_REVIEWER,
            program_id=court.program.pk,
            actor=SYSTEM,
            at=day(0),
        )
        refused(
            SameHandsError,
            "decided nothing about this partner",
            partial(
                decide_appeal,
                appeal.pk,
                outcome=Outcome.REFUSED,
                reasons="So.",
                no_tie=True,
                actor=court.actor(person),
                at=day(70),
            ),
        )
    assert not AppealOutcome.objects.exists()


def test_an_appeal_decided_one_way_is_not_decided_another() -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    make_decided(finding, court, "training", at=day(51), served=accused.signatory)
    appeal = make_appeal(accused, finding.case_id, at=day(60))
    make_outcome(appeal, court, Outcome.REFUSED, at=day(70))

    refused(
        ConflictError,
        "decided already",
        lambda: make_outcome(appeal, court, Outcome.FULL, at=day(71)),
    )


@pytest.mark.parametrize(
    ("outcome", "measures", "words"),
    [
        (Outcome.PART, [], "Name them"),
        (Outcome.PART, ["pause"], "Name them"),
        (Outcome.FULL, ["warning"], "Name none"),
    ],
)
def test_in_part_names_what_was_decided(outcome, measures, words) -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    make_decided(finding, court, "training", at=day(51), served=accused.signatory)
    appeal = make_appeal(accused, finding.case_id, at=day(60))

    refused(
        InvalidValueError,
        words,
        lambda: decide_appeal(
            appeal.pk,
            outcome=outcome,
            measures=measures,
            reasons="So.",
            no_tie=True,
            actor=court.actor(court.reviewer),
            at=day(70),
        ),
    )

"""A whole case through its pages: opened, asked, answered, found, decided, appealed, undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goodstanding.cases.models import (
    AppealOutcome,
    Case,
    CaseEnding,
    Decision,
    Finding,
    Outcome,
    PartnerAnswer,
)
from goodstanding.cases.rules.states import CaseState
from goodstanding.values import clock
from tests.builders_cases import (
    FACTS,
    Accused,
    Court,
    day,
    make_accused,
    make_alleged,
    make_answered,
    make_appeal,
    make_case,
    make_court,
    make_decided,
    make_found,
    make_outcome,
)
from tests.cases.conftest import SignIn

pytestmark = pytest.mark.django_db


def vendor(court: Court, name: str, case: Case | None = None) -> str:
    parts = {} if case is None else {"case": case.pk}
    return reverse(name, kwargs={"program": court.program.code, **parts})


def own(accused: Accused, name: str, case: Case | None = None) -> str:
    parts = {} if case is None else {"case": case.pk}
    kwargs = {"program": accused.court.program.code, "partner": accused.partner.pk, **parts}
    return reverse(name, kwargs=kwargs)


def shown(client: Client, url: str) -> str:
    """Return the text of a page that opens."""
    response = client.get(url)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def test_an_officer_opens_a_case_and_asks_the_partner(sign_in: SignIn) -> None:
    court = make_court()
    accused = make_accused(court)
    officer = sign_in(court.officer)

    opened = officer.post(
        vendor(court, "vendor_case_open"),
        {
            "partner": "Fabrikam",
            "title": "An offer below every other",
            "source": "report",
            "concern": "Somebody wrote to us.",
        },
    )
    case = Case.objects.get()
    asked = officer.post(
        vendor(court, "vendor_case_allege", case),
        {
            "clause": f"{court.office.agreement.code}#gifts",
            "severity": "serious",
            "event_on": "2025-02-15",
            "facts": FACTS,
        },
    )

    assert (opened.status_code, opened["Location"]) == (303, vendor(court, "vendor_case", case))
    assert asked.status_code == 303
    case.refresh_from_db()
    assert case.stage is CaseState.ALLEGED
    assert case.allegation.event_at.isoformat() == "2025-02-14T23:00:00+00:00"  # Berlin
    page = shown(officer, vendor(court, "vendor_case", case))
    assert FACTS in page
    assert "Somebody wrote to us." in page
    own_page = shown(sign_in(accused.signatory), own(accused, "partner_case", case))
    assert FACTS in own_page
    assert "Not decided." in own_page
    assert "Somebody wrote to us." not in own_page


def test_a_part_of_a_name_is_not_guessed(sign_in: SignIn) -> None:
    court = make_court()
    make_accused(court, name="Fabrikam")
    make_accused(court, name="Fabrikam Nord")
    officer = sign_in(court.officer)

    for name, words in (
        ("fabrika", "Did you mean Fabrikam, Fabrikam Nord?"),
        ("Nobody", "No partner is called so"),
    ):
        response = officer.post(
            vendor(court, "vendor_case_open"),
            {"partner": name, "title": "T", "source": "own", "concern": "C"},
        )
        assert response.status_code == 422
        assert words in response.content.decode()
    assert not Case.objects.exists()


def test_a_partner_knows_of_nothing_before_it_is_asked(sign_in: SignIn) -> None:
    court = make_court()
    accused = make_accused(court)
    case = make_case(accused, at=day(50))
    signatory = sign_in(accused.signatory)

    assert "An offer below" not in shown(signatory, own(accused, "partner_cases"))
    for name in ("partner_case", "partner_case_answer", "partner_case_appeal"):
        assert signatory.get(own(accused, name, case)).status_code == 404


def test_a_partner_answers_once(sign_in: SignIn) -> None:
    court = make_court()
    accused = make_accused(court)
    at = clock.now() - timedelta(days=3)
    case = make_alleged(accused, "gifts", "serious", event_at=day(40), at=at)
    signatory = sign_in(accused.signatory)

    first = signatory.post(own(accused, "partner_case_answer", case), {"words": "We declined."})
    twice = signatory.post(own(accused, "partner_case_answer", case), {"words": "We declined."})
    other = signatory.post(own(accused, "partner_case_answer", case), {"words": "Or not."})

    assert (first.status_code, twice.status_code, other.status_code) == (303, 303, 422)
    assert "answered already" in other.content.decode()
    assert PartnerAnswer.objects.get().words == "We declined."


def test_a_decider_finds_chooses_reads_the_letter_and_decides(sign_in: SignIn) -> None:
    court = make_court()
    accused = make_accused(court)
    case = make_answered(accused, "gifts", "serious", event_at=day(40), at=day(50))
    decider = sign_in(court.decider)

    found = decider.post(
        vendor(court, "vendor_case_find", case),
        {"found": "serious", "reasons": "It is so.", "no_tie": "on"},
    )
    page = shown(decider, vendor(court, "vendor_case_decide", case))
    said = {"rung": "training", "reasons": "This follows.", "no_tie": "on"}
    check = decider.post(vendor(court, "vendor_case_decide", case), said)
    nothing_yet = not Decision.objects.exists()
    done = decider.post(vendor(court, "vendor_case_decide", case), {**said, "confirmed": "yes"})
    twice = decider.post(vendor(court, "vendor_case_decide", case), {**said, "confirmed": "yes"})

    assert found.status_code == 303
    assert "recommended" in page
    assert "Counts" in page
    assert "checked" not in page
    assert check.status_code == 200
    assert "You can appeal within 60 days" in check.content.decode()
    assert nothing_yet
    assert (done.status_code, twice.status_code) == (303, 303)
    assert Decision.objects.count() == 1
    own_page = shown(sign_in(accused.signatory), own(accused, "partner_case", case))
    assert "This follows." in own_page
    assert "Further training" in own_page


def test_something_else_than_recommended_needs_its_reason_and_a_second_decider(
    sign_in: SignIn,
) -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    decider, second = sign_in(court.decider), sign_in(court.second)
    url = vendor(court, "vendor_case_decide", finding.case)
    said = {"rung": "warning", "reasons": "They helped.", "no_tie": "on"}

    bare = decider.post(url, said)
    decider.post(url, {**said, "deviation_reason": "They told us first.", "confirmed": "yes"})

    assert bare.status_code == 422
    assert "recommends training" in bare.content.decode()
    assert Decision.objects.get().approvals_needed == 2
    signatory = sign_in(accused.signatory)
    waiting = shown(signatory, own(accused, "partner_case", finding.case))
    assert "They helped." not in waiting
    assert "The offer speaks for itself." not in waiting
    assert "Not decided" in waiting

    url = vendor(court, "vendor_case_approve", finding.case)
    assert "They told us first." in shown(second, url)
    own_word = decider.post(url, {"verdict": "approve", "no_tie": "on"})
    no_reason = second.post(url, {"verdict": "return", "no_tie": "on"})
    agreed = second.post(url, {"verdict": "approve", "no_tie": "on"})

    assert (own_word.status_code, no_reason.status_code, agreed.status_code) == (422, 422, 303)
    assert "They helped." in shown(signatory, own(accused, "partner_case", finding.case))


def test_a_returned_decision_is_chosen_anew(sign_in: SignIn) -> None:
    court = make_court()
    finding = make_found(make_accused(court), "gifts", "severe", event_at=day(40), at=day(50))
    sign_in(court.decider).post(
        vendor(court, "vendor_case_decide", finding.case),
        {
            "rung": "suspension",
            "reasons": "So.",
            "milestones": "Write it down.",
            "no_tie": "on",
            "confirmed": "yes",
        },
    )

    returned = sign_in(court.second).post(
        vendor(court, "vendor_case_approve", finding.case),
        {"verdict": "return", "reason": "Too grave.", "no_tie": "on"},
    )

    assert returned.status_code == 303
    finding.case.refresh_from_db()
    assert finding.case.stage is CaseState.FOUND


def test_not_confirmed_ends_the_case(sign_in: SignIn) -> None:
    court = make_court()
    accused = make_accused(court)
    case = make_answered(accused, "gifts", "serious", event_at=day(40), at=day(50))

    response = sign_in(court.decider).post(
        vendor(court, "vendor_case_find", case),
        {"found": "nothing", "reasons": "It was declined.", "no_tie": "on"},
    )

    assert response.status_code == 303
    assert CaseEnding.objects.get().reasons == "It was declined."
    assert not Finding.objects.exists()
    page = shown(sign_in(accused.signatory), own(accused, "partner_case", case))
    assert "It was declined." in page
    assert "It counts nowhere." in page


def test_a_partner_appeals_and_a_reviewer_undoes_everything(sign_in: SignIn) -> None:
    court = make_court()
    accused = make_accused(court)
    now = clock.now()
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=now - timedelta(days=5))
    make_decided(finding, court, "training", at=now - timedelta(days=4), served=accused.signatory)
    signatory, reviewer = sign_in(accused.signatory), sign_in(court.reviewer)

    filed = signatory.post(
        own(accused, "partner_case_appeal", finding.case), {"words": "It was not us."}
    )
    opened = shown(reviewer, vendor(court, "vendor_case_review", finding.case))
    decided = reviewer.post(
        vendor(court, "vendor_case_review", finding.case),
        {"outcome": "full", "reasons": "The day was wrong.", "no_tie": "on"},
    )

    assert filed.status_code == 303
    assert "It was not us." in opened
    assert decided["Location"] == vendor(court, "vendor_case_undone", finding.case)
    assert AppealOutcome.objects.get().count_after == 0
    assert "Nothing is left of what was wrong" in shown(reviewer, decided["Location"])
    page = shown(signatory, own(accused, "partner_case_undone", finding.case))
    assert "You were right. Everything is undone" in page
    assert "As if it had never been" in page
    assert "The day was wrong." in page


def test_what_was_not_undone_has_no_such_page(sign_in: SignIn) -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    make_decided(finding, court, "training", at=day(51), served=accused.signatory)
    signatory = sign_in(accused.signatory)

    before = signatory.get(own(accused, "partner_case_undone", finding.case))
    make_outcome(
        make_appeal(accused, finding.case_id, at=day(60)), court, Outcome.REFUSED, at=day(70)
    )
    refused = signatory.get(own(accused, "partner_case_undone", finding.case))

    assert (before.status_code, refused.status_code) == (404, 404)


def test_an_officer_finds_a_plan_completed(sign_in: SignIn) -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "severe", event_at=day(40), at=day(50))
    make_decided(finding, court, "suspension", at=day(51), served=accused.signatory)
    officer = sign_in(court.officer)

    assert "Find the plan completed" in shown(officer, vendor(court, "vendor_case", finding.case))
    done = officer.post(
        vendor(court, "vendor_case_plan", finding.case),
        {"remark": "All four steps.", "no_tie": "on"},
    )

    assert done.status_code == 303
    page = shown(officer, vendor(court, "vendor_case", finding.case))
    assert "Find the plan completed" not in page
    assert "Over" in page


def test_a_decider_finds_a_plan_not_done_in_time_and_the_case_is_decided_again(
    sign_in: SignIn,
) -> None:
    court = make_court()
    accused = make_accused(court)
    now = clock.now()
    read_at = now - timedelta(days=95)
    finding = make_found(accused, "gifts", "severe", event_at=day(40), at=read_at)
    decider, signatory = sign_in(court.decider), sign_in(accused.signatory)
    make_decided(finding, court, "suspension", at=read_at, served=accused.signatory)
    url = vendor(court, "vendor_case_plan_failed", finding.case)

    offered = shown(decider, vendor(court, "vendor_case", finding.case))
    bare = decider.post(url, {"no_tie": "on"})
    done = decider.post(url, {"reasons": "Nobody was trained.", "missing": ["1"], "no_tie": "on"})
    page = shown(decider, vendor(court, "vendor_case", finding.case))
    own_page = shown(signatory, own(accused, "partner_case", finding.case))

    assert "Find the plan not done in time" in offered
    assert (bare.status_code, done.status_code) == (422, 303)
    assert "Find the plan not done in time" not in page
    assert "A plan that was not done in time. Counts" in page
    assert "Find the plan completed" in shown(
        sign_in(court.officer), vendor(court, "vendor_case", finding.case)
    )
    assert "Nobody was trained." in own_page
    assert "Somebody decides what follows now." in own_page
    assert decider.get(vendor(court, "vendor_case_decide", finding.case)).status_code == 200


def test_the_nearest_clock_comes_first(sign_in: SignIn) -> None:
    court = make_court()
    accused = make_accused(court)
    now = clock.now()
    make_case(accused, at=now - timedelta(days=9))
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=now - timedelta(days=5))
    make_decided(finding, court, "training", at=now - timedelta(days=4), served=accused.signatory)
    make_appeal(accused, finding.case_id, at=now - timedelta(days=3))

    page = shown(sign_in(court.reviewer), vendor(court, "vendor_cases"))

    assert "2 cases are open" in page
    assert page.index(finding.case.reference) < page.index("C-2026-0001")


def test_a_page_out_of_turn_says_so_and_leads_to_the_case(sign_in: SignIn) -> None:
    court = make_court()
    case = make_case(make_accused(court), at=day(50))

    for person, name in (
        (court.decider, "vendor_case_find"),
        (court.decider, "vendor_case_decide"),
        (court.decider, "vendor_case_approve"),
        (court.decider, "vendor_case_plan_failed"),
        (court.reviewer, "vendor_case_review"),
    ):
        client = sign_in(person)
        response = client.get(vendor(court, name, case))
        assert (response.status_code, response["Location"]) == (
            303,
            vendor(court, "vendor_case", case),
        )
        assert "this case is being looked into" in shown(client, response["Location"])

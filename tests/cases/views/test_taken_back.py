"""That a decision names the earnings it takes back, in their own currency, wherever it is read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.cases.models import Decision
from goodstanding.cases.rules.states import CaseState
from goodstanding.values import clock
from tests.builders_cases import (
    day,
    make_accused,
    make_appeal,
    make_court,
    make_decided,
    make_earnings,
    make_found,
    serve,
)
from tests.cases.conftest import SignIn
from tests.cases.views.test_journey import own, shown, vendor

pytestmark = pytest.mark.django_db


def _text(page: str) -> str:
    """Return a page with its spaces as they are read."""
    return " ".join(page.replace("\N{NO-BREAK SPACE}", " ").split())


def test_every_reader_of_a_decision_sees_what_it_takes_back(sign_in: SignIn) -> None:
    court = make_court()
    accused = make_accused(court)
    now = clock.now()
    euros, yen = make_earnings(accused, at=day(60))
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=now - timedelta(days=5))
    decider, second = sign_in(court.decider), sign_in(court.second)
    said = {
        "rung": "warning",
        "reasons": "They helped.",
        "deviation_reason": "They told us first.",
        "take_back": [str(euros.pk), str(yen.pk)],
        "no_tie": "on",
    }
    url = vendor(court, "vendor_case_decide", finding.case)

    check = decider.post(url, said).content.decode()
    decider.post(url, {**said, "confirmed": "yes"})
    approve_url = vendor(court, "vendor_case_approve", finding.case)
    approving = shown(second, approve_url)
    second.post(approve_url, {"verdict": "approve", "no_tie": "on"})
    decided = shown(decider, vendor(court, "vendor_case", finding.case))
    serve(Decision.objects.get(), accused.signatory, at=clock.now())
    own_page = shown(sign_in(accused.signatory), own(accused, "partner_case", finding.case))
    make_appeal(accused, finding.case_id, at=clock.now())
    review = shown(sign_in(court.reviewer), vendor(court, "vendor_case_review", finding.case))

    finding.case.refresh_from_db()
    assert finding.case.stage is CaseState.APPEALED
    for page in map(_text, (check, approving, decided, own_page, review)):
        for earning, amount in ((euros, "EUR 1,240.00"), (yen, "JPY 90,000")):
            place = page.index(f"<bdi>{earning.external_id}</bdi>,")
            assert amount in page[place : place + 200]
    letter = str(Decision.objects.get().carried_out.notice.text.words)
    assert "Clawback, done once" in letter
    assert "1,240" not in letter


def test_a_decision_that_takes_nothing_back_names_no_earning(sign_in: SignIn) -> None:
    court = make_court()
    accused = make_accused(court)
    euros, _ = make_earnings(accused, at=day(60))
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(70))
    make_decided(finding, court, "training", at=day(71), served=accused.signatory)

    page = shown(sign_in(accused.signatory), own(accused, "partner_case", finding.case))

    assert euros.external_id not in page


def test_the_vendor_reads_that_the_partner_says_it_and_the_partner_that_it_does(
    sign_in: SignIn,
) -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "severe", event_at=day(40), at=day(70))
    make_decided(finding, court, "suspension", at=day(71))

    vendors = shown(sign_in(court.decider), vendor(court, "vendor_case", finding.case))
    partners = shown(sign_in(accused.signatory), own(accused, "partner_case", finding.case))

    assert "due 90 days after the partner says that it has read the decision" in vendors
    assert "after you say" not in vendors
    assert "due 90 days after you say that you have read the decision" in partners

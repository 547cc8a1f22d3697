"""What an officer fills in before anything is put to a partner, and what is refused where."""

from __future__ import annotations

import pytest
from django.urls import reverse

from goodstanding.cases.models import Case
from goodstanding.cases.rules.states import CaseState
from tests.builders_cases import FACTS, Court, day, make_accused, make_case, make_court
from tests.cases.conftest import SignIn

pytestmark = pytest.mark.django_db


def page_of(court: Court, name: str, case: Case) -> str:
    return reverse(name, kwargs={"program": court.program.code, "case": case.pk})


def test_an_officer_gives_up_what_came_to_nothing(sign_in: SignIn) -> None:
    court = make_court()
    case = make_case(make_accused(court), at=day(50))
    officer = sign_in(court.officer)
    url = page_of(court, "vendor_case_drop", case)

    empty = officer.post(url, {"reasons": " "})
    given = officer.post(url, {"reasons": "It was a mistake."})

    assert (empty.status_code, given.status_code) == (422, 303)
    page = officer.get(page_of(court, "vendor_case", case)).content.decode()
    assert "Closed without a finding" in page
    assert "It was a mistake." in page


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"event_on": "2025-01-01"}, "clause"),
        ({"event_on": "2199-01-01"}, "event_on"),
        ({"event_on": "0001-01-01"}, "event_on"),
    ],
)
def test_what_cannot_be_put_to_a_partner_is_said_at_its_field(
    sign_in: SignIn, said: dict[str, str], field: str
) -> None:
    court = make_court()
    case = make_case(make_accused(court), at=day(50))
    clause = f"{court.office.agreement.code}#gifts"

    response = sign_in(court.officer).post(
        page_of(court, "vendor_case_allege", case),
        {"clause": clause, "severity": "minor", "facts": FACTS, **said},
    )

    assert response.status_code == 422
    assert f'href="#id_{field}"' in response.content.decode()
    case.refresh_from_db()
    assert case.stage is CaseState.OPENED

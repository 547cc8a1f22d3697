"""What an officer fills in before anything is put to a partner, and what is refused where."""

from __future__ import annotations

import pytest
from django.urls import reverse

from goodstanding.cases.models import Case
from goodstanding.cases.rules.states import CaseState
from goodstanding.partners.services.structure import assign_external_id
from tests.builders import NOON, SYSTEM, make_partner
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


def _opening(partner: str, **said: str) -> dict[str, str]:
    text = {"title": "An offer", "source": "report", "concern": "One line.\r\nAnother."}
    return {"partner": partner, **text, **said}


def test_a_case_is_opened_by_a_whole_name_or_an_id_alone(sign_in: SignIn) -> None:
    court = make_court()
    first, second = make_accused(court), make_accused(court, name="Fabrikam Nord")
    assign_external_id(first.partner.pk, namespace="crm", value="R-77", actor=SYSTEM, at=day(2))
    officer = sign_in(court.officer)
    url = reverse("vendor_case_open", kwargs={"program": court.program.code})

    part = officer.post(url, _opening("nord"))
    person = officer.post(url, _opening("Jonas"))
    nothing_yet = not Case.objects.exists()
    for text in ("FABRIKAM", "r-77", "crm:R-77", "fabrikam nord"):
        assert officer.post(url, _opening(text)).status_code == 303

    assert (part.status_code, person.status_code) == (422, 422)
    assert "Did you mean Fabrikam Nord?" in part.content.decode()
    assert "Did you mean Fabrikam (R-77), Fabrikam Nord?" in person.content.decode()
    assert nothing_yet
    assert list(Case.objects.order_by("number").values_list("partner_id", flat=True)) == [
        *(first.partner.pk,) * 3,
        second.partner.pk,
    ]


def test_a_name_that_several_partners_have_asks_for_an_id(sign_in: SignIn) -> None:
    court = make_court()
    for value in ("R-1", "R-2"):
        partner = make_partner(court.program, name="Litware")
        assign_external_id(partner.pk, namespace="crm", value=value, actor=SYSTEM, at=NOON)

    response = sign_in(court.officer).post(
        reverse("vendor_case_open", kwargs={"program": court.program.code}), _opening("Litware")
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert "Several partners are called so: Litware (" in page
    assert "(R-1)" in page
    assert "(R-2)" in page
    assert not Case.objects.exists()


@pytest.mark.parametrize("field", ["title", "concern"])
@pytest.mark.parametrize("sign", ["\u202e", "\x07"])
def test_signs_that_nobody_sees_are_refused_where_they_stand(
    sign_in: SignIn, field: str, sign: str
) -> None:
    court = make_court()
    make_accused(court)

    response = sign_in(court.officer).post(
        reverse("vendor_case_open", kwargs={"program": court.program.code}),
        _opening("Fabrikam", **{field: f"A bribe{sign} was refused"}),
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert f'href="#id_{field}"' in page
    assert "a sign in it is not shown, and may turn what is read" in page
    assert not Case.objects.exists()

"""A partner's own side of statements: the list, stating, the receipt, and withdrawing."""

from __future__ import annotations

import pytest

from goodstanding.agreements.models import Statement
from goodstanding.agreements.rules.receipts import with_check
from goodstanding.values import clock
from tests.agreements.conftest import SignIn
from tests.builders import make_affiliate, make_entity, make_location
from tests.builders_agreements import (
    Office,
    Signing,
    make_attesting,
    make_office,
    make_published,
    make_signing,
    make_stated,
)

pytestmark = pytest.mark.django_db
DUTY = "yearly-attestation"
TITLE = "Each legal entity attests every year that it follows the code."


@pytest.fixture
def office() -> Office:
    made = make_office()
    make_published(made)
    make_attesting(made)
    return made


@pytest.fixture
def signing(office: Office) -> Signing:
    made = make_signing(office.program)
    make_location(made.entity)
    return made


def _base(signing: Signing) -> str:
    program = signing.partner.memberships.get().program
    return f"/p/{program.code}/{signing.partner.pk}/statements/"


def _answers(*keys: str, **changed: object) -> dict[str, object]:
    return {
        "units": list(keys),
        "authority": "director",
        "typed_name": "Maria Vogel",
        "state": "on",
        **changed,
    }


def test_the_list_says_what_is_asked_and_until_when_it_holds(signing, sign_in: SignIn) -> None:
    client = sign_in(signing.signer)

    before = client.get(_base(signing)).content.decode()
    client.post(f"{_base(signing)}{DUTY}/", _answers(str(signing.entity.pk)))
    after = client.get(_base(signing)).content.decode()

    assert "1 statement is asked of you" in before
    assert "not stated" in before
    assert "You have stated everything that is asked" in after
    assert "stated, holds until the end of" in after


def test_the_page_shows_the_duty_and_its_clause_with_an_empty_box(signing, sign_in) -> None:
    text = sign_in(signing.signer).get(f"{_base(signing)}{DUTY}/").content.decode()

    assert TITLE in text
    assert "gifts worth more than 50 euros" in text
    assert "Fabrikam GmbH" in text
    assert "checked" not in text


def test_stating_leads_to_a_receipt(signing, sign_in) -> None:
    client = sign_in(signing.signer)

    done = client.post(f"{_base(signing)}{DUTY}/", _answers(str(signing.entity.pk)), follow=True)

    statement = Statement.objects.get()
    assert statement.receipt in done.redirect_chain[0][0]
    text = done.content.decode()
    assert "Done. You stated it" in text
    assert "I state for Fabrikam GmbH that this holds today" in text
    assert "It holds until the end of" in text


def test_a_second_click_shows_the_first_receipt(signing, sign_in) -> None:
    client = sign_in(signing.signer)
    answers = _answers(str(signing.entity.pk))

    first = client.post(f"{_base(signing)}{DUTY}/", answers)
    again = client.post(f"{_base(signing)}{DUTY}/", answers)

    assert again["Location"] == first["Location"]
    assert Statement.objects.count() == 1


def test_of_several_companies_some_can_be_chosen(signing, sign_in) -> None:
    other = make_entity(signing.partner, name="Fabrikam SARL")
    make_location(other)
    client = sign_in(signing.signer)

    client.post(f"{_base(signing)}{DUTY}/", _answers(str(other.pk)))
    client.post(f"{_base(signing)}{DUTY}/", _answers(str(other.pk)))

    assert Statement.objects.get().entity_id == other.pk
    text = client.get(_base(signing)).content.decode()
    assert "1 statement is asked of you" in text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"state": ""}, "Tick the box if it holds"),
        ({"authority": "no"}, "Then you cannot sign, and that is fine."),
        ({"authority": "authorized"}, "Write the name of the director."),
        ({"typed_name": ""}, "Write your name."),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_stated(
    signing, sign_in, changed, sentence
) -> None:
    answers = _answers(str(signing.entity.pk), **changed)

    response = sign_in(signing.signer).post(f"{_base(signing)}{DUTY}/", answers)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Statement.objects.exists()


def test_whose_way_in_is_not_known_states_nothing(signing, sign_in) -> None:
    response = sign_in(signing.signer, by=None).post(
        f"{_base(signing)}{DUTY}/", _answers(str(signing.entity.pk))
    )

    assert response.status_code == 422
    assert "We cannot tell how you signed in" in response.content.decode()
    assert not Statement.objects.exists()


def test_what_no_rule_asks_is_not_found(signing, sign_in) -> None:
    client = sign_in(signing.signer)

    assert client.get(f"{_base(signing)}code-accepted/").status_code == 404
    assert client.get(f"{_base(signing)}receipts/{with_check('0' * 11)}/").status_code == 404
    assert client.get(f"{_base(signing)}receipts/none/").status_code == 404


def test_an_employee_reads_and_does_not_state(signing, sign_in) -> None:
    client = sign_in(make_affiliate(signing.partner, role="sales"))

    text = client.get(_base(signing)).content.decode()

    assert "Only a signatory of your company can state this" in text
    assert client.get(f"{_base(signing)}{DUTY}/").status_code == 403


def test_another_partner_sees_no_receipt(office, signing, sign_in) -> None:
    made = make_stated(signing, program=office.program)
    other = make_signing(office.program, name="Adatum")

    found = sign_in(other.signer).get(f"{_base(other)}receipts/{made.receipt}/")

    assert found.status_code == 404


def test_a_statement_is_withdrawn_after_its_consequence_was_read(office, signing, sign_in) -> None:
    made = make_stated(signing, program=office.program, at=clock.now())
    client = sign_in(signing.signer)
    page = f"{_base(signing)}{made.fact_id}/withdraw/"

    asked = client.get(page).content.decode()
    empty = client.post(page, {"reason": ""})
    done = client.post(page, {"reason": "We found a gift."}, follow=True).content.decode()
    again = client.post(page, {"reason": "Twice."})

    assert "from now on it does not hold" in asked
    assert empty.status_code == 422
    assert "The statement is withdrawn." in done
    assert "Withdrawn on" in done
    assert again.status_code == 422
    assert Statement.objects.filter(withdrawn=True).count() == 1


def test_the_home_leads_to_the_page_that_states_it(signing, sign_in) -> None:
    client = sign_in(signing.signer)
    home = f"{_base(signing).removesuffix('statements/')}"

    before = client.get(home).content.decode()
    client.post(f"{_base(signing)}{DUTY}/", _answers(str(signing.entity.pk)))
    after = client.get(home).content.decode()

    assert f"{_base(signing)}{DUTY}/" in before
    assert f"{_base(signing)}{DUTY}/" not in after
    assert "Fabrikam GmbH: Done on" in after

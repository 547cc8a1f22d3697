"""An operator gives other systems keys, sees them and takes them back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from goodstanding.accounts import choices
from goodstanding.accounts.models import ApiToken
from goodstanding.accounts.tokens import count_call, token_of
from goodstanding.evidence.models import Event
from goodstanding.partners.models import Partner, Tier
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.programs.models import Program
from goodstanding.values import clock
from tests.builders import NOON, SYSTEM, make_officer, make_partner, make_program
from tests.builders_accounts import client_of, make_operator
from tests.builders_api import make_token

pytestmark = pytest.mark.django_db

TOKENS = "/operate/tokens/"
MAKE = "/operate/tokens/make/"


@pytest.fixture(autouse=True)
def _programs() -> Iterator[None]:
    before = choices._programs
    choices.install_program_choices(lambda: list(Program.objects.values_list("pk", "name")))
    yield
    choices.install_program_choices(before)


def _make_distributor(program: Program, number: str) -> Partner:
    distributor = make_partner(program, tier=Tier.DISTRIBUTOR)
    assign_external_id(distributor.pk, namespace="crm", value=number, actor=SYSTEM, at=NOON)
    return distributor


def form(where: Program, **change: object) -> dict[str, object]:
    last_day = (clock.now() + timedelta(days=30)).date().isoformat()
    return {
        "name": "Order system",
        "program": str(where.pk),
        "scopes": ["decisions:read"],
        "until": last_day,
    } | change


def test_a_token_is_shown_once_and_never_again() -> None:
    program = make_program()
    client = client_of(make_operator())

    made = client.post(MAKE, form(program))

    page = made.content.decode()
    secret = re.search(r"gst_[A-Za-z0-9_-]{43}", page)
    assert secret is not None
    assert (made.status_code, made["Cache-Control"]) == (200, "no-store")
    token = token_of(secret[0], at=clock.now())
    assert (token.program_id, token.scopes) == (program.pk, ["decisions:read"])
    again = client.get(TOKENS).content.decode()
    assert "Order system" in again
    assert secret[0] not in again


def test_a_distributors_token_is_bound_to_the_distributor_and_says_so() -> None:
    program = make_program()
    distributor = _make_distributor(program, "D-100")
    client = client_of(make_operator())

    made = client.post(MAKE, form(program, distributor=" crm:D-100 ")).content.decode()
    listed = client.get(TOKENS).content.decode()

    assert ApiToken.objects.get().go_between_id == distributor.pk
    assert "It is of a distributor, and sees its own resellers only." in made
    assert "Of a distributor: sees its own resellers only" in listed


@pytest.mark.parametrize("number", ["crm:D-200", "crm:R-1", "D-100", "crm:", "\u202e", "x" * 200])
def test_a_number_that_is_no_distributors_of_the_program_makes_nothing(number: str) -> None:
    program = make_program()
    _make_distributor(program, "D-100")
    _make_distributor(make_program(), "D-200")
    reseller = make_partner(program)
    assign_external_id(reseller.pk, namespace="crm", value="R-1", actor=SYSTEM, at=NOON)

    response = client_of(make_operator()).post(MAKE, form(program, distributor=number))

    assert response.status_code == 422
    assert "The program has no distributor" in response.content.decode()
    assert ApiToken.objects.exists() is False


def test_sending_the_form_again_makes_no_second_token() -> None:
    program = make_program()
    client = client_of(make_operator())
    client.post(MAKE, form(program))

    again = client.post(MAKE, form(program))

    assert again.status_code == 422
    assert "has a token called “Order system” already" in again.content.decode()
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "Name the system."),
        ({"program": ""}, "Choose the program."),
        ({"program": "somewhere"}, "Choose one of the programs of the list."),
        ({"scopes": []}, "Choose at least one."),
        ({"scopes": ["cases:decide"]}, "Choose from the list."),
        ({"until": ""}, "Write the last day."),
        ({"until": "soon"}, "Write the day as in 2027-01-31."),
        ({"until": "2020-01-01"}, "This day is over."),
        ({"until": "2050-01-01"}, "A token lasts up to 730 days."),
    ],
)
def test_bad_input_gets_a_sentence_and_makes_nothing(
    change: dict[str, object], sentence: str
) -> None:
    client = client_of(make_operator())
    program = make_program()
    before = Event.objects.count()

    response = client.post(MAKE, form(program, **change))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert ApiToken.objects.exists() is False
    assert Event.objects.count() == before


def test_the_last_possible_day_is_accepted() -> None:
    latest = (clock.now() + timedelta(days=729)).date().isoformat()

    response = client_of(make_operator()).post(MAKE, form(make_program(), until=latest))

    assert response.status_code == 200


def test_the_list_says_when_a_token_was_used_and_which_have_ended() -> None:
    program = make_program()
    used, _ = make_token(program)
    count_call(used.fact_id, at=clock.now())
    make_token(program, at=clock.now() - timedelta(days=9), valid_for=timedelta(days=3))
    client = client_of(make_operator())

    page = client.get(TOKENS).content.decode()

    assert "Never" in page
    assert "Ended" in page
    assert page.count("/revoke/") == 1


def test_without_a_token_the_list_says_what_one_is_for() -> None:
    page = client_of(make_operator()).get(TOKENS).content.decode()

    assert "No other system may ask us anything" in page


def test_revoking_says_what_stops_and_takes_effect_at_once() -> None:
    token, _ = make_token(make_program())
    client = client_of(make_operator())
    path = f"/operate/tokens/{token.fact_id}/revoke/"

    asked = client.get(path).content.decode()
    revoked = client.post(path)
    again = client.post(path)

    assert f"Does <bdi>{token.name}</bdi> lose its token?" in asked
    assert (revoked.status_code, revoked["Location"]) == (303, TOKENS)
    ended = ApiToken.objects.get(superseded_at=None)
    assert ended.valid_until is not None
    assert ended.valid_until <= clock.now()
    assert again.status_code == 422
    assert "This token has ended already." in again.content.decode()


def test_a_token_that_is_not_there_cannot_be_revoked() -> None:
    path = "/operate/tokens/00000000-0000-0000-0000-000000000000/revoke/"

    assert client_of(make_operator()).post(path).status_code == 404


def test_other_rights_do_not_open_these_pages() -> None:
    client = client_of(make_officer(make_program()))

    assert [client.get(path).status_code for path in (TOKENS, MAKE)] == [403, 403]
    assert client.post(MAKE, {}).status_code == 403

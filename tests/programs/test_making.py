"""An operator makes a program on a page; what is wrong with one is said and nothing is made."""

from __future__ import annotations

import pytest

from goodstanding.evidence.models import Event
from goodstanding.programs.models import Program
from tests.builders import make_program
from tests.builders_accounts import client_of, make_operator

pytestmark = pytest.mark.django_db

MAKE = "/operate/programs/make/"
TYPED = {
    "name": "Contoso Partner Program",
    "code": "contoso-partners",
    "vendor_name": "Contoso",
    "zone": "Europe/Berlin",
}


def test_a_program_is_made_and_stands_in_the_log() -> None:
    client = client_of(make_operator())

    page = client.post(MAKE, TYPED, follow=True).content.decode()

    made = Program.objects.get()
    assert (made.code, made.vendor_name, made.zone) == (
        "contoso-partners",
        "Contoso",
        "Europe/Berlin",
    )
    assert "Contoso Partner Program is there. Give people rights in it now." in page
    assert Event.objects.filter(name="program.created").count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "Contoso Partners"}, "Use small letters, digits and single dashes"),
        ({"code": ""}, "Write a code, such as partner-program."),
        ({"name": "  "}, "Write what partners call the program."),
        ({"vendor_name": ""}, "Write the name of your company."),
        ({"zone": "Mars/Olympus"}, "“Mars/Olympus” is not a time zone."),
    ],
)
def test_bad_input_gets_a_sentence_and_makes_nothing(wrong, sentence) -> None:
    client = client_of(make_operator())

    response = client.post(MAKE, {**TYPED, **wrong})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Program.objects.exists() is False


def test_a_code_is_given_once() -> None:
    taken = make_program().code
    client = client_of(make_operator())

    response = client.post(MAKE, {**TYPED, "code": taken})

    assert response.status_code == 422
    assert f"There is a program {taken} already." in response.content.decode()
    assert Program.objects.count() == 1

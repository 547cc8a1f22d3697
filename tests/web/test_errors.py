"""Where nothing but a button leads."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.builders import make_person

pytestmark = pytest.mark.django_db


def test_the_address_of_a_button_says_what_it_is() -> None:
    make_person()

    response = Client().get("/sign-out/")

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "This address belongs to a button." in response.content.decode()

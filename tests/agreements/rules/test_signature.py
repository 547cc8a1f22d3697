"""What must be known of an assent before it is one."""

from __future__ import annotations

import pytest

from goodstanding.agreements.rules.signature import Authority, is_shared_mailbox
from goodstanding.values.errors import InvalidValueError
from tests.builders_agreements import make_signature


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"typed_name": "  "}, "the name"),
        ({"ticked": False}, "the tick in the box"),
        ({"ip": ""}, "the network address"),
        (
            {"authority": Authority.AUTHORIZED, "authorized_by": " "},
            "the name of the director who authorized them",
        ),
        ({"typed_name": "", "ip": ""}, "the name, the network address"),
    ],
)
def test_an_empty_required_field_is_refused_by_name(missing, words) -> None:
    with pytest.raises(InvalidValueError, match=f"something is missing: {words}\\."):
        make_signature(**missing)


def test_a_name_that_is_a_letter_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="more than 200 characters"):
        make_signature(typed_name="x" * 201)


@pytest.mark.parametrize(
    ("email", "shared"),
    [("info@fabrikam.example", True), ("Sales@x.example", True), ("maria@x.example", False)],
)
def test_knows_mailboxes_of_several_people(email: str, shared: bool) -> None:  # noqa: FBT001 -- A case of the table.
    assert is_shared_mailbox(email) is shared

"""Making, listing and revoking tokens on the command line."""

from __future__ import annotations

from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from goodstanding.accounts.models import ApiToken
from goodstanding.accounts.tokens import token_of
from goodstanding.api.commands import token_group
from goodstanding.partners.models import Tier
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.values import clock
from tests.builders import NOON, SYSTEM, make_partner, make_program

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(token_group, list(arguments))


def create(*more: str) -> Result:
    return run("create", "--program", "contoso", "--name", "Order system", *more)


def test_the_token_is_the_only_line_of_the_output() -> None:
    program = make_program(code="contoso")

    made = create("--scope", "decisions:read", "--scope", "agreements:read", "--days", "30")

    token = token_of(made.stdout.strip(), at=clock.now())
    assert (made.exit_code, token.program_id) == (0, program.pk)
    assert token.scopes == ["agreements:read", "decisions:read"]
    assert str(token.fact_id) in made.stderr


def test_the_list_says_what_is_good_and_never_a_secret() -> None:
    make_program(code="contoso")
    make_program(code="litware")
    secret = create("--scope", "decisions:read").stdout.strip()

    listed, elsewhere = run("list"), run("list", "--program", "litware")

    token = ApiToken.objects.get()
    assert token.valid_until is not None
    assert listed.output == (
        f"{token.fact_id}  until {token.valid_until:%Y-%m-%d}  contoso  decisions:read  "
        "Order system\n"
    )
    assert secret not in listed.output
    assert elsewhere.output == ""


def test_a_token_is_revoked_by_its_identifier() -> None:
    make_program(code="contoso")
    create("--scope", "decisions:read")
    token_id = str(ApiToken.objects.get().fact_id)

    revoked, listed, nobody = run("revoke", token_id), run("list"), run("revoke", str(uuid4()))

    assert revoked.output == "“Order system” opens nothing any more.\n"
    assert f"{token_id}  ended" in listed.output
    assert "There is no token" in str(nobody.exception)


def test_a_distributors_token_is_bound_to_the_distributor() -> None:
    program = make_program(code="contoso")
    distributor = make_partner(program, tier=Tier.DISTRIBUTOR)
    reseller = make_partner(program)
    for partner, value in ((distributor, "D-1"), (reseller, "R-1")):
        assign_external_id(partner.pk, namespace="crm", value=value, actor=SYSTEM, at=NOON)

    made = create("--scope", "decisions:read", "--distributor", "crm:D-1")
    refused = [
        create("--scope", "decisions:read", "--distributor", number)
        for number in ("crm:R-1", "crm:404", "D-1")
    ]

    assert token_of(made.stdout.strip(), at=clock.now()).go_between_id == distributor.pk
    assert all("has no distributor" in str(result.exception) for result in refused)
    assert ApiToken.objects.count() == 1


def test_an_unknown_program_is_named_with_those_there_are() -> None:
    make_program(code="litware")

    result = create("--scope", "decisions:read")

    assert "There is no program “contoso”. Use one of: litware." in str(result.exception)
    assert ApiToken.objects.exists() is False

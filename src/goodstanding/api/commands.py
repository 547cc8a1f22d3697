"""``goodstanding token create|list|revoke`` and ``goodstanding openapi``."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import click

from goodstanding.accounts import tokens
from goodstanding.accounts.models import ApiToken, TokenScope
from goodstanding.partners.selectors.search import distributor_numbered
from goodstanding.programs.models import Program
from goodstanding.programs.selectors import program_named
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import InvalidValueError

ACTOR = Actor.system("token-command")
_USUAL_DAYS = 365


@click.group(name="token")
def token_group() -> None:
    """Keys for other systems: make, list, revoke."""


@token_group.command(name="create")
@click.option("--program", "code", required=True, help="The program's code.")
@click.option("--name", required=True, help="The system that will hold it.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(TokenScope.values),
    help="What it may do; as often as needed.",
)
@click.option(
    "--days",
    type=click.IntRange(1, tokens.LENGTH_MAX.days),
    default=_USUAL_DAYS,
    show_default=True,
    help="How long it is good for.",
)
@click.option(
    "--distributor",
    "number",
    metavar="NAMESPACE:VALUE",
    help="For this distributor's system: it sees its own resellers only, and why by category.",
)
def create(*, code: str, name: str, scopes: tuple[str, ...], days: int, number: str | None) -> None:
    """Make a token and print it, this once."""
    program, at = program_named(code), clock.now()
    token, secret = tokens.issue_token(
        name=name,
        program_id=program.pk,
        scopes=[TokenScope(scope) for scope in scopes],
        valid_until=at + timedelta(days=days),
        go_between_id=distributor_numbered(number, program.pk, at) if number else None,
        actor=ACTOR,
        at=at,
    )
    click.echo(secret)
    click.echo(
        f"This is token {token.fact_id}, good until {token.valid_until:%Y-%m-%d}. Copy the line "
        "above now: nobody can see it again.",
        err=True,
    )


@token_group.command(name="list")
@click.option("--program", "code", help="Only tokens of this program.")
def list_tokens(*, code: str | None) -> None:
    """List every token, ended ones too: its ID, end, program, scopes and name."""
    at = clock.now()
    codes = dict(Program.objects.values_list("pk", "code"))
    known = tokens.tokens_known()
    if code is not None:
        known = known.filter(program_id=program_named(code).pk)
    for token in known:
        assert token.valid_until is not None  # the database refuses a token without an end
        state = "until" if token.valid_until > at else "ended"
        click.echo(
            f"{token.fact_id}  {state} {token.valid_until:%Y-%m-%d}  "
            f"{codes.get(token.program_id, '?')}  {','.join(token.scopes)}  {token.name}"
        )


@token_group.command(name="revoke")
@click.argument("token_id", type=click.UUID)
def revoke(*, token_id: UUID) -> None:
    """End the token with this ID now."""
    try:
        token = tokens.revoke_token(token_id, actor=ACTOR, at=clock.now())
    except ApiToken.DoesNotExist:
        raise InvalidValueError(
            f"There is no token {token_id}. See all with goodstanding token list."
        ) from None
    click.echo(f"“{token.name}” opens nothing any more.")


@click.command(name="openapi")
def openapi() -> None:
    """Print the description of the interface for other systems (OpenAPI 3.1)."""
    from goodstanding.api.v1 import document

    click.echo(json.dumps(document(), indent=2, ensure_ascii=False))

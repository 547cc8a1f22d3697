"""``goodstanding evidence export``."""

from __future__ import annotations

from datetime import datetime
from typing import TextIO
from uuid import UUID

import click

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import ExternalId, Membership
from goodstanding.programs.selectors import program_named
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.days import starts_at
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.keys import PartnerKey
from goodstanding.web.timeline_export import begin_export

ACTOR = Actor.system("export-command")


@click.command(name="export")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True, atomic=True))
@click.option("--program", "code", required=True, help="The program's code.")
@click.option(
    "--partner", "named", required=True, help="The partner: our ID, or a number as NAMESPACE:VALUE."
)
@click.option(
    "--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="The first day of recording (UTC)."
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The first day of recording that is left out (UTC).",
)
def export_command(
    *,
    file: TextIO,
    code: str,
    named: str,
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Write every event that touched a partner to FILE (- for the screen), as lines of JSON."""
    at = clock.now()
    export = begin_export(
        _partner(code, named, at=at),
        since=_start_of(since),
        until=_start_of(until),
        actor=ACTOR,
        at=at,
    )
    file.writelines(export.lines())
    click.echo(f"Wrote {export.count} events. That they were taken is recorded.", err=True)


def _start_of(day: datetime | None) -> datetime | None:
    return starts_at(day.date(), "UTC") if day else None


def _partner(code: str, named: str, *, at: datetime) -> PartnerKey:
    program = program_named(code)
    partner_id = _identifier(named, at=at)
    if (
        partner_id is None
        or not Membership.objects.filter(program=program, partner_id=partner_id).exists()
    ):
        raise InvalidValueError(
            f"“{named}” is no partner of {code}. Give our ID, or a number with its namespace, such "
            "as mpn:4711."
        )
    return PartnerKey(program.pk, partner_id)


def _identifier(named: str, *, at: datetime) -> UUID | None:
    try:
        return UUID(named)
    except ValueError:
        namespace, _, value = named.partition(":")
    held = ExternalId.objects.filter(in_force(at), namespace=namespace, value=value)
    return held.values_list("partner_id", flat=True).first()

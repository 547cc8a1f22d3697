"""``goodstanding evidence seal|check|rotate-key``; what else it does belongs to higher rooms."""

from __future__ import annotations

import sys

import click

from goodstanding.evidence.alarms import tell
from goodstanding.evidence.auditing import audit_everything
from goodstanding.evidence.exclusive import sealer_waits
from goodstanding.evidence.sealing import seal
from goodstanding.evidence.selectors import alarms, latest_checkpoint
from goodstanding.evidence.signing import key_problem, rotate_key
from goodstanding.evidence.witness import log_was_cut
from goodstanding.values import clock
from goodstanding.values.actor import Actor

ACTOR = Actor.system("evidence-command")


@click.group(name="evidence")
def evidence_group() -> None:
    """What happened, who did it, and how to prove it."""


@evidence_group.command(name="seal")
def seal_command() -> None:
    """Seal what was recorded, as the worker does each minute."""
    sealed = seal(at=clock.now())
    for finding in sealed.found:
        click.echo(str(finding), err=True)
    if sealed.busy:
        click.echo("The log is being sealed already.")
        return
    if sealed.waiting:
        click.echo(sealed.waiting, err=True)
        sys.exit(1)
    click.echo(f"Sealed {sealed.added} entries; the log holds {sealed.size}.")
    if sealed.found:
        sys.exit(1)


@evidence_group.command(name="check")
def check_command() -> None:
    """Look at every entry of the log again, and say what is not as it was sealed."""
    with sealer_waits():
        latest = latest_checkpoint()
        found = [*audit_everything(), *log_was_cut(latest)]
        tell(found, at=clock.now())
    for finding in found:
        click.echo(str(finding), err=True)
    told = {str(finding) for finding in found}
    earlier = [alarm for alarm in alarms() if alarm.sentence not in told]
    for alarm in earlier:
        click.echo(f"Found on {alarm.found_at:%Y-%m-%d}, mended since: {alarm}", err=True)
    if problem := key_problem():
        click.echo(problem, err=True)
    if latest is None:
        click.echo("Nothing is sealed yet.")
    else:
        click.echo(f"Looked at {latest.size} entries.\n\n{latest.note}", nl=False)
    if found or problem:
        sys.exit(1)


@evidence_group.command(name="rotate-key")
@click.option("--old-key-is-lost", is_flag=True, help="Nothing vouches for the new key then.")
def rotate_key_command(*, old_key_is_lost: bool) -> None:
    """Let a new key sign checkpoints from now on."""
    key = rotate_key(actor=ACTOR, at=clock.now(), old_key_is_lost=old_key_is_lost)
    click.echo(
        f"Checkpoints are signed by a new key now. Tell whoever checks them:\n{key.written()}"
    )

"""Simulations that officers ask for: kept while they are worked out, and afterwards."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import require
from goodstanding.programs.models import PackVersion
from goodstanding.rulebook.parse import read_pack
from goodstanding.standing.models import Simulation
from goodstanding.standing.simulating.outcome import Outcome
from goodstanding.standing.simulating.run import Asked, simulate
from goodstanding.values.actor import Actor
from goodstanding.values.errors import DomainError

_OPEN = (Simulation.State.WAITING, Simulation.State.RUNNING)


def latest_simulation(program_id: UUID) -> Simulation | None:
    """Return what was asked last in a program."""
    return Simulation.objects.filter(program_id=program_id).order_by("-asked_at", "-pk").first()


def trials_of(program_id: UUID, *, number: int) -> list[Simulation]:
    """Return the simulations of a version, done ones first, then the newest; without refusals."""
    asked = (
        Simulation.objects.filter(program_id=program_id, number=number)
        .exclude(state=Simulation.State.REFUSED)
        .select_related("asked_by")
        .defer("text", "result")
        .order_by("-asked_at", "-pk")
    )
    return sorted(asked, key=lambda one: one.state != Simulation.State.DONE)


def ask(
    draft: PackVersion, *, first: date, last: date, actor: Actor, at: datetime
) -> tuple[Simulation, bool]:
    """Keep that a draft is to be tried; return it, and whether it is new.

    The same text asked about the same days while it is being worked out is not asked twice.

    Raises:
        NotPermittedError: The actor is not an officer of the program.
    """
    require(actor, Role.OFFICER, program_id=draft.program_id, at=at)
    said = {
        "program_id": draft.program_id,
        "text_sha256": draft.text_sha256,
        "first_on": first,
        "last_on": last,
    }
    open_one = Simulation.objects.filter(**said, state__in=_OPEN).first()
    if open_one is not None:
        return open_one, False
    assert actor.person_id is not None  # only a person is an officer
    made = Simulation.objects.create(
        **said, text=draft.text, number=draft.number, asked_by_id=actor.person_id, asked_at=at
    )
    return made, True


def keep_tried(
    draft: PackVersion, outcome: Outcome, *, first: date, last: date, actor: Actor, at: datetime
) -> Simulation:
    """Keep what an officer tried elsewhere as a trial of a saved draft, whose text it was.

    Raises:
        NotPermittedError: The actor is not an officer of the program.
    """
    require(actor, Role.OFFICER, program_id=draft.program_id, at=at)
    assert actor.person_id is not None  # only a person is an officer
    return Simulation.objects.create(
        program_id=draft.program_id,
        number=draft.number,
        text=draft.text,
        text_sha256=draft.text_sha256,
        first_on=first,
        last_on=last,
        asked_by_id=actor.person_id,
        asked_at=at,
        state=Simulation.State.DONE,
        result=outcome.to_json(),
        finished_at=at,
    )


def work_out(simulation_id: UUID, *, at: datetime) -> None:
    """Work out what was asked, and keep the outcome; what is done already stays."""
    kept = Simulation.objects.select_related("program").get(pk=simulation_id)
    if kept.state not in _OPEN:
        return
    rows = Simulation.objects.filter(pk=kept.pk)

    def told(done: int, steps: int) -> None:
        rows.update(state=Simulation.State.RUNNING, done=done, steps=steps)

    try:
        outcome = simulate(
            Asked(
                program=kept.program,
                text=kept.text,
                pack=read_pack(kept.text),
                first=kept.first_on,
                last=kept.last_on,
            ),
            at=at,
            told=told,
        )
    except DomainError as refusal:
        rows.update(state=Simulation.State.REFUSED, refusal=str(refusal), finished_at=at)
    else:
        rows.update(state=Simulation.State.DONE, result=outcome.to_json(), finished_at=at)

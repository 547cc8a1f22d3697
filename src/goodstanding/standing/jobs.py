"""Background work: recompute what time or a wide change has made stale."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from procrastinate import RetryStrategy, exceptions
from procrastinate.contrib.django import app

from goodstanding.programs.models import PackVersion, Program
from goodstanding.standing.acts_waiting import take_served
from goodstanding.standing.bulk import open_a_run_where_needed, work_out_everybody
from goodstanding.standing.models import Simulation
from goodstanding.standing.services import cover_everybody, sweep
from goodstanding.standing.settling import settle_passed, settled_by
from goodstanding.standing.simulating.asking import ask, work_out
from goodstanding.standing.warning import warn_due
from goodstanding.values import clock
from goodstanding.values.actor import Actor

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="sweep-each-minute", pass_context=False)
def sweep_each_minute(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate passes it.
    """Recompute every partner whose instant has come, and those no sweep has seen yet.

    A sweep that starts while a wide change is being committed does not see it, and nothing
    queues another one. What is too much for a sweep is left to a bulk run, which goes on where
    a killed worker stopped.
    """
    at = settled_by(at=clock.now())
    ended = settle_passed(at=at) + take_served(at=at)
    if ended:
        logger.info("authorizations ended for good: %s", ended)
    if _open_runs(at=at):
        sweep_soon()
    swept = sweep(at=at)
    if swept:
        logger.info("standing swept: %s partners", swept)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="warn-of-tests", pass_context=False)
def warn_every_ten_minutes(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate passes it.
    """Send the warnings ahead of tests whose day has come."""
    sent = warn_due(at=clock.now())
    if sent:
        logger.info("warnings sent ahead of tests: %s", sent)


@app.task(queueing_lock="sweep-everybody", lock="sweep-everybody")
def sweep_everybody() -> None:
    """Recompute after a change that reached everybody in a program; one at a time is enough."""
    at = settled_by(at=clock.now())
    settle_passed(at=at)
    for program_id in _open_runs(at=at):
        work_out_everybody(program_id, at=at)
    sweep(at=at)


def _open_runs(*, at: datetime) -> list[UUID]:
    """Return the programs that need a run, each with its run open.

    What was reached by ``at`` is on record by then: a run puts answers in place of which nobody
    can see any more when they turned.
    """
    programs = list(Program.objects.values_list("pk", flat=True))
    for program_id in programs:
        cover_everybody(program_id)
    return [one for one in programs if open_a_run_where_needed(one, at=at)]


@app.task(name="standing.simulate", retry=RetryStrategy(max_attempts=3, exponential_wait=5))
def work_out_simulation(*, simulation_id: str) -> None:
    """Try a rule book on everybody, as an officer asked."""
    work_out(UUID(simulation_id), at=clock.now())


def simulate_later(
    draft: PackVersion, *, first: date, last: date, actor: Actor, at: datetime
) -> Simulation:
    """Keep that a draft is to be tried, and queue the work.

    Raises:
        NotPermittedError: The actor is not an officer of the program.
    """
    with transaction.atomic():
        kept, is_new = ask(draft, first=first, last=last, actor=actor, at=at)
        if is_new:
            work_out_simulation.defer(simulation_id=str(kept.pk))
    return kept


def sweep_soon() -> None:
    """Queue the recomputation of everybody, with the transaction; once is enough."""
    with suppress(exceptions.AlreadyEnqueued), transaction.atomic():
        sweep_everybody.defer()

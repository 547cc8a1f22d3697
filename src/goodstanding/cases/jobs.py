"""Work of this room that runs in the background; safe to run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goodstanding.cases.services.ending_early import end_early, over_early
from goodstanding.cases.services.taking_effect import announced, let_take_effect
from goodstanding.values import clock
from goodstanding.values.actor import Actor

SWEEP = Actor.system("cases")


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="cases-take-effect", pass_context=False)
def take_effect(timestamp: int) -> None:  # noqa: ARG001 -- the queue says when it was due.
    """Let announced measures take effect whose notice is over."""
    at = clock.now()
    for chosen in announced(at=at):
        let_take_effect(chosen.pk, actor=SWEEP, at=at)


@app.periodic(cron="11 * * * *")
@app.task(queueing_lock="cases-end-early", pass_context=False)
def end_what_is_over(timestamp: int) -> None:  # noqa: ARG001 -- the queue says when it was due.
    """End measures whose course was passed long enough ago."""
    at = clock.now()
    for measure in over_early(at=at):
        end_early(measure.fact_id, actor=SWEEP, at=at)

"""Work of this room that runs in the background; safe to run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goodstanding.questions.services.answering import take_over_all
from goodstanding.values import clock


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="questions-take-over", pass_context=False)
def take_over_left_behind(timestamp: int) -> None:  # noqa: ARG001 -- the queue says when it was due.
    """Write down that questions went to the vendor whose distributor has left."""
    take_over_all(at=clock.now())

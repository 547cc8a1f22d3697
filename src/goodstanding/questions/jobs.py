"""Work of this room that runs in the background; safe to run twice."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from goodstanding.questions.services.answering import take_over_all
from goodstanding.values import clock


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="questions-take-over", pass_context=False)
def take_over_left_behind(timestamp: int) -> None:  # noqa: ARG001 -- the queue says when it was due.
    """Write down that questions went to the vendor whose distributor has left."""
    take_over_all(at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="questions-tell-desks", pass_context=False)
def tell_desks_each_minute(timestamp: int) -> None:  # noqa: ARG001 -- the queue says when it was due.
    """Queue a letter to everybody at a desk that questions came to."""
    from goodstanding.questions.services.telling import tell_desks

    tell_desks(at=clock.now())


@app.task(name="questions.write_to_desk", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def write_to_desk(*, program_id: str, distributor_id: str | None, person_id: str) -> None:
    """Write the letter that tells somebody how many questions wait at a desk."""
    from goodstanding.questions.selectors.desks import DeskKey
    from goodstanding.questions.services.telling import write_to

    desk = DeskKey(
        program_id=UUID(program_id),
        distributor_id=UUID(distributor_id) if distributor_id else None,
    )
    write_to(desk, UUID(person_id), at=clock.now())

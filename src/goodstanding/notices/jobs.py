"""Background work of this room: letters. Safe to run twice, and several at once."""

from __future__ import annotations

import logging
from uuid import UUID

from procrastinate.contrib.django import app

from goodstanding.values import clock

logger = logging.getLogger(__name__)


@app.task(name="notices.deliver_chunk")
def deliver_chunk(*, chunk_id: str) -> None:
    """Hand the letters of one chunk to the mail server; what fails is tried again later."""
    from goodstanding.notices.services.delivering import deliver

    deliver(UUID(chunk_id))


@app.periodic(cron="* * * * *")
@app.task(
    name="notices.deliver_each_minute",
    queueing_lock="notices-deliver-each-minute",
    pass_context=False,
)
def deliver_each_minute(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate passes it.
    """Hand over what waits for another try, and settle what lost its worker."""
    from goodstanding.notices.services.delivering import deliver

    tried = deliver()
    if tried:
        logger.info("letters tried again: %s", tried)


@app.periodic(cron="17 3 * * *")
@app.task(
    name="notices.forget_old_checks", queueing_lock="notices-forget-old-checks", pass_context=False
)
def forget_old_checks_each_day(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate passes it.
    """Forget which codes were asked about a month ago."""
    from goodstanding.notices.services.checking import forget_old_checks

    forget_old_checks(at=clock.now())

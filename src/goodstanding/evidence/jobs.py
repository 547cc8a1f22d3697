"""Work of this room that runs in the background; safe to run twice."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from goodstanding.evidence.sealing import seal
from goodstanding.values import clock

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="seal-each-minute", pass_context=False)
def seal_each_minute(timestamp: int) -> None:  # noqa: ARG001 -- the queue says when it was due.
    """Seal what was recorded, and look again at part of what is sealed."""
    sealed = seal(at=clock.now())
    for finding in sealed.found:
        logger.error("evidence: %s", finding)
    if sealed.waiting:
        logger.warning("the evidence is not sealed: %s", sealed.waiting)

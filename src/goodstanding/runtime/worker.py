"""The background worker, and what becomes of jobs whose worker died."""

from __future__ import annotations

import asyncio
import logging

from procrastinate import App
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.django_connector import DjangoConnector

logger = logging.getLogger(__name__)

CONCURRENCY = 4
_STALLED_AFTER_S = 30.0
_RECLAIM_EVERY_S = 60.0
_FINISH_S_MAX = 15.0


async def reclaim_jobs(app: App, *, silent_s: float = _STALLED_AFTER_S) -> int:
    """Put jobs of workers without a heartbeat for ``silent_s`` back into the queue; count them.

    Every job is safe to run twice, so one that was nearly done does no harm.
    """
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_s))
    for job in stalled:
        await app.job_manager.retry_job(job)
        logger.warning("job %s (%s) lost its worker and waits again", job.id, job.task_name)
    return len(stalled)


async def _reclaim_for_ever(app: App) -> None:
    while True:
        await asyncio.sleep(_RECLAIM_EVERY_S)
        await reclaim_jobs(app)


async def _work(*, alone: bool) -> None:
    connector = django_app.connector
    assert isinstance(connector, DjangoConnector)  # What Django's settings make.
    with django_app.replace_connector(connector.get_worker_connector()) as app:
        async with app.open_async():
            await reclaim_jobs(app, silent_s=0.0 if alone else _STALLED_AFTER_S)
            watch = asyncio.create_task(_reclaim_for_ever(app))
            try:
                await app.run_worker_async(
                    concurrency=CONCURRENCY, shutdown_graceful_timeout=_FINISH_S_MAX
                )
            finally:
                watch.cancel()


def run_worker(*, alone: bool) -> None:
    """Run jobs until asked to stop. Django is set up.

    ``alone`` says that no other worker serves this database, so that whatever is marked as
    running was left by one that died.
    """
    asyncio.run(_work(alone=alone))

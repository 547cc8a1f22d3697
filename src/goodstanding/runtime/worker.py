"""The background worker, and what becomes of jobs whose worker died."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

from django.db import transaction
from procrastinate import App, PsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Status

logger = logging.getLogger(__name__)

CONCURRENCY = 4
_STALLED_AFTER_S = 30.0
_RECLAIM_EVERY_S = 60.0
_FINISH_S_MAX = 15.0


class WorkerConnector(PsycopgConnector):
    """Fetches and ends jobs on connections of its own; what a job queues joins its transaction.

    Without that, what a job queues could run before the rows it is about are committed, and
    would find nothing to do.
    """

    def __init__(self) -> None:
        """Connect to the database that Django is connected to."""
        self._of_jobs = DjangoConnector()
        super().__init__(kwargs=connector_params(self._of_jobs.alias))

    def get_sync_connector(self) -> BaseConnector:
        """Return what jobs queue with: they are synchronous and use Django's connection."""
        return self._of_jobs


async def reclaim_jobs(app: App, *, silent_s: float = _STALLED_AFTER_S) -> int:
    """Put jobs of workers without a heartbeat for ``silent_s`` back into the queue; count them.

    Every job is safe to run twice, so one that was nearly done does no harm. Of jobs that wait
    once at most, a lost one ends where another waits already, which will do the same.
    """
    reclaimed = 0
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_s):
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
            logger.warning("job %s (%s) lost its worker; another waits", job.id, job.task_name)
        else:
            reclaimed += 1
            logger.warning("job %s (%s) lost its worker and waits again", job.id, job.task_name)
    return reclaimed


def catch_up() -> None:
    """Queue now whatever runs by the clock, as is due after a clock was moved; once is enough."""
    timestamp = int(time.time())
    for periodic in django_app.periodic_registry.periodic_tasks.values():
        with suppress(AlreadyEnqueued), transaction.atomic():
            periodic.task.configure(**periodic.configure_kwargs).defer(timestamp=timestamp)


async def _reclaim_for_ever(app: App) -> None:
    while True:
        await asyncio.sleep(_RECLAIM_EVERY_S)
        try:
            await reclaim_jobs(app)
        except ConnectorException:
            logger.exception("jobs of lost workers are looked for again in a minute")


async def _work(*, alone: bool) -> None:
    with django_app.replace_connector(WorkerConnector()) as app:
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

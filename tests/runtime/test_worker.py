from __future__ import annotations

import asyncio

import pytest
from django.db import connection
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.django_connector import DjangoConnector

from goodstanding.runtime.worker import reclaim_jobs


def make_running_job(*, silent: str, waits_once: str | None = None) -> int:
    """Return a job that a worker took, whose last sign of life is ``silent`` ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - %s::interval) RETURNING id",
            [silent],
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs"
            " (queue_name, task_name, status, worker_id, args, queueing_lock)"
            " VALUES ('default', 'tests.some_task', 'doing', %s, '{}', %s) RETURNING id",
            [worker, waits_once],
        )
        (job,) = cursor.fetchone()
    return int(job)


def statuses() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status::text FROM procrastinate_jobs")
        return dict(cursor.fetchall())


async def reclaim(silent_s: float) -> int:
    connector = django_app.connector
    assert isinstance(connector, DjangoConnector)
    with django_app.replace_connector(connector.get_worker_connector()) as app:
        async with app.open_async():
            return await reclaim_jobs(app, silent_s=silent_s)


@pytest.mark.usefixtures("committed")
def test_jobs_of_a_silent_worker_wait_again_and_others_go_on() -> None:
    lost = make_running_job(silent="31 seconds")
    alive = make_running_job(silent="5 seconds")

    count = asyncio.run(reclaim(30.0))

    assert count == 1
    assert statuses() == {lost: "todo", alive: "doing"}


@pytest.mark.usefixtures("committed")
def test_a_worker_alone_takes_back_everything_at_once() -> None:
    lost = make_running_job(silent="1 second")

    count = asyncio.run(reclaim(0.0))

    assert count == 1
    assert statuses() == {lost: "todo"}


@pytest.mark.usefixtures("committed")
def test_a_lost_job_ends_where_another_of_its_kind_waits_already() -> None:
    first = make_running_job(silent="1 second", waits_once="once")
    second = make_running_job(silent="1 second", waits_once="once")
    other = make_running_job(silent="1 second")

    count = asyncio.run(reclaim(0.0))

    assert count == 2
    found = statuses()
    assert sorted([found[first], found[second]]) == ["failed", "todo"]
    assert found[other] == "todo"

from __future__ import annotations

import asyncio

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from procrastinate.contrib.django import app as django_app

from goodstanding.notices.jobs import deliver_chunk
from goodstanding.runtime.worker import WorkerConnector, catch_up, reclaim_jobs
from goodstanding.values.ids import new_id


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
    with django_app.replace_connector(WorkerConnector()) as app:
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


@pytest.mark.usefixtures("committed")
def test_what_a_job_queues_waits_for_the_transaction_of_the_job() -> None:
    seen: list[int] = []

    def job() -> None:
        with transaction.atomic():
            deliver_chunk.defer(chunk_id=str(new_id()))
            seen.append(waiting_for_others())
        seen.append(waiting_for_others())
        connection.close()

    async def work() -> None:
        with django_app.replace_connector(WorkerConnector()) as app:
            async with app.open_async():
                await sync_to_async(job)()

    asyncio.run(work())

    assert seen == [0, 1]


def waiting_for_others() -> int:
    """Count the jobs that another connection sees."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        return len(other.execute("SELECT FROM procrastinate_jobs").fetchall())


@pytest.mark.usefixtures("committed")
def test_after_a_clock_was_moved_everything_that_runs_by_it_waits_once() -> None:
    catch_up()
    catch_up()

    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs")
        waiting = [name for (name,) in cursor.fetchall()]
    assert "goodstanding.cases.jobs.take_effect" in waiting
    assert "goodstanding.standing.jobs.sweep_each_minute" in waiting
    assert len(waiting) == len(set(waiting))

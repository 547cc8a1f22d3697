from __future__ import annotations

import json
import os
import signal
import smtplib
import socket
import sys
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from goodstanding.runtime.errors import (
    AlreadyRunningError,
    ChildFailedError,
    DemonstrationError,
    PortTakenError,
)
from goodstanding.runtime.exclusive import only_one
from goodstanding.runtime.layout import Contents, read_json
from goodstanding.runtime.supervisor import Supervisor
from tests.runtime.small_installation import NOTHING, Run, make_plan, wait_until


def test_up_starts_everything_says_so_and_stops_cleanly(tmp_path: Path) -> None:
    run = Run(make_plan(tmp_path))
    answers: list[object] = []

    def use(supervisor: Supervisor) -> None:
        addresses = read_json(run.plan.layout.embedded) or {}
        with psycopg.connect(addresses["database_url"]) as link:
            answers.append(link.execute("SELECT current_user").fetchone())
        with smtplib.SMTP("127.0.0.1", addresses["mailbox_port"]) as post:
            post.sendmail("a@contoso.example", "b@contoso.example", "Subject: Hello\r\n\r\nBody")

    run.up(use)

    assert answers == [("goodstanding_app",)]
    assert len(list((tmp_path / "mailbox" / "new").iterdir())) == 1
    assert run.said(f"Goodstanding is up: http://localhost:{run.plan.port}")
    assert run.said("Maria maria@contoso.example")
    assert run.lines[-1] == "Stopped. Everything is saved."
    assert not run.plan.layout.embedded.exists()
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_the_first_start_loads_the_demonstration_and_the_second_does_not(tmp_path: Path) -> None:
    loads = tmp_path / "loads"
    load = (sys.executable, "-c", f"open({str(loads)!r}, 'a').write('once ')")
    plan = replace(make_plan(tmp_path / "var"), load=load)

    Run(plan).up()
    Run(plan).up()

    assert loads.read_text() == "once "
    assert plan.layout.contents() is Contents.DEMONSTRATION


def test_an_interrupted_load_is_done_again(tmp_path: Path) -> None:
    loads = tmp_path / "loads"
    load = (sys.executable, "-c", f"open({str(loads)!r}, 'a').write('again ')")
    plan = replace(make_plan(tmp_path / "var"), load=load)
    plan.layout.make()
    plan.layout.remember_contents(Contents.DEMONSTRATION_LOADING)

    Run(plan).up()

    assert loads.read_text() == "again "
    assert plan.layout.contents() is Contents.DEMONSTRATION


def test_up_empty_loads_nothing_and_says_what_the_first_page_does(tmp_path: Path) -> None:
    run = Run(replace(make_plan(tmp_path), empty=True, load=(sys.executable, "-c", "exit(1)")))

    run.up()

    assert run.plan.layout.contents() is Contents.EMPTY
    assert run.said("the first page makes the operator's account")


def test_up_empty_is_refused_where_the_demonstration_is(tmp_path: Path) -> None:
    plan = replace(make_plan(tmp_path), empty=True)
    plan.layout.make()
    plan.layout.remember_contents(Contents.DEMONSTRATION)

    with pytest.raises(DemonstrationError, match="goodstanding demo remove"):
        Run(plan).up()

    assert not plan.layout.postgres.exists()


def test_a_second_up_is_refused_and_names_the_first(tmp_path: Path) -> None:
    plan = make_plan(tmp_path)

    with only_one(plan.layout), pytest.raises(AlreadyRunningError, match=str(os.getpid())):
        Run(plan).up()

    assert not plan.layout.postgres.exists()


def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        plan = make_plan(tmp_path, port=other.getsockname()[1])

        with pytest.raises(PortTakenError, match=r"in use by another program.*--port"):
            Run(plan).up()

    assert not plan.layout.postgres.exists()


@pytest.mark.parametrize("part", ["_web", "_worker"])
def test_a_killed_part_is_started_again(tmp_path: Path, part: str) -> None:
    run = Run(make_plan(tmp_path))

    def kill(supervisor: Supervisor) -> None:
        service = getattr(supervisor, part)
        before = service.process_id
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: run.said("ended (status -9); started it again (1)"))
        assert service.process_id != before
        wait_until(supervisor._web_answers)

    run.up(kill)

    assert run.lines[-1] == "Stopped. Everything is saved."


def test_a_killed_postgresql_is_started_again_with_everything_in_it(tmp_path: Path) -> None:
    run = Run(make_plan(tmp_path))
    kept: list[object] = []

    def kill(supervisor: Supervisor) -> None:
        cluster = supervisor._cluster
        assert cluster is not None
        url = (read_json(run.plan.layout.embedded) or {})["owner_database_url"]
        with psycopg.connect(url) as link:
            link.execute("CREATE TABLE kept (line text); INSERT INTO kept VALUES ('Litware')")
        before = supervisor._worker.process_id
        os.kill(cluster.process_id or 0, signal.SIGKILL)
        wait_until(lambda: run.said("PostgreSQL ended; starting it again."))
        wait_until(lambda: supervisor._worker.process_id not in {None, before})
        with psycopg.connect(url) as link:
            kept.append(link.execute("SELECT line FROM kept").fetchone())

    run.up(kill)

    assert kept == [("Litware",)]


def test_a_part_that_keeps_ending_stops_everything_with_a_sentence(tmp_path: Path) -> None:
    broken = (sys.executable, "-c", "raise SystemExit('the queue is upside down')")
    run = Run(replace(make_plan(tmp_path), worker=broken))

    with pytest.raises(ChildFailedError, match=r"worker ended again.*the queue is upside down"):
        run.up(lambda supervisor: wait_until(lambda: supervisor._worker.process_id is None))

    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_a_web_that_cannot_start_is_said_with_its_last_words(tmp_path: Path) -> None:
    broken = (sys.executable, "-c", "raise SystemExit('no such template')")

    with pytest.raises(ChildFailedError, match=r"web did not start .*no such template"):
        Run(replace(make_plan(tmp_path), web=broken)).up()


def test_a_failed_migration_stops_the_start(tmp_path: Path) -> None:
    broken = (sys.executable, "-c", "raise SystemExit('column exists')")
    plan = replace(make_plan(tmp_path), migrate=broken)

    with pytest.raises(ChildFailedError, match="step `migrate` failed: column exists"):
        Run(plan).up()

    assert plan.layout.contents() is None


def test_a_stop_asked_during_the_start_is_obeyed(tmp_path: Path) -> None:
    stop_us = f"os.kill({os.getpid()}, signal.SIGTERM)"
    program = f"import os, signal, threading; {stop_us}; threading.Event().wait()"
    ask = (sys.executable, "-c", program)
    run = Run(replace(make_plan(tmp_path), migrate=ask))

    Supervisor(run.plan, say=run.lines.append).run()

    assert run.lines[-1] == "Stopped. Everything is saved."
    assert not run.said("is up")


def test_with_a_database_elsewhere_none_is_started(tmp_path: Path) -> None:
    run = Run(replace(make_plan(tmp_path), embedded=False, mailbox=False, load=NOTHING))
    stored: list[object] = []

    run.up(lambda _: stored.append(json.loads(run.plan.layout.embedded.read_text())))

    assert stored == [{}]
    assert not run.plan.layout.postgres.exists()

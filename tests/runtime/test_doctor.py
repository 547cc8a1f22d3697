from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from goodstanding.evidence.key_files import KeyFolder
from goodstanding.evidence.notes import PrivateKey
from goodstanding.runtime.doctor import Finding, Subject, examine
from goodstanding.runtime.mailbox import LocalMailbox
from goodstanding.runtime.postgres import Cluster, Role

PREPARED = """
    CREATE TABLE evidence_event (id int);
    GRANT SELECT, INSERT ON evidence_event TO goodstanding_app;
    CREATE TABLE procrastinate_workers (last_heartbeat timestamptz);
    GRANT SELECT ON procrastinate_workers TO goodstanding_app;
    INSERT INTO procrastinate_workers VALUES (now());
    CREATE TABLE partners_ownership (
        id int, owned_id int, share_basis_points smallint,
        valid_from timestamptz, valid_until timestamptz, superseded_at timestamptz
    );
    GRANT SELECT ON partners_ownership TO goodstanding_app;
    CREATE TABLE evidence_alarm (id int, sentence text);
    CREATE TABLE evidence_key (key_id text, signs_from timestamptz);
    CREATE TABLE evidence_checkpoint (size bigint);
    GRANT SELECT ON evidence_alarm, evidence_key, evidence_checkpoint TO goodstanding_app;
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("doctor")) as made:
        with psycopg.connect(made.url(Role.OWNER)) as link:
            link.execute(PREPARED)
        yield made


@pytest.fixture(scope="module")
def front_end(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("node_modules")
    css = root / "@tabler" / "core" / "dist" / "css"
    for folder in (css, root / "@tabler" / "icons" / "icons", root / "@fontsource-variable"):
        folder.mkdir(parents=True)
    (css / "tabler.min.css").write_text("")
    return root


@pytest.fixture
def subject(
    cluster: Cluster, front_end: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Subject]:
    monkeypatch.setattr(zoneinfo, "TZPATH", ())
    local = LocalMailbox(tmp_path / "mailbox")
    local.start()
    yield Subject(
        layout=cluster.layout,
        embedded=True,
        app_url=cluster.url(Role.APP),
        owner_url=cluster.url(Role.OWNER),
        mail_host="127.0.0.1",
        mail_port=local.port,
        mail_real=False,
        mail_tls=False,
        keys=tmp_path / "keys",
        node_modules=front_end,
    )
    local.stop()


def failing(subject: Subject) -> list[Finding]:
    return [finding for finding in examine(subject) if finding.mend is not None]


def test_a_healthy_installation_needs_nothing(subject: Subject) -> None:
    assert [(finding.what, finding.mend) for finding in examine(subject)] == [
        ("Python", None),
        ("Time zones", None),
        ("Disk", None),
        ("Database", None),
        ("Extensions", None),
        ("Roles", None),
        ("Evidence", None),
        ("Seal", None),
        ("Shares", None),
        ("Worker", None),
        ("Mail", None),
        ("Front end", None),
    ]


def test_it_says_which_postgresql_is_in_use(subject: Subject) -> None:
    own = {finding.what: finding.found for finding in examine(subject)}
    elsewhere = {
        finding.what: finding.found for finding in examine(replace(subject, embedded=False))
    }

    assert own["Database"].startswith("PostgreSQL 18")
    assert own["Database"].endswith("(embedded, fine for trial and small installations)")
    assert elsewhere["Database"].endswith("(DATABASE_URL)")


def test_an_application_that_may_change_events_is_found(subject: Subject, cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(Role.OWNER), autocommit=True) as link:
        link.execute("GRANT UPDATE, TRUNCATE ON evidence_event TO goodstanding_app")

        (found,) = failing(subject)
        link.execute("REVOKE UPDATE, TRUNCATE ON evidence_event FROM goodstanding_app")

    assert str(found) == (
        "FAIL Evidence: the application may UPDATE, TRUNCATE recorded events\n"
        "     Mend: as owner: REVOKE UPDATE, TRUNCATE ON evidence_event FROM that role, and find "
        "out who granted it."
    )


@pytest.mark.parametrize(
    ("role", "words"), [(Role.OWNER, "also owns the tables"), (Role.SUPERUSER, "a superuser")]
)
def test_a_role_that_is_too_mighty_is_found(
    subject: Subject, cluster: Cluster, role: Role, words: str
) -> None:
    url = cluster.url(role)

    found = failing(replace(subject, app_url=url, owner_url=url))

    assert found[0].what == "Roles"
    assert words in found[0].found


def test_missing_tables_and_extensions_are_found(subject: Subject, cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(Role.SUPERUSER), autocommit=True) as link:
        link.execute("CREATE DATABASE bare TEMPLATE template0")

    found = failing(replace(subject, app_url=cluster.url(Role.APP, "bare")))

    assert [(finding.what, finding.found) for finding in found] == [
        ("Extensions", "missing btree_gist, pg_trgm"),
        ("Evidence", "the tables are missing"),
        ("Seal", "the tables are missing"),
        ("Shares", "the table is missing"),
        ("Worker", "no queue yet"),
    ]


def test_what_the_sealer_found_stays_until_it_is_looked_into(
    subject: Subject, cluster: Cluster
) -> None:
    with psycopg.connect(cluster.url(Role.OWNER), autocommit=True) as link:
        link.execute("INSERT INTO evidence_alarm VALUES (1, 'Event 7 is gone.')")
        (found,) = failing(subject)
        link.execute("DELETE FROM evidence_alarm")

    assert found.what == "Seal"
    assert found.found == "1 alarms, which stay: Event 7 is gone."
    assert "goodstanding evidence check" in str(found.mend)


def test_a_key_that_signs_and_is_missing_is_found(subject: Subject, cluster: Cluster) -> None:
    key = PrivateKey.make("example.com/log")
    key_id = key.public.key_id.hex()
    with psycopg.connect(cluster.url(Role.OWNER), autocommit=True) as link:
        link.execute("INSERT INTO evidence_key VALUES (%s, now())", [key_id])
        (found,) = failing(subject)
        KeyFolder(subject.keys).write(key)
        there = failing(subject)
        link.execute("DELETE FROM evidence_key")

    assert found.found == "the log cannot be signed"
    assert f"evidence-{key_id}.key back from a backup" in str(found.mend)
    assert there == []


def test_more_than_the_whole_owned_at_one_instant_is_found(
    subject: Subject, cluster: Cluster
) -> None:
    rows = """
        (1, 7, 6000, '2026-01-01', '2026-03-01', NULL), (2, 7, 4000, '2026-01-01', NULL, NULL),
        (3, 7, 6000, '2026-03-01', NULL, NULL), (4, 7, 9000, '2026-02-01', NULL, '2026-02-02'),
        (5, 8, 5000, '2026-01-01', '2026-06-01', NULL), (6, 8, 5001, '2026-05-01', NULL, NULL)
    """
    with psycopg.connect(cluster.url(Role.OWNER), autocommit=True) as link:
        link.execute(f"INSERT INTO partners_ownership VALUES {rows}".encode())
        found = failing(subject)
        link.execute("DELETE FROM partners_ownership")

    assert [(finding.what, finding.found) for finding in found] == [
        ("Shares", "more than 100 % are owned of the legal entity 8")
    ]


def test_a_silent_worker_is_found(subject: Subject, cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(Role.OWNER), autocommit=True) as link:
        link.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")

        (found,) = failing(subject)
        link.execute("UPDATE procrastinate_workers SET last_heartbeat = now()")

    assert found.found == "none runs, so that notices and reminders wait"


def test_a_database_that_may_lose_data_is_found(subject: Subject, tmp_path: Path) -> None:
    with Cluster(tmp_path / "careless", durable=False) as careless:
        found = failing(replace(subject, app_url=careless.url(Role.APP)))

    assert found[0].found.endswith("which may lose data when the machine fails")


@pytest.mark.parametrize(
    ("change", "what", "words"),
    [
        ({"app_url": None}, "Database", "none is known"),
        ({"app_url": "postgresql://a:b@/c?host=%2Fnowhere"}, "Database", "does not answer"),
        ({"mail_port": 1, "mail_real": True}, "Mail", "mail server 127.0.0.1:1 does not answer"),
        ({"mail_port": 1}, "Mail", "local mailbox, which reaches nobody 127.0.0.1:1 does not"),
        ({"mail_host": "x.invalid"}, "Mail", "the local mailbox does not run"),
        ({"node_modules": Path("/nowhere")}, "Front end", "missing in /nowhere"),
    ],
)
def test_what_is_missing_is_found_with_what_mends_it(
    subject: Subject, change: dict[str, Any], what: str, words: str
) -> None:
    (found,) = failing(replace(subject, **change))

    assert found.what == what
    assert words in found.found
    assert "Is the server running" not in found.found
    assert found.mend


def test_time_zones_of_the_system_are_found(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zoneinfo, "TZPATH", ("/usr/share/zoneinfo",))

    (found,) = failing(subject)

    assert "hidden by the system's in /usr/share/zoneinfo" in found.found

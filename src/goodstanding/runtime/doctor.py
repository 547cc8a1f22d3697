"""``goodstanding doctor``: is everything there that this installation needs, and what mends it."""

from __future__ import annotations

import shutil
import smtplib
import sys
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psycopg

from goodstanding.evidence.key_files import KeyFolder, SealingWaitsError
from goodstanding.runtime.errors import said_by_server
from goodstanding.runtime.layout import Layout
from goodstanding.runtime.postgres import EXTENSIONS

_PYTHON_MIN = (3, 11)
_POSTGRES_MIN = 15_00_00
_FREE_BYTES_MIN = 1024 * 1024 * 1024
_CONNECT_S_MAX = 5
_FRONT_END = ("@tabler/core/dist/css/tabler.min.css", "@tabler/icons/icons", "@fontsource-variable")

#: The legal entities of which more than the whole is owned at some instant. A sum grows only when
#: a share begins.
OVERSOLD = """
    SELECT DISTINCT one.owned_id
      FROM partners_ownership AS one
      JOIN partners_ownership AS other
        ON other.owned_id = one.owned_id AND other.superseded_at IS NULL
           AND other.valid_from <= one.valid_from
           AND (other.valid_until IS NULL OR other.valid_until > one.valid_from)
     WHERE one.superseded_at IS NULL
     GROUP BY one.id, one.owned_id
    HAVING sum(other.share_basis_points) > 10000
     ORDER BY one.owned_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The installation to look at."""

    layout: Layout
    embedded: bool
    app_url: str | None
    owner_url: str | None
    mail_host: str
    mail_port: int
    mail_real: bool
    mail_tls: bool
    keys: Path
    node_modules: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at. ``mend`` says what to do, and is None when nothing is."""

    what: str
    found: str
    mend: str | None = None

    def __str__(self) -> str:
        mark = "ok  " if self.mend is None else "FAIL"
        line = f"{mark} {self.what}: {self.found}"
        return line if self.mend is None else f"{line}\n     Mend: {self.mend}"


def examine(subject: Subject) -> list[Finding]:
    """Return what was found, in the order things are needed. Changes nothing."""
    return [
        _python(),
        _time_zones(),
        _disk(subject.layout),
        *_database(subject),
        _mail(subject),
        _front_end(subject.node_modules),
    ]


def _python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    fits = sys.version_info[:2] >= _PYTHON_MIN
    return Finding(
        what="Python", found=found, mend=None if fits else "install Python 3.11 or newer."
    )


def _time_zones() -> Finding:
    try:
        found = f"tzdata {version('tzdata')}"
    except PackageNotFoundError:
        return Finding(
            what="Time zones", found="package tzdata is missing", mend="run `make setup` again."
        )
    if zoneinfo.TZPATH:
        return Finding(
            what="Time zones",
            found=f"{found}, hidden by the system's in {zoneinfo.TZPATH[0]}",
            mend="set PYTHONTZPATH to nothing, so that due days are the same on every machine.",
        )
    return Finding(what="Time zones", found=found)


def _disk(layout: Layout) -> Finding:
    existing = next(path for path in (layout.root, *layout.root.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    found = f"{free / 1024**3:.1f} GiB free for {layout.root}"
    mend = f"free space until there is at least {_FREE_BYTES_MIN // 1024**3} GiB."
    return Finding(what="Disk", found=found, mend=None if free >= _FREE_BYTES_MIN else mend)


def _database(subject: Subject) -> Iterator[Finding]:
    if subject.app_url is None or subject.owner_url is None:
        yield Finding(
            what="Database",
            found="none is known",
            mend="start it with `goodstanding up`, or set DATABASE_URL.",
        )
        return
    try:
        link = psycopg.connect(subject.app_url, connect_timeout=_CONNECT_S_MAX, autocommit=True)
    except psycopg.Error as error:
        yield Finding(
            what="Database",
            found=f"does not answer{said_by_server(error)}",
            mend="start it with `goodstanding up`, or check DATABASE_URL.",
        )
        return
    checks: tuple[Callable[[psycopg.Connection, Subject], Finding], ...] = (
        _server,
        _extensions,
        _roles,
        _rights,
        _seal,
        _shares,
        _worker,
    )
    with link:
        for check in checks:
            yield check(link, subject)


def _ask(link: psycopg.Connection, question: str) -> list[str]:
    return [str(row[0]) for row in link.execute(question.encode()).fetchall()]


def _server(link: psycopg.Connection, subject: Subject) -> Finding:
    kind = (
        "embedded, fine for trial and small installations" if subject.embedded else "DATABASE_URL"
    )
    found = f"PostgreSQL {_ask(link, 'SHOW server_version')[0]} ({kind})"
    if link.info.server_version < _POSTGRES_MIN:
        return Finding(what="Database", found=found, mend="use PostgreSQL 15 or newer.")
    if _ask(link, "SHOW fsync") == ["off"]:
        return Finding(
            what="Database",
            found=f"{found}, which may lose data when the machine fails",
            mend="set fsync = on in its configuration and restart it.",
        )
    return Finding(what="Database", found=found)


def _extensions(link: psycopg.Connection, _subject: Subject) -> Finding:
    present = _ask(link, "SELECT extname FROM pg_extension")
    missing = [name for name in EXTENSIONS if name not in present]
    statements = " ".join(f"CREATE EXTENSION {name};" for name in missing)
    return Finding(
        what="Extensions",
        found=f"missing {', '.join(missing)}" if missing else ", ".join(EXTENSIONS),
        mend=f"as superuser, in this database: {statements}" if missing else None,
    )


def _roles(link: psycopg.Connection, subject: Subject) -> Finding:
    app = _ask(link, "SELECT current_user")[0]
    mighty = _ask(link, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == ["True"]
    separate = subject.app_url != subject.owner_url
    if mighty or not separate:
        return Finding(
            what="Roles",
            found=f"web and worker connect as {app}, "
            + ("a superuser" if mighty else "which also owns the tables"),
            mend="make a role without rights of its own, name it in DATABASE_URL and the owner "
            "in DATABASE_OWNER_URL, then run `goodstanding migrate`.",
        )
    return Finding(what="Roles", found=f"web and worker connect as {app}, not as the owner")


def _rights(link: psycopg.Connection, _subject: Subject) -> Finding:
    if _ask(link, "SELECT to_regclass('evidence_event')") == ["None"]:
        return Finding(
            what="Evidence", found="the tables are missing", mend="run `goodstanding migrate`."
        )
    held = _ask(
        link,
        "SELECT p FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS p"
        " WHERE has_table_privilege('evidence_event', p)",
    )
    if held:
        return Finding(
            what="Evidence",
            found=f"the application may {', '.join(held)} recorded events",
            mend=f"as owner: REVOKE {', '.join(held)} ON evidence_event FROM that role, and find "
            "out who granted it.",
        )
    return Finding(what="Evidence", found="the application can add events and change none")


def _seal(link: psycopg.Connection, subject: Subject) -> Finding:
    """Look for alarms of the sealed log, and whether it can be signed."""
    if _ask(link, "SELECT to_regclass('evidence_alarm')") == ["None"]:
        return Finding(
            what="Seal", found="the tables are missing", mend="run `goodstanding migrate`."
        )
    told = _ask(link, "SELECT sentence FROM evidence_alarm ORDER BY id LIMIT 3")
    if told:
        count = _ask(link, "SELECT count(*) FROM evidence_alarm")[0]
        return Finding(
            what="Seal",
            found=f"{count} alarms, which stay: {' '.join(told)}",
            mend="run `goodstanding evidence check`, put back from a backup what it names, and "
            "find out who had the owner's rights.",
        )
    newest = _ask(link, "SELECT key_id FROM evidence_key ORDER BY signs_from DESC LIMIT 1")
    try:
        if newest:
            KeyFolder(subject.keys).read(newest[0])
    except SealingWaitsError as error:
        return Finding(what="Seal", found="the log cannot be signed", mend=str(error))
    size = _ask(link, "SELECT coalesce(max(size), 0) FROM evidence_checkpoint")[0]
    return Finding(what="Seal", found=f"{size} entries are sealed and signed")


def _shares(link: psycopg.Connection, _subject: Subject) -> Finding:
    """Look for what no row by itself shows: entities of which more than the whole is owned."""
    if _ask(link, "SELECT to_regclass('partners_ownership')") == ["None"]:
        return Finding(
            what="Shares", found="the table is missing", mend="run `goodstanding migrate`."
        )
    found = _ask(link, OVERSOLD)
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        return Finding(
            what="Shares",
            found=f"more than 100 % are owned of the legal entity {found[0]}{more}",
            mend="let an officer correct or end shares of it on the partner's page of who owns "
            "whom, and find out who wrote to the table past the application.",
        )
    return Finding(what="Shares", found="of no legal entity more than 100 % are owned at a time")


def _worker(link: psycopg.Connection, _subject: Subject) -> Finding:
    if _ask(link, "SELECT to_regclass('procrastinate_workers')") == ["None"]:
        return Finding(what="Worker", found="no queue yet", mend="run `goodstanding migrate`.")
    alive = _ask(
        link,
        "SELECT count(*) FROM procrastinate_workers"
        " WHERE last_heartbeat > clock_timestamp() - interval '1 minute'",
    )[0]
    if alive == "0":
        return Finding(
            what="Worker",
            found="none runs, so that notices and reminders wait",
            mend="start it with `goodstanding up` or `goodstanding worker`.",
        )
    return Finding(what="Worker", found=f"{alive} at work")


def _mail(subject: Subject) -> Finding:
    if subject.mail_host.endswith(".invalid"):
        return Finding(
            what="Mail",
            found="no mail server is named, and the local mailbox does not run",
            mend="start it with `goodstanding up`, or set GOODSTANDING_MAIL_URL.",
        )
    kind = "mail server" if subject.mail_real else "local mailbox, which reaches nobody"
    where = f"{kind} {subject.mail_host}:{subject.mail_port}"
    try:
        kind_of_link = smtplib.SMTP_SSL if subject.mail_tls else smtplib.SMTP
        with kind_of_link(subject.mail_host, subject.mail_port, timeout=_CONNECT_S_MAX) as link:
            link.noop()
    except (OSError, smtplib.SMTPException) as error:
        mend = "check GOODSTANDING_MAIL_URL." if subject.mail_real else "run `goodstanding up`."
        return Finding(what="Mail", found=f"{where} does not answer ({error})", mend=mend)
    return Finding(what="Mail", found=where)


def _front_end(node_modules: Path) -> Finding:
    missing = [name for name in _FRONT_END if not (node_modules / name).exists()]
    if missing:
        return Finding(
            what="Front end",
            found=f"{', '.join(missing)} missing in {node_modules}",
            mend="run `npm ci` there, or `make setup`.",
        )
    return Finding(what="Front end", found=f"packages in {node_modules}")

"""What can keep an installation from running, each in one sentence with the way out."""

from __future__ import annotations

import errno
from pathlib import Path

import psycopg

from goodstanding.values.errors import DomainError

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


class PostgresMissingError(DomainError):
    """No PostgreSQL this installation could start is on the machine."""

    code = "postgres_missing"


class PostgresVersionError(DomainError):
    """The data directory belongs to a PostgreSQL of another major version."""

    code = "postgres_version"


class PostgresFailedError(DomainError):
    """PostgreSQL is installed and did not start, or does not answer."""

    code = "postgres_failed"


class DataDirectoryError(DomainError):
    """The data directory cannot be used as it is."""

    code = "data_directory"


class AlreadyRunningError(DomainError):
    """Another supervisor holds this data directory."""

    code = "already_running"


class PortTakenError(DomainError):
    """Another program listens where the web should."""

    code = "port_taken"


class ChildFailedError(DomainError):
    """A part of the installation ended, and starting it again did not help."""

    code = "child_failed"


class BackupError(DomainError):
    """A backup could not be written, or cannot be restored here."""

    code = "backup"


class DemonstrationError(DomainError):
    """The demonstration cannot be loaded, moved or removed here."""

    code = "demonstration"


def explain_os_error(error: OSError) -> DataDirectoryError | None:
    """Return the sentence for a full disk or a missing permission, None for anything else."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in _FULL:
        return DataDirectoryError(
            f"The disk is full{where}: free some space or put GOODSTANDING_DATA on a larger disk, "
            "then start again. Nothing recorded is lost."
        )
    if error.errno in _FORBIDDEN:
        return DataDirectoryError(
            f"Writing is not permitted{where}: run as the user who owns the data directory, or "
            "set GOODSTANDING_DATA to a directory this user may write."
        )
    return None


def said_by_server(error: psycopg.Error) -> str:
    """Return the line in which a database said why it refused, after a blank and in parentheses.

    It is empty where none answered: what the driver then adds are guesses, torn over many lines.
    """
    _, fatal, reason = str(error).partition("FATAL:")
    if not fatal and error.sqlstate:
        reason = str(error)
    lines = reason.strip().splitlines()
    return f" ({lines[0].strip()})" if lines else ""


def explain_log(log: Path, text: str) -> PostgresFailedError | DataDirectoryError:
    """Return the sentence for what PostgreSQL wrote to its log before it gave up."""
    if "No space left on device" in text:
        return DataDirectoryError(
            "The disk is full: PostgreSQL cannot write. Free some space or put GOODSTANDING_DATA "
            "on a larger disk, then start again. Nothing recorded is lost."
        )
    if "Permission denied" in text:
        return DataDirectoryError(
            f"PostgreSQL may not use the data directory: run as the user who owns it (see {log})."
        )
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    reason = lines[-1] if lines else "it said nothing"
    return PostgresFailedError(f"PostgreSQL did not start: {reason} (the whole log: {log}).")

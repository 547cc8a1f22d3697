"""What lies where in the data directory, and how private files are written."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from goodstanding.runtime.errors import DataDirectoryError


class Contents(StrEnum):
    """What an installation was filled with when it was first started."""

    EMPTY = "empty"
    DEMONSTRATION_LOADING = "demonstration-loading"
    DEMONSTRATION = "demonstration"


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths of one installation. ``root`` is what GOODSTANDING_DATA names."""

    root: Path

    @property
    def postgres(self) -> Path:
        """The data directory of the embedded PostgreSQL."""
        return self.root / "postgres"

    @property
    def socket(self) -> Path:
        """Where the embedded PostgreSQL listens, unless the path would be too long."""
        return self.root / "socket"

    @property
    def passwords(self) -> Path:
        """Passwords of the embedded PostgreSQL's roles."""
        return self.root / "database-passwords.json"

    @property
    def embedded(self) -> Path:
        """Addresses of what runs at the moment; there only while the supervisor runs."""
        return self.root / "embedded.json"

    @property
    def secret_key(self) -> Path:
        """The key sessions and links are signed with, when none is configured."""
        return self.root / "secret-key"

    @property
    def keys(self) -> Path:
        """Other keys of the installation. Part of every backup."""
        return self.root / "keys"

    @property
    def evidence_witness(self) -> Path:
        """The newest checkpoint of the log; no part of a backup, so that older states show."""
        return self.root / "evidence-checkpoint"

    @property
    def mailbox(self) -> Path:
        """The maildir of mail sent while no mail server is configured."""
        return self.root / "mailbox"

    @property
    def facts(self) -> Path:
        """The facts as files, for simulations; no part of a backup."""
        return self.root / "facts"

    @property
    def logs(self) -> Path:
        """One log a process."""
        return self.root / "log"

    @property
    def lock(self) -> Path:
        """Held by the one supervisor that may run."""
        return self.root / "supervisor.lock"

    @property
    def state(self) -> Path:
        """Whether the installation holds the demonstration."""
        return self.root / "state.json"

    def make(self) -> None:
        """Make the data directory, closed to other people, and the log directory in it."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.logs.mkdir(exist_ok=True)

    def contents(self) -> Contents | None:
        """Return what the installation was filled with; None before its first start."""
        stored = read_json(self.state)
        if stored is None:
            return None
        try:
            return Contents(stored.get("contents", ""))
        except ValueError as error:
            raise DataDirectoryError(
                f"{self.state} does not say what this installation holds: write "
                '{"contents": "empty"} or {"contents": "demonstration"} into it.'
            ) from error

    def remember_contents(self, contents: Contents) -> None:
        """Store what the installation was filled with."""
        write_private(self.state, json.dumps({"contents": contents.value}))


def write_private(path: Path, text: str) -> None:
    """Replace ``path`` by a file only its owner reads, whole or not at all after a crash."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def read_json(path: Path) -> dict[str, Any] | None:
    """Return the object stored at ``path``; None when there is no such file.

    Raises:
        DataDirectoryError: The file is there and is not a JSON object.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise DataDirectoryError(
            f"{path.parent} is not a directory: set GOODSTANDING_DATA to one."
        ) from None
    try:
        stored = json.loads(text)
    except ValueError:
        stored = None
    if not isinstance(stored, dict):
        raise DataDirectoryError(f"{path} is damaged: it must hold a JSON object. Restore it.")
    return stored

"""The folder of exported facts: which files count, and how they are replaced all at once.

``manifest.json`` names the files that belong together. New files are written beside the old
ones, and count from the moment the manifest is replaced: an export that is killed leaves the
last good one, and what it left behind is removed by the next.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from shutil import rmtree
from typing import Any

MANIFEST = "manifest.json"
#: How folders begin in which an engine puts aside what it cannot hold in memory.
WORKING = ".working-"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsFile:
    """One relation as it was last written."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """Until where an export has seen everything.

    ``snapshot`` tells which transactions were over when the facts were read; whatever another one
    recorded is read next time, so none that commits late is missed. Its numbers are those of
    ``cluster``. ``newest_event`` and its ``leaf_hash`` tell whether the log is still the
    one that was read.
    """

    cluster: str
    snapshot: str
    newest_event: int
    leaf_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an export left."""

    shape: str
    generation: int
    made_at: str  #: ISO 8601, by the installation's clock.
    horizon: Horizon
    relations: Mapping[str, FactsFile]

    @property
    def rows(self) -> int:
        """How many facts there are in all."""
        return sum(one.rows for one in self.relations.values())

    @property
    def moment(self) -> datetime:
        """When the facts were read."""
        return datetime.fromisoformat(self.made_at)


@dataclass(frozen=True, slots=True)
class FactsFolder:
    """Where the files of one installation lie."""

    root: Path

    def manifest(self) -> Manifest | None:
        """Return what the last export left; None where there is nothing whole."""
        try:
            stored = json.loads((self.root / MANIFEST).read_text(encoding="utf-8"))
            found = _manifest(stored)
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None
        whole = all((self.root / one.file).is_file() for one in found.relations.values())
        return found if whole else None

    def path(self, manifest: Manifest, relation: str) -> Path:
        """Return the file of a relation."""
        return self.root / manifest.relations[relation].file

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep everybody else from writing; what an earlier writer left half done is removed."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(self.root / ".writing", fcntl.LOCK_EX):
            self._remove_left_over(working=True)
            yield

    @contextmanager
    def reading(self) -> Iterator[Manifest | None]:
        """Hold the files of the last export in place while they are read."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(self.root / ".reading", fcntl.LOCK_SH):
            yield self.manifest()

    def replace(self, manifest: Manifest) -> None:
        """Let ``manifest`` count from now on; its files are on the disk already."""
        _sync(self.root)
        draft = self.root / f".{MANIFEST}.new"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(manifest), file, indent=2, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.root / MANIFEST)
        _sync(self.root)
        self._remove_left_over()

    def _remove_left_over(self, *, working: bool = False) -> None:
        """Remove files no manifest names, unless somebody still reads: then another time.

        Before anybody works, what a killed engine put aside goes too.
        """
        with suppress(BlockingIOError), _locked(self.root / ".reading", _EXCLUSIVE_NOW):
            current = self.manifest()
            named = {one.file for one in current.relations.values()} if current else set()
            for file in self.root.iterdir():
                if file.suffix in {".parquet", ".new", ".csv"} and file.name not in named:
                    file.unlink()
                elif working and file.name.startswith(WORKING):
                    rmtree(file)


_EXCLUSIVE_NOW = fcntl.LOCK_EX | fcntl.LOCK_NB


def describe(file: Path, *, rows: int) -> FactsFile:
    """Return what a manifest says of a file that has just been written, once it is on the disk."""
    with file.open("rb") as written:
        os.fsync(written.fileno())
        digest = file_digest(written, "sha256").hexdigest()
    return FactsFile(file=file.name, rows=rows, sha256=digest)


def _manifest(stored: dict[str, Any]) -> Manifest:
    return Manifest(
        shape=stored["shape"],
        generation=stored["generation"],
        made_at=stored["made_at"],
        horizon=Horizon(**stored["horizon"]),
        relations={name: FactsFile(**one) for name, one in stored["relations"].items()},
    )


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, how)
        yield


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

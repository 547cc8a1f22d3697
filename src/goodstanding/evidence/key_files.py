"""Where private keys lie: one file each, which only its owner reads. Never in the database."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from goodstanding.evidence.notes import NoteInvalidError, PrivateKey
from goodstanding.values.errors import ConflictError

_PRIVATE_MODE = 0o600


class SealingWaitsError(ConflictError):
    """The log cannot be signed now. Everything else goes on; what is recorded is sealed later."""

    code = "sealing_waits"


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """The directory of the keys that sign."""

    path: Path

    def file(self, key_id: str) -> Path:
        """Return where a key lies."""
        return self.path / f"evidence-{key_id}.key"

    def read(self, key_id: str) -> PrivateKey:
        """Return a key.

        Raises:
            SealingWaitsError: Its file is missing, unreadable or damaged, with what to do.
        """
        file = self.file(key_id)
        try:
            key = PrivateKey.read(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise SealingWaitsError(
                f"The key that signs the evidence is missing: put {file} back from a backup, or "
                "run `goodstanding evidence rotate-key --old-key-is-lost`."
            ) from None
        except (OSError, UnicodeDecodeError, NoteInvalidError) as error:
            raise SealingWaitsError(
                f"The key that signs the evidence cannot be read from {file} ({error}): make it "
                "readable for the user that runs the worker, or put it back from a backup."
            ) from None
        if key.public.key_id.hex() != key_id:
            raise SealingWaitsError(
                f"{file} holds the key {key.public.key_id.hex()}: put {key_id} back from a backup."
            )
        return key

    def write(self, key: PrivateKey) -> None:
        """Keep a new key, whole or not at all after a crash.

        Raises:
            SealingWaitsError: The directory may not be written to.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(self.file(key.public.key_id.hex()), key.written() + "\n")
        except OSError as error:
            raise SealingWaitsError(
                f"The key that signs the evidence cannot be kept in {self.path} "
                f"({error.strerror}): let the user that runs the worker write there."
            ) from None

    def forget(self, key_id: str) -> None:
        """Remove a key that will not sign again."""
        self.file(key_id).unlink(missing_ok=True)


def write_private(path: Path, text: str) -> None:
    """Replace ``path`` by a file only its owner reads."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)

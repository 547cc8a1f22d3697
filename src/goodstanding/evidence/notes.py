"""Signed notes and checkpoints as C2SP writes them (signed-note, tlog-checkpoint), with Ed25519.

A note is a text, an empty line, and one line for each signature. A checkpoint is a note that says
which log it is of, how many entries it holds, and the root of the tree over them.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from goodstanding.values.errors import InvalidValueError

_ED25519 = b"\x01"
_KEY_BYTES = 32
_ID_BYTES = 4
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")
_PRIVATE = "PRIVATE+KEY"
_PRIVATE_KEY = re.compile(r"PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
_SIGNATURES_MAX = 16
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


class NoteInvalidError(InvalidValueError):
    """A note is not written as one, or a signature by a known key does not fit its text."""

    code = "note_invalid"


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """What signatures are verified with: a name and 32 bytes."""

    name: str
    raw: bytes

    def __post_init__(self) -> None:
        if not self.name or re.search(r"[\s+]", self.name) or len(self.raw) != _KEY_BYTES:
            raise NoteInvalidError(
                "A key has a name without spaces and plus signs, and 32 bytes: choose another name."
            )

    @cached_property
    def key_id(self) -> bytes:
        """The four bytes that signatures name the key by."""
        said = self.name.encode() + b"\n" + _ED25519 + self.raw
        return sha256(said).digest()[:_ID_BYTES]

    def written(self) -> str:
        """Return the key as verifiers are told it: ``name+id+base64``."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(_ED25519 + self.raw)}"

    def signed(self, signature: bytes, text: str) -> bool:
        """Return whether ``signature`` is this key's of ``text``."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, kw_only=True)
class PrivateKey:
    """What notes are signed with."""

    name: str
    raw: bytes = field(repr=False)

    @classmethod
    def make(cls, name: str) -> PrivateKey:
        """Return a new key."""
        return cls(name=name, raw=Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def read(cls, text: str) -> PrivateKey:
        """Return the key that ``written()`` wrote.

        Raises:
            NoteInvalidError: It is not whole.
        """
        written = _PRIVATE_KEY.fullmatch(text.strip())
        raw = _bytes_of(written[3]) if written else b""
        if written is None or len(raw) != _KEY_BYTES + 1 or raw[:1] != _ED25519:
            raise NoteInvalidError("This is no private key: restore the file from a backup.")
        key = cls(name=written[1], raw=raw[1:])
        if key.public.key_id.hex() != written[2]:
            raise NoteInvalidError("This private key is damaged: restore the file from a backup.")
        return key

    def written(self) -> str:
        """Return the key as it is kept: ``PRIVATE+KEY+name+id+base64``."""
        encoded = _base64(_ED25519 + self.raw)
        return f"{_PRIVATE}+{self.name}+{self.public.key_id.hex()}+{encoded}"

    @cached_property
    def public(self) -> PublicKey:
        """The key that verifies what this one signs."""
        public = Ed25519PrivateKey.from_private_bytes(self.raw).public_key()
        return PublicKey(name=self.name, raw=public.public_bytes_raw())

    def line(self, text: str) -> str:
        """Return the line that signs ``text``."""
        signature = Ed25519PrivateKey.from_private_bytes(self.raw).sign(text.encode())
        return f"— {self.name} {_base64(self.public.key_id + signature)}\n"


def sign(text: str, keys: Iterable[PrivateKey]) -> str:
    """Return the note: the text and a line for each key."""
    assert text.endswith("\n")
    return text + "\n" + "".join(key.line(text) for key in keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One line under a note: who signed, by which key, and the signature."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text and what was signed under it. Nothing is verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    def signers(self, known: Iterable[PublicKey]) -> list[PublicKey]:
        """Return which of the known keys signed, in the order of the lines.

        Raises:
            NoteInvalidError: A line names a known key, and is not its signature of this text.
        """
        keys = {(key.name, key.key_id): key for key in known}
        found = []
        for each in self.signatures:
            key = keys.get((each.name, each.key_id))
            if key is None:
                continue
            if not key.signed(each.signature, self.text):
                raise NoteInvalidError(
                    f"The signature of {key.name} ({key.key_id.hex()}) is not of this text."
                )
            found.append(key)
        return found


def read_note(note: str) -> Note:
    """Return the text and the signatures of a note.

    Raises:
        NoteInvalidError: It is not written as C2SP's signed-note says.
    """
    text, separator, lines = note.rpartition("\n\n")
    written = [_LINE.fullmatch(line) for line in lines.removesuffix("\n").split("\n")]
    if not separator or not lines.endswith("\n") or _CONTROL.search(note) or None in written:
        raise NoteInvalidError("This is no signed note: ask for the file again.")
    if len(written) > _SIGNATURES_MAX:
        raise NoteInvalidError(f"A note has {_SIGNATURES_MAX} signatures at most.")
    signatures = []
    for match in written:
        assert match is not None  # refused above
        raw = _bytes_of(match[2])
        if len(raw) <= _ID_BYTES:
            raise NoteInvalidError("A signature of this note is too short.")
        signatures.append(
            Signature(name=match[1], key_id=raw[:_ID_BYTES], signature=raw[_ID_BYTES:])
        )
    return Note(text=text + "\n", signatures=tuple(signatures))


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeHead:
    """What a checkpoint says: the log, how many entries it holds, the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


def read_head(text: str) -> TreeHead:
    """Return what a checkpoint's text says; lines after the third are passed over.

    Raises:
        NoteInvalidError: It is not written as C2SP's tlog-checkpoint says.
    """
    origin, size, root, *_more = [*text.split("\n"), "", "", ""]
    raw = _bytes_of(root)
    if not origin or not _SIZE.fullmatch(size) or len(raw) != _KEY_BYTES:
        raise NoteInvalidError("This note is no checkpoint of a log.")
    return TreeHead(origin=origin, size=int(size), root=raw)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes_of(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise NoteInvalidError("This is not written in base64.") from None

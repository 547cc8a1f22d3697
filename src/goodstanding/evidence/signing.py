"""Which keys sign checkpoints, and how one takes the place of another."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from goodstanding.evidence.events import EvidenceKeyRotated
from goodstanding.evidence.exclusive import sealer_waits
from goodstanding.evidence.key_files import KeyFolder, SealingWaitsError
from goodstanding.evidence.models import Checkpoint, SigningKey
from goodstanding.evidence.notes import PrivateKey, PublicKey, read_note
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import change
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError
from goodstanding.values.ids import new_id


def key_folder() -> KeyFolder:
    """Return where this installation keeps the keys that sign."""
    return KeyFolder(Path(settings.GOODSTANDING_EVIDENCE_KEYS))


def known_keys() -> list[PublicKey]:
    """Return every key that ever signed or will, the oldest first."""
    return [PublicKey(name=key.name, raw=bytes(key.public_key)) for key in SigningKey.objects.all()]


def keys_to_sign(last: Checkpoint | None, *, at: datetime) -> list[PrivateKey]:
    """Return the keys that sign the next checkpoint, the newest last; make the first one.

    The key that signed the last checkpoint signs once more where a newer one takes its place,
    unless it was lost.

    Raises:
        SealingWaitsError: One of them cannot be read.
    """
    folder = key_folder()
    keys = list(SigningKey.objects.all())
    if not keys:
        return [_first_key(folder, at=at)]
    newest = folder.read(keys[-1].key_id)
    before = signed_last(last, keys) if last is not None else None
    if before is None or before.key_id == keys[-1].key_id:
        return [newest]
    followers = keys[keys.index(before) + 1 :]
    if not all(key.vouched for key in followers):
        return [newest]
    return [folder.read(before.key_id), newest]


def signed_last(checkpoint: Checkpoint, keys: list[SigningKey]) -> SigningKey | None:
    """Return the newest of the keys that the lines under a checkpoint name."""
    named = {each.key_id.hex() for each in read_note(checkpoint.note).signatures}
    signed = [key for key in keys if key.key_id in named]
    return signed[-1] if signed else None


def _first_key(folder: KeyFolder, *, at: datetime) -> PrivateKey:
    key = PrivateKey.make(f"{settings.GOODSTANDING_EVIDENCE_HOST}/evidence/{new_id().hex[-12:]}")
    folder.write(key)
    _add(key.public, at=at, vouched=True)
    return key


def _add(key: PublicKey, *, at: datetime, vouched: bool) -> None:
    SigningKey.objects.create(
        key_id=key.key_id.hex(),
        name=key.name,
        public_key=key.raw,
        signs_from=at,
        vouched=vouched,
    )


def rotate_key(*, actor: Actor, at: datetime, old_key_is_lost: bool = False) -> PublicKey:
    """Let a new key sign from now on, and return it. The old one signs once more beside it.

    ``old_key_is_lost`` says that it cannot; nothing then vouches for the new key but the event
    and the people who are told of it, and every check says so.

    Raises:
        ConflictError: Nothing was signed yet, or keys were changed at the same moment.
        SealingWaitsError: The old key cannot be read and is not said to be lost, or the new one
            cannot be kept.
    """
    with sealer_waits():
        newest = SigningKey.objects.last()
        if newest is None:
            raise ConflictError("No key signs yet: the first one is made when the log is sealed.")
        if at <= newest.signs_from:
            raise ConflictError("A newer key was made a moment ago: it signs already.")
        folder = key_folder()
        if not old_key_is_lost:
            folder.read(newest.key_id)
        key = PrivateKey.make(newest.name)
        folder.write(key)
        with change(actor=actor, at=at) as done:
            _add(key.public, at=at, vouched=not old_key_is_lost)
            done.record(
                EvidenceKeyRotated(
                    key_id=Code(key.public.key_id.hex()),
                    public_key=Code(key.public.raw.hex()),
                    replaces_key_id=Code(newest.key_id),
                    vouched=not old_key_is_lost,
                )
            )
        return key.public


def forget_old_keys(signed: list[PrivateKey]) -> None:
    """Remove the file of a key that signed for the last time, once that is committed."""
    for key in signed[:-1]:
        key_folder().forget(key.public.key_id.hex())


def key_problem() -> str:
    """Return why the log cannot be signed; empty where it can."""
    newest = SigningKey.objects.last()
    if newest is None:
        return ""
    try:
        key_folder().read(newest.key_id)
    except SealingWaitsError as error:
        return str(error)
    return ""

"""Keys: made once, kept beside the database, replaced by one that the old one signs for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from goodstanding.evidence.jobs import seal_each_minute
from goodstanding.evidence.key_files import KeyFolder, SealingWaitsError
from goodstanding.evidence.models import Checkpoint, Event, Leaf, SigningKey
from goodstanding.evidence.notes import PrivateKey
from goodstanding.evidence.sealing import seal
from goodstanding.evidence.signing import key_problem, known_keys, rotate_key
from goodstanding.values import clock
from goodstanding.values.errors import ConflictError
from tests.builders import NOON, SYSTEM
from tests.evidence.sealing_world import note, record, sealed, sealed_log, settle, wrong

LATER = NOON + timedelta(hours=1)


def file_of(log: Path, number: int = -1) -> Path:
    """Return the file of a key, the newest unless told otherwise."""
    key = list(SigningKey.objects.all())[number]
    return log / "keys" / f"evidence-{key.key_id}.key"


def signed_by() -> list[str]:
    return [each.key_id.hex() for each in note().signatures]


def test_the_key_lies_in_a_file_of_its_owner_and_not_in_the_database(log: Path) -> None:
    sealed_log(1)

    file = file_of(log)
    kept = PrivateKey.read(file.read_text(encoding="utf-8"))
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert known_keys() == [kept.public]
    assert SigningKey.objects.get().signs_from == NOON
    assert key_problem() == ""


def test_a_new_key_is_recorded_and_the_old_one_signs_once_more(log: Path) -> None:
    sealed_log(2)
    (old,) = known_keys()

    new = rotate_key(actor=SYSTEM, at=LATER)
    settle()
    sealed()
    both = signed_by()
    sealed_log(1)

    event = Event.objects.get(name="evidence-key.rotated")
    assert event.subject == f"key:{new.key_id.hex()}"
    assert both == [old.key_id.hex(), new.key_id.hex()]
    assert signed_by() == [new.key_id.hex()]
    assert known_keys() == [old, new]
    assert [file.name for file in (log / "keys").iterdir()] == [file_of(log).name]
    assert wrong() == []


def test_a_key_replaced_before_it_signed_signs_nothing(log: Path) -> None:
    sealed_log(1)
    (old,) = known_keys()

    rotate_key(actor=SYSTEM, at=LATER)
    last = rotate_key(actor=SYSTEM, at=LATER + timedelta(hours=1))
    settle()
    sealed()

    assert signed_by() == [old.key_id.hex(), last.key_id.hex()]
    assert wrong() == []


def test_without_its_key_the_log_waits_and_goes_on_when_it_is_back(log: Path) -> None:
    sealed_log(2)
    record()
    settle()
    file = file_of(log)
    kept = file.rename(log / "aside")

    waiting = seal(at=NOON)
    seal_each_minute(timestamp=0)
    left = Leaf.objects.count()
    kept.rename(file)

    assert waiting.waiting == (
        f"The key that signs the evidence is missing: put {file} back from a backup, or run "
        "`goodstanding evidence rotate-key --old-key-is-lost`."
    )
    assert left == 2
    assert sealed().size == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"words", "cannot be read from"),
        (b"\xff\xfe", "cannot be read from"),
        (PrivateKey(name="example.com/log", raw=bytes(32)).written().encode(), "holds the key"),
    ],
)
def test_a_damaged_key_is_said(log: Path, content: bytes, said: str) -> None:
    sealed_log(1)
    file_of(log).write_bytes(content)
    record()

    assert said in seal(at=NOON).waiting
    assert said in key_problem()


def test_a_key_that_cannot_be_kept_is_said(log: Path, settings: Settings) -> None:
    (log / "in-the-way").write_text("", encoding="utf-8")
    settings.GOODSTANDING_EVIDENCE_KEYS = log / "in-the-way" / "keys"
    record()

    assert "cannot be kept in" in seal(at=NOON).waiting
    assert not SigningKey.objects.exists()


def test_a_lost_key_is_replaced_and_every_check_says_that_nothing_vouches(log: Path) -> None:
    sealed_log(1)
    file_of(log).unlink()
    with pytest.raises(SealingWaitsError, match="is missing"):
        rotate_key(actor=SYSTEM, at=LATER)
    refused = SigningKey.objects.count()

    new = rotate_key(actor=SYSTEM, at=LATER, old_key_is_lost=True)
    settle()
    sealed()

    assert refused == 1
    assert signed_by() == [new.key_id.hex()]
    assert wrong() == [("key-unvouched", f"key:{new.key_id.hex()}")]
    assert [each.kind for each in seal(at=NOON).found] == ["key-unvouched"]


@pytest.mark.usefixtures("log")
def test_there_is_nothing_to_replace_before_the_first_seal() -> None:
    with pytest.raises(ConflictError, match="No key signs yet"):
        rotate_key(actor=SYSTEM, at=NOON)

    sealed_log(1)
    with pytest.raises(ConflictError, match="a moment ago"):
        rotate_key(actor=SYSTEM, at=NOON)

    assert Event.objects.filter(name="evidence-key.rotated").count() == 0


@pytest.mark.usefixtures("log")
def test_the_job_seals() -> None:
    record()
    settle()

    seal_each_minute(timestamp=0)

    assert Checkpoint.objects.get().size == 1
    assert abs(Checkpoint.objects.get().made_at - clock.now()) < timedelta(minutes=1)


def test_a_folder_forgets_a_key_that_is_not_there(tmp_path: Path) -> None:
    KeyFolder(tmp_path).forget("00000000")

    assert list(tmp_path.iterdir()) == []

"""What the command line and the public addresses say of the sealed log."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from goodstanding.evidence.commands import evidence_group
from goodstanding.evidence.exclusive import sealer_waits
from goodstanding.evidence.merkle import proves_consistency
from goodstanding.evidence.models import Alarm, Checkpoint, SigningKey
from goodstanding.evidence.notes import read_head, read_note
from goodstanding.evidence.signing import known_keys
from tests.evidence.sealing_world import latest, record, sealed_log, settle, tamper
from tests.threads import all_at_once

pytestmark = pytest.mark.usefixtures("log")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(evidence_group, arguments, catch_exceptions=False)


def test_sealing_by_hand_says_what_it_did() -> None:
    record(3)
    settle()

    assert run("seal").output == "Sealed 3 entries; the log holds 3.\n"
    assert run("seal").output == "Sealed 0 entries; the log holds 3.\n"


def test_sealing_by_hand_leaves_where_it_is_done_already() -> None:
    record()

    with sealer_waits():
        (told,) = all_at_once(lambda: run("seal"))

    assert told.output == "The log is being sealed already.\n"


def test_a_check_of_a_good_log_shows_the_checkpoint() -> None:
    empty = run("check")
    sealed_log(3)

    good = run("check")

    assert (empty.exit_code, empty.output) == (0, "Nothing is sealed yet.\n")
    assert good.exit_code == 0
    assert good.output == f"Looked at 3 entries.\n\n{latest().note}"


def test_a_check_of_a_tampered_log_fails_with_sentences() -> None:
    seqs = sealed_log(3)
    tamper("DELETE FROM evidence_event WHERE seq = %s", seqs[1])

    checked, again = run("check"), run("check")

    assert checked.exit_code == again.exit_code == 1
    assert f"Event {seqs[1]}, entry 1 of the log, is gone." in checked.output
    assert Alarm.objects.count() == 1


def test_what_was_mended_is_still_told() -> None:
    seqs = sealed_log(2)
    tamper("UPDATE evidence_event SET actor = 'system:other' WHERE seq = %s", seqs[0])
    found = run("seal")
    tamper("UPDATE evidence_event SET actor = 'system:tests' WHERE seq = %s", seqs[0])

    mended = run("check")

    assert (found.exit_code, mended.exit_code) == (1, 0)
    assert "mended since: Event" in mended.output


def test_a_missing_key_fails_seal_and_check(log: Path) -> None:
    sealed_log(1)
    (log / "keys" / f"evidence-{SigningKey.objects.get().key_id}.key").unlink()
    record()

    assert run("seal").exit_code == run("check").exit_code == 1
    assert "put" in run("check").output


def test_a_new_key_is_told_as_verifiers_need_it() -> None:
    sealed_log(1)

    told = run("rotate-key")

    assert told.exit_code == 0
    assert known_keys()[-1].written() in told.output


def test_checkpoints_are_public() -> None:
    sealed_log(2, 3)

    newest = Client().get("/evidence/checkpoint")
    earlier = Client().get("/evidence/checkpoint/2")

    assert newest["Content-Type"] == "text/plain; charset=utf-8"
    assert newest.content.decode() == latest().note
    assert read_head(read_note(earlier.content.decode()).text).size == 2


def test_anybody_can_see_that_a_checkpoint_continues_an_earlier_one() -> None:
    sealed_log(2, 3)
    roots = {each.size: bytes(each.root) for each in Checkpoint.objects.all()}

    told = Client().get("/evidence/consistency/2/5").json()

    assert (told["old"], told["new"]) == (2, 5)
    assert proves_consistency(
        old=2,
        new=5,
        old_root=roots[2],
        new_root=roots[5],
        proof=[base64.b64decode(step) for step in told["proof"]],
    )


@pytest.mark.parametrize(
    "path",
    [
        "/evidence/checkpoint/3",
        f"/evidence/checkpoint/{'9' * 30}",
        "/evidence/consistency/5/2",
        "/evidence/consistency/2/4",
        "/evidence/consistency/0/5",
    ],
)
def test_what_was_not_signed_is_not_there(path: str) -> None:
    sealed_log(2, 3)

    assert Client().get(path).status_code == 404
    assert Client().post(path).status_code == 405

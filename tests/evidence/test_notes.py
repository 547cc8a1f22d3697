"""Notes are written and read as the specification says, to the byte."""

from __future__ import annotations

import base64

import pytest

from goodstanding.evidence.notes import (
    NoteInvalidError,
    PrivateKey,
    PublicKey,
    TreeHead,
    read_head,
    read_note,
    sign,
)

#: The example of Go's golang.org/x/mod/sumdb/note.
KEPT = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
KNOWN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
NOTE = (
    f"{TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvq"
    "fqdngotpRZb6KE6RyyBwJnAM=\n"
)
#: The example of C2SP's tlog-checkpoint.
CHECKPOINT = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2"
    "q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


def test_the_published_key_signs_the_published_note() -> None:
    key = PrivateKey.read(KEPT)

    note = sign(TEXT, [key])

    assert note == NOTE
    assert key.public.written() == KNOWN
    assert key.written() == KEPT
    assert "GyNhPJEMzD1" not in repr(key)
    assert read_note(note).signers([key.public]) == [key.public]


def test_the_published_checkpoint_is_read() -> None:
    note = read_note(CHECKPOINT)

    head = read_head(note.text)

    assert head.origin == note.signatures[0].name == "example.com/behind-the-sofa"
    assert head.size == 20_852_163
    assert base64.b64encode(head.root) == b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    assert head.text() == note.text
    assert note.signatures[0].key_id.hex() == "033de0ae"
    assert len(note.signatures[0].signature) == 64


def test_two_keys_sign_in_order_and_unknown_keys_are_passed_over() -> None:
    old, new, stranger = (PrivateKey.make("example.com/log") for _ in range(3))
    text = TreeHead(origin="example.com/log", size=7, root=bytes(32)).text()

    note = read_note(sign(text, [old, stranger, new]))

    assert note.signers([new.public, old.public]) == [old.public, new.public]
    assert note.signers([PrivateKey.make("example.com/log").public]) == []


@pytest.mark.parametrize(
    "changed", [NOTE.replace("answer", "ansver"), NOTE.replace("ZJku", "ZJkv")]
)
def test_a_changed_text_or_signature_is_refused(changed: str) -> None:
    with pytest.raises(NoteInvalidError, match="c74f20a3"):
        read_note(changed).signers([PrivateKey.read(KEPT).public])


@pytest.mark.parametrize(
    "written",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        NOTE.removesuffix("\n"),
        NOTE.replace("— ", "- "),
        NOTE.replace("PeterNeumann x", "Peter+Neumann x"),
        NOTE.replace("problem,", "problem,\r"),
        f"{TEXT}\n— PeterNeumann AAAA\n",
        f"{TEXT}\n— PeterNeumann AAAAA\n",
        f"{TEXT}\n" + "— PeterNeumann AAAAAAAA\n" * 17,
    ],
)
def test_what_is_no_note_is_refused(written: str) -> None:
    with pytest.raises(NoteInvalidError):
        read_note(written)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "log\n7\n",
        f"log\n07\n{'A' * 43}=\n",
        f"log\n-7\n{'A' * 43}=\n",
        f"\n7\n{'A' * 43}=\n",
        "log\n7\nAAAA\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteInvalidError):
        read_head(text)


@pytest.mark.parametrize(
    "kept", ["", "words", KEPT[:-4], KEPT.replace("c74f20a3", "c74f20a4"), KEPT.replace("+A", "+B")]
)
def test_a_damaged_private_key_is_refused(kept: str) -> None:
    with pytest.raises(NoteInvalidError):
        PrivateKey.read(kept)


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_key_has_a_name_that_can_be_written(name: str) -> None:
    with pytest.raises(NoteInvalidError):
        PublicKey(name=name, raw=bytes(32))

"""Talking to a mail server: every way it can end comes back as a reply."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread

import pytest

from goodstanding.notices.rules.handover import Fate, Reply, Stage, decide_fate
from goodstanding.notices.smtp import MailServer
from tests.builders_notices import free_port

LETTER = b"Subject: x\r\n\r\n.a line that starts with a dot\r\n"
TO = "maria@fabrikam.example"


@contextmanager
def _scripted(settings, *answers: bytes) -> Iterator[list[bytes]]:
    """Serve one connection: say each answer after what it answers; after the last, hang up.

    The first is the greeting. An answer to a whole message follows ``354``.
    """
    said: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", listener.getsockname()[1]
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            _play(connection, lines, answers, said)

    thread = Thread(target=serve)
    thread.start()
    try:
        yield said
    finally:
        thread.join()
        listener.close()


def _play(connection, lines, answers: Sequence[bytes], said: list[bytes]) -> None:
    connection.sendall(answers[0] + b"\r\n")
    message_follows = False
    for answer in answers[1:]:
        said.append(lines.readline().strip())
        while message_follows and said[-1] != b".":
            said.append(lines.readline().strip())
        message_follows = answer.startswith(b"354")
        connection.sendall(answer + b"\r\n")
    if message_follows:
        while lines.readline().strip() != b".":
            pass


def _hand_over() -> Reply:
    with MailServer() as server:
        return server.hand_over(sender="us@contoso.example", recipient=TO, content=LETTER)


@pytest.mark.parametrize(
    ("answers", "stage", "code"),
    [
        ([b"554 Go away"], Stage.CONNECT, 554),
        ([b"220 hi", b"250 hi", b"550 Not you"], Stage.SENDER, 550),
        ([b"220 hi", b"250 hi"], Stage.SENDER, None),
        ([b"220 hi", b"250 hi", b"250 ok", b"550 5.1.1 Nobody"], Stage.RECIPIENT, 550),
        ([b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"451 Later"], Stage.CONTENT, 451),
        (
            [b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go", b"554 Spam"],
            Stage.SENT,
            554,
        ),
        ([b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go", b"250 ok"], Stage.SENT, 250),
        ([b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go"], Stage.SENT, None),
    ],
)
def test_how_far_it_came_is_known(settings, answers, stage, code) -> None:
    with _scripted(settings, *answers):
        reply = _hand_over()

    assert (reply.stage, reply.code) == (stage, code)


def test_a_line_that_breaks_after_the_message_leaves_it_uncertain(settings) -> None:
    with _scripted(settings, b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go"):
        reply = _hand_over()

    assert decide_fate(reply) is Fate.UNCERTAIN


def test_a_dot_at_the_start_of_a_line_is_doubled(settings) -> None:
    answers = (b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go", b"250 ok")
    with _scripted(settings, *answers) as said:
        _hand_over()

    assert b"..a line that starts with a dot" in said
    assert said[-1] == b"."


def test_a_server_that_is_not_there_was_not_reached(settings) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False

    reply = _hand_over()

    assert (reply.stage, reply.code) == (Stage.CONNECT, None)


def test_encryption_the_server_does_not_speak_is_not_done_without(settings) -> None:
    with _scripted(settings, b"220 hi", b"250 hi"):
        settings.EMAIL_USE_TLS = True
        reply = _hand_over()

    assert reply.stage is Stage.CONNECT
    assert decide_fate(reply) is Fate.RETRY


def test_encryption_from_the_first_byte_needs_a_server_that_has_it(settings) -> None:
    with _scripted(settings, b"220 hi"):
        settings.EMAIL_USE_SSL = True
        reply = _hand_over()

    assert (reply.stage, reply.code) == (Stage.CONNECT, None)


def test_a_name_the_server_does_not_know_is_tried_again(settings) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "secret"
    answers = (b"220 hi", b"250-hi\r\n250 AUTH PLAIN", b"535 5.7.8 Wrong")
    with _scripted(settings, *answers):
        reply = _hand_over()

    assert reply.stage is Stage.CONNECT
    assert decide_fate(reply) is Fate.RETRY


def test_a_mailbox_beyond_ascii_is_written_to_where_the_server_can(postbox) -> None:
    with MailServer() as server:
        reply = server.hand_over(
            sender="us@contoso.example", recipient="jürgen@fabrikam.example", content=LETTER
        )

    assert reply.code == 250
    assert postbox.envelopes == [("jürgen@fabrikam.example",)]


def test_a_mailbox_beyond_ascii_costs_nothing_where_it_cannot(settings) -> None:
    with _scripted(settings, b"220 hi", b"250 hi"), MailServer() as server:
        reply = server.hand_over(
            sender="us@contoso.example", recipient="jürgen@fabrikam.example", content=LETTER
        )

    assert decide_fate(reply) is Fate.GIVEN_UP

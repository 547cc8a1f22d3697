"""Handing letters to the mail server, one after another on one connection."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail.utils import DNS_NAME

from goodstanding.notices.rules.handover import Reply, Stage

_MESSAGE_FOLLOWS = 354
_NOT_IN_ASCII = 553  # RFC 6531, section 3.5: what a server without SMTPUTF8 would say.
_OK = range(200, 300)
_LEADING_DOT = re.compile(rb"(?m)^\.")


class MailServer:
    """A connection to the configured mail server, opened when first needed and used again.

    Not for several threads. Every answer comes back as a ``Reply``; nothing is raised.
    """

    def __init__(self) -> None:
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection, politely where the server still listens."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()

    def hand_over(self, *, sender: str, recipient: str, content: bytes) -> Reply:
        """Offer one message and return the server's last answer.

        A connection the server closed while it was idle is opened anew, once, as long as
        nothing was offered on it.
        """
        used_before = self._connection is not None
        reply = self._offer(sender, recipient, content)
        if used_before and reply.stage is Stage.SENDER and reply.code is None:
            reply = self._offer(sender, recipient, content)
        return reply

    def _offer(self, sender: str, recipient: str, content: bytes) -> Reply:
        stage = Stage.CONNECT
        try:
            connection = self._open()
            options = _options(connection, sender, recipient)
            if options is None:
                return _reply(
                    Stage.CONTENT, _NOT_IN_ASCII, "The server takes ASCII addresses only."
                )
            stage = Stage.SENDER
            code, text = connection.mail(sender, options)
            if code in _OK:
                stage = Stage.RECIPIENT
                code, text = connection.rcpt(recipient)
            if code in _OK:
                stage = Stage.CONTENT
                code, text = connection.docmd("DATA")
                if code == _MESSAGE_FOLLOWS:
                    stage = Stage.SENT
                    connection.send(_LEADING_DOT.sub(b"..", content) + b".\r\n")
                    code, text = connection.getreply()
                    return _reply(stage, code, text)
            self._reset(connection)
            return _reply(stage, code, text)
        except smtplib.SMTPResponseException as error:
            self._drop()
            return _reply(stage, error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Reply(stage=stage, text=str(error)[:200])

    def _open(self) -> smtplib.SMTP:
        if self._connection is not None:
            return self._connection
        tls = ssl.create_default_context() if _encrypted() else None
        host, port, limit_s = settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT
        own_name = DNS_NAME.get_fqdn()
        connection: smtplib.SMTP
        if settings.EMAIL_USE_SSL:
            connection = smtplib.SMTP_SSL(host, port, own_name, timeout=limit_s, context=tls)
        else:
            connection = smtplib.SMTP(host, port, own_name, timeout=limit_s)
        self._connection = connection
        if settings.EMAIL_USE_TLS:
            connection.starttls(context=tls)
        connection.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            connection.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        return connection

    def _reset(self, connection: smtplib.SMTP) -> None:
        """Make the connection ready for the next message, or give it up."""
        try:
            connection.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _encrypted() -> bool:
    return bool(settings.EMAIL_USE_SSL or settings.EMAIL_USE_TLS)


def _options(connection: smtplib.SMTP, *addresses: str) -> list[str] | None:
    """Ask for SMTPUTF8 (RFC 6531) where an address needs it; None where the server has it not."""
    if all(address.isascii() for address in addresses):
        return []
    if not connection.has_extn("smtputf8"):
        return None
    connection.command_encoding = "utf-8"
    return ["SMTPUTF8"]


def _reply(stage: Stage, code: int, text: bytes | str) -> Reply:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return Reply(stage=stage, code=code, text=" ".join(said.split())[:200])

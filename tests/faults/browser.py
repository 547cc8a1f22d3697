"""Somebody who is signed in and sends forms, as plain HTTP that may go without an answer."""

from __future__ import annotations

import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from html.parser import HTMLParser
from http.client import HTTPException
from http.cookiejar import CookieJar
from urllib.parse import urlencode

Fields = Sequence[tuple[str, str]]


class NoAnswerError(Exception):
    """The connection broke, or the answer is one of a server in trouble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back."""

    status: int
    to: str  #: Where a redirect leads, or empty.
    text: str


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Browser:
    """Keeps cookies, follows nothing, and says when there was no answer."""

    def __init__(self, port: int) -> None:
        self._base = f"http://localhost:{port}"
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(
            _Stay(), urllib.request.HTTPCookieProcessor(self._jar)
        )

    def get(self, path: str) -> Reply:
        return self._send(path, None, {})

    def post(
        self, path: str, fields: Fields, *, file: tuple[str, str, bytes] | None = None
    ) -> Reply:
        """Send a form; ``file`` is the field's name, the file's name and its content."""
        sent = [("csrfmiddlewaretoken", self._cookie("csrftoken")), *fields]
        if file is None:
            kind = "application/x-www-form-urlencoded"
            return self._send(path, urlencode(sent).encode(), {"Content-Type": kind})
        body, kind = _multipart(sent, file)
        return self._send(path, body, {"Content-Type": kind})

    def sign_in(self, email: str, password: str) -> None:
        self.get("/sign-in/")
        reply = self.post("/sign-in/", [("email", email), ("password", password)])
        assert reply.to, reply.text

    def _send(self, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        request = urllib.request.Request(self._base + path, data=body, headers=dict(headers))
        try:
            with self._opener.open(request, timeout=60) as answer:
                return _reply(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                if error.code >= 500:
                    raise NoAnswerError(f"{path} answered {error.code}") from error
                return _reply(error.code, error.headers, error.read())
        except (OSError, HTTPException) as error:
            raise NoAnswerError(f"{path}: {error}") from error

    def _cookie(self, name: str) -> str:
        return next((each.value or "" for each in self._jar if each.name == name), "")


def _reply(status: int, headers: Message, body: bytes) -> Reply:
    return Reply(status=status, to=headers.get("Location", ""), text=body.decode())


def _multipart(fields: Fields, file: tuple[str, str, bytes]) -> tuple[bytes, str]:
    line = uuid.uuid4().hex
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    name, called, content = file
    head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\n'
    parts.append(f"{head}Content-Type: text/csv\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{line}--\r\n".encode(), f"multipart/form-data; boundary={line}"


class _Choices(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "select":
            self._select = said.get("name") or ""
        elif tag == "option" and "selected" in said and self._select:
            self.found.append((self._select, said.get("value") or ""))


def chosen_options(page: str) -> Fields:
    """Return what the drop-down lists of a page are set to."""
    parser = _Choices()
    parser.feed(page)
    return parser.found

"""What the environment says about this installation, checked before anything starts.

Every variable is optional. All that are wrong are named in one error.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from goodstanding.runtime.errors import DataDirectoryError, explain_os_error
from goodstanding.runtime.layout import Contents, Layout, read_json, write_private
from goodstanding.values.errors import DomainError

_NODE_MODULES = Path(__file__).resolve().parents[3] / "node_modules"
_PORT_MAX = 65_535
_PROXIES_MAX = 9
_SECRET_KEY_LENGTH_MIN = 32
_CONNECTION_S_MAX = 10


class EnvironmentInvalidError(DomainError):
    """Variables of the environment have values the product cannot work with."""

    code = "environment_invalid"

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("The environment is not usable:\n" + "\n".join(f"- {p}" for p in problems))


class DatabaseUnknownError(DomainError):
    """Nothing says where the database is."""

    code = "database_unknown"

    def __init__(self) -> None:
        super().__init__(
            "No database is known: start it with `goodstanding up` or set DATABASE_URL."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed over. ``tls`` from the first byte, ``starttls`` after a greeting."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The configuration of one process, complete and checked."""

    VARIABLES: ClassVar[Mapping[str, str]] = {
        "GOODSTANDING_DATA": "directory of everything kept on disk (default ./var)",
        "DATABASE_URL": "postgresql://… of the role web and worker use (default: embedded)",
        "DATABASE_OWNER_URL": "postgresql://… of the role that owns the tables and migrates",
        "GOODSTANDING_SECRET_KEY": "at least 32 characters (default: made once, kept on disk)",
        "GOODSTANDING_URL": "address people reach the site at (default http://localhost:PORT)",
        "GOODSTANDING_HOST": "address the web listens on (default 127.0.0.1)",
        "GOODSTANDING_PORT": "port the web listens on (default 8000)",
        "GOODSTANDING_PROXIES": "own proxies in front that add to X-Forwarded-For (default 0)",
        "GOODSTANDING_MAIL_URL": "smtp://, smtp+starttls:// or smtps://user:password@host:port",
        "GOODSTANDING_MAIL_FROM": "sender of mail (default goodstanding@localhost)",
        "GOODSTANDING_EVIDENCE_KEYS": "directory of keys that sign (default: a part of backups)",
        "GOODSTANDING_NODE_MODULES": "where npm put the front-end packages (default: found)",
    }

    data_dir: Path
    database_url: str | None = field(repr=False)
    owner_database_url: str | None = field(repr=False)
    database_embedded: bool
    secret_key: str = field(repr=False)
    public_url: str
    host: str
    port: int
    proxies: int  #: Own proxies in front; as many addresses of X-Forwarded-For are believed.
    mail: MailServer
    mail_real: bool
    mail_from: str
    demonstration: bool
    evidence_keys: Path
    node_modules: Path

    @property
    def layout(self) -> Layout:
        """Paths in the data directory."""
        return Layout(self.data_dir)

    @property
    def https(self) -> bool:
        """Whether people reach the site over HTTPS."""
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        """The host, and port if it is a special one, that people reach the site at."""
        return urlsplit(self.public_url).netloc.rpartition("@")[2]

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Host names a request may ask for: the public one and this machine's own."""
        public = urlsplit(self.public_url).hostname or "localhost"
        return tuple(dict.fromkeys((public, "localhost", "127.0.0.1", "[::1]")))

    @property
    def trusted_origins(self) -> tuple[str, ...]:
        """Origins a form may be sent from, beside the page's own."""
        return (self.public_url,)

    def url(self, role: str) -> str:
        """Return the database address of ``role``, ``app`` or ``owner``.

        Raises:
            DatabaseUnknownError: Neither the environment nor a running installation names it.
        """
        found = self.owner_database_url if role == "owner" else self.database_url
        if found is None:
            raise DatabaseUnknownError
        return found

    def django_database(self, role: str) -> dict[str, Any]:
        """Return the entry of Django's ``DATABASES`` for ``role``, ``app`` or ``owner``.

        While no database is known the entry leads nowhere, so that checks which need none
        run; ``url()`` is what refuses.
        """
        known = self.owner_database_url if role == "owner" else self.database_url
        nowhere = make_conninfo(
            host=str(self.layout.socket), user=f"goodstanding_{role}", dbname="goodstanding"
        )
        parts = {key: str(value) for key, value in conninfo_to_dict(known or nowhere).items()}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.pop("dbname", ""),
            "USER": parts.pop("user", ""),
            "PASSWORD": parts.pop("password", ""),
            "HOST": parts.pop("host", ""),
            "PORT": parts.pop("port", ""),
            "OPTIONS": {"connect_timeout": _CONNECTION_S_MAX, **parts},
        }


@dataclass(slots=True)
class _Reader:
    """Reads variables one by one and collects what is wrong with them."""

    environ: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        return self.environ.get(name, "").strip() or default

    def refuse(self, name: str, reason: str) -> None:
        self.problems.append(f"{name} {reason}")

    def port(self, name: str, default: int) -> int:
        text = self.text(name, str(default))
        if text.isascii() and text.isdecimal() and 0 < int(text) <= _PORT_MAX:
            return int(text)
        self.refuse(name, f"is {text!r}: write a port between 1 and {_PORT_MAX}.")
        return default

    def proxies(self, name: str) -> int:
        text = self.text(name, "0")
        if text.isascii() and text.isdecimal() and int(text) <= _PROXIES_MAX:
            return int(text)
        self.refuse(
            name,
            f"is {text!r}: write how many proxies of your own stand in front, 0 to {_PROXIES_MAX}.",
        )
        return 0

    def database(self, name: str) -> str | None:
        text = self.text(name)
        if not text:
            return None
        example = "write postgresql://user:password@host:5432/database."
        if not text.startswith(("postgresql://", "postgres://")):
            self.refuse(name, f"is not a PostgreSQL address: {example}")
            return None
        try:
            parts = conninfo_to_dict(text)
        except psycopg.ProgrammingError as error:
            self.refuse(name, f"cannot be read ({str(error).strip()}): {example}")
            return None
        missing = [word for word in ("user", "dbname") if not parts.get(word)]
        if missing:
            self.refuse(name, f"lacks {' and '.join(missing)}: {example}")
        return text

    def address(self, name: str, default: str) -> str:
        text = self.text(name, default)
        try:
            parts = urlsplit(text)
            valid = parts.scheme in {"http", "https"} and bool(parts.hostname)
            valid = valid and parts.port != 0 and parts.path in {"", "/"} and not parts.query
        except ValueError:
            valid = False
        if not valid:
            self.refuse(name, f"is {text!r}: write http:// or https:// and a host, without a path.")
        return text.rstrip("/")

    def mail_server(self, name: str) -> MailServer | None:
        text = self.text(name)
        if not text:
            return None
        ports = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ports or not parts.hostname:
            self.refuse(
                name,
                "is not a mail server: write smtp://, smtp+starttls:// or smtps://, then "
                "user:password@host:port.",
            )
            return None
        return MailServer(
            host=parts.hostname,
            port=port or ports[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            starttls=parts.scheme == "smtp+starttls",
            tls=parts.scheme == "smtps",
        )


def load(environ: Mapping[str, str] = os.environ) -> Environment:
    """Return the configuration ``environ`` and the data directory describe.

    Makes the secret key on the first call where none is configured; changes nothing else.

    Raises:
        EnvironmentInvalidError: Names every variable that cannot be used.
        DataDirectoryError: A file in the data directory is damaged or may not be written.
    """
    reader = _Reader(environ)
    layout = Layout(_data_dir(reader))
    app_url = reader.database("DATABASE_URL")
    owner_url = reader.database("DATABASE_OWNER_URL")
    if owner_url is not None and not reader.text("DATABASE_URL"):
        reader.refuse("DATABASE_OWNER_URL", "is set and DATABASE_URL is not: set both, or neither.")
    running = {} if app_url else read_json(layout.embedded) or {}
    real_mail = reader.mail_server("GOODSTANDING_MAIL_URL")
    demonstration = layout.contents() in {Contents.DEMONSTRATION, Contents.DEMONSTRATION_LOADING}
    if demonstration and real_mail is not None:
        reader.refuse(
            "GOODSTANDING_MAIL_URL",
            f"is set and {layout.root} holds the demonstration, whose people do not exist: unset "
            "it, or run `goodstanding demo remove` first.",
        )
    port = reader.port("GOODSTANDING_PORT", 8000)
    loaded = Environment(
        data_dir=layout.root,
        database_url=app_url or running.get("database_url"),
        # Without a role of its own to migrate with, the one role there is does both.
        owner_database_url=owner_url or app_url or running.get("owner_database_url"),
        database_embedded=app_url is None,
        public_url=reader.address("GOODSTANDING_URL", f"http://localhost:{port}"),
        host=reader.text("GOODSTANDING_HOST", "127.0.0.1"),
        port=port,
        proxies=reader.proxies("GOODSTANDING_PROXIES"),
        mail=real_mail or _mailbox(running, layout),
        mail_real=real_mail is not None,
        mail_from=_sender(reader),
        demonstration=demonstration,
        evidence_keys=Path(reader.text("GOODSTANDING_EVIDENCE_KEYS", str(layout.keys))),
        node_modules=Path(reader.text("GOODSTANDING_NODE_MODULES", str(_NODE_MODULES))),
        secret_key=_secret_key(reader, layout),  # Last: it writes, unless something is refused.
    )
    if reader.problems:
        raise EnvironmentInvalidError(tuple(reader.problems))
    return loaded


@contextmanager
def leaving_nothing(environ: MutableMapping[str, str] = os.environ) -> Iterator[None]:
    """Let a process that knows of no installation load its configuration and leave none behind.

    Without a database there is nobody whose sessions and letters the secret key would protect,
    so it is made for this process alone, and no data directory for it.
    """
    named = any(environ.get(name) for name in ("DATABASE_URL", "GOODSTANDING_SECRET_KEY"))
    if named or _data_dir(_Reader(environ)).exists():
        yield
        return
    environ["GOODSTANDING_SECRET_KEY"] = secrets.token_urlsafe(48)
    try:
        yield
    finally:
        del environ["GOODSTANDING_SECRET_KEY"]


def _data_dir(reader: _Reader) -> Path:
    return Path(reader.text("GOODSTANDING_DATA", "var")).expanduser().resolve()


def _mailbox(running: Mapping[str, Any], layout: Layout) -> MailServer:
    """Return the local mailbox, which receives mail nobody should.

    While none runs, mail leads to a host that can never exist (RFC 6761): the port of some
    mail server on this machine would be worse than an error.
    """
    port = (running or read_json(layout.embedded) or {}).get("mailbox_port")
    if port is None:
        return MailServer(host="mailbox-not-running.invalid", port=25)
    return MailServer(host="127.0.0.1", port=int(port))


def _sender(reader: _Reader) -> str:
    text = reader.text("GOODSTANDING_MAIL_FROM", "goodstanding@localhost")
    if "@" not in text or any(ord(character) < ord(" ") for character in text):
        reader.refuse("GOODSTANDING_MAIL_FROM", f"is {text!r}: write an address with an @.")
    return text


def _secret_key(reader: _Reader, layout: Layout) -> str:
    configured = reader.text("GOODSTANDING_SECRET_KEY")
    if configured:
        if len(configured) < _SECRET_KEY_LENGTH_MIN:
            reader.refuse(
                "GOODSTANDING_SECRET_KEY",
                f"has {len(configured)} characters: write at least {_SECRET_KEY_LENGTH_MIN}, or "
                "leave it out and one is made.",
            )
        return configured
    if reader.problems:
        return ""  # Nothing is written for an environment that is refused.
    try:
        if not layout.secret_key.exists():
            layout.make()
            write_private(layout.secret_key, secrets.token_urlsafe(48))
        return layout.secret_key.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise explain_os_error(error) or DataDirectoryError(
            f"The secret key cannot be kept in {layout.root} ({error.strerror}): set "
            "GOODSTANDING_DATA to a directory this user may write."
        ) from error

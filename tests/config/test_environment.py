from __future__ import annotations

import json
from pathlib import Path

import pytest

from goodstanding.config.environment import (
    DatabaseUnknownError,
    Environment,
    EnvironmentInvalidError,
    MailServer,
    leaving_nothing,
    load,
)
from goodstanding.runtime.errors import DataDirectoryError
from goodstanding.runtime.layout import Contents, Layout

APP_URL = "postgresql://app:s%2Fecret@db.example:6432/goodstanding?sslmode=require"


def make_environment(tmp_path: Path, **variables: str) -> Environment:
    return load({"GOODSTANDING_DATA": str(tmp_path), **variables})


def test_nothing_set_is_a_complete_configuration(tmp_path: Path) -> None:
    found = make_environment(tmp_path)

    assert found.data_dir == tmp_path
    assert (found.host, found.port, found.public_url) == (
        "127.0.0.1",
        8000,
        "http://localhost:8000",
    )
    assert found.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert found.trusted_origins == ("http://localhost:8000",)
    assert (found.https, found.demonstration, found.mail_real) == (False, False, False)
    assert found.node_modules.name == "node_modules"


def test_every_wrong_variable_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentInvalidError) as refusal:
        make_environment(
            tmp_path / "var",
            DATABASE_URL="mysql://app@db/goodstanding",
            DATABASE_OWNER_URL="postgresql://db.example",
            GOODSTANDING_SECRET_KEY="short",
            GOODSTANDING_URL="partners.contoso.example",
            GOODSTANDING_PORT="80000",
            GOODSTANDING_MAIL_URL="http://mail",
            GOODSTANDING_MAIL_FROM="nobody",
        )

    assert [problem.split()[0] for problem in refusal.value.problems] == [
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "GOODSTANDING_MAIL_URL",
        "GOODSTANDING_PORT",
        "GOODSTANDING_URL",
        "GOODSTANDING_MAIL_FROM",
        "GOODSTANDING_SECRET_KEY",
    ]
    assert "DATABASE_OWNER_URL lacks user and dbname" in str(refusal.value)
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("url", ["https://[::1", "http://host:port", "ftp://host", "http://h/path"])
def test_an_address_that_cannot_be_served_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(EnvironmentInvalidError, match="GOODSTANDING_URL is"):
        make_environment(tmp_path, GOODSTANDING_URL=url)

    assert list(tmp_path.iterdir()) == []


def test_nobody_stands_in_front_unless_it_is_said(tmp_path: Path) -> None:
    assert make_environment(tmp_path).proxies == 0
    assert make_environment(tmp_path, GOODSTANDING_PROXIES="2").proxies == 2


@pytest.mark.parametrize("number", ["-1", "one", "10", "²"])
def test_a_number_of_proxies_that_cannot_be_is_refused(tmp_path: Path, number: str) -> None:
    with pytest.raises(EnvironmentInvalidError, match=r"GOODSTANDING_PROXIES is .* 0 to 9"):
        make_environment(tmp_path, GOODSTANDING_PROXIES=number)


def test_an_owner_without_an_app_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentInvalidError, match="set both, or neither"):
        make_environment(tmp_path, DATABASE_OWNER_URL="postgresql://owner@db/goodstanding")


def test_a_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = make_environment(tmp_path / "var")
    again = make_environment(tmp_path / "var")

    assert len(first.secret_key) == 64
    assert again.secret_key == first.secret_key
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert first.secret_key not in repr(first)


def test_a_configured_secret_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    found = make_environment(tmp_path / "var", GOODSTANDING_SECRET_KEY="x" * 32)

    assert found.secret_key == "x" * 32
    assert not (tmp_path / "var").exists()


def test_a_data_directory_that_is_a_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    occupied = tmp_path / "var"
    occupied.write_text("a letter")

    with pytest.raises(DataDirectoryError, match="GOODSTANDING_DATA"):
        make_environment(occupied)

    assert occupied.read_text() == "a letter"


def test_a_database_address_becomes_djangos_entry(tmp_path: Path) -> None:
    found = make_environment(tmp_path, DATABASE_URL=APP_URL)

    assert found.django_database("app") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "goodstanding",
        "USER": "app",
        "PASSWORD": "s/ecret",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"connect_timeout": 10, "sslmode": "require"},
    }
    assert found.django_database("owner") == found.django_database("app")
    assert found.database_embedded is False


def test_a_running_installation_is_found_by_its_own_file(tmp_path: Path) -> None:
    running = {
        "database_url": "postgresql://goodstanding_app:a@/goodstanding?host=%2Frun%2Fhere",
        "owner_database_url": "postgresql://goodstanding_owner:b@/goodstanding?host=%2Frun%2Fhere",
        "mailbox_port": 2525,
    }
    Layout(tmp_path).embedded.write_text(json.dumps(running))

    found = make_environment(tmp_path)

    assert found.url("app") == running["database_url"]
    assert found.django_database("owner")["USER"] == "goodstanding_owner"
    assert found.django_database("owner")["HOST"] == "/run/here"
    assert found.mail == MailServer(host="127.0.0.1", port=2525)


def test_without_a_database_only_using_it_is_refused(tmp_path: Path) -> None:
    found = make_environment(tmp_path)

    assert found.database_url is None
    assert found.django_database("app")["HOST"] == str(tmp_path / "socket")
    with pytest.raises(DatabaseUnknownError, match="goodstanding up"):
        found.url("owner")


def test_mail_goes_to_the_named_server(tmp_path: Path) -> None:
    found = make_environment(
        tmp_path,
        GOODSTANDING_MAIL_URL="smtp+starttls://post:p%40ss@mail.contoso.example",
        GOODSTANDING_MAIL_FROM="Contoso <partners@contoso.example>",
    )

    assert found.mail_real is True
    assert found.mail == MailServer(
        host="mail.contoso.example", port=587, user="post", password="p@ss", starttls=True
    )
    assert found.mail_from == "Contoso <partners@contoso.example>"


def test_without_a_mailbox_no_mail_can_leave(tmp_path: Path) -> None:
    assert make_environment(tmp_path).mail.host.endswith(".invalid")


def test_a_demonstration_never_sends_real_mail(tmp_path: Path) -> None:
    Layout(tmp_path).remember_contents(Contents.DEMONSTRATION)

    assert make_environment(tmp_path).demonstration is True
    with pytest.raises(EnvironmentInvalidError, match="goodstanding demo remove"):
        make_environment(tmp_path, GOODSTANDING_MAIL_URL="smtp://mail.contoso.example")


@pytest.mark.parametrize("damage", ["{", '{"contents": "half"}', "[]"])
def test_a_damaged_file_is_said(tmp_path: Path, damage: str) -> None:
    Layout(tmp_path).state.write_text(damage)

    with pytest.raises(DataDirectoryError, match=r"state\.json"):
        make_environment(tmp_path)


def test_every_variable_is_documented() -> None:
    assert sorted(Environment.VARIABLES) == [
        "DATABASE_OWNER_URL",
        "DATABASE_URL",
        "GOODSTANDING_DATA",
        "GOODSTANDING_EVIDENCE_KEYS",
        "GOODSTANDING_HOST",
        "GOODSTANDING_MAIL_FROM",
        "GOODSTANDING_MAIL_URL",
        "GOODSTANDING_NODE_MODULES",
        "GOODSTANDING_PORT",
        "GOODSTANDING_PROXIES",
        "GOODSTANDING_SECRET_KEY",
        "GOODSTANDING_URL",
    ]


def test_a_process_that_knows_an_installation_keeps_to_its_key(tmp_path: Path) -> None:
    nowhere = {"GOODSTANDING_DATA": str(tmp_path / "var")}
    here = {"GOODSTANDING_DATA": str(tmp_path)}
    keys = []

    for environ in (nowhere, nowhere, here, {**nowhere, "DATABASE_URL": APP_URL}):
        with leaving_nothing(environ):
            keys.append(environ.get("GOODSTANDING_SECRET_KEY"))

    assert keys[0] != keys[1]
    assert None not in keys[:2]
    assert keys[2:] == [None, None]
    assert nowhere == {"GOODSTANDING_DATA": str(tmp_path / "var")}

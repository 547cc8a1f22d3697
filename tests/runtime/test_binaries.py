from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path

import pytest

from goodstanding.runtime import binaries as module
from goodstanding.runtime.binaries import Unprivileged, tied, unprivileged
from goodstanding.runtime.errors import PostgresFailedError

POSTGRES = pwd.struct_passwd(("postgres", "x", 123, 124, "", "/", "/bin/sh"))


def be_root(monkeypatch: pytest.MonkeyPatch, *, namespaces: bool) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(module, "_namespaces_permitted", lambda: namespaces)


def know_users(monkeypatch: pytest.MonkeyPatch, *users: pwd.struct_passwd) -> None:
    known = {user.pw_name: user for user in users}
    monkeypatch.setattr(pwd, "getpwnam", lambda name: known[name])


def test_an_ordinary_user_runs_postgresql_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert unprivileged() == Unprivileged()


def test_root_enters_a_namespace_where_that_is_permitted(monkeypatch: pytest.MonkeyPatch) -> None:
    be_root(monkeypatch, namespaces=True)

    found = unprivileged()

    assert found.prefix == ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
    assert found.user_id is None


def test_root_becomes_another_user_where_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    be_root(monkeypatch, namespaces=False)
    know_users(monkeypatch, POSTGRES)

    found = unprivileged()

    assert found.prefix == ("setpriv", "--reuid=123", "--regid=124", "--clear-groups", "--")
    assert (found.user_id, found.group_id) == (123, 124)


def test_root_that_can_be_nobody_else_is_told_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    be_root(monkeypatch, namespaces=False)
    know_users(monkeypatch)

    with pytest.raises(PostgresFailedError, match="start as an ordinary user"):
        unprivileged()


def test_data_that_belongs_to_somebody_is_used_by_its_owner(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    be_root(monkeypatch, namespaces=True)
    owned = os.stat_result((0o700, 0, 0, 1, 123, 124, 0, 0, 0, 0))
    monkeypatch.setattr(Path, "stat", lambda _: owned)

    assert unprivileged(owner_of=tmp_path).user_id == 123


def test_a_folder_is_opened_to_another_user_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    Unprivileged().let_through(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o700

    Unprivileged(user_id=123, group_id=124).let_through(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o701


def test_without_setpriv_a_process_is_not_tied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)

    assert tied("TERM") == ()
    assert module._namespaces_permitted() is False

from __future__ import annotations

import os
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import psycopg
import pytest
from click.testing import CliRunner

from goodstanding.config import cli as module
from goodstanding.config.cli import cli, explain, main
from goodstanding.runtime.errors import DataDirectoryError, PostgresFailedError
from goodstanding.runtime.layout import Contents, Layout
from goodstanding.values.errors import InvalidValueError


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("GOODSTANDING_DATA", str(tmp_path))
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "GOODSTANDING_MAIL_URL"):
        monkeypatch.delenv(name, raising=False)
    before = zoneinfo.TZPATH
    yield CliRunner()
    zoneinfo.reset_tzpath(before)


def test_a_refusal_is_one_sentence_and_status_one(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["goodstanding", "migrate"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        "No database is known: start it with `goodstanding up` or set DATABASE_URL.\n"
    )


def test_an_error_that_is_ours_keeps_its_traceback(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(module, "cli", fail)

    with pytest.raises(ZeroDivisionError):
        main()


def test_the_command_line_uses_the_pinned_time_zones(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["goodstanding", "version"])

    with pytest.raises(SystemExit):
        main()

    assert zoneinfo.TZPATH == ()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (InvalidValueError("No."), InvalidValueError),
        (psycopg.OperationalError("connection refused"), PostgresFailedError),
        (OSError(28, "No space left on device"), DataDirectoryError),
        (OSError(5, "Input/output error"), type(None)),
        (ValueError("ours"), type(None)),
    ],
)
def test_what_a_person_can_mend_is_explained(error: Exception, kind: type[object]) -> None:
    assert type(explain(error)) is kind


def test_a_database_failure_is_explained_through_djangos_wrapping() -> None:
    wrapped = RuntimeError("django")
    wrapped.__cause__ = psycopg.OperationalError("connection refused")

    assert "does not answer: start it with `goodstanding up`" in str(explain(wrapped))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            psycopg.OperationalError(
                'connection to server on socket "/x/.s.PGSQL.5432" failed: No such file\n'
                "\tIs the server running locally and accepting connections on that socket?"
            ),
            "",
        ),
        (
            psycopg.OperationalError(
                'connection to server at "127.0.0.1", port 5432 failed: FATAL:  password '
                'authentication failed for user "app"\nconnection to server failed'
            ),
            ' (password authentication failed for user "app")',
        ),
        (
            psycopg.errors.DiskFull("could not extend file\nHINT:  Check free disk space."),
            " (could not extend file)",
        ),
        (psycopg.errors.DiskFull(""), ""),
    ],
)
def test_only_what_the_database_itself_said_is_repeated(
    error: psycopg.OperationalError, reason: str
) -> None:
    assert str(explain(error)) == (
        f"The database does not answer{reason}: start it with `goodstanding up`, or check "
        "DATABASE_URL."
    )


def test_version_and_variables_are_printed(run: CliRunner) -> None:
    assert run.invoke(cli, ["version"]).output == "0.1.0\n"
    assert "DATABASE_OWNER_URL         postgresql://" in run.invoke(cli, ["variables"]).output


@pytest.mark.parametrize("verb", ["remove", "sign-ins"])
def test_without_a_demonstration_there_is_none_to_use(run: CliRunner, verb: str) -> None:
    refusal = run.invoke(cli, ["demo", verb]).exception

    assert "holds no demonstration" in str(refusal)


def test_a_real_installations_clock_is_not_moved(run: CliRunner) -> None:
    refusal = run.invoke(cli, ["demo", "clock", "+31d"]).exception

    assert "holds no demonstration" in str(refusal)


def test_the_demonstration_is_not_loaded_twice(run: CliRunner, tmp_path: Path) -> None:
    Layout(tmp_path).remember_contents(Contents.DEMONSTRATION)

    assert "loaded already" in str(run.invoke(cli, ["demo", "load"]).exception)


def test_the_demonstration_is_not_loaded_where_real_mail_is(
    run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOODSTANDING_MAIL_URL", "smtp://mail.contoso.example")

    assert "Unset GOODSTANDING_MAIL_URL" in str(run.invoke(cli, ["demo", "load"]).exception)
    assert Layout(tmp_path).contents() is None


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("+2h", timedelta(hours=2)),
        ("+31d", timedelta(days=31)),
        ("+3w", timedelta(weeks=3)),
    ],
)
def test_a_span_is_read_exactly(text: str, span: timedelta) -> None:
    assert module._Shift().convert(text, None, None) == span


@pytest.mark.parametrize("text", ["-1d", "31d", "+1y", "+123456d", "+d"])
def test_what_is_no_span_is_said(text: str) -> None:
    with pytest.raises(click.BadParameter, match=r"is no span: write \+2h, \+31d or \+3w\.$"):
        module._Shift().convert(text, None, None)


def test_a_rooms_noun_is_listed_without_loading_the_room(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROOM_COMMANDS", {"pack": ("goodstanding.nowhere:group",)})

    assert isinstance(cli, click.Group)
    names = cli.list_commands(click.Context(cli))

    assert "pack" in names
    assert names == sorted(names)


def test_help_is_read_without_a_database() -> None:
    variables = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE_", "GOODSTANDING_"))
    }

    with TemporaryDirectory() as folder:
        answer = subprocess.run(
            [sys.executable, "-m", "goodstanding.config.cli", "--help"],
            env={**variables, "GOODSTANDING_DATA": folder},
            capture_output=True,
            text=True,
            check=False,
        )

    assert answer.returncode == 0, answer.stderr
    assert "import" in answer.stdout


def test_backup_and_restore_refuse_through_the_command_line(run: CliRunner, tmp_path: Path) -> None:
    backup = run.invoke(cli, ["backup", str(tmp_path / "file")]).exception
    restore = run.invoke(cli, ["restore", str(tmp_path / "file")]).exception

    assert "holds no installation" in str(backup)
    assert "There is no file" in str(restore)


def test_doctor_ends_with_status_one_when_something_needs_mending(run: CliRunner) -> None:
    result = run.invoke(cli, ["doctor"])

    assert result.exit_code == 1
    assert "FAIL Database: none is known" in result.output


def test_letters_of_no_installation_are_refused(run: CliRunner, tmp_path: Path) -> None:
    answer = run.invoke(cli, ["letters"])

    assert isinstance(answer.exception, DataDirectoryError)
    assert str(answer.exception) == (
        f"{tmp_path} holds no installation: set GOODSTANDING_DATA to yours."
    )
    assert answer.output == ""
    assert list(tmp_path.iterdir()) == []


def test_letters_are_printed_and_none_is_said_to_be_none(run: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    before = run.invoke(cli, ["letters"])
    folder = tmp_path / "mailbox" / "new"
    folder.mkdir(parents=True)
    (folder / "1").write_bytes(
        b"X-Envelope-To: maria@contoso.example\r\nSubject: Join us\r\n\r\nOpen this link.\r\n"
    )

    after = run.invoke(cli, ["letters", "--to", "maria@contoso.example"])

    assert "There is no such letter yet." in before.output
    assert after.output == "To: maria@contoso.example\nSubject: Join us\n\nOpen this link.\n\n"


@pytest.mark.parametrize(
    "words",
    [("program", "check", "rules.yaml"), ("program", "schema"), ("program", "-h"), ("openapi",)],
    ids=" ".join,
)
def test_what_needs_no_installation_leaves_none_behind(tmp_path: Path, words) -> None:
    pack = Path(__file__).resolve().parents[2] / "packs" / "four-steps.yaml"
    (tmp_path / "rules.yaml").write_bytes(pack.read_bytes())
    environ = {name: value for name, value in os.environ.items() if name in {"PATH", "PYTHONPATH"}}

    done = subprocess.run(
        [sys.executable, "-m", "goodstanding.config.cli", *words],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["rules.yaml"]

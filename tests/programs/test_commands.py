"""Rule books from the command line: a password is what makes a second person a second person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from goodstanding.accounts.models import Person
from goodstanding.programs.approving import DraftChangedError, NotTriedError
from goodstanding.programs.commands import program_group
from goodstanding.programs.models import PackApproval, PackState, PackVersion, Program
from goodstanding.rulebook.schema_json import json_schema
from goodstanding.rulebook.schema_tables import schema_tables
from goodstanding.values.errors import ConflictError, NotPermittedError
from tests.builders import make_officer, make_partner, make_program
from tests.builders_programs import days_ahead, make_rules_draft, rules_text
from tests.builders_standing import make_agreement, make_rules

pytestmark = pytest.mark.django_db
PASSWORD = "a long sentence of our own"


@pytest.fixture
def program() -> Program:
    program = make_program(code="contoso")
    make_agreement(program)
    return program


@pytest.fixture
def file(program: Program, tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(rules_text(program), encoding="utf-8")
    return path


def _officer(program: Program, name: str) -> Person:
    person = make_officer(program, name=name)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def _run(*words: str | Path, password: str = PASSWORD) -> Result:
    return CliRunner().invoke(program_group, [str(word) for word in words], input=f"{password}\n")


def _run_with(text: str, *words: str) -> Result:
    return CliRunner().invoke(program_group, list(words), input=text)


def test_a_file_is_checked_by_itself_or_for_a_program(file: Path) -> None:
    alone = _run("check", file)
    fitting = _run("check", file, "--program", "contoso")

    assert (alone.exit_code, fitting.exit_code) == (0, 0)
    assert "nothing is wrong with it" in alone.output
    assert "can be the next version of contoso" in fitting.output


def test_a_calendar_nobody_knows_is_told_with_its_place(program: Program, file: Path) -> None:
    text = f"calendar: XX\n{rules_text(program)}".replace("days after", "workdays after", 1)
    file.write_text(text, encoding="utf-8")

    found = _run("check", file)

    assert found.exit_code == 1
    assert f"{file}:1:11: There is no calendar “XX”." in found.output


def test_every_problem_is_told_with_its_place(program: Program, file: Path) -> None:
    file.write_text(rules_text(program, number=7), encoding="utf-8")

    found = _run("check", file, "--program", "contoso")
    broken = _run("check", file.parent / "none.yaml")

    assert found.exit_code == 1
    assert f"{file}:4:1: The next version is 1." in found.output
    assert broken.exit_code == 2


def test_what_is_no_pack_and_no_program_is_refused(file: Path) -> None:
    unknown = _run("check", file, "--program", "other")
    file.write_text("pack: [", encoding="utf-8")
    refused = _run("check", file)
    compared = _run("diff", file, "--program", "contoso")
    file.write_bytes(b"\xff\xfe")
    unreadable = _run("check", file)

    assert unknown.exit_code == 2
    assert "Use one of: contoso" in unknown.stderr
    assert refused.exit_code == 1
    assert f"{file}:1:8: This is not YAML:" in refused.stdout
    assert compared.exit_code == 2
    assert f"{file}:1:8: This is not YAML:" in compared.stderr
    assert unreadable.exit_code == 2
    assert f"{file} is not text in UTF-8: line 1 is the first" in unreadable.stderr


@pytest.mark.parametrize("sign", ["x", "ü", "\n"])
def test_of_a_file_far_too_large_the_beginning_is_read(tmp_path: Path, sign: str) -> None:
    file = tmp_path / "huge.yaml"
    file.write_bytes(b"#" + sign.encode() * 1_000_000)
    with file.open("ab") as more:
        more.truncate(10**12)  # takes no room on the disk, and none in memory

    refused = _run("check", file)
    piped = _run_with(f"#{sign * 1_000_000}", "check", "-")

    told = ":1:1: The text is larger than 256 KiB."
    assert (refused.exit_code, piped.exit_code) == (1, 1)
    assert f"{file}{told}" in refused.stdout
    assert f"-{told}" in piped.stdout


def test_the_line_that_is_not_text_is_told(file: Path) -> None:
    file.write_bytes(b"pack: 1\ntitle: caf\xe9\n")

    refused = _run("check", file)

    assert refused.exit_code == 2
    assert "line 2 is the first that cannot be read" in refused.stderr


def test_the_grammar_is_printed_for_editors_and_for_readers() -> None:
    printed = _run("schema")
    tables = _run("schema", "--format", "markdown")

    assert json.loads(printed.stdout) == json_schema()
    assert tables.stdout == schema_tables()


def test_a_difference_is_shown_and_is_the_status(program: Program, file: Path) -> None:
    make_rules(program, text=rules_text(program))

    same = _run("diff", file, "--program", "contoso")
    file.write_text(rules_text(program).replace("24 months", "12 months"), encoding="utf-8")
    other = _run("diff", file, "--program", "contoso")

    assert (same.exit_code, other.exit_code) == (0, 1)
    assert "It is said otherwise" not in other.output
    assert "-  counts: {within: 24 months}" in other.output
    assert "+  counts: {within: 12 months}" in other.output


def test_a_difference_says_who_has_more_to_do(program: Program, file: Path) -> None:
    make_rules(program, text=rules_text(program))
    stricter = rules_text(program).replace("due: 30 days", "due: 10 days")

    words = _run_with(stricter, "diff", "-", "--program", "contoso")
    said = _run_with(stricter, "diff", "-", "--program", "contoso", "--format", "json")

    assert (words.exit_code, said.exit_code) == (1, 1)
    assert words.stdout.startswith(
        "More is asked: The partner code is accepted for every legal entity. (code-accepted)\n"
        "  Was: For every partner. Accept the code, for each legal entity. Due 30 days after "
        "assignment."
    )
    change = json.loads(said.stdout)["changes"][0]
    assert (change["turn"], change["name"]) == ("more", "code-accepted")
    assert json.loads(said.stdout)["against"] == 1


def test_a_check_answers_machines_and_reads_standard_input(program: Program) -> None:
    fine = _run_with(rules_text(program), "check", "-", "--format", "json")
    wrong = _run_with(
        rules_text(program).replace("UTC", "Atlantis"), "check", "-", "--format", "json"
    )
    in_words = _run_with(rules_text(program).replace("UTC", "Atlantis"), "check", "-")

    assert (fine.exit_code, wrong.exit_code, in_words.exit_code) == (0, 1, 1)
    assert json.loads(fine.stdout)["ok"] is True
    problem = json.loads(wrong.stdout)["problems"][0]
    assert (problem["line"], problem["column"], problem["code"]) == (7, 7, "not_a_phrase")
    assert in_words.stdout == f"-:7:7: {problem['sentence']}\n"


def test_one_officer_drafts_another_approves_and_either_publishes(
    program: Program, file: Path
) -> None:
    one, two = _officer(program, "Jonas Brandt"), _officer(program, "Katrin Vogel")

    drafted = _run("draft", file, "--program", "contoso", "--as", str(one.email))
    early = _run("publish", file, "--program", "contoso", "--as", str(one.email))
    alone = _run("approve", file, "--program", "contoso", "--as", str(one.email))
    approved = _run("approve", file, "--program", "contoso", "--as", str(two.email))
    ready = _run("publish", file, "--program", "contoso", "--ready")
    published = _run("publish", file, "--program", "contoso", "--as", str(one.email))

    assert [each.exit_code for each in (drafted, approved, ready, published)] == [0, 0, 0, 0]
    assert early.exit_code == 1
    assert early.stdout == (
        "No second person has approved this text. Another officer than Jonas Brandt approves it "
        "with `goodstanding program approve`.\n"
    )
    assert isinstance(alone.exception, NotPermittedError)
    assert ready.stdout == "Version 1 can be published.\n"
    version = PackVersion.objects.get()
    assert (version.state, version.approved_by) == (PackState.PUBLISHED, two)


def test_what_is_missing_is_told_to_machines_too(program: Program, file: Path) -> None:
    make_partner(program)
    nothing = _run("publish", file, "--program", "contoso", "--ready", "--format", "json")
    make_rules_draft(program, text=rules_text(program, effective=days_ahead(90)))

    missing = _run("publish", file, "--program", "contoso", "--ready", "--format", "json")
    nobody = _run("publish", file, "--program", "contoso")

    assert (nothing.exit_code, missing.exit_code, nobody.exit_code) == (1, 1, 2)
    assert json.loads(nothing.stdout)["version"] is None
    said = json.loads(missing.stdout)
    assert (said["version"], said["published"]) == (1, False)
    assert [sentence[:37] for sentence in said["missing"]] == [
        "The saved draft says something else t",
        "Nobody has tried this text on everybo",
        "No second person has approved this te",
    ]


def test_what_nobody_tried_is_approved_only_with_a_reason(program: Program, file: Path) -> None:
    make_partner(program)
    make_rules_draft(program)
    email = str(_officer(program, "Katrin Vogel").email)

    refused = _run("approve", file, "--program", "contoso", "--as", email)
    approved = _run("approve", file, "--program", "contoso", "--as", email, "--untried", "A typo.")

    assert isinstance(refused.exception, NotTriedError)
    assert approved.exit_code == 0
    assert PackApproval.objects.get().untried_because == "A typo."


@pytest.mark.parametrize("known", [True, False])
def test_without_the_password_nobody_acts(program: Program, file: Path, known: bool) -> None:  # noqa: FBT001 -- a case.
    email = str(_officer(program, "Jonas Brandt").email) if known else "nobody@example.com"

    refused = _run("draft", file, "--program", "contoso", "--as", email, password="a guess")

    assert isinstance(refused.exception, NotPermittedError)
    assert not PackVersion.objects.exists()


def test_only_what_the_file_says_is_approved(program: Program, file: Path) -> None:
    make_rules_draft(program, text=rules_text(program, effective=days_ahead(90)))
    email = str(_officer(program, "Katrin Vogel").email)

    refused = _run("approve", file, "--program", "contoso", "--as", email)

    assert isinstance(refused.exception, DraftChangedError)
    assert PackVersion.objects.get().state == PackState.DRAFT


def test_a_saved_draft_is_replaced_only_when_asked(program: Program, file: Path) -> None:
    make_rules_draft(program, text=rules_text(program, effective=days_ahead(90)))
    email = str(_officer(program, "Katrin Vogel").email)

    refused = _run("draft", file, "--program", "contoso", "--as", email)
    replaced = _run("draft", file, "--program", "contoso", "--as", email, "--replace")

    assert isinstance(refused.exception, DraftChangedError)
    assert replaced.exit_code == 0
    assert PackVersion.objects.get().text == rules_text(program)


def test_without_a_draft_there_is_nothing_to_approve(program: Program, file: Path) -> None:
    email = str(_officer(program, "Katrin Vogel").email)

    refused = _run("approve", file, "--program", "contoso", "--as", email)

    assert isinstance(refused.exception, ConflictError)

"""What an officer tries by command counts as the trial of the draft that says the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from goodstanding.accounts.models import Person, Role
from goodstanding.programs.approving import approve_pack, done_with
from goodstanding.programs.models import PackVersion, Program
from goodstanding.programs.services import draft_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.standing.commands import simulate_command
from goodstanding.standing.models import Simulation
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, NotPermittedError
from tests.builders import make_entity, make_location, make_officer, make_partner, make_program
from tests.builders_standing import make_agreement, make_rules, make_version, pack_text

pytestmark = pytest.mark.usefixtures("committed")

PASSWORD = "a long sentence of our own"
EMAIL = "katrin.vogel@contoso.example"
DAY = "2026-10-15"


@pytest.fixture(autouse=True)
def _facts_of_its_own(settings, tmp_path: Path) -> None:
    settings.GOODSTANDING_FACTS_DIR = tmp_path / "facts"


@pytest.fixture
def program() -> Program:
    program = make_program(code="contoso")
    make_version(make_agreement(program))
    make_rules(program)
    make_location(make_entity(make_partner(program)))
    return program


@pytest.fixture
def file(program: Program, tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(pack_text(program, version=2, effective="2027-01-01"), encoding="utf-8")
    return path


@pytest.fixture
def draft(program: Program, file: Path) -> PackVersion:
    return draft_pack(
        program.pk,
        text=file.read_text(encoding="utf-8"),
        known=Known(),
        actor=Actor.person(make_officer(program, name="Jonas Brandt").pk),
        at=clock.now(),
    )


def _officer(program: Program, *, role: Role = Role.OFFICER) -> Person:
    person = make_officer(program, role=role)
    person.email = EMAIL
    person.set_password(PASSWORD)
    person.save(update_fields=["email", "password"])
    return person


def _run(file: Path, *options: str, password: str = PASSWORD) -> Result:
    return CliRunner().invoke(
        simulate_command,
        ["--program", str(file), "--to", DAY, "--format", "json", *options],
        input=f"{password}\n",
    )


def test_what_an_officer_tries_counts_for_the_approval(program, file, draft) -> None:
    officer = _officer(program)

    done = _run(file, "--as", EMAIL)

    assert done.exit_code == 0, done.output
    assert "Version 2 is tried: the saved draft says this." in done.stderr
    kept = Simulation.objects.get()
    assert (kept.asked_by, kept.number, kept.state) == (officer, 2, Simulation.State.DONE)
    assert (kept.first_on.isoformat(), kept.last_on.isoformat()) == (DAY, DAY)
    assert kept.result is not None
    assert kept.result["days"][0]["partners"] == 1
    assert done_with(draft, at=clock.now()).is_tried
    approved = approve_pack(draft.pk, known=Known(), actor=Actor.person(officer.pk), at=clock.now())
    assert approved.untried_because == ""


def test_without_an_officer_it_is_said_not_to_count(program, file, draft) -> None:
    done = _run(file)

    assert done.exit_code == 0, done.output
    assert "what the saved draft of version 2 says, but does not count as its trial" in done.stderr
    assert "--as EMAIL" in done.stderr
    assert Simulation.objects.exists() is False
    assert not done_with(draft, at=clock.now()).is_tried


def test_a_file_that_no_draft_says_is_tried_by_nobody(program, file, draft) -> None:
    _officer(program)
    file.write_text(file.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")

    named, unnamed = _run(file, "--as", EMAIL), _run(file)

    assert isinstance(named.exception, ConflictError)
    assert "No saved draft says what the file says" in str(named.exception)
    assert unnamed.exit_code == 0
    assert "trial" not in unnamed.stderr
    assert Simulation.objects.exists() is False


@pytest.mark.usefixtures("committed", "draft")
@pytest.mark.parametrize(
    ("role", "password", "sentence"),
    [
        (Role.OFFICER, "another sentence", "do not belong together"),
        (Role.AUDITOR, PASSWORD, "needs the right of compliance officer"),
    ],
)
def test_only_an_officer_tries_a_draft(program, file, role, password, sentence) -> None:
    _officer(program, role=role)

    refused = _run(file, "--as", EMAIL, password=password)

    assert isinstance(refused.exception, NotPermittedError)
    assert sentence in str(refused.exception)
    assert Simulation.objects.exists() is False

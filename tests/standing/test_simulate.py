"""A rule book that is not in force, tried on the facts: who would move, why, and what of cases."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from goodstanding.agreements.models import AgreementVersion
from goodstanding.partners.models import Partner, Tier
from goodstanding.programs.models import Program
from goodstanding.standing.commands import simulate_command
from goodstanding.standing.models import PartnerStanding, StandingChange, StandingReason
from goodstanding.standing.simulating.showing import show
from goodstanding.values import clock
from goodstanding.values.errors import InvalidValueError
from tests.builders import (
    NOON,
    make_affiliate,
    make_entity,
    make_location,
    make_partner,
    make_program,
)
from tests.builders_standing import (
    make_acceptance,
    make_agreement,
    make_rules,
    make_version,
    pack_text,
)

pytestmark = pytest.mark.usefixtures("committed")
ON = ("--from", "2026-10-15", "--to", "2026-10-15")


@pytest.fixture(autouse=True)
def _facts_of_its_own(settings, tmp_path: Path) -> None:
    settings.GOODSTANDING_FACTS_DIR = tmp_path / "facts"


def _partner(program: Program, name: str, *, tier: Tier = Tier.RESELLER) -> Partner:
    partner = make_partner(program, name=name, tier=tier)
    make_location(make_entity(partner, name=f"{name} GmbH"))
    return partner


@pytest.fixture
def program() -> Program:
    """Return a program: Fabrikam has accepted; Litware and Northwind are late since 1 October."""
    program = make_program(code="contoso")
    version = make_version(make_agreement(program))
    make_rules(program)
    partner = make_partner(program, name="Fabrikam")
    entity = make_entity(partner)
    make_location(entity)
    signer = make_affiliate(partner)
    make_acceptance(version, partner=partner, entity=entity, signer=signer, at=NOON)
    _partner(program, "Litware")
    _partner(program, "Northwind", tier=Tier.DISTRIBUTOR)
    return program


def _draft(program: Program, tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = pack_text(program, version=2, effective="2027-01-01")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "draft.yaml"
    file.write_text(text, encoding="utf-8")
    return file


LONGER = ("due: 30 days after assignment", "due: 90 days after assignment")
SINCE = ("countdown: talk-first\n", "countdown: talk-first\n    since: 2027-01-01\n")
SOONER = (("60 days after: restricted", "10 days after: restricted"), SINCE)
COURSE = """  trained:
    title: Everyone has passed.
    clause: partner-code#training
    pass: {course: gifts, people: [sales], share: 100 %, valid: 12 months}
    countdown: talk-first
    since: 2027-01-01
"""


def _run(file: Path, *options: str) -> Result:
    return CliRunner().invoke(
        simulate_command, ["--program", str(file), *options], catch_exceptions=False
    )


def _outcome(file: Path, *options: str) -> dict[str, Any]:
    done = _run(file, "--format", "json", *options)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_longer_time_lets_nobody_be_late(program: Program, tmp_path: Path) -> None:
    outcome = _outcome(_draft(program, tmp_path, LONGER), *ON)

    (day,) = outcome["days"]
    assert (day["number"], day["partners"], day["better"], day["worse"]) == (1, 3, 2, 0)
    assert day["moves"] == [
        {"before": "good", "after": "good", "partners": 1},
        {"before": "at-risk", "after": "good", "partners": 2},
    ]


def test_who_moves_is_told_by_tier_country_and_size(program: Program, tmp_path: Path) -> None:
    outcome = _outcome(_draft(program, tmp_path, *SOONER), *ON)

    (day,) = outcome["days"]
    found = {(one["kind"], one["name"]): (one["partners"], one["worse"]) for one in day["groups"]}
    assert found == {
        ("tier", "reseller"): (2, 1),
        ("tier", "distributor"): (1, 1),
        ("country", "DE"): (3, 2),
        ("size", "nobody listed"): (2, 2),
        ("size", "1 to 9"): (1, 0),
    }


def test_examples_come_with_their_reasons_before_and_after(
    program: Program, tmp_path: Path
) -> None:
    outcome = _outcome(_draft(program, tmp_path, *SOONER), *ON, "--examples", "1")

    (example,) = outcome["days"][0]["examples"]
    assert (example["before"], example["after"]) == ("at-risk", "restricted")
    (reason,) = example["reasons"]
    assert (reason["source"], reason["kind"]) == ("code-accepted", "obligation")
    assert reason["before"]["status"] == reason["after"]["status"] == "overdue"
    assert (reason["before"]["level"], reason["after"]["level"]) == ("at-risk", "restricted")
    assert reason["before"]["due_at"] == reason["after"]["due_at"] != ""


def test_the_month_ends_of_a_range_are_judged_by_what_was_in_force_then(
    program: Program, tmp_path: Path
) -> None:
    outcome = _outcome(
        _draft(program, tmp_path, LONGER), "--from", "2026-07-15", "--to", "2026-10-15"
    )

    assert [
        (day["on"], day["number"], day["partners"], day["better"]) for day in outcome["days"]
    ] == [
        ("2026-07-31", None, 0, 0),
        ("2026-08-31", 1, 0, 0),
        ("2026-09-30", 1, 3, 0),
        ("2026-10-15", 1, 3, 2),
    ]


def test_a_duty_that_is_not_due_yet_is_judged_as_though_it_had_been_there(
    program: Program, tmp_path: Path
) -> None:
    """Without that, whatever is new would move nobody on any day before it takes effect."""
    sooner = ("due: 30 days after assignment", "due: 10 days after assignment")

    outcome = _outcome(
        _draft(program, tmp_path, sooner, SINCE), "--from", "2026-09-20", "--to", "2026-09-20"
    )

    assert outcome["days"][0]["worse"] == 2


def test_what_nobody_knows_is_counted_before_and_after(program: Program, tmp_path: Path) -> None:
    outcome = _outcome(_draft(program, tmp_path, ("measures:\n", f"{COURSE}measures:\n")), *ON)

    day = outcome["days"][0]
    assert (day["unknown_before"], day["unknown_after"]) == (0, 3)
    assert day["unknowns"] == [
        {"source": "trained", "note": "list-not-declared", "before": 0, "after": 3}
    ]


def test_the_same_facts_give_the_same_answer_and_leave_standing_alone(
    program: Program, tmp_path: Path
) -> None:
    file = _draft(program, tmp_path, *SOONER)
    before = [
        sorted(map(repr, table.objects.values()))
        for table in (PartnerStanding, StandingReason, StandingChange)
    ]

    first, again = _outcome(file, *ON), _outcome(file, *ON)

    first.pop("facts_at")
    again.pop("facts_at")
    assert first == again
    assert before == [
        sorted(map(repr, table.objects.values()))
        for table in (PartnerStanding, StandingReason, StandingChange)
    ]


def test_a_fact_recorded_since_counts_the_next_time(program: Program, tmp_path: Path) -> None:
    file = _draft(program, tmp_path, *SOONER)
    assert _outcome(file, *ON)["days"][0]["partners"] == 3

    _partner(program, "Tailspin")

    assert _outcome(file, *ON)["days"][0]["partners"] == 4
    assert AgreementVersion.objects.count() == 1


def test_a_person_reads_a_matrix_and_names(program: Program, tmp_path: Path) -> None:
    done = _run(_draft(program, tmp_path, *SOONER), *ON)

    said = done.stdout
    assert "15 October 2026, against version 1: 3 partners, 2 would stand worse," in said
    assert "from \\ to         In good standing  Something needs you  Overdue  Restricted\n" in said
    assert "Overdue                          .                    .        .           2\n" in said
    assert "Litware (reseller, DE, 0 people): Overdue -> Restricted\n" in said
    assert "  The partner code is accepted for every legal entity. Litware GmbH.\n" in said
    assert "    in force: overdue, Overdue, due 1 October 2026\n" in said
    assert "    by these: overdue, Restricted, due 1 October 2026" in said


def test_a_person_reads_the_words_of_the_page_and_no_codes(
    program: Program, tmp_path: Path
) -> None:
    changes = (*SOONER, ("measures:\n", f"{COURSE}measures:\n"))
    file = _draft(program, tmp_path, *changes)
    outcome, said = _outcome(file, *ON), _run(file, *ON).stdout

    names = {one["partner_id"]: "" for one in outcome["days"][0]["examples"]}
    shown = show(outcome, {}, names)

    (unknown,) = shown.unknowns
    assert f"{unknown['title']} {unknown['why']}  " in said
    reasons = [reason for one in shown.examples for reason in one["reasons"]]
    assert {reason["title"] for reason in reasons} == {
        "The partner code is accepted for every legal entity.",
        "Everyone has passed.",
    }
    for reason in reasons:
        for line in (reason["title"], f"in force: {reason['was']}", f"by these: {reason['would']}"):
            assert line.replace("\N{NO-BREAK SPACE}", " ") in said
    for code in ("at-risk", "code-accepted", "trained", "list-not-declared"):
        assert code not in said


def test_a_spreadsheet_has_a_row_a_figure(program: Program, tmp_path: Path) -> None:
    done = _run(_draft(program, tmp_path, *SOONER), *ON, "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    moved = [row for row in rows if (row["before"], row["after"]) == ("at-risk", "restricted")]
    assert [(row["day"], row["what"], row["partners"]) for row in moved] == [
        ("2026-10-15", "level", "2")
    ]


def test_a_text_with_problems_is_refused_with_their_places(
    program: Program, tmp_path: Path
) -> None:
    file = _draft(program, tmp_path)
    file.write_text(
        file.read_text(encoding="utf-8").replace("level: attention", "level: nowhere"),
        encoding="utf-8",
    )

    done = _run(file)

    assert done.exit_code == 1
    assert f"{file}:" in done.stderr
    assert "nowhere" in done.stderr


def test_a_day_that_is_none_is_refused(program: Program, tmp_path: Path) -> None:
    done = _run(_draft(program, tmp_path), "--from", "2026-02-30")

    assert done.exit_code == 2
    assert "'2026-02-30' is no day: write it as 2026-01-31." in done.stderr


def test_a_range_that_runs_backwards_is_refused(program: Program, tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match="Exchange the two days"):
        _run(_draft(program, tmp_path), "--from", "2026-03-01", "--to", "2026-02-01")


def test_without_a_range_today_is_tried(program: Program, tmp_path: Path) -> None:
    outcome = _outcome(_draft(program, tmp_path))

    assert [day["on"] for day in outcome["days"]] == [clock.now().date().isoformat()]

"""What another ladder would have recommended in cases that were decided."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from goodstanding.programs.models import PackVersion
from goodstanding.standing.commands import simulate_command
from goodstanding.standing.simulating.showing import show
from goodstanding.ui.dates import day_text
from tests.builders_cases import day, make_accused, make_court, make_decided, make_found

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture(autouse=True)
def _facts_of_its_own(settings, tmp_path: Path) -> None:
    settings.GOODSTANDING_FACTS_DIR = tmp_path / "facts"


def _milder(text: str) -> str:
    """Return a rule book as its next version, whose ladder asks two serious findings to train."""
    for old, new in (
        ("\nversion: 1 ", "\nversion: 2 "),
        ("effective: 2025-01-01", "effective: 2027-01-01"),
        ("when: [{findings: 2}, {severity: serious}]", "when: [{findings: 2, severity: serious}]"),
    ):
        assert old in text
        text = text.replace(old, new)
    return text


def test_a_decided_case_shows_what_both_ladders_recommend(tmp_path: Path) -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(70))
    make_decided(finding, court, "training", at=day(71), served=accused.signatory)
    draft = tmp_path / "draft.yaml"
    text = PackVersion.objects.get(program=court.program).text
    draft.write_text(_milder(text), encoding="utf-8")
    asked = ["--program", str(draft), "--from", "2026-10-15", "--to", "2026-10-15"]

    done = CliRunner().invoke(simulate_command, [*asked, "--format", "json"])
    printed = CliRunner().invoke(simulate_command, asked).stdout

    (decision,) = (outcome := json.loads(done.stdout))["decisions"]
    assert decision["case_id"] == str(finding.case_id)
    assert (decision["decided"], decision["before"], decision["after"]) == (
        "training",
        "training",
        "warning",
    )
    assert [name.partition(",")[0] for name in decision["measures_before"]] == [
        "warning",
        "further-training",
    ]
    assert [name.partition(",")[0] for name in decision["measures_after"]] == ["warning"]
    assert "Of 1 past decisions, 1 would be recommended otherwise." in printed
    line = printed.splitlines()[-1]
    assert [part.strip() for part in line.split("  ") if part][:4] == [
        day_text(date.fromisoformat(decision["on"])).replace("\N{NO-BREAK SPACE}", " "),
        "Fabrikam",
        "Training",
        "Warning",
    ]
    shown = show(outcome, {}, {decision["partner_id"]: "Fabrikam"})
    assert (shown.otherwise, shown.decisions[0]["name"]) == (1, "Fabrikam")
    told = shown.decisions[0]
    assert told["day"] == day_text(date.fromisoformat(decision["on"]))
    assert (told["decided"], told["before"], told["after"]) == ("Training", "Training", "Warning")
    assert [name.partition(",")[0] for name in told["measures_after"]] == ["Warning"]

"""Two ladders nobody here designed, as packs without code: four steps of a covenant, and eight."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from goodstanding.cases.selectors.record import advice_for
from goodstanding.rulebook.compile import compile_pack
from goodstanding.rulebook.ladder import decide_rung
from goodstanding.rulebook.ladder_history import Finding, History
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.phrases import Always, Fixed
from goodstanding.standing.selectors import standing_now
from goodstanding.values.clauses import ClauseRef
from tests.builders_cases import day, make_accused, make_court, make_decided, make_found

pytestmark = pytest.mark.realdata

PACKS = Path(__file__).parents[2] / "packs"
COVENANT, EIGHT = "four-steps", "eight-steps"
ENROLLED = History(since_on=date(2026, 1, 1))
_STEP = re.compile(
    r"### \d\. (?P<name>[^\n]+)\n+"
    r"\*\*Community Impact\*\*: (?P<impact>.+?)\n\n"
    r"\*\*Consequence\*\*: (?P<consequence>.+?)\n\n",
    re.DOTALL,
)


def pack_of(name: str) -> Pack:
    return read_pack((PACKS / f"{name}.yaml").read_text(encoding="utf-8"))


def steps(realdata: Path) -> list[dict[str, str]]:
    """Return the steps of the covenant's English text, in small letters and on one line."""
    file = realdata / "contributor-covenant" / "2.0" / "code_of_conduct.md"
    return [
        {key: " ".join(text.lower().split()) for key, text in found.groupdict().items()}
        for found in _STEP.finditer(file.read_text(encoding="utf-8"))
    ]


def test_the_covenants_steps_are_the_rungs_in_its_order(realdata: Path) -> None:
    ladder = pack_of(COVENANT).ladder

    names = [step["name"].replace(" ", "-") for step in steps(realdata)]

    assert ladder is not None
    assert names == ["correction", "warning", "temporary-ban", "permanent-ban"]
    assert [rung.name for rung in ladder.rungs] == names


def test_each_step_answers_the_impact_the_covenant_gives_it(realdata: Path) -> None:
    ladder = pack_of(COVENANT).ladder

    assert ladder is not None
    for severity, step in zip(ladder.severities, steps(realdata), strict=True):
        assert severity in step["impact"]


def test_what_each_step_brings_is_in_the_covenants_words(realdata: Path) -> None:
    pack = pack_of(COVENANT)

    for step in steps(realdata):
        measure = pack.measure(step["name"].replace(" ", "-"))
        said = [*measure.conditions, *([measure.leaves] if measure.leaves else [])]
        assert said
        assert [words for words in said if words not in step["consequence"]] == []
        for_a_time = "specified period of time" in step["consequence"]
        forever = "permanent ban from" in step["consequence"]
        assert isinstance(measure.lasts, Always) is forever
        assert isinstance(measure.lasts, Fixed) or not for_a_time


@pytest.mark.parametrize(
    ("name", "severity", "rung", "approvals"),
    [
        (COVENANT, "inappropriate", "correction", 1),
        (COVENANT, "violation", "warning", 1),
        (COVENANT, "serious", "temporary-ban", 1),
        (COVENANT, "aggression", "permanent-ban", 2),
        (EIGHT, "slight", "reminder", 1),
        (EIGHT, "moderate", "warning", 1),
        (EIGHT, "grave", "demotion", 1),
        (EIGHT, "ruinous", "pause", 2),
    ],
)
def test_a_first_finding_skips_to_the_step_of_its_severity(
    name: str, severity: str, rung: str, approvals: int
) -> None:
    ladder = pack_of(name).ladder
    finding = Finding(
        finding_id="first",
        clause=ClauseRef("seller-code", "gifts"),
        severity=severity,
        event_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
        event_on=date(2026, 3, 1),
    )

    assert ladder is not None
    recommended = decide_rung(ladder, [finding], as_of=date(2026, 3, 10), history=ENROLLED)

    assert recommended.rung is not None
    assert (recommended.rung.name, recommended.approvals) == (rung, approvals)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "severity", "rung", "level", "stops"),
    [
        (COVENANT, "violation", "warning", "warned", {"contact-those-affected"}),
        (EIGHT, "ruinous", "pause", "paused", {"be-recommended", "list-new", "sell"}),
    ],
)
def test_a_case_is_decided_with_the_ladder_and_the_partner_stands_by_it(
    name: str, severity: str, rung: str, level: str, stops: set[str]
) -> None:
    court = make_court(ladder=name)
    accused = make_accused(court)
    before = standing_now(accused.key, at=day(60))
    finding = make_found(accused, "gifts", severity, event_at=day(40), at=day(70))
    advice = advice_for(finding, at=day(71))

    make_decided(finding, court, rung, at=day(71), served=accused.signatory)

    assert advice.recommended.rung is not None
    assert advice.recommended.rung.name == rung
    after = standing_now(accused.key, at=day(72))
    assert before is not None
    assert after is not None
    assert (before.level.name, sorted(before.level.stops)) == ("good", [])
    assert (after.level.name, sorted(after.level.stops)) == (level, sorted(stops))
    assert [(row.kind, row.source) for row in after.reasons] == [("measure", rung)]


@pytest.mark.parametrize("name", [COVENANT, EIGHT])
def test_a_ladder_without_duties_compiles(name: str) -> None:
    text = compile_pack(pack_of(name), scope_sql="select e.program_id, e.partner_id from scoped e")

    assert text.parameters == ("known_at", "as_of")

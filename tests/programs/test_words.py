"""What a rule book says is told in whole sentences, whatever it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodstanding.programs.words import sections_of
from goodstanding.programs.words_items import Section
from goodstanding.rulebook.parse import read_pack

PACKS = sorted((Path(__file__).parents[2] / "packs").glob("*.yaml"))


def _sections(file: Path) -> dict[str, Section]:
    found = sections_of(read_pack(file.read_text(encoding="utf-8")))
    return {section.anchor: section for section in found}


def _said(section: Section, name: str) -> str:
    return " ".join(next(item for item in section.items if item.name == name).sentences)


@pytest.mark.parametrize("file", PACKS, ids=lambda file: file.stem)
def test_every_sentence_of_every_pack_is_whole(file: Path) -> None:
    sections = _sections(file)

    sentences = [
        sentence
        for section in sections.values()
        for item in section.items
        for sentence in item.sentences
    ]
    assert sentences
    assert [said for said in sentences if "%(" in said or "None" in said] == []
    assert [said for said in sentences if not said.endswith((".", "”."))] == []


def test_the_default_pack_reads_as_it_is_meant() -> None:
    sections = _sections(Path(__file__).parents[2] / "packs" / "default.yaml")

    assert _said(sections["levels"], "good") == "Stops nothing."
    assert _said(sections["levels"], "suspended") == (
        "Also stops: discretionary incentives, seat changes, transfers."
    )
    assert _said(sections["duties"], "trained").startswith(
        "For every partner. 100 % of people in sales, marketing, distribution pass the course "
        "“anti-corruption”, every 12 months."
    )
    assert _said(sections["measures"], "pause") == (
        "Stops: discretionary incentives. Lasts 30 days with 2 findings, 90 days with 3 findings, "
        "180 days with 4 findings."
    )
    assert _said(sections["measures"], "further-training") == (
        "Level: “Something needs you”. Assigns the course “remedial”. Due 30 days after service. "
        "Lasts until it is passed."
    )
    assert _said(sections["measures"], "remediation-plan") == (
        "Level: “Overdue”. Holds back: payouts. Due 90 days after service. "
        "Lasts until it is completed."
    )
    assert _said(sections["ladder"], "suspension") == (
        "When: 1 finding after the rung “restriction” or 1 finding at least severe. "
        "Then: remediation plan, suspension. Needs 2 approvers."
    )
    assert _said(sections["clocks"], "appeal").startswith("Within 60 days. Decided within 30 days.")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", {}),
        (
            "calendar: DE\n",
            {
                "calendar": "By the country of the location; “DE” where there is none, and for the "
                "partner. A due day stays where it falls."
            },
        ),
        (
            (
                "calendar: DE\nroll: following\n"
                "holidays: {everywhere: [2026-12-24, 2026-12-31], CH: [2027-01-02]}\n"
            ),
            {
                "calendar": "By the country of the location; “DE” where there is none, and for the "
                "partner. A due day that is no working day moves to the next one.",
                "everywhere": "2026-12-24, 2026-12-31.",
                "CH": "2027-01-02.",
            },
        ),
    ],
)
def test_working_days_are_told_where_there_is_a_calendar(lines: str, said: dict[str, str]) -> None:
    text = (Path(__file__).parents[2] / "packs" / "default.yaml").read_text(encoding="utf-8")

    sections = sections_of(read_pack(text.replace("zone: UTC", f"{lines}zone: UTC", 1)))

    days = next(section for section in sections if section.anchor == "days")
    assert {item.name: " ".join(item.sentences) for item in days.items} == said

"""Texts of small packs, and what is wrong with them, for tests of the language."""

from __future__ import annotations

import pytest

from goodstanding.rulebook.errors import PackRefusedError
from goodstanding.rulebook.parse import NOTHING_KNOWN, read_pack
from goodstanding.rulebook.parse_known import Known

SECTIONS = {
    "pack": "1",
    "program": "demo",
    "version": "1",
    "title": "Demo",
    "effective": "2026-08-01",
    "zone": "UTC",
    "effects": "[orders, payouts]",
    "levels": (
        "[{name: good, title: Good}, {name: late, title: Late}, "
        "{name: out, title: Out, stops: [orders], final: true}]"
    ),
    "countdowns": "{talk: {30 days before: remind, grace: late, due: late, 60 days after: out}}",
    "obligations": (
        "{code: {title: Accepted, accept: {agreement: partner-code, per: entity}, "
        "due: 30 days after service, countdown: talk}}"
    ),
}

LADDER = {
    "severities": "[minor, severe]",
    "counts": "{within: 24 months, since: first-acceptance, once: day}",
    "families": "{bribery: [partner-code#gifts, partner-code#bribes]}",
    "persistent": "[{findings: 2, same: family}]",
    "rungs": (
        "[{name: teach, then: [note]}, {name: warn, when: [{findings: 1}], then: [warning]}, "
        "{name: end, when: [{persistent: true}, {after: warn, severity: severe}], "
        "then: [ending], approvals: 2}]"
    ),
}

MEASURES = (
    "{note: {leaves: no-mark}, warning: {level: late, lasts: 12 months}, "
    "ending: {level: out, lasts: always}}"
)


def pack_text(**changes: str | None) -> str:
    """Return the text of a valid pack without a ladder; None leaves a section out."""
    sections = SECTIONS | changes
    return "".join(f"{key}: {value}\n" for key, value in sections.items() if value is not None)


def ladder_text(
    *, measures: str | None = MEASURES, also: dict[str, str] | None = None, **changes: str | None
) -> str:
    """Return the text of a valid pack with a ladder, changed in parts of the ladder."""
    parts = {key: value for key, value in (LADDER | changes).items() if value is not None}
    inner = ", ".join(f"{key}: {value}" for key, value in parts.items())
    return pack_text(measures=measures, ladder=f"{{{inner}}}", **(also or {}))


def duty(asks: str, *, rest: str = "countdown: talk") -> str:
    """Return the text of a pack with one more obligation, ``duty``, that asks ``asks``."""
    obligations = SECTIONS["obligations"].removesuffix("}")
    return pack_text(obligations=f"{obligations}, duty: {{title: A duty, {asks}, {rest}}}}}")


def problems(text: str, known: Known = NOTHING_KNOWN) -> list[tuple[str, str, str]]:
    """Return code, text at the place and sentence of each problem of a refused pack."""
    lines = text.split("\n")
    with pytest.raises(PackRefusedError) as refused:
        read_pack(text, known=known)
    return [
        (problem.code.value, lines[problem.line - 1][problem.column - 1 :], problem.sentence)
        for problem in refused.value.problems
    ]


def only_problem(text: str, known: Known = NOTHING_KNOWN) -> tuple[str, str, str]:
    """Return the one problem a text has: code, first word at its place, sentence."""
    found = problems(text, known)
    assert len(found) == 1, found
    code, at, sentence = found[0]
    return code, at, sentence


def assert_told(found: list[tuple[str, str, str]], expected: list[str]) -> None:
    """Check every problem against ``code | text it points at | last sentence: the way out``."""
    assert len(found) == len(expected), found
    for (code, at, sentence), line in zip(found, expected, strict=True):
        expected_code, expected_at, way_out = line.split(" | ")
        assert code == expected_code
        assert at.startswith(expected_at)
        assert sentence.endswith(way_out)

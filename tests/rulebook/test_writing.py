"""Values are written as YAML that reads back as the same value."""

from __future__ import annotations

import pytest

from goodstanding.rulebook.writing import Written, entry, on_one_line


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("30 days after service", "30 days after service"),
        ('The "best" terms', '"The \\"best\\" terms"'),
        ("a\\b", "a\\b"),
        ('"a\\b"', '"\\"a\\\\b\\""'),
        ("terms: new", '"terms: new"'),
        ("no", '"no"'),
        ("-", '"-"'),
        ("- one", '"- one"'),
        ("see #1 and #2", '"see #1 and #2"'),
        ("a\tb", '"a\\U00000009b"'),
        (("sales", "marketing"), "[sales, marketing]"),
        (
            {"agreement": "code", "per": ("entity", "region")},
            "{agreement: code, per: [entity, region]}",
        ),
    ],
)
def test_a_value_stands_on_one_line(value: Written, written: str) -> None:
    assert on_one_line(value) == written


def test_a_map_stands_in_lines_of_its_own_as_deep_as_asked() -> None:
    value: Written = {"accept": {"agreement": "code"}, "due": "30 days after service"}

    written = entry("code-accepted", value, indent="  ", lines=1)

    assert written == (
        "code-accepted:\n    accept: {agreement: code}\n    due: 30 days after service"
    )

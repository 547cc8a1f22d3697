from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.phrases import Duration
from goodstanding.standing.rules.trying import as_though_there, band_of, days_to_try
from goodstanding.values.errors import InvalidValueError

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-03-05", "2026-03-05", ["2026-03-05"]),
        ("2026-03-31", "2026-03-31", ["2026-03-31"]),
        ("2023-12-31", "2024-03-01", ["2023-12-31", "2024-01-31", "2024-02-29", "2024-03-01"]),
        ("2026-01-01", "2026-02-28", ["2026-01-31", "2026-02-28"]),
    ],
)
def test_a_range_is_tried_at_its_month_ends_and_its_end(
    first: str, last: str, expected: list[str]
) -> None:
    days = days_to_try(date.fromisoformat(first), date.fromisoformat(last))

    assert [day.isoformat() for day in days] == expected


def test_ten_years_are_tried_and_not_a_month_more() -> None:
    assert len(days_to_try(date(2016, 1, 1), date(2026, 1, 1))) == 121

    with pytest.raises(InvalidValueError) as refusal:
        days_to_try(date(2016, 1, 1), date(2026, 2, 1))

    assert str(refusal.value) == (
        "From 2016-01-01 to 2026-02-01 are more than 120 months. Choose a shorter range."
    )


def test_a_range_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidValueError) as refusal:
        days_to_try(date(2026, 2, 2), date(2026, 2, 1))

    assert str(refusal.value) == (
        "The range ends on 2026-02-01, before it starts on 2026-02-02. Exchange the two days."
    )


def _pack(*sinces: date | None, transition: Duration | None = None) -> Pack:
    """Return the default rule book with these first days for its duties, the others without."""
    pack = read_pack((ROOT / "packs" / "default.yaml").read_text(encoding="utf-8"))
    days = [*sinces, *(None for _ in pack.obligations[len(sinces) :])]
    duties = (
        replace(duty, since=since) for duty, since in zip(pack.obligations, days, strict=True)
    )
    return replace(pack, obligations=tuple(duties), transition=transition)


def test_a_duty_that_is_new_after_the_day_is_judged_as_though_it_had_been_there() -> None:
    pack = _pack(date(2026, 8, 1), date(2026, 8, 2))

    tried = as_though_there(pack, on=date(2026, 8, 1), beside=None)

    assert [duty.since for duty in tried.obligations[:2]] == [date(2026, 8, 1), None]


def test_the_grace_of_a_new_duty_is_left_out_as_long_as_its_transition_runs() -> None:
    since = date(2026, 8, 1)
    pack = _pack(since, transition=Duration(days=60))

    last = as_though_there(pack, on=date(2026, 9, 29), beside=_pack())
    over = as_though_there(pack, on=date(2026, 9, 30), beside=_pack())

    assert last.obligations[0].since is None
    assert over.obligations[0].since == since


def test_a_duty_that_is_as_new_in_what_is_in_force_keeps_its_grace() -> None:
    first, second = date(2026, 8, 1), date(2026, 8, 20)
    pack = _pack(first, second, transition=Duration(days=60))

    tried = as_though_there(pack, on=date(2026, 8, 2), beside=_pack(first, first))

    assert [duty.since for duty in tried.obligations[:2]] == [first, None]


def test_people_are_counted_in_bands() -> None:
    named = {people: band_of(people) for people in (0, 1, 9, 10, 49, 50, 249, 250, 9_000)}

    assert named == {
        0: "nobody listed",
        1: "1 to 9",
        9: "1 to 9",
        10: "10 to 49",
        49: "10 to 49",
        50: "50 to 249",
        249: "50 to 249",
        250: "250 or more",
        9_000: "250 or more",
    }

"""What a bench says of its measurements is what was measured."""

from __future__ import annotations

import json

import pytest

from bench._pairs import PAIRS, Pairs, in_turn, report, row


def test_the_ratio_is_that_of_each_pair_so_that_a_slow_minute_spoils_one() -> None:
    pairs = Pairs(a_s=(2.0, 30.0, 2.2), b_s=(1.0, 10.0, 1.0))

    found = row("sweep", "bulk text", pairs, budget=2.2)

    assert found.ratio == 2.2
    assert found.ok is True


def test_where_more_is_better_the_ratio_is_how_many_times_faster() -> None:
    pairs = Pairs(a_s=(1.0, 1.0), b_s=(59.0, 59.0))

    found = row("duckdb full recompute", "python objects", pairs, budget=60.0, better="higher")

    assert found.ratio == 59.0
    assert found.ok is False


def test_two_things_are_measured_in_turn_after_one_round_that_does_not_count() -> None:
    order: list[str] = []

    def took(name: str, seconds: float) -> float:
        order.append(name)
        return seconds

    pairs = in_turn(lambda: took("a", 1.0), lambda: took("b", 2.0))

    assert order == ["a", "b"] * (PAIRS + 1)
    assert pairs == Pairs(a_s=(1.0,) * PAIRS, b_s=(2.0,) * PAIRS)


def test_the_line_holds_the_rows_as_they_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    found = row("sweep", "bulk text", Pairs(a_s=(3.0, 3.0), b_s=(2.0, 2.0)), budget=1.3)

    report("standing_sweep", 0.01, [found])

    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {
        "bench": "standing_sweep",
        "scale": 0.01,
        "rows": [
            {
                "what": "sweep",
                "against": "bulk text",
                "ratio": 1.5,
                "budget": 1.3,
                "better": "lower",
                "ok": False,
            }
        ],
    }

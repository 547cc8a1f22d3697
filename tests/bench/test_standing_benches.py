"""Every bench of standing runs on a world of twenty partners, and its opponents agree."""

from __future__ import annotations

import pytest

from bench import _pairs, standing_event, standing_full, standing_sweep
from bench._objects import Answer
from bench._same import require_same

SCALE = 0.00004


def test_engines_objects_and_rules_give_the_same_rows_for_everybody(
    place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing_full, "FULL_SCALE", SCALE)
    monkeypatch.setattr(_pairs, "PAIRS", 2)

    rows = standing_full.measure(place, scale=SCALE)

    said = capsys.readouterr().out
    assert "World: 20 partners, 2,269 events" in said
    assert "DuckDB and PostgreSQL give the same 178 rows." in said
    assert "DuckDB and Objects give the same 178 rows." in said
    assert "DuckDB and zen compiled give the same 178 rows." in said
    assert "DuckDB and cel c++ give the same 178 rows." in said
    assert [(row.what, row.against, row.budget, row.better) for row in rows] == [
        ("duckdb full recompute", "duckdb scan", 6.0, "lower"),
        ("postgres full recompute", "postgres scan", 10.0, "lower"),
        ("duckdb full recompute", "python objects", 60.0, "higher"),
        ("duckdb full recompute", "zen compiled", 10.0, "higher"),
        ("duckdb full recompute", "cel c++", 10.0, "higher"),
        ("duckdb peak memory", "1 GB", 1.0, "lower"),
        ("scale 1", "5 x scale 0.2", 1.15, "lower"),
    ]
    assert 0.05 < rows[5].ratio < 1


def test_a_recorded_pass_leaves_the_standing_that_is_so(place) -> None:
    rows = standing_event.measure(place, scale=SCALE)

    assert [(row.what, row.against, row.budget, row.better) for row in rows] == [
        ("service with recompute", "service without", 1.3, "lower"),
        ("sql with recompute", "sql without", 2.0, "lower"),
    ]


def test_the_sweep_leaves_what_one_statement_leaves(
    place, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = standing_sweep.measure(place, scale=SCALE)

    said = capsys.readouterr().out
    assert "Due: 10 partners" in said
    assert "The sweep and the text in bulk leave the same rows." in said
    assert [(row.what, row.against, row.budget, row.better) for row in rows] == [
        ("sweep", "bulk text", 1.3, "lower"),
    ]


def test_a_bench_whose_opponents_differ_ends_before_any_time_counts() -> None:
    kept = Answer("p", "partner", "s", None, "good", "good", 0, 1, 1, None, None, None, None)

    with pytest.raises(SystemExit, match="DuckDB and Objects differ in 2 of 1 rows"):
        require_same("DuckDB", [kept], "Objects", [kept._replace(have=0)])

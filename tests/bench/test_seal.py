"""The bench of sealing seals what it recorded, and says so in the row that was promised."""

from __future__ import annotations

from pathlib import Path

from pytest_django import Settings

from bench._place import Place
from bench.seal import measure
from goodstanding.evidence.models import Checkpoint


def test_the_bench_seals_every_event_and_gives_its_row(
    place: Place, settings: Settings, tmp_path: Path
) -> None:
    settings.GOODSTANDING_EVIDENCE_KEYS = tmp_path / "keys"
    settings.GOODSTANDING_EVIDENCE_WITNESS = tmp_path / "evidence-checkpoint"

    (row,) = measure(place, scale=0.0003)

    assert (row.what, row.against) == ("seal 1M events", "sha256 of the same bytes")
    assert (row.budget, row.better) == (3.0, "lower")
    assert Checkpoint.objects.get().size == 300

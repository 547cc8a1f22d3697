from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from goodstanding.evidence import subscribers


@pytest.fixture
def log(
    committed: None,
    _who_listens_is_put_back: None,
    tmp_path: Path,
    settings: Settings,
) -> Path:
    """Let the log be tested alone, with keys and newest checkpoint in a folder of their own."""
    settings.GOODSTANDING_EVIDENCE_KEYS = tmp_path / "keys"
    settings.GOODSTANDING_EVIDENCE_WITNESS = tmp_path / "evidence-checkpoint"
    settings.GOODSTANDING_EVIDENCE_HOST = "partners.example.com"
    subscribers.install([])
    subscribers.install_followers([])
    return tmp_path

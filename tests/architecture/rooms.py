"""The rooms of the product in the order in which they may rely on each other."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "goodstanding"


def floors() -> dict[str, int]:
    """Return each room's floor: higher rooms have higher numbers; neighbours share one."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return {
        room.strip(): floor
        for floor, layer in enumerate(reversed(layers))
        for room in layer.split("|")
    }


def python_files(*folders: str) -> list[Path]:
    """Return the Python files people write: no migrations."""
    return sorted(
        file
        for folder in folders
        for file in (ROOT / folder).rglob("*.py")
        if "migrations" not in file.parts
    )


def may_rely_on(upper: str, lower: str) -> bool:
    """Return whether a room may refer to another: to itself and to lower floors."""
    levels = floors()
    return upper == lower or levels[upper] > levels[lower]

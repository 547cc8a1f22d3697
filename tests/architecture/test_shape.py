"""Files and functions stay small, rooms keep their furniture, names keep their meaning."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.rooms import ROOT, SOURCE, floors, python_files

LINES_A_FILE_MAX = 400
LINES_A_FUNCTION_MAX = 50
NOT_A_NOUN = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "base_classes"}
EVENT_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*")


def _functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_has_more_than_400_lines() -> None:
    long = {
        str(file.relative_to(ROOT)): count
        for file in python_files("src", "tests", "bench")
        if (count := len(file.read_text(encoding="utf-8").splitlines())) > LINES_A_FILE_MAX
    }

    assert long == {}, "Split these by noun."


def test_no_function_has_more_than_50_lines() -> None:
    long = {
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}": count
        for file in python_files("src", "tests", "bench")
        for node in _functions(file)
        if (count := (node.end_lineno or 0) - node.lineno + 1) > LINES_A_FUNCTION_MAX
    }

    assert long == {}, "Split these: decide, then plan, then write."


def test_init_files_are_empty_but_for_the_tables_of_a_room() -> None:
    full = [
        str(file.relative_to(ROOT))
        for file in SOURCE.rglob("__init__.py")
        if file.read_text(encoding="utf-8").strip() and file.parent.name != "models"
    ]

    assert full == []


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = [
        str(file.relative_to(ROOT)) for file in python_files("src") if file.stem in NOT_A_NOUN
    ]

    assert drawers == []


def test_every_room_is_on_the_floor_plan() -> None:
    rooms = {
        folder.name
        for folder in SOURCE.iterdir()
        if folder.is_dir() and folder.name != "__pycache__"
    }

    assert rooms == set(floors())


@pytest.mark.parametrize("word", ["django.dispatch", "post_save", "pre_save", "m2m_changed"])
def test_nobody_listens_by_signal(word: str) -> None:
    found = [
        str(file.relative_to(ROOT))
        for file in python_files("src")
        if word in file.read_text(encoding="utf-8")
    ]

    assert found == []


def test_only_values_reads_the_clock() -> None:
    """Business time comes from ``values.clock``; a stopwatch (monotonic) is something else."""
    readers = re.compile(r"\b(?:timezone\.now|datetime\.now|datetime\.utcnow|date\.today)\(")
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in python_files("src")
        if file.name != "clock.py"
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if readers.search(line)
    ]

    assert found == []


def test_event_names_are_a_noun_and_what_happened_to_it() -> None:
    names = [
        value.value
        for file in SOURCE.rglob("events.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "StrEnum" for base in node.bases)
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and isinstance(value := statement.value, ast.Constant)
        and isinstance(value.value, str)
        and node.name.endswith("Event")
    ]

    assert len(names) == len(set(names)), "Two events share a name."
    assert [name for name in names if not EVENT_NAME.fullmatch(str(name))] == []

"""Only one function of the rule book turns a value into a literal of SQL."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.rooms import SOURCE

RULEBOOK = SOURCE / "rulebook"
#: What writes SQL: the compiler, its phrases and tables.
WRITING = sorted([*RULEBOOK.glob("compile*.py"), RULEBOOK / "sql.py", RULEBOOK / "changes.py"])


def _quoting(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield every string made of parts in which a quote stands before or after a value."""
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr(values=parts):
                texts = [part.value for part in parts if isinstance(part, ast.Constant)]
                values = any(isinstance(part, ast.FormattedValue) for part in parts)
                open_quotes = [str(text).count("'") % 2 for text in texts]
                if values and any(open_quotes):
                    yield node
            case ast.BinOp(op=ast.Add() | ast.Mod(), left=left, right=right):
                sides = [s.value for s in (left, right) if isinstance(s, ast.Constant)]
                if any("'" in str(side) for side in sides):
                    yield node
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as text))):
                if "'" in text:
                    yield node
            case _:
                pass


def _of_literal(tree: ast.AST) -> set[ast.AST]:
    found = [f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and f.name == "literal"]
    return {node for function in found for node in ast.walk(function)}


@pytest.mark.parametrize("file", WRITING, ids=lambda file: file.stem)
def test_nothing_but_literal_puts_a_value_between_quotes(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    allowed = _of_literal(tree) if file.name == "sql.py" else set()

    found = [f"{file.name}: {ast.unparse(node)}" for node in _quoting(tree) if node not in allowed]

    assert found == [], "Write rulebook.sql.literal(value, its type) instead."


@pytest.mark.parametrize(
    "wrong",
    [
        "f\"where x = '{name}'\"",
        '"x = \'" + name + "\'"',
        "\"x = '%s'\" % name",
        "\"x = '{}'\".format(name)",
        "\"', '\".join(names)",
    ],
)
def test_a_value_between_quotes_is_found(wrong: str) -> None:
    assert list(_quoting(ast.parse(wrong)))


def test_the_one_function_is_where_it_is_looked_for() -> None:
    tree = ast.parse((RULEBOOK / "sql.py").read_text(encoding="utf-8"))

    assert len([node for node in _quoting(tree) if node in _of_literal(tree)]) == 2

"""Editors and readers get the grammar that the parsers run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from goodstanding.rulebook.schema_json import json_schema
from goodstanding.rulebook.schema_tables import schema_tables
from tests.rulebook.whole_grammar import whole_text

ROOT = Path(__file__).parents[2]
PACKS = sorted((ROOT / "packs").glob("*.yaml"))
_TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


def _yaml(text: str) -> Any:
    """Return what an editor sees: numbers and booleans typed, days as words."""
    made = YAML(typ="safe", pure=True)
    made.constructor.add_constructor(
        "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node)
    )
    return made.load(text)


def _wrong(value: Any, schema: dict[str, Any], path: str = "") -> list[str]:
    """Return where a value does not fit; knows the few words of JSON Schema that we use."""
    known = {
        *("$schema", "title", "description", "examples", "type", "properties", "required"),
        *("additionalProperties", "patternProperties", "oneOf", "anyOf", "items", "enum"),
        *("const", "pattern", "minimum"),
    }
    assert set(schema) <= known
    fits_any = [not _wrong(value, one, path) for one in schema.get("anyOf", [])]
    fits_one = [not _wrong(value, one, path) for one in schema.get("oneOf", [])]
    refused = [
        "type" in schema and not isinstance(value, _TYPES[schema["type"]]),
        "enum" in schema and value not in schema["enum"],
        "const" in schema and value != schema["const"],
        "pattern" in schema and not re.search(schema["pattern"], str(value)),
        bool(fits_any) and not any(fits_any),
        bool(fits_one) and sum(fits_one) != 1,
    ]
    found = [path for one in refused if one]
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            found += _wrong(item, schema["items"], f"{path}[{number}]")
    if isinstance(value, dict):
        found += [f"{path}.{key}" for key in schema.get("required", []) if key not in value]
        found += _wrong_keys(value, schema, path)
    return found


def _wrong_keys(value: dict[Any, Any], schema: dict[str, Any], path: str) -> list[str]:
    found = []
    for key, inside in value.items():
        by_name = schema.get("properties", {}).get(key)
        by_pattern = [
            one
            for pattern, one in schema.get("patternProperties", {}).items()
            if re.search(pattern, str(key))
        ]
        for one in [by_name] if by_name is not None else by_pattern:
            found += _wrong(inside, one, f"{path}.{key}")
        if by_name is None and not by_pattern and "additionalProperties" in schema:
            found.append(f"{path}.{key}")
    return found


@pytest.mark.parametrize("file", PACKS, ids=lambda file: file.stem)
def test_every_pack_we_bring_fits_the_json_schema(file: Path) -> None:
    assert _wrong(_yaml(file.read_text(encoding="utf-8")), json_schema()) == []


def test_a_pack_with_every_key_fits_but_for_its_many_verbs() -> None:
    wrong = _wrong(_yaml(whole_text(since="enrolment")), json_schema())

    assert wrong == [".obligations.one-obligation"]


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("share: 100 %", "share: most", ".obligations.trained.pass.share"),
        ("    pass:", "    past: 1\n    pass:", ".obligations.trained.past"),
        ("version: 1", "version: one", ".version"),
        ("{after: pause}", "{after: pause, some: more}", ".ladder.rungs[5].when[0].some"),
    ],
)
def test_a_slip_is_found_at_its_key(before: str, after: str, where: str) -> None:
    text = (ROOT / "packs" / "default.yaml").read_text(encoding="utf-8")
    assert before in text

    wrong = _wrong(_yaml(text.replace(before, after, 1)), json_schema())

    assert wrong == [where]


def test_the_reference_has_the_tables_of_the_schema() -> None:
    page = (ROOT / "docs" / "reference" / "program-packs.md").read_text(encoding="utf-8")

    tables = schema_tables()

    assert page.endswith(tables), "run `goodstanding program schema --format markdown`"
    assert "| `share` | By how many of them. | share, such as `100 %` | required |" in tables
    assert "### `obligations.NAME.pass`" in tables


def test_an_editor_takes_days_off_everywhere_and_in_a_country_and_nowhere_else() -> None:
    known = json_schema()["properties"]["holidays"]

    assert _wrong({"everywhere": ["2026-12-24"], "DE-BY": "2026-12-31"}, known) == []
    assert _wrong({"here": ["2026-12-24"]}, known) == [".here"]

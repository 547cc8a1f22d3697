"""The rules in ZEN, the engine of GoRules (Rust): one decision, compiled once, asked in batches.

The decision is a graph of two expression nodes: what holds for all partners, and a map over them.
It is handed over as ``ZenDecisionContent``, which parses and compiles every expression when it is
made, and asked with bytes of JSON, which the engine reads itself: no Python object is made of a
document. The terms go along with each batch, so a batch is large.

What was tried and left: nodes that loop (17 µs a turn with three small expressions), and
dictionaries or text in place of bytes (slower). Asked partner by partner, the engine would read the
calendar each time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import zen

from bench._rules import Judged, rule, rules, variable
from goodstanding.rulebook.pack import Pack


class Zen:
    """The compiled decision."""

    def __init__(self, pack: Pack, terms: dict[str, Any]) -> None:
        self._terms = json.dumps(terms, separators=(",", ":"))[:-1]
        content = zen.ZenDecisionContent(json.dumps(_graph(pack)))
        self._decision = zen.ZenEngine().create_decision(content)

    def judge(self, documents: Sequence[str]) -> list[Judged]:
        """Return what is found of each partner."""
        context = f'{self._terms},"partners":[{",".join(documents)}]}}'
        found = self._decision.evaluate(context.encode())["result"]["partners"]
        return [(partner["id"], partner["rows"]) for partner in found]


def _graph(pack: Pack) -> dict[str, Any]:
    return {
        "nodes": [
            {"id": "asked", "name": "asked", "type": "inputNode"},
            _expressions(
                "versions", binding=_rule("binding"), version_turns_at=_rule("version-turns")
            ),
            _expressions("standing", partners=_each_partner(pack)),
            {"id": "answer", "name": "answer", "type": "outputNode"},
        ],
        "edges": [
            {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
            for source, target in (
                ("asked", "versions"),
                ("versions", "standing"),
                ("standing", "answer"),
            )
        ],
    }


def _expressions(name: str, **values: str) -> dict[str, Any]:
    """Return a node that works out values; only the last leaves out what it was given."""
    return {
        "id": name,
        "name": name,
        "type": "expressionNode",
        "content": {
            "expressions": [{"id": key, "key": key, "value": values[key]} for key in values],
            "passThrough": name != "standing",
        },
    }


def _each_partner(pack: Pack) -> str:
    found = "".join(f"{variable(name)} = {_rule(name)};\n" for name in rules(pack))
    return f"map(partners as p,\n{found}{_rule('standing')})"


def _rule(name: str) -> str:
    return rule("zen", name)

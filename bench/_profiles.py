"""What limits an engine: the few operators that took most of the time, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_SHOWN = 8


def slowest_operators(profile: str) -> str:
    """Return DuckDB's slowest operators, from its profile in JSON."""
    told = json.loads(profile)
    found = sorted(_operators(told["operator"]), key=lambda each: -each[0])
    spent_s = sum(seconds for seconds, _ in found)
    planned_s = told["planner"]["total_time"] + told["physical_planner"]["total_time"]
    planned_s += sum(told["optimizer"].values())
    lines = [f"  {seconds * 1000:7.1f} ms  {name}" for seconds, name in found[:_SHOWN]]
    head = (
        f"DuckDB: {spent_s:.2f} s in {len(found)} operators on all threads, "
        f"{planned_s:.2f} s planning; most of it in"
    )
    return "\n".join([head, *lines])


def _operators(nodes: list[dict[str, Any]]) -> list[tuple[float, str]]:
    found = []
    for node in nodes:
        said = node.get("extra_info", {})
        about = said.get("Projections") or said.get("Conditions") or said.get("CTE Name") or ""
        name = f"{node['type']} of {node['intermediate_rows']:,} rows: {about}"
        found.append((float(node["timing"]), name[:150]))
        found += _operators(node.get("children", []))
    return found


def slowest_nodes(plan: dict[str, Any]) -> str:
    """Return PostgreSQL's slowest nodes by their own time, from ``explain analyze`` in JSON."""
    roots: dict[str, float] = {}
    nodes = list(_nodes(plan["Plan"], roots))
    # Whoever asks a common table expression first waits until it is made.
    for name, took_ms in roots.items():
        asks = [node for node in nodes if node.reads == name]
        if asks:
            max(asks, key=lambda node: node.own_ms).own_ms -= took_ms
    nodes.sort(key=lambda node: -node.own_ms)
    lines = [f"  {node.own_ms:9.1f} ms  {node.name[:150]}" for node in nodes[:_SHOWN]]
    head = (
        f"PostgreSQL: {plan['Execution Time'] / 1000:.2f} s in {len(nodes)} nodes, "
        f"{plan['Planning Time'] / 1000:.2f} s planning; most of it in"
    )
    return "\n".join([head, *lines])


@dataclass(slots=True)
class _Node:
    """One node of a plan, with the time spent in itself."""

    name: str
    own_ms: float
    reads: str | None  #: The common table expression it scans, if it does.


def _nodes(plan: dict[str, Any], roots: dict[str, float]) -> Iterator[_Node]:
    below_ms = 0.0
    for child in plan.get("Plans", ()):
        took_ms = child["Actual Total Time"] * child["Actual Loops"]
        if child["Parent Relationship"] == "InitPlan":
            roots[child.get("Subplan Name", "").removeprefix("CTE ")] = took_ms
        else:
            below_ms += took_ms
        yield from _nodes(child, roots)
    about = plan.get("Index Name") or plan.get("Relation Name") or plan.get("CTE Name") or ""
    yield _Node(
        name=f"{plan['Node Type']} {about}, {plan['Actual Rows']:.0f} rows, "
        f"{plan['Actual Loops']} times",
        own_ms=plan["Actual Total Time"] * plan["Actual Loops"] - below_ms,
        reads=plan.get("CTE Name"),
    )

"""One partner's standing costs what that partner has, not what everybody has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg

from bench._place import Place
from bench._world import AS_OF, make_world
from goodstanding.standing import engine
from goodstanding.standing.engine import KNOWN_TODAY

SCALE = 0.0006  # 300 partners
#: More rows than any one partner of the world has of one fact, far fewer than everybody has.
ROWS_MAX = 400


def _scans(node: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield each table that is read, with the rows that are looked at."""
    if "Relation Name" in node:
        rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        yield node["Relation Name"], rows * node["Actual Loops"]
    for child in node.get("Plans", ()):
        yield from _scans(child)


def test_one_partner_is_answered_from_its_own_rows(place: Place) -> None:
    world = make_world(place, scale=SCALE)
    with psycopg.connect(place.superuser_url) as superuser:
        ((partner_id, affiliations),) = superuser.execute(
            "select min(partner_id::text), (select count(*) from partners_affiliation) "
            "from partners_membership"
        ).fetchall()

    with psycopg.connect(place.app_url) as app, psycopg.ClientCursor(app) as cursor:
        cursor.execute(
            "explain (analyze, format json) " + engine.text_for_some(world.pack.pk),
            {
                "program_id": world.program_id,
                "partner_ids": [partner_id],
                "as_of": AS_OF,
                "known_at": KNOWN_TODAY,
            },
        )
        ((told,),) = cursor.fetchall()
    plan = told if isinstance(told, list) else json.loads(told)

    looked_at = dict[str, float]()
    for table, rows in _scans(plan[0]["Plan"]):
        looked_at[table] = max(rows, looked_at.get(table, 0.0))
    assert affiliations > ROWS_MAX
    assert {table: rows for table, rows in looked_at.items() if rows > ROWS_MAX} == {}

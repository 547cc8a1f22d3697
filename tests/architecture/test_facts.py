"""The views the engine reads are what the rule book declares, column by column."""

from __future__ import annotations

import pytest
from django.db import connection

from goodstanding.rulebook.facts import KEPT, RELATIONS, SCHEMA


@pytest.mark.django_db
@pytest.mark.parametrize("relation", [*RELATIONS, KEPT], ids=lambda relation: relation.name)
def test_a_view_has_the_declared_columns(relation) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a "
            "WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped",
            [f"{SCHEMA}.{relation.name}"],
        )
        found = dict(cursor.fetchall())

    assert found == {column.name: column.type.postgresql for column in relation.columns}

"""The columns of a file of authorizations are found by their names, or nearly."""

from __future__ import annotations

import pytest

from goodstanding.partners.rules.columns import IdColumn, IdKind
from goodstanding.partners.rules.grant_columns import (
    GrantColumn,
    grant_target_of,
    suggested_grant_target,
)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Granted On", GrantColumn.GRANTED_ON),
        ("start date", GrantColumn.GRANTED_ON),
        ("Authorisation", GrantColumn.AUTHORIZATION),
        ("authorizaton", GrantColumn.AUTHORIZATION),
        ("last day", GrantColumn.UNTIL),
        ("MPN ID", IdColumn(kind=IdKind.LOCATION, namespace="mpn")),
        ("location id:crm", IdColumn(kind=IdKind.LOCATION, namespace="crm")),
        ("colour of the sign", None),
    ],
)
def test_what_a_column_could_mean_is_proposed(text: str, target: object) -> None:
    assert suggested_grant_target(text) == target


@pytest.mark.parametrize("text", ["start date", "authorizaton", "partner id:mpn", ""])
def test_only_our_own_names_count_without_a_person(text: str) -> None:
    assert grant_target_of(text) is None

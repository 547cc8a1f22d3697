from __future__ import annotations

import pytest

from goodstanding.rulebook.pack import Accept, Unit
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.units import UnitName, read_unit

from .strategies_texts import duty


@pytest.mark.parametrize(
    ("per", "unit"),
    [
        ("partner", Unit.PARTNER),
        ("region", Unit.REGION),
        ("entity", Unit.ENTITY),
        ("[location]", Unit.LOCATION),
        ("[entity, region]", Unit.ENTITY_REGION),
        ("[region, entity]", Unit.ENTITY_REGION),
    ],
)
def test_whoever_accepts_is_one_unit_or_an_entity_in_a_region(per: str, unit: Unit) -> None:
    pack = read_pack(duty(f"accept: {{agreement: a, per: {per}}}, due: 1 day after service"))

    assert pack.obligation("duty").verb == Accept(agreement="a", per=unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, UnitName(identifier="")),
        ("security", UnitName(identifier="security")),
        (":emea", UnitName(identifier="", region="emea")),
        ("0f5c:emea", UnitName(identifier="0f5c", region="emea")),
        ("0f5c:", UnitName(identifier="0f5c", region="")),
    ],
)
def test_the_name_of_a_unit_says_whose_it_is_and_where(
    text: str | None, expected: UnitName
) -> None:
    assert read_unit(text) == expected

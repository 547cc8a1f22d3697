"""What units are called in the result."""

from __future__ import annotations

from goodstanding.rulebook.units import UnitName, read_unit, units_of_place


def test_the_name_of_a_unit_says_whose_it_is_and_where() -> None:
    assert read_unit(None) == UnitName(identifier="")
    assert read_unit("e1") == UnitName(identifier="e1")
    assert read_unit("e1:emea") == UnitName(identifier="e1", region="emea")
    assert read_unit(":") == UnitName(identifier="", region="")


def test_a_location_is_part_of_four_units_with_names() -> None:
    found = units_of_place(location="l1", entity="e1", region="emea")

    assert found == {"l1", "e1", ":emea", "e1:emea"}

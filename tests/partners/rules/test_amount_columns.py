"""What the columns of a file of monthly amounts say."""

from __future__ import annotations

import pytest

from goodstanding.partners.rules.amount_columns import (
    AmountColumn,
    amount_columns,
    amount_target_of,
    choose_amount_targets,
    suggested_amount_target,
)
from goodstanding.partners.rules.columns import IdColumn, IdKind
from goodstanding.partners.rules.errors import ColumnMappingError

MPN = IdColumn(IdKind.LOCATION, "mpn")


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("Month", AmountColumn.MONTH),
        ("location_id:mpn", MPN),
        ("location id:MPN", MPN),
        ("id:mpn", None),
        ("entity id:mpn", None),
        ("partner", None),
    ],
)
def test_our_names_mean_one_thing_whatever_their_case(name, target) -> None:
    assert amount_target_of(name) == target


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("amount", AmountColumn.AMOUNT),
        ("Turnover", AmountColumn.AMOUNT),
        ("MPN ID", MPN),
        ("Amounts", AmountColumn.AMOUNT),
        ("weather", None),
    ],
)
def test_what_a_column_could_mean_is_suggested(name, target) -> None:
    assert suggested_amount_target(name) == target


def test_columns_are_chosen_by_their_names_and_by_ours() -> None:
    header = ("Site", "Period", "amount", "currency", "colour")

    targets = choose_amount_targets(
        header, {"Site": "location id:mpn", "Period": "month"}, metric="revenue"
    )

    assert targets == (MPN, AmountColumn.MONTH, AmountColumn.AMOUNT, AmountColumn.CURRENCY, None)


def test_every_reason_comes_at_once() -> None:
    with pytest.raises(ColumnMappingError) as refused:
        choose_amount_targets(("a", "b"), {"c": "month", "a": "partner"}, metric="r" * 65)

    said = " ".join(refused.value.sentences)
    assert len(refused.value.sentences) == 7
    assert "The file has no column “c”" in said
    assert f"They are: {amount_columns().words}." in said
    assert "cannot name a metric" in said

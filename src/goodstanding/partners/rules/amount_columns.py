"""What the columns of a file of monthly amounts say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum

from goodstanding.partners.rules.amounts import METRIC_MAX
from goodstanding.partners.rules.columns import (
    IdColumn,
    IdKind,
    Target,
    Vocabulary,
    chosen_targets,
    id_target_of,
    spoken,
)
from goodstanding.partners.rules.errors import ColumnMappingError
from goodstanding.values.codes import is_code


class AmountColumn(StrEnum):
    """A column of our format for monthly amounts that holds one thing."""

    METRIC = "metric"  #: What was measured, such as revenue.
    MONTH = "month"  #: Such as 2026-08.
    AMOUNT = "amount"  #: In the currency's main unit, such as 1234.56.
    CURRENCY = "currency"  #: ISO 4217.


_SINGLE = {column.value: column for column in AmountColumn}
_OTHER_NAMES: Mapping[str, str] = {
    "ccy": "currency",
    "currency code": "currency",
    "location mpn id": "location id:mpn",
    "measure": "metric",
    "mpn id": "location id:mpn",
    "mpnid": "location id:mpn",
    "period": "month",
    "revenue": "amount",
    "sales": "amount",
    "site id": "location id:crm",
    "turnover": "amount",
    "value": "amount",
    "year month": "month",
}


def amount_target_of(text: str) -> Target | None:
    """Return what one of our column names means, whatever its case and spaces; else None."""
    name = spoken(text)
    if name in _SINGLE:
        return _SINGLE[name]
    ids = id_target_of(name)
    return ids if ids is not None and ids.kind is IdKind.LOCATION else None


def suggested_amount_target(text: str) -> Target | None:
    """Return what a column could mean, for a person to confirm; None where nothing is near."""
    exact = amount_target_of(text)
    if exact is not None:
        return exact
    name = spoken(text)
    if name in _OTHER_NAMES:
        return amount_target_of(_OTHER_NAMES[name])
    near = get_close_matches(name, _SINGLE, n=1, cutoff=0.8)
    return _SINGLE[near[0]] if near else None


def amount_columns() -> Vocabulary:
    """Return what the columns of a file of monthly amounts can say."""
    words = ", ".join([f"{IdKind.LOCATION}:NAMESPACE", *_SINGLE])
    return Vocabulary(target=amount_target_of, suggested=suggested_amount_target, words=words)


def choose_amount_targets(
    header: Sequence[str], chosen: Mapping[str, str], *, metric: str = ""
) -> tuple[Target | None, ...]:
    """Return what each column of a file of monthly amounts says.

    ``metric`` is what all rows measure, where no column says it.

    Raises:
        ColumnMappingError: With every reason why the columns do not say what is needed.
    """
    targets, wrong = chosen_targets(header, chosen, amount_columns())
    wrong.extend(_missing(targets, metric))
    if wrong:
        raise ColumnMappingError(wrong)
    return targets


def _missing(targets: Sequence[Target | None], metric: str) -> Iterable[str]:
    if not any(isinstance(target, IdColumn) for target in targets):
        yield (
            "No column holds an ID of a location, so nobody can tell whose an amount is. Map a "
            "column to location id:NAMESPACE, such as location id:mpn."
        )
    for column in (AmountColumn.MONTH, AmountColumn.AMOUNT, AmountColumn.CURRENCY):
        if column not in targets:
            yield f"No column says “{column}”. Map the one that does."
    if AmountColumn.METRIC in targets and metric:
        yield "A column says what was measured. Leave the metric of the whole file empty."
    elif AmountColumn.METRIC not in targets and not metric:
        yield (
            "Nothing says what was measured. Map a column to “metric”, or name one metric for the "
            "whole file, such as revenue."
        )
    if metric and (len(metric) > METRIC_MAX or not is_code(metric)):
        yield (
            f"“{metric}” cannot name a metric. Use small letters, digits and single dashes, such "
            "as revenue."
        )

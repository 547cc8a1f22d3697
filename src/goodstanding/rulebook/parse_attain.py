"""Read what a unit must attain: a sum of amounts before each anniversary."""

from __future__ import annotations

from functools import partial

from goodstanding.rulebook.document import Node
from goodstanding.rulebook.errors import ProblemCode
from goodstanding.rulebook.pack import Attain, Unit
from goodstanding.rulebook.parse_reading import Fields, Reading
from goodstanding.rulebook.parse_units import read_place
from goodstanding.rulebook.phrases import MONTHS_A_YEAR, Anchor, Due, read_money

YEARS_MAX = 5
_UNIT = "a unit that amounts are known of"
_DAYS_A_YEAR = 365


def read_attain(reading: Reading, node: Node) -> Attain | None:
    """Return the sum a location must reach."""
    fields = reading.fields(node, required=("metric", "per", "over", "least"))
    metric = fields.read("metric", reading.name)
    per = fields.read("per", lambda item: read_place(reading, item, what=_UNIT))
    months = fields.read("over", partial(_months, reading))
    least = fields.read("least", reading.phrase(read_money))
    if per not in {None, Unit.LOCATION}:
        reading.refuse(
            fields.at("per"),
            ProblemCode.DOES_NOT_FIT,
            f"Amounts are known of each location, and nothing is summed per {per}. "
            "Write “per: location”.",
        )
    if metric is None or per is None or months is None or least is None:
        return None
    return Attain(metric=metric, per=per, months=months, least=least)


def _months(reading: Reading, node: Node) -> int | None:
    over = reading.duration(node)
    if over is None:
        return None
    if 0 < over.months <= YEARS_MAX * MONTHS_A_YEAR:
        return over.months
    reading.refuse(
        node,
        ProblemCode.OUT_OF_RANGE,
        f"Amounts are known by the month, so “{over}” cannot be summed. Give 1 month to "
        f"{YEARS_MAX} years.",
    )
    return None


def check_anniversary(reading: Reading, fields: Fields, due: Due) -> None:
    """Refuse a time after an anniversary that reaches to the next one."""
    if due.anchor is not Anchor.ANNIVERSARY or due.after is None:
        return
    if due.after.days_most >= _DAYS_A_YEAR:
        reading.refuse(
            fields.at("due"),
            ProblemCode.OUT_OF_RANGE,
            f"“{due}” comes after the next anniversary already. Give less than a year.",
        )


def check_attain_due(reading: Reading, fields: Fields, due: Due) -> None:
    """Refuse a sum that is not tested on anniversaries."""
    if due.anchor is not Anchor.ANNIVERSARY:
        reading.refuse(
            fields.at("due"),
            ProblemCode.DOES_NOT_FIT,
            "What is attained is tested once a year. Write “due: anniversary”, or a time after "
            "it, such as 30 days after anniversary.",
        )

"""A whole file of earnings, read: what its rows say, and which of them cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goodstanding.incentives.rules.header import Field, header_remarks, read_columns
from goodstanding.incentives.rules.planning import grouped, plan_earning
from goodstanding.incentives.rules.plans import EarningPlan, Picture
from goodstanding.incentives.rules.rows import EarningRow, Terms, checked_row
from goodstanding.partners.rules.cells import cleaned, restored
from goodstanding.partners.rules.reading import Record, read_filled_table
from goodstanding.partners.rules.rows import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningsFile:
    """What a file says, before anything is compared with what is known."""

    header: tuple[str, ...]
    remarks: tuple[str, ...]
    records: tuple[Record, ...]
    rows: tuple[EarningRow, ...]
    refusals: Mapping[int, tuple[Refusal, ...]]  #: By the number of the row.
    numbers: Mapping[int, str]  #: The earning each row names, by the number of the row.
    bad_rows: Mapping[str, int]  #: The first unusable row of an earning, by its number.

    def groups(self, picture: Picture) -> dict[str, list[EarningRow]]:
        """Return the usable rows by the earning they are about."""
        return grouped(self.rows, picture.earnings)

    def plan(self, external_id: str, rows: list[EarningRow], picture: Picture) -> EarningPlan:
        """Return what the rows of one earning do."""
        named = {external_id, *(row.earning_id for row in rows)}
        bad = min((self.bad_rows[one] for one in named if one in self.bad_rows), default=None)
        return plan_earning(external_id, rows, picture, bad_row=bad)


def read_earnings(content: bytes, *, terms: Terms) -> EarningsFile:
    """Return what a file says.

    Raises:
        UnreadableFileError: It is no table of text, or has no row below its header.
        ColumnMappingError: A column that is needed is missing, or stands there twice.
    """
    table = read_filled_table(content)
    columns = read_columns(table.header)
    rows: list[EarningRow] = []
    refusals: dict[int, tuple[Refusal, ...]] = {}
    numbers: dict[int, str] = {}
    bad_rows: dict[str, int] = {}
    for record in table.records:
        numbers[record.number] = _number_in(record, columns)
        row = checked_row(record, columns=columns, header=table.header, terms=terms)
        if isinstance(row, EarningRow):
            rows.append(row)
        else:
            refusals[record.number] = row
            if numbers[record.number]:
                bad_rows.setdefault(numbers[record.number], record.number)
    return EarningsFile(
        header=table.header,
        remarks=(*table.remarks, *header_remarks(table.header)),
        records=table.records,
        rows=tuple(rows),
        refusals=refusals,
        numbers=numbers,
        bad_rows=bad_rows,
    )


def _number_in(record: Record, columns: Mapping[Field, int]) -> str:
    position = columns[Field.EARNING_ID]
    return cleaned(restored(record.cells[position])) if position < len(record.cells) else ""

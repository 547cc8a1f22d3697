"""One row of a file of authorizations, checked: what it says, or why it cannot be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from goodstanding.partners.rules.authorizing import NAME_MAX, Term, require_days
from goodstanding.partners.rules.columns import Target
from goodstanding.partners.rules.grant_columns import GrantColumn
from goodstanding.partners.rules.location_rows import (
    LocationReading,
    Plain,
    plain_day,
    plain_ids,
    restored_day,
    restored_ids,
)
from goodstanding.partners.rules.reading import Record
from goodstanding.partners.rules.rows import Number, Refusal, shown
from goodstanding.values.codes import is_code
from goodstanding.values.errors import InvalidValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRow:
    """What one row says: that a location holds an authorization from a day, and until when."""

    number: int
    ids: tuple[Number, ...]
    name: str
    term: Term

    def kept(self) -> dict[str, Plain]:
        """Return the row as plain values, to be kept between checking a file and applying it."""
        return {
            "number": self.number,
            "ids": plain_ids(self.ids),
            "name": self.name,
            "granted_on": self.term.granted_on.isoformat(),
            "until_on": plain_day(self.term.until_on),
        }


def restored_grant_row(plain: Mapping[str, Plain]) -> GrantRow:
    """Return the row that ``kept`` was called on."""
    return GrantRow(
        number=int(str(plain["number"])),
        ids=restored_ids(plain["ids"]),
        name=str(plain["name"]),
        term=Term(
            granted_on=date.fromisoformat(str(plain["granted_on"])),
            until_on=restored_day(plain["until_on"]),
        ),
    )


def checked_grant_row(
    record: Record,
    header: Sequence[str],
    targets: Sequence[Target | None],
    *,
    name: str,
    today: date,
) -> GrantRow | tuple[Refusal, ...]:
    """Return what a record says, or every reason why it cannot be used.

    Args:
        record: The cells as they stand in the file.
        header: The names of the columns, for the reasons.
        targets: What each column says, as ``choose_grant_targets`` answers.
        name: The authorization that all rows are of; empty where a column says it.
        today: The day from which a grant may be planned a year ahead.
    """
    reading = _Reading(record, header, targets)
    ids = reading.ids()
    authorized = name or reading.name()
    term = reading.term(today)
    if reading.refusals or term is None:
        return tuple(reading.refusals)
    return GrantRow(number=record.number, ids=ids, name=authorized, term=term)


class _Reading(LocationReading):
    """The cells of a record of an authorization."""

    def name(self) -> str:
        text = self.text(GrantColumn.AUTHORIZATION)
        code = "-".join(text.casefold().replace("_", " ").split())
        if len(code) > NAME_MAX or not is_code(code):
            self.refuse(
                GrantColumn.AUTHORIZATION,
                f"{shown(text)} cannot name an authorization. Use its name in the rule book, such "
                "as reseller.",
            )
        return code

    def term(self, today: date) -> Term | None:
        granted_on = self.day(GrantColumn.GRANTED_ON)
        until_on = self.day(GrantColumn.UNTIL) if self.text(GrantColumn.UNTIL) else None
        if granted_on is None:
            return None
        try:
            term = Term(granted_on=granted_on, until_on=until_on)
        except InvalidValueError as error:
            self.refuse(GrantColumn.UNTIL, str(error))
            return None
        try:
            require_days(term, today=today)
        except InvalidValueError as error:
            self.refuse(GrantColumn.GRANTED_ON, str(error))
        return term

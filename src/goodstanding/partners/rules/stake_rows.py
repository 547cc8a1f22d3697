"""One row of a file of who owns whom, checked: what it says, or why it cannot be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from goodstanding.partners.rules.cells import cleaned
from goodstanding.partners.rules.columns import IdColumn, Target
from goodstanding.partners.rules.location_rows import (
    LocationReading,
    Plain,
    plain_day,
    plain_ids,
    restored_day,
    restored_ids,
)
from goodstanding.partners.rules.reading import Record
from goodstanding.partners.rules.rows import VALUE_MAX, Number, Refusal
from goodstanding.partners.rules.stake_columns import StakeColumn, StakeSide
from goodstanding.partners.rules.stakes import SOURCE_MAX, Stake, read_share, require_days
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.names import holds_hidden_signs


@dataclass(frozen=True, slots=True, kw_only=True)
class StakeRow:
    """What one row says: that an entity owns a share of another from a day, and until when."""

    number: int
    owner_ids: tuple[Number, ...]
    owned_ids: tuple[Number, ...]
    stake: Stake
    source: str

    def kept(self) -> dict[str, Plain]:
        """Return the row as plain values, to be kept between checking a file and applying it."""
        return {
            "number": self.number,
            "owner_ids": plain_ids(self.owner_ids),
            "owned_ids": plain_ids(self.owned_ids),
            "share_basis_points": self.stake.share_basis_points,
            "from_on": self.stake.from_on.isoformat(),
            "until_on": plain_day(self.stake.until_on),
            "source": self.source,
        }


def restored_stake_row(plain: Mapping[str, Plain]) -> StakeRow:
    """Return the row that ``kept`` was called on."""
    return StakeRow(
        number=int(str(plain["number"])),
        owner_ids=restored_ids(plain["owner_ids"]),
        owned_ids=restored_ids(plain["owned_ids"]),
        stake=Stake(
            share_basis_points=int(str(plain["share_basis_points"])),
            from_on=date.fromisoformat(str(plain["from_on"])),
            until_on=restored_day(plain["until_on"]),
        ),
        source=str(plain["source"]),
    )


def checked_stake_row(
    record: Record,
    header: Sequence[str],
    targets: Sequence[Target | None],
    *,
    source: str,
    today: date,
) -> StakeRow | tuple[Refusal, ...]:
    """Return what a record says, or every reason why it cannot be used.

    Args:
        record: The cells as they stand in the file.
        header: The names of the columns, for the reasons.
        targets: What each column says, as ``choose_stake_targets`` answers.
        source: Where all rows are written; empty where a column says it.
        today: The day from which a share may be planned a year ahead.
    """
    reading = _Reading(record, header, targets)
    owner_ids = reading.ids_of(StakeSide.OWNER)
    owned_ids = reading.ids_of(StakeSide.OWNED)
    written = cleaned(source) or reading.source()
    stake = reading.stake(today)
    if reading.refusals or stake is None:
        return tuple(reading.refusals)
    return StakeRow(
        number=record.number,
        owner_ids=owner_ids,
        owned_ids=owned_ids,
        stake=stake,
        source=written,
    )


class _Reading(LocationReading):
    """The cells of a record of who owns whom."""

    def ids_of(self, side: StakeSide) -> tuple[Number, ...]:
        """Return the IDs of the one that owns, or of the one that is owned."""
        found = []
        for target, text in self._cells.items():
            if not isinstance(target, IdColumn) or target.kind is not side or not text:
                continue
            if len(text) > VALUE_MAX:
                self.refuse(
                    target, f"The ID has {len(text)} characters; {VALUE_MAX} fit. Shorten it."
                )
            found.append(Number(target.namespace, text))
        if not found:
            who = "owns" if side is StakeSide.OWNER else "is owned"
            self.refuse(None, f"The row holds no ID of the entity that {who}. Add one.")
        return tuple(found)

    def source(self) -> str:
        text = self.text(StakeColumn.SOURCE)
        if not text:
            self.refuse(StakeColumn.SOURCE, "Nothing says where this is written. Add it.")
        elif len(text) > SOURCE_MAX:
            self.refuse(
                StakeColumn.SOURCE,
                f"The source has {len(text)} characters; {SOURCE_MAX} fit. Shorten it.",
            )
        elif holds_hidden_signs(text):
            self.refuse(
                StakeColumn.SOURCE,
                "A sign in the source is not shown, and may turn what is read. Type it anew.",
            )
        return text

    def stake(self, today: date) -> Stake | None:
        share = self._share()
        from_on = self.day(StakeColumn.FROM)
        until_on = self.day(StakeColumn.UNTIL) if self.text(StakeColumn.UNTIL) else None
        if share is None or from_on is None:
            return None
        column = StakeColumn.SHARE
        try:
            Stake(share_basis_points=share, from_on=from_on)
            column = StakeColumn.UNTIL
            stake = Stake(share_basis_points=share, from_on=from_on, until_on=until_on)
            column = StakeColumn.FROM
            require_days(stake, today=today)
        except InvalidValueError as error:
            self.refuse(column, str(error))
            return None
        return stake

    def _share(self) -> int | None:
        try:
            return read_share(self.text(StakeColumn.SHARE))
        except InvalidValueError as error:
            self.refuse(StakeColumn.SHARE, str(error))
            return None

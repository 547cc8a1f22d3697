"""One row of a file, checked: either what it says, or every reason why it cannot be used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from goodstanding.partners.rules.cells import cleaned, folded, restored
from goodstanding.partners.rules.columns import Column, IdColumn, IdKind, Target
from goodstanding.partners.rules.places import country_code
from goodstanding.partners.rules.reading import Record
from goodstanding.values.codes import is_code
from goodstanding.values.days import zone
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.names import holds_hidden_signs

NAME_MAX = 200
VALUE_MAX = 128
CODE_MAX = 64
EMAIL_MAX = 254
TIERS = ("distributor", "reseller", "direct")
FIRST_DAY = date(2000, 1, 1)  # The calendar that deadlines are counted on starts here.

_EMAIL = re.compile(r"[^@\s\"<>,;]+@[^@\s\"<>,;]+\.[^@\s\"<>,;.]+")
_VALUE_SHOWN_MAX = 60


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """An external ID: whose it is, and what it is."""

    namespace: str
    value: str

    def __str__(self) -> str:
        return f"{self.namespace}:{self.value}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is not used: in which column, and what to do about it."""

    column: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """What one row says. An empty text says nothing: it never empties what is known."""

    number: int
    ids: tuple[Number, ...] = ()
    partner: str = ""
    country: str = ""
    tier: str = ""
    distributors: tuple[Number, ...] = ()  # the numbers the one cell could mean, likeliest first
    entity: str = ""
    entity_ids: tuple[Number, ...] = ()
    location: str = ""
    location_ids: tuple[Number, ...] = ()
    region: str = ""
    zone: str = ""
    email: str = ""
    person: str = ""
    role: str = ""
    from_on: date | None = None

    @property
    def names_entity(self) -> bool:
        """Whether the row speaks of a legal entity."""
        return bool(self.entity or self.entity_ids)

    @property
    def names_location(self) -> bool:
        """Whether the row speaks of a location."""
        return bool(self.location or self.location_ids)


def name_number(namespace: str, name: str) -> Number:
    """Return the external ID that a name is, in a file without IDs.

    Names that differ in case, width or spaces only are the same partner. A name too long for
    an ID is shortened and told apart by its hash.
    """
    key = folded(name)
    if len(key) > VALUE_MAX:
        key = f"{key[: VALUE_MAX - 17]}-{sha256(key.encode()).hexdigest()[:16]}"
    return Number(namespace, key)


def checked_row(
    record: Record,
    header: Sequence[str],
    targets: Sequence[Target | None],
    *,
    names: str = "",
    today: date,
) -> PartnerRow | tuple[Refusal, ...]:
    """Return what a record says, or every reason why it cannot be used.

    Args:
        record: The cells as they stand in the file.
        header: The names of the columns, for the reasons.
        targets: What each column says, as ``choose_targets`` answers.
        names: The namespace in which the partner's name is its ID, for rows without one.
        today: The last day on which a fact may begin.
    """
    reading = _Reading(record, header, targets)
    row = PartnerRow(
        number=record.number,
        partner=reading.name(Column.PARTNER),
        country=reading.country(),
        tier=reading.tier(),
        entity=reading.name(Column.ENTITY),
        location=reading.name(Column.LOCATION),
        region=reading.code(Column.REGION),
        zone=reading.zone(),
        email=reading.email(),
        person=reading.name(Column.PERSON_NAME),
        role=reading.code(Column.PERSON_ROLE),
        from_on=reading.day(today),
        ids=reading.numbers(IdKind.PARTNER),
        entity_ids=reading.numbers(IdKind.ENTITY),
        location_ids=reading.numbers(IdKind.LOCATION),
        distributors=reading.distributors(names),
    )
    if names and not row.ids and row.partner:
        row = replace(row, ids=(name_number(names, row.partner),))
    reading.check_whole(row)
    return tuple(reading.refusals) if reading.refusals else row


class _Reading:
    """The cells of one record by what they say, and the reasons collected on the way."""

    def __init__(
        self, record: Record, header: Sequence[str], targets: Sequence[Target | None]
    ) -> None:
        self.refusals: list[Refusal] = []
        self._named = {target: name for name, target in zip(header, targets, strict=True) if target}
        filled = (*record.cells, *[""] * (len(header) - len(record.cells)))
        self._cells = {
            target: cleaned(restored(cell))
            for target, cell in zip(targets, filled, strict=False)
            if target
        }
        if any(cell.strip() for cell in record.cells[len(header) :]):
            self.refuse(
                None,
                f"The row has {len(record.cells)} cells and the header {len(header)}. Put a cell "
                "that holds the separator into quotation marks.",
            )

    def refuse(self, target: Target | None, reason: str) -> None:
        self.refusals.append(Refusal(self._named.get(target, "") if target else "", reason))

    def text(self, target: Target) -> str:
        return self._cells.get(target, "")

    def name(self, column: Column) -> str:
        text = self.text(column)
        if len(text) > NAME_MAX:
            self.refuse(column, f"The name has {len(text)} characters; {NAME_MAX} fit. Shorten it.")
            return ""
        if holds_hidden_signs(text):
            self.refuse(
                column, "A sign in the name is not shown, and may turn what is read. Type it anew."
            )
            return ""
        return text

    def code(self, column: Column) -> str:
        text = self.text(column)
        code = "-".join(text.casefold().replace("_", " ").split())
        if code and (len(code) > CODE_MAX or not is_code(code)):
            self.refuse(
                column,
                f"{shown(text)} is not a code. Use small letters, digits and single dashes.",
            )
            return ""
        return code

    def country(self) -> str:
        text = self.text(Column.COUNTRY)
        code = country_code(text) if text else ""
        if code is None:
            self.refuse(
                Column.COUNTRY,
                f"{shown(text)} is not a country we know. Use its code of two letters, such as "
                "DE, or its English name.",
            )
        return code or ""

    def tier(self) -> str:
        text = self.text(Column.TIER)
        if text and text.casefold() not in TIERS:
            self.refuse(
                Column.TIER, f"{shown(text)} is not a tier. Use one of: {', '.join(TIERS)}."
            )
            return ""
        return text.casefold()

    def zone(self) -> str:
        text = self.text(Column.ZONE)
        try:
            return zone(text).key if text else ""
        except InvalidValueError as error:
            self.refuse(Column.ZONE, str(error))
            return ""

    def email(self) -> str:
        text = self.text(Column.PERSON_EMAIL)
        if text and (len(text) > EMAIL_MAX or not _EMAIL.fullmatch(text)):
            self.refuse(
                Column.PERSON_EMAIL,
                f"{shown(text)} is not a mail address. Give one such as ada@example.com.",
            )
            return ""
        return text.lower()

    def day(self, today: date) -> date | None:
        text = self.text(Column.FROM)
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self.refuse(
                Column.FROM, f"{shown(text)} is not a day. Write it as year-month-day: 2026-09-01."
            )
            return None
        if day < FIRST_DAY:
            self.refuse(
                Column.FROM,
                f"{text} is before {FIRST_DAY}, where our calendar starts. Leave the cell empty, "
                f"or give {FIRST_DAY}.",
            )
            return None
        if day > today:
            self.refuse(
                Column.FROM, f"{text} has not come yet. Leave the cell empty, or import it then."
            )
            return None
        return day

    def numbers(self, kind: IdKind) -> tuple[Number, ...]:
        found = []
        for target, text in self._cells.items():
            if not isinstance(target, IdColumn) or target.kind is not kind or not text:
                continue
            if len(text) > VALUE_MAX:
                self.refuse(
                    target, f"The ID has {len(text)} characters; {VALUE_MAX} fit. Shorten it."
                )
            else:
                found.append(Number(target.namespace, text))
        return tuple(found)

    def distributors(self, names: str) -> tuple[Number, ...]:
        """Return the numbers the distributor's cell could mean: with its namespace, or without."""
        text = self.text(Column.DISTRIBUTOR)
        if not text:
            return ()
        found = []
        namespace, colon, value = text.partition(":")
        if colon and is_code(namespace.strip()) and value.strip():
            found.append(Number(namespace.strip(), value.strip()))
        found.extend(
            Number(target.namespace, text)
            for target in self._named
            if isinstance(target, IdColumn) and target.kind is IdKind.PARTNER
        )
        if names:
            found.append(name_number(names, text))
        return tuple(found)

    def check_whole(self, row: PartnerRow) -> None:
        """Refuse what no single cell shows: no ID at all, and half a person."""
        if not (row.ids or row.entity_ids or row.location_ids) and not self.refusals:
            self.refuse(
                None, "The row holds no ID, so nobody can tell which partner it is about. Add one."
            )
        if row.email and not row.role and not self.text(Column.PERSON_ROLE):
            self.refuse(
                Column.PERSON_EMAIL,
                "The row names a person and no role. Add a column “person role”, such as "
                "signatory or sales.",
            )
        if (row.person or row.role) and not row.email and not self.text(Column.PERSON_EMAIL):
            self.refuse(
                Column.PERSON_NAME if row.person else Column.PERSON_ROLE,
                "The row names a person without a mail address, so nobody can be told apart. "
                "Add one in a column “person email”.",
            )


def shown(text: str) -> str:
    """Return what stands in a cell, short enough for a sentence."""
    short = text if len(text) <= _VALUE_SHOWN_MAX else f"{text[:_VALUE_SHOWN_MAX]}…"
    return f"“{short}”"

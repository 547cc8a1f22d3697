"""Checking one row: what it says, or every reason why it cannot be used."""

from __future__ import annotations

from datetime import date

import pytest

from goodstanding.partners.rules.columns import choose_targets
from goodstanding.partners.rules.kept import kept, restored_row
from goodstanding.partners.rules.reading import Record
from goodstanding.partners.rules.rows import (
    Number,
    PartnerRow,
    Refusal,
    checked_row,
    name_number,
)

TODAY = date(2026, 9, 1)


def _checked(
    cells: dict[str, str], *, names: str = "", extra: tuple[str, ...] = ()
) -> PartnerRow | tuple[Refusal, ...]:
    header = tuple(cells)
    record = Record(number=2, line=2, cells=(*cells.values(), *extra))
    targets = choose_targets(header, {}, names=names)
    return checked_row(record, header, targets, names=names, today=TODAY)


FULL = {
    "id:crm": " 17 ",
    "id:mpn": "",
    "partner": "Fabrikam\n  Ltd",
    "country": "Germany",
    "tier": "Reseller",
    "distributor": "crm:9",
    "entity": "Fabrikam GmbH",
    "entity id:lei": "LEI1",
    "location": "'=Hamburg",
    "location id:mpn": "22",
    "region": "Central Europe",
    "zone": "Europe/Berlin",
    "person email": "Ada@Example.com",
    "person name": "Ada Novak",
    "person role": "Compliance",
    "from": "2025-01-01",
}


def test_a_full_row_says_what_stands_in_it() -> None:
    assert _checked(FULL) == PartnerRow(
        number=2,
        ids=(Number("crm", "17"),),
        partner="Fabrikam Ltd",
        country="DE",
        tier="reseller",
        distributors=(Number("crm", "9"), Number("crm", "crm:9"), Number("mpn", "crm:9")),
        entity="Fabrikam GmbH",
        entity_ids=(Number("lei", "LEI1"),),
        location="=Hamburg",
        location_ids=(Number("mpn", "22"),),
        region="central-europe",
        zone="Europe/Berlin",
        email="ada@example.com",
        person="Ada Novak",
        role="compliance",
        from_on=date(2025, 1, 1),
    )


def test_a_row_is_kept_as_plain_values_and_comes_back() -> None:
    row = _checked(FULL)
    assert isinstance(row, PartnerRow)

    assert restored_row(kept(row)) == row


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("partner", "x" * 201, "The name has 201 characters; 200 fit."),
        ("partner", "Con\u202etoso", "A sign in the name is not shown"),
        ("country", "Atlantis", "“Atlantis” is not a country we know."),
        ("tier", "gold", "“gold” is not a tier. Use one of: distributor, reseller, direct."),
        ("region", "EMEA/West", "“EMEA/West” is not a code."),
        ("zone", "Mars/Olympus", "“Mars/Olympus” is not a time zone."),
        ("person email", "ada at example", "“ada at example” is not a mail address."),
        ("person role", "a" * 70, "is not a code."),
        ("from", "1.9.2026", "“1.9.2026” is not a day. Write it as year-month-day"),
        ("from", "1999-12-31", "1999-12-31 is before 2000-01-01, where our calendar starts."),
        ("from", "2026-09-02", "2026-09-02 has not come yet."),
        ("id:crm", "9" * 129, "The ID has 129 characters; 128 fit."),
    ],
)
def test_a_bad_cell_is_named_with_its_reason(column: str, text: str, reason: str) -> None:
    (refusal,) = _checked(FULL | {column: text})  # type: ignore[misc] # refused, so reasons

    assert refusal.column == column
    assert reason in refusal.reason


def test_every_bad_cell_is_named_at_once() -> None:
    refused = _checked(FULL | {"country": "Atlantis", "tier": "gold", "from": "soon"})

    assert isinstance(refused, tuple)
    assert [refusal.column for refusal in refused] == ["country", "tier", "from"]


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"id:crm": "", "partner": "Contoso"}, "", "The row holds no ID"),
        ({"id:crm": "1", "person email": "a@example.com"}, "person email", "no role"),
        ({"id:crm": "1", "person name": "Ada"}, "person name", "without a mail address"),
        ({"id:crm": "1", "person role": "sales"}, "person role", "without a mail address"),
    ],
)
def test_a_row_with_half_of_what_it_needs_is_refused(
    cells: dict[str, str], column: str, reason: str
) -> None:
    (refusal,) = _checked(cells)  # type: ignore[misc] # refused, so reasons

    assert refusal.column == column
    assert reason in refusal.reason


def test_cells_beyond_the_header_are_refused_and_missing_ones_are_empty() -> None:
    (refusal,) = _checked({"id:crm": "1"}, extra=("Ltd",))  # type: ignore[misc] # refused
    short = checked_row(
        Record(number=2, line=2, cells=("1",)),
        ("id:crm", "partner"),
        choose_targets(("id:crm", "partner"), {}),
        today=TODAY,
    )

    assert refusal.reason.startswith("The row has 2 cells and the header 1.")
    assert _checked({"id:crm": "1"}, extra=("", " ")) == PartnerRow(
        number=2, ids=(Number("crm", "1"),)
    )
    assert short == PartnerRow(number=2, ids=(Number("crm", "1"),))


def test_a_name_is_an_id_whatever_its_case_and_spaces() -> None:
    row = _checked({"partner": "ACME  Corp ", "distributor": "Contoso"}, names="website")

    assert isinstance(row, PartnerRow)
    assert row.ids == (Number("website", "acme corp"),)
    assert row.distributors == (Number("website", "contoso"),)


def test_long_names_are_shortened_and_still_told_apart() -> None:
    one, two = name_number("web", "x" * 150 + "a"), name_number("web", "x" * 150 + "b")

    assert len(one.value) == 128
    assert one != two
    assert str(name_number("web", "Contoso")) == "web:contoso"

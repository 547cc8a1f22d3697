"""What a statement is about, and how long it holds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from goodstanding.agreements.rules.statements import StatedUnit, text_sha256, validity_of
from goodstanding.rulebook.pack import Unit
from goodstanding.rulebook.phrases import Duration
from goodstanding.values.errors import InvalidValueError

SOME = UUID(int=7)


def test_a_statement_holds_through_its_last_local_day() -> None:
    late = datetime(2026, 8, 31, 23, 0, tzinfo=UTC)  # The first of September in Berlin.

    validity = validity_of(Duration(months=12), at=late, zone="Europe/Berlin")

    assert validity.from_at == late
    assert validity.from_on == date(2026, 9, 1)
    assert validity.until_on == date(2027, 9, 1)
    assert validity.until_at == datetime(2027, 9, 1, 22, 0, tzinfo=UTC)


def test_a_statement_without_a_length_holds_until_it_is_withdrawn() -> None:
    validity = validity_of(None, at=datetime(2026, 9, 1, tzinfo=UTC), zone="UTC")

    assert validity.until_at is None
    assert validity.until_on is None


@pytest.mark.parametrize(
    ("unit", "kind", "key"),
    [
        (StatedUnit(), Unit.PARTNER, ""),
        (StatedUnit(entity_id=SOME), Unit.ENTITY, str(SOME)),
        (StatedUnit(location_id=SOME), Unit.LOCATION, str(SOME)),
    ],
)
def test_a_unit_is_named_by_its_identifier(unit, kind, key) -> None:
    assert (unit.kind, unit.key) == (kind, key)


def test_a_unit_is_one_thing() -> None:
    with pytest.raises(InvalidValueError, match="Name one"):
        StatedUnit(entity_id=SOME, location_id=SOME)


def test_a_fingerprint_is_of_exactly_the_sentence() -> None:
    assert text_sha256("We follow it.") != text_sha256("We follow it. ")
    assert len(text_sha256("")) == 64

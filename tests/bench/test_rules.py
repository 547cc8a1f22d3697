"""What engines of rules are given to judge is the same, and so is what they find."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from bench._cel import Cel
from bench._objects import Answer
from bench._rules import answers, rules
from bench._terms import FOREVER, NEVER, Asked, number, terms
from bench._zen import Zen
from goodstanding.rulebook.parse import read_pack

ROOT = Path(__file__).resolve().parents[2]
PACK = read_pack((ROOT / "packs" / "default.yaml").read_text(encoding="utf-8"))
ASKED = Asked(pack=PACK, program_id=UUID(int=0), as_of=datetime(2026, 11, 22, tzinfo=UTC))
JOINED = date(2024, 1, 10)


def _at(day: date) -> int:
    return number(day) * 86_400_000_000


def _start(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


def _version(version: int, published_on: date, effective_on: date) -> dict[str, object]:
    return {
        "version": version,
        "material": True,
        "published_at": _at(published_on),
        "effective_at": _at(effective_on),
        "effective_on": number(effective_on),
        "until_at": FOREVER,
    }


def _span(from_on: date, until_on: date | None = None) -> dict[str, object]:
    return {
        "tier": "reseller",
        "zone": "UTC",
        "from_at": _at(from_on),
        "until_at": FOREVER if until_on is None else _at(until_on),
        "since_on": number(from_on),
    }


def _terms() -> dict[str, object]:
    first, last = ASKED.calendar
    days = (last - first).days + 1
    return terms(
        ASKED,
        starts={"UTC": [_at(first + timedelta(day)) for day in range(days)]},
        versions=[
            _version(1, JOINED, JOINED),
            _version(2, date(2026, 5, 1), date(2026, 6, 1)),
        ],
    )


def _agreed() -> dict[str, object]:
    """Return an acceptance of the first version, and a letter about the second."""
    told_on = date(2026, 5, 2)
    letter = {"entity": None, "version": 2, "served_at": _at(told_on), "served_on": number(told_on)}
    return {
        "accepted": [{"id": "a", "version": 1, "accepted_at": _at(JOINED)}],
        "served": [letter],
    }


def _sold() -> dict[str, object]:
    """Return eleven months in the currency asked for, and one that is not."""
    first = 2025 * 12 + 2
    return {
        "sold": [[month, 1000] for month in range(first, first + 11)],
        "elsewhere": [first + 11],
    }


def _delivery() -> dict[str, object]:
    """Return a delivery to a contact who could no longer be reached two months later."""
    failed_on = date(2026, 10, 1)
    return {
        "contact": "c",
        "role": "compliance",
        "from_at": _at(JOINED),
        "until_at": FOREVER,
        "until_on": NEVER,
        "proved_at": _at(date(2026, 8, 1)),
        "good_on": number(date(2027, 8, 1)),
        "failures": [{"proved_at": _at(failed_on), "proved_on": number(failed_on)}],
    }


def _document() -> str:
    """Return a partner whose one location was closed for two months, and whom much befell."""
    agreed = _agreed()
    sites = [_span(JOINED, date(2025, 1, 1)), _span(date(2025, 3, 1))]
    entity = {"entity": "e", "sites": sites}
    place = entity | {"region": "emea"}
    return json.dumps(
        {
            "id": "p",
            "enrolments": [_span(JOINED)],
            "lists": [FOREVER],
            "people": [],
            "grounds": [place | {"accepted": agreed["accepted"]}],
            "served": agreed["served"],
            "entities": [entity | {"stated": []}],
            "locations": [place | {"location": "l"} | _sold()],
            "grants": [],
            "deliveries": [_delivery()],
            "ahead": [],
        }
    )


@pytest.mark.parametrize("language", ["zen", "cel"])
def test_every_duty_and_right_of_the_default_pack_has_a_text(language: str) -> None:
    written = {file.stem for file in (ROOT / "bench" / "rules" / language).glob(f"*.{language}")}

    assert written == {*rules(PACK), "standing", "binding", "version-turns"}


def test_what_there_is_not_is_said_in_one_way_whatever_an_engine_says() -> None:
    row = {
        "kind": "obligation",
        "source": "trained",
        "status": "unknown",
        "level": "good",
        "rank": 0,
    }
    with_nulls = row | dict.fromkeys(("unit", "have", "need", "due_at", "fact", "note"))
    without = row | {"unit": "", "have": -1, "need": -1, "due_at": FOREVER, "fact": "", "note": ""}

    (one,) = answers([("p", [with_nulls | {"turns_at": FOREVER}])])
    (other,) = answers([("p", [without | {"turns_at": FOREVER}])])

    assert one == other
    assert (one.unit, one.have, one.due_at, one.fact, one.turns_at) == (None,) * 5


@pytest.mark.parametrize("engine", [Zen, Cel])
def test_rules_find_when_a_clock_began_anew_and_what_nobody_knows(engine: type[Zen | Cel]) -> None:
    judges = engine(PACK, _terms())

    found = answers(judges.judge([_document()]))

    by_unit = {(answer.source, answer.unit): answer for answer in found}
    assert by_unit == {
        ("code-accepted", "e:emea"): Answer(
            *("p", "obligation", "code-accepted", "e:emea", "overdue", "restricted", 3, 0, 1),
            *(_start(2026, 7, 2), None, None, None),
        ),
        ("trained", None): Answer(
            *("p", "obligation", "trained", None, "fulfilled", "good", 0, 0, 0),
            *(None, None, "nobody-in-scope", None),
        ),
        ("contacts", "compliance"): Answer(
            *("p", "obligation", "contacts", "compliance", "overdue", "at-risk", 2, 0, 1),
            *(_start(2026, 10, 16), None, None, _start(2026, 12, 15)),
        ),
        ("contacts", "security"): Answer(
            *("p", "obligation", "contacts", "security", "overdue", "restricted", 3, 0, 1),
            *(_start(2024, 1, 25), None, None, None),
        ),
        ("yearly-revenue", "l"): Answer(
            *("p", "obligation", "yearly-revenue", "l", "unknown", "good", 0, None, None),
            *(_start(2026, 3, 2), None, "other-currency", _start(2027, 3, 2)),
        ),
        ("yearly-attestation", "e"): Answer(
            *("p", "obligation", "yearly-attestation", "e", "overdue", "restricted", 3, 0, 1),
            *(_start(2025, 4, 1), None, None, None),
        ),
        ("partner-program", None): Answer(
            *("p", "partner", "partner-program", None, "overdue", "restricted", 3, 1, 6),
            *(_start(2024, 1, 25), None, None, _start(2026, 12, 15)),
        ),
    }

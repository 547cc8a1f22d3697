"""What the demonstration is filled with, before it goes through the product's own imports."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from random import Random

from goodstanding.incentives.rules.header import header_remarks, read_columns
from goodstanding.training.rules.reading import read_course
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.days import add_months
from goodstanding.web.demonstration_data import COUNTRIES, SEED, distributors, resellers
from goodstanding.web.demonstration_money import EARNINGS, earnings_csv
from goodstanding.web.demonstration_partners import participant_number, partners_csv
from goodstanding.web.demonstration_rights import granted_on
from goodstanding.web.demonstration_story import COURSES, text

AT = datetime(2026, 11, 4, tzinfo=UTC)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_two_distributors_and_two_hundred_resellers_in_twelve_countries_come_in_as_a_file() -> None:
    rows = rows_of(partners_csv())

    numbers = {row["id:crm"] for row in rows}
    assert len(numbers) == 202
    assert {row["id:crm"] for row in rows if row["tier"] == "distributor"} == {"D-100", "D-200"}
    assert len({row["country"] for row in rows}) == len(COUNTRIES) == 12
    assert len({row["id:mpn"] for row in rows if row["id:mpn"]}) == 202


def test_every_role_of_every_invented_person_is_a_row() -> None:
    rows = rows_of(partners_csv())

    said = {(row["person email"], row["person role"]) for row in rows if row["person email"]}
    assert said == {
        (person.email, role)
        for invented in (*distributors(), *resellers())
        for person in invented.people
        for role in person.roles
    }


def test_a_number_of_ours_becomes_one_of_the_export() -> None:
    assert participant_number("R-1001") == "5121001"
    assert participant_number("D-100") == "5120100"


def test_the_earnings_have_the_documented_header_and_repeat_a_row_for_each_transaction() -> None:
    content = earnings_csv(EARNINGS, at=AT)
    header = content.decode().splitlines()[0].split(",")

    assert len(header) == 101
    assert header_remarks(header) == []
    assert read_columns(header)
    rows = rows_of(content)
    assert [row["earningId"] for row in rows] == [
        *("E-7001", "E-7001", "E-7002", "E-7003", "E-7004", "E-7005"),
        *("E-7006", "E-7006", "E-7006"),
    ]
    assert len({row["transactionId"] for row in rows}) == len(rows)
    assert rows[0]["earningDate"] == "2026-10-05"


def test_each_course_can_be_published_beside_the_partner_code() -> None:
    clauses = {
        str(ClauseRef("partner-code", name))
        for name in ("gifts", "resale", "bids", "consent", "records")
    }

    courses = [read_course(text(name), clauses=clauses) for name in COURSES]

    assert [(course.code, len(course.questions)) for course in courses] == [
        ("anti-corruption", 5),
        ("remedial", 3),
    ]


def test_most_resellers_are_authorized_and_some_are_tested_this_week() -> None:
    random, today = Random(SEED), AT.date()
    numbers = [invented.number for invented in resellers()]

    days = [
        granted_on(place, number, today=today, random=random)
        for place, number in enumerate(numbers)
    ]

    held = [day for day in days if day is not None]
    assert len(held) == 190
    tested = [
        day for day in held if add_months(day, 12) in {today - timedelta(n) for n in range(7)}
    ]
    assert 15 < len(tested) < 30
    tour = dict(zip(numbers, days, strict=True))
    assert tour["R-1001"] == date(2025, 2, 12)
    assert all(day < today for day in held)

"""What may be granted, from which day to which, and to whom."""

from __future__ import annotations

from datetime import date

import pytest

from goodstanding.partners.rules.authorizing import (
    Holder,
    Term,
    may_hold,
    named_authorization,
    next_anniversary,
    require_days,
)
from goodstanding.rulebook.pack import Who
from goodstanding.values.errors import ConflictError, InvalidValueError

TODAY = date(2026, 9, 1)
BERLIN = Holder(tier="reseller", country="DE", region="emea", holds=frozenset({"reseller"}))


def term(first: str, last: str | None = None) -> Term:
    return Term(
        granted_on=date.fromisoformat(first), until_on=date.fromisoformat(last) if last else None
    )


def test_a_term_does_not_end_before_it_begins() -> None:
    with pytest.raises(InvalidValueError, match="It ends on 2026-07-31, before it begins"):
        term("2026-08-01", "2026-07-31")


@pytest.mark.parametrize(
    ("one", "other", "at_once"),
    [
        (term("2026-01-01"), term("2026-05-01"), True),
        (term("2026-01-01", "2026-04-30"), term("2026-05-01"), False),
        (term("2026-01-01", "2026-05-01"), term("2026-05-01"), False),
        (term("2026-01-01", "2026-05-02"), term("2026-05-01"), True),
        (term("2026-01-01", "2026-12-31"), term("2026-03-01", "2026-04-01"), True),
        (term("2026-05-01", "2026-05-01"), term("2026-05-01", "2026-05-01"), True),
    ],
)
def test_two_terms_meet_where_both_hold(one: Term, other: Term, at_once: bool) -> None:  # noqa: FBT001 -- the answer.
    assert one.meets(other) is at_once
    assert other.meets(one) is at_once


@pytest.mark.parametrize(
    ("first", "refused"),
    [
        ("2000-01-01", ""),
        ("1999-12-31", "where our calendar starts"),
        ("2027-09-01", ""),
        ("2027-09-02", "more than a year ahead. Give a day up to 2027-09-01."),
    ],
)
def test_a_grant_begins_on_a_day_our_calendar_counts(first: str, refused: str) -> None:
    if not refused:
        require_days(term(first), today=TODAY)
        return

    with pytest.raises(InvalidValueError, match=refused):
        require_days(term(first), today=TODAY)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        (None, True),
        (Who(tiers=("reseller",)), True),
        (Who(tiers=("direct",)), False),
        (Who(tiers=("reseller",), countries=("FR",)), False),
        (Who(regions=("apac", "emea")), True),
        (Who(authorizations=("reseller",)), True),
        (Who(authorizations=("teacher",)), False),
        (Who(excluded=Who(countries=("DE",))), False),
        (Who(excluded=Who(countries=("FR",))), True),
    ],
)
def test_the_rules_say_who_may_hold_what(who: Who | None, allowed: bool) -> None:  # noqa: FBT001 -- the answer.
    assert may_hold(who, BERLIN) is allowed


def test_without_rules_nothing_can_be_granted() -> None:
    with pytest.raises(ConflictError, match="authorize nobody to do anything"):
        named_authorization(None, "reseller")


@pytest.mark.parametrize(
    ("granted", "today", "expected"),
    [
        ("2026-09-01", "2026-09-01", "2027-09-01"),
        ("2025-09-01", "2026-09-01", "2026-09-01"),
        ("2025-09-01", "2026-09-02", "2027-09-01"),
        ("2024-02-29", "2025-01-01", "2025-02-28"),
        ("2024-02-29", "2027-03-01", "2028-02-29"),
        ("2027-01-15", "2026-09-01", "2028-01-15"),
    ],
)
def test_the_next_anniversary_is_never_the_day_of_the_grant(
    granted: str, today: str, expected: str
) -> None:
    found = next_anniversary(date.fromisoformat(granted), today=date.fromisoformat(today))

    assert found == date.fromisoformat(expected)

"""Laws of planning: what was planned changes nothing, and every plan says what it does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.partners.rules.planning import plan_rows, turn_of
from goodstanding.partners.rules.plans import Mode, Outcome
from goodstanding.partners.rules.rows import Number, PartnerRow
from tests.partners.rules.world import (
    CRM_9,
    CRM_17,
    CRM_18,
    LEI,
    MPN,
    NOON,
    known_world,
    plans_of,
    terms_of,
)

NAMES = st.sampled_from(["", "Contoso", "contoso", "Fabrikam", "Litware"])
ROWS = st.builds(
    PartnerRow,
    number=st.integers(2, 99),
    ids=st.lists(
        st.sampled_from([CRM_9, CRM_17, CRM_18, Number("mpn", "1"), Number("web", "a")]),
        max_size=2,
        unique=True,
    ).map(tuple),
    partner=NAMES,
    country=st.sampled_from(["", "DE", "FR"]),
    tier=st.sampled_from(["", "reseller", "distributor"]),
    distributors=st.sampled_from([(), (CRM_9,), (CRM_18,)]),
    entity=NAMES,
    entity_ids=st.sampled_from([(), (LEI,), (Number("lei", "2"),)]),
    location=NAMES,
    location_ids=st.sampled_from([(), (MPN,), (Number("mpn", "2"),)]),
    region=st.sampled_from(["", "emea", "apac"]),
    zone=st.sampled_from(["", "Europe/Berlin", "Asia/Tokyo"]),
    email=st.sampled_from(["", "ada@example.com"]),
    role=st.just("sales"),
    from_on=st.sampled_from([None, date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)]),
)


def _by_ids(row: PartnerRow) -> PartnerRow:
    """Return the row with names only beside IDs, which then say who is meant."""
    return replace(
        row,
        entity=row.entity if row.entity_ids else "",
        location=row.location if row.location_ids else "",
    )


def _by_names(row: PartnerRow) -> PartnerRow:
    """Return the row without IDs of parts: their names, together, say who is meant."""
    location = row.location if row.entity else ""
    return replace(row, entity_ids=(), location_ids=(), location=location)


#: Files that find every entity and location in one way: by IDs, or by names.
FILES = st.builds(
    lambda rows, narrowed: [narrowed(row) for row in rows],
    st.lists(ROWS, max_size=8, unique_by=lambda row: row.number),
    st.sampled_from([_by_ids, _by_names]),
)


@settings(max_examples=300, deadline=None)
@given(FILES, st.sampled_from(list(Mode)))
def test_planning_what_was_planned_changes_nothing(rows: list[PartnerRow], mode: Mode) -> None:
    picture, terms = known_world(), terms_of(mode)
    first = plans_of(sorted(rows, key=turn_of), picture, terms)
    picture.said.clear()

    again = plans_of([plan.row for plan in first if not plan.refusals], picture, terms)

    assert {plan.outcome for plan in again} <= {Outcome.UNCHANGED}


@settings(deadline=None)
@given(st.lists(ROWS, max_size=8, unique_by=lambda row: row.number))
def test_a_plan_changes_something_or_says_why_not(rows: list[PartnerRow]) -> None:
    for plan in plan_rows(rows, known_world(), terms_of()):
        assert bool(plan.refusals) == (plan.outcome is Outcome.REFUSED)
        assert bool(plan.facts) == (plan.outcome in {Outcome.CREATED, Outcome.UPDATED})
        assert all(fact.since <= NOON for fact in plan.facts)

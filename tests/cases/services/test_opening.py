"""Which rule an event is held against."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.cases.services.opening import ClauseNotInForceError, clause_at_event
from goodstanding.values.clauses import ClauseRef
from tests.builders_agreements import make_published
from tests.builders_cases import TEXT, day, make_court


@pytest.mark.django_db
def test_a_clause_that_took_effect_within_the_told_minute_counts_where_none_was_before() -> None:
    court = make_court()
    office, code = court.office, court.office.agreement.code
    cookies = f"{TEXT}\n\n# Cookies {{#cookies}}\n\nPartner keeps to the rule about cookies."
    second = make_published(office, text=cookies, at=day(20))
    minute = second.effective_at
    within = minute - timedelta(seconds=30)

    known, new = (
        clause_at_event(court.program.pk, ClauseRef(code, name), event_at=within)
        for name in ("gifts", "cookies")
    )

    assert (known.position, new.position) == (1, 2)
    with pytest.raises(ClauseNotInForceError, match="not in force at the event"):
        clause_at_event(
            court.program.pk, ClauseRef(code, "cookies"), event_at=minute - timedelta(minutes=1)
        )

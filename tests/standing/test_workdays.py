"""Standing by working days, from the services to the instant a duty falls due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from goodstanding.standing.selectors import standing_at
from goodstanding.values.keys import PartnerKey
from tests.builders import make_entity, make_location, make_partner, make_program
from tests.builders_standing import make_rules

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 9, 4, 9, tzinfo=UTC)
RULES = """
pack: 1
program: {program}
version: 1
title: Rules
effective: 2026-08-01
zone: Europe/Berlin
calendar: US
effects: [orders]
levels: [{{name: good, title: Good}}, {{name: late, title: Late, stops: [orders]}}]
countdowns: {{talk: {{due: late}}}}
obligations:
  insured:
    title: A certificate is on file.
    show: {{document: insurance, per: location}}
    due: 2 workdays after assignment
    countdown: talk
"""


def test_a_location_is_given_the_working_days_of_its_country() -> None:
    program = make_program()
    make_rules(program, text=RULES.format(program=program.code))
    partner = make_partner(program, at=FRIDAY)
    entity = make_entity(partner, at=FRIDAY)
    for country in ("DE", "US"):
        make_location(entity, country=country, at=FRIDAY)

    standing = standing_at(PartnerKey(program.pk, partner.pk), as_of=FRIDAY)

    assert standing is not None
    # Monday is Labor Day in the United States, where Wednesday is the second working day.
    assert sorted(row.due_at for row in standing.reasons if row.due_at) == [
        datetime(2026, 9, 8, 22, tzinfo=UTC),
        datetime(2026, 9, 9, 22, tzinfo=UTC),
    ]

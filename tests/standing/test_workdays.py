"""Standing by working days, from the services to the instant a duty falls due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from goodstanding.programs.models import WorkDay
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


def rows(program, partner) -> list[tuple[str, str | None, datetime | None]]:
    standing = standing_at(PartnerKey(program.pk, partner.pk), as_of=FRIDAY)
    assert standing is not None
    return sorted((row.status, row.note, row.due_at) for row in standing.reasons)


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


@pytest.mark.parametrize(
    ("change", "due_at"),
    [
        (("calendar: US", "calendar: US\nroll: following"), datetime(2026, 9, 8, 22, tzinfo=UTC)),
        (("2 workdays", "3 days"), datetime(2026, 9, 7, 22, tzinfo=UTC)),
    ],
)
def test_a_due_day_moves_only_where_the_rules_say_so(
    change: tuple[str, str], due_at: datetime
) -> None:
    program = make_program()
    text = RULES.replace("2 workdays", "3 days").replace(*change)
    make_rules(program, text=text.format(program=program.code))
    partner = make_partner(program, at=FRIDAY)
    make_location(make_entity(partner, at=FRIDAY), country="US", at=FRIDAY)

    # Monday the 7th is Labor Day.
    assert rows(program, partner) == [("pending", None, due_at)]


def test_where_facts_came_without_a_calendar_nobody_knows_until_rules_are_published() -> None:
    program = make_program()
    text = RULES.format(program=program.code)
    make_rules(program, text=text)
    partner = make_partner(program, at=FRIDAY)
    make_location(make_entity(partner, at=FRIDAY), country="FR", at=FRIDAY)
    WorkDay.objects.filter(calendar="FR").delete()  # As if another program had written the place.

    before = rows(program, partner)
    newer = text.replace("version: 1", "version: 2").replace("2026-08-01", "2026-10-01")
    make_rules(program, text=newer)

    assert before == [("unknown", "no-calendar", None)]
    assert rows(program, partner) == [("pending", None, datetime(2026, 9, 8, 22, tzinfo=UTC))]

"""What we learn late is owed from the day we learn it, and no correction wins time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from goodstanding.partners.models import Affiliation, Location, Partner
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.taking_part import affiliate
from goodstanding.programs.models import Program
from goodstanding.standing.selectors import Standing, standing_at
from goodstanding.values.keys import PartnerKey
from tests.builders import NOON, SYSTEM, make_affiliate, make_program, recorded
from tests.builders_partners import csv_of, make_staged
from tests.builders_standing import make_agreement, make_rules, make_version

pytestmark = pytest.mark.django_db

ROW = {
    "id:crm": "17",
    "partner": "Fabrikam",
    "country": "Germany",
    "entity": "Fabrikam GmbH",
    "entity id:lei": "LEI1",
    "location": "Hamburg",
    "location id:mpn": "22",
    "region": "EMEA",
    "from": "2025-01-01",
}
#: The end of the thirtieth day after the one on which the file came, in Berlin.
DUE = datetime(2026, 10, 1, 22, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)


def _import(program: Program, at: datetime, **changed: str) -> PartnerKey:
    """Bring the partner in, or what is said of it anew, with a file that comes at an instant."""
    staged = make_staged(program, csv_of(ROW | changed), mode=Mode.UPDATE)
    with recorded(at):
        apply_import(staged.pk, actor=SYSTEM, at=NOON)
    return PartnerKey(program.pk, Partner.objects.get().pk)


@pytest.fixture
def program() -> Program:
    with recorded(NOON):
        program = make_program()
        make_version(make_agreement(program))
        make_rules(program)
    return program


def _stands(key: PartnerKey, as_of: datetime, known_at: datetime | None = None) -> Standing:
    found = standing_at(key, as_of=as_of, known_at=known_at)
    assert found is not None
    return found


def _due(key: PartnerKey, as_of: datetime) -> datetime | None:
    (duty,) = _stands(key, as_of).unmet()
    return duty.due_at


def test_a_partner_that_was_there_long_ago_is_not_overdue_when_we_learn_it(
    program: Program,
) -> None:
    key = _import(program, NOON)

    assert _stands(key, NOON).level.name == "good"
    assert _due(key, NOON) == DUE
    assert _stands(key, DUE - MOMENT).level.name == "good"
    assert _stands(key, DUE).level.name == "at-risk"


def test_a_name_that_was_misspelled_moves_no_due_day(program: Program) -> None:
    key = _import(program, NOON)
    _import(program, NOON + 20 * DAY, location="Hamburg Altona", entity="Fabrikam Nord GmbH")

    assert _due(key, NOON + 21 * DAY) == DUE


def test_what_is_said_anew_word_for_word_moves_no_due_day(program: Program) -> None:
    key = _import(program, NOON)
    _import(program, NOON + 20 * DAY)

    assert _due(key, NOON + 21 * DAY) == DUE


def test_a_place_that_lies_elsewhere_is_owed_for_from_the_day_we_learn_it(
    program: Program,
) -> None:
    key = _import(program, NOON)
    _import(program, NOON + 20 * DAY, region="AMER")

    assert _due(key, NOON + 21 * DAY) == DUE + 20 * DAY


def test_who_says_again_what_was_known_first_owes_from_the_first_day(program: Program) -> None:
    key = _import(program, NOON)
    _import(program, NOON + 20 * DAY, region="AMER")
    _import(program, NOON + 25 * DAY)

    assert _due(key, NOON + 26 * DAY) == DUE


def test_who_was_known_at_one_place_was_not_known_to_work_for_the_whole_partner(
    program: Program,
) -> None:
    key = _import(program, NOON)
    partner, place = Partner.objects.get(pk=key.partner_id), Location.objects.get()
    ada = make_affiliate(partner, role="sales", location_id=place.pk)
    with recorded(NOON + 20 * DAY):
        affiliate(
            ada.pk,
            partner_id=partner.pk,
            role="sales",
            zone="Europe/Berlin",
            actor=SYSTEM,
            at=NOON,
        )

    days = Affiliation.objects.order_by("recorded_at").values_list("since_on", flat=True)
    assert list(days) == [date(2026, 9, 1), date(2026, 9, 21)]


def test_what_was_known_then_stays_what_it_was(program: Program) -> None:
    key = _import(program, NOON)
    asked, known = DUE + DAY, NOON + 10 * DAY
    before = _stands(key, asked, known)
    _import(program, NOON + 20 * DAY, region="AMER")

    after = _stands(key, asked, known)

    assert before.whole.level == "at-risk"
    assert (after.whole, after.reasons) == (before.whole, before.reasons)
    assert _stands(key, asked).whole.level == "good"

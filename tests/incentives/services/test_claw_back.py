from __future__ import annotations

import json
from fractions import Fraction
from uuid import uuid4

import pytest

from goodstanding.evidence.models import Event, EventPartner
from goodstanding.incentives.models import Clawback, LedgerEntry
from goodstanding.incentives.rules.errors import (
    ClawbackConflictError,
    ClawbackExceedsEarningError,
    RestoreConflictError,
)
from goodstanding.incentives.rules.ledger import Balances
from goodstanding.incentives.services.clawbacks import Line, claw_back_many, restore
from goodstanding.values.errors import InvalidValueError
from tests.builders import NOON, SYSTEM
from tests.builders_incentives import (
    a_cause,
    accounts,
    balances,
    claw_back,
    earning_row,
    import_rows,
    make_earning,
    make_participant,
)

pytestmark = pytest.mark.django_db


def events(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name))


def content(event: Event) -> dict[str, object]:
    said: dict[str, object] = json.loads(bytes(event.bytes))["content"]
    return said


def test_writes_a_balanced_entry_and_an_event() -> None:
    earning, cause = make_earning(amount="100.00"), a_cause()

    entry = claw_back(earning.pk, cause_id=cause, amount_minor=4_000, actor=SYSTEM, at=NOON)

    assert accounts(entry) == {"partner_paid": -4_000, "recovery_due": 4_000}
    assert balances(earning) == Balances(
        program_fund=-10_000, partner_paid=6_000, recovery_due=4_000
    )
    (event,) = events("clawback.posted")
    assert content(event) == {
        "amount_minor": 4_000,
        "cancelled_minor": 0,
        "cause_id": str(cause),
        "clawback_id": str(Clawback.objects.get().pk),
        "currency": "EUR",
        "earning_id": str(earning.pk),
        "entry_id": entry.pk,
    }
    assert list(
        EventPartner.objects.filter(event=event).values_list("program_id", "partner_id")
    ) == [(earning.program_id, earning.partner_id)]


def test_what_was_not_paid_yet_is_cancelled() -> None:
    earning = make_earning(amount="850.00", status="UPCOMING")

    entry = claw_back(earning.pk, cause_id=a_cause(), amount_minor=34_000, actor=SYSTEM, at=NOON)

    assert accounts(entry) == {"partner_payable": -34_000, "cancelled": 34_000}


def test_asking_twice_takes_back_once() -> None:
    earning, cause = make_earning(), a_cause()

    first = claw_back(earning.pk, cause_id=cause, amount_minor=500, actor=SYSTEM, at=NOON)
    again = claw_back(earning.pk, cause_id=cause, amount_minor=500, actor=SYSTEM, at=NOON)

    assert again == first
    assert balances(earning).recovery_due == 500
    assert len(events("clawback.posted")) == 1


def test_the_same_cause_with_another_amount_is_refused() -> None:
    earning, cause = make_earning(), a_cause()
    claw_back(earning.pk, cause_id=cause, amount_minor=500, actor=SYSTEM, at=NOON)

    with pytest.raises(ClawbackConflictError, match=r"EUR 5\.00 .* so EUR 6\.00 cannot"):
        claw_back(earning.pk, cause_id=cause, amount_minor=600, actor=SYSTEM, at=NOON)

    assert balances(earning).recovery_due == 500


@pytest.mark.parametrize(("_case", "amount_minor"), [("one cent too much", 10_001), ("nothing", 0)])
def test_a_refusal_leaves_no_trace(_case, amount_minor) -> None:
    earning = make_earning(amount="100.00")
    written = LedgerEntry.objects.count()

    with pytest.raises(ClawbackExceedsEarningError):
        claw_back(earning.pk, cause_id=a_cause(), amount_minor=amount_minor, actor=SYSTEM, at=NOON)

    assert LedgerEntry.objects.count() == written
    assert not Clawback.objects.exists()
    assert events("clawback.posted") == []


def test_of_several_earnings_one_that_is_not_known_takes_nothing_back() -> None:
    earning = make_earning()

    with pytest.raises(InvalidValueError, match="1 of the earnings to take back are not known"):
        claw_back_many(
            [Line(earning_id=earning.pk), Line(earning_id=uuid4())],
            cause_id=a_cause(),
            actor=SYSTEM,
            at=NOON,
        )

    assert balances(earning).recovery_due == 0
    assert not Clawback.objects.exists()


def test_two_earnings_of_a_finding_are_taken_back_once_each() -> None:
    program, partner = make_participant()
    one = make_earning(program, partner, earning_id="E-1", amount="1240.00")
    other = make_earning(program, partner, earning_id="E-2", amount="960.00")
    lines = [Line(earning_id=one.pk), Line(earning_id=other.pk, amount_minor=80_000)]

    entries = claw_back_many([*lines, lines[0]], cause_id=a_cause(), actor=SYSTEM, at=NOON)

    assert [entry.amount_minor for entry in entries] == [124_000, 80_000, 124_000]
    assert entries[0] == entries[2]
    assert Clawback.objects.get().entries.count() == 2
    assert balances(one).recovery_due == 124_000


def test_an_earning_repeated_on_three_rows_is_taken_back_once() -> None:
    program, _partner = make_participant()
    rows = [earning_row("E-1", transaction=f"T-{number}") for number in range(3)]
    import_rows(program, *rows)
    earning = program.earnings.get()

    claw_back_many([Line(earning_id=earning.pk)], cause_id=a_cause(), actor=SYSTEM, at=NOON)

    assert balances(earning) == Balances(program_fund=-124_000, recovery_due=124_000)


def test_two_causes_take_from_what_is_left() -> None:
    earning = make_earning(amount="100.00")
    claw_back(earning.pk, cause_id=a_cause(), amount_minor=7_000, actor=SYSTEM, at=NOON)

    with pytest.raises(ClawbackExceedsEarningError, match=r"EUR 30\.00 of this earning can still"):
        claw_back(earning.pk, cause_id=a_cause(), amount_minor=3_001, actor=SYSTEM, at=NOON)
    claw_back(earning.pk, cause_id=a_cause(), amount_minor=3_000, actor=SYSTEM, at=NOON)

    assert balances(earning).recoverable_minor == 0


def test_what_falls_is_given_back_in_the_currency_in_which_it_was_earned() -> None:
    program, partner = make_participant()
    euros = make_earning(program, partner, earning_id="E-1", amount="12.40")
    yen = make_earning(program, partner, earning_id="E-2", amount="960", currency="JPY")
    cause, other_cause = a_cause(), a_cause()
    before = (balances(euros), balances(yen))
    lines = [Line(earning_id=euros.pk, amount_minor=40), Line(earning_id=yen.pk)]
    claw_back_many(lines, cause_id=cause, actor=SYSTEM, at=NOON)
    claw_back(euros.pk, cause_id=other_cause, amount_minor=1_000, actor=SYSTEM, at=NOON)

    given = restore(cause, actor=SYSTEM, at=NOON)

    assert [(entry.currency, entry.amount_minor) for entry in given] == [("EUR", 40), ("JPY", 960)]
    assert balances(yen) == before[1]
    assert balances(euros).recovery_due == 1_000
    assert len(events("clawback.restored")) == 2


def test_giving_back_twice_changes_nothing() -> None:
    earning, cause = make_earning(amount="10.01"), a_cause()
    claw_back(earning.pk, cause_id=cause, amount_minor=1_001, actor=SYSTEM, at=NOON)

    half = restore(cause, part=Fraction(1, 2), actor=SYSTEM, at=NOON)
    again = restore(cause, part=Fraction(1, 2), actor=SYSTEM, at=NOON)
    rest = restore(cause, actor=SYSTEM, at=NOON)
    nothing = restore(cause, actor=SYSTEM, at=NOON)

    assert [[entry.amount_minor for entry in given] for given in (half, again, rest, nothing)] == [
        [501],
        [],
        [500],
        [],
    ]
    assert balances(earning) == Balances(program_fund=-1_001, partner_paid=1_001)
    assert len(events("clawback.restored")) == 2


def test_a_smaller_part_than_was_given_back_is_refused() -> None:
    earning, cause = make_earning(amount="10.00"), a_cause()
    claw_back(earning.pk, cause_id=cause, amount_minor=1_000, actor=SYSTEM, at=NOON)
    restore(cause, part=Fraction(1, 2), actor=SYSTEM, at=NOON)

    with pytest.raises(RestoreConflictError):
        restore(cause, part=Fraction(1, 4), actor=SYSTEM, at=NOON)

    assert balances(earning).recovery_due == 500


def test_a_clawback_that_was_given_back_is_not_taken_again_by_repeating_it() -> None:
    earning, cause = make_earning(), a_cause()
    first = claw_back(earning.pk, cause_id=cause, amount_minor=500, actor=SYSTEM, at=NOON)
    restore(cause, actor=SYSTEM, at=NOON)

    again = claw_back(earning.pk, cause_id=cause, amount_minor=500, actor=SYSTEM, at=NOON)

    assert again == first
    assert balances(earning).recovery_due == 0

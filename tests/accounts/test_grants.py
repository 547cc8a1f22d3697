"""Vendor-side rights: given, held and ended."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from goodstanding.accounts.models import Grant, Role
from goodstanding.accounts.selectors import holds
from goodstanding.accounts.services import add_person, end_grant, give_grant
from goodstanding.evidence.models import Event
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from tests.builders import NOON, SYSTEM, make_officer, make_person, make_program
from tests.builders_accounts import make_operator
from tests.threads import at_once

LATER = NOON + timedelta(days=30)


@pytest.mark.django_db
def test_giving_the_same_right_again_changes_nothing() -> None:
    person, program = make_person(), make_program()
    first = give_grant(
        person.pk, role=Role.PDM, program_id=program.pk, actor=SYSTEM, at=NOON, until=LATER
    )
    before = Event.objects.count()

    again = give_grant(
        person.pk, role=Role.PDM, program_id=program.pk, actor=SYSTEM, at=NOON, until=LATER
    )

    assert again == first
    assert Event.objects.count() == before


@pytest.mark.django_db
def test_a_right_holds_until_just_before_its_end() -> None:
    person, program = make_person(), make_program()

    give_grant(
        person.pk, role=Role.FINANCE, program_id=program.pk, actor=SYSTEM, at=NOON, until=LATER
    )

    inside, end = LATER - timedelta(microseconds=1), LATER
    assert holds(person.pk, [Role.FINANCE], program_id=program.pk, at=inside) is True
    assert holds(person.pk, [Role.FINANCE], program_id=program.pk, at=end) is False
    assert holds(person.pk, [Role.FINANCE], program_id=make_program().pk, at=inside) is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("until", "refusal"),
    [(LATER, ConflictError), (NOON, InvalidValueError), (NOON - timedelta(1), InvalidValueError)],
)
def test_a_refusal_leaves_no_trace(until: datetime, refusal: type[Exception]) -> None:
    program = make_program()
    officer = make_officer(program)
    before = Event.objects.count()

    with pytest.raises(refusal):
        give_grant(
            officer.pk,
            role=Role.OFFICER,
            program_id=program.pk,
            actor=SYSTEM,
            at=NOON,
            until=until,
        )

    assert Grant.objects.count() == 1
    assert Event.objects.count() == before


@pytest.mark.django_db
def test_only_operators_give_and_end_rights() -> None:
    program = make_program()
    officer = make_officer(program)
    actor = Actor.person(officer.pk)

    with pytest.raises(NotPermittedError):
        give_grant(officer.pk, role=Role.DECIDER, program_id=program.pk, actor=actor, at=NOON)
    with pytest.raises(NotPermittedError):
        end_grant(officer.grants.get().fact_id, actor=actor, at=LATER)

    assert Grant.objects.count() == 1


@pytest.mark.django_db
def test_an_operator_gives_no_right_to_themselves() -> None:
    program = make_program()
    operator = make_operator()
    before = Event.objects.count()

    with pytest.raises(NotPermittedError, match="Ask another operator"):
        give_grant(
            operator.pk,
            role=Role.OFFICER,
            program_id=program.pk,
            actor=Actor.person(operator.pk),
            at=LATER,
        )

    assert [grant.role for grant in operator.grants.all()] == [Role.OPERATOR]
    assert Event.objects.count() == before


@pytest.mark.django_db
def test_the_same_address_is_the_same_person() -> None:
    first = add_person(email="Ada@Fabrikam.com", name=" Ada  Novak ", actor=SYSTEM, at=NOON)

    again = add_person(email=" ada@fabrikam.com", name="Somebody", actor=SYSTEM, at=NOON)

    assert again == first
    assert (first.email, first.name) == ("ada@fabrikam.com", "Ada Novak")


def test_two_operators_cannot_end_each_other_at_once(committed: None) -> None:
    one, two = make_operator(), make_operator()

    def end(of: Grant, by: Actor) -> Grant:
        return end_grant(of.fact_id, actor=by, at=LATER)

    results = at_once(
        lambda: end(one.grants.get(), Actor.person(two.pk)),
        lambda: end(two.grants.get(), Actor.person(one.pk)),
    )

    assert sorted(type(result).__name__ for result in results) in (
        ["ConflictError", "Grant"],
        ["Grant", "NotPermittedError"],
    )
    assert Grant.objects.filter(superseded_at=None, valid_until=None).count() == 1


def test_of_three_who_end_a_right_at_once_one_does(committed: None) -> None:
    grant = make_officer(make_program()).grants.get()

    def end() -> Grant:
        return end_grant(grant.fact_id, actor=SYSTEM, at=LATER)

    results = at_once(end, end, end)

    assert sorted(type(result).__name__ for result in results) == ["ConflictError"] * 2 + ["Grant"]
    assert Event.objects.filter(name="grant.ended").count() == 1


@pytest.mark.django_db
def test_who_began_a_moment_earlier_but_had_to_wait_finds_the_right_ended() -> None:
    grant = make_officer(make_program()).grants.get()
    end_grant(grant.fact_id, actor=SYSTEM, at=LATER)

    with pytest.raises(ConflictError, match="ended already"):
        end_grant(grant.fact_id, actor=SYSTEM, at=LATER - timedelta(milliseconds=1))

    assert Grant.objects.get(superseded_at=None).valid_until == LATER
    assert Event.objects.filter(name="grant.ended").count() == 1

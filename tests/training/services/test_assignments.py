"""Courses that a measure asks for: until passed, or until the measure ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from goodstanding.accounts.models import Person
from goodstanding.evidence.models import Event
from goodstanding.partners.models import Affiliation
from goodstanding.partners.services.taking_part import end_affiliation
from goodstanding.training.events import EndedBecause
from goodstanding.training.models import Assignment
from goodstanding.training.selectors.assignments import assignments_in_force, effects_of
from goodstanding.training.selectors.partners import rolls_of
from goodstanding.training.services.assignments import assign_course, end_effects
from goodstanding.training.services.attempts import submit
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError
from tests.builders import NOON, SYSTEM, make_affiliate, make_partner, make_person, make_program
from tests.builders_training import make_attempt, make_course, take
from tests.training.overlapping import overlapping

LATER = NOON + timedelta(days=1)
LAST = NOON + timedelta(days=2)


def _ended() -> list[bytes]:
    return [bytes(e.bytes) for e in Event.objects.filter(name="assignment.ended")]


def _ask_sales(course_id: UUID, partner_id: UUID, cause_id: UUID) -> Assignment:
    return assign_course(
        course_id,
        partner_id=partner_id,
        roles=["sales"],
        cause_id=cause_id,
        actor=SYSTEM,
        at=NOON,
    )


def _leave(person: Person, *, at: datetime) -> Affiliation:
    held = Affiliation.objects.get(person=person, superseded_at=None, valid_until=None)
    return end_affiliation(held.fact_id, actor=SYSTEM, at=at)


@pytest.mark.django_db
def test_passing_afterwards_ends_it_and_passing_before_does_not() -> None:
    program = make_program()
    partner, version = make_partner(program), make_course(program)
    person, cause = make_affiliate(partner, role="sales"), uuid4()
    take(person, version)
    assign_course(
        version.course_id,
        partner_id=partner.pk,
        person_id=person.pk,
        cause_id=cause,
        due_on=date(2026, 9, 30),
        actor=SYSTEM,
        at=LATER,
    )
    open_before = assignments_in_force(partner.pk, program_id=program.pk, at=LATER)

    take(person, version, at=LAST)

    assert len(open_before) == 1
    assert assignments_in_force(partner.pk, program_id=program.pk, at=LAST) == []
    (row,) = effects_of(cause)
    assert (row.valid_from, row.valid_until, row.due_on) == (LATER, LAST, date(2026, 9, 30))
    assert Assignment.objects.count() == 2  # what was said before is kept
    (ended,) = _ended()
    assert EndedBecause.PASSED.encode() in ended


@pytest.mark.django_db
def test_a_failed_attempt_ends_nothing() -> None:
    program = make_program()
    partner, version = make_partner(program), make_course(program)
    person = make_affiliate(partner)
    assign_course(version.course_id, partner_id=partner.pk, cause_id=uuid4(), actor=SYSTEM, at=NOON)

    take(person, version, right=3, at=LATER)

    assert len(assignments_in_force(partner.pk, program_id=program.pk, at=LATER)) == 1
    assert _ended() == []


@pytest.mark.django_db
def test_a_partner_is_done_when_the_last_of_its_function_passed() -> None:
    program = make_program()
    partner, version = make_partner(program), make_course(program)
    sellers = [make_affiliate(partner, role="sales") for _ in range(2)]
    make_affiliate(partner, role="signatory")
    assign_course(
        version.course_id,
        partner_id=partner.pk,
        roles=["sales"],
        cause_id=uuid4(),
        actor=SYSTEM,
        at=NOON,
    )

    take(sellers[0], version, at=LATER)
    after_one = _ended()
    take(sellers[1], version, at=LATER)

    assert (after_one, len(_ended())) == ([], 1)


@pytest.mark.django_db
def test_a_partner_is_done_when_the_last_who_had_not_passed_leaves() -> None:
    program = make_program()
    partner, version, cause = make_partner(program), make_course(program), uuid4()
    passing, leaving = (make_affiliate(partner, role="sales") for _ in range(2))
    elsewhere = make_affiliate(make_partner(program), role="sales")
    _ask_sales(version.course_id, partner.pk, cause)
    take(passing, version, at=LATER)

    _leave(elsewhere, at=LAST)
    after_another = _ended()
    _leave(leaving, at=LAST)

    assert after_another == []
    (ended,) = _ended()
    assert EndedBecause.PASSED.encode() in ended
    (row,) = effects_of(cause)
    assert (row.valid_from, row.valid_until) == (NOON, LAST)


@pytest.mark.django_db
def test_it_stays_open_where_nobody_is_left_or_somebody_has_not_passed() -> None:
    program = make_program()
    partner, version = make_partner(program), make_course(program)
    first, second = (make_affiliate(partner, role="sales") for _ in range(2))
    _ask_sales(version.course_id, partner.pk, uuid4())

    _leave(first, at=LATER)
    _leave(second, at=LATER)
    vacant = rolls_of(partner.pk, program_id=program.pk, at=LATER)
    successor = make_affiliate(partner, role="sales", at=LATER)
    named = rolls_of(partner.pk, program_id=program.pk, at=LATER)
    still_open = _ended()
    take(successor, version, at=LAST)

    assert [(roll.learners, roll.vacant, roll.is_done) for roll in vacant] == [((), True, False)]
    assert [(len(roll.learners), roll.vacant, roll.is_done) for roll in named] == [
        (1, False, False)
    ]
    assert still_open == []
    assert len(_ended()) == 1
    assert rolls_of(partner.pk, program_id=program.pk, at=LAST) == []


@pytest.mark.django_db
def test_asking_twice_for_one_cause_asks_once() -> None:
    program = make_program()
    partner, version, cause = make_partner(program), make_course(program), uuid4()

    first, again = (
        assign_course(
            version.course_id, partner_id=partner.pk, cause_id=cause, actor=SYSTEM, at=NOON
        )
        for _ in range(2)
    )

    assert first == again
    assert Event.objects.filter(name="course.assigned").count() == 1


@pytest.mark.django_db
def test_who_does_not_act_for_the_partner_is_not_asked() -> None:
    program = make_program()
    partner, version = make_partner(program), make_course(program)

    with pytest.raises(ConflictError):
        assign_course(
            version.course_id,
            partner_id=partner.pk,
            person_id=make_person().pk,
            cause_id=uuid4(),
            actor=SYSTEM,
            at=NOON,
        )

    assert not Assignment.objects.exists()
    assert not Event.objects.filter(name="course.assigned").exists()


@pytest.mark.django_db
def test_undoing_a_cause_ends_all_it_asked_for_and_nothing_else() -> None:
    program = make_program()
    partner, version = make_partner(program), make_course(program)
    cause, other = uuid4(), uuid4()
    for each in (cause, other):
        assign_course(
            version.course_id, partner_id=partner.pk, cause_id=each, actor=SYSTEM, at=NOON
        )

    ended = end_effects(cause, actor=SYSTEM, at=LATER)
    again = end_effects(cause, actor=SYSTEM, at=LAST)

    assert (len(ended), again) == (1, [])
    assert [
        row.cause_id for row in assignments_in_force(partner.pk, program_id=program.pk, at=LATER)
    ] == [other]
    assert [row.valid_until for row in effects_of(cause)] == [LATER]
    (event,) = _ended()
    assert EndedBecause.CAUSE_ENDED.encode() in event


@pytest.mark.django_db
def test_what_is_undone_as_it_starts_never_held() -> None:
    program = make_program()
    partner, version, cause = make_partner(program), make_course(program), uuid4()
    assign_course(version.course_id, partner_id=partner.pk, cause_id=cause, actor=SYSTEM, at=NOON)

    end_effects(cause, actor=SYSTEM, at=NOON)

    assert list(effects_of(cause)) == []
    assert assignments_in_force(partner.pk, program_id=program.pk, at=NOON) == []
    assert len(_ended()) == 1


@pytest.mark.django_db
def test_the_database_lets_an_assignment_only_be_superseded() -> None:
    program = make_program()
    partner, version = make_partner(program), make_course(program)
    assign_course(version.course_id, partner_id=partner.pk, cause_id=uuid4(), actor=SYSTEM, at=NOON)

    with pytest.raises(DatabaseError), transaction.atomic():
        Assignment.objects.update(due_on=date(2027, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        Assignment.objects.all()._raw_delete("default")


@pytest.mark.usefixtures("committed")
def test_of_two_last_people_passing_at_once_one_ends_it() -> None:
    program = make_program()
    partner, version = make_partner(program), make_course(program)
    people = [make_affiliate(partner, role="sales") for _ in range(2)]
    assign_course(version.course_id, partner_id=partner.pk, cause_id=uuid4(), actor=SYSTEM, at=NOON)
    attempts = [make_attempt(person, version, right=5, at=NOON) for person in people]

    overlapping(
        *(
            lambda attempt=attempt: submit(
                attempt.pk, actor=Actor.person(attempt.person_id), at=LATER
            )
            for attempt in attempts
        ),
        at=LATER,
    )

    assert len(_ended()) == 1
    assert assignments_in_force(partner.pk, program_id=program.pk, at=LAST) == []


@pytest.mark.usefixtures("committed")
def test_of_the_last_who_leaves_and_the_last_who_passes_at_once_one_ends_it() -> None:
    program = make_program()
    partner, version = make_partner(program), make_course(program)
    passing, leaving = (make_affiliate(partner, role="sales") for _ in range(2))
    _ask_sales(version.course_id, partner.pk, uuid4())
    attempt = make_attempt(passing, version, right=5, at=NOON)

    overlapping(
        lambda: submit(attempt.pk, actor=Actor.person(passing.pk), at=LATER),
        lambda: _leave(leaving, at=LATER),
        at=LATER,
    )

    assert len(_ended()) == 1
    assert assignments_in_force(partner.pk, program_id=program.pk, at=LAST) == []

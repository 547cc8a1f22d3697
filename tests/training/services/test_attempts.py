"""Learning: start, answer, hand in, pass, and for whom it counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from goodstanding.evidence.models import Event, EventPartner
from goodstanding.notices.models import Proof
from goodstanding.notices.services.sending import Subject
from goodstanding.training.errors import AttemptClosedError, AttemptOpenError
from goodstanding.training.models import (
    Answer,
    Attempt,
    AttemptResult,
    Certificate,
    Completion,
    CourseVersion,
)
from goodstanding.training.selectors.attempts import sheet_of
from goodstanding.training.services.attempts import answer, start_attempt, submit
from goodstanding.values.actor import Actor
from goodstanding.values.errors import InvalidValueError, NotPermittedError
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_notices import make_notice
from tests.builders_training import make_attempt, make_course, take
from tests.threads import at_once
from tests.training.overlapping import overlapping

LATER = NOON + timedelta(days=1)


def _facts() -> tuple[int, int, int]:
    return (
        AttemptResult.objects.count(),
        Completion.objects.count(),
        Certificate.objects.count(),
    )


def _events(*names: str) -> list[str]:
    return list(Event.objects.filter(name__in=names).values_list("name", flat=True))


LEARNT = ("attempt.submitted", "completion.recorded", "certificate.issued")


@pytest.mark.django_db
def test_fail_retry_pass() -> None:
    program = make_program()
    person, version = make_affiliate(make_partner(program)), make_course(program)

    first = take(person, version, right=3)
    failed = _facts()
    second = take(person, version, right=4, at=LATER)

    assert (first.passed, failed) == (False, (1, 0, 0))
    assert (second.passed, _facts()) == (True, (2, 1, 1))
    assert second.completion.certificate.issued_at == LATER
    assert _events(*LEARNT) == ["attempt.submitted", *LEARNT]


@pytest.mark.django_db
def test_passing_proves_that_the_call_to_take_it_has_arrived() -> None:
    program = make_program()
    partner = make_partner(program)
    person, version = make_affiliate(partner), make_course(program)
    call = make_notice(program, partner, subjects=(Subject(code=version.course.code),))

    take(person, version, right=3)
    failed = Proof.objects.count()
    take(person, version, right=4, at=LATER)

    proof = Proof.objects.get()
    assert failed == 0
    assert (proof.notice_id, proof.person_id, proof.how) == (call.pk, person.pk, "act")


@pytest.mark.django_db
def test_starting_again_goes_on_where_one_was() -> None:
    program = make_program()
    person, version = make_affiliate(make_partner(program)), make_course(program)
    attempt = make_attempt(person, version, right=2)

    again = start_attempt(version.pk, actor=Actor.person(person.pk), at=LATER)

    assert again == attempt
    assert sheet_of(again).answered == 2
    assert [asking.question for asking in sheet_of(again).questions] == [
        asking.question for asking in sheet_of(attempt).questions
    ]


@pytest.mark.django_db
def test_the_first_answer_stays_whatever_a_second_click_says() -> None:
    program = make_program()
    person, version = make_person(), make_course(program)
    attempt = make_attempt(person, version, wrong=1)
    asking = sheet_of(attempt).questions[0]

    again = answer(
        attempt.pk,
        question_id=asking.question.pk,
        choice_id=asking.right_choice.pk,
        actor=Actor.person(person.pk),
        at=LATER,
    )

    assert asking.answer == again
    assert again.choice_id != asking.right_choice.pk
    assert Answer.objects.count() == 1


@pytest.mark.django_db
def test_not_being_sure_is_an_answer() -> None:
    person, version = make_person(), make_course(make_program(), questions=1)
    actor = Actor.person(person.pk)
    attempt = start_attempt(version.pk, actor=actor, at=NOON)
    question = sheet_of(attempt).questions[0].question

    answer(attempt.pk, question_id=question.pk, choice_id=None, actor=actor, at=NOON)
    result = submit(attempt.pk, actor=actor, at=NOON)

    assert result.passed is False
    assert sheet_of(attempt).questions[0].unsure


@pytest.mark.django_db
def test_what_another_course_asks_is_no_answer_here() -> None:
    program = make_program()
    person, version, other = make_person(), make_course(program), make_course(program)
    attempt, actor = make_attempt(person, version), Actor.person(person.pk)
    foreign = other.questions.all()[0]
    own = version.questions.all()[0]

    with pytest.raises(InvalidValueError):
        answer(attempt.pk, question_id=foreign.pk, choice_id=None, actor=actor, at=NOON)
    with pytest.raises(InvalidValueError):
        answer(
            attempt.pk,
            question_id=own.pk,
            choice_id=foreign.choices.all()[0].pk,
            actor=actor,
            at=NOON,
        )

    assert not Answer.objects.exists()


@pytest.mark.django_db
def test_nobody_answers_or_hands_in_for_somebody_else() -> None:
    program = make_program()
    partner = make_partner(program)
    person, version = make_affiliate(partner), make_course(program)
    attempt = make_attempt(person, version, right=5)
    boss = Actor.person(make_affiliate(partner).pk)
    question = version.questions.all()[0]

    with pytest.raises(NotPermittedError):
        answer(attempt.pk, question_id=question.pk, choice_id=None, actor=boss, at=NOON)
    with pytest.raises(NotPermittedError):
        submit(attempt.pk, actor=boss, at=NOON)
    with pytest.raises(NotPermittedError):
        start_attempt(version.pk, actor=SYSTEM, at=NOON)

    assert (_facts(), _events(*LEARNT)) == ((0, 0, 0), [])


@pytest.mark.django_db
def test_open_questions_are_not_handed_in() -> None:
    person, version = make_person(), make_course(make_program())
    attempt = make_attempt(person, version, right=4)

    with pytest.raises(AttemptOpenError, match="1 of 5 questions are still open"):
        submit(attempt.pk, actor=Actor.person(person.pk), at=NOON)

    attempt.refresh_from_db()
    assert attempt.closed_at is None
    assert (_facts(), _events(*LEARNT)) == ((0, 0, 0), [])


@pytest.mark.django_db
def test_handing_in_twice_counts_once() -> None:
    program = make_program()
    person = make_affiliate(make_partner(program))
    attempt = make_attempt(person, make_course(program), right=5)
    actor = Actor.person(person.pk)

    first = submit(attempt.pk, actor=actor, at=NOON)
    again = submit(attempt.pk, actor=actor, at=LATER)

    assert again == first
    assert (_facts(), _events(*LEARNT)) == ((1, 1, 1), list(LEARNT))


@pytest.mark.django_db
def test_after_handing_in_nothing_is_answered_or_reopened() -> None:
    person, version = make_person(), make_course(make_program())
    result = take(person, version)
    given = result.attempt.answers.all()[0]
    given.delete()  # a person may have their answers deleted; nothing can take their place

    with pytest.raises(AttemptClosedError):
        answer(
            result.attempt_id,
            question_id=given.question_id,
            choice_id=None,
            actor=Actor.person(person.pk),
            at=LATER,
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.create(
            attempt=result.attempt, question_id=given.question_id, answered_at=NOON
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.update(choice=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Attempt.objects.update(closed_at=None)

    assert sheet_of(Attempt.objects.get()).score is None


@pytest.mark.django_db
def test_a_result_and_a_completion_are_voided_and_never_edited() -> None:
    take(make_person(), make_course(make_program()))

    for model, change in ((AttemptResult, {"passed": False}), (Completion, {"zone": "Asia/Tokyo"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete("default")
    Completion.objects.update(voided_at=LATER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT known_until FROM facts.completions")
        assert cursor.fetchall() == [(LATER,)]


@pytest.mark.django_db
def test_who_began_an_older_version_finishes_that_one() -> None:
    program = make_program()
    person, version = make_person(), make_course(program)
    attempt = make_attempt(person, version, right=5)
    newer = make_course(program, code=version.course.code, title="Gifts again", at=LATER)

    again = start_attempt(newer.pk, actor=Actor.person(person.pk), at=LATER)
    submit(attempt.pk, actor=Actor.person(person.pk), at=LATER)

    assert (newer.number, again) == (2, attempt)
    assert Completion.objects.get().version == version


@pytest.mark.django_db
def test_a_completion_is_a_fact_of_the_person_on_their_local_day() -> None:
    program = make_program()
    person = make_affiliate(make_partner(program), zone="Asia/Tokyo")
    version = make_course(program, good_for="24 months")
    evening = datetime(2026, 9, 1, 20, 0, tzinfo=UTC)  # already 2 September in Tokyo

    take(person, version, at=evening)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, course, passed_at, passed_on, until_on, known_until"
            " FROM facts.completions"
        )
        assert cursor.fetchall() == [
            (
                person.pk,
                version.course.code,
                evening,
                date(2026, 9, 2),
                date(2028, 9, 2),
                None,
            )
        ]


@pytest.mark.django_db
def test_without_an_employer_the_program_says_which_day_it_is() -> None:
    take(make_person(), make_course(make_program()), at=datetime(2026, 9, 1, 23, 0, tzinfo=UTC))

    completion = Completion.objects.get()
    assert (completion.zone, completion.passed_on) == ("UTC", date(2026, 9, 1))


@pytest.mark.django_db
def test_one_pass_counts_for_both_employers_and_neither_reads_of_the_other() -> None:
    program, other_program = make_program(), make_program()
    fabrikam, litware = make_partner(program), make_partner(other_program, name="Litware")
    person = make_affiliate(fabrikam, role="sales")
    make_affiliate(litware, role="marketing", person=person)

    take(person, make_course(program))

    touched = list(
        EventPartner.objects.filter(event__name="completion.recorded").values_list(
            "program_id", "partner_id"
        )
    )
    assert sorted(touched) == sorted([(program.pk, fabrikam.pk), (other_program.pk, litware.pk)])
    for own, foreign in ((fabrikam, litware), (litware, fabrikam)):
        for event in Event.objects.filter(partners__partner_id=own.pk):
            assert str(foreign.pk).encode() not in bytes(event.bytes)


@pytest.mark.django_db
def test_no_event_holds_a_name_an_answer_or_a_score() -> None:
    program = make_program()
    person = make_person(name="Zuzanna Qwertz", email="zuzanna@example.com")
    make_affiliate(make_partner(program), person=person)
    version = make_course(program)
    take(person, version, right=3)

    take(person, version)

    written = b"".join(
        bytes(event.bytes) for event in Event.objects.filter(name__in=(*LEARNT, "course.published"))
    )
    certificate = Certificate.objects.get()
    secrets = ["Zuzanna", "Qwertz", "zuzanna@", certificate.code, "gift 1", "score", "right"]
    secrets += [str(choice) for choice in Answer.objects.values_list("choice_id", flat=True)]
    assert [secret for secret in secrets if secret.encode() in written] == []


@pytest.mark.usefixtures("committed")
def test_two_tabs_that_hand_in_at_once_get_one_result() -> None:
    program = make_program()
    person = make_affiliate(make_partner(program))
    attempt = make_attempt(person, make_course(program), right=5)

    results = at_once(*[lambda: submit(attempt.pk, actor=Actor.person(person.pk), at=LATER)] * 2)

    assert results[0] == results[1] == AttemptResult.objects.get()
    assert (_facts(), _events(*LEARNT)) == ((1, 1, 1), list(LEARNT))


@pytest.mark.usefixtures("committed")
def test_two_tabs_that_start_at_once_share_one_attempt() -> None:
    program = make_program()
    person, version = make_person(), make_course(program)

    started = overlapping(
        *[lambda: start_attempt(version.pk, actor=Actor.person(person.pk), at=LATER)] * 2, at=LATER
    )

    assert started[0] == started[1] == Attempt.objects.get()


@pytest.mark.usefixtures("committed")
def test_two_tabs_that_answer_at_once_save_one_answer() -> None:
    person, version = make_person(), make_course(make_program())
    attempt = make_attempt(person, version)
    asking = sheet_of(attempt).questions[0]

    given = overlapping(
        *(
            lambda choice=choice: answer(
                attempt.pk,
                question_id=asking.question.pk,
                choice_id=choice.pk,
                actor=Actor.person(person.pk),
                at=LATER,
            )
            for choice in asking.choices[:2]
        ),
        at=LATER,
    )

    assert given[0] == given[1] == Answer.objects.get()


@pytest.mark.usefixtures("committed")
def test_two_people_passing_at_once_both_pass() -> None:
    program = make_program()
    partner, version = make_partner(program), make_course(program)
    people = [make_affiliate(partner, role="sales") for _ in range(2)]
    attempts = [make_attempt(person, version, right=5) for person in people]

    at_once(
        *(
            lambda attempt=attempt: submit(
                attempt.pk, actor=Actor.person(attempt.person_id), at=LATER
            )
            for attempt in attempts
        )
    )

    assert {row.person_id for row in Completion.objects.all()} == {person.pk for person in people}
    assert CourseVersion.objects.get() == version
    assert _events("completion.recorded") == ["completion.recorded"] * 2

"""Whoever sits at a desk gets a letter when a question comes there: one for all that waits."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from goodstanding.accounts.models import Person, Role
from goodstanding.partners.models import Affiliation
from goodstanding.partners.services.taking_part import end_affiliation, end_relationship
from goodstanding.questions.jobs import tell_desks_each_minute, write_to_desk
from goodstanding.questions.models import StepTold
from goodstanding.questions.rules.routing import About
from goodstanding.questions.services.answering import answer, answer_distributor, take_over
from goodstanding.questions.services.asking import Subject, withdraw
from goodstanding.questions.services.between import relay
from goodstanding.questions.services.telling import QUIET, tell_desks
from goodstanding.ui.dates import day_text
from goodstanding.values import clock
from tests.builders import SYSTEM, make_affiliate, make_officer, make_person
from tests.builders_notices import make_notice
from tests.builders_questions import (
    ASKED,
    HOUR,
    QUESTION,
    make_desks,
    make_question,
    who,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def _queued() -> list[str]:
    """Return to whom letters are queued, in their order."""
    jobs = ProcrastinateJob.objects.filter(task_name="questions.write_to_desk").order_by("pk")
    return [job.args["person_id"] for job in jobs]


def _sent(monkeypatch: pytest.MonkeyPatch, *, at: datetime) -> list[mail.EmailMessage]:
    """Do the letters that are queued, and return them."""
    monkeypatch.setattr(clock, "now", lambda: at)
    for job in ProcrastinateJob.objects.filter(task_name="questions.write_to_desk").order_by("pk"):
        write_to_desk(**job.args)
    return list(mail.outbox)


def _ids(*people: object) -> list[str]:
    return sorted(str(getattr(person, "pk", person)) for person in people)


def test_a_question_is_told_to_the_account_manager_and_to_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desks = make_desks()
    make_question(desks)

    assert tell_desks(at=ASKED + MINUTE) == 1

    (letter,) = _sent(monkeypatch, at=ASKED + MINUTE)
    assert letter.to == [desks.manager.email]
    assert letter.subject == "1 question waits for your answer"
    body = str(letter.body)
    assert "partners who buy through Northwind Distribution asked something" in body
    assert f"is due by the end of {day_text(date(2026, 9, 3))}, Berlin time" in body
    assert f"/d/{desks.program.code}/{desks.distributor.pk}/questions/" in body
    assert "Pass the question on to Contoso there." in body
    for secret in (QUESTION, "Litware", "Jonas"):
        assert secret not in body


def test_each_desk_a_question_comes_to_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    desks = make_desks()
    question = make_question(desks)

    tell_desks(at=ASKED + MINUTE)
    again = tell_desks(at=ASKED + 2 * MINUTE)
    relay(question.pk, remark="", actor=who(desks.manager), at=ASKED + 2 * HOUR)
    up = tell_desks(at=ASKED + 2 * HOUR)
    answer_distributor(question.pk, words="Yes.", actor=who(desks.officer), at=ASKED + 4 * HOUR)
    down = tell_desks(at=ASKED + 4 * HOUR)

    assert (again, up, down) == (0, 2, 1)
    assert _queued()[0] == str(desks.manager.pk)
    assert sorted(_queued()[1:3]) == _ids(desks.officer, desks.pdm)
    assert _queued()[3] == str(desks.manager.pk)
    returned = _sent(monkeypatch, at=ASKED + 4 * HOUR)[-1]
    assert returned.to == [desks.manager.email]
    assert "Pass the question on" not in str(returned.body)
    assert StepTold.objects.count() == 3


def test_a_desk_is_left_in_peace_for_an_hour_and_then_told_of_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desks = make_desks()
    make_question(desks)
    tell_desks(at=ASKED)
    make_question(desks, words="And in January?", at=ASKED + MINUTE)
    make_question(desks, words="And in May?", straight=True, at=ASKED + MINUTE)

    early = tell_desks(at=ASKED + 2 * MINUTE)
    early_again = tell_desks(at=ASKED + QUIET - MINUTE)
    later = tell_desks(at=ASKED + QUIET)

    assert (early, early_again, later) == (2, 0, 1)  # the vendor's desk was not told before
    assert _sent(monkeypatch, at=ASKED + QUIET)[-1].subject == "2 questions wait for your answer"


def test_what_is_confidential_is_told_to_officers_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    desks = make_desks()
    letter = make_notice(
        desks.program, desks.partner, person=desks.asker, sender=desks.officer, at=ASKED
    )
    make_question(desks, Subject(about=About.NOTICE, notice_id=letter.pk), straight=True)

    assert tell_desks(at=ASKED) == 1

    assert _queued() == _ids(desks.officer)
    (told,) = _sent(monkeypatch, at=ASKED)
    assert f"partners of the {desks.program.name} asked something" in str(told.body)
    assert f"/v/{desks.program.code}/questions/" in str(told.body)


def test_what_is_answered_or_withdrawn_before_the_letter_is_not_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desks = make_desks()
    gone, answered = make_question(desks), make_question(desks, words="And in May?", straight=True)
    tell_desks(at=ASKED)
    withdraw(gone.pk, actor=who(desks.asker), at=ASKED + MINUTE)
    answer(answered.pk, words="Yes.", actor=who(desks.officer), at=ASKED + MINUTE)

    assert len(_queued()) == 3
    assert _sent(monkeypatch, at=ASKED + 2 * MINUTE) == []


def test_who_has_left_the_desk_or_has_no_address_is_not_written_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desks = make_desks()
    silent = make_person(name="Rui Melo")
    make_affiliate(desks.distributor, role="distributor-manager", person=silent, at=ASKED)
    Person.objects.filter(pk=silent.pk).update(email=None)
    make_question(desks)
    tell_desks(at=ASKED)
    seat = Affiliation.objects.get(person=desks.manager)
    end_affiliation(seat.fact_id, actor=SYSTEM, at=ASKED + MINUTE)

    assert len(_queued()) == 2
    assert _sent(monkeypatch, at=ASKED + 2 * MINUTE) == []
    write_to_desk(
        program_id=str(desks.program.pk), distributor_id=None, person_id=str(desks.asker.pk)
    )
    assert mail.outbox == []


def test_a_distributor_the_partner_left_is_not_told_and_the_vendor_is() -> None:
    desks = make_desks()
    question = make_question(desks)
    end_relationship(desks.way, actor=SYSTEM, at=ASKED + MINUTE)

    before = tell_desks(at=ASKED + 2 * MINUTE)
    take_over(question.pk, at=ASKED + 3 * MINUTE)
    after = tell_desks(at=ASKED + 4 * MINUTE)

    assert (before, after) == (0, 2)
    assert sorted(_queued()) == _ids(desks.officer, desks.pdm)


def test_where_nobody_sits_whoever_comes_to_the_desk_is_told_then() -> None:
    desks = make_desks()
    make_question(desks)
    seat = Affiliation.objects.get(person=desks.manager)
    end_affiliation(seat.fact_id, actor=SYSTEM, at=ASKED + MINUTE)

    empty = tell_desks(at=ASKED + 2 * MINUTE)
    successor = make_affiliate(desks.distributor, role="distributor-manager", at=ASKED + 3 * MINUTE)
    filled = tell_desks(at=ASKED + 4 * MINUTE)

    assert (empty, filled) == (0, 1)
    assert _queued() == _ids(successor)


def test_the_desks_of_two_programs_are_told_apart() -> None:
    desks = make_desks()
    make_question(desks, straight=True)
    other = make_desks()
    make_question(other)
    make_officer(other.program, role=Role.AUDITOR)  # answers no questions

    assert tell_desks(at=ASKED) == 3

    assert sorted(_queued()) == _ids(desks.officer, desks.pdm, other.manager)


def test_the_routine_of_each_minute_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    desks = make_desks()
    make_question(desks)
    monkeypatch.setattr(clock, "now", lambda: ASKED + MINUTE)

    tell_desks_each_minute(timestamp=0)

    assert StepTold.objects.get().told_at == ASKED + MINUTE

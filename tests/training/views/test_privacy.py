"""Who sees what of whom: contacts see done or not done, employers nothing of each other."""

from __future__ import annotations

import re
from datetime import date, timedelta
from textwrap import indent
from uuid import uuid4

import pytest
from django.test import Client

from goodstanding.accounts.models import Person
from goodstanding.partners.models import Partner
from goodstanding.programs.models import Program
from goodstanding.training.models import Answer, CourseVersion
from goodstanding.training.services.assignments import assign_course
from goodstanding.values import clock
from tests.builders import (
    SYSTEM,
    make_affiliate,
    make_officer,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_accounts import client_of
from tests.builders_standing import make_rules, pack_text
from tests.builders_training import make_course, take

pytestmark = pytest.mark.django_db

TRAINED = """
trained:
  title: People in sales have passed the course.
  clause: partner-code#training
  pass:
    course: {course}
    people: [sales]
    share: 100 %
    valid: 12 months
    grace: {{joined: 30 days, lapsed: 30 days}}
  countdown: talk-first
"""


def _rules(program: Program, version: CourseVersion) -> None:
    text = pack_text(program)
    duty = indent(TRAINED.format(course=version.course.code), "  ")
    families = "all: [partner-code#assent]"
    assert families in text
    make_rules(
        program,
        text=text.replace("obligations:\n", f"obligations:{duty}").replace(
            families, "all: [partner-code#assent, partner-code#training]"
        ),
    )


def _home(partner: Partner, program: Program) -> str:
    return f"/p/{program.code}/{partner.pk}/training/"


def _shop() -> tuple[Program, Partner, CourseVersion, Client]:
    program = make_program()
    version = make_course(program)
    _rules(program, version)
    partner = make_partner(program)
    boss = make_affiliate(partner, role="signatory", person=make_person(name="Ingrid Sommer"))
    return program, partner, version, client_of(boss)


def _seller(partner: Partner, name: str) -> Person:
    return make_affiliate(partner, role="sales", person=make_person(name=name))


def _row(page: str, name: str) -> str:
    found = re.search(rf"<tr role=\"row\">(?:(?!</tr>).)*{name}.*?</tr>", page, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_contact_sees_done_and_not_done() -> None:
    program, partner, version, boss = _shop()
    done, failed = _seller(partner, "Ana Costa"), _seller(partner, "Milan Novak")
    _seller(partner, "Rosa Lopez")
    take(done, version, at=clock.now())
    take(failed, version, right=2, at=clock.now())

    page = boss.get(_home(partner, program)).content.decode()

    assert "1 of 3 people are done" in " ".join(page.split())
    assert "Done" in _row(page, "Ana Costa")
    assert "Not done" in _row(page, "Milan Novak")
    assert _row(page, "Milan Novak").replace("Milan Novak", "") == _row(page, "Rosa Lopez").replace(
        "Rosa Lopez", ""
    )  # whoever failed looks like whoever never began
    assert page.index("Milan Novak") < page.index("Rosa Lopez") < page.index("Ana Costa")


def test_no_page_of_a_contact_holds_an_answer_a_score_or_a_day() -> None:
    program, partner, version, boss = _shop()
    seller = _seller(partner, "Ana Costa")
    result = take(seller, version, right=4, at=clock.now() - timedelta(days=40))
    passed_on = result.completion.passed_on

    page = boss.get(_home(partner, program)).content.decode()

    marked = [str(result.attempt_id), str(result.pk), result.completion.certificate.code]
    marked += [f"{passed_on.day}\xa0{passed_on:%B}", "4 of 5", "of 5 answers", "80 %"]
    marked += [str(answer.choice_id) for answer in Answer.objects.all()]
    assert [mark for mark in marked if mark in page] == []


def test_an_employee_sees_own_courses_and_no_colleague() -> None:
    program, partner, version, _ = _shop()
    seller, colleague = _seller(partner, "Ana Costa"), _seller(partner, "Milan Novak")
    take(colleague, version, at=clock.now())

    page = client_of(seller).get(_home(partner, program)).content.decode()

    assert "1 course is waiting for you" in page
    assert version.title in page
    assert "Milan" not in page
    assert "Only you see your answers. Fabrikam sees “done” or “not done”." in page


def test_what_was_learnt_for_one_employer_is_done_for_the_other_who_learns_nothing() -> None:
    program, fabrikam, version, boss = _shop()
    litware = make_partner(program, name="Litware")
    seller = _seller(fabrikam, "Ana Costa")
    make_affiliate(litware, role="sales", person=seller)
    other_boss = client_of(make_affiliate(litware, role="compliance"))

    take(seller, version, at=clock.now())
    here = boss.get(_home(fabrikam, program)).content.decode()
    there = other_boss.get(_home(litware, program)).content.decode()

    assert "Done" in _row(here, "Ana Costa")
    assert "Done" in _row(there, "Ana Costa")
    assert ("Litware" in here, "Fabrikam" in there) == (False, False)


def test_another_partners_people_and_a_strangers_browser_see_nothing() -> None:
    program, partner, _, _ = _shop()
    other = make_affiliate(make_partner(program, name="Litware"), role="signatory")

    foreign = client_of(other).get(_home(partner, program))
    stranger = Client().get(_home(partner, program))
    officer = client_of(make_officer(program)).get(_home(partner, program))

    assert (foreign.status_code, officer.status_code) == (404, 404)
    assert stranger["Location"].startswith("/sign-in/")


def test_a_pass_stops_counting_when_the_rule_book_says_so() -> None:
    program, partner, version, boss = _shop()
    seller = _seller(partner, "Ana Costa")
    take(seller, version, at=clock.now() - timedelta(days=400))

    page = boss.get(_home(partner, program)).content.decode()
    own = client_of(seller).get(_home(partner, program)).content.decode()

    assert "Not done" in _row(page, "Ana Costa")
    assert "1 course is waiting for you" in own


def test_a_measure_asks_for_a_pass_after_it_and_shows_its_day() -> None:
    program, partner, version, boss = _shop()
    seller = _seller(partner, "Ana Costa")
    now = clock.now()
    take(seller, version, at=now - timedelta(days=3))
    assign_course(
        version.course_id,
        partner_id=partner.pk,
        person_id=seller.pk,
        cause_id=uuid4(),
        due_on=date(2020, 1, 31),
        actor=SYSTEM,
        at=now - timedelta(days=2),
    )

    page = boss.get(_home(partner, program)).content.decode()
    own = client_of(seller).get(_home(partner, program)).content.decode()

    assert "Late" in _row(page, "Ana Costa")
    assert "by 31\xa0January 2020" in _row(page, "Ana Costa")
    assert "Please pass it by 31\xa0January 2020." in own


def test_where_nobody_is_asked_the_page_says_so() -> None:
    program = make_program()
    partner = make_partner(program)
    boss = client_of(make_affiliate(partner, role="signatory"))

    page = boss.get(_home(partner, program)).content.decode()

    assert "Nobody has to take a course" in page

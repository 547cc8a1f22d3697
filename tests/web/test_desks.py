"""Whoever has to answer a question finds it on the first page they open, and nobody else does."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from goodstanding.accounts.models import Person, Role
from goodstanding.partners.services.taking_part import end_relationship
from goodstanding.questions.services.answering import answer_distributor
from goodstanding.questions.services.between import answer_below
from tests.builders import SYSTEM, make_affiliate, make_downstream, make_officer, make_partner
from tests.builders_portfolio import seen_at, text_of
from tests.builders_questions import (
    ASKED,
    HOUR,
    QUESTION,
    Desks,
    make_desks,
    make_question,
    make_relayed,
    who,
)

pytestmark = pytest.mark.django_db

_SINCE = ASKED + 3 * HOUR


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


def _home(person: Person, address: str) -> str:
    client = Client()
    client.force_login(person)
    with seen_at(_SINCE):
        return text_of(client, address)


def _below(desks: Desks) -> str:
    return _home(desks.manager, f"/d/{desks.program.code}/{desks.distributor.pk}/")


def _above(desks: Desks, person: Person) -> str:
    return _home(person, f"/v/{desks.program.code}/")


def test_a_question_stands_on_the_home_of_the_desk_it_lies_on() -> None:
    desks = make_desks()
    finance = make_officer(desks.program, role=Role.FINANCE)
    make_question(desks)

    below, officer = _below(desks), _above(desks, desks.officer)

    assert "1 question waits for you" in below
    assert QUESTION[:60] in below
    assert "Litware Systemhaus" in below
    assert "Question: " not in officer
    assert "Question: " not in _above(desks, finance)


def test_one_that_is_passed_on_changes_homes_and_comes_back_with_the_answer() -> None:
    desks = make_desks()
    question = make_relayed(desks)
    passed_on = _below(desks), _above(desks, desks.officer), _above(desks, desks.pdm)

    answer_distributor(
        question.pk, words="They have time.", actor=who(desks.officer), at=ASKED + 2 * HOUR
    )
    returned = _below(desks), _above(desks, desks.officer)
    answer_below(question.pk, words="You have time.", actor=who(desks.manager), at=_SINCE)
    answered = _below(desks)

    assert ["waits for you" in passed_on[0], *("Question: " in page for page in passed_on[1:])] == [
        False,
        True,
        True,
    ]
    assert "1 question waits for you" in returned[0]
    assert "On its way back" in returned[0]
    assert "Question: " not in returned[1]
    assert "waits for you" not in answered


def test_a_distributors_home_shows_the_nearest_five_and_counts_all_of_its_own() -> None:
    desks = make_desks()
    for number in range(6):
        make_question(desks, words=f"Does course {number} count?", at=ASKED + number * HOUR / 10)
    make_question(desks, straight=True, words="Who else asked?")
    other = make_partner(desks.program, name="Tailspin Distribution")
    make_downstream(desks.program, other)
    elsewhere = make_affiliate(other, role="distributor-manager")

    mine = _below(desks)
    theirs = _home(elsewhere, f"/d/{desks.program.code}/{other.pk}/")
    end_relationship(desks.way, actor=SYSTEM, at=ASKED + 2 * HOUR)

    assert "6 questions wait for you" in mine
    assert [f"Does course {number} count?" in mine for number in range(6)] == [True] * 5 + [False]
    assert "Who else asked?" not in mine
    assert "waits for you" not in theirs
    assert "wait for you" not in theirs
    assert "wait for you" not in _below(desks)

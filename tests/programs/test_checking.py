"""A check names every problem of the next rule book at once, each at its line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.programs.checking import check_text, known_to, next_text
from goodstanding.programs.models import Program
from goodstanding.programs.surroundings import enrolled_count
from goodstanding.rulebook.errors import ProblemCode
from goodstanding.values import clock
from tests.builders import NOON, make_partner, make_program
from tests.builders_programs import days_ahead, rules_text
from tests.builders_standing import make_agreement, make_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    program = make_program()
    make_agreement(program)
    return program


def test_a_text_that_fits_has_a_pack_and_no_problem(program: Program) -> None:
    checked = check_text(program, rules_text(program), at=clock.now())

    assert (checked.problems, checked.remarks) == ((), ())
    assert checked.pack is not None
    assert checked.pack.version == 1


def test_program_number_and_day_are_compared_with_what_the_program_has(program: Program) -> None:
    make_rules(program, text=rules_text(program))
    text = rules_text(program, number=4, effective="2026-08-15").replace(program.code, "other")

    checked = check_text(program, text, at=NOON)

    assert [(problem.line, problem.code) for problem in checked.problems] == [
        (3, ProblemCode.DOES_NOT_FIT),
        (4, ProblemCode.DOES_NOT_FIT),
        (6, ProblemCode.DOES_NOT_FIT),
    ]
    assert f"Write “program: {program.code}”" in checked.problems[0].sentence
    assert "Write “version: 2”" in checked.problems[1].sentence
    assert "rules never change the past" in checked.problems[2].sentence
    assert checked.pack is None


def test_a_later_version_never_takes_effect_before_an_earlier_one(program: Program) -> None:
    make_rules(program, text=rules_text(program, effective=days_ahead(60)))

    checked = check_text(
        program, rules_text(program, number=2, effective=days_ahead(30)), at=clock.now()
    )

    assert len(checked.problems) == 1
    assert "before version 1 does" in checked.problems[0].sentence


def test_a_mistyped_year_cannot_stand_in_the_way_of_every_later_version(program: Program) -> None:
    checked = check_text(program, rules_text(program, effective=days_ahead(800)), at=clock.now())

    assert len(checked.problems) == 1
    assert "more than 730 days ahead" in checked.problems[0].sentence


def test_a_name_nobody_knows_is_a_problem_the_first_time(program: Program) -> None:
    text = rules_text(program).replace("agreement: code", "agreement: charter")

    checked = check_text(program, text, at=clock.now())

    assert [problem.code for problem in checked.problems] == [ProblemCode.UNKNOWN_NAME]
    assert "“charter” is not an agreement of this program" in checked.problems[0].sentence


def test_a_name_that_is_in_force_already_is_only_remarked(program: Program) -> None:
    text = rules_text(program).replace("agreement: code", "agreement: charter")
    make_rules(program, text=text)
    later = next_text(text, number=2, effective=days_ahead(60))

    checked = check_text(program, later, at=clock.now())

    assert checked.problems == ()
    assert checked.pack is not None
    assert ["“charter”" in remark.sentence for remark in checked.remarks] == [True]
    assert "charter" in (known_to(program).agreements or ())


def test_the_next_text_differs_in_number_and_day_alone(program: Program) -> None:
    text = rules_text(program, effective="2027-01-01")

    moved = next_text(text, number=2, effective="2027-03-01")

    assert moved == text.replace("version: 1", "version: 2").replace("2027-01-01", "2027-03-01")


def test_what_is_not_a_pack_has_its_problems(program: Program) -> None:
    checked = check_text(program, "pack: 1\nfoo: 2\n", at=clock.now())

    assert checked.pack is None
    assert {problem.code for problem in checked.problems} == {
        ProblemCode.MISSING_KEY,
        ProblemCode.UNKNOWN_KEY,
    }


def test_who_takes_part_is_counted_at_the_instant(program: Program) -> None:
    make_partner(program)
    make_partner(program, at=NOON + timedelta(days=5))

    assert enrolled_count(program.pk, at=NOON) == 1
    assert enrolled_count(program.pk, at=NOON + timedelta(days=5)) == 2
    assert enrolled_count(make_program().pk, at=NOON) == 0


def test_a_duty_that_comes_to_a_final_level_is_remarked_on_and_stops_nothing(
    program: Program,
) -> None:
    text = rules_text(program).replace(
        "title: Restricted, stops: [new-orders, badge]}",
        "title: Restricted, stops: [new-orders, badge], final: true}",
    )

    checked = check_text(program, text, at=clock.now())

    (remark,) = checked.remarks
    assert checked.problems == ()
    assert text.splitlines()[remark.line - 1] == "obligations:"
    assert remark.sentence == (
        "“code-accepted” comes to the final level “restricted”, but whoever does it later leaves "
        "that level again: only an authorization and a measure end for good. Name a milder level "
        "in “talk-first”, or leave it so."
    )

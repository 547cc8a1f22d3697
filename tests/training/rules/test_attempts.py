from __future__ import annotations

from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.training.rules.attempts import Score, score, shuffled
from goodstanding.training.rules.course import ChoiceText, QuestionText
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.errors import InvalidValueError

IDS = st.integers(min_value=1, max_value=2**128 - 1).map(lambda number: UUID(int=number))
PERCENTS = st.integers(min_value=1, max_value=100)


@st.composite
def _answered(draw: st.DrawFn) -> tuple[dict[UUID, UUID], dict[UUID, UUID | None]]:
    questions = draw(st.lists(IDS, min_size=1, max_size=20, unique=True))
    right = {question: UUID(int=question.int ^ 1) for question in questions}
    given = {
        question: draw(st.sampled_from([right[question], question, None]))
        for question in draw(st.lists(st.sampled_from(questions), unique=True))
    }
    return right, given


@given(_answered(), PERCENTS, st.data())
def test_a_superset_of_right_answers_never_scores_lower(answered, percent, data) -> None:
    right, chosen = answered
    more = data.draw(st.sets(st.sampled_from(sorted(right))))

    before = score(right, chosen, pass_percent=percent)
    after = score(
        right, chosen | {question: right[question] for question in more}, pass_percent=percent
    )

    assert after.right >= before.right
    assert after.passed >= before.passed


@given(st.integers(min_value=1, max_value=100), PERCENTS)
def test_the_pass_mark_is_exact(asked: int, percent: int) -> None:
    needed = Score(right=0, asked=asked, pass_percent=percent).needed

    assert Score(right=needed, asked=asked, pass_percent=percent).passed
    assert not Score(right=needed - 1, asked=asked, pass_percent=percent).passed
    assert Fraction(needed, asked) >= Fraction(percent, 100) > Fraction(needed - 1, asked)


@given(st.lists(IDS, unique=True), st.integers(0, 2**63 - 1), st.randoms())
def test_the_order_depends_on_the_seed_alone(identifiers, seed, random) -> None:
    elsewhere = random.sample(identifiers, k=len(identifiers))

    assert shuffled(identifiers, seed=seed) == shuffled(elsewhere, seed=seed)
    assert sorted(shuffled(identifiers, seed=seed)) == sorted(identifiers)


def test_two_seeds_show_two_orders() -> None:
    identifiers = [UUID(int=number) for number in range(10)]

    assert shuffled(identifiers, seed=1) != shuffled(identifiers, seed=2)


@pytest.mark.parametrize(
    ("right", "asked", "percent", "passed"),
    [(4, 5, 80, True), (3, 5, 80, False), (5, 5, 100, True), (4, 5, 100, False), (2, 3, 67, False)],
)
def test_the_boundary(right: int, asked: int, percent: int, passed: bool) -> None:  # noqa: FBT001
    assert Score(right=right, asked=asked, pass_percent=percent).passed is passed


def test_not_being_sure_is_not_right_and_nothing_worse() -> None:
    question, choice = UUID(int=1), UUID(int=2)

    unsure = score({question: choice}, {question: None}, pass_percent=80)
    other = score({question: choice}, {question: UUID(int=3)}, pass_percent=80)

    assert unsure == other == Score(right=0, asked=1, pass_percent=80)


@pytest.mark.parametrize(
    ("right", "asked", "percent"), [(2, 1, 80), (0, 0, 80), (-1, 1, 80), (1, 1, 0), (1, 1, 101)]
)
def test_what_cannot_be_judged_is_no_score(right: int, asked: int, percent: int) -> None:
    with pytest.raises(InvalidValueError):
        Score(right=right, asked=asked, pass_percent=percent)


@pytest.mark.parametrize("rights", [[True], [False, False], [True, True], [True] + [False] * 5])
def test_a_question_has_two_to_five_choices_and_one_is_right(rights: list[bool]) -> None:
    with pytest.raises(InvalidValueError):
        QuestionText(
            heading="What now?",
            text="",
            clause=ClauseRef("code", "gifts"),
            choices=tuple(
                ChoiceText(text=str(number), feedback="So.", right=right)
                for number, right in enumerate(rights)
            ),
        )

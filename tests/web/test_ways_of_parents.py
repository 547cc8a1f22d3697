"""A parent may accept for the companies it owns, and the way back says who may."""

from __future__ import annotations

import pytest

from goodstanding.standing.ways import way_of
from tests.builders import make_location
from tests.builders_parts import (
    accept_for,
    make_parent,
    make_proving,
    standing_of,
    told,
)

pytestmark = pytest.mark.django_db


def test_the_parent_may_accept_for_the_company_it_owns_and_the_step_says_so() -> None:
    proving = make_proving(least=3)
    parent = make_parent(proving)

    way, told_way = way_of(standing_of(proving)), told(proving)
    accept_for(proving, parent)
    after = way_of(standing_of(proving))

    assert way is not None
    assert told_way is not None
    assert after is not None
    step = next(each for each in told_way.steps if each.title.startswith("Accept"))
    assert step.title == "Accept “Partner code”, for Fabrikam GmbH"
    assert step.when == (
        "Who signs for Fabrikam GmbH or Fabrikam Holding may accept it; one of them is enough."
    )
    assert [act.kind for act in way.acts] == ["accept", "attest", "show"]
    assert [act.kind for act in after.acts] == ["attest", "show"]


def test_one_acceptance_of_a_parent_counts_for_all_it_owns() -> None:
    proving = make_proving(least=3)
    parent = make_parent(proving)
    make_location(parent, name="Hamburg")

    way = told(proving)

    assert way is not None
    (step,) = [each for each in way.steps if each.title.startswith("Accept")]
    assert (step.title, step.when) == (
        "Accept “Partner code”, for Fabrikam Holding",
        "It counts for Fabrikam GmbH as well, which Fabrikam Holding owns.",
    )


def test_an_acceptance_does_not_count_for_a_company_of_which_too_little_is_owned() -> None:
    proving = make_proving(least=3)
    minority = make_parent(proving, percent=20)
    make_location(minority, name="Hamburg")

    way = told(proving)

    assert way is not None
    steps = [each for each in way.steps if each.title.startswith("Accept")]
    assert sorted((step.title, step.when) for step in steps) == [
        ("Accept “Partner code”, for Fabrikam GmbH", ""),
        ("Accept “Partner code”, for Fabrikam Holding", ""),
    ]

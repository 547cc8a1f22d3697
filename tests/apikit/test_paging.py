"""A list in pages shows everything once."""

from __future__ import annotations

import pytest

from goodstanding.apikit.errors import RequestRefusedError
from goodstanding.apikit.paging import Window, page_of, read_window
from goodstanding.apikit.parameters import Parameters
from goodstanding.partners.models import Partner
from goodstanding.values.ids import new_id
from tests.builders import make_partner


@pytest.mark.django_db
def test_pages_one_after_the_other_are_the_whole_list() -> None:
    partners = sorted(make_partner().pk for _ in range(5))
    seen, after = [], None

    for _ in range(3):
        page = page_of(Partner.objects.all(), Window(limit=2, after=after))
        seen += [partner.pk for partner in page.items]
        after = page.next

    assert seen == partners
    assert after is None


@pytest.mark.django_db
def test_a_page_that_is_just_full_is_the_last() -> None:
    make_partner()
    make_partner()

    page = page_of(Partner.objects.all(), Window(limit=2))

    assert (len(page.items), page.next) == (2, None)


@pytest.mark.django_db
def test_an_empty_list_has_one_empty_page() -> None:
    page = page_of(Partner.objects.all(), Window())

    assert (page.items, page.next) == ((), None)


def test_the_usual_window_and_a_given_one() -> None:
    after = new_id()

    assert read_window(Parameters({})) == Window(limit=50, after=None)
    given = read_window(Parameters({"limit": ["200"], "after": [str(after)]}))
    assert given == Window(limit=200, after=after)


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1.5", "many", "9" * 5_000])
def test_a_window_that_means_nothing_is_refused(limit: str) -> None:
    given = Parameters({"limit": [limit], "after": ["mpn:1"]})

    window = read_window(given)

    assert window == Window()
    with pytest.raises(RequestRefusedError) as refused:
        given.check()
    assert [(p.parameter, p.code) for p in refused.value.problems] == [
        ("limit", "out_of_range"),
        ("after", "malformed"),
    ]

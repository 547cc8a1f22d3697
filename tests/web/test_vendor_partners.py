"""The vendor's list of partners: by text, by level, by both; levels for who may know them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from goodstanding.accounts.models import Person, Role
from goodstanding.partners.models import Partner
from goodstanding.programs.models import Program
from goodstanding.standing.models import PartnerStanding, StandingReason
from goodstanding.web.pages.vendor_partners import ROWS_A_PAGE
from tests.builders import make_officer, make_partner, make_program
from tests.builders_accounts import client_of
from tests.builders_partners import csv_of, make_import
from tests.builders_standing import make_rules

pytestmark = pytest.mark.django_db
_QUERIES_MAX = 30


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


@pytest.fixture
def program() -> Program:
    """A program with rules, and one partner in good standing, one overdue, one half unknown."""
    program = make_program()
    make_rules(program)
    for name in ("Adatum Networks", "Fabrikam Cloud", "Litware Cloud"):
        make_partner(program, name=name)
    _stand(_named("Adatum Networks"), level="good", rank=0)
    _stand(_named("Fabrikam Cloud"), level="at-risk", rank=2)
    _stand(_named("Litware Cloud"), level="at-risk", rank=2, unknown=1)
    StandingReason.objects.create(
        program=program,
        partner=_named("Litware Cloud"),
        kind="obligation",
        source="code-accepted",
        status="unknown",
        rank=0,
        note="place-unknown",
    )
    return program


def _named(name: str) -> Partner:
    return Partner.objects.get(profiles__name=name)


def _stand(partner: Partner, **said: object) -> None:
    """Store where a partner stands, as if it had been worked out."""
    PartnerStanding.objects.filter(partner=partner).update(**said)


def _list(person: Person, program: Program, **query: str) -> str:
    answer = client_of(person).get(reverse("vendor_partners", args=[program.code]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def _plain(page: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def _names(page: str) -> list[str]:
    return [name for name in ("Adatum", "Fabrikam", "Litware") if name in page]


def test_a_level_a_text_and_both_narrow_the_list(program: Program) -> None:
    officer = make_officer(program)

    everybody = _plain(_list(officer, program))
    overdue = _plain(_list(officer, program, level="at-risk"))
    both = _plain(_list(officer, program, level="at-risk", q="litware"))
    nobody = _plain(_list(officer, program, level="restricted", q="litware"))

    assert "3 partners are in this program" in everybody
    assert "All 3 In good standing 1 Overdue 2 A fact is missing 1" in everybody
    assert "2 partners stand at “Overdue”" in overdue
    assert _names(overdue) == ["Fabrikam", "Litware"]
    assert "1 partner stands at “Overdue”, found by “litware”" in both
    assert "All 1 Overdue 1 A fact is missing 1" in both
    assert _names(both) == ["Litware"]
    assert "Nobody stands there" in nobody
    assert "Restricted 0" in nobody


def test_what_is_unknown_says_because_of_what(program: Program) -> None:
    page = _plain(_list(make_officer(program), program, level="_unknown"))

    assert "Of 1 partner a fact is missing" in page
    assert _names(page) == ["Litware"]
    assert (
        "Something is unknown, because: The country or region is missing, so nobody can say."
        in page
    )


def test_filters_keep_each_other_and_the_homes_figures_lead_here(program: Program) -> None:
    officer = make_officer(program)
    here = reverse("vendor_partners", args=[program.code])

    page = unescape(_list(officer, program, level="at-risk", q="cloud"))
    home = client_of(officer).get(reverse("vendor_home", args=[program.code])).content.decode()

    assert 'href="?q=cloud&level=_unknown"' in page
    assert 'href="?q=cloud"' in page
    assert '<input type="hidden" name="level" value="at-risk">' in page
    assert f'<a href="{here}?level=at-risk">2</a>' in home
    assert f'<a href="{here}?level=_unknown">' in home
    assert f"{here}?level=restricted" not in home


@pytest.mark.parametrize("level", ["no-such-level", "_", "%00", "x" * 5_000])
def test_a_level_that_is_none_leaves_all(program: Program, level: str) -> None:
    page = _plain(_list(make_officer(program), program, level=level))

    assert "3 partners are in this program" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("litware " * 30, "this has 239 characters, and 200 fit. Shorten it."),
        ("lit\0ware", "a character in it cannot be kept (NUL). Type it anew."),
    ],
)
def test_a_text_that_cannot_be_searched_for_is_kept_and_lists_nobody(
    program: Program, typed: str, said: str
) -> None:
    answer = client_of(make_officer(program)).get(
        reverse("vendor_partners", args=[program.code]), {"q": typed}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in _plain(page)
    assert f'value="{typed.strip()}' in page
    assert _names(_plain(page)) == []


def test_a_go_between_learns_no_level_and_cannot_ask_for_one(program: Program) -> None:
    manager = make_officer(program, role=Role.PDM)

    plain, asked = (_list(manager, program, **query) for query in ({}, {"level": "at-risk"}))

    assert _names(asked) == ["Adatum", "Fabrikam", "Litware"]
    for page in (plain, asked):
        assert "Overdue" not in page
        assert "Level" not in page
        assert "A fact is missing" not in page


def test_another_programs_partners_are_neither_listed_nor_counted(program: Program) -> None:
    other = make_program()
    make_rules(other)
    make_partner(other, name="Tailspin Toys")

    page = _plain(_list(make_officer(other), other))

    assert "1 partner is in this program" in page
    assert _names(page) == []


def test_before_the_first_rules_there_are_no_levels() -> None:
    program = make_program()
    make_partner(program)

    page = _plain(_list(make_officer(program), program, level="good"))

    assert "1 partner is in this program" in page
    assert "Level" not in page


def test_what_was_not_worked_out_yet_is_not_called_good(program: Program) -> None:
    _stand(_named("Adatum Networks"), level="", computed_at=None)

    page = _plain(_list(make_officer(program), program, q="adatum"))

    assert "Not worked out yet" in page


def test_a_full_page_costs_no_more_questions_than_a_short_one(program: Program) -> None:
    client = client_of(make_officer(program))
    here = reverse("vendor_partners", args=[program.code])
    rows = ({"id:crm": str(n), "partner": f"Wingtip {n:03}"} for n in range(ROWS_A_PAGE + 1))

    with CaptureQueriesContext(connection) as short:
        client.get(here, {"level": "at-risk", "q": "cloud"})
    make_import(program, csv_of(*rows))
    PartnerStanding.objects.filter(partner__profiles__name__startswith="Wingtip").update(rank=2)
    with CaptureQueriesContext(connection) as full:
        page = client.get(here, {"level": "at-risk", "q": "wingtip"}).content.decode()

    assert f"{ROWS_A_PAGE + 1} partners stand at “Overdue”" in _plain(page)
    assert "Page 1 of 2" in _plain(page)
    assert len(full) <= len(short) <= _QUERIES_MAX

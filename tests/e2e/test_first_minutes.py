"""What people see in their first minutes, in a real browser against the running product."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.e2e

SIGNATORY = "jonas@litware.example"


@pytest.mark.parametrize(
    ("name", "width", "colours"), [("desktop", 1280, "light"), ("phone", 390, "dark")]
)
def test_a_partner_knows_in_ten_seconds_where_it_stands(visit, name, width, colours) -> None:
    jonas = visit(width=width, colours=colours).sign_in(SIGNATORY)

    answers = jonas.look(f"partner-home-{name}").page.locator("dl.gs-five").inner_text()

    assert "Litware Systemhaus" in jonas.title
    for question in ("Are we in trouble?", "What is due?", "By when?", "Why?", "What if we"):
        assert question in answers


def test_the_home_and_its_forms_work_without_javascript(visit) -> None:
    jonas = visit(script=False).sign_in(SIGNATORY)

    assert "Litware Systemhaus" in jonas.title


def test_a_past_day_can_be_asked_about(visit) -> None:
    jonas = visit().sign_in(SIGNATORY)
    jonas.page.get_by_role("link", name="See another day").click()
    jonas.page.get_by_label("Day", exact=False).first.fill("2026-01-15")
    jonas.page.get_by_role("button", name="Show this day").click()

    assert (
        "no rules were in force" in jonas.look("standing-on-a-day").page.inner_text("main").lower()
    )


def test_an_officer_sees_where_partners_stand(visit) -> None:
    katrin = visit().sign_in("katrin@contoso.example")

    assert katrin.title == "Where do our partners stand?"
    katrin.look("vendor-home")

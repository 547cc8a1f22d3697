"""What people see in their first minutes, in a real browser against the running product."""

from __future__ import annotations

from http.client import HTTPConnection

import pytest

from tests.e2e.product import Product

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


def test_a_text_far_too_long_is_answered_and_not_cut_off(product: Product) -> None:
    link = HTTPConnection("localhost", product.port)
    own = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={'a' * 32}",
        "Origin": product.url,
    }

    link.request("POST", "/sign-in/", b"email=" + b"x" * 30_000_000, own)

    answer = link.getresponse()
    assert answer.status == 413
    assert b"may have 5 MB together" in answer.read()
    link.close()


def test_the_home_and_its_forms_work_without_javascript(visit) -> None:
    jonas = visit(script=False).sign_in(SIGNATORY)

    assert "Litware Systemhaus" in jonas.title


def test_a_past_day_can_be_asked_about(visit) -> None:
    jonas = visit().sign_in(SIGNATORY)
    jonas.page.get_by_role("link", name="See another day").click()
    jonas.page.get_by_label("At the end of").first.fill("2026-01-15")
    jonas.page.get_by_role("button", name="Show this day").click()

    assert (
        "no rules were in force" in jonas.look("standing-on-a-day").page.inner_text("main").lower()
    )


def test_an_officer_sees_where_partners_stand(visit) -> None:
    katrin = visit().sign_in("katrin@contoso.example")

    stands = katrin.page.get_by_role("heading", name="not in good standing")
    assert stands.is_visible()
    katrin.look("vendor-home")


def test_a_signatory_reads_accepts_and_sees_it_at_home(visit) -> None:
    sita = visit().sign_in("sita@adatum.example")
    page = sita.page
    page.get_by_role("link", name="Read and accept the current version").click()
    sita.look("agreement")
    page.get_by_role("link", name="Accept version 1").first.click()
    page.get_by_role("button", name="Accept version 1").click()
    assert page.title().startswith("Error:")
    sita.look("accept-refused")
    page.get_by_label("Yes, I am a director or officer").check()
    page.get_by_label("Your name").fill("Sita Gurung")
    page.get_by_label("I have read it.").check()
    page.get_by_role("button", name="Accept version 1").click()
    sita.look("receipt")

    page.get_by_role("link", name="Home", exact=True).click()

    fulfilled = page.locator("aside li", has_text="The partner code is accepted")
    assert "Fulfilled" in fulfilled.inner_text()
    sita.look("home-after")


def test_a_letter_arrives_and_its_code_proves_it(visit) -> None:
    jonas = visit().sign_in(SIGNATORY)
    page = jonas.page
    page.get_by_role("link", name="Messages", exact=True).first.click()
    page.get_by_role("link", name="accept the partner code").first.click()
    code = jonas.look("message").page.locator(".gs-code").first.inner_text()

    stranger = visit()
    stranger.go("/check/").look("check").page.get_by_label("code").first.fill(code)
    stranger.page.get_by_role("button", name="Check").click()

    said = stranger.look("check-genuine").page.inner_text("main")
    assert "accept the partner code" in said
    assert "Litware" not in said
    assert "Jonas" not in said

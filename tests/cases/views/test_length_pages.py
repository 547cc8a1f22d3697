"""The decider chooses how long a measure lasts, and the partner reads it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from goodstanding.cases.forms_lengths import LengthField
from goodstanding.cases.models import ChosenMeasure, Decision
from goodstanding.rulebook.phrases import Duration
from tests.builders_cases import day, make_accused, make_court, make_found
from tests.cases.conftest import SignIn

pytestmark = pytest.mark.django_db

BOUNDS = ("lasts: 12 months", "lasts: between 6 months and 24 months")
SAID = {"rung": "warning", "reasons": "This follows.", "no_tie": "on"}


def test_the_length_is_asked_for_chosen_read_in_the_letter_and_kept(sign_in: SignIn) -> None:
    court = make_court(change=BOUNDS)
    accused = make_accused(court)
    case = make_found(accused, "gifts", "minor", event_at=day(40), at=day(50)).case
    decider = sign_in(court.decider)
    url = reverse("vendor_case_decide", args=(court.program.code, case.pk))

    page = decider.get(url).content.decode()
    missing = decider.post(url, SAID)
    wrong = decider.post(url, {**SAID, "lasts_warning": "soon"})
    too_long = decider.post(url, {**SAID, "lasts_warning": "3 years"})
    nothing_yet = not Decision.objects.exists()
    chosen = {**SAID, "lasts_warning": " 9  Months "}
    check = decider.post(url, chosen).content.decode()
    done = decider.post(url, {**chosen, "confirmed": "yes"})

    assert "Warning (between 6 months and 24 months, as you choose)" in page
    assert "How long it lasts: Warning" in page
    for refused in (missing, too_long):
        assert refused.status_code == 422
        assert "Say how long “warning” lasts: between 6 months and 24 months." in (
            refused.content.decode()
        )
        assert 'aria-invalid="true"' in refused.content.decode()
    assert "such as 6 months." in wrong.content.decode()
    assert nothing_yet
    assert 'name="lasts_warning"' in check
    assert "Warning, until the end of " in check
    assert done.status_code == 303
    assert ChosenMeasure.objects.get().lasting.duration == Duration(months=9)


def test_a_ladder_without_bounds_asks_for_no_length(sign_in: SignIn) -> None:
    court = make_court()
    case = make_found(make_accused(court), "gifts", "minor", event_at=day(40), at=day(50)).case

    url = reverse("vendor_case_decide", args=(court.program.code, case.pk))

    assert "How long it lasts" not in sign_in(court.decider).get(url).content.decode()


@pytest.mark.parametrize("written", ["5 workdays", "six months", "6", "0 days", "200 years"])
def test_what_is_no_time_of_the_calendar_is_refused(written: str) -> None:
    with pytest.raises(Exception, match="such as 6 months"):
        LengthField(label="Length", help_text="").clean(written)

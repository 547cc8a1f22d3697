"""Working days are counted by a calendar, and not after an anniversary."""

from __future__ import annotations

import pytest

from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.phrases import Duration

from .strategies_texts import duty, only_problem, pack_text, problems

DUTY = "{papers: {title: A, show: {document: d, per: location}, due: %s, countdown: talk}}"


def test_a_duty_may_give_working_days_of_the_packs_calendar() -> None:
    text = pack_text(obligations=DUTY % "5 workdays after assignment", calendar="DE-BY")

    pack = read_pack(text)

    (obligation,) = pack.obligations
    assert pack.calendar == "DE-BY"
    assert obligation.due is not None
    assert obligation.due.after == Duration(workdays=5)


@pytest.mark.parametrize("calendar", ["de", "Germany", "DE-", "DE-BAYERN", "D", "'DE; --'"])
def test_what_is_no_calendar_is_refused(calendar: str) -> None:
    text = pack_text(obligations=DUTY % "5 workdays after assignment", calendar=calendar)

    ((code, _, sentence),) = problems(text)

    assert code == "not_a_phrase"
    assert sentence.endswith("such as DE, or of a part of it, such as DE-BY.")


def test_working_days_after_an_anniversary_are_refused() -> None:
    text = pack_text(obligations=DUTY % "5 workdays after anniversary", calendar="DE")

    ((code, at, sentence),) = problems(text)

    assert code == "not_compiled"
    assert at.startswith("papers")
    assert sentence.endswith("Count in days after an anniversary.")


@pytest.mark.parametrize(
    ("change", "written", "instead"),
    [
        ("grace: {joined: %s}", "10 workdays", "14 days"),
        ("grace: {lapsed: %s}", "1 workday", "7 days"),
        ("valid: %s", "11 workdays", "21 days"),
    ],
)
def test_working_days_elsewhere_are_told_with_about_as_many_days(
    change: str, written: str, instead: str
) -> None:
    valid = "" if "valid" in change else "valid: 1 year, "
    asks = f"course: c, people: [sales], share: 80 %, {valid}{change % written}"

    code, at, sentence = only_problem(duty(f"pass: {{{asks}}}"))

    assert (code, at.startswith(written)) == ("not_compiled", True)
    assert sentence == (
        f"“{written}” cannot stand here: only the “due” of an obligation counts workdays. "
        f"Write {instead}."
    )

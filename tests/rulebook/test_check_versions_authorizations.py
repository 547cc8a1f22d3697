"""An authorization that asks more of who holds it says since when, or stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from tests.rulebook.strategies_texts import only_problem, pack_text, problems

COUNTDOWNS = (
    "{talk: {grace: late, due: late}, resells: {90 days before: warn, 30 days before: warn, "
    "due: late, 60 days after: out}}"
)
LEVELS = (
    "[{name: good, title: Good}, {name: late, title: Late}, {name: out, title: Out, stops: "
    "[orders]}]"
)
OBLIGATIONS = (
    "{code: {title: Accepted, accept: {agreement: partner-code, per: entity}, "
    "due: 30 days after service, countdown: talk}, "
    "paper: {title: Paper, show: {document: d, per: entity}, "
    "due: 30 days after assignment, countdown: talk}}"
)
RIGHTS = (
    "{resell: {title: R, per: location, needs: [code], tested: anniversary, countdown: resells, "
    "exit: 30 days}}"
)
SINCE = "countdown: talk, since: 2026-08-01}"


def _text(version: str = "2", **parts: str) -> str:
    said = {
        "levels": LEVELS,
        "countdowns": COUNTDOWNS,
        "obligations": OBLIGATIONS,
        "authorizations": RIGHTS,
    }
    return pack_text(version=version, **(said | parts))


def _known(**parts: str) -> Known:
    return Known(previous=read_pack(_text("1", **parts)))


def test_the_same_again_is_no_harsher() -> None:
    assert read_pack(_text(), known=_known()).version == 2


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        (
            {"countdowns": COUNTDOWNS.replace("60 days after", "59 days after")},
            "has a countdown that comes sooner to a worse level",
        ),
        (
            {"levels": LEVELS.replace("[orders]}", "[orders], final: true}")},
            "has a countdown that comes sooner to a worse level",
        ),
        (
            {"countdowns": COUNTDOWNS.replace("30 days before: warn, ", "")},
            "warns less than before",
        ),
        (
            {"countdowns": COUNTDOWNS.replace("30 days before: warn", "30 days before: remind")},
            "warns less than before",
        ),
        (
            {"countdowns": COUNTDOWNS.replace("90 days before", "80 days before")},
            "warns less than before",
        ),
        (
            {
                "effects": "[orders, signups, payouts]",
                "levels": LEVELS.replace("[orders]}", "[orders, signups]}"),
            },
            "has a countdown that stops more than before",
        ),
        ({"locations": "{most: out}"}, "counts more for the partner of its location than before"),
    ],
)
def test_a_harsher_countdown_asks_each_need_since_when(parts: dict[str, str], why: str) -> None:
    code, at, sentence = only_problem(_text(**parts), _known())
    since = OBLIGATIONS.replace("countdown: talk}, ", f"{SINCE}, ")
    allowed = read_pack(_text(**(parts | {"obligations": since})), known=_known())

    assert (code, at.split()[0]) == ("tightened", "resell:")
    assert sentence == (
        f"“resell” {why}, so its holders need time. Add “since: 2026-08-01”, from which the "
        "transition runs, to “code”, or leave it as it was."
    )
    assert allowed.authorization("resell").needs == ("code",)


def test_another_need_says_since_when_and_those_before_need_not() -> None:
    more = RIGHTS.replace("[code]", "[code, paper]")

    code, at, sentence = only_problem(_text(authorizations=more), _known())
    since = OBLIGATIONS.replace("countdown: talk}}", f"{SINCE}}}")
    allowed = read_pack(_text(authorizations=more, obligations=since), known=_known())

    assert (code, at.split()[0]) == ("tightened", "resell:")
    assert sentence == (
        "“resell” needs “paper” as well, so its holders need time. Add “since: 2026-08-01”, from "
        "which the transition runs, to “paper”, or leave it as it was."
    )
    assert allowed.authorization("resell").needs == ("code", "paper")


@pytest.mark.parametrize(
    "parts",
    [
        {"countdowns": COUNTDOWNS.replace("60 days after", "61 days after")},
        {"countdowns": COUNTDOWNS.replace("{90 days", "{120 days before: warn, 90 days")},
        {"countdowns": COUNTDOWNS.replace("90 days before", "120 days before")},
        {"authorizations": RIGHTS.replace("resell:", "other:")},
    ],
)
def test_a_milder_or_a_new_authorization_needs_no_since(parts: dict[str, str]) -> None:
    assert read_pack(_text(**parts), known=_known()).version == 2


def test_fewer_needs_are_no_harsher() -> None:
    known = _known(authorizations=RIGHTS.replace("[code]", "[code, paper]"))

    assert read_pack(_text(), known=known).version == 2


def test_a_level_that_stops_what_it_did_not_asks_each_duty_with_it_since_when() -> None:
    more = LEVELS.replace("title: Late}", "title: Late, stops: [orders]}")

    found = problems(_text(levels=more), _known())
    sentences = {at.split()[0]: said for _, at, said in found}

    assert set(sentences) == {"code:", "paper:", "resell:"}
    assert sentences["code:"].startswith("“code” is tighter than before")
    assert sentences["resell:"].startswith("“resell” has a countdown that stops more than before")


def test_a_level_that_stops_less_is_no_harsher() -> None:
    less = LEVELS.replace(", stops: [orders]", "")

    assert read_pack(_text(levels=less), known=_known()).version == 2


def test_a_final_level_that_comes_later_is_no_harsher() -> None:
    final = LEVELS.replace("[orders]}", "[orders], final: true}")
    later = COUNTDOWNS.replace("60 days after", "90 days after")

    pack = read_pack(_text(levels=final, countdowns=later), known=_known(levels=final))

    assert pack.level("out").final


def test_a_day_no_longer_off_may_move_a_test() -> None:
    rolled = "calendar: DE\nroll: following\n"
    known = Known(previous=read_pack(_text("1") + rolled + "holidays: {DE: [2026-07-31]}"))

    found = problems(_text() + rolled, known)

    assert {(code, at.split()[0]) for code, at, _ in found} == {
        ("tightened", "code:"),
        ("tightened", "paper:"),
        ("tightened", "resell:"),
    }
    (sentence,) = [said for _, at, said in found if at.startswith("resell:")]
    assert "may be tested sooner, because the days that are off changed" in sentence


def test_a_test_that_came_some_days_later_may_not_come_at_once() -> None:
    previous = read_pack(_text("1"))
    (held,) = previous.authorizations
    tested = Due(anchor=Anchor.ANNIVERSARY, after=Duration(days=30))
    known = Known(previous=replace(previous, authorizations=(replace(held, tested=tested),)))

    _, _, sentence = only_problem(_text(), known)

    assert previous.effective == date(2026, 8, 1)
    assert sentence.startswith("“resell” is tested sooner than before, so its holders need time.")

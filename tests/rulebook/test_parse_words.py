"""Two numbers a pack may leave out: how long away is gone, and how far a location weighs."""

from __future__ import annotations

from goodstanding.rulebook.pack import REJOINED, Pass
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.phrases import Duration

from .strategies_texts import assert_told, duty, pack_text, problems

PASS = "pass: {course: c, people: [p], share: 100 %, valid: 1 year, grace: {rejoined: 2 weeks}}"


def rejoined(text: str) -> Duration:
    verb = read_pack(text).obligation("duty").verb
    assert isinstance(verb, Pass)
    return verb.grace_rejoined


def test_a_pack_says_how_long_somebody_is_away_before_joining_anew() -> None:
    assert rejoined(duty(PASS)) == Duration(days=14)
    assert rejoined(duty(PASS.replace(", grace: {rejoined: 2 weeks}", ""))) == REJOINED


def test_months_away_are_not_the_same_number_of_days_each_time() -> None:
    found = problems(duty(PASS.replace("2 weeks", "6 months")))

    assert_told(found, ["does_not_fit | 6 months | Give days or weeks."])


def test_a_pack_says_how_bad_a_location_makes_its_partner() -> None:
    said = read_pack(pack_text(locations="{most: out}"))

    assert (said.location_most, said.location_rank) == ("out", 2)
    assert read_pack(pack_text()).location_rank == 1


def test_a_location_weighs_no_more_than_a_level_there_is() -> None:
    found = problems(pack_text(locations="{most: gone}")) + problems(pack_text(locations="{}"))

    assert_told(
        found,
        [
            "unknown_name | gone} | Use one of: good, late, out.",
            "missing_key | {} | “most” is missing here. Add it.",
        ],
    )

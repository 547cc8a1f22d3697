"""Countries and the zones assumed for them."""

from __future__ import annotations

from collections import defaultdict
from importlib import resources

import pytest

from goodstanding.partners.rules.places import country_code, known_countries, main_zone
from goodstanding.values.days import zone

#: Nobody lives there; the table of zones leaves them out.
UNINHABITED = {"BV", "HM"}


def _lines(name: str) -> list[list[str]]:
    text = (resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def test_every_country_has_a_zone_of_its_own_in_the_pinned_data() -> None:
    zones = defaultdict(set)
    for line in _lines("zone.tab"):
        zones[line[0]].add(line[2])

    wrong = {
        country: main_zone(country)
        for country in known_countries()
        if country not in UNINHABITED and main_zone(country) not in zones[country]
    }

    assert wrong == {}
    assert {line[0] for line in _lines("iso3166.tab")} == set(known_countries())


def test_every_assumed_zone_exists() -> None:
    for country in known_countries():
        assert zone(main_zone(country) or "").key == main_zone(country)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("de", "DE"),
        (" Germany ", "DE"),
        ("USA", "US"),
        ("United Kingdom", "GB"),
        ("Côte d\N{RIGHT SINGLE QUOTATION MARK}Ivoire", "CI"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_countries_are_known_by_code_and_name(text: str, code: str | None) -> None:
    assert country_code(text) == code


def test_an_unknown_country_has_no_zone() -> None:
    assert main_zone("XX") is None

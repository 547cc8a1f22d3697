"""A form shows what the text says, and what is filled in goes where it belongs."""

from __future__ import annotations

import pytest

from goodstanding.programs.rules.fields import Field, Group, Names, Widget, groups_of
from goodstanding.programs.rules.filling import meant, write_field, write_new
from goodstanding.programs.rules.items import (
    Item,
    item_called,
    items_of,
    names_given,
    parts,
)
from goodstanding.rulebook.parse_known import Known
from goodstanding.rulebook.parse_reading import Kind
from goodstanding.rulebook.places import Place, places_in
from goodstanding.values.errors import InvalidValueError

TEXT = """\
pack: 1  # the grammar
program: partners
effects: [orders, badge]
levels:  # best first
  - {name: good, title: Good}
  - {name: late, title: Late, stops: all}
  - {title: Nameless}
countdowns:
  slow:
    30 days before: remind  # a month
    due: late
obligations:
  # the code
  code:
    title: The code is accepted.
    who: {tier: reseller, not: {country: [DE, FR]}}
    accept: {agreement: partner-code, per: [entity, region]}
    due: 30 days after service
    countdown: slow
  any-of:
    title: One of them.
    any: [code]
measures:
  pause:
    stops: [orders]  # money
    lasts: {2 findings: 30 days, 3 findings: 90 days}
  mark: {lasts: always}
ladder:
  severities: [minor, severe]
  counts: {within: 24 months}
  rungs:
    - name: first
      when: [{findings: 1}, {findings: 2, same: family}]  # either
      then: [mark]
cases:
  answer: {usual: 30 days}
"""
WHOLE = places_in(TEXT)
KNOWN = Known(tiers=frozenset({"reseller", "distributor"}))


def _item(code: str, whole: Place = WHOLE) -> Item:
    item = item_called(code, whole)
    assert item is not None
    return item


def _groups(code: str, text: str = TEXT) -> tuple[Group, ...]:
    whole = places_in(text)
    return groups_of(_item(code, whole), Names(whole=whole, known=KNOWN))


def _fields(code: str, text: str = TEXT) -> dict[str, Field]:
    return {field.code: field for group in _groups(code, text) for field in group.fields}


def _written(code: str, name: str, said: str | tuple[str, ...], text: str = TEXT) -> str:
    field = _fields(code, text)[name]
    return write_field(text, _item(code, places_in(text)), field, meant(field, said))


def test_every_kind_of_thing_of_a_rule_book_can_be_chosen() -> None:
    assert [part.code for part in parts()] == [
        *("", "levels", "countdowns", "obligations", "authorizations", "waivers"),
        *("measures", "ladder", "ladder.rungs", "cases"),
    ]


def test_things_are_listed_by_their_names() -> None:
    found = {part.code: [item.code for item in items_of(part, WHOLE)] for part in parts()}

    assert found["levels"] == ["levels/good", "levels/late"]
    assert found["obligations"] == ["obligations/code", "obligations/any-of"]
    assert found["authorizations"] == []
    assert found["ladder.rungs"] == ["ladder.rungs/first"]
    assert found["cases"] == ["cases"]
    assert item_called("levels/nobody", WHOLE) is None
    assert item_called("nothing", WHOLE) is None


def test_names_that_can_be_chosen_are_those_the_text_gives() -> None:
    assert names_given(WHOLE, Kind.EFFECT) == ("orders", "badge")
    assert names_given(WHOLE, Kind.LEVEL) == ("good", "late")
    assert names_given(WHOLE, Kind.MEASURE) == ("pause", "mark")
    assert names_given(WHOLE, Kind.AUTHORIZATION) == ()


def test_an_obligation_shows_its_verb_and_nothing_of_the_other_verbs() -> None:
    fields = _fields("obligations/code")

    assert {code for code in fields if code.startswith(("accept", "pass", "show"))} == {
        "accept.agreement",
        "accept.per",
        "accept.affiliates",
    }
    assert (fields["verb"].shown, fields["verb"].widget) == ("accept", Widget.SELECT)
    assert fields["accept.per"].shown == ("entity", "region")
    assert (fields["who.tier"].widget, fields["who.tier"].shown) == (Widget.BOXES, ("reseller",))
    assert (fields["who.not.country"].widget, fields["who.not.country"].shown) == (
        Widget.LINES,
        "DE\nFR",
    )
    assert fields["countdown"].options == ("slow",)
    assert fields["title"].required
    assert not fields["due"].required


def test_what_is_not_among_the_names_can_still_be_kept() -> None:
    fields = _fields("obligations/code", TEXT.replace("countdown: slow", "countdown: fast"))

    assert fields["countdown"].options == ("slow", "fast")


def test_groups_say_whether_the_text_has_them() -> None:
    said = {group.key.name: group.is_said for group in _groups("obligations/code") if group.key}

    assert said == {"who": True, "not": True, "accept": True}
    assert "any" in _fields("obligations/any-of")


def test_a_map_of_names_has_a_field_for_each() -> None:
    fields = _fields("cases")

    assert (fields["answer.usual"].shown, fields["answer.severe"].shown) == ("30 days", "")


def test_steps_findings_and_conditions_are_lines() -> None:
    assert _fields("countdowns/slow")["steps"].shown == "30 days before: remind\ndue: late"
    assert _fields("measures/pause")["lasts"].shown == "2 findings: 30 days\n3 findings: 90 days"
    assert _fields("measures/mark")["lasts"].shown == "always"
    assert _fields("ladder.rungs/first")["when"].shown == "findings: 1\nfindings: 2, same: family"
    assert _fields("levels/late")["stops"].shown == ("all",)


@pytest.mark.parametrize(
    ("code", "field", "said", "before", "after"),
    [
        ("", "program", "others", "partners", "others"),
        ("", "effects", "orders\nbadge\npayouts", "badge]\n", "badge, payouts]\n"),
        ("levels/late", "stops", ("orders",), "stops: all", "stops: [orders]"),
        ("levels/good", "stops", ("orders", "all"), "Good}", "Good, stops: all}"),
        (
            "countdowns/slow",
            "steps",
            "30 days before: warn\ngrace: good\ndue: late\n60 days after: late",
            "remind  # a month\n    due: late\n",
            "warn  # a month\n    grace: good\n    due: late\n    60 days after: late\n",
        ),
        ("obligations/code", "due", "", "    due: 30 days after service\n", ""),
        ("obligations/code", "who.tier", ("distributor",), "tier: reseller", "tier: distributor"),
        (
            "obligations/code",
            "who.tier",
            ("reseller", "distributor"),
            "tier: reseller",
            "tier: [reseller, distributor]",
        ),
        ("obligations/code", "who.not.country", "", ", not: {country: [DE, FR]}", ""),
        ("obligations/code", "who.not.country", "DE\nIT\nES", "[DE, FR]", "[DE, IT, ES]"),
        ("obligations/code", "who.not.country", "FR\nDE", "[DE, FR]", "[FR, DE]"),
        ("obligations/code", "who.not.country", "FR", "[DE, FR]", "[FR]"),
        ("obligations/any-of", "verb", "all", "    any: [code]\n", "    all: {}\n"),
        ("measures/pause", "lasts", "3 findings: 90 days", "{2 findings: 30 days, ", "{"),
        (
            "measures/pause",
            "lasts",
            "until completed",
            "{2 findings: 30 days, 3 findings: 90 days}",
            "until completed",
        ),
        ("measures/mark", "lasts", "2 findings: 1 day", "always", "{2 findings: 1 day}"),
        (
            "ladder.rungs/first",
            "when",
            "findings: 1\nfindings: 3, same: family",
            "{findings: 2, same",
            "{findings: 3, same",
        ),
        (
            "ladder.rungs/first",
            "when",
            "severity: severe\nfindings: 1\nfindings: 2, same: family",
            "when: [{",
            "when: [{severity: severe}, {",
        ),
        ("ladder.rungs/first", "then", ("pause",), "then: [mark]", "then: [pause]"),
        ("cases", "answer.severe", "5 days", "30 days}\n", "30 days, severe: 5 days}\n"),
    ],
)
def test_one_field_changes_one_place(
    code: str, field: str, said: str | tuple[str, ...], before: str, after: str
) -> None:
    assert TEXT.count(before) == 1

    assert _written(code, field, said) == TEXT.replace(before, after)


@pytest.mark.parametrize(
    ("code", "field", "said", "behind", "added"),
    [
        ("", "locations.most", "late", "{usual: 30 days}\n", "locations: {most: late}\n"),
        (
            "ladder",
            "families",
            "all: [code#gifts]\nnone: []",
            "      then: [mark]\n",
            "  families:\n    all: [code#gifts]\n    none: []\n",
        ),
        (
            "ladder",
            "factors",
            "small: {rungs: -1}",
            "      then: [mark]\n",
            "  factors:\n    small: {rungs: -1}\n",
        ),
    ],
)
def test_what_was_not_said_is_added(
    code: str, field: str, said: str, behind: str, added: str
) -> None:
    assert TEXT.count(behind) == 1

    assert _written(code, field, said) == TEXT.replace(behind, behind + added)


def test_another_order_of_steps_is_written_whole() -> None:
    written = _written("countdowns/slow", "steps", "due: late\n30 days before: remind")

    assert "slow: {due: late, 30 days before: remind}" in written


def test_the_same_verb_changes_nothing() -> None:
    assert _written("obligations/code", "verb", "accept") == TEXT


@pytest.mark.parametrize("line", ["no keys here", "a: [", "a: 1\x07"])
def test_a_line_that_says_no_keys_is_refused(line: str) -> None:
    with pytest.raises(InvalidValueError, match="does not say keys with values"):
        meant(_fields("ladder.rungs/first")["when"], line)


def _new(code: str, given: dict[str, str | tuple[str, ...]]) -> tuple[str, Item]:
    fields = _fields(code)
    values = [(fields[name], meant(fields[name], said)) for name, said in given.items()]
    return write_new(TEXT, _item(code), [(field, value) for field, value in values if value])


@pytest.mark.parametrize(
    ("code", "given", "behind", "added"),
    [
        (
            "obligations/",
            {"name": "seen", "title": "It is seen.", "verb": "show", "who.tier": ("reseller",)},
            "    any: [code]\n",
            "  seen:\n    title: It is seen.\n    show: {}\n    who: {tier: [reseller]}\n",
        ),
        (
            "countdowns/",
            {"name": "fast", "steps": "due: late"},
            "    due: late\n",
            "  fast:\n    due: late\n",
        ),
        (
            "levels/",
            {"title": "Gone", "name": "gone", "final": "true"},
            "  - {title: Nameless}\n",
            "  - {name: gone, title: Gone, final: true}\n",
        ),
    ],
)
def test_a_new_part_stands_behind_its_kind(
    code: str, given: dict[str, str | tuple[str, ...]], behind: str, added: str
) -> None:
    text, item = _new(code, given)

    assert text == TEXT.replace(behind, behind + added)
    assert item.code == code + str(given["name"])


def test_the_first_of_its_kind_begins_the_section() -> None:
    text, item = _new("authorizations/", {"name": "resell", "title": "Resell", "who.country": "DE"})
    empty = "pack: 1\n"
    level = item_called("levels/", places_in(empty))
    assert level is not None
    name = _fields("levels/")["name"]

    rungs, _ = write_new(empty, level, [(name, "good")])

    assert text == TEXT + (
        "authorizations:\n  resell:\n    title: Resell\n    who: {country: [DE]}\n"
    )
    assert item.code == "authorizations/resell"
    assert rungs == "pack: 1\nlevels: [{name: good}]\n"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({"title": "x"}, "It has no name yet"), ({"name": "code"}, "“code” is there already")],
)
def test_a_new_part_needs_a_name_of_its_own(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(InvalidValueError, match=sentence):
        _new("obligations/", dict(given))

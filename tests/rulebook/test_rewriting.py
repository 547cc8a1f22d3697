"""A change is written where it belongs, and every other character stays as it was."""

from __future__ import annotations

from pathlib import Path as FilePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.rulebook.errors import PackRefusedError
from goodstanding.rulebook.places import Path, Place, find, places_in
from goodstanding.rulebook.rewriting import insert, put, remove
from goodstanding.rulebook.writing import Written, as_value
from goodstanding.values.errors import InvalidValueError

PACKS = FilePath(__file__).parents[2] / "packs"
DEFAULT = (PACKS / "default.yaml").read_text(encoding="utf-8")

LINES = """\
# On top
title: Rules  # what people call them
levels:
  - {name: good,   title: Good}  # the best
  # between
  - name: late  # in lines
    title: Late
    stops: [orders, badge]
duties:
  first:  # the first
    title: |
      In lines
      of its own.
    due: 30 days after service
  # about the second
  second: {title: Two}
empty:
names:
- one # 1
- two
# At the end
"""


@pytest.mark.parametrize(
    ("path", "value", "before", "after"),
    [
        (("title",), "New", "title: Rules  #", "title: New  #"),
        (("levels", 0, "title"), "Fine", "title: Good}  #", "title: Fine}  #"),
        (("levels", 0, "final"), "true", "title: Good}", "title: Good, final: true}"),
        (("levels", 1, "name"), "tardy", "- name: late  #", "- name: tardy  #"),
        (
            ("levels", 1, "final"),
            "true",
            "badge]\n",
            "badge]\n    final: true\n",
        ),
        (("levels", 1, "stops"), ("badge",), "[orders, badge]", "[badge]"),
        (("duties", "first", "title"), "One", "|\n      In lines\n      of its own.", "One"),
        (("duties", "first", "due"), "at: once", "30 days after service", '"at: once"'),
        (("duties", "second", "who", "tier"), ("a",), "Two}", "Two, who: {tier: [a]}}"),
        (
            ("duties", "first", "who", "not", "tier"),
            ("a",),
            "after service\n",
            "after service\n    who: {not: {tier: [a]}}\n",
        ),
        (("empty",), "no", "empty:\n", 'empty: "no"\n'),
        (("names",), ("x",), "names:\n- one # 1\n- two", "names: [x]"),
        (("names", 1), "deux", "- two", "- deux"),
        (
            ("duties", "third"),
            {"title": "Three", "who": {"tier": ("a", "b")}},
            "Two}\n",
            "Two}\n  third:\n    title: Three\n    who: {tier: [a, b]}\n",
        ),
        (
            ("more", "one"),
            {"title": "One"},
            "- two\n",
            "- two\nmore:\n  one:\n    title: One\n",
        ),
        (
            ("waivers", "longest"),
            "180 days",
            "- two\n",
            "- two\nwaivers: {longest: 180 days}\n",
        ),
    ],
)
def test_a_value_is_put_where_it_belongs(
    path: Path, value: Written, before: str, after: str
) -> None:
    assert LINES.count(before) == 1

    assert put(LINES, path, value) == LINES.replace(before, after)


@pytest.mark.parametrize(
    ("path", "after_what", "before", "after"),
    [
        (("names", 0), None, "- one # 1", "- new\n- one # 1"),
        (("names", 1), 0, "- one # 1\n", "- one # 1\n- new\n"),
        (("levels", 1, "stops", 0), None, "[orders", "[new, orders"),
        (("levels", 1, "stops", 1), 0, "[orders, ", "[orders, new, "),
        (("duties", "zero"), None, "duties:\n  first", "duties:\n  zero: new\n  first"),
        (("duties", "third"), "second", "Two}\n", "Two}\n  third: new\n"),
    ],
)
def test_an_entry_is_added_after_another(
    path: Path, after_what: str | int | None, before: str, after: str
) -> None:
    assert LINES.count(before) == 1

    assert insert(LINES, path, "new", after=after_what) == LINES.replace(before, after)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (("title",), "title: Rules  # what people call them\n", ""),
        (("levels", 0, "name"), "{name: good,   title", "{title"),
        (("levels", 0, "title"), "good,   title: Good}", "good}"),
        (("levels", 0), "  - {name: good,   title: Good}  # the best\n", ""),
        (("levels", 1, "name"), "- name: late  # in lines\n    title", "- title"),
        (("levels", 1, "stops", 1), "[orders, badge]", "[orders]"),
        (("levels", 1, "stops", 0), "[orders, badge]", "[badge]"),
        (("duties", "first", "due"), "    due: 30 days after service\n", ""),
        (("duties", "second"), "  second: {title: Two}\n", ""),
        (("duties", "second", "title"), "{title: Two}", "{}"),
        (("names", 1), "- two\n", ""),
        (("names", 7), "", ""),
        (("nothing", "here"), "", ""),
    ],
)
def test_what_is_removed_leaves_the_rest(path: Path, before: str, after: str) -> None:
    assert remove(LINES, path) == (LINES.replace(before, after) if before else LINES)


def test_the_last_item_of_a_list_in_lines_leaves_an_empty_list() -> None:
    text = "names:  # nobody\n- one\nlater: 1\n"

    assert remove(text, ("names", 0)) == "names: []  # nobody\nlater: 1\n"
    assert put("names: []\n", ("names",), ("a",)) == "names: [a]\n"
    assert insert("names: []\n", ("names", 0), "a", after=None) == "names: [a]\n"


def test_a_comment_between_items_in_brackets_stays() -> None:
    text = "names: [one, # first\n  two]\n"

    assert remove(text, ("names", 1)) == "names: [one # first\n]\n"
    assert remove(text, ("names", 0)) == "names: [# first\n  two]\n"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("title", "deeper"), "x"),
        (("names", "word"), "x"),
    ],
)
def test_what_has_no_place_is_refused(path: Path, value: str) -> None:
    with pytest.raises((InvalidValueError, PackRefusedError)):
        put(LINES, path, value)


def test_what_nobody_can_see_is_not_written() -> None:
    with pytest.raises(InvalidValueError, match="“title” cannot be written so"):
        put(LINES, ("title",), "a bell \x07")


@pytest.mark.parametrize(
    ("text", "path"), [("names:\n-\n- two\n", ("names", 0)), ("? title\n", ("title",))]
)
def test_a_place_that_is_not_written_out_is_left_to_the_author(text: str, path: Path) -> None:
    with pytest.raises(InvalidValueError, match=r"cannot be written so\. Write it in the text\."):
        put(text, path, "x")


def test_a_text_that_is_no_yaml_is_not_changed() -> None:
    with pytest.raises(PackRefusedError):
        put("title: [", ("title",), "x")


def test_nothing_is_added_to_a_word() -> None:
    with pytest.raises(InvalidValueError, match="“title” holds no list and no keys yet"):
        insert(LINES, ("title", 0), "x", after=None)


def _words(place: Place, path: Path = ()) -> list[Path]:
    if place.is_single:
        return [path]
    return [word for one in place.entries for word in _words(one.value, (*path, one.name))]


def _comments(text: str) -> list[str]:
    return [
        line.split(" #", 1)[-1] for line in text.splitlines() if " #" in line or line[:1] == "#"
    ]


#: What a rule book may hold: nothing that nobody can see.
_SHOWN = st.characters(exclude_categories=["C", "Zl", "Zp"])
_PLACES = _words(places_in(LINES))


@given(
    st.sampled_from(_PLACES),
    st.text(_SHOWN, max_size=30),
)
def test_any_word_can_be_put_at_any_place_and_nothing_else_changes(path: Path, word: str) -> None:
    before = places_in(LINES)

    text = put(LINES, path, word)

    after = places_in(text)
    assert {one: as_value(_at(after, one)) for one in _PLACES} == {
        one: word if one == path else as_value(_at(before, one)) for one in _PLACES
    }
    assert _comments(put(LINES, path, "x")) == _comments(LINES)


@given(st.sampled_from([path for path in _PLACES if len(path) > 1]))
def test_what_is_removed_can_be_put_back(path: Path) -> None:
    was = as_value(_at(places_in(LINES), path))

    without = remove(LINES, path)

    assert places_in(without) is not None
    if isinstance(path[-1], str):
        assert find(places_in(without), path) is None
        assert as_value(_at(places_in(put(without, path, was)), path)) == was


def _at(whole: Place, path: Path) -> Place:
    found = find(whole, path)
    assert found is not None
    return found


def test_every_comment_of_a_whole_rule_book_stays() -> None:
    text = put(DEFAULT, ("obligations", "trained", "pass", "share"), "90 %")

    text = remove(text, ("measures", "clawback"))

    before = DEFAULT.replace("share: 100 %", "share: 90 %").splitlines()
    gone = [line for line in before if line not in text.splitlines()]
    assert [line.split(":")[0].strip() for line in gone] == ["clawback"]
    assert len(text.splitlines()) == len(before) - 1

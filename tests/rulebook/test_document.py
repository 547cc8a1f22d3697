from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.rulebook.document import (
    DEPTH_MAX,
    TEXT_BYTES_MAX,
    ListNode,
    MapNode,
    Scalar,
    read_document,
)
from goodstanding.rulebook.errors import Mark, PackRefusedError


def refused(text: str) -> list[tuple[int, int, str, str]]:
    with pytest.raises(PackRefusedError) as error:
        read_document(text)
    return [(p.line, p.column, p.code.value, p.sentence) for p in error.value.problems]


def test_every_node_knows_its_line_and_column() -> None:
    text = "who:\n  tier: [gold, 'silver']\n"

    root = read_document(text)

    tiers = ListNode(
        Mark(2, 9), (Scalar(Mark(2, 10), "gold"), Scalar(Mark(2, 16), "silver", plain=False))
    )
    inner = MapNode(Mark(2, 3), ((Scalar(Mark(2, 3), "tier"), tiers),))
    assert root == MapNode(Mark(1, 1), ((Scalar(Mark(1, 1), "who"), inner),))


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("a: &x 1", (1, 4), "not_plain"),
        ("a: [&x {b: 1}]", (1, 5), "not_plain"),
        ("a: *x", (1, 4), "not_plain"),
        ("a: !!python/object:os.system 1", (1, 4), "not_plain"),
        ("a: !t [1]", (1, 4), "not_plain"),
        ("<<: {a: 1}", (1, 1), "not_plain"),
        ("%YAML 1.1\n---\na: 1", (1, 1), "not_plain"),
        ("--- {a: 1}\n--- {b: 2}", (2, 1), "not_plain"),
        ("a: 1\nb: 2\na: 3", (3, 1), "duplicate"),
        ("no: 1", (1, 1), "ambiguous"),
        ("On: 1", (1, 1), "ambiguous"),
        ("true: 1", (1, 1), "ambiguous"),
        ("country: NO", (1, 10), "ambiguous"),
        ("a: True", (1, 4), "ambiguous"),
        ("a:", (1, 3), "no_value"),
        ("a: null", (1, 4), "no_value"),
        ("[a]: 1", (1, 1), "wrong_shape"),
        ("- a", (1, 1), "wrong_shape"),
        ("", (1, 1), "wrong_shape"),
        ("just words", (1, 1), "wrong_shape"),
        ("a: [1,", (1, 7), "not_yaml"),
        ("a: b: c", (1, 5), "not_yaml"),
        ("\ta: 1", (1, 1), "not_yaml"),
        ("a: 1\nb: \x00", (2, 4), "not_yaml"),
        ('"\\UFFFFFFFF": 1', (1, 1), "not_yaml"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_where_it_stands(text, place, code) -> None:
    problems = refused(text)

    assert [problem[:3] for problem in problems] == [(*place, code)]


def test_a_quoted_word_is_no_boolean_and_no_gap() -> None:
    root = read_document('a: "NO"\n"on": ""\nb: true')

    scalars = [(key.text, value) for key, value in root.entries if isinstance(value, Scalar)]
    assert [(key, value.text) for key, value in scalars] == [
        ("a", "NO"),
        ("on", ""),
        ("b", "true"),
    ]


def test_all_slips_are_found_at_once() -> None:
    text = "a: no\nb: &x 1\na: 2\nc: *x\n"

    problems = refused(text)

    assert [(line, code) for line, _, code, _ in problems] == [
        (1, "ambiguous"),
        (2, "not_plain"),
        (3, "duplicate"),
        (4, "not_plain"),
    ]


def test_what_was_found_before_the_text_broke_is_told_too() -> None:
    problems = refused("a: no\nb: [1")

    assert [code for _, _, code, _ in problems] == ["ambiguous", "not_yaml"]


def test_a_refusal_says_what_to_do() -> None:
    problems = refused("country: NO")

    assert problems == [
        (
            1,
            10,
            "ambiguous",
            (
                "“NO” means true or false to older YAML. Write “true” or “false”, or put it in "
                'quotes: "NO".'
            ),
        )
    ]


def test_depth_is_bounded() -> None:
    deepest = "a: " + "[" * (DEPTH_MAX - 1) + "]" * (DEPTH_MAX - 1)

    assert read_document(deepest).mark == Mark(1, 1)
    assert refused("a: " + "[" * 100_000)[0][:3] == (1, 3 + DEPTH_MAX, "too_deep")


def test_size_is_bounded() -> None:
    largest = "a: " + "x" * (TEXT_BYTES_MAX - 3)

    assert len(read_document(largest).entries) == 1
    assert refused(largest + "x")[0][:3] == (1, 1, "too_large")
    assert refused("a: " + "é" * (TEXT_BYTES_MAX // 2))[0][2] == "too_large"


@given(st.one_of(st.text(), st.text(alphabet="ab:-[]{},&*!%<>|?\"'\\\n \tUxF#~@`01")))
def test_any_text_is_read_or_refused(text) -> None:
    try:
        root = read_document(text)
    except PackRefusedError as error:
        problems = error.problems
    else:
        problems = ()
        assert len({key.text for key, _ in root.entries}) == len(root.entries)

    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)

"""What changed between two rule books is shown line by line, and word by word where it can be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from goodstanding.programs.rules.redline import (
    WORDS_CHARACTERS_MAX,
    Kind,
    Line,
    Piece,
    Redline,
    compare,
)

LINES = st.lists(st.sampled_from(["pack: 1", "zone: UTC", "lasts: 30 days", "", "  a: [b, c]"]))


def _lines(redline: Redline) -> list[Line]:
    return [line for place in redline.places for line in place]


def test_the_same_text_has_no_changed_place() -> None:
    same = compare("pack: 1\nzone: UTC\n", "pack: 1\nzone: UTC\n")

    assert same == Redline(places=())
    assert (same.gone, same.new) == (0, 0)


def test_a_changed_number_is_struck_and_its_successor_underlined() -> None:
    changed = compare("a: 1\nlasts: 30 days\n", "a: 1\nlasts: 90 days\n")

    assert _lines(changed) == [
        Line(kind=Kind.SAME, before=1, after=1, pieces=(Piece(Kind.SAME, "a: 1"),)),
        Line(
            kind=Kind.GONE,
            before=2,
            after=None,
            pieces=(
                Piece(Kind.SAME, "lasts: "),
                Piece(Kind.GONE, "30"),
                Piece(Kind.SAME, " days"),
            ),
        ),
        Line(
            kind=Kind.NEW,
            before=None,
            after=2,
            pieces=(Piece(Kind.SAME, "lasts: "), Piece(Kind.NEW, "90"), Piece(Kind.SAME, " days")),
        ),
    ]
    assert (changed.gone, changed.new) == (1, 1)


def test_lines_that_only_come_are_whole() -> None:
    grown = compare("a: 1\n", "a: 1\nb: 2\nc: 3\n")

    assert [(line.kind, line.text, line.after) for line in _lines(grown)] == [
        (Kind.SAME, "a: 1", 1),
        (Kind.NEW, "b: 2", 2),
        (Kind.NEW, "c: 3", 3),
    ]


def test_places_far_from_each_other_stand_alone() -> None:
    middle = [f"line: {number}" for number in range(20)]

    apart = compare("\n".join(["a", *middle, "b"]), "\n".join(["A", *middle, "B"]), context=1)

    assert len(apart.places) == 2
    assert [line.before for line in apart.places[1]] == [21, 22, None]


def test_a_very_long_line_is_compared_whole() -> None:
    long = "x " * WORDS_CHARACTERS_MAX

    changed = compare(long, f"{long}y")

    assert [line.pieces for line in _lines(changed)] == [
        (Piece(Kind.GONE, long),),
        (Piece(Kind.NEW, f"{long}y"),),
    ]


@given(LINES, LINES)
def test_without_what_came_it_reads_as_before_and_without_what_went_as_after(before, after) -> None:
    lines = _lines(compare("\n".join(before), "\n".join(after), context=1_000))

    def without(kind: Kind) -> list[str]:
        return [
            "".join(piece.text for piece in line.pieces if piece.kind is not kind)
            for line in lines
            if line.kind is not kind
        ]

    changed = "\n".join(before).splitlines() != "\n".join(after).splitlines()
    assert without(Kind.NEW) == ("\n".join(before).splitlines() if changed else [])
    assert without(Kind.GONE) == ("\n".join(after).splitlines() if changed else [])

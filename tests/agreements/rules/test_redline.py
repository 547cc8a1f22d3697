"""What changed, clause by clause and word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from goodstanding.agreements.rules.clauses import ClauseText
from goodstanding.agreements.rules.redline import Kind, Mark, compare, words_of

_TEXTS = st.lists(
    st.sampled_from(["shall", "may", "30", "days", "\n\n", "\n", "- item", "gifts", "not"]),
    max_size=25,
).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> list[ClauseText]:
    """Return clauses with codes of their own."""
    codes = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6))
    return [
        ClauseText(
            code=code, heading=draw(st.sampled_from(["Gifts", "2. Gifts"])), text=draw(_TEXTS)
        )
        for code in codes
    ]


def _clause(text: str, *, heading: str = "Training", code: str = "training") -> ClauseText:
    return ClauseText(code=code, heading=heading, text=text)


def test_shows_the_words_that_went_and_came() -> None:
    before = _clause("within fourteen (14) days of starting work.")
    after = _clause("within thirty (30) days of taking up such work.")

    (change,) = compare([before], [after]).changes

    assert change.kind is Kind.REWORDED
    assert [(piece.mark.value, piece.text) for piece in change.pieces] == [
        ("kept", "within"),
        ("gone", "fourteen (14)"),
        ("new", "thirty (30)"),
        ("kept", "days of"),
        ("gone", "starting"),
        ("new", "taking up such"),
        ("kept", "work."),
    ]


def test_a_new_clause_is_added_and_a_missing_one_removed_where_it_stood() -> None:
    gifts, training, records = (
        _clause("None.", heading="Gifts", code="gifts"),
        _clause("Yearly."),
        _clause("Keep.", heading="Records", code="records"),
    )

    redline = compare([gifts, training], [gifts, records])

    assert [(change.kind.value, change.code) for change in redline.changes] == [
        ("removed", "training"),
        ("added", "records"),
    ]
    assert redline.unchanged == 1


def test_numbers_of_headings_line_breaks_and_bullets_are_no_change() -> None:
    before = _clause("One long\nsentence.\n\n* first\n* second", heading="6.2 Training")
    after = _clause("One long sentence.\n\n\n- first\n- second ", heading="7.1 Training")

    assert compare([before], [after]).changes == ()


def test_another_heading_is_a_change() -> None:
    (change,) = compare([_clause("Yearly.")], [_clause("Yearly.", heading="Courses")]).changes

    assert [(piece.mark.value, piece.text) for piece in change.heading_pieces] == [
        ("gone", "Training"),
        ("new", "Courses"),
    ]
    assert [piece.mark for piece in change.pieces] == [Mark.KEPT]


def test_a_clause_that_stands_elsewhere_is_moved_not_changed() -> None:
    a, b, c = (_clause("Same.", code=code) for code in "abc")

    redline = compare([a, b, c], [c, a, b])

    assert (redline.changes, redline.unchanged, redline.moved) == ((), 3, ("c",))


def test_reading_takes_a_minute_per_two_hundred_words() -> None:
    assert compare([], [_clause("word " * 600)]).minutes == 3
    assert compare([], []).minutes == 1


def test_items_stay_lines_of_their_own() -> None:
    assert words_of("a\nb\n\nc\n- d\n  e") == ("a", "b", "\n", "c", "\n", "-", "d", "e")


@given(documents(), st.randoms())
def test_equal_texts_give_no_change_in_any_order(document, random) -> None:
    shuffled = random.sample(document, k=len(document))

    redline = compare(document, shuffled)

    assert redline.changes == ()
    assert redline.unchanged == len(document)


@given(documents(), documents())
def test_the_changes_with_what_is_unchanged_are_both_texts(before, after) -> None:
    redline = compare(before, after)

    changed = {change.code: change for change in redline.changes}
    for clause in before:
        change = changed.get(clause.code)
        told = change.words_before if change else words_of(_unchanged(after, clause.code).text)
        assert told == words_of(clause.text)
    for clause in after:
        change = changed.get(clause.code)
        told = change.words_after if change else words_of(_unchanged(before, clause.code).text)
        assert told == words_of(clause.text)
    assert redline.unchanged == len(after) - len(redline.added) - len(redline.reworded)


@given(documents(), documents())
def test_the_way_back_adds_what_the_way_there_removed(before, after) -> None:
    there, back = compare(before, after), compare(after, before)

    assert {change.code for change in there.added} == {change.code for change in back.removed}
    assert {change.code for change in there.reworded} == {change.code for change in back.reworded}


def _unchanged(document: list[ClauseText], code: str) -> ClauseText:
    return next(clause for clause in document if clause.code == code)

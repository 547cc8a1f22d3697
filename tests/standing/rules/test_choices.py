"""Which parts of a duty a way back meets."""

from __future__ import annotations

from goodstanding.rulebook.compile import PartState
from goodstanding.standing.rules.choices import Choice, choices_of
from goodstanding.standing.rules.needs import About, Candidates, Piece
from tests.standing.rules.test_needs import PACK, SHOW, answer

UNMET = PartState.UNMET
PIECES: dict[About, tuple[Piece, ...]] = {
    ("outer", "l1"): (
        Piece(source="inner", unit="e1", state=UNMET, have=0, need=1),
        Piece(source="sold", unit="l1", state=UNMET),
    ),
    ("inner", "e1"): (
        Piece(source="shown", unit=None, state=UNMET),
        Piece(source="stated", unit="e1", state=UNMET),
    ),
    ("inner", "e2"): (
        Piece(source="shown", unit=None, state=UNMET),
        Piece(source="stated", unit="e2", state=PartState.MET),
    ),
}


def test_a_choice_says_what_is_met_what_is_done_and_what_is_left_down_to_the_last_part() -> None:
    duties = (answer("outer", unit="l1", status="overdue"),)
    candidates = Candidates(pieces=PIECES, duties=duties)

    found = choices_of(frozenset({SHOW.act}), PACK, candidates)

    outer = Choice(source="outer", unit="l1", least=1, met=(), chosen=("inner",), others=("sold",))
    inner = Choice(
        source="inner", unit="e1", least=1, met=(), chosen=("shown",), others=("stated",)
    )
    assert found == (outer, inner)


def test_duties_that_the_acts_do_not_meet_or_that_are_met_have_no_choice() -> None:
    duties = (
        answer("outer", unit="l1", status="overdue"),
        answer("inner", unit="e2", status="fulfilled"),
        answer("shown", status="overdue"),
    )

    assert choices_of(frozenset(), PACK, Candidates(pieces=PIECES, duties=duties)) == ()


def test_what_is_met_already_is_no_act_of_the_way() -> None:
    duties = (answer("inner", unit="e2", status="grace"),)

    (found,) = choices_of(frozenset(), PACK, Candidates(pieces=PIECES, duties=duties))

    assert (found.met, found.chosen, found.others) == (("stated",), (), ("shown",))


def test_what_time_has_met_is_told_where_it_stood_in_the_way_before() -> None:
    duties = (answer("inner", unit="e2", status="fulfilled"),)
    candidates = Candidates(pieces=PIECES, duties=duties)

    (found,) = choices_of(frozenset(), PACK, candidates, stopped={("inner", "e2")})

    assert (found.met, found.others) == (("stated",), ("shown",))

"""A way back is true when it is tried: the engine says so, and that nothing shorter is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.pack import Obligation, Pack
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from tests.rulebook.crowds import Crowd, asks
from tests.rulebook.engines import duck
from tests.rulebook.packs_composed import composed_packs
from tests.rulebook.packs_random import packs

from .journeys import Journey, require_true_and_shortest


def _late(duty: Obligation) -> Obligation:
    """Return a duty that is overdue soon, so that there is a way back to look for."""
    if duty.part:
        return duty
    due = duty.due
    if due is not None and due.anchor is not Anchor.ANNIVERSARY:
        due = Due(anchor=Anchor.ASSIGNMENT, after=Duration(days=1))
    return replace(duty, countdown="talk-first", due=due, since=None)


@st.composite
def late(draw: DrawFn, of: st.SearchStrategy[Pack]) -> Pack:
    """Draw a pack whose duties are soon overdue, and whose measures set no level."""
    pack = draw(of)
    measures = pack.measures if draw(st.integers(0, 3)) == 0 else ()
    return replace(pack, obligations=tuple(map(_late, pack.obligations)), measures=measures)


def journeys(pack: Pack, crowd: Crowd) -> Iterator[Journey]:
    """Yield the partner of a crowd in whose way most stands, if any."""
    duck().load(crowd.together)
    rows = duck().ask(pack, as_of=crowd.as_of)
    ranked = [r.partner_id for r in rows if r.rank and r.kind == Kind.OBLIGATION]
    by_partner = crowd.together.by_partner()
    for who in sorted(set(ranked), key=lambda each: (-ranked.count(each), each))[:1]:
        yield Journey(pack=pack, world=by_partner[who], who=who)


@asks(questions=8, worlds=20, corrected=False, pack=late(packs()))
def test_a_way_back_is_true_when_tried_and_nothing_shorter_is(pack: Pack, crowd: Crowd) -> None:
    for journey in journeys(pack, crowd):
        require_true_and_shortest(journey, crowd.as_of)


@asks(questions=16, worlds=20, corrected=False, pack=late(composed_packs()))
def test_the_choice_among_parts_is_true_when_tried_and_no_shorter_one_is(
    pack: Pack, crowd: Crowd
) -> None:
    for journey in journeys(pack, crowd):
        require_true_and_shortest(journey, crowd.as_of)

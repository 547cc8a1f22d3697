"""Random packs whose duties are parts of others, and parts of parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from goodstanding.rulebook.pack import Composed, Obligation, Pack, Unit
from goodstanding.rulebook.parse_parts import resolve
from goodstanding.rulebook.parse_reading import Reading
from goodstanding.rulebook.phrases import Anchor, Due

from .packs_random import durations, packs, whos, workday_waits


def as_part(obligation: Obligation) -> Obligation:
    """Return a duty without what a part leaves to the whole."""
    return replace(obligation, part=True, due=None, countdown=None, who=None, since=None)


@st.composite
def wholes(draw: DrawFn, name: str, parts: tuple[str, ...]) -> Obligation:
    """Draw a duty to meet some of the parts."""
    return Obligation(
        name=name,
        title=name,
        verb=Composed(parts=parts, least=draw(st.integers(1, len(parts))), per=Unit.PARTNER),
        countdown=draw(st.sampled_from(["talk-first", "late", None])),
        who=draw(whos()),
        due=Due(
            anchor=draw(st.sampled_from([Anchor.SERVICE, Anchor.ASSIGNMENT])),
            after=draw(st.none() | durations | workday_waits),
        ),
        since=draw(st.none() | st.just(date(2026, 3, 1))),
    )


@st.composite
def composed_packs(draw: DrawFn) -> Pack:
    """Draw a pack with one duty made of two to three parts, the first two perhaps one part."""
    pack = draw(packs().filter(lambda pack: len(pack.obligations) > 1))
    parts = [as_part(each) for each in pack.obligations]
    names = tuple(each.name for each in parts)
    if len(names) > 2 and draw(st.booleans()):
        parts.append(as_part(draw(wholes("inner", names[:2]))))
        names = ("inner", *names[2:], *draw(st.sampled_from([(), names[:1]])))
    whole = draw(wholes("whole", names))
    return replace(pack, obligations=resolve(Reading(), [*parts, whole]))

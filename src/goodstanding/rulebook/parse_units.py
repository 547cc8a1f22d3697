"""Read what an acceptance or an authorization is counted for."""

from __future__ import annotations

from goodstanding.rulebook.document import Node
from goodstanding.rulebook.errors import ProblemCode
from goodstanding.rulebook.pack import Unit
from goodstanding.rulebook.parse_reading import Reading

#: What people, papers and rights belong to.
PLACES = (Unit.PARTNER, Unit.ENTITY, Unit.LOCATION)
_WORDS = (Unit.PARTNER, Unit.REGION, Unit.ENTITY, Unit.LOCATION)
_UNITS = {
    frozenset({Unit.PARTNER}): Unit.PARTNER,
    frozenset({Unit.ENTITY}): Unit.ENTITY,
    frozenset({Unit.LOCATION}): Unit.LOCATION,
    frozenset({Unit.REGION}): Unit.REGION,
    frozenset({Unit.ENTITY, Unit.REGION}): Unit.ENTITY_REGION,
}


def read_unit(reading: Reading, node: Node) -> Unit | None:
    """Return what accepts: one word, or entity and region together."""
    words = reading.distinct(node, reading.one_of(_WORDS, "a unit that can accept")) or ()
    unit = _UNITS.get(frozenset(Unit(word) for word in words))
    if words and unit is None:
        reading.refuse(
            node,
            ProblemCode.DOES_NOT_FIT,
            f"Nothing accepts per {' and '.join(words)} together. Write one of them, or "
            "“[entity, region]”.",
        )
    return unit


def read_place(reading: Reading, node: Node, *, what: str) -> Unit | None:
    """Return a unit that is a single partner, entity or location."""
    word = reading.one_of(PLACES, what)(node)
    return None if word is None else Unit(word)

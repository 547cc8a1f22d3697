"""Read duties made of parts: any, all, or at least so many of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from goodstanding.rulebook.document import Node
from goodstanding.rulebook.errors import ProblemCode
from goodstanding.rulebook.pack import Authorization, Composed, Obligation, Unit
from goodstanding.rulebook.parse_reading import Fields, Kind, Reading

COMPOSING = ("any", "all", "least")
#: How deep parts may have parts: each is put together by a step of its own.
PARTS_DEPTH_MAX = 8
#: What a part leaves to the obligation it is a part of.
_OF_THE_WHOLE = ("due", "countdown", "who", "since")
_UNITS = {
    frozenset[str](): Unit.PARTNER,
    frozenset({"entity"}): Unit.ENTITY,
    frozenset({"region"}): Unit.REGION,
    frozenset({"entity", "region"}): Unit.ENTITY_REGION,
    frozenset({"entity", "region", "location"}): Unit.LOCATION,
}
_SAID = {unit: words for words, unit in _UNITS.items()}


def read_composed(reading: Reading, fields: Fields) -> Composed | None:
    """Return the parts and how many of them have to be met; ``resolve`` finds the unit."""
    for word in COMPOSING:
        node = fields.nodes.get(word)
        if node is None:
            continue
        if word == "least":
            return _least(reading, node)
        parts = _names(reading, node)
        least = len(parts) if word == "all" else 1
        return Composed(parts=parts, least=least, per=Unit.PARTNER) if parts else None
    return None


def _names(reading: Reading, node: Node) -> tuple[str, ...]:
    return reading.distinct(node, reading.declared_name(Kind.OBLIGATION)) or ()


def _least(reading: Reading, node: Node) -> Composed | None:
    entries = reading.entries(node)
    if len(entries) != 1:
        reading.refuse(
            node,
            ProblemCode.WRONG_SHAPE,
            "One number with its list stands here, such as {2: [insured, audited, attested]}.",
        )
        return None
    key, value = entries[0]
    parts = _names(reading, value)
    least = reading.number(1, max(len(parts), 1))(key)
    if least is None or not parts:
        return None
    return Composed(parts=parts, least=least, per=Unit.PARTNER)


def refuse_keys_of_the_whole(reading: Reading, fields: Fields) -> None:
    """Refuse what a part cannot have: it has no row, so it is never late by itself."""
    for key in _OF_THE_WHOLE:
        if fields.has(key):
            reading.refuse(
                fields.at(key),
                ProblemCode.DOES_NOT_FIT,
                f"A part has no row of its own, and so no “{key}”. Write it in the obligation "
                "that has this part.",
            )


def resolve(reading: Reading, obligations: Sequence[Obligation]) -> tuple[Obligation, ...]:
    """Return the obligations with the unit of each composition, once every part is checked."""
    by_name = {each.name: each for each in obligations}
    wholes = {each.name: each for each in obligations if isinstance(each.verb, Composed)}
    for whole in wholes.values():
        _check_parts(reading, whole, by_name)
    cycles = _cycles(wholes)
    for cycle in cycles:
        reading.refuse(
            reading.declared[Kind.OBLIGATION][cycle[0]],
            ProblemCode.IMPOSSIBLE_DUTY,
            f"{' needs '.join(f'“{name}”' for name in cycle)}: a circle nobody can enter. Take one "
            "of them out of the list of another.",
        )
    if cycles:
        return tuple(obligations)
    _check_use(reading, obligations, wholes)
    units = _units(by_name)
    for whole in [whole for whole in wholes.values() if whole.name not in units]:
        reading.refuse(
            reading.declared[Kind.OBLIGATION][whole.name],
            ProblemCode.TOO_DEEP,
            f"“{whole.name}” has parts that have parts more than {PARTS_DEPTH_MAX} times. Name "
            "the parts of some of them here instead.",
        )
    return tuple(_with_unit(each, units) for each in obligations)


def _check_parts(reading: Reading, whole: Obligation, by_name: Mapping[str, Obligation]) -> None:
    for name in _parts(whole):
        if name in by_name and not by_name[name].part and name != whole.name:
            reading.refuse(
                reading.declared[Kind.OBLIGATION][whole.name],
                ProblemCode.DOES_NOT_FIT,
                f"“{name}” has a row and a due day of its own, so it is no part of “{whole.name}”. "
                f"Write “part: true” in “{name}”, or leave it out here.",
            )


def _check_use(
    reading: Reading, obligations: Sequence[Obligation], wholes: Mapping[str, Obligation]
) -> None:
    if len(obligations) < len(reading.declared[Kind.OBLIGATION]):
        return  # One that cannot be read may have any part.
    used = {name for each in wholes.values() for name in _parts(each)}
    for each in obligations:
        if each.part and each.name not in used:
            reading.refuse(
                reading.declared[Kind.OBLIGATION][each.name],
                ProblemCode.UNUSED,
                f"“{each.name}” is a part, and no obligation has it. Name it under “any”, “all” or "
                "“least”, or leave “part” out.",
            )


def _cycles(wholes: Mapping[str, Obligation]) -> list[list[str]]:
    """Return circles, each from its first in the text back to it; one for those in several."""
    found: list[list[str]] = []
    for start in wholes:
        if not any(start in cycle for cycle in found) and (cycle := _way_back(wholes, start)):
            found.append(cycle)
    return found


def _way_back(wholes: Mapping[str, Obligation], start: str) -> list[str]:
    """Return the names on a way from an obligation to itself; none where there is no such way."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for name in _parts(wholes[way[-1]]):
            if name == start:
                return [*way, name]
            if name in wholes and name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def _parts(obligation: Obligation) -> tuple[str, ...]:
    return obligation.verb.parts if isinstance(obligation.verb, Composed) else ()


def _with_unit(each: Obligation, units: Mapping[str, Unit]) -> Obligation:
    if not isinstance(each.verb, Composed) or each.name not in units:
        return each
    return replace(each, verb=replace(each.verb, per=units[each.name]))


def _units(by_name: Mapping[str, Obligation]) -> dict[str, Unit]:
    """Return the unit of each obligation, innermost parts first; none for what lies too deep."""
    said = {each.name: _SAID[each.per] for each in by_name.values() if not _parts(each)}
    for _ in range(PARTS_DEPTH_MAX):
        whole = {
            each.name: frozenset[str]().union(*(said[name] for name in _known_parts(each, by_name)))
            for each in by_name.values()
            if all(name in said for name in _known_parts(each, by_name))
        }
        said = whole | said
    return {name: _UNITS[words] for name, words in said.items()}


def _known_parts(each: Obligation, by_name: Mapping[str, Obligation]) -> list[str]:
    return [name for name in _parts(each) if name in by_name]


def refuse_needed_parts(
    reading: Reading, authorizations: Sequence[Authorization], obligations: Sequence[Obligation]
) -> None:
    """Refuse an authorization that needs a part: what it needs has a row."""
    parts = {each.name for each in obligations if each.part}
    for right in authorizations:
        for name in right.needs:
            if name in parts:
                reading.refuse(
                    reading.declared[Kind.AUTHORIZATION][right.name],
                    ProblemCode.DOES_NOT_FIT,
                    f"“{right.name}” needs “{name}”, which is only a part. Name the obligation "
                    "that has this part.",
                )

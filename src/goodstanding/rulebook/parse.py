"""Read a program pack: from its text to the typed values it means, or to all its problems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from goodstanding.rulebook.check_authorizations import check_authorizations
from goodstanding.rulebook.check_examples import check_examples
from goodstanding.rulebook.check_ladder import check_ladder
from goodstanding.rulebook.check_use import check_use
from goodstanding.rulebook.check_versions import check_versions
from goodstanding.rulebook.check_workdays import check_workdays
from goodstanding.rulebook.document import ListNode, MapNode, Node, Scalar, read_document
from goodstanding.rulebook.errors import PackRefusedError, ProblemCode
from goodstanding.rulebook.pack import Pack, Roll
from goodstanding.rulebook.parse_authorizations import read_authorizations
from goodstanding.rulebook.parse_duties import read_cases, read_waivers
from goodstanding.rulebook.parse_examples import read_examples
from goodstanding.rulebook.parse_holidays import (
    check_calendar,
    read_calendar_name,
    read_holidays,
)
from goodstanding.rulebook.parse_known import Known
from goodstanding.rulebook.parse_ladder import read_ladder
from goodstanding.rulebook.parse_measures import read_measures
from goodstanding.rulebook.parse_obligations import read_obligations
from goodstanding.rulebook.parse_parts import refuse_needed_parts
from goodstanding.rulebook.parse_reading import Fields, Kind, Reading
from goodstanding.rulebook.parse_standing import read_countdowns, read_effects, read_levels
from goodstanding.values.days import zone

GRAMMAR = 1
VERSION_MAX = 999_999
_REQUIRED = ("pack", "program", "version", "title", "effective", "zone", "effects", "levels")
_OPTIONAL = (
    "calendar",
    "roll",
    "holidays",
    "transition",
    "locations",
    "countdowns",
    "obligations",
    "authorizations",
    "waivers",
    "measures",
    "ladder",
    "cases",
    "examples",
)
NOTHING_KNOWN = Known()


def read_pack(text: str, *, known: Known = NOTHING_KNOWN) -> Pack:
    """Return the pack that ``text`` is, checked against what is ``known`` around it.

    The worked examples of the pack are run: a pack that does not do what it says it does is
    no pack.

    Raises:
        PackRefusedError: Something is wrong; it carries every problem found, in the order of
            the text, each with its line, its column and the way out.
    """
    root = read_document(text)
    reading = Reading(known=known)
    fields = reading.fields(root, required=_REQUIRED, optional=_OPTIONAL)
    _declare(reading, fields)
    pack = _pack(reading, fields)
    examples = fields.read("examples", partial(read_examples, reading, pack.ladder)) or ()
    check_use(reading, pack)
    refuse_needed_parts(reading, pack.authorizations, pack.obligations)
    check_authorizations(reading, pack)
    counts = check_workdays(reading, pack, has_calendar=fields.has("calendar"))
    check_calendar(reading, fields, counts=counts)
    check_versions(reading, fields.at("version"), pack)
    if pack.ladder is not None:
        persistent = dict(_entries(fields.nodes["ladder"])).get("persistent", root)
        check_ladder(reading, pack, pack.ladder, persistent.mark)
        if not reading.problems:
            check_examples(reading, pack.ladder, examples)
    if reading.problems:
        raise PackRefusedError(reading.problems)
    return pack


def _declare(reading: Reading, fields: Fields) -> None:
    """Note every name the pack gives, so that it can be used before the line that gives it."""
    ladder = fields.nodes.get("ladder")
    ladders = dict(_entries(ladder))
    for kind, nodes in (
        (Kind.EFFECT, _items(fields.nodes.get("effects"))),
        (Kind.LEVEL, _named(fields.nodes.get("levels"))),
        (Kind.COUNTDOWN, _keys(fields.nodes.get("countdowns"))),
        (Kind.OBLIGATION, _keys(fields.nodes.get("obligations"))),
        (Kind.AUTHORIZATION, _keys(fields.nodes.get("authorizations"))),
        (Kind.MEASURE, _keys(fields.nodes.get("measures"))),
        (Kind.SEVERITY, _items(ladders.get("severities"))),
        (Kind.RUNG, _named(ladders.get("rungs"))),
        (Kind.FACTOR, _keys(ladders.get("factors"))),
    ):
        for node in nodes:
            reading.declare(kind, node)


def _entries(node: Node | None) -> Iterator[tuple[str, Node]]:
    if isinstance(node, MapNode):
        yield from ((key.text, value) for key, value in node.entries)


def _keys(node: Node | None) -> tuple[Node, ...]:
    return tuple(key for key, _ in node.entries) if isinstance(node, MapNode) else ()


def _items(node: Node | None) -> tuple[Node, ...]:
    if isinstance(node, Scalar):
        return (node,)
    return node.items if isinstance(node, ListNode) else ()


def _named(node: Node | None) -> tuple[Node, ...]:
    names = (dict(_entries(item)).get("name") for item in _items(node))
    return tuple(name for name in names if name is not None)


def _pack(reading: Reading, fields: Fields) -> Pack:
    """Return the pack as far as it can be read; it is complete where there are no problems."""
    fields.read("pack", partial(_grammar, reading))
    effects = fields.read("effects", partial(read_effects, reading)) or ()
    measures = fields.read("measures", partial(read_measures, reading)) or ()
    return Pack(
        program=fields.read("program", reading.name) or "",
        version=fields.read("version", reading.number(1, VERSION_MAX)) or 0,
        title=fields.read("title", reading.text) or "",
        effective=fields.read("effective", reading.day) or date.max,
        zone=fields.read("zone", reading.phrase(_zone)) or "",
        effects=effects,
        levels=fields.read("levels", partial(read_levels, reading)) or (),
        calendar=fields.read("calendar", partial(read_calendar_name, reading)),
        roll=fields.read("roll", reading.word(Roll)),
        holidays=fields.read("holidays", partial(read_holidays, reading)) or (),
        location_most=fields.read("locations", partial(_location_most, reading)),
        transition=fields.read("transition", reading.duration),
        countdowns=fields.read("countdowns", partial(read_countdowns, reading)) or (),
        obligations=fields.read("obligations", partial(read_obligations, reading)) or (),
        authorizations=fields.read("authorizations", partial(read_authorizations, reading)) or (),
        waivers=fields.read("waivers", partial(read_waivers, reading)),
        measures=measures,
        ladder=fields.read("ladder", lambda node: read_ladder(reading, node, measures)),
        cases=fields.read("cases", partial(read_cases, reading)),
    )


def _grammar(reading: Reading, node: Node) -> None:
    if not isinstance(node, Scalar) or node.text != str(GRAMMAR):
        reading.refuse(
            node,
            ProblemCode.OUT_OF_RANGE,
            f"This version reads packs of grammar {GRAMMAR}. Write “pack: {GRAMMAR}”.",
        )


def _location_most(reading: Reading, node: Node) -> str | None:
    fields = reading.fields(node, required=("most",))
    levels = reading.declared[Kind.LEVEL]  # Limiting how far a level counts reaches none.
    return fields.read("most", reading.one_of(levels, Kind.LEVEL.one))


def _zone(name: str) -> str:
    return zone(name).key

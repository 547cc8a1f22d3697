"""Read a program pack: from its text to the typed values it means, or to all its problems."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from goodstanding.rulebook.check_examples import check_examples
from goodstanding.rulebook.check_ladder import check_ladder
from goodstanding.rulebook.check_use import check_use
from goodstanding.rulebook.check_versions import check_versions
from goodstanding.rulebook.document import ListNode, MapNode, Node, Scalar, read_document
from goodstanding.rulebook.errors import PackRefusedError, ProblemCode
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.parse_duties import read_authorizations, read_cases, read_waivers
from goodstanding.rulebook.parse_examples import read_examples
from goodstanding.rulebook.parse_known import Known
from goodstanding.rulebook.parse_ladder import read_ladder
from goodstanding.rulebook.parse_measures import read_measures
from goodstanding.rulebook.parse_obligations import read_obligations
from goodstanding.rulebook.parse_reading import Fields, Kind, Reading
from goodstanding.rulebook.parse_standing import read_countdowns, read_effects, read_levels
from goodstanding.values.days import zone
from goodstanding.values.errors import InvalidValueError

GRAMMAR = 1
VERSION_MAX = 999_999
_REQUIRED = ("pack", "program", "version", "title", "effective", "zone", "effects", "levels")
_OPTIONAL = (
    "transition",
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
    check_use(reading, fields)
    examples = fields.read("examples", partial(read_examples, reading, pack.ladder)) or ()
    if pack.ladder is not None:
        check_ladder(reading, fields, pack)
    check_versions(reading, fields, pack)
    if pack.ladder is not None and not reading.problems:
        check_examples(reading, pack.ladder, examples)
    if reading.problems:
        raise PackRefusedError(reading.problems)
    return pack

"""Read measures: what may follow from a finding."""

from __future__ import annotations

from goodstanding.rulebook.document import MapNode, Node, Scalar
from goodstanding.rulebook.errors import ProblemCode
from goodstanding.rulebook.measures import EarlyEnd, Measure, Release
from goodstanding.rulebook.parse_reading import Fields, Kind, Reading
from goodstanding.rulebook.parse_standing import read_stops
from goodstanding.rulebook.phrases import (
    Anchor,
    Between,
    ByCount,
    Due,
    Duration,
    Fixed,
    LengthByCount,
    LengthEnd,
    Until,
    read_finding_count,
)

_KEYS = (
    "level",
    "stops",
    "holds",
    "lasts",
    "ends",
    "assign",
    "due",
    "notice",
    "release",
    "conditions",
    "leaves",
    "recovers",
    "interim",
    "failure",
)


def read_measures(reading: Reading, node: Node) -> tuple[Measure, ...]:
    """Return the measures, in the order of the file."""
    return tuple(_measure(reading, key, value) for key, value in reading.entries(node))


def _measure(reading: Reading, key: Scalar, node: Node) -> Measure:
    fields = reading.fields(node, optional=_KEYS)
    effect = reading.declared_name(Kind.EFFECT)
    measure = Measure(
        name=key.text,
        level=fields.read("level", reading.declared_name(Kind.LEVEL)),
        stops=fields.read("stops", lambda item: read_stops(reading, item)) or (),
        holds=fields.read("holds", lambda item: reading.distinct(item, effect)) or (),
        lasts=_lasts(reading, fields.nodes.get("lasts")),
        ends=fields.read("ends", lambda item: _ends(reading, item)),
        assigns=fields.read("assign", reading.outside(reading.known.courses, "a course")),
        due=fields.read("due", reading.moment),
        notice=fields.read("notice", reading.duration),
        release=fields.read("release", lambda item: _release(reading, item)),
        conditions=fields.read("conditions", lambda item: reading.distinct(item, reading.text))
        or (),
        leaves=fields.read("leaves", reading.text),
        recovers=fields.read("recovers", reading.one_of(["earnings"], "what can be recovered"))
        is not None,
        interim=fields.read("interim", reading.flag) or False,
        failure_is_event=fields.read("failure", reading.one_of(["an event"], "what failing is"))
        is not None,
    )
    _check_keys(reading, fields, measure)
    return measure


def _lasts(reading: Reading, node: Node | None) -> LengthByCount | None:
    if not isinstance(node, MapNode):
        return None if node is None else reading.length(node)
    steps: list[tuple[int, Duration]] = []
    for key, value in node.entries:
        count = reading.phrase(read_finding_count)(key)
        duration = reading.duration(value)
        if count is None or duration is None:
            continue
        if steps and (count <= steps[-1][0] or duration.days_most < steps[-1][1].days_most):
            reading.refuse(
                key,
                ProblemCode.OUT_OF_ORDER,
                f"“{key.text}” does not follow the line before it. Start with the fewest "
                "findings, and let more findings never last shorter.",
            )
        steps.append((count, duration))
    if not node.entries:
        reading.refuse(node, ProblemCode.NO_VALUE, "No length is named. Write 2 findings: 30 days.")
    return ByCount(steps=tuple(steps)) if steps else None


def _ends(reading: Reading, node: Node) -> EarlyEnd | None:
    fields = reading.fields(node, required=("pass",), optional=("wait", "unless", "forgive"))
    course = fields.read("pass", reading.outside(reading.known.courses, "a course"))
    wait = fields.read("wait", reading.duration)
    unless = fields.read("unless", reading.one_of(["repeated"], "what keeps a measure going"))
    forgive = fields.read("forgive", reading.flag) or False
    if fields.has("unless") and not fields.has("wait"):
        reading.refuse(
            fields.at("unless"),
            ProblemCode.DOES_NOT_FIT,
            "“unless: repeated” needs a time in which nothing is repeated. Add “wait”.",
        )
    if course is None:
        return None
    return EarlyEnd(course=course, wait=wait, unless_repeated=unless is not None, forgive=forgive)


def _release(reading: Reading, node: Node) -> Release | None:
    fields = reading.fields(node, required=("after",), optional=("least", "most", "if"))
    after = fields.read("after", reading.length)
    least = fields.read("least", reading.duration)
    most = fields.read("most", reading.duration)
    conditions = fields.read("if", lambda item: reading.distinct(item, reading.text)) or ()
    if after is None:
        return None
    if not isinstance(after, Fixed | Between):
        reading.refuse(
            fields.at("after"),
            ProblemCode.DOES_NOT_FIT,
            "Release needs a time after which it may be decided. Write a duration, or between "
            "12 months and 36 months.",
        )
        return None
    times = [least, after.duration if isinstance(after, Fixed) else None, most]
    days = [time.days_most for time in times if time is not None]
    if days != sorted(days):
        reading.refuse(
            node, ProblemCode.OUT_OF_ORDER, "Release needs least, after and most in this order."
        )
    return Release(after=after, least=least, most=most, conditions=conditions)


def _check_keys(reading: Reading, fields: Fields, measure: Measure) -> None:
    """Refuse keys that need one another and do not stand together."""
    until_released = measure.lasts == Until(event=LengthEnd.RELEASED)
    until_passed = measure.lasts == Until(event=LengthEnd.PASSED)
    until_completed = measure.lasts == Until(event=LengthEnd.COMPLETED)
    claims = (
        (
            fields.has("release") and not until_released,
            "release",
            "“release” is for what lasts until released. Write “lasts: until released”.",
        ),
        (
            until_released and not fields.has("release"),
            "lasts",
            "Nothing says when release may be decided. Add “release”.",
        ),
        (
            until_passed and not fields.has("assign"),
            "lasts",
            "Nothing says which course is to be passed. Add “assign”.",
        ),
        (
            fields.has("due") and not (fields.has("assign") or until_completed),
            "due",
            (
                "Nothing is asked for that could fall due. Add “assign” or “lasts: until "
                "completed”, or leave “due” out."
            ),
        ),
        (
            not fields.has("lasts") and any(map(fields.has, ("level", "stops", "holds"))),
            "level",
            "Nothing says how long this lasts. Add “lasts”, such as until completed.",
        ),
        (
            fields.empty,
            "",
            "The measure does nothing. Say what it does, or leave it out.",
        ),
    )
    for wrong, key, sentence in claims:
        if wrong:
            reading.refuse(fields.at(key), ProblemCode.DOES_NOT_FIT, sentence)
    _check_due(reading, fields, measure.due)


def _check_due(reading: Reading, fields: Fields, due: Due | None) -> None:
    served = (Anchor.SERVICE, Anchor.ASSIGNMENT)
    if due is not None and (due.anchor not in served or due.after is None):
        reading.refuse(
            fields.at("due"),
            ProblemCode.NO_NOTICE,
            f"A measure is served and assigned, so “{due}” never comes. Write such as "
            "30 days after service.",
        )

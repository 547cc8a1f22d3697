"""Read the worked examples of a pack: what it says should follow from which findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial

from goodstanding.rulebook.document import ListNode, Node
from goodstanding.rulebook.errors import Mark, ProblemCode
from goodstanding.rulebook.ladder_history import Decided, Failure, Finding, History
from goodstanding.rulebook.ladder_terms import Ladder, Since
from goodstanding.rulebook.parse_reading import Kind, Reading
from goodstanding.rulebook.phrases import Length

APPROVALS_MAX = 9
NO_RUNG = "none"
#: An example gives days. Events happen at noon, and notices of that day are served after.
_EVENTS_AT = time(12, tzinfo=UTC)
_NOTICES_AT = time(18, tzinfo=UTC)
_SINCE_KEYS = {Since.FIRST_ACCEPTANCE: ("accepted",), Since.ENROLMENT: ("enrolled",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What an example claims."""

    rung: str | None  #: None: nothing is recommended.
    then: tuple[tuple[str, Length], ...] = ()  #: Measures with the length of each.
    approvals: int | None = None  #: None: the example does not say.


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One worked example: a history, the day it is asked about, and what should follow."""

    mark: Mark
    says: str
    findings: tuple[Finding, ...]
    history: History
    as_of: date
    factors: tuple[str, ...]
    expects: Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notice:
    """One earlier decision of an example, as it is written."""

    rung: str
    on: date
    passed_on: date | None


def read_examples(reading: Reading, ladder: Ladder | None, node: Node) -> tuple[Example, ...]:
    """Return the worked examples; without a ladder there is nothing they could show."""
    if ladder is None:
        if not reading.problems:
            reading.refuse(
                node,
                ProblemCode.DOES_NOT_FIT,
                "Examples show what a ladder recommends, and there is none. Add “ladder”.",
            )
        return ()
    return reading.each(reading.items(node), partial(_example, reading, ladder))


def _example(reading: Reading, ladder: Ladder, node: Node) -> Example | None:
    since = _since_keys(reading, ladder)
    fields = reading.fields(
        node,
        required=("says", "findings", "expect"),
        optional=("decided", "failed", "factors", "asked", "orders", *since),
    )
    if fields.has("orders"):
        reading.not_compiled(fields.at("orders"), "A score is", "Leave “orders” out")
    says = fields.read("says", reading.text)
    findings = fields.read("findings", partial(_findings, reading, ladder)) or ()
    notices = fields.read("decided", partial(_notices, reading)) or ()
    failed = fields.read(
        "failed", lambda item: reading.distinct(item, reading.declared_name(Kind.MEASURE))
    )
    factors = fields.read(
        "factors", lambda item: reading.distinct(item, reading.declared_name(Kind.FACTOR))
    )
    asked = fields.read("asked", reading.day)
    since_on = fields.read(since[0], reading.day) if ladder.counts.since else None
    expects = fields.read("expect", partial(_expectation, reading))
    if says is None or expects is None:
        return None
    days = [one.event_on for one in findings] + [one.on for one in notices]
    return Example(
        mark=fields.mark,
        says=says,
        findings=findings,
        history=History(
            since_on=since_on or date.min,
            decided=tuple(_decided(findings, one) for one in notices),
            failures=tuple(
                Failure(failure_id=name, measure=name, failed_on=date.min) for name in failed or ()
            ),
        ),
        as_of=asked or max(days, default=date.min),
        factors=factors or (),
        expects=expects,
    )


def _since_keys(reading: Reading, ladder: Ladder) -> tuple[str, ...]:
    """Return what an example says of since when, in any word where a mistake leaves that open."""
    if ladder.counts.since is not None:
        return _SINCE_KEYS[ladder.counts.since]
    return tuple(key for keys in _SINCE_KEYS.values() for key in keys) if reading.problems else ()


def _findings(reading: Reading, ladder: Ladder, node: Node) -> tuple[Finding, ...]:
    found = [
        _finding(reading, ladder, item, str(number))
        for number, item in enumerate(_list(reading, node), start=1)
    ]
    return tuple(finding for finding in found if finding is not None)


def _finding(reading: Reading, ladder: Ladder, node: Node, finding_id: str) -> Finding | None:
    fields = reading.fields(node, required=("clause", "day"), optional=("severity", "overturned"))
    clause = fields.read("clause", reading.clause)
    day = fields.read("day", reading.day)
    severity = fields.read("severity", reading.declared_name(Kind.SEVERITY))
    overturned = fields.read("overturned", reading.flag) or False
    if clause is None or day is None:
        return None
    return Finding(
        finding_id=finding_id,
        clause=clause,
        severity=severity or ladder.severities[0],
        event_at=datetime.combine(day, _EVENTS_AT),
        event_on=day,
        overturned=overturned,
    )


def _notices(reading: Reading, node: Node) -> tuple[_Notice, ...]:
    return reading.each(_list(reading, node), partial(_notice, reading))


def _notice(reading: Reading, node: Node) -> _Notice | None:
    fields = reading.fields(node, required=("rung", "notice"), optional=("passed",))
    rung = fields.read("rung", reading.declared_name(Kind.RUNG))
    notice_on = fields.read("notice", reading.day)
    passed_on = fields.read("passed", reading.day)
    if rung is None or notice_on is None:
        return None
    return _Notice(rung=rung, on=notice_on, passed_on=passed_on)


def _decided(findings: tuple[Finding, ...], notice: _Notice) -> Decided:
    """Return a decision that answers every finding up to the day of its notice."""
    return Decided(
        rung=notice.rung,
        notice_at=datetime.combine(notice.on, _NOTICES_AT),
        notice_on=notice.on,
        answers=frozenset(one.finding_id for one in findings if one.event_on <= notice.on),
        passed_on=notice.passed_on,
    )


def _expectation(reading: Reading, node: Node) -> Expectation | None:
    fields = reading.fields(node, required=("rung",), optional=("then", "approvals", "score"))
    if fields.has("score"):
        reading.not_compiled(fields.at("score"), "A score is", "Leave “score” out")
    rung = fields.read("rung", reading.one_of((NO_RUNG, *reading.declared[Kind.RUNG]), "a rung"))
    then = fields.read("then", partial(_lengths, reading)) or ()
    approvals = fields.read("approvals", reading.number(0, APPROVALS_MAX))
    if rung is None:
        return None
    return Expectation(rung=None if rung == NO_RUNG else rung, then=then, approvals=approvals)


def _lengths(reading: Reading, node: Node) -> tuple[tuple[str, Length], ...]:
    lengths: list[tuple[str, Length]] = []
    for key, value in reading.entries(node):
        name = reading.declared_name(Kind.MEASURE)(key)
        length = reading.length(value)
        if name is not None and length is not None:
            lengths.append((name, length))
    return tuple(lengths)


def _list(reading: Reading, node: Node) -> tuple[Node, ...]:
    """Return the items of a list, where a single value would be a slip."""
    if isinstance(node, ListNode):
        return node.items
    reading.refuse(node, ProblemCode.WRONG_SHAPE, "A list stands here: write it in [ ].")
    return ()

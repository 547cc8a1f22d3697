"""Read the enforcement ladder."""

from __future__ import annotations

import re
from functools import partial

from goodstanding.rulebook.document import ListNode, Node, Scalar
from goodstanding.rulebook.errors import ProblemCode
from goodstanding.rulebook.ladder_terms import (
    Condition,
    Counts,
    Deviation,
    Factor,
    Family,
    Ladder,
    Once,
    Rung,
    Same,
    Since,
)
from goodstanding.rulebook.measures import Measure
from goodstanding.rulebook.parse_reading import Fields, Kind, Reading
from goodstanding.rulebook.phrases import Duration
from goodstanding.values.clauses import ClauseRef

APPROVALS_MAX = 9
FINDINGS_MAX = 999
_FILTERS = ("findings", "severity", "same", "after", "within")
_SHIFT = re.compile(r"(?P<sign>[+-])(?P<rungs>[1-9][0-9]?)")
_PERCENT = re.compile(r"(?P<sign>[+-])(?P<percent>[1-9][0-9]{0,2}) ?%")


def read_ladder(reading: Reading, node: Node, measures: tuple[Measure, ...]) -> Ladder | None:
    """Return the ladder; its severities, rungs and factors are declared already."""
    fields = reading.fields(
        node,
        required=("severities", "counts", "rungs"),
        optional=("families", "persistent", "score", "beside", "factors", "deviation"),
    )
    if fields.has("score"):
        reading.not_compiled(fields.at("score"), "A score is", "Use counts of findings")
    condition = partial(_condition, reading)
    rungs = fields.read(
        "rungs", lambda item: reading.each(reading.items(item), partial(_rung, reading))
    )
    ladder = Ladder(
        severities=tuple(reading.declared[Kind.SEVERITY]),
        counts=fields.read("counts", partial(_counts, reading))
        or Counts(within=Duration(months=1200)),
        rungs=rungs or (),
        measures=measures,
        families=fields.read("families", partial(_families, reading)) or (),
        persistent=fields.read(
            "persistent", lambda item: reading.each(reading.items(item), condition)
        )
        or (),
        beside=fields.read(
            "beside",
            lambda item: reading.distinct(item, reading.declared_name(Kind.MEASURE)),
        )
        or (),
        factors=fields.read("factors", partial(_factors, reading)) or (),
        deviation=fields.read("deviation", partial(_deviation, reading)) or Deviation(),
    )
    for key in ("severities", "rungs"):
        node = fields.nodes.get(key, node)
        if isinstance(node, ListNode) and not node.items:
            reading.refuse(node, ProblemCode.NO_VALUE, "The list is empty. Name at least one.")
    return ladder if ladder.rungs and ladder.severities else None


def _counts(reading: Reading, node: Node) -> Counts | None:
    fields = reading.fields(node, required=("within",), optional=("since", "once"))
    within = fields.read("within", reading.duration)
    since = fields.read("since", reading.word(Since))
    once = fields.read("once", reading.word(Once)) or Once.DAY
    return None if within is None else Counts(within=within, since=since, once=once)


def _families(reading: Reading, node: Node) -> tuple[Family, ...]:
    families: list[Family] = []
    places: dict[ClauseRef, str] = {}
    for key, value in reading.entries(node):
        reading.name(key)
        clauses = reading.distinct(value, reading.clause) or ()
        for clause in clauses:
            family = places.setdefault(clause, key.text)
            if family != key.text:
                reading.refuse(
                    value,
                    ProblemCode.TWO_FAMILIES,
                    f"“{clause}” is in the family “{family}” already. Keep it in one of the two: "
                    "its findings would count twice.",
                )
        families.append(Family(name=key.text, clauses=clauses))
    return tuple(families)


def _rung(reading: Reading, node: Node) -> Rung | None:
    fields = reading.fields(
        node, required=("name", "then"), optional=("when", "approvals", "remembered")
    )
    name = fields.read("name", reading.name)
    if name == "none":
        reading.refuse(
            fields.at("name"), ProblemCode.NOT_A_NAME, "“none” means no rung. Rename this one."
        )
    when = fields.read("when", lambda item: reading.distinct(item, partial(_condition, reading)))
    then = fields.read(
        "then", lambda item: reading.distinct(item, reading.declared_name(Kind.MEASURE))
    )
    approvals = fields.read("approvals", reading.number(0, APPROVALS_MAX))
    remembered, always = fields.read("remembered", partial(_remembered, reading)) or (None, False)
    refused = fields.has("when") and len(when or ()) != len(reading.items(fields.nodes["when"]))
    if name is None or refused:
        return None
    return Rung(
        name=name,
        when=when or (),
        then=then or (),
        approvals=1 if approvals is None else approvals,
        remembered=remembered,
        remembered_always=always,
    )


def _remembered(reading: Reading, node: Node) -> tuple[Duration | None, bool]:
    if isinstance(node, Scalar) and node.text == "always":
        return None, True
    return reading.duration(node), False


def _condition(reading: Reading, node: Node) -> Condition | None:
    fields = reading.fields(node, optional=(*_FILTERS, "failed", "persistent", "score"))
    if fields.has("score"):
        reading.not_compiled(fields.at("score"), "A score is", "Use counts of findings")
    findings = fields.read("findings", reading.number(1, FINDINGS_MAX))
    if not fields.has("findings") and any(map(fields.has, _FILTERS)):
        findings = 1
    failed = fields.read("failed", reading.declared_name(Kind.MEASURE))
    persistent = _persistent(reading, fields)
    severity = fields.read("severity", reading.declared_name(Kind.SEVERITY))
    same = fields.read("same", reading.word(Same))
    after = fields.read("after", reading.declared_name(Kind.RUNG))
    within = fields.read("within", reading.duration)
    if fields.empty:
        reading.refuse(
            node, ProblemCode.NO_VALUE, "The condition asks nothing. Write {findings: 1}."
        )
    read = {"severity": severity, "same": same, "after": after, "within": within}
    refused = any(fields.has(key) and value is None for key, value in read.items())
    if refused or (findings is None and failed is None and not persistent):
        return None
    return Condition(
        findings=findings,
        severity=severity,
        same=same,
        after=after,
        within=within,
        failed=failed,
        persistent=persistent,
    )


def _persistent(reading: Reading, fields: Fields) -> bool:
    persistent = fields.read("persistent", reading.flag)
    if persistent is False:
        reading.refuse(
            fields.at("persistent"),
            ProblemCode.DOES_NOT_FIT,
            "A rung is not reached by what did not happen. Leave “persistent” out, or write true.",
        )
    return persistent is True


def _factors(reading: Reading, node: Node) -> tuple[Factor, ...]:
    return tuple(_factor(reading, key, value) for key, value in reading.entries(node))


def _factor(reading: Reading, key: Scalar, node: Node) -> Factor:
    fields = reading.fields(node, optional=("rungs", "lasts"))
    if fields.empty:
        reading.refuse(
            node, ProblemCode.NO_VALUE, "The factor moves nothing. Write rungs, lasts, or both."
        )
    time, percent = fields.read("lasts", partial(_shifted_time, reading)) or (None, 0)
    return Factor(
        name=key.text,
        rungs=fields.read("rungs", partial(_shifted_rungs, reading)) or 0,
        time=time,
        percent=percent,
    )


def _shifted_rungs(reading: Reading, node: Node) -> int | None:
    scalar = reading.scalar(node)
    if scalar is None:
        return None
    match = _SHIFT.fullmatch(scalar.text)
    if match:
        return int(scalar.text)
    reading.refuse(
        node,
        ProblemCode.OUT_OF_RANGE,
        f"“{scalar.text}” moves no rung. Write a sign and a number, such as -1 or +1.",
    )
    return None


def _shifted_time(reading: Reading, node: Node) -> tuple[Duration | None, int] | None:
    scalar = reading.scalar(node)
    if scalar is None:
        return None
    match = _PERCENT.fullmatch(scalar.text)
    if match:
        percent = int(match["sign"] + match["percent"])
        if not -100 < percent <= 100:  # noqa: PLR2004 -- percent of the whole.
            reading.refuse(
                node,
                ProblemCode.OUT_OF_RANGE,
                f"“{scalar.text}” takes all of the time, or more than doubles it. Give -99 % to "
                "+100 %.",
            )
        return None, percent
    if scalar.text.startswith("+"):
        return reading.duration(Scalar(node.mark, scalar.text[1:])), 0
    reading.refuse(
        node,
        ProblemCode.NOT_A_PHRASE,
        f"“{scalar.text}” moves no time. Write time to add, such as +1 year, or a percent with "
        "its sign, such as -25 %.",
    )
    return None


def _deviation(reading: Reading, node: Node) -> Deviation:
    fields = reading.fields(node, optional=("reason", "approvals"))
    reason = fields.read("reason", reading.flag)
    approvals = fields.read("approvals", reading.number(1, APPROVALS_MAX))
    return Deviation(reason=reason is not False, approvals=approvals or 1)

"""Find rungs that cannot be reached, or that stop too much with too few approvals."""

from __future__ import annotations

from collections import Counter

from goodstanding.rulebook.errors import Mark, ProblemCode
from goodstanding.rulebook.ladder_terms import Condition, Ladder, Rung, Same
from goodstanding.rulebook.measures import Measure
from goodstanding.rulebook.pack import Level, Pack
from goodstanding.rulebook.parse_reading import Kind, Reading

FINAL_APPROVALS_LEAST = 2


def check_ladder(reading: Reading, pack: Pack, ladder: Ladder, persistent: Mark) -> None:
    """Note what is wrong with the rungs of a ladder, each by itself and beside one another.

    ``persistent`` is where the ladder says what persistence is.
    """
    measures = {measure.name: measure for measure in ladder.measures}
    levels = {level.name: level for level in pack.levels}
    first = next(iter(reading.declared[Kind.RUNG]))
    for rung in ladder.rungs:
        mark = reading.declared[Kind.RUNG][rung.name]
        then = [measures[name] for name in rung.then]
        _check_approvals(reading, mark, rung, then, levels)
        for measure in then:
            if measure.interim:
                reading.refuse(
                    mark,
                    ProblemCode.DOES_NOT_FIT,
                    f"“{measure.name}” protects before there is a finding and is no sanction. "
                    f"Take it out of “{rung.name}”.",
                )
        if not rung.when and rung.name != first:
            reading.refuse(
                mark,
                ProblemCode.MISSING_KEY,
                f"“{rung.name}” has no “when”. Only the first rung may be without: it answers "
                "findings that do not count.",
            )
        for condition in rung.when:
            _check_condition(reading, mark, ladder, condition)
            _check_after(reading, mark, rung, condition)
    for condition in ladder.persistent:
        _check_persistence(reading, persistent, ladder, condition)
    _check_overlaps(reading, ladder)


def _check_approvals(
    reading: Reading, mark: Mark, rung: Rung, then: list[Measure], levels: dict[str, Level]
) -> None:
    reached = [levels[one.level] for one in then if one.level in levels]
    final = [level.name for level in reached if level.final]
    binds = [one.name for one in then if one.stops or one.holds or one.recovers]
    binds += [level.name for level in reached if level.stops]
    if final and rung.approvals < FINAL_APPROVALS_LEAST:
        reading.refuse(
            mark,
            ProblemCode.TOO_FEW_APPROVALS,
            f"“{rung.name}” ends in the final level “{final[0]}”, which cannot be undone. "
            f"Write “approvals: {FINAL_APPROVALS_LEAST}” or more.",
        )
    elif binds and rung.approvals == 0:
        reading.refuse(
            mark,
            ProblemCode.TOO_FEW_APPROVALS,
            f"“{rung.name}” stops, holds or takes something ({binds[0]}) with nobody's approval. "
            "Write “approvals: 1” or more.",
        )


def _check_condition(reading: Reading, mark: Mark, ladder: Ladder, condition: Condition) -> None:
    if condition.same is Same.FAMILY and not ladder.families:
        reading.refuse(
            mark,
            ProblemCode.MISSING_KEY,
            "“same: family” needs families. Add “families” to the ladder, or write same: clause.",
        )
    if condition.persistent and not ladder.persistent:
        reading.refuse(
            mark,
            ProblemCode.MISSING_KEY,
            "“persistent: true” needs a meaning. Add “persistent” to the ladder.",
        )
    look_back = ladder.counts.within
    if condition.within is not None and condition.within.days_most > look_back.days_most:
        reading.refuse(
            mark,
            ProblemCode.OUT_OF_RANGE,
            f"“within: {condition.within}” reaches further back than the ladder counts "
            f"({look_back}). Give a shorter time.",
        )


def _check_after(reading: Reading, mark: Mark, rung: Rung, condition: Condition) -> None:
    order = list(reading.declared[Kind.RUNG])
    if condition.after is not None and order.index(condition.after) > order.index(rung.name):
        reading.refuse(
            mark,
            ProblemCode.OUT_OF_ORDER,
            f"“{rung.name}” comes after the graver “{condition.after}”, so it would be milder "
            "the second time. Name a rung that stands before it.",
        )


def _check_persistence(reading: Reading, mark: Mark, ladder: Ladder, condition: Condition) -> None:
    if condition.persistent:
        reading.refuse(
            mark,
            ProblemCode.DOES_NOT_FIT,
            "What “persistent” means cannot rest on “persistent” itself. Name findings or a "
            "failure there.",
        )
    else:
        _check_condition(reading, mark, ladder, condition)


def _check_overlaps(reading: Reading, ladder: Ladder) -> None:
    """Note each rung that is never the highest: whatever reaches it reaches a graver one.

    Of rungs with one name a sentence could not say which it means; that they have it is noted.
    """
    times = Counter(rung.name for rung in ladder.rungs)
    for place, rung in enumerate(ladder.rungs):
        if times[rung.name] > 1:
            continue
        graver = [
            (other, condition) for other in ladder.rungs[place + 1 :] for condition in other.when
        ]
        hidden_by = [
            next((other for other, wide in graver if _implies(reading, ladder, narrow, wide)), None)
            for narrow in rung.when
        ]
        if hidden_by and None not in hidden_by:
            names = sorted({other.name for other in hidden_by if other is not None})
            reading.refuse(
                reading.declared[Kind.RUNG][rung.name],
                ProblemCode.OVERLAP,
                f"“{rung.name}” is never recommended: whatever reaches it also reaches "
                f"“{'” and “'.join(names)}”. Ask less of it, or more of the graver rung.",
            )


def _implies(reading: Reading, ladder: Ladder, narrow: Condition, wide: Condition) -> bool:
    """Return whether ``wide`` holds whenever ``narrow`` does, as far as the words tell."""
    cases = [[narrow]]
    if narrow.persistent:
        cases = [[narrow, one] for one in ladder.persistent]
    return bool(cases) and all(_follows(reading, ladder, case, wide) for case in cases)


def _follows(reading: Reading, ladder: Ladder, given: list[Condition], wide: Condition) -> bool:
    """Return whether each part of ``wide`` follows from one of the conditions given."""
    alternatives = [one for one in ladder.persistent if not one.persistent]
    return (
        (wide.failed is None or any(one.failed == wide.failed for one in given))
        and (wide.findings is None or any(_as_many(reading, ladder, one, wide) for one in given))
        and (
            not wide.persistent
            or any(one.persistent for one in given)
            or any(_follows(reading, ladder, given, one) for one in alternatives)
        )
    )


def _as_many(reading: Reading, ladder: Ladder, narrow: Condition, wide: Condition) -> bool:
    """Return whether the findings of ``narrow`` are always enough for ``wide``."""
    order = list(reading.declared[Kind.RUNG])
    look_back = ladder.counts.within

    def severity(condition: Condition) -> int:
        return 0 if condition.severity is None else ladder.severity_rank(condition.severity)

    return (
        (narrow.findings or 0) >= (wide.findings or 0)
        and severity(narrow) >= severity(wide)
        and wide.same in {None, narrow.same}
        and (
            wide.after is None
            or (narrow.after is not None and order.index(narrow.after) >= order.index(wide.after))
        )
        and (narrow.within or look_back).days_most <= (wide.within or look_back).days_most
    )

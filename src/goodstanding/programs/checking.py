"""Checking the text of the next rule book: all that is wrong, and all that is worth a look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from goodstanding.programs.models import Program
from goodstanding.programs.selectors import next_number, pack_of, published_versions
from goodstanding.programs.services import effect_refused
from goodstanding.programs.surroundings import names_around
from goodstanding.rulebook.errors import PackRefusedError, Problem, ProblemCode
from goodstanding.rulebook.pack import Accept, Pack, Pass, Reach
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.days import starts_at

_Name = TypeVar("_Name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of a text found.

    ``remarks`` stop nothing: names that only the version in force uses already, so that somebody
    should supply what they name, and levels called final that are not where they are set.
    ``pack`` is None while there are problems.
    """

    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    pack: Pack | None


def known_to(program: Program) -> Known:
    """Return what the next rule book of a program may rely on.

    Names that the newest published version uses stay allowed even where nothing is called so
    any more: what is in force already must not stand in the way of a better version.
    """
    around = names_around(program.pk)
    latest = published_versions(program.pk).first()
    if latest is None:
        return around
    previous = pack_of(latest)
    used = _names_in(previous)
    return replace(
        around,
        agreements=_joined(around.agreements, used.agreements),
        clauses=_joined(around.clauses, used.clauses),
        courses=_joined(around.courses, used.courses),
        roles=_joined(around.roles, used.roles),
        previous=previous,
    )


def check_text(program: Program, text: str, *, at: datetime) -> Checked:
    """Return everything that stands between a text and the next version of the rule book."""
    try:
        pack = read_pack(text, known=known_to(program))
    except PackRefusedError as refused:
        return Checked(problems=refused.problems, remarks=(), pack=None)
    problems = tuple(_of_the_program(program, text, pack, at=at))
    return Checked(
        problems=problems,
        remarks=(*_remarks(program, text), *_not_for_good(text, pack)),
        pack=None if problems else pack,
    )


def next_text(text: str, *, number: int, effective: str) -> str:
    """Return a published text as the next version starts with it: its number and day moved on."""
    text = re.sub(r"(?m)^version: *[^ #\n]+", f"version: {number}", text, count=1)
    return re.sub(r"(?m)^effective: *[^ #\n]+", f"effective: {effective}", text, count=1)


def _of_the_program(program: Program, text: str, pack: Pack, *, at: datetime) -> list[Problem]:
    found = []
    if pack.program != program.code:
        found.append(
            _at_key(
                text,
                "program",
                f"The pack is for {pack.program}. Write “program: {program.code}”.",
            )
        )
    number = next_number(program.pk)
    if pack.version != number:
        found.append(
            _at_key(text, "version", f"The next version is {number}. Write “version: {number}”.")
        )
    refusal = effect_refused(
        program.pk, starts_at(pack.effective, pack.zone), on=pack.effective, at=at
    )
    if refusal:
        found.append(_at_key(text, "effective", refusal))
    return found


def _at_key(text: str, key: str, sentence: str) -> Problem:
    """Return a problem at the line of a key that every pack has."""
    match = re.search(rf"(?m)^[\"']?{key}[\"']?\s*:", text)
    line = text.count("\n", 0, match.start()) + 1 if match else 1
    return Problem(line, 1, ProblemCode.DOES_NOT_FIT, sentence)


def _remarks(program: Program, text: str) -> tuple[Problem, ...]:
    try:
        read_pack(text, known=names_around(program.pk))
    except PackRefusedError as refused:
        return refused.problems
    return ()


def _not_for_good(text: str, pack: Pack) -> Iterator[Problem]:
    """Yield each duty whose countdown comes to a final level: what is met later undoes it."""
    finals = {level.name for level in pack.levels if level.final}
    for duty in pack.obligations:
        steps = pack.countdown(duty.countdown).levels if duty.countdown else ()
        reached = [step.level for step in steps if step.level in finals]
        if reached:
            yield _at_key(
                text,
                "obligations",
                f"“{duty.name}” comes to the final level “{reached[0]}”, but whoever does it later "
                "leaves that level again: only an authorization and a measure end for good. Name a "
                f"milder level in “{duty.countdown}”, or leave it so.",
            )


def _joined(
    around: frozenset[_Name] | None, used: frozenset[_Name] | None
) -> frozenset[_Name] | None:
    return None if around is None else around | (used or frozenset())


def _names_in(pack: Pack) -> Known:
    """Return the names of other rooms that a pack uses."""
    agreements: set[str] = set()
    courses: set[str] = set()
    roles: set[str] = set()
    clauses = {one.clause for one in pack.obligations if one.clause is not None}
    for obligation in pack.obligations:
        match obligation.verb:
            case Accept(agreement=agreement):
                agreements.add(agreement)
            case Pass(course=course, people=people):
                courses.add(course)
                roles.update(people)
            case Reach(roles=reached):
                roles.update(reached)
    for measure in pack.measures:
        courses.update(name for name in (measure.assigns,) if name)
        courses.update(end.course for end in (measure.ends,) if end is not None)
    for family in pack.ladder.families if pack.ladder else ():
        clauses.update(family.clauses)
    return Known(
        agreements=frozenset(agreements),
        clauses=frozenset(ClauseRef(one.agreement, one.clause) for one in clauses),
        courses=frozenset(courses),
        roles=frozenset(roles),
    )

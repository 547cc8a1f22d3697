"""Taking a compiled text apart, for an engine that holds what it works out until the end.

An engine keeps all that one statement worked out on the way until the statement is over. What
is read more than once, and what each verb ends in, can be a statement of its own instead,
whose rows are kept in a table until the last statement that reads them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from goodstanding.rulebook.compile import CompiledText
from goodstanding.rulebook.sql import Engine, parameters, render

_HEAD = re.compile(r"(?:with\s+|,)(?:\s|--[^\n]*\n)*(\w+)(\([^()]*\))? as \(")
_READ = re.compile(r"\b(?:from|join)\s+(\w+)")
#: A comment, a quoted text, a parenthesis: what decides where an expression ends.
_MARK = re.compile(r"--[^\n]*|'[^']*'|[()]")
_UNREAD = re.compile(r"--[^\n]*|'[^']*'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One statement of a text that was taken apart."""

    name: str  #: The table its rows are for; "": it gives the answer.
    sql: str  #: The statement, with parameters as the engine reads them.
    parameters: tuple[str, ...]  #: The parameters it has, by name.
    read_last: tuple[str, ...]  #: Tables that no later statement reads.


@dataclass(frozen=True, slots=True, kw_only=True)
class _Expression:
    """A common table expression, or what stands behind the last."""

    name: str
    columns: str
    body: str
    reads: frozenset[str]  #: Expressions in front of it that it reads.
    is_work: bool  #: Whether it is more than written values.


def stages(text: CompiledText, engine: Engine) -> tuple[Stage, ...]:
    """Return the statements that give together what ``text`` gives, in their order.

    Each but the last is for a table of its name; ``scope`` is the first.
    """
    expressions = _taken_apart(text.sql)
    apart = _worth_keeping(expressions)
    inside = [_inside(one, expressions, apart) for one in apart.values()]
    read = [
        frozenset().union(one.reads, *(part.reads for part in parts)) & apart.keys()
        for one, parts in zip(apart.values(), inside, strict=True)
    ]
    found = []
    for place, (one, parts) in enumerate(zip(apart.values(), inside, strict=True)):
        sql = _statement(one, parts)
        later = frozenset[str]().union(*read[place + 1 :])
        found.append(
            Stage(
                name=one.name,
                sql=render(sql, engine),
                parameters=parameters(sql),
                read_last=tuple(sorted(read[place] - later)),
            )
        )
    return tuple(found)


def _taken_apart(sql: str) -> list[_Expression]:
    """Return the expressions of a text in their order, and behind them what gives its rows."""
    found: list[_Expression] = []
    names: set[str] = set()
    at = 0
    while (head := _HEAD.match(sql, at)) is not None:
        end = _end_of(sql, head.end())
        body = sql[head.end() : end]
        found.append(_expression(head[1], head[2] or "", body, names))
        names.add(head[1])
        at = end + 1
    return [*found, _expression("", "", sql[at:], names)]


def _end_of(sql: str, start: int) -> int:
    """Return where the parenthesis ends that was opened before ``start``."""
    marks = list(_MARK.finditer(sql, start))
    depths = accumulate(({"(": 1, ")": -1}.get(mark[0], 0) for mark in marks), initial=1)
    next(depths)
    return next(mark.start() for mark, depth in zip(marks, depths, strict=True) if depth == 0)


def _expression(name: str, columns: str, body: str, names: set[str]) -> _Expression:
    read = _READ.findall(_UNREAD.sub("", body))
    return _Expression(
        name=name,
        columns=columns,
        body=body,
        reads=frozenset(read) & names,
        is_work=bool(read),
    )


def _worth_keeping(expressions: Sequence[_Expression]) -> dict[str, _Expression]:
    """Return what becomes a statement of its own: what several read, and what verbs end in."""
    readers = Counter(name for one in expressions for name in one.reads)
    return {
        one.name: one
        for one in expressions
        if not one.name
        or one.name == "scope"
        or one.name.endswith("_duties")
        or (readers[one.name] > 1 and one.is_work)
    }


def _inside(
    one: _Expression, expressions: Sequence[_Expression], apart: Mapping[str, _Expression]
) -> list[_Expression]:
    """Return what has to stand in front of an expression in its own statement, in order."""
    wanted = set(one.reads - apart.keys())
    found = []
    for other in reversed(expressions):
        if other.name in wanted:
            found.append(other)
            wanted |= other.reads - apart.keys()
    return found[::-1]


def _statement(one: _Expression, parts: Sequence[_Expression]) -> str:
    if not parts:
        return one.body
    front = ",\n".join(f"{part.name}{part.columns} as ({part.body})" for part in parts)
    return f"with {front}\n{one.body}"

"""Typed values as SQL text, and the few phrases the standing text is written with.

Nothing else in the rule book turns a value into SQL. What a person wrote is never part of
a text: names are codes whose characters cannot end a literal, and are refused otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from goodstanding.values.errors import DomainError

#: The first day of the relation ``days``; whatever ended before counts as ended then.
CALENDAR_STARTS_ON = date(2000, 1, 1)

_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._#-]{0,98}[A-Za-z0-9])?")
_PARAMETER = re.compile(r"(?<![:\w]):([a-z][a-z_]*)\b")
_PHRASE = re.compile(r"@([a-z_]+)\(([^()]*)\)")

#: A mark counts days from here, so that none of the years 1 to 9999 is below 0.
_MARKED_FROM = "date '0001-01-01'"
_MARK_BITS = 22

Literal = bool | int | date | str | None


class NotCompiledError(DomainError):
    """The pack says something this version of the compiler cannot turn into SQL."""

    code = "not_compiled"


class Engine(StrEnum):
    """Who runs the text, and so how its parameters are written."""

    POSTGRESQL = "postgresql"  #: Through psycopg: ``%(as_of)s``.
    DUCKDB = "duckdb"  #: ``$as_of``.


class SqlType(StrEnum):
    """The types a table of the text may have."""

    INTEGER = "integer"
    BIGINT = "bigint"
    TEXT = "text"
    DATE = "date"
    BOOLEAN = "boolean"


def literal(value: Literal, sql_type: SqlType) -> str:
    """Return ``value`` as a typed literal that both engines read alike.

    Raises:
        NotCompiledError: A name has characters that names do not have.
    """
    match value:
        case None:
            text = "null"
        case bool():
            text = "true" if value else "false"
        case int():
            text = str(value)
        case date():
            text = f"'{value.isoformat()}'"
        case _:
            text = f"'{_checked(value)}'"
    return f"cast({text} as {sql_type})"


def _checked(name: str) -> str:
    if not _CODE.fullmatch(name):
        raise NotCompiledError(
            f"“{name}” cannot be a name here. Use at most 100 letters, digits, dashes, dots, "
            "spaces and underscores, starting and ending with a letter or digit."
        )
    return name


def table(name: str, columns: Mapping[str, SqlType], rows: Sequence[Sequence[Literal]]) -> str:
    """Return a common table expression called ``name`` that holds ``rows``."""
    types = list(columns.values())
    if rows:
        lines = ",\n    ".join(
            f"({', '.join(literal(v, t) for v, t in zip(row, types, strict=True))})" for row in rows
        )
        return f"{name}({', '.join(columns)}) as (values\n    {lines}\n)"
    nothing = ", ".join(f"{literal(None, t)} as {c}" for c, t in columns.items())
    return f"{name} as (select {nothing} where false)"


def _known(alias: str) -> str:
    return f"({alias}.known_from <= :known_at and coalesce({alias}.known_until > :known_at, true))"


def _holds(alias: str) -> str:
    return f"({alias}.from_at <= :as_of and coalesce({alias}.until_at > :as_of, true))"


def _meet(one: str, other: str) -> str:
    return (
        f"(coalesce({one}.until_at > {other}.from_at, true)"
        f" and coalesce({other}.until_at > {one}.from_at, true))"
    )


def _owner(one: str, other: str) -> str:
    return f"{one}.owner_no = {other}.owner_no"


def _of(fact: str, scope: str) -> str:
    return f"{fact}.program_id = {scope}.program_id and {fact}.partner_id = {scope}.partner_id"


def _after(day: str, months: str, days: str) -> str:
    return f"(cast({day} + ({months}) * interval '1 month' as date) + {days})"


def _years(base: str, day: str) -> str:
    return (
        f"greatest(cast(extract(year from {day}) as integer)"
        f" - cast(extract(year from {base}) as integer), 1)"
    )


def _month(day: str) -> str:
    return (
        f"(12 * cast(extract(year from {day}) as integer)"
        f" + cast(extract(month from {day}) as integer) - 1)"
    )


def _month_day(month: str) -> str:
    return f"cast(date '0001-01-01' + ({month} - 12) * interval '1 month' as date)"


def _end_of(calendar: str, zone: str, day: str) -> str:
    first = literal(CALENDAR_STARTS_ON, SqlType.DATE)
    return (
        f"{calendar}.zone = {zone}"
        f" and {calendar}.day = case when {day} is not null then greatest({day} + 1, {first}) end"
    )


def _near(calendar: str) -> str:
    # Whatever the session's zone, its day is at most one from that of any other.
    return f"{calendar}.day between cast(:as_of as date) - 2 and cast(:as_of as date) + 2"


def _ahead(instant: str) -> str:
    return f"case when {instant} > :as_of then {instant} end"


def _mark(number: str, day: str) -> str:
    return f"((cast({number} as bigint) << {_MARK_BITS}) + ({day} - {_MARKED_FROM}))"


def _marked(mark: str) -> str:
    return f"cast({mark} >> {_MARK_BITS} as integer)"


def _marked_on(mark: str) -> str:
    return f"({_MARKED_FROM} + cast({mark} & {(1 << _MARK_BITS) - 1} as integer))"


def _turn(alias: str) -> str:
    return f"least({_ahead(f'{alias}.from_at')}, {_ahead(f'{alias}.until_at')})"


#: The phrases ``@name(…)`` of the standing text. An argument is an alias or a plain expression.
PHRASES: Mapping[str, Callable[..., str]] = {
    "known": _known,  #: The fact is known at known_at.
    "holds": _holds,  #: The span holds at as_of.
    "meet": _meet,  #: Two spans have an instant in common.
    "of": _of,  #: A fact is of a partner in a program that stands in scope.
    "owner": _owner,  #: Two rows are of one partner in one program.
    "after": _after,  #: The day so many months, then days, after a day.
    "years": _years,  #: The years from one day to another by the calendar's years, at least 1.
    "month": _month,  #: The number of a day's month, from the year 0 on.
    "month_day": _month_day,  #: The first day of the month of that number.
    "end_of": _end_of,  #: A row of days is where a day is over in a zone.
    "near": _near,  #: A row of days is about the day of as_of.
    "ahead": _ahead,  #: The instant, if it is still to come.
    "mark": _mark,  #: One number for a number of at most five digits and a day.
    "marked": _marked,  #: The number of a mark.
    "marked_on": _marked_on,  #: The day of a mark.
    "turn": _turn,  #: The next instant at which a span starts or ends.
}


def expand(text: str, phrases: Mapping[str, Callable[..., str]]) -> str:
    """Return ``text`` with every ``@name(…)`` written out and every instant typed."""
    phrased = _PHRASE.sub(lambda m: phrases[m[1]](*_arguments(m[2])), text)
    return _PARAMETER.sub(r"cast(:\1 as timestamptz)", phrased)


def _arguments(text: str) -> list[str]:
    return [argument.strip() for argument in text.split(",")]


def parameters(text: str) -> tuple[str, ...]:
    """Return the names of the parameters of ``text``, in the order of their first use."""
    return tuple(dict.fromkeys(_PARAMETER.findall(text)))


def render(text: str, engine: Engine) -> str:
    """Return ``text`` with its parameters written as ``engine`` reads them."""
    if engine is Engine.DUCKDB:
        return _PARAMETER.sub(r"$\1", text)
    return _PARAMETER.sub(r"%(\1)s", text.replace("%", "%%"))

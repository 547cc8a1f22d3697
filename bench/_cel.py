"""The rules in CEL, by Google's C++ engine and its Python binding: compiled once, asked one by one.

Each rule is one program. Those of one partner share an activation, which turns the document into
values of the engine once, and only as far as a program asks for it. The right and the partner's own
row build on other rows, so these go in again.

What the language cannot say are functions of the binding: a sum, and what is looked up in the
calendar. As values the calendar would be converted anew for each partner.

What limits it, in version 0.1.3: a text is parsed to a depth of 32 and no deeper, so that all
rules do not fit into one program; an evaluation makes 10,000 steps of comprehensions at most, which
is too few for a batch; a value that one program returned is not taken by another; and every null
that comes out is taken from Python's count of it, until the process dies, so that no rule returns
one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cel_expr_python import cel
from cel_expr_python.ext import ext_bindings, ext_math

from bench._rules import Judged, rule, rules, variable
from goodstanding.rulebook.pack import Pack

_FACTS = (
    *("enrolments", "lists", "grounds", "entities", "locations"),
    *("served", "people", "deliveries", "grants", "ahead"),
)
_CALENDAR = ("first", "first_month", "starts", "later", "months", "month_days")
#: What the rules read that build on other rules, besides the rows of these.
_STILL = ("enrolments", "grants", "ahead")


class Cel:
    """The compiled programs."""

    def __init__(self, pack: Pack, terms: dict[str, Any]) -> None:
        self._terms = {name: terms[name] for name in terms if name not in _CALENDAR}
        names = rules(pack)
        self._duties = [obligation.name for obligation in pack.obligations]
        self._rights = [authorization.name for authorization in pack.authorizations]
        known = ["binding", "version_turns_at", *_FACTS, *map(variable, names), *self._terms]
        self._env = cel.NewEnv(
            variables=dict.fromkeys(known, cel.Type.DYN),
            extensions=[ext_bindings.ExtBindings(), ext_math.ExtMath()],
            functions=_functions(terms),
        )
        self._programs = {
            name: self._env.compile(rule("cel", name))
            for name in ("binding", "version-turns", *names, "standing")
        }
        all_partners = self._env.Activation(self._terms)
        self._terms["binding"] = self._run("binding", all_partners)
        self._terms["version_turns_at"] = self._run("version-turns", all_partners)

    def judge(self, documents: Sequence[str]) -> list[Judged]:
        """Return what is found of each partner."""
        return [self._partner(json.loads(document)) for document in documents]

    def _partner(self, partner: dict[str, Any]) -> Judged:
        name = partner.pop("id")
        rows = self._rows(self._duties, {**self._terms, **partner})
        still = {**self._terms, **{each: partner[each] for each in _STILL}, **rows}
        rights = self._rows(self._rights, still)
        own = self._rows(["standing"], {**still, **rights})
        return name, [
            row for found in (own, rows, rights) for each in found.values() for row in each
        ]

    def _rows(self, names: Sequence[str], known: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
        activation = self._env.Activation(known)
        return {variable(name): self._run(name, activation) for name in names}

    def _run(self, name: str, activation: cel.Activation) -> Any:
        found = self._programs[name].eval(activation)
        if found.type() == cel.Type.ERROR:
            raise ValueError(f"The rule {name} cannot be evaluated: {found.plain_value()}")
        return found.plain_value()


def _functions(terms: dict[str, Any]) -> list[cel.FunctionDecl]:
    first, starts, months = terms["first"], terms["starts"], terms["months"]

    def over(day: int, zone: str) -> int:
        """Return the instant at which a local day is over."""
        instant: int = starts[zone][day + 1 - first]
        return instant

    def month_over(month: int, zone: str) -> int:
        """Return the instant at which a month is over."""
        return over(terms["month_days"][month + 1 - terms["first_month"]] - 1, zone)

    def month(day: int) -> int:
        """Return the month of a day."""
        found: int = months[day - first]
        return found

    def anniversaries(day: int) -> list[int]:
        """Return a day one year later, two years later, and so on."""
        return [years[day - first] for years in terms["later"]]

    number, text = cel.Type.INT, cel.Type.STRING
    return [
        _function("sum", sum, number, cel.Type.List(cel.Type.DYN)),
        _function("over", over, number, number, text),
        _function("month_over", month_over, number, number, text),
        _function("month", month, number, number),
        _function("anniversaries", anniversaries, cel.Type.List(number), number),
    ]


def _function(name: str, does: Any, gives: cel.Type, *takes: cel.Type) -> cel.FunctionDecl:
    return cel.FunctionDecl(
        name, [cel.Overload(name, return_type=gives, parameters=list(takes), impl=does)]
    )

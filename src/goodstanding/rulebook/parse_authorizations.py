"""Read authorizations: what a location is granted, and what it needs to keep it."""

from __future__ import annotations

from functools import partial

from goodstanding.rulebook.document import Node, Scalar
from goodstanding.rulebook.errors import ProblemCode
from goodstanding.rulebook.pack import Authorization, Unit
from goodstanding.rulebook.parse_obligations import read_who
from goodstanding.rulebook.parse_reading import Fields, Kind, Reading
from goodstanding.rulebook.parse_units import read_place
from goodstanding.rulebook.phrases import Anchor, Due

_HOLDER = "a unit that can hold a right"


def read_authorizations(reading: Reading, node: Node) -> tuple[Authorization, ...]:
    """Return the authorizations, in the order of the file."""
    found = [_authorization(reading, key, value) for key, value in reading.entries(node)]
    return tuple(authorization for authorization in found if authorization is not None)


def _authorization(reading: Reading, key: Scalar, node: Node) -> Authorization | None:
    fields = reading.fields(
        node,
        required=("title", "per", "needs", "tested", "countdown", "exit"),
        optional=("who",),
    )
    title = fields.read("title", reading.text)
    who = fields.read("who", partial(read_who, reading))
    per = fields.read("per", lambda item: read_place(reading, item, what=_HOLDER))
    obligation = reading.declared_name(Kind.OBLIGATION)
    needs = fields.read("needs", lambda item: reading.distinct(item, obligation))
    tested = fields.read("tested", reading.moment)
    countdown = fields.read("countdown", reading.declared_name(Kind.COUNTDOWN))
    notice = fields.read("exit", reading.duration)
    _check(reading, fields, per, tested)
    if title is None or per is None or needs is None or tested is None or countdown is None:
        return None
    return Authorization(
        name=key.text,
        title=title,
        per=per,
        needs=needs,
        tested=tested,
        countdown=countdown,
        who=who,
        exit=notice,
    )


def _check(reading: Reading, fields: Fields, per: Unit | None, tested: Due | None) -> None:
    """Refuse what nothing is granted to, and a test on other days."""
    if per not in {None, Unit.LOCATION}:
        reading.refuse(
            fields.at("per"),
            ProblemCode.DOES_NOT_FIT,
            f"An authorization is granted to a location, and this one is per {per}. "
            "Write “per: location”; needs of its entity and its partner count for it.",
        )
    if tested is not None and (tested.anchor is not Anchor.ANNIVERSARY or tested.after):
        reading.refuse(
            fields.at("tested"),
            ProblemCode.DOES_NOT_FIT,
            "An authorization is tested on its anniversary. Write “tested: anniversary”.",
        )

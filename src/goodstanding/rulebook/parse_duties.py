"""Read what stands around the duties: authorizations, waivers, and the clocks of a case."""

from __future__ import annotations

from functools import partial

from goodstanding.rulebook.document import ListNode, Node, Scalar
from goodstanding.rulebook.errors import ProblemCode
from goodstanding.rulebook.pack import Appeal, Authorization, Cases, Waivers
from goodstanding.rulebook.parse_obligations import read_who
from goodstanding.rulebook.parse_reading import Kind, Reading
from goodstanding.rulebook.parse_units import read_place
from goodstanding.rulebook.phrases import Anchor, Duration

APPROVALS_MAX = 9
_USUAL = "usual"
_HOLDER = "a unit that can hold a right"


def read_authorizations(reading: Reading, node: Node) -> tuple[Authorization, ...]:
    """Return the authorizations, in the order of the file."""
    found = [_authorization(reading, key, value) for key, value in reading.entries(node)]
    return tuple(authorization for authorization in found if authorization is not None)


def _authorization(reading: Reading, key: Scalar, node: Node) -> Authorization | None:
    fields = reading.fields(
        node,
        required=("title", "per", "needs", "tested", "countdown"),
        optional=("who", "exit"),
    )
    title = fields.read("title", reading.text)
    who = fields.read("who", partial(read_who, reading))
    per = fields.read("per", lambda item: read_place(reading, item, what=_HOLDER))
    obligation = reading.declared_name(Kind.OBLIGATION)
    needs = fields.read("needs", lambda item: reading.distinct(item, obligation))
    tested = fields.read("tested", reading.moment)
    countdown = fields.read("countdown", reading.declared_name(Kind.COUNTDOWN))
    notice = fields.read("exit", reading.duration)
    if tested is not None and tested.anchor is not Anchor.ANNIVERSARY:
        reading.refuse(
            fields.at("tested"),
            ProblemCode.DOES_NOT_FIT,
            "An authorization is tested on its anniversary. Write “tested: anniversary”.",
        )
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


def read_waivers(reading: Reading, node: Node) -> Waivers | None:
    """Return the limits of waiving a duty."""
    fields = reading.fields(node, required=("longest", "approvals"))
    longest = fields.read("longest", reading.duration)
    approvals = fields.read("approvals", reading.number(1, APPROVALS_MAX))
    return (
        None
        if longest is None or approvals is None
        else Waivers(longest=longest, approvals=approvals)
    )


def read_cases(reading: Reading, node: Node) -> Cases | None:
    """Return the clocks of a case."""
    fields = reading.fields(node, required=("answer",), optional=("appeal",))
    answers = fields.read("answer", partial(_answers, reading))
    appeal = fields.read("appeal", partial(_appeal, reading))
    if answers is None or _USUAL not in answers:
        return None
    usual = answers.pop(_USUAL)
    return Cases(answer_usual=usual, answers=tuple(answers.items()), appeal=appeal)


def _answers(reading: Reading, node: Node) -> dict[str, Duration]:
    severities = tuple(reading.declared[Kind.SEVERITY])
    fields = reading.fields(node, required=(_USUAL,), optional=severities)
    answers = {key: fields.read(key, reading.duration) for key in fields.nodes}
    return {key: duration for key, duration in answers.items() if duration is not None}


def _appeal(reading: Reading, node: Node) -> Appeal | None:
    fields = reading.fields(node, required=("within", "decided"), optional=("stays",))
    within = fields.read("within", reading.duration)
    decided = fields.read("decided", reading.duration)
    stays = fields.read("stays", partial(_stays, reading)) or ()
    return (
        None
        if within is None or decided is None
        else Appeal(within=within, decided=decided, stays=stays)
    )


def _stays(reading: Reading, node: Node) -> tuple[str, ...]:
    """Return the measures an appeal stays; an empty list is an answer: none."""
    if isinstance(node, ListNode) and not node.items:
        return ()
    return reading.distinct(node, reading.declared_name(Kind.MEASURE)) or ()

"""Read what stands around the duties: waivers, and the clocks of a case."""

from __future__ import annotations

from functools import partial

from goodstanding.rulebook.document import ListNode, Node
from goodstanding.rulebook.pack import Appeal, Cases, Waivers
from goodstanding.rulebook.parse_reading import Kind, Reading
from goodstanding.rulebook.phrases import Duration

APPROVALS_MAX = 9
_USUAL = "usual"


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

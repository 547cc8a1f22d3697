"""Who may do what in a case: nobody does two parts that check each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from goodstanding.accounts.errors import TieError
from goodstanding.values.errors import NotPermittedError


class Part(StrEnum):
    """What somebody of the vendor does in a case."""

    FIND = "find"
    DECIDE = "decide"
    APPROVE = "approve"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who did what so far. ``judged`` are those who found, decided or approved anything.

    ``judged`` reaches over every case of the partner, because the findings of one are what the
    decisions of another rest on; the other two are of this case.
    """

    investigator_ids: frozenset[UUID] = frozenset()
    approving_ids: frozenset[UUID] = field(default_factory=frozenset)  #: Proposer and approvers.
    judged_ids: frozenset[UUID] = frozenset()


class SameHandsError(NotPermittedError):
    """Whoever did one part of a case may not do the part that checks it."""

    code = "case_same_hands"


def require_hands(part: Part, person_id: UUID, hands: Hands, *, no_tie: bool) -> None:
    """Let somebody do their part in a case.

    Raises:
        TieError: They did not declare that they have no tie.
        SameHandsError: They did a part before that this one is to check.
    """
    if not no_tie:
        raise TieError
    if part is Part.REVIEW:
        if person_id in hands.investigator_ids | hands.judged_ids:
            raise SameHandsError(
                "An appeal is reviewed by somebody who decided nothing about this partner "
                "before. Ask another appeal reviewer."
            )
        return
    if person_id in hands.investigator_ids:
        raise SameHandsError(
            "Whoever investigates a case does not judge it. Ask a decider who took no part."
        )
    if part is Part.APPROVE and person_id in hands.approving_ids:
        raise SameHandsError("You have decided this already. Approval is given by another decider.")

"""What can be asked: may this partner …?"""

from __future__ import annotations

from enum import StrEnum


class Question(StrEnum):
    """A question that another system asks before it lets a partner do something."""

    MAY_TRANSACT = "may_transact"  #: Place new orders.
    MAY_EARN = "may_earn"  #: Collect optional incentives from now on; never what is earned.
    MAY_USE_BADGE = "may_use_badge"  #: Show the program's badge.


#: The effect of the rule book that decides a question.
DECIDING_EFFECT = {
    Question.MAY_TRANSACT: "new-orders",
    Question.MAY_EARN: "discretionary-incentives",
    Question.MAY_USE_BADGE: "badge",
}

#: Effects that a question reports as held although they do not decide it.
HOLDABLE_EFFECTS = {
    Question.MAY_TRANSACT: (),
    Question.MAY_EARN: ("payouts",),
    Question.MAY_USE_BADGE: (),
}

#: What the system of a go-between may ask: money is between the vendor and the partner.
FOR_GO_BETWEENS = frozenset({Question.MAY_TRANSACT, Question.MAY_USE_BADGE})

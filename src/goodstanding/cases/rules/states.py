"""How far a case has come, and which act leads where."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.values.errors import ConflictError


class CaseState(StrEnum):
    """How far a case has come."""

    OPENED = "opened"  #: Somebody looks into it; the partner knows nothing yet.
    ALLEGED = "alleged"  #: Put to the partner; nothing is decided.
    ANSWERED = "answered"  #: The partner has said its side.
    FOUND = "found"  #: A breach was found; what follows is to be decided.
    PROPOSED = "proposed"  #: Somebody decided what follows; others have to approve it.
    DECIDED = "decided"  #: Decided, and the partner told.
    APPEALED = "appealed"  #: Somebody who decided nothing before looks at it.
    #: To be decided again: what was decided stands on too little now, or its plan was not kept.
    REOPENED = "reopened"
    UNFOUNDED = "unfounded"  #: Ended without a finding; it leaves no mark.
    UNDONE = "undone"  #: The finding was set aside, and everything that followed from it.


class Act(StrEnum):
    """What moves a case on."""

    ALLEGE = "allege"
    DROP = "drop"
    ANSWER = "answer"
    FIND = "find"
    FIND_NOTHING = "find-nothing"
    PROPOSE = "propose"
    RETURN = "return"
    DECIDE = "decide"
    APPEAL = "appeal"
    SET_ASIDE = "set-aside"  #: The appeal was right; the finding falls.
    CONFIRM = "confirm"  #: The finding stands after the appeal.
    STAY = "stay"  #: Another finding fell that the decision stood on.
    FAIL = "fail"  #: What the decision asked for was not done in time.


_S, _A = CaseState, Act

TRANSITIONS: dict[tuple[CaseState, Act], CaseState] = {
    (_S.OPENED, _A.ALLEGE): _S.ALLEGED,
    (_S.OPENED, _A.DROP): _S.UNFOUNDED,
    (_S.ALLEGED, _A.ANSWER): _S.ANSWERED,
    (_S.ALLEGED, _A.FIND): _S.FOUND,
    (_S.ALLEGED, _A.FIND_NOTHING): _S.UNFOUNDED,
    (_S.ANSWERED, _A.FIND): _S.FOUND,
    (_S.ANSWERED, _A.FIND_NOTHING): _S.UNFOUNDED,
    (_S.FOUND, _A.PROPOSE): _S.PROPOSED,
    (_S.REOPENED, _A.PROPOSE): _S.PROPOSED,
    (_S.PROPOSED, _A.RETURN): _S.FOUND,
    (_S.PROPOSED, _A.DECIDE): _S.DECIDED,
    (_S.DECIDED, _A.APPEAL): _S.APPEALED,
    (_S.APPEALED, _A.SET_ASIDE): _S.UNDONE,
    (_S.APPEALED, _A.CONFIRM): _S.DECIDED,
    (_S.DECIDED, _A.STAY): _S.REOPENED,
    (_S.APPEALED, _A.STAY): _S.APPEALED,
    (_S.DECIDED, _A.FAIL): _S.REOPENED,
    # While a case is being decided again, an earlier decision of it may be stayed as well.
    (_S.FOUND, _A.STAY): _S.FOUND,
    (_S.PROPOSED, _A.STAY): _S.PROPOSED,
    (_S.REOPENED, _A.STAY): _S.REOPENED,
}

#: States in which somebody of the vendor has something to do.
OPEN_STATES = frozenset(
    {_S.OPENED, _S.ALLEGED, _S.ANSWERED, _S.FOUND, _S.PROPOSED, _S.APPEALED, _S.REOPENED}
)

_WORDS = {
    _S.OPENED: "is being looked into",
    _S.ALLEGED: "waits for the partner’s answer",
    _S.ANSWERED: "has the partner’s answer and waits for a finding",
    _S.FOUND: "has a finding and waits for a decision",
    _S.PROPOSED: "has a decision that waits for approval",
    _S.DECIDED: "is decided",
    _S.APPEALED: "is under appeal",
    _S.REOPENED: "is to be decided again",
    _S.UNFOUNDED: "ended without a finding",
    _S.UNDONE: "was undone by an appeal",
}


class NotNowError(ConflictError):
    """The case has not come so far, or has gone past it."""

    code = "case_not_now"

    def __init__(self, state: CaseState, act: Act) -> None:
        self.state, self.act = state, act
        super().__init__(f"That is not possible now: this case {_WORDS[state]}. Go on from there.")


def next_state(state: CaseState, act: Act) -> CaseState:
    """Return where an act leads.

    Raises:
        NotNowError: The act is not possible in this state.
    """
    found = TRANSITIONS.get((state, act))
    if found is None:
        raise NotNowError(state, act)
    return found


def may(state: CaseState, act: Act) -> bool:
    """Return whether an act is possible in a state."""
    return (state, act) in TRANSITIONS

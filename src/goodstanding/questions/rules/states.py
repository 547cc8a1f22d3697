"""How far a question has come, at whose desk it lies, and which act leads where."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.values.errors import ConflictError


class Desk(StrEnum):
    """Who has to do something about a question."""

    DISTRIBUTOR = "distributor"
    VENDOR = "vendor"


class QuestionState(StrEnum):
    """How far a question has come."""

    WITH_DISTRIBUTOR = "with-distributor"  #: The distributor answers, or relays.
    RELAYED = "relayed"  #: The distributor passed it on; the vendor answers.
    RETURNED = "returned"  #: The vendor told the distributor, which tells the partner.
    WITH_VENDOR = "with-vendor"  #: The vendor answers the partner; nobody stands between.
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"  #: The partner no longer asks.


class Act(StrEnum):
    """What moves a question on."""

    RELAY = "relay"  #: The distributor passes it on to the vendor.
    ANSWER_BELOW = "answer-below"  #: The distributor answers.
    ANSWER = "answer"  #: The vendor answers the partner.
    RETURN = "return"  #: The vendor answers the distributor, which passes it on.
    ESCALATE = "escalate"  #: The partner takes it from a late distributor to the vendor.
    FALL_UP = "fall-up"  #: The partner buys through the distributor no more.
    WITHDRAW = "withdraw"


_S, _A = QuestionState, Act

TRANSITIONS: dict[tuple[QuestionState, Act], QuestionState] = {
    (_S.WITH_DISTRIBUTOR, _A.RELAY): _S.RELAYED,
    (_S.WITH_DISTRIBUTOR, _A.ANSWER_BELOW): _S.ANSWERED,
    (_S.WITH_DISTRIBUTOR, _A.ESCALATE): _S.WITH_VENDOR,
    (_S.WITH_DISTRIBUTOR, _A.FALL_UP): _S.WITH_VENDOR,
    (_S.WITH_DISTRIBUTOR, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.RELAYED, _A.ANSWER): _S.ANSWERED,
    (_S.RELAYED, _A.RETURN): _S.RETURNED,
    (_S.RELAYED, _A.FALL_UP): _S.WITH_VENDOR,
    (_S.RELAYED, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.RETURNED, _A.ANSWER_BELOW): _S.ANSWERED,
    (_S.RETURNED, _A.ESCALATE): _S.WITH_VENDOR,
    (_S.RETURNED, _A.FALL_UP): _S.WITH_VENDOR,
    (_S.RETURNED, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.WITH_VENDOR, _A.ANSWER): _S.ANSWERED,
    (_S.WITH_VENDOR, _A.WITHDRAW): _S.WITHDRAWN,
}

#: States in which a question waits for the distributor.
AT_DISTRIBUTOR = frozenset({_S.WITH_DISTRIBUTOR, _S.RETURNED})
#: States in which a question waits for the vendor.
AT_VENDOR = frozenset({_S.RELAYED, _S.WITH_VENDOR})
#: States in which an answer goes through the distributor's hands, or could.
BETWEEN = frozenset({_S.WITH_DISTRIBUTOR, _S.RELAYED, _S.RETURNED})
#: States in which somebody has something to do.
OPEN_STATES = AT_DISTRIBUTOR | AT_VENDOR

_WORDS = {
    _S.WITH_DISTRIBUTOR: "waits for the distributor",
    _S.RELAYED: "was passed on to the vendor already",
    _S.RETURNED: "was answered by the vendor, and waits for the distributor",
    _S.WITH_VENDOR: "waits for the vendor",
    _S.ANSWERED: "is answered already",
    _S.WITHDRAWN: "was withdrawn by who asked it",
}


class NotNowError(ConflictError):
    """Somebody else moved the question on first."""

    code = "question_not_now"

    def __init__(self, state: QuestionState, act: Act) -> None:
        self.state, self.act = state, act
        super().__init__(
            f"Nothing was sent: this question {_WORDS[state]}. Read below what became of it."
        )


def next_state(state: QuestionState, act: Act) -> QuestionState:
    """Return where an act leads.

    Raises:
        NotNowError: The act is not possible in this state.
    """
    found = TRANSITIONS.get((state, act))
    if found is None:
        raise NotNowError(state, act)
    return found


def may(state: QuestionState, act: Act) -> bool:
    """Return whether an act is possible in a state."""
    return (state, act) in TRANSITIONS


def desk_of(state: QuestionState) -> Desk | None:
    """Return at whose desk a question lies; none once it is answered or withdrawn."""
    if state in AT_DISTRIBUTOR:
        return Desk.DISTRIBUTOR
    return Desk.VENDOR if state in AT_VENDOR else None

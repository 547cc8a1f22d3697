"""What a partner has behind it, as the ladder looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from goodstanding.values.clauses import ClauseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A decided breach of one clause. ``event_on`` is the local day of ``event_at``, the last."""

    finding_id: str
    clause: ClauseRef
    severity: str
    event_at: datetime
    event_on: date
    overturned: bool = False
    forgiven: bool = False  #: By a decision; what a pack forgives by itself need not be marked.


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A measure that was not kept, such as a plan not completed. ``failed_on`` is its local day."""

    failure_id: str
    measure: str
    failed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An earlier decision that stands: its rung, when it was served, and what it answered."""

    rung: str
    notice_at: datetime
    notice_on: date
    answers: frozenset[str] = frozenset()  #: Of findings and failures.
    passed_on: date | None = None  #: The day the course was passed that may end it early.


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything beside the findings that a recommendation depends on.

    ``since_on`` is the day of the first acceptance or of the enrolment, whichever the ladder
    counts from; None says that it has not happened, so that nothing counts yet.
    """

    since_on: date | None = None
    decided: tuple[Decided, ...] = ()
    failures: tuple[Failure, ...] = ()
    notices: tuple[datetime, ...] = ()  #: Served to the partner, beside those of decisions.

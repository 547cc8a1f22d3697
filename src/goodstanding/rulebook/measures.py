"""What may follow from a finding, as a program pack declares it."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.rulebook.phrases import Between, Due, Duration, Fixed, LengthByCount


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyEnd:
    """How a measure ends before its length is over, whichever comes first.

    ``wait`` runs from the day ``course`` was passed.
    """

    course: str
    wait: Duration | None = None
    unless_repeated: bool = False  #: Not if a finding of the family counts meanwhile.
    forgive: bool = False  #: The finding then stops counting, and its rung is forgotten.


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """When, and on which conditions, the release from a measure may be decided.

    Factors move ``after`` within ``least`` and ``most``.
    """

    after: Fixed | Between
    least: Duration | None = None
    most: Duration | None = None
    conditions: tuple[str, ...] = ()  #: What must be so, in words.


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure: a fact with a span, a unit and a cause once it is decided.

    ``stops`` binds from now on and never touches earned money; ``holds`` delays it.
    """

    name: str
    level: str | None = None
    stops: tuple[str, ...] = ()  #: Effects, beside those its level stops.
    holds: tuple[str, ...] = ()  #: Effects.
    lasts: LengthByCount | None = None
    ends: EarlyEnd | None = None
    assigns: str | None = None  #: The course to pass.
    due: Due | None = None  #: Of the assigned course, or of what is to be completed.
    notice: Duration | None = None  #: Between the decision's service and its effect.
    release: Release | None = None
    conditions: tuple[str, ...] = ()  #: What the partner keeps to meanwhile, in words.
    leaves: str | None = None  #: What remains of it on record, in words.
    recovers: bool = False  #: Takes back what was earned through the finding.
    interim: bool = False  #: Protects before there is a finding; no sanction, counted nowhere.
    failure_is_event: bool = False  #: Not keeping it is an event a rung may answer.

"""Why an answer is what it is, in words that machines branch on and people act on.

Every word here is part of the public interface: it may get company, it never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ReasonCode(StrEnum):
    """What stands in the way, or could."""

    AGREEMENT_NOT_ACCEPTED = "agreement_not_accepted"
    TRAINING_NOT_PASSED = "training_not_passed"
    CONTACT_NOT_REACHED = "contact_not_reached"
    STATEMENT_MISSING = "statement_missing"
    DOCUMENT_MISSING = "document_missing"
    TOO_FEW_MET = "too_few_met"  #: Of several things that count together.
    AMOUNT_NOT_REACHED = "amount_not_reached"
    AMOUNTS_NOT_KNOWN = "amounts_not_known"  #: Nobody recorded a month that would decide.
    AUTHORIZATION_NOT_KEPT = "authorization_not_kept"
    AUTHORIZATION_ENDED = "authorization_ended"  #: For good: meeting its needs changes nothing.
    PEOPLE_NOT_DECLARED = "people_not_declared"  #: Nobody said that the list of people is complete.
    PLACE_NOT_KNOWN = "place_not_known"  #: Whether a duty binds hangs on a country or region.
    FACT_MISSING = "fact_missing"  #: Something else is not known.
    MEASURE_IN_FORCE = "measure_in_force"  #: Something decided in a case.
    MEASURE_NOT_IN_RULES = "measure_not_in_rules"  #: In force, and the rule book does not know it.
    NOT_ENROLLED = "not_enrolled"  #: The partner takes no part in the program at that instant.
    NO_RULES = "no_rules"  #: No rule book is in force at that instant.
    NOT_IN_RULES = "not_in_rules"  #: The rule book does not say what could stop this.
    OTHER = "other"  #: All that a go-between learns of cases and money.


class Category(StrEnum):
    """The closed list of categories, the same for everybody who asks."""

    AGREEMENT = "agreement"
    TRAINING = "training"
    CONTACT = "contact"
    AUTHORIZATION = "authorization"
    PAYMENT_DATA = "payment_data"
    OTHER = "other"


class Weight(StrEnum):
    """What a reason does to its effect."""

    STOPS = "stops"  #: It does not happen.
    HOLDS = "holds"  #: It waits.
    COULD_STOP = "could_stop"  #: A fact is missing that might stop it.


class RemedyCode(StrEnum):
    """What takes a reason away."""

    ACCEPT_AGREEMENT = "accept_agreement"
    PASS_COURSE = "pass_course"  # noqa: S105 -- a remedy, not a secret.
    NAME_CONTACT = "name_contact"
    MAKE_STATEMENT = "make_statement"
    SHOW_DOCUMENT = "show_document"
    MEET_PARTS = "meet_parts"
    REACH_AMOUNT = "reach_amount"
    RECORD_AMOUNTS = "record_amounts"
    MEET_NEEDS = "meet_needs"
    DECLARE_PEOPLE = "declare_people"
    COMPLETE_PLACES = "complete_places"
    COMPLETE_PLAN = "complete_plan"
    WAIT = "wait"
    ASK_FOR_RELEASE = "ask_for_release"
    APPEAL = "appeal"
    ENROL = "enrol"
    EXTEND_RULES = "extend_rules"  #: The vendor's own: publish a rule book that answers this.
    ASK_THE_VENDOR = "ask_the_vendor"


class UnitKind(StrEnum):
    """What a reason is about, where it is not the whole partner."""

    ENTITY = "entity"
    LOCATION = "location"
    ROLE = "role"
    REGION = "region"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """The way back."""

    code: RemedyCode
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A part of the partner: an entity or location by its identifier, a role by its name.

    A region goes by its code; an entity may be meant in one ``region`` only.
    """

    kind: UnitKind
    identifier: str
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that stands in the way, or could.

    ``have`` of ``need`` says how far a duty is fulfilled; both are None where nobody knows.
    ``due_at`` is the first moment after the due day. ``until`` is when the calendar ends a
    measure; None where something else must happen first.
    """

    code: ReasonCode
    category: Category
    weight: Weight
    effect: str
    remedy: Remedy
    source: str | None = None  #: The duty's or the measure's name in the rule book.
    title: str | None = None
    clause: str | None = None
    unit: Unit | None = None
    have: int | None = None
    need: int | None = None
    due_at: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None

"""Cases of the invented world, each in another state; the companies of the tour have none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from goodstanding.accounts.models import Person
from goodstanding.cases.models import Case, Decision, Source
from goodstanding.cases.services.deciding import Wanted, decide
from goodstanding.cases.services.finding import find, find_nothing
from goodstanding.cases.services.opening import allege, answer, open_case
from goodstanding.notices.models import Notice
from goodstanding.notices.rules.outcomes import ServedBy
from goodstanding.notices.services.serving import record_service
from goodstanding.partners.models import Affiliation
from goodstanding.programs.models import Program
from goodstanding.values.actor import Actor
from goodstanding.values.clauses import ClauseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a case is about: who it concerns, which clause, how severe it would be."""

    partner: str  #: The number of the partner.
    title: str
    concern: str
    clause: str
    severity: str
    event_day: int  #: The day it happened, counted from the beginning of the invented world.
    facts: str


DISCOUNT = Matter(
    partner="R-2001",
    title="A discount that is not on the invoice",
    concern="A customer asked us whether 6 % is all that we had granted. It was 9 %.",
    clause="partner-code#resale",
    severity="serious",
    event_day=6,
    facts="A special discount of 9 % was granted for one customer. Its invoice shows 6 %.",
)
TICKETS = Matter(
    partner="R-2002",
    title="Two tickets in the week of a tender",
    concern="Your own compliance contact wrote to us about two tickets.",
    clause="partner-code#gifts",
    severity="minor",
    event_day=7,
    facts="A customer's buyer was given two concert tickets six days before a tender was decided.",
)
DELIVERY = Matter(
    partner="R-2006",
    title="A delivery signed before it came",
    concern="Our warehouse found a receipt that is two days older than the delivery.",
    clause="partner-code#records",
    severity="minor",
    event_day=6,
    facts="A receipt is dated two days before the delivery left our warehouse.",
)
CALL = Matter(
    partner="R-2003",
    title="A call between two bidders",
    concern="A customer forwarded a message to us in which two bidders speak of their prices.",
    clause="partner-code#bids",
    severity="serious",
    event_day=6,
    facts="Two bidders for one tender wrote to each other what they would offer.",
)
MARGIN = Matter(
    partner="R-2003",
    title="A discount kept as margin",
    concern="The check of special discounts found one that did not reach its customer.",
    clause="partner-code#resale",
    severity="serious",
    event_day=10,
    facts="A special discount of 12 % was granted for one customer. Its invoice shows none of it.",
)
MARGIN_STEPS = (
    "Give the customer the 12 % that was kept, and show us the credit note.",
    "Check every special discount of the last 12 months, and send us the list.",
    "Name somebody who reads each invoice with a special discount before it goes out.",
)
LICENCES = Matter(
    partner="R-2007",
    title="Licences that nobody remembered ordering",
    concern="A customer says that it never ordered five of its licences.",
    clause="partner-code#consent",
    severity="serious",
    event_day=6,
    facts="Five licences were ordered for a customer who says that nobody there asked for them.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDesk:
    """Who works on the invented cases, and when the invented world began."""

    program: Program
    staff: Mapping[str, Person]
    started_at: datetime

    def day(self, number: int) -> datetime:
        """Return the instant of a day, counted from the beginning."""
        return self.started_at + timedelta(days=number)

    @property
    def officer(self) -> Actor:
        """Who investigates."""
        return Actor.person(self.staff["Sam Whitaker"].pk)

    @property
    def decider(self) -> Actor:
        """Who finds and decides."""
        return Actor.person(self.staff["Amara Obi"].pk)


def tell_cases(desk: CaseDesk, known: Mapping[str, UUID]) -> None:
    """Let six cases run to where they stand when somebody looks."""
    _asked(desk, DISCOUNT, known, day=15)
    _answered(desk, TICKETS, known, day=12, words="The tickets were ours, and they came back.")

    delivery = _answered(desk, DELIVERY, known, day=8, words="It was dated by mistake.")
    _decided(desk, delivery, "warning", day=13, reasons="The receipt says what did not happen.")

    call = _answered(desk, CALL, known, day=7, words="One of us wrote it. He no longer bids.")
    _decided(desk, call, "training", day=9, reasons="A price is decided by one company alone.")
    margin = _answered(desk, MARGIN, known, day=11, words="It paid for the installation.")
    _decided(
        desk,
        margin,
        "pause",
        day=15,
        reasons="What was granted for a customer was kept.",
        steps=MARGIN_STEPS,
    )

    licences = _answered(desk, LICENCES, known, day=9, words="Here is the customer's order.")
    find_nothing(
        licences.pk,
        reasons="The order was signed by the customer's own buyer.",
        no_tie=True,
        actor=desk.decider,
        at=desk.day(16),
    )


def _asked(desk: CaseDesk, matter: Matter, known: Mapping[str, UUID], *, day: int) -> Case:
    """Open a case and put it to the partner, whose signatory reads the letter a day later."""
    partner_id = known[matter.partner]
    case = open_case(
        program_id=desk.program.pk,
        partner_id=partner_id,
        title=matter.title,
        source=Source.REPORT,
        concern=matter.concern,
        actor=desk.officer,
        at=desk.day(day),
    )
    allegation = allege(
        case.pk,
        facts=matter.facts,
        clause=ClauseRef.parse(matter.clause),
        severity=matter.severity,
        event_at=desk.day(matter.event_day),
        actor=desk.officer,
        at=desk.day(day),
    )
    _read(allegation.notice, at=desk.day(day + 1))
    return case


def _answered(
    desk: CaseDesk, matter: Matter, known: Mapping[str, UUID], *, day: int, words: str
) -> Case:
    case = _asked(desk, matter, known, day=day)
    at = desk.day(day + 1) + timedelta(hours=2)
    signatory = Actor.person(_signatory(case.partner_id))
    answer(case.pk, words=words, actor=signatory, at=at)
    return case


def _decided(
    desk: CaseDesk,
    case: Case,
    rung: str,
    *,
    day: int,
    reasons: str,
    steps: tuple[str, ...] = (),
) -> Decision:
    """Find what was put to the partner, and decide as the ladder recommends."""
    find(case.pk, reasons=reasons, no_tie=True, actor=desk.decider, at=desk.day(day))
    decision = decide(
        case.pk,
        Wanted(rung=rung, reasons=reasons, milestones=steps),
        no_tie=True,
        actor=desk.decider,
        at=desk.day(day) + timedelta(hours=3),
    )
    _read(Notice.objects.get(text__cause_id=decision.pk), at=desk.day(day + 1))
    return decision


def _read(notice: Notice, *, at: datetime) -> None:
    """Let the signatory of a partner say that a letter was read."""
    assert notice.partner_id is not None  # letters about cases go to partners
    person_id = _signatory(notice.partner_id)
    record_service(
        notice.pk, person_id=person_id, how=ServedBy.INBOX, actor=Actor.person(person_id), at=at
    )


def _signatory(partner_id: UUID) -> UUID:
    return Affiliation.objects.values_list("person_id", flat=True).get(
        partner_id=partner_id, role="signatory", superseded_at=None
    )

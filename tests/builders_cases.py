"""A program with a ladder, its people, partners with a signatory, and the steps of a case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from goodstanding.accounts.models import Person, Role
from goodstanding.accounts.services import add_person, give_grant
from goodstanding.agreements.services.accepting import accept
from goodstanding.cases.models import (
    Appeal,
    AppealOutcome,
    Case,
    Decision,
    Finding,
    Outcome,
    Source,
)
from goodstanding.cases.services.appealing import decide_appeal, file_appeal
from goodstanding.cases.services.deciding import TakeBack, Wanted, approve, decide
from goodstanding.cases.services.finding import find
from goodstanding.cases.services.opening import allege, answer, open_case
from goodstanding.incentives.models import Earning
from goodstanding.incentives.services.applying import apply_earnings
from goodstanding.incentives.services.receiving import receive_earnings
from goodstanding.notices.models import Notice
from goodstanding.notices.rules.outcomes import ServedBy
from goodstanding.notices.services.serving import record_service
from goodstanding.partners.models import Partner
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.partners.services.taking_part import affiliate
from goodstanding.programs.models import Program
from goodstanding.rulebook.phrases import Duration
from goodstanding.training.models import CourseVersion
from goodstanding.training.services.courses import draft_course, publish_course_version
from goodstanding.values.actor import Actor
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.keys import PartnerKey
from tests.builders import (
    SYSTEM,
    make_entity,
    make_location,
    make_partner,
    make_program,
    recorded,
)
from tests.builders_agreements import Office, make_office, make_published, make_signature
from tests.builders_incentives import earning_row, earnings_csv
from tests.builders_standing import make_rules
from tests.builders_training import course_text

START = datetime(2025, 1, 6, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
_CLAUSES = ("bribery", "gifts", "records", "bids", "resale", "consent", "privacy", "training")
TEXT = "\n\n".join(
    f"# {name.title()} {{#{name}}}\n\nPartner keeps to the rule about {name}." for name in _CLAUSES
)
FACTS = "On that day an offer named the price of a competitor."

#: The rungs of the ladder that bring a plan.
PLAN_RUNGS = frozenset({"remediation", "pause", "restriction", "suspension"})


def day(number: int) -> datetime:
    """Return noon of a day, counted from the beginning of the world."""
    return START + number * DAY


def rules_text(program: Program, *, ladder: str = "default") -> str:
    """Return a rule book of ours for a program of a test, in force from the beginning."""
    file = Path(__file__).parents[1] / "packs" / f"{ladder}.yaml"
    text = file.read_text(encoding="utf-8")
    head, _, _ = text.partition("\nexamples:")
    head = re.sub(r"(?m)^program: \S+", f"program: {program.code}", head)
    return re.sub(r"(?m)^effective: \S+", "effective: 2025-01-01", head)


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """A program in which cases can be decided, and everybody it takes."""

    program: Program
    office: Office
    officer: Person
    decider: Person
    second: Person
    reviewer: Person
    course: CourseVersion

    def actor(self, person: Person) -> Actor:
        """Return the actor for one of them."""
        return Actor.person(person.pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accused:
    """A partner that accepted the code, with its signatory and a seller."""

    court: Court
    partner: Partner
    signatory: Person
    seller: Person

    @property
    def key(self) -> PartnerKey:
        """What its standing is asked for."""
        return PartnerKey(self.court.program.pk, self.partner.pk)


def make_staff(program: Program, role: Role, name: str, *, at: datetime = START) -> Person:
    """Return a person with a right in a program from the beginning."""
    address = f"{name.split(maxsplit=1)[0].lower()}.{role.value}@{program.code}.contoso.example"
    person = add_person(email=address, name=name, actor=SYSTEM, at=at)
    give_grant(person.pk, role=role, program_id=program.pk, actor=SYSTEM, at=at)
    return person


def make_court(
    *, program: Program | None = None, ladder: str = "default", change: tuple[str, str] = ("", "")
) -> Court:
    """Return a program with a rule book of ours, a code, a remedial course and its staff.

    ``change`` is what the rule book says, and what it says instead.
    """
    where = program or make_program()
    office = make_office(program=where, code=f"code-{where.code}", at=START)
    make_published(office, text=TEXT, at=START)
    remedial = f"remedial-{where.code}"  # codes are unique in an installation
    text = rules_text(where, ladder=ladder)
    assert change[0] in text
    text = re.sub(r"\bremedial\b", remedial, text.replace(*change, 1))
    text = re.sub(r"\b(partner|seller)-code\b", office.agreement.code, text)
    make_rules(where, text=text, at=START, drafter=office.author, approver=office.approver)
    source = course_text(code=remedial, agreement=office.agreement.code)
    draft = draft_course(where.pk, source=source, actor=Actor.person(office.author.pk), at=START)
    course = publish_course_version(
        draft.pk, revision=draft.revision, actor=Actor.person(office.approver.pk), at=START
    )
    return Court(
        program=where,
        office=office,
        officer=make_staff(where, Role.OFFICER, "Rohan Deshpande"),
        decider=make_staff(where, Role.DECIDER, "Misaki Sato"),
        second=make_staff(where, Role.DECIDER, "Amara Obi"),
        reviewer=make_staff(where, Role.APPEAL_REVIEWER, "Elena Rossi"),
        course=course,
    )


def make_accused(court: Court, *, name: str = "Fabrikam", accepts: bool = True) -> Accused:
    """Return a partner of the program that accepted the code, unless it did not."""
    partner = make_partner(court.program, name=name, at=START)
    entity = make_entity(partner, name=f"{name} GmbH", at=START)
    location = make_location(entity, at=START)
    people = []
    for person_name, role in (("Jonas Brandt", "signatory"), ("Ole Petersen", "sales")):
        slug = f"{role}@{name.lower()}.{court.program.code}.example"
        person = add_person(email=slug, name=person_name, actor=SYSTEM, at=START)
        with recorded(START):
            affiliate(
                person.pk,
                partner_id=partner.pk,
                role=role,
                zone="Europe/Berlin",
                location_id=location.pk if role == "sales" else None,
                actor=SYSTEM,
                at=START,
            )
        people.append(person)
    accused = Accused(court=court, partner=partner, signatory=people[0], seller=people[1])
    if accepts:
        version = court.office.agreement.versions.get()
        accept(
            version.pk,
            partner_id=partner.pk,
            entity_ids=[entity.pk],
            signature=make_signature(),
            actor=Actor.person(people[0].pk),
            at=day(1),
        )
    return accused


def make_case(accused: Accused, *, at: datetime) -> Case:
    """Return a case that the officer has opened."""
    court = accused.court
    return open_case(
        program_id=court.program.pk,
        partner_id=accused.partner.pk,
        title="An offer below every other",
        source=Source.REPORT,
        concern="Somebody wrote to us about an offer.",
        actor=court.actor(court.officer),
        at=at,
    )


def make_alleged(
    accused: Accused, clause: str, severity: str, *, event_at: datetime, at: datetime
) -> Case:
    """Return a case that was put to the partner."""
    court = accused.court
    case = make_case(accused, at=at)
    allege(
        case.pk,
        facts=FACTS,
        clause=ClauseRef(court.office.agreement.code, clause),
        severity=severity,
        event_at=event_at,
        actor=court.actor(court.officer),
        at=at,
    )
    return case


def make_answered(
    accused: Accused, clause: str, severity: str, *, event_at: datetime, at: datetime
) -> Case:
    """Return a case in which the partner has told its side."""
    case = make_alleged(accused, clause, severity, event_at=event_at, at=at)
    answer(
        case.pk,
        words="We did not know that price.",
        actor=Actor.person(accused.signatory.pk),
        at=at,
    )
    return case


def make_found(
    accused: Accused, clause: str, severity: str, *, event_at: datetime, at: datetime
) -> Finding:
    """Return a finding by the first decider."""
    court = accused.court
    case = make_answered(accused, clause, severity, event_at=event_at, at=at)
    return find(
        case.pk,
        reasons="The offer speaks for itself.",
        no_tie=True,
        actor=court.actor(court.decider),
        at=at,
    )


def make_decided(
    finding: Finding,
    court: Court,
    rung: str,
    *,
    at: datetime,
    take_back: tuple[Earning, ...] = (),
    deviation_reason: str = "",
    release_months: int | None = None,
    lengths: dict[str, Duration] | None = None,
    served: Person | None = None,
) -> Decision:
    """Return a decision by the first decider, approved by the second where it must be."""
    decision = decide(
        finding.case_id,
        Wanted(
            rung=rung,
            reasons="Our reasons.",
            milestones=("Write it down.",) if rung in PLAN_RUNGS else (),
            deviation_reason=deviation_reason,
            release_months=release_months,
            lengths=lengths or {},
            take_back=tuple(TakeBack(earning_id=earning.pk) for earning in take_back),
        ),
        no_tie=True,
        actor=court.actor(court.decider),
        at=at,
    )
    if decision.approvals_needed > 1:
        approve(finding.case_id, decision.pk, no_tie=True, actor=court.actor(court.second), at=at)
    if served is not None:
        serve(decision, served, at=at)
    return decision


def serve(decision: Decision, person: Person, *, at: datetime) -> None:
    """Let somebody of the partner say that they have read a decision."""
    notice = Notice.objects.get(text__cause_id=decision.pk)
    record_service(
        notice.pk,
        person_id=person.pk,
        how=ServedBy.INBOX,
        actor=Actor.person(person.pk),
        at=at,
    )


def make_appeal(accused: Accused, case_id: UUID, *, at: datetime) -> Appeal:
    """Return an appeal of the signatory."""
    return file_appeal(
        case_id,
        words="The offer was not ours.",
        actor=Actor.person(accused.signatory.pk),
        at=at,
    )


def make_outcome(
    appeal: Appeal, court: Court, outcome: Outcome = Outcome.FULL, *, at: datetime
) -> AppealOutcome:
    """Return what the reviewer came to."""
    return decide_appeal(
        appeal.pk,
        outcome=outcome,
        reasons="The offer was of another company.",
        no_tie=True,
        actor=court.actor(court.reviewer),
        at=at,
    )


def make_earnings(accused: Accused, *, at: datetime) -> tuple[Earning, Earning]:
    """Return two imported earnings, the first of which stands on three rows of the file."""
    program = accused.court.program
    number = str(accused.partner.pk.int)[-9:]
    assign_external_id(accused.partner.pk, namespace="mpn", value=number, actor=SYSTEM, at=at)
    first = earning_row(
        f"E-1-{number}", participant=number, earned="2025-03-01", payment=f"P-1-{number}"
    )
    second = earning_row(
        f"E-2-{number}",
        participant=number,
        amount="90000",
        currency="JPY",
        earned="2025-03-02",
        payment=f"P-2-{number}",
    )
    received = receive_earnings(
        program.pk,
        file_name="earnings.csv",
        content=earnings_csv(first, first, first, second),
        skip_refused=False,
        actor=SYSTEM,
        at=at,
    )
    apply_earnings(received.pk, actor=SYSTEM, at=at)
    one, two = Earning.objects.filter(partner=accused.partner).order_by("external_id")
    return one, two

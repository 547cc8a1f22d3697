"""Makers of campaigns, and the steps of those who run them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from goodstanding.accounts.models import Person
from goodstanding.campaigns.models import Campaign
from goodstanding.campaigns.rules.audience import Audience
from goodstanding.campaigns.rules.plan import Plan
from goodstanding.campaigns.selectors.audience import count_audience
from goodstanding.campaigns.services.drafts import save_draft
from goodstanding.campaigns.services.sending import remind_chunk, send_chunk
from goodstanding.campaigns.services.starting import start_campaign
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.programs.models import Program
from goodstanding.training.models import CourseVersion
from goodstanding.values.actor import Actor
from tests.builders import NOON, SYSTEM, make_affiliate, make_officer, make_partner, make_program
from tests.builders_notices import make_words
from tests.builders_training import make_course

#: Thirty days after ``NOON``, a Thursday.
DUE_ON = date(2026, 10, 1)
SIGNATORIES = Audience(roles=("signatory",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A program with the two officers who run its campaigns, and a course to ask for."""

    program: Program
    author: Person
    reader: Person
    course: CourseVersion

    @property
    def writes(self) -> Actor:
        """The officer who writes."""
        return Actor.person(self.author.pk)

    @property
    def reads(self) -> Actor:
        """The second officer."""
        return Actor.person(self.reader.pk)


def make_desk() -> Desk:
    """Return a program in which campaigns can be run."""
    return desk_of(make_program())


def desk_of(program: Program) -> Desk:
    """Return two officers of a program, and a course to ask for."""
    return Desk(
        program=program,
        author=make_officer(program, name="Katrin Vogel"),
        reader=make_officer(program, name="Sam Whitaker"),
        course=make_course(program),
    )


def reminder_plan(**changed: Any) -> Plan:
    """Return a plan of a reminder to signatories."""
    said: dict[str, Any] = {
        "name": "Our code, once a year",
        "words": make_words(NoticeKind.REMINDER),
        "audience": SIGNATORIES,
    }
    return Plan(**said | changed)


def call_plan(course: str, **changed: Any) -> Plan:
    """Return a plan that calls signatories to take a course by ``DUE_ON``."""
    said: dict[str, Any] = {
        "name": "Fair quotes",
        "words": make_words(NoticeKind.CALL_TO_ACTION),
        "audience": SIGNATORIES,
        "course": course,
        "due_on": DUE_ON,
    }
    return Plan(**said | changed)


def make_campaign(
    desk: Desk, *, kind: NoticeKind = NoticeKind.CALL_TO_ACTION, at: datetime = NOON, **plan: Any
) -> Campaign:
    """Return a draft; keywords are those of ``Plan``."""
    made = (
        reminder_plan(**plan)
        if kind is NoticeKind.REMINDER
        else call_plan(plan.pop("course", desk.course.course.code), **plan)
    )
    return save_draft(desk.program.pk, made, sender_id=desk.author.pk, actor=desk.writes, at=at)


def make_started(
    desk: Desk, *, kind: NoticeKind = NoticeKind.CALL_TO_ACTION, at: datetime = NOON, **plan: Any
) -> Campaign:
    """Return a campaign that the second officer started; nothing is sent yet."""
    draft = make_campaign(desk, kind=kind, at=at, **plan)
    return start(desk, draft, at=at)


def start(desk: Desk, draft: Campaign, *, at: datetime = NOON) -> Campaign:
    """Start a campaign as the second officer, to exactly those its preview counts."""
    people = count_audience(draft, at=at).people
    return start_campaign(draft.pk, revision=draft.revision, people=people, actor=desk.reads, at=at)


def send_all(campaign: Campaign, *, at: datetime = NOON + timedelta(minutes=1)) -> int:
    """Send everything a campaign has to send at an instant; return how many were dealt with."""
    handled = 0
    for chunk in (send_chunk, remind_chunk):
        while count := chunk(campaign.pk, at=at):
            handled += count
    return handled


def make_reseller(
    desk: Desk,
    *,
    number: str = "",
    people: Mapping[Person, tuple[str, ...]] | None = None,
    zone: str = "Europe/Berlin",
    name: str = "Fabrikam",
    at: datetime = NOON,
) -> tuple[Any, Person]:
    """Return a partner of the desk's program and its signatory, or the first of ``people``."""
    partner = make_partner(desk.program, name=name, zone=zone, at=at)
    if number:
        assign_external_id(partner.pk, namespace="crm", value=number, actor=SYSTEM, at=at)
    if people is None:
        return partner, make_affiliate(partner, zone=zone, at=at)
    for person, roles in people.items():
        for role in roles:
            make_affiliate(partner, role=role, person=person, zone=zone, at=at)
    return partner, next(iter(people))

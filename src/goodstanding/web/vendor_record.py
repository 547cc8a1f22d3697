"""What happened between the vendor and one partner: findings, letters, assent, courses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext

from goodstanding.agreements.selectors.coverage import acceptances_of, entity_names
from goodstanding.cases.models import Finding
from goodstanding.cases.rules.states import CaseState
from goodstanding.cases.selectors.cases import Row, cases_of_program, rows_of
from goodstanding.cases.selectors.record import findings_of
from goodstanding.notices.models import Notice
from goodstanding.notices.selectors.contacts import Reach, role_reach
from goodstanding.notices.selectors.sent import notices_sent
from goodstanding.partners.rules.roles import CONTACT_ROLES
from goodstanding.partners.words import role_name
from goodstanding.training.selectors.partners import rolls_of
from goodstanding.ui.badges import Badge
from goodstanding.ui.components import Progress
from goodstanding.ui.tones import Tone
from goodstanding.values.days import local_day
from goodstanding.values.keys import PartnerKey
from goodstanding.web.vendor_partner import Sight

LETTERS_SHOWN = 10
_STATES = {
    CaseState.OPENED: (Tone.INFO, "search", "Being looked into"),
    CaseState.ALLEGED: (Tone.DUE, "scale", "Not decided, waits for an answer"),
    CaseState.ANSWERED: (Tone.DUE, "scale", "Not decided, answered"),
    CaseState.FOUND: (Tone.DUE, "gavel", "Found, to be decided"),
    CaseState.PROPOSED: (Tone.DUE, "users", "Waits for approval"),
    CaseState.DECIDED: (Tone.FIX, "gavel", "Decided"),
    CaseState.APPEALED: (Tone.DUE, "scale", "Under appeal"),
    CaseState.REOPENED: (Tone.DUE, "refresh", "To be decided again"),
    CaseState.UNFOUNDED: (Tone.GOOD, "circle-check", "Closed without a finding"),
    CaseState.UNDONE: (Tone.GOOD, "arrow-back-up", "Undone"),
}
_REACH = {
    Reach.NOBODY: (Tone.STOP, "user-off", "Nobody"),
    Reach.DEAD: (Tone.STOP, "mail-off", "No address works"),
    Reach.UNPROVEN: (Tone.DUE, "clock", "Not confirmed yet"),
    Reach.PROVEN: (Tone.GOOD, "mail-check", "Reached"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRecord:
    """A finding, and whether an appeal set it aside."""

    finding: Finding
    set_aside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Assent:
    """A version that was accepted for a company."""

    agreement: str
    code: str
    position: int
    entity: str
    signer: str
    accepted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How many of a partner's people have passed a course they are asked to pass."""

    title: str
    progress: Progress | None  #: None where nobody is asked.
    vacant: bool  #: A measure asks people who have all left.


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRole:
    """How well a contact role is reached."""

    name: str
    badge: Badge


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What happened with a partner, as far as somebody may see it; the rest is empty."""

    findings: tuple[OnRecord, ...]
    cases: tuple[tuple[Row, Badge], ...]
    letters: tuple[Notice, ...]
    letter_count: int
    assents: tuple[Assent, ...]
    courses: tuple[Course, ...]
    contacts: tuple[ContactRole, ...]

    @property
    def standing_findings(self) -> int:
        """How many findings stand."""
        return sum(not one.set_aside for one in self.findings)


def case_badge(state: CaseState) -> Badge:
    """Return the badge of a case's state."""
    tone, icon, word = _STATES[state]
    return Badge(tone=tone, icon=icon, word=gettext(word))


def record_seen(key: PartnerKey, *, asked: Collection[str], sight: Sight, at: datetime) -> Record:
    """Return what happened with a partner, as far as somebody may see it.

    ``asked`` are the contact roles in which the rules want somebody. Who takes a course may be
    told by a measure, and who was reached by an allegation: both are for who may know of them.
    """
    letters = notices_sent(key.program_id).filter(partner_id=key.partner_id)
    cases = cases_of_program(key.program_id).filter(partner_id=key.partner_id)
    return Record(
        findings=tuple(
            OnRecord(finding=one, set_aside=hasattr(one, "overturning"))
            for one in findings_of(key).select_related("case", "overturning")
        )
        if sight.cases
        else (),
        cases=tuple((row, case_badge(row.case.stage)) for row in rows_of(cases, at=at))
        if sight.cases
        else (),
        letters=tuple(letters[:LETTERS_SHOWN]) if sight.cases else (),
        letter_count=letters.order_by().count() if sight.cases else 0,
        assents=_assents(key, at=at),
        courses=_courses(key, at=at) if sight.measures else (),
        contacts=_contacts(key.partner_id, asked, at=at) if sight.measures else (),
    )


def _assents(key: PartnerKey, *, at: datetime) -> tuple[Assent, ...]:
    rows = list(acceptances_of(key.partner_id, key.program_id))
    names = entity_names({row.entity_id for row in rows}, at=at)
    return tuple(
        Assent(
            agreement=row.version.agreement.title,
            code=row.version.agreement.code,
            position=row.version.position,
            entity=names.get(row.entity_id, gettext("A company that is not theirs any more")),
            signer=str(row.signer),
            accepted_on=local_day(row.accepted_at, row.zone),
        )
        for row in rows
    )


def _courses(key: PartnerKey, *, at: datetime) -> tuple[Course, ...]:
    found = []
    for roll in rolls_of(key.partner_id, program_id=key.program_id, at=at):
        text = gettext("%(done)s of %(all)s people have passed.") % {
            "done": roll.done,
            "all": len(roll.learners),
        }
        progress = (
            Progress(value=roll.done, whole=len(roll.learners), text=text)
            if roll.learners
            else None
        )
        course = Course(title=roll.version.title, progress=progress, vacant=roll.vacant)
        found.append(course)
    return tuple(found)


def _contacts(partner_id: UUID, asked: Collection[str], *, at: datetime) -> tuple[ContactRole, ...]:
    found = []
    for role in role_reach(partner_id, CONTACT_ROLES, at=at):
        tone, icon, word = _REACH[role.reach]
        if role.needs_somebody and role.role not in asked:
            tone = Tone.NONE
        badge = Badge(tone=tone, icon=icon, word=gettext(word))
        found.append(ContactRole(name=role_name(role.role), badge=badge))
    return tuple(found)

"""What waits for somebody of the vendor: one list, from every room, the nearest clock first.

``SOURCES`` is the list of places that are asked. A new source is a function that yields what
waits for the person of a ``VendorSide``, and one line there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext, ngettext

from goodstanding.accounts.models import Role
from goodstanding.agreements.models import AgreementDraft
from goodstanding.campaigns.models import Campaign
from goodstanding.cases.models import Case, Decision
from goodstanding.cases.rules.people import Part, SameHandsError, require_hands
from goodstanding.cases.rules.states import CaseState
from goodstanding.cases.selectors.cases import (
    Row,
    cases_of_program,
    cases_with_a_plan,
    rows_of,
)
from goodstanding.cases.services.locking import hands_of
from goodstanding.evidence.dated import in_force
from goodstanding.notices.models import Delivery, DeliveryState, Notice
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.selectors.sent import Progress, alarms_visible_in, notices_sent
from goodstanding.partners.models import Affiliation, Enrolment, PartnerProfile
from goodstanding.partners.rules.roles import CONTACT_ROLES
from goodstanding.programs.acting import VendorSide
from goodstanding.programs.approving import is_approved
from goodstanding.programs.selectors import open_draft
from goodstanding.questions.selectors.story import Side, stories_of
from goodstanding.questions.selectors.visible import (
    DESK,
    questions_of_vendor,
    waiting_for_vendor,
)
from goodstanding.training.models import CourseDraft
from goodstanding.ui.due import WORK_QUEUE_WARN_DAYS, DueDate, NoDate
from goodstanding.web.addresses import address
from goodstanding.web.needs import Kind, Need
from goodstanding.web.vendor_needs_judging import (
    corrections_to_agree_to,
    documents_to_look_at,
    waivers_to_judge,
    warnings_to_serve,
)

CASES_MAX = 200
QUESTIONS_MAX = 100
PARTNERS_MAX = 20


Source = Callable[[VendorSide], Iterable[Need]]


def needs_of(side: VendorSide) -> list[Need]:
    """Return what waits for somebody: the nearest clock first, then what waits longest."""
    found = [need for source in SOURCES for need in source(side)]
    return sorted(found, key=lambda need: (need.due_at, need.since, need.title))


def due_today(needs: Iterable[Need]) -> int:
    """Return how many of the clocks are over today, or were before."""
    return sum(isinstance(need.due, DueDate) and need.due.days_left <= 0 for need in needs)


def _address(side: VendorSide, name: str, **parts: object) -> str:
    return address(name, program=side.program.code, **parts)


# Cases


def cases_to_put(side: VendorSide) -> Iterator[Need]:
    """Yield the cases that an officer opened and put to nobody yet."""
    if Role.OFFICER in side.roles:
        own = cases_of_program(side.program.pk).filter(investigator_id=side.person.pk)
        yield from _cases(
            side, own.filter(state=CaseState.OPENED.value), part=gettext("Look into it")
        )


def findings_to_make(side: VendorSide) -> Iterator[Need]:
    """Yield the cases whose partner has answered, or had its time to."""
    if Role.DECIDER not in side.roles:
        return
    found = cases_of_program(side.program.pk)
    answered = found.filter(state=CaseState.ANSWERED.value)
    yield from _cases(side, answered, part=gettext("Make a finding"), judges=Part.FIND)
    silent = _cases(
        side,
        found.filter(state=CaseState.ALLEGED.value),
        part=gettext("Make a finding: the time to answer is over"),
        judges=Part.FIND,
    )
    yield from (need for need in silent if need.due_at <= side.at)


def decisions_to_make(side: VendorSide) -> Iterator[Need]:
    """Yield the findings nothing was decided about, and what is to be decided again."""
    if Role.DECIDER in side.roles:
        states = [CaseState.FOUND.value, CaseState.REOPENED.value]
        found = cases_of_program(side.program.pk).filter(state__in=states)
        yield from _cases(side, found, part=gettext("Decide"), judges=Part.DECIDE)


def decisions_to_approve(side: VendorSide) -> Iterator[Need]:
    """Yield the decisions that wait for another decider."""
    if Role.DECIDER in side.roles:
        found = cases_of_program(side.program.pk).filter(state=CaseState.PROPOSED.value)
        yield from _cases(side, found, part=gettext("Second approver"), judges=Part.APPROVE)


def plans_to_look_at(side: VendorSide) -> Iterator[Need]:
    """Yield the cases in which the time for a plan is over, and nobody has found it done."""
    if Role.DECIDER in side.roles:
        found = _cases(
            side,
            cases_with_a_plan(side.program.pk),
            part=gettext("The time for a plan is over"),
            judges=Part.FIND,
        )
        yield from (need for need in found if need.due_at <= side.at)


def appeals_to_decide(side: VendorSide) -> Iterator[Need]:
    """Yield the appeals that somebody who decided nothing before has to decide."""
    if Role.APPEAL_REVIEWER in side.roles:
        found = cases_of_program(side.program.pk).filter(state=CaseState.APPEALED.value)
        yield from _cases(side, found, part=gettext("Decide the appeal"), judges=Part.REVIEW)


def _cases(
    side: VendorSide, cases: Iterable[Case], *, part: str, judges: Part | None = None
) -> Iterator[Need]:
    for row in rows_of(list(cases)[:CASES_MAX], at=side.at):
        if judges is None or _may(side, row, judges):
            yield Need(
                kind=Kind.CASES,
                title=f"{row.case.reference}: {row.case.title}",
                url=_address(side, "vendor_case", case=row.case.pk),
                part=part,
                partner=row.partner_name,
                due=row.due,
                since=row.case.opened_at,
            )


def _may(side: VendorSide, row: Row, part: Part) -> bool:
    """Return whether somebody may do their part: not who did what it is to check."""
    decision = Decision.objects.filter(case=row.case).order_by("-number").first()
    hands = hands_of(row.case, decision=decision if part is Part.APPROVE else None)
    try:
        require_hands(part, side.person.pk, hands, no_tie=True)
    except SameHandsError:
        return False
    return True


def questions_to_answer(side: VendorSide) -> Iterator[Need]:
    """Yield the questions of partners and go-betweens that wait for the vendor."""
    if not side.roles.intersection(DESK):
        return
    waiting = questions_of_vendor(side.program.pk, roles=side.roles).filter(
        waiting_for_vendor(at=side.at)
    )
    for story in stories_of(waiting[:QUESTIONS_MAX], side=Side.VENDOR, at=side.at):
        question = story.question
        yield Need(
            kind=Kind.QUESTIONS,
            title=gettext("Question: %(subject)s")
            % {"subject": story.subject or gettext("the program in general")},
            url=_address(side, "vendor_question", question=question.pk),
            part=gettext("Answer"),
            partner=story.partner_name,
            due=DueDate(
                due_at=question.due_at,
                zone=question.due_zone,
                now=side.at,
                warn_days=WORK_QUEUE_WARN_DAYS,
            )
            if question.due_at is not None
            else NoDate(),
            since=question.asked_at,
        )


# Texts that a second person publishes


def agreement_drafts(side: VendorSide) -> Iterator[Need]:
    """Yield the agreements to be read by a second officer, and those returned to their author."""
    if Role.OFFICER not in side.roles:
        return
    for draft in AgreementDraft.objects.filter(
        agreement__program=side.program, version=None
    ).select_related("agreement"):
        yield from _draft(
            side,
            draft,
            title=draft.agreement.title,
            url=_address(side, "vendor_draft_preview", agreement=draft.agreement.code),
        )


def course_drafts(side: VendorSide) -> Iterator[Need]:
    """Yield the courses to be read by a second officer, and those returned to their author."""
    if Role.OFFICER not in side.roles:
        return
    for draft in CourseDraft.objects.filter(
        course__program=side.program, version=None
    ).select_related("course"):
        yield from _draft(
            side,
            draft,
            title=gettext("Course %(code)s") % {"code": draft.course.code},
            url=_address(side, "vendor_course_draft", course=draft.course.code),
        )


def _draft(
    side: VendorSide, draft: AgreementDraft | CourseDraft, *, title: str, url: str
) -> Iterator[Need]:
    mine, returned = draft.drafted_by_id == side.person.pk, draft.returned_at is not None
    if mine != returned:
        return
    yield Need(
        kind=Kind.DRAFTS,
        title=gettext("%(title)s: next version") % {"title": title},
        url=url,
        part=gettext("Go on writing: it was returned") if mine else gettext("Read and publish"),
        since=draft.returned_at or draft.drafted_at,
    )


def campaign_drafts(side: VendorSide) -> Iterator[Need]:
    """Yield the calls that a second officer has to start, and campaigns that were returned."""
    if Role.OFFICER not in side.roles:
        return
    mine = Q(drafted_by=side.person, returned_at__isnull=False)
    theirs = ~Q(drafted_by=side.person) & Q(returned_at=None, kind=NoticeKind.CALL_TO_ACTION)
    for draft in Campaign.objects.filter(mine | theirs, program=side.program, started_at=None):
        own = draft.returned_at is not None
        yield Need(
            kind=Kind.DRAFTS,
            title=gettext("Campaign %(name)s") % {"name": draft.name},
            url=_address(side, "vendor_campaign", campaign=draft.pk),
            part=gettext("Go on writing: it was returned") if own else gettext("Read and start"),
            since=draft.returned_at or draft.drafted_at,
        )


def rules_draft(side: VendorSide) -> Iterator[Need]:
    """Yield the rule book that a second officer has to read, or anybody can publish now."""
    draft = open_draft(side.program.pk)
    if Role.OFFICER not in side.roles or draft is None:
        return
    approved = is_approved(draft)
    if approved or draft.drafted_by_id != side.person.pk:
        yield Need(
            kind=Kind.DRAFTS,
            title=gettext("Rules, version %(number)s") % {"number": draft.number},
            url=_address(side, "vendor_rules_draft"),
            part=gettext("Publish") if approved else gettext("Read and approve"),
            since=draft.drafted_at,
        )


# Partners and messages


def partners_unreachable(side: VendorSide) -> Iterator[Need]:
    """Yield the partners none of whose contacts can be written to, a screenful at most."""
    if Role.OFFICER not in side.roles:
        return
    refused = Delivery.objects.filter(
        state=DeliveryState.REFUSED, address=OuterRef("person__email")
    )
    reachable = Affiliation.objects.filter(
        in_force(side.at),
        ~Exists(refused),
        partner_id=OuterRef("partner_id"),
        role__in=CONTACT_ROLES,
        person__email__isnull=False,
    )
    silent = Enrolment.objects.filter(
        in_force(side.at), ~Exists(reachable), program=side.program
    ).values_list("partner_id", "valid_from")
    rows = dict(silent.order_by("partner_id")[:PARTNERS_MAX])
    names = PartnerProfile.objects.filter(in_force(side.at), partner_id__in=rows)
    for partner_id, name in names.values_list("partner_id", "name"):
        yield Need(
            kind=Kind.PARTNERS,
            title=gettext("%(partner)s has no contact we can write to") % {"partner": name},
            url=_address(side, "vendor_partner", partner=partner_id),
            part=gettext("Find somebody"),
            partner=name,
            since=rows[partner_id],
        )


def notices_unserved(side: VendorSide) -> Iterator[Need]:
    """Yield, as one, the messages that can reach nobody any more."""
    if Role.OFFICER not in side.roles:
        return
    lost = notices_sent(side.program.pk).order_by().filter(Q(progress=Progress.NOT_REACHED.value))
    first: Notice | None = lost.order_by("sent_at").first()
    if first is None:
        return
    count = lost.count()
    yield Need(
        kind=Kind.MESSAGES,
        title=ngettext(
            "%(count)s message reached nobody", "%(count)s messages reached nobody", count
        )
        % {"count": f"{count:,}"},
        url=f"{_address(side, 'vendor_messages')}?state={Progress.NOT_REACHED.value}",
        part=gettext("Find another way"),
        since=first.sent_at,
    )


def code_alarms(side: VendorSide) -> Iterator[Need]:
    """Yield the verification codes that may stand on false messages."""
    if Role.OFFICER in side.roles:
        for alarm in alarms_visible_in(side.program.pk):
            yield Need(
                kind=Kind.MESSAGES,
                title=gettext("A code is asked about from many networks"),
                url=_address(side, "vendor_messages"),
                part=gettext("Look into it"),
                since=alarm.raised_at,
            )


#: Every place that is asked what waits.
SOURCES: tuple[Source, ...] = (
    cases_to_put,
    findings_to_make,
    decisions_to_make,
    decisions_to_approve,
    plans_to_look_at,
    appeals_to_decide,
    questions_to_answer,
    agreement_drafts,
    course_drafts,
    campaign_drafts,
    rules_draft,
    waivers_to_judge,
    corrections_to_agree_to,
    documents_to_look_at,
    partners_unreachable,
    warnings_to_serve,
    notices_unserved,
    code_alarms,
)

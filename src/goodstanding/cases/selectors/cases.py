"""Which cases there are for whom, and which clock runs in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from goodstanding.accounts.models import Role
from goodstanding.cases.models import Case, Measure
from goodstanding.cases.rules.clocks import over_at
from goodstanding.cases.rules.lengths import Ends
from goodstanding.cases.rules.states import OPEN_STATES, CaseState
from goodstanding.cases.selectors.file import file_of
from goodstanding.cases.selectors.record import served_by_notice
from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import PartnerProfile
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.ui.due import WORK_QUEUE_WARN_DAYS, ClockNotStarted, Due, DueDate, NoDate

#: Who of the vendor reads cases. Finance sees what is taken back, a PDM and an operator nothing.
READERS = (Role.OFFICER, Role.DECIDER, Role.APPEAL_REVIEWER, Role.AUDITOR)
_FAR = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case of a list, with the clock that runs in it."""

    case: Case
    partner_name: str
    due: Due

    @property
    def due_at(self) -> datetime:
        """When its clock is over; far away where none runs."""
        return self.due.due_at if isinstance(self.due, DueDate) else _FAR


def cases_of_program(program_id: UUID) -> QuerySet[Case]:
    """Return every case of a program, for readers of the vendor."""
    return Case.objects.filter(program_id=program_id).select_related(
        "program", "investigator", "allegation", "concern"
    )


def cases_visible_to_partner(*, program_id: UUID, partner_id: UUID) -> QuerySet[Case]:
    """Return the cases a partner knows of: those in which something was put to it."""
    return (
        Case.objects.filter(program_id=program_id, partner_id=partner_id, allegation__isnull=False)
        .select_related("program", "allegation")
        .order_by("-allegation__alleged_at", "pk")
    )


def open_cases(program_id: UUID) -> QuerySet[Case]:
    """Return the cases in which somebody of the vendor, or the partner, has something to do."""
    return cases_of_program(program_id).filter(state__in=[state.value for state in OPEN_STATES])


def cases_with_a_plan(program_id: UUID) -> QuerySet[Case]:
    """Return the decided cases in which a plan is under way."""
    return cases_of_program(program_id).filter(
        Exists(_plans().filter(decision__case_id=OuterRef("pk"))), state=CaseState.DECIDED.value
    )


def _plans() -> QuerySet[Measure]:
    return Measure.objects.filter(
        superseded_at=None, valid_until=None, chosen__ends=Ends.COMPLETED.value
    )


def rows_of(cases: Iterable[Case], *, at: datetime) -> list[Row]:
    """Return cases with their clocks, the nearest first; without a clock, the oldest first."""
    held = list(cases)
    names = dict(
        PartnerProfile.objects.filter(
            in_force(at), partner_id__in={case.partner_id for case in held}
        ).values_list("partner_id", "name")
    )
    rows = [
        Row(
            case=case,
            partner_name=names.get(case.partner_id, ""),
            due=due_of(case, at=at, warn_days=WORK_QUEUE_WARN_DAYS),
        )
        for case in held
    ]
    return sorted(rows, key=lambda row: (row.due_at, row.case.opened_at, row.case.pk))


def due_of(case: Case, *, at: datetime, warn_days: int) -> Due:
    """Return the clock that runs in a case now."""
    zone = zone_of(case.partner_id, program_id=case.program_id, at=at)
    match case.stage:
        case CaseState.ALLEGED:
            allegation = case.allegation
            served = served_by_notice([allegation.notice_id]).get(allegation.notice_id)
            if served is None:
                return ClockNotStarted(days_from_service=allegation.answer_days)
            due_at = over_at(served, days=allegation.answer_days, zone=allegation.zone)
        case CaseState.APPEALED:
            appeal = (
                case.decisions.filter(appeal__isnull=False)
                .order_by("-number")
                .values_list("appeal__decide_by", flat=True)
                .first()
            )
            assert appeal is not None  # the state says that there is one
            due_at = appeal
        case CaseState.REOPENED if case.decide_again_by is not None:
            due_at = case.decide_again_by
        case CaseState.DECIDED if _plans().filter(decision__case=case).exists():
            told = file_of(case, at=at).told
            if told is None or told.plan_over_at is None:
                return NoDate()
            due_at = told.plan_over_at
        case _:
            return NoDate()
    return DueDate(due_at=due_at, zone=zone, now=at, warn_days=warn_days)


def appeal_due(case: Case, *, at: datetime) -> Due:
    """Return until when the decision of a case can be appealed against."""
    decision = case.decisions.filter(carried_out__isnull=False).order_by("-number").first()
    if decision is None or hasattr(decision, "appeal"):
        return NoDate()
    carried = decision.carried_out
    served = served_by_notice([carried.notice_id]).get(carried.notice_id)
    if served is None:
        return ClockNotStarted(days_from_service=carried.appeal_days)
    return DueDate(
        due_at=over_at(served, days=carried.appeal_days, zone=carried.zone),
        zone=carried.zone,
        now=at,
        until=gettext("Appeal until"),
    )

"""What is on a partner's record: findings it was told of, open questions, and decisions.

A finding that was made and not told yet is an open question to the partner: nothing is told
before its letter.
"""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.cases.models import Case
from goodstanding.cases.rules.states import Act, CaseState, may
from goodstanding.cases.selectors.cases import appeal_due, cases_visible_to_partner, due_of
from goodstanding.cases.selectors.file import CaseFile, DecisionNow, MeasureNow, file_of
from goodstanding.cases.selectors.told import Asked, asked_by, lasts, trouble_of
from goodstanding.partners.acting import Acting
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.ui.components import Trouble
from goodstanding.ui.due import CALM_WARN_DAYS, Due, DueDate
from goodstanding.values.clauses import ClauseRef
from goodstanding.web.addresses import address

_CLOSED = frozenset({CaseState.UNFOUNDED, CaseState.UNDONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """Something was put to the partner, and nobody has told it an outcome."""

    title: str
    clause: ClauseRef
    waits: bool  #: For the partner's answer.
    due: Due
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTold:
    """What follows from a finding that the partner was told of, as far as it lasts."""

    title: str
    clause: ClauseRef
    measures: tuple[MeasureNow, ...]  #: In force, and neither stayed nor over.
    asks: tuple[Asked, ...]  #: Those that end when the partner does something.
    trouble: Trouble
    stayed: bool  #: Some of it waits, for an appeal or to be decided again.
    appealed_until: DueDate | None  #: Until when an appeal is decided that was made.
    appeal: Due
    url: str
    appeal_url: str  #: Empty where it cannot be appealed against now.


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRecord:
    """What is on record today, and where to read of it."""

    findings: int
    questions: tuple[OpenQuestion, ...]
    decisions: tuple[DecisionTold, ...]
    zone: str  #: Where the partner's own days are counted.
    url: str


def record_of(acting: Acting) -> PartnerRecord:
    """Return what is on the record of the partner somebody acts for."""
    visible = cases_visible_to_partner(program_id=acting.program.pk, partner_id=acting.partner_id)
    files = [
        file_of(case, at=acting.at)
        for case in visible.exclude(state__in=[state.value for state in _CLOSED])
    ]
    return PartnerRecord(
        findings=sum(file.told is not None and file.overturned_at is None for file in files),
        questions=tuple(_question(acting, file) for file in files if file.told is None),
        decisions=tuple(
            _decision(acting, file, file.told) for file in files if file.told is not None
        ),
        zone=zone_of(acting.partner_id, program_id=acting.program.pk, at=acting.at),
        url=address("partner_cases", program=acting.program.code, partner=acting.partner_id),
    )


def _address(acting: Acting, name: str, case: Case) -> str:
    parts = {"program": acting.program.code, "partner": acting.partner_id}
    return address(name, **parts, case=case.pk)


def _question(acting: Acting, file: CaseFile) -> OpenQuestion:
    case, allegation = file.case, file.allegation
    assert allegation is not None  # it was put to the partner
    return OpenQuestion(
        title=case.title,
        clause=allegation.clause_ref,
        waits=may(case.stage, Act.ANSWER),
        due=due_of(case, at=acting.at, warn_days=CALM_WARN_DAYS),
        url=_address(acting, "partner_case", case),
    )


def _decision(acting: Acting, file: CaseFile, told: DecisionNow) -> DecisionTold:
    case, allegation = file.case, file.allegation
    assert allegation is not None  # it was put to the partner
    appeal = appeal_due(case, at=acting.at)
    in_time = not (isinstance(appeal, DueDate) and appeal.late)
    measures = tuple(one for one in told.measures if lasts(one, at=acting.at))
    clock = due_of(case, at=acting.at, warn_days=CALM_WARN_DAYS)
    return DecisionTold(
        title=case.title,
        clause=allegation.clause_ref,
        measures=measures,
        asks=asked_by(told, at=acting.at),
        trouble=trouble_of(file, at=acting.at),
        stayed=any(one.stay is not None for one in told.measures),
        appealed_until=clock
        if case.stage is CaseState.APPEALED and isinstance(clock, DueDate)
        else None,
        appeal=appeal,
        url=_address(acting, "partner_case", case),
        appeal_url=_address(acting, "partner_case_appeal", case)
        if in_time and may(case.stage, Act.APPEAL)
        else "",
    )

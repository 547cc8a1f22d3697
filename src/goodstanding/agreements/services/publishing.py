"""What publishes a version. From then on its bytes never change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from goodstanding.agreements.events import VersionPublished
from goodstanding.agreements.models import AgreementDraft, AgreementVersion, Clause
from goodstanding.agreements.rules.announcement import (
    Announcement,
    earliest_effect,
    pointers_in,
    problem_of_day,
    problem_of_sameness,
    problems_of,
)
from goodstanding.agreements.rules.clauses import ClauseText
from goodstanding.agreements.rules.redline import compare
from goodstanding.agreements.selectors.versions import clauses_of, cut, latest_version
from goodstanding.agreements.services.drafts import (
    locked_draft,
    require_revision,
    second_officer_of,
)
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import change
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day, starts_at
from goodstanding.values.errors import ConflictError


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Where the version comes in the row of versions, and from when it binds."""

    position: int
    published_on: date
    effective_on: date
    effective_at: datetime
    clauses: tuple[ClauseText, ...]


def publish_version(
    draft_id: UUID, *, revision: int, actor: Actor, at: datetime
) -> AgreementVersion:
    """Publish a draft as a second officer; publishing it again returns what was published.

    Everybody's standing in the program is recomputed in the background.

    Args:
        draft_id: The draft.
        revision: What the second officer read; nothing newer is published.
        actor: An officer of the program who did not write the draft.
        at: When.

    Raises:
        NotPermittedError: The actor is not a second officer of the program.
        ConflictError: The draft was changed or returned, its announcement is incomplete, it
            says what the version before says, or the notice would be too short.
    """
    with change(actor=actor, at=at) as done:
        draft = locked_draft(draft_id)
        approver = second_officer_of(draft, actor=actor, at=at)
        if draft.version is not None:
            return draft.version
        require_revision(draft, revision)
        plan = _plan(draft, at=at)
        version = _write(draft, plan, approver=approver, at=at)
        draft.version = version
        draft.save(update_fields=["version"])
        done.record(_published(version, plan.clauses), program_id=draft.agreement.program_id)
    return version


def _write(draft: AgreementDraft, plan: _Plan, *, approver: UUID, at: datetime) -> AgreementVersion:
    version = AgreementVersion.objects.create(
        agreement=draft.agreement,
        position=plan.position,
        language=draft.language,
        text=draft.text,
        text_sha256=draft.text_sha256,
        material=draft.material,
        material_reason=draft.reason,
        summary=draft.summary,
        published_at=at,
        published_on=plan.published_on,
        effective_at=plan.effective_at,
        effective_on=plan.effective_on,
        drafted_by_id=draft.drafted_by_id,
        approved_by_id=approver,
    )
    Clause.objects.bulk_create(
        Clause(
            version=version,
            code=clause.code,
            place=place,
            heading=clause.heading,
            text=clause.text,
        )
        for place, clause in enumerate(plan.clauses, start=1)
    )
    return version


def _plan(draft: AgreementDraft, *, at: datetime) -> _Plan:
    if draft.returned_at is not None:
        raise ConflictError(
            f"This draft was returned: {draft.returned_because} Change it first, then ask again."
        )
    last = latest_version(draft.agreement_id)
    if last is not None and at < last.published_at:
        raise ConflictError(
            f"Version {last.position} was published later than this. Check the clock of the server."
        )
    if last is not None and draft.text_sha256 == last.text_sha256:
        raise ConflictError(problem_of_sameness(last.position))
    clauses = cut(draft.text, agreement_id=draft.agreement_id)
    redline = compare(clauses_of(last), clauses)
    problems = problems_of(
        Announcement(
            first=last is None,
            material=draft.material,
            reason=draft.reason,
            summary=draft.summary,
            pointers=() if last is None else pointers_in(redline),
        )
    )
    if problems:
        raise ConflictError(" ".join(problems))
    return _dated(draft, last, clauses, at=at)


def _dated(
    draft: AgreementDraft,
    last: AgreementVersion | None,
    clauses: tuple[ClauseText, ...],
    *,
    at: datetime,
) -> _Plan:
    zone = draft.agreement.program.zone
    published_on = local_day(at, zone)
    earliest = earliest_effect(
        published_on=published_on,
        notice_days=draft.agreement.notice_days,
        before=None if last is None else last.effective_on,
    )
    effective_on = draft.effective_on or earliest
    problem = problem_of_day(
        effective_on,
        published_on=published_on,
        notice_days=draft.agreement.notice_days,
        earliest=earliest,
    )
    if problem:
        raise ConflictError(problem)
    return _Plan(
        position=1 if last is None else last.position + 1,
        published_on=published_on,
        effective_on=effective_on,
        # A first version may take effect in the middle of the day on which it is published.
        effective_at=max(starts_at(effective_on, zone), at),
        clauses=clauses,
    )


def _published(version: AgreementVersion, clauses: tuple[ClauseText, ...]) -> VersionPublished:
    return VersionPublished(
        version_id=version.pk,
        agreement=Code(version.agreement.code),
        position=version.position,
        language=Code(version.language),
        text_sha256=Code(version.text_sha256),
        clauses=[Code(clause.code) for clause in clauses],
        material=version.material,
        reason=Private(version.material_reason),
        summary=Private(version.summary),
        drafted_by=version.drafted_by_id,
        published_at=version.published_at,
        effective_at=version.effective_at,
    )

"""Which version says what, from when, and whom the next one will reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from goodstanding.agreements.models import Agreement, AgreementDraft, AgreementVersion, Clause
from goodstanding.agreements.rules.announcement import (
    Announcement,
    Pointer,
    earliest_effect,
    pointers_in,
    problem_of_day,
    problem_of_sameness,
    problems_of,
)
from goodstanding.agreements.rules.clauses import ClauseText, split
from goodstanding.agreements.rules.codes import assign
from goodstanding.agreements.rules.redline import Redline, compare
from goodstanding.evidence.dated import in_force
from goodstanding.partners.acting import SIGNATORY
from goodstanding.partners.models import Affiliation, Enrolment, EntityProfile
from goodstanding.values.days import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom a material version asks: partners that take part now, and their companies."""

    partners: int
    entities: int
    without_signatory: int  #: Partners for whom nobody could accept today.


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What publishing a draft would do."""

    before: AgreementVersion | None
    position: int
    clauses: tuple[ClauseText, ...]
    redline: Redline
    pointers: tuple[Pointer, ...]
    problems: tuple[str, ...]
    earliest_on: date
    effective_on: date
    reach: Reach


def agreements_of(program_id: UUID) -> QuerySet[Agreement]:
    """Return a program's agreements by title, each with its open draft and its versions."""
    return (
        Agreement.objects.filter(program_id=program_id)
        .select_related("program")
        .prefetch_related(
            Prefetch(
                "drafts", AgreementDraft.objects.filter(version=None).select_related("drafted_by")
            ),
            "versions",
        )
        .order_by("title", "code")
    )


def published_versions(agreement_id: UUID, *, at: datetime) -> QuerySet[AgreementVersion]:
    """Return what was published by an instant, the newest first."""
    return (
        AgreementVersion.objects.filter(agreement_id=agreement_id, published_at__lte=at)
        .select_related("agreement__program")
        .order_by("-position")
    )


def latest_version(agreement_id: UUID) -> AgreementVersion | None:
    """Return the version published last, whether it is in effect or not."""
    return AgreementVersion.objects.filter(agreement_id=agreement_id).order_by("-position").first()


def version_in_force(agreement_id: UUID, *, at: datetime) -> AgreementVersion | None:
    """Return the newest version in effect at an instant; none before the first takes effect."""
    return published_versions(agreement_id, at=at).filter(effective_at__lte=at).first()


def versions_in_force(program_id: UUID, *, at: datetime) -> QuerySet[AgreementVersion]:
    """Return the version in effect of each agreement of a program, by title."""
    newest = (
        AgreementVersion.objects.filter(agreement=OuterRef("agreement"), effective_at__lte=at)
        .order_by("-position")
        .values("pk")[:1]
    )
    return (
        AgreementVersion.objects.filter(agreement__program_id=program_id, pk=Subquery(newest))
        .select_related("agreement")
        .order_by("agreement__title")
    )


def clauses_of(version: AgreementVersion | None) -> tuple[ClauseText, ...]:
    """Return the clauses of a version in reading order; none of no version."""
    if version is None:
        return ()
    return tuple(
        ClauseText(code=code, heading=heading, text=text)
        for code, heading, text in Clause.objects.filter(version=version)
        .order_by("place")
        .values_list("code", "heading", "text")
    )


def cut(text: str, *, agreement_id: UUID) -> tuple[ClauseText, ...]:
    """Return the clauses a text would have as the agreement's next version.

    Raises:
        TextRefusedError: It cannot be cut into clauses.
    """
    used = Clause.objects.filter(version__agreement_id=agreement_id).order_by("version__position")
    return assign(
        split(text),
        previous=clauses_of(latest_version(agreement_id)),
        earlier=dict(used.values_list("code", "heading")),
    )


def redline_between(before: AgreementVersion | None, after: AgreementVersion) -> Redline:
    """Return what changed from one version to another."""
    return compare(clauses_of(before), clauses_of(after))


def open_draft(agreement_id: UUID) -> AgreementDraft | None:
    """Return the draft of the next version, if somebody writes one."""
    return (
        AgreementDraft.objects.filter(agreement_id=agreement_id, version=None)
        .select_related("agreement__program", "drafted_by", "returned_by")
        .first()
    )


def reach_of(program_id: UUID, *, at: datetime) -> Reach:
    """Return whom a material version published now would ask."""
    partners = Enrolment.objects.filter(in_force(at), program_id=program_id).values("partner_id")
    enrolled = partners.distinct().count()
    signing = Affiliation.objects.filter(
        in_force(at), role=SIGNATORY, partner_id__in=partners
    ).values("partner_id")
    return Reach(
        partners=enrolled,
        entities=EntityProfile.objects.filter(in_force(at), partner_id__in=partners).count(),
        without_signatory=enrolled - signing.distinct().count(),
    )


def preview_of(draft: AgreementDraft, *, at: datetime) -> Preview:
    """Return what publishing an open draft now would do, and what stands in the way."""
    before = latest_version(draft.agreement_id)
    clauses = cut(draft.text, agreement_id=draft.agreement_id)
    redline = compare(clauses_of(before), clauses)
    pointers = () if before is None else pointers_in(redline)
    agreement = draft.agreement
    published_on = local_day(at, agreement.program.zone)
    earliest = earliest_effect(
        published_on=published_on,
        notice_days=agreement.notice_days,
        before=None if before is None else before.effective_on,
    )
    effective_on = draft.effective_on or earliest
    unchanged = before is not None and before.text_sha256 == draft.text_sha256
    further = (
        problem_of_sameness(before.position) if before is not None and unchanged else "",
        problem_of_day(
            effective_on,
            published_on=published_on,
            notice_days=agreement.notice_days,
            earliest=earliest,
        ),
    )
    return Preview(
        before=before,
        position=1 if before is None else before.position + 1,
        clauses=clauses,
        redline=redline,
        pointers=pointers,
        problems=problems_of(
            Announcement(
                first=before is None,
                material=draft.material,
                reason=draft.reason,
                summary=draft.summary,
                pointers=pointers,
            )
        )
        + tuple(sentence for sentence in further if sentence),
        earliest_on=earliest,
        effective_on=effective_on,
        reach=reach_of(agreement.program_id, at=at),
    )

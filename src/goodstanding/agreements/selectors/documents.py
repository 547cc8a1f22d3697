"""What the rule book asks a partner to show, what it showed, and what an officer said."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from goodstanding.agreements.models import Document, DocumentVerdict
from goodstanding.agreements.rules.statements import StatementTerms
from goodstanding.agreements.selectors.statements import binding_duties
from goodstanding.rulebook.pack import Show


def asked_documents(
    program_id: UUID, partner_id: UUID, *, at: datetime
) -> tuple[StatementTerms, ...]:
    """Return what the rule book in force asks a partner of this tier to show, in its order."""
    return tuple(
        StatementTerms(
            name=duty.verb.document,
            obligation=duty.name,
            title=duty.title,
            clause=str(duty.clause or ""),
            per=duty.verb.per,
            valid=None,
            pack_version=version,
        )
        for duty, version in binding_duties(program_id, partner_id, at=at)
        if isinstance(duty.verb, Show)
    )


def documents_of(partner_id: UUID, program_id: UUID) -> QuerySet[Document]:
    """Return what a partner showed in a program, the latest first, without the bytes.

    Each has ``said``: the verdict that holds, in a list of one, or none.
    """
    holding = DocumentVerdict.objects.filter(voided_at=None).select_related("person")
    return (
        Document.objects.filter(partner_id=partner_id, program_id=program_id)
        .defer("content")
        .select_related("sent_by")
        .prefetch_related(Prefetch("verdicts", queryset=holding, to_attr="said"))
        .order_by("-sent_at", "pk")
    )


def documents_to_check(program_id: UUID) -> QuerySet[Document]:
    """Return the documents of a program that wait for an officer, the oldest first."""
    said = DocumentVerdict.objects.filter(document=OuterRef("pk"), voided_at=None)
    return (
        Document.objects.filter(~Exists(said), program_id=program_id)
        .defer("content")
        .order_by("sent_at", "pk")
    )


def verdict_on(document_id: UUID) -> DocumentVerdict | None:
    """Return what an officer said to a document, if it holds."""
    return (
        DocumentVerdict.objects.filter(document_id=document_id, voided_at=None)
        .select_related("person")
        .first()
    )

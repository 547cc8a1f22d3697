"""What a certificate says: to its holder, and to a stranger who has its code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from goodstanding.training.models import Certificate
from goodstanding.training.rules.certificates import initials


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCertificate:
    """What the public check tells: enough to compare with the paper, nothing about the company."""

    code: str
    course: str
    vendor: str
    initials: str  #: Empty after the holder was erased, or gave no name.
    passed_on: date
    until_on: date | None
    withdrawn: bool


def certificates_of(person_id: UUID) -> QuerySet[Certificate]:
    """Return a person's own certificates, the newest first."""
    return (
        Certificate.objects.filter(completion__person_id=person_id)
        .select_related("completion__version__course__program", "completion__person")
        .order_by("-issued_at", "-pk")
    )


def public_certificate(code: str) -> PublicCertificate | None:
    """Return what a stranger may know of a certificate; one query, known or not."""
    certificate = (
        Certificate.objects.filter(code=code)
        .select_related("completion__version__course__program", "completion__person")
        .first()
    )
    if certificate is None:
        return None
    completion = certificate.completion
    return PublicCertificate(
        code=certificate.code,
        course=completion.version.title,
        vendor=completion.version.course.program.vendor_name,
        initials=initials(completion.person.name),
        passed_on=completion.passed_on,
        until_on=completion.until_on,
        withdrawn=completion.voided_at is not None,
    )

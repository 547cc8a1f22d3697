"""Makers of documents that partners show."""

from __future__ import annotations

from datetime import date, datetime

from goodstanding.agreements.models import Document
from goodstanding.agreements.rules.statements import StatedUnit, StatementTerms
from goodstanding.agreements.services.showing import send_document
from goodstanding.programs.models import Program
from goodstanding.rulebook.pack import Unit
from goodstanding.values.actor import Actor
from goodstanding.values.keys import PartnerKey
from tests.builders import NOON, make_location
from tests.builders_agreements import Signing

#: Asks every legal entity to show that it is insured.
SHOW = """  insured:
    title: Each legal entity shows that it is insured.
    clause: partner-code#gifts
    show: {document: insurance, per: entity}
    due: 30 days after assignment
    countdown: talk-first
"""
PDF = b"%PDF-1.7\nWe insure Fabrikam GmbH.\n"
NEXT_YEAR = date(2027, 8, 31)


def make_document_terms(*, per: Unit = Unit.ENTITY) -> StatementTerms:
    """Return what a rule book asks to be shown."""
    return StatementTerms(
        name="insurance",
        obligation="insured",
        title="Each legal entity shows that it is insured.",
        clause="partner-code#gifts",
        per=per,
        valid=None,
        pack_version=1,
    )


def make_document(
    signing: Signing,
    *,
    program: Program,
    content: bytes = PDF,
    until_on: date | None = NEXT_YEAR,
    at: datetime = NOON,
) -> Document:
    """Return a document that the partner's company sent."""
    if not signing.entity.location_profiles.exists():
        make_location(signing.entity, at=at)
    return send_document(
        make_document_terms(),
        PartnerKey(program.pk, signing.partner.pk),
        unit=StatedUnit(entity_id=signing.entity.pk),
        file_name="insurance.pdf",
        content=content,
        until_on=until_on,
        actor=Actor.person(signing.signer.pk),
        at=at,
    )

"""The tables of this room; Django looks for them here."""

from goodstanding.agreements.models.documents import Document, DocumentVerdict
from goodstanding.agreements.models.statements import Statement
from goodstanding.agreements.models.texts import (
    RECEIPT,
    SHA256,
    Acceptance,
    Agreement,
    AgreementDraft,
    AgreementVersion,
    Clause,
)

__all__ = (
    "RECEIPT",
    "SHA256",
    "Acceptance",
    "Agreement",
    "AgreementDraft",
    "AgreementVersion",
    "Clause",
    "Document",
    "DocumentVerdict",
    "Statement",
)

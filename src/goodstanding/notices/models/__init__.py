"""The tables of this room; Django looks for them here."""

from goodstanding.notices.models.sending import (
    MAY_ARRIVE,
    SUBJECT_CHARS_MAX,
    CodeAlarm,
    CodeCheck,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    Notice,
    NoticeSubject,
    NoticeText,
    Proof,
    Recipient,
)
from goodstanding.notices.models.warnings import AuthorizationWarning

__all__ = (
    "MAY_ARRIVE",
    "SUBJECT_CHARS_MAX",
    "AuthorizationWarning",
    "CodeAlarm",
    "CodeCheck",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryState",
    "Notice",
    "NoticeSubject",
    "NoticeText",
    "Proof",
    "Recipient",
)

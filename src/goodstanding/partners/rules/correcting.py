"""What of an authorization two officers can correct, and who of them may say so."""

from __future__ import annotations

from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError


class SecondOfficerError(NotPermittedError):
    """Whoever proposed a correction does not judge it."""

    code = "correction_same_hands"

    def __init__(self) -> None:
        super().__init__(
            "You proposed this correction. Another officer agrees to it or refuses it."
        )


def require_words(reason: str, evidence: str) -> None:
    """Refuse a correction that does not say why, or what shows it; both at once.

    Raises:
        InvalidValueError: With a sentence for each that is missing.
    """
    missing = []
    if not reason.strip():
        missing.append("Say what is wrong, and how it came about.")
    if not evidence.strip():
        missing.append("Say what shows it, such as a receipt, a letter or a case.")
    if missing:
        raise InvalidValueError(" ".join(missing))


def require_end(*, ended: bool, by_partner: bool) -> None:
    """Refuse to correct an end that is not there, or that only the partner takes back.

    Raises:
        ConflictError: No end is on record, or it is a notice of the partner.
    """
    if not ended:
        raise ConflictError("No end of this authorization is on record, so none is wrong.")
    if by_partner:
        raise ConflictError(
            "The partner itself gave notice. Only its signatory takes that back, or you grant it "
            "anew."
        )

"""What the public check may say about a genuine message: nothing that names anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from goodstanding.notices.answers import answers_of
from goodstanding.notices.models import Delivery, Notice
from goodstanding.notices.rules.codes import VerificationCode
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.mailboxes import masked
from goodstanding.notices.site import sender_address, site_name
from goodstanding.ui.components import FiveAnswers
from goodstanding.values.days import local_day

_NOBODY = UUID(int=0)
_MAILBOXES_MAX = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Genuine:
    """A message of ours, as anybody with its code may see it."""

    code: VerificationCode
    kind: NoticeKind
    vendor: str
    answers: FiveAnswers
    subject_line: str
    sent_on: date
    mailboxes: tuple[str, ...]  #: Where letters went, masked.
    from_address: str
    site: str  #: The one address the letter names.


def genuine(notice: Notice | None) -> Genuine | None:
    """Return what the check shows of a notice; the same statements run where there is none.

    Dates stand as the letter told them, and not as they were worked out since.
    """
    notice_id = _NOBODY if notice is None else notice.pk
    addresses = list(
        Delivery.objects.filter(recipient__notice_id=notice_id)
        .exclude(address="")
        .order_by("address")
        .values_list("address", flat=True)[:_MAILBOXES_MAX]
    )
    if notice is None:
        return None
    return Genuine(
        code=VerificationCode(notice.code),
        kind=NoticeKind(notice.text.kind),
        vendor=notice.program.vendor_name,
        answers=answers_of(notice, served_at=None, public=True),
        subject_line=notice.subject_line,
        sent_on=local_day(notice.sent_at, notice.program.zone),
        mailboxes=tuple(dict.fromkeys(masked(address) for address in addresses)),
        from_address=sender_address(),
        site=site_name(),
    )

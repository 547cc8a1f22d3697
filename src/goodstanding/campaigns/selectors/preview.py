"""The letter of a campaign as one person will read it, before there is a notice."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import override

from goodstanding.accounts.models import Person
from goodstanding.campaigns.models import Campaign
from goodstanding.campaigns.selectors.audience import Somebody
from goodstanding.campaigns.selectors.deadlines import deadline_of
from goodstanding.notices.letters import Letter
from goodstanding.notices.models import Notice, NoticeText, Recipient
from goodstanding.notices.rules.codes import VerificationCode
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.selectors.letters import as_letter
from goodstanding.notices.subjects import subject_line


def letter_to(campaign: Campaign, somebody: Somebody, *, at: datetime) -> Letter:
    """Return the letter word for word, as the same code writes it that sends it.

    Nothing is kept. Its code is a sample: each message gets one of its own.
    """
    person = Person.objects.get(pk=somebody.person_id)
    kind = NoticeKind(campaign.kind)
    deadline = deadline_of(campaign, zone=somebody.zone, zone_assumed=somebody.zone_assumed)
    told = subject_line(kind, campaign.words["title"], deadline)
    with override(person.language):
        notice = Notice(
            text=NoticeText(
                program=campaign.program,
                cause_id=campaign.pk,
                kind=campaign.kind,
                words=campaign.words,
                sender=campaign.sender,
            ),
            program=campaign.program,
            partner_id=somebody.partner_id,
            person=person,
            subject_line=told,
            code=VerificationCode.of_number(0).letters,
            due_at=deadline.at if deadline else None,
            zone=somebody.zone if deadline else "",
            zone_assumed=somebody.zone_assumed,
            sent_at=at,
        )
        recipient = Recipient(
            notice=notice, person=person, contact_ids=[], roles=list(somebody.roles)
        )
        return as_letter(notice, recipient)

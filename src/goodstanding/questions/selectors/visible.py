"""Which questions somebody may see, from each of the three sides."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from goodstanding.accounts.models import Role
from goodstanding.partners.acting import CONTACTS
from goodstanding.questions.models import Guidance, Question
from goodstanding.questions.rules.states import AT_DISTRIBUTOR, AT_VENDOR, BETWEEN, OPEN_STATES
from goodstanding.questions.selectors.ways import way_lasts
from goodstanding.values.keys import PartnerKey

#: Who of the vendor reads and answers questions. What is confidential, officers alone.
DESK = (Role.OFFICER, Role.PDM)

_OPEN = [state.value for state in OPEN_STATES]
_BETWEEN = [state.value for state in BETWEEN]
_AT_DISTRIBUTOR = [state.value for state in AT_DISTRIBUTOR]
_AT_VENDOR = [state.value for state in AT_VENDOR]


def _questions() -> QuerySet[Question]:
    return Question.objects.select_related("program", "asked_by", "notice", "case")


def questions_of_partner(
    key: PartnerKey, *, person_id: UUID, roles: Collection[str]
) -> QuerySet[Question]:
    """Return what a person who acts for a partner in ``roles`` may read, the latest first.

    Everybody reads what they asked. Who may speak for the partner reads what colleagues asked
    too, but not about a message that one of them alone was sent.
    """
    of_partner = _questions().filter(program_id=key.program_id, partner_id=key.partner_id)
    own = Q(asked_by_id=person_id)
    shared = Q(notice=None) | Q(notice__person=None)
    readable = own | shared if CONTACTS.intersection(roles) else own
    return of_partner.filter(readable).order_by("-asked_at", "-pk")


def questions_of_distributor(
    distributor_id: UUID, *, program_id: UUID, at: datetime
) -> QuerySet[Question]:
    """Return what was asked through a distributor by those who buy through it still.

    What went straight to the vendor does not exist here; neither does anything of a partner
    whose relationship has ended, even where another one with the same distributor began.
    """
    return (
        _questions()
        .filter(
            way_lasts(at),
            program_id=program_id,
            distributor_id=distributor_id,
            relationship_id__isnull=False,
            confidential=False,
        )
        .order_by("due_at", "pk")
    )


def questions_of_vendor(program_id: UUID, *, roles: Collection[Role]) -> QuerySet[Question]:
    """Return what the vendor's people in ``roles`` may read of a program's questions."""
    questions = _questions().filter(program_id=program_id).order_by("due_at", "pk")
    return questions if Role.OFFICER in roles else questions.filter(confidential=False)


def waiting_for_distributor() -> Q:
    """Return the condition that a question lies at the distributor's desk."""
    return Q(state__in=_AT_DISTRIBUTOR)


def waiting_for_vendor(*, at: datetime) -> Q:
    """Return the condition that the vendor has to answer.

    What lies with a distributor that has left is the vendor's from that instant, whether or not
    the routine that writes it down has been by.
    """
    return Q(state__in=_AT_VENDOR) | Q(~way_lasts(at), state__in=_AT_DISTRIBUTOR)


def is_open() -> Q:
    """Return the condition that somebody has something to do."""
    return Q(state__in=_OPEN)


def left_behind(*, at: datetime) -> QuerySet[Question]:
    """Return open questions whose distributor the partner buys through no more."""
    return Question.objects.filter(~way_lasts(at), state__in=_BETWEEN).order_by("pk")


def guidance_of(program_id: UUID) -> QuerySet[Guidance]:
    """Return the guidance every partner of a program reads, the latest first."""
    return Guidance.objects.filter(program_id=program_id, voided_at=None).order_by(
        "-happened_at", "-pk"
    )

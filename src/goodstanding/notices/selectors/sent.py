"""What the vendor sent, and how far it got."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from goodstanding.notices.models import MAY_ARRIVE, CodeAlarm, Delivery, Notice
from goodstanding.notices.selectors.service import is_served
from goodstanding.partners.models import PartnerProfile


class Progress(StrEnum):
    """How far a notice got; the words of the delivery badges."""

    SENT = "sent"  #: Letters left or wait; nobody has confirmed one.
    SERVED = "served"
    NOT_REACHED = "not-reached"  #: No letter can arrive, and nobody has confirmed one.


def notices_sent(program_id: UUID) -> QuerySet[Notice]:
    """Return the notices of a program with their ``progress`` and partner, newest first."""
    hopeful = Exists(
        Delivery.objects.filter(
            recipient__notice=OuterRef("pk"), state__in=[state.value for state in MAY_ARRIVE]
        )
    )
    name = PartnerProfile.objects.filter(
        partner_id=OuterRef("partner_id"), superseded_at=None, valid_until=None
    ).values("name")[:1]
    return (
        Notice.objects.filter(program_id=program_id)
        .select_related("text")
        .annotate(
            served=is_served(),
            progress=Case(
                When(is_served(), then=Value(Progress.SERVED.value)),
                When(hopeful, then=Value(Progress.SENT.value)),
                default=Value(Progress.NOT_REACHED.value),
                output_field=CharField(),
            ),
            partner_name=Subquery(name),
        )
        .order_by("-sent_at", "-pk")
    )


def with_deliveries(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Add how many letters each notice has, and how far they are, for the page shown."""
    states = {
        "handed_over": ["handed-over", "uncertain"],
        "under_way": ["waiting", "handing-over"],
        "lost": ["refused", "given-up", "withdrawn"],
    }
    return notices.annotate(
        people=Count("recipients", distinct=True),
        **{
            name: Count(
                "recipients__delivery",
                filter=Q(recipients__delivery__state__in=which),
                distinct=True,
            )
            for name, which in states.items()
        },
    )


def progress_counts(program_id: UUID) -> dict[str, int]:
    """Return how many notices of a program are in each state of progress, zero included."""
    sent = notices_sent(program_id).order_by()
    return {
        progress.value: sent.filter(Q(progress=progress.value)).count() for progress in Progress
    }


def alarms_visible_in(program_id: UUID) -> QuerySet[CodeAlarm]:
    """Return the open alarms about codes of a program, and about codes that are nobody's."""
    return (
        CodeAlarm.objects.filter(closed_at=None)
        .filter(Q(notice__program_id=program_id) | Q(notice=None))
        .select_related("notice")
        .order_by("raised_at", "pk")
    )

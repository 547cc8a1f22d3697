"""What the vendor sent: whom it reached, whom not, and codes that go round."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from goodstanding.accounts.models import Role
from goodstanding.notices.answers import answers_of
from goodstanding.notices.models import Recipient
from goodstanding.notices.selectors.letters import as_letter, roles_text
from goodstanding.notices.selectors.sent import (
    Progress,
    alarms_visible_in,
    notices_sent,
    progress_counts,
    with_deliveries,
)
from goodstanding.notices.selectors.service import served_at
from goodstanding.notices.services.checking import close_alarm
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.ui.badges import badge_of
from goodstanding.ui.components import Chip, Column
from goodstanding.ui.htmx import go_to
from goodstanding.values import clock

_PAGE = 50
_READERS = (Role.OFFICER, Role.DECIDER, Role.APPEAL_REVIEWER, Role.AUDITOR)


@require_safe
@vendor_side(*_READERS)
def vendor_messages(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """List the messages of a program with how far each got; ``?state=`` shows one state."""
    wanted = request.GET.get("state", "")
    state = wanted if wanted in set(Progress) else ""
    sent = notices_sent(side.program.pk)
    shown = with_deliveries(sent.filter(Q(progress=state)) if state else sent)
    counts = progress_counts(side.program.pk)
    here = request.path
    chips = (
        Chip(label=gettext("All"), url=here, count=sum(counts.values()), current=not state),
        *(
            Chip(
                label=badge_of("delivery", each).word,
                url=f"{here}?state={each}",
                count=counts[each],
                current=state == each,
            )
            for each in Progress
        ),
    )
    columns = (
        Column(label=gettext("Message")),
        Column(label=gettext("Partner")),
        Column(label=gettext("Kind")),
        Column(label=gettext("Sent")),
        Column(label=gettext("How far it got")),
        Column(label=gettext("Letters")),
    )
    return render(
        request,
        "notices/sent.html",
        {
            "side": side,
            "page": Paginator(shown, _PAGE).get_page(request.GET.get("page")),
            "chips": chips,
            "counts": counts,
            "columns": columns,
            "alarms": alarms_visible_in(side.program.pk),
            "may_close": Role.OFFICER in side.roles,
        },
    )


@never_cache
@require_safe
@vendor_side(*_READERS)
def vendor_message(request: HttpRequest, side: VendorSide, notice: UUID) -> HttpResponse:
    """Show one message word for word, to whom it went, and since when it counts as served."""
    shown = get_object_or_404(
        notices_sent(side.program.pk).select_related("text__sender", "program"), pk=notice
    )
    served = served_at(shown.pk, known_at=side.at)
    recipients = Recipient.objects.filter(notice=shown).select_related("person", "delivery")
    people = [
        (recipient, roles_text(recipient.roles))
        for recipient in recipients.order_by("person__name", "pk")
    ]
    return render(
        request,
        "notices/sent_one.html",
        {
            "side": side,
            "notice": shown,
            "letter": as_letter(shown, None),
            "answers": answers_of(shown, served_at=served),
            "served_at": served,
            "people": people,
            "may_hand_over": Role.OFFICER in side.roles and shown.partner_id is not None,
            "columns": (
                Column(label=gettext("Person")),
                Column(label=gettext("As")),
                Column(label=gettext("Letter")),
            ),
        },
    )


@require_POST
@vendor_side(Role.OFFICER)
def close_code_alarm(request: HttpRequest, side: VendorSide, alarm: UUID) -> HttpResponse:
    """Note that an officer looked at why a code goes round."""
    shown = get_object_or_404(alarms_visible_in(side.program.pk), pk=alarm)
    close_alarm(shown.pk, program_id=side.program.pk, actor=side.actor, at=clock.now())
    return go_to(request, reverse("vendor_messages", args=[side.program.code]))

"""The inbox of a partner: what was sent, word for word, and saying "I have read this"."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.notices.answers import answers_of
from goodstanding.notices.models import Recipient
from goodstanding.notices.rules.outcomes import ServedBy
from goodstanding.notices.selectors.inbox import messages_visible_to
from goodstanding.notices.selectors.letters import as_letter
from goodstanding.notices.selectors.service import served_at
from goodstanding.notices.services.serving import record_service
from goodstanding.partners.acting import Acting, acting_for
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.ui.components import Column
from goodstanding.ui.htmx import go_to
from goodstanding.values import clock

_PAGE = 50


@require_safe
@acting_for()
def partner_messages(request: HttpRequest, acting: Acting) -> HttpResponse:
    """List what was sent to the partner and to this person, newest first."""
    visible = messages_visible_to(
        acting.person.pk,
        program_id=acting.program.pk,
        partner_id=acting.partner_id,
        roles=acting.roles,
        at=acting.at,
    )
    columns = (
        Column(label=gettext("Message")),
        Column(label=gettext("Kind")),
        Column(label=gettext("Sent")),
        Column(label=gettext("Read")),
    )
    page = Paginator(visible, _PAGE).get_page(request.GET.get("page"))
    unread = visible.filter(Q(read=False)).count()
    context = {
        "acting": acting,
        "page": page,
        "unread": unread,
        "columns": columns,
        "zone": zone_of(acting.partner_id, program_id=acting.program.pk, at=acting.at),
    }
    return render(request, "notices/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting_for()
def partner_message(request: HttpRequest, acting: Acting, notice: UUID) -> HttpResponse:
    """Show one message; a POST says that this person has read it."""
    visible = messages_visible_to(
        acting.person.pk,
        program_id=acting.program.pk,
        partner_id=acting.partner_id,
        roles=acting.roles,
        at=acting.at,
    )
    shown = get_object_or_404(visible, pk=notice)
    if request.method == "POST":
        news = record_service(
            shown.pk,
            person_id=acting.person.pk,
            how=ServedBy.INBOX,
            actor=acting.actor,
            at=clock.now(),
        )
        if news:
            messages.success(request, gettext("We have noted that you have read this."))
        return go_to(
            request,
            reverse("partner_message", args=[acting.program.code, acting.partner_id, shown.pk]),
        )
    own = Recipient.objects.select_related("person").filter(
        notice=shown, person_id=acting.person.pk
    )
    served = served_at(shown.pk, known_at=acting.at)
    return render(
        request,
        "notices/message.html",
        {
            "acting": acting,
            "notice": shown,
            "letter": as_letter(shown, own.first()),
            "answers": answers_of(shown, served_at=served),
            "served_at": served,
            "zone": zone_of(acting.partner_id, program_id=acting.program.pk, at=acting.at),
        },
    )

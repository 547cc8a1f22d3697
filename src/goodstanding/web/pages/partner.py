"""The partner's own home, and its standing on any day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from goodstanding.cases.selectors.waiting import waiting_causes
from goodstanding.incentives.selectors.statement import clawbacks_of
from goodstanding.partners.acting import CONTACTS, Acting, acting_for
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.standing.selectors import Standing, standing_at, standing_now
from goodstanding.ui.components import Column
from goodstanding.ui.dates import instant_text
from goodstanding.web.addresses import address
from goodstanding.web.answers import home_words
from goodstanding.web.answers_agreements import agreement_tasks
from goodstanding.web.answers_courses import course_tasks
from goodstanding.web.changes import changes_of
from goodstanding.web.pages.places import places_of
from goodstanding.web.past_days import DayForm
from goodstanding.web.record import record_of
from goodstanding.web.ways import Reader, way_told


@require_safe
@acting_for()
def partner_home(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Say in ten seconds: are we in trouble, what is due, by when, why, and what if not."""
    context: dict[str, object]
    if not acting.roles & CONTACTS:
        context = {"acting": acting, "tasks": course_tasks(acting)}
        return render(request, "web/employee_home.html", context)
    standing = standing_now(acting.key, at=acting.at)
    context = {"acting": acting, "standing": standing, "words": None}
    if standing is not None:
        places, record = places_of(acting), record_of(acting)
        context |= {
            "words": home_words(
                standing,
                partner_name=acting.partner_name,
                places=places,
                record=record,
                now=acting.at,
                beside=agreement_tasks(acting, standing),
            ),
            "changes": changes_of(
                standing,
                record=record,
                clawbacks=clawbacks_of(acting.key),
                waiting=waiting_causes(acting.key, at=acting.at),
                statement_url=address("partner_incentives", **places.parts),
                unit_name=places.unit_name,
            ),
            "columns": (
                Column(label=gettext("What")),
                Column(label=gettext("Now")),
                Column(label=gettext("Until")),
            ),
            "way": way_told(standing, Reader.partner(places, record)),
            "appealable": [one for one in record.decisions if one.appeal_url],
            "entities_url": address("partner_ownerships", **places.parts)
            if len(places.entities) > 1
            else "",
            "questions_url": address("partner_questions", **places.parts),
        }
    return render(request, "web/partner_home.html", context)


@require_safe
@acting_for(*sorted(CONTACTS))
def partner_standing(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Show where the partner stood at the end of a day, as known on a day."""
    zone = zone_of(acting.partner_id, program_id=acting.program.pk, at=acting.at)
    form = DayForm(request.GET or None, zone=zone, now=acting.at)
    as_of, known_at = form.moments() if form.is_valid() else (acting.at, None)
    standing: Standing | None = None
    if not form.errors:
        standing = standing_at(acting.key, as_of=as_of, known_at=known_at)
    words = (
        home_words(
            standing,
            partner_name=acting.partner_name,
            places=places_of(acting),
            record=None,
            now=as_of,
        )
        if standing and standing.reasons  # else nothing was asked of it, so it is no verdict
        else None
    )
    return render(
        request,
        "web/partner_standing.html",
        {
            "acting": acting,
            "form": form,
            "standing": standing,
            "words": words,
            "as_of_text": instant_text(as_of, zone),
            "known_text": instant_text(known_at, zone) if known_at else "",
        },
        status=422 if form.errors else 200,
    )

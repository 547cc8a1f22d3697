"""The events that touched a partner: all of them, and those its own contacts may read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from goodstanding.cases.models import Case, CaseEnding, Decision, Finding
from goodstanding.evidence.models import Event, EventPartner
from goodstanding.notices.events import NoticeEvent
from goodstanding.notices.models import Notice
from goodstanding.partners.models import Affiliation
from goodstanding.training.models import Completion
from goodstanding.values.keys import PartnerKey
from goodstanding.web.timeline_words import EVENTS, Reader

Content = Mapping[str, object]


def events_of(key: PartnerKey) -> QuerySet[Event]:
    """Return every event that touched a partner in a program, in the order of the log.

    A message to very many partners is one event that names none of them. It belongs to each
    partner that got a notice from it.
    """
    touched = EventPartner.objects.filter(program_id=key.program_id, partner_id=key.partner_id)
    texts = Notice.objects.filter(program_id=key.program_id, partner_id=key.partner_id)
    sent = Q(
        name=NoticeEvent.NOTICE_SENT.value,
        subject__in=_subjects("text", texts.order_by().values_list("text_id", flat=True)),
    )
    return Event.objects.filter(Q(pk__in=touched.values("event_id")) | sent).order_by("seq")


def seen_by_partner(key: PartnerKey) -> QuerySet[Event]:
    """Return those events of a partner that its own contacts may read.

    Which they are is said event by event in ``timeline_words``. Of some they read those they
    were told of: messages to all of the partner's contacts, findings and later decisions once
    the decision was told, the end of a case that was put to them, and courses somebody passed
    while working for them.
    """
    always = [name for name, words in EVENTS.items() if words.reader is Reader.PARTNER]
    seen = Q(name__in=always)
    for names, subjects in _told(key):
        seen |= Q(name__in=names, subject__in=subjects)
    return events_of(key).filter(seen)


def _told(key: PartnerKey) -> Iterable[tuple[tuple[str, ...], list[str]]]:
    own: dict[str, UUID] = {"program_id": key.program_id, "partner_id": key.partner_id}
    notices = Notice.objects.filter(person=None, **own).order_by()
    yield ("notice.sent",), _subjects("text", notices.values_list("text_id", flat=True))
    yield (
        ("notice.served", "notice.bounced", "notice.handed-over"),
        _subjects("notice", notices.values_list("pk", flat=True)),
    )
    cases = Case.objects.filter(**own)
    ended = CaseEnding.objects.filter(case__in=cases, notice__isnull=False)
    yield ("case.ended",), _subjects("case", ended.values_list("case_id", flat=True))
    decided = Decision.objects.filter(case__in=cases, carried_out__isnull=False)
    found = Finding.objects.filter(case__in=decided.values("case"))
    yield ("finding.made",), _subjects("finding", found.values_list("pk", flat=True))
    yield ("decision.touched",), _subjects("decision", decided.values_list("pk", flat=True))
    # Somebody may have passed for another employer before they came or after they left.
    at_work = Affiliation.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=OuterRef("happened_at")),
        person_id=OuterRef("person_id"),
        partner_id=key.partner_id,
        superseded_at=None,
        valid_from__lte=OuterRef("happened_at"),
    )
    people = Affiliation.objects.filter(partner_id=key.partner_id).values("person_id")
    passed = Completion.objects.filter(Exists(at_work), person_id__in=people)
    yield ("completion.recorded",), _subjects("completion", passed.values_list("pk", flat=True))


def _subjects(noun: str, identifiers: Iterable[UUID]) -> list[str]:
    return sorted({f"{noun}:{identifier}" for identifier in identifiers})


def recorded_between(
    events: QuerySet[Event], *, since: datetime | None, until: datetime | None
) -> QuerySet[Event]:
    """Return the events recorded in ``[since, until)``; an end that is not given is open."""
    if since is not None:
        events = events.filter(recorded_at__gte=since)
    if until is not None:
        events = events.filter(recorded_at__lt=until)
    return events


def content_of(event: Event) -> Content:
    """Return what an event says, from the bytes that are proven."""
    decoded = json.loads(bytes(event.bytes))
    content: Content = decoded["content"]
    return content

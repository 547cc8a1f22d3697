"""Events as lines of a time line: a sentence, two times, who did it, and where it can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext

from goodstanding.cases.models import Appeal, Case, Decision, Finding
from goodstanding.evidence.models import Event
from goodstanding.notices.models import Notice
from goodstanding.ui.components import LineItem, Link
from goodstanding.ui.dates import instant_text
from goodstanding.values.keys import PartnerKey
from goodstanding.web.addresses import address
from goodstanding.web.timeline import Content, content_of
from goodstanding.web.timeline_people import Actors
from goodstanding.web.timeline_words import sentence_of, words_of

#: Between the two times of an event; less than this is the same moment to people.
_APART = timedelta(minutes=1)


class Order(StrEnum):
    """By which of its two times an event stands on the line."""

    HAPPENED = "happened"
    KNOWN = "known"

    @property
    def columns(self) -> tuple[str, str]:
        """What the log is sorted by, the newest first."""
        return ("-happened_at" if self is Order.HAPPENED else "-recorded_at", "-seq")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Who reads a time line: the partner itself, or the vendor."""

    key: PartnerKey
    program_code: str
    vendor_name: str
    zone: str
    for_partner: bool


def items_of(events: Iterable[Event], reading: Reading, *, order: Order) -> tuple[LineItem, ...]:
    """Return events as lines, in the order given."""
    held = [(event, content_of(event)) for event in events]
    actors = Actors.of(
        [event for event, _content in held],
        reading.key,
        vendor_name=reading.vendor_name,
        for_partner=reading.for_partner,
    )
    links = _Links.of([content for _event, content in held], reading)
    return tuple(
        LineItem(
            title=sentence_of(event.name, content),
            when=" · ".join(
                part
                for part in (_when(event, reading.zone, order), _who(event, content, actors))
                if part
            ),
            icon=words_of(event.name).icon,
            link=links.link(event, content),
        )
        for event, content in held
    )


def _when(event: Event, zone: str, order: Order) -> str:
    happened, known = event.happened_at, event.recorded_at
    if abs(known - happened) < _APART:
        return instant_text(happened if order is Order.HAPPENED else known, zone)
    if order is Order.HAPPENED:
        return gettext("%(happened)s. We knew it on %(known)s") % {
            "happened": instant_text(happened, zone),
            "known": instant_text(known, zone),
        }
    return gettext("%(known)s. It happened on %(happened)s") % {
        "happened": instant_text(happened, zone),
        "known": instant_text(known, zone),
    }


def _who(event: Event, content: Content, actors: Actors) -> str:
    return actors.name(event, content) if words_of(event.name).names_actor else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Links:
    """Where each event can be read; only what the reader may open is led to."""

    reading: Reading
    cases: Mapping[UUID, UUID]  #: By the identifier of a case, finding, decision or appeal.
    notices: Mapping[UUID, UUID]  #: By the identifier of a notice, or of its text.

    @classmethod
    def of(cls, contents: Iterable[Content], reading: Reading) -> _Links:
        """Look up what the contents of some events lead to."""
        named = [_identifiers(content) for content in contents]
        return cls(
            reading=reading,
            cases=_cases({one for found in named for one in found.values()}, reading),
            notices=_notices(named, reading) if reading.for_partner else {},
        )

    def link(self, event: Event, content: Content) -> Link | None:
        """Return where an event is read in full, if there is such a page for this reader."""
        identifiers = _identifiers(content)
        url, label = self._case(identifiers)
        if not url:
            url, label = self._other(event.name, content, identifiers)
        return Link(label=label, url=url) if url else None

    def _case(self, identifiers: Mapping[str, UUID]) -> tuple[str, str]:
        for field in ("case_id", "finding_id", "decision_id", "appeal_id"):
            case_id = self.cases.get(identifiers[field]) if field in identifiers else None
            if case_id is not None:
                return self._at("case", case=case_id), gettext("Open the case")
        return "", ""

    def _other(
        self, name: str, content: Content, identifiers: Mapping[str, UUID]
    ) -> tuple[str, str]:
        noun = name.partition(".")[0]
        if noun == "acceptance":
            receipt = content.get("receipt", "")
            url = (
                self._at("receipt", receipt=receipt)
                if self.reading.for_partner
                else address("receipt", code=receipt)
            )
            return url, gettext("Open the receipt")
        if noun == "notice":
            notice_id = self.notices.get(
                identifiers.get("notice_id") or identifiers.get("text_id", UUID(int=0))
            )
            url = self._at("message", notice=notice_id) if notice_id else ""
            return url, gettext("Read the message")
        if noun in {"clawback", "pause", "hold", "earnings"}:
            return self._at("incentives"), gettext("See the money")
        return "", ""

    def _at(self, name: str, **parts: object) -> str:
        code, partner_id = self.reading.program_code, self.reading.key.partner_id
        if self.reading.for_partner:
            return address(f"partner_{name}", program=code, partner=partner_id, **parts)
        if name == "incentives":
            return address("vendor_partner_incentives", program=code, partner=partner_id)
        return address(f"vendor_{name}", program=code, **parts)


def _identifiers(content: Content) -> dict[str, UUID]:
    return {
        field: UUID(value)
        for field, value in content.items()
        if field.endswith("_id") and isinstance(value, str)
    }


def _cases(identifiers: set[UUID], reading: Reading) -> dict[UUID, UUID]:
    """Return the case of every case, finding, decision and appeal among identifiers."""
    own = Case.objects.filter(program_id=reading.key.program_id, partner_id=reading.key.partner_id)
    if reading.for_partner:
        own = own.filter(allegation__isnull=False)
    found = {pk: pk for pk in own.filter(pk__in=identifiers).values_list("pk", flat=True)}
    rows = (
        (Finding.objects, "case_id"),
        (Decision.objects, "case_id"),
        (Appeal.objects, "decision__case_id"),
    )
    mine = set(own.values_list("pk", flat=True))
    for manager, path in rows:
        pairs = manager.filter(pk__in=identifiers).values_list("pk", path)
        found |= {pk: case_id for pk, case_id in pairs if case_id in mine}
    return found


def _notices(named: Iterable[Mapping[str, UUID]], reading: Reading) -> dict[UUID, UUID]:
    """Return the notices to all of the partner's contacts, by themselves and by their texts."""
    own = Notice.objects.filter(
        program_id=reading.key.program_id, partner_id=reading.key.partner_id, person=None
    )
    wanted = {one for found in named for one in found.values()}
    by_text = own.filter(text_id__in=wanted).order_by("-pk").values_list("text_id", "pk")
    by_itself = own.filter(pk__in=wanted).values_list("pk", flat=True)
    return {**dict(by_text), **{pk: pk for pk in by_itself}}

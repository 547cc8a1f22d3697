"""Who did what a time line tells: called by the side they were on when they did it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from goodstanding.accounts.models import Grant, Person
from goodstanding.evidence.models import Event
from goodstanding.partners.models import Affiliation, PartnerProfile, Relationship
from goodstanding.questions.events import QuestionEvent
from goodstanding.questions.rules.states import Desk
from goodstanding.values.actor import ActorKind
from goodstanding.values.keys import PartnerKey
from goodstanding.web.timeline import Content

T = TypeVar("T")
#: What held of somebody, from when until when.
_During = tuple[T, datetime, datetime | None]
_SPAN = ("valid_from", "valid_until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actors:
    """The people behind some events, and the sides they were on.

    A partner reads the names of its own people. Of its distributor and of the vendor it reads
    the company; of anybody else, nothing.
    """

    key: PartnerKey
    vendor_name: str
    for_partner: bool
    names: Mapping[UUID, str]
    employers: Mapping[UUID, list[_During[UUID]]]  #: By person.
    granted: Mapping[UUID, list[_During[str]]]  #: By person.
    distributors: Mapping[UUID, list[_During[UUID]]]  #: By partner: those it buys through.
    companies: Mapping[UUID, list[_During[str]]]  #: By distributor.

    @classmethod
    def of(
        cls, events: Iterable[Event], key: PartnerKey, *, vendor_name: str, for_partner: bool
    ) -> Actors:
        """Look up who did some events of a partner."""
        ids = {one for event in events if (one := _person_of(event)) is not None}
        bought = Relationship.objects.filter(
            superseded_at=None, program_id=key.program_id, reseller_id=key.partner_id
        )
        rights = Grant.objects.filter(
            Q(program_id=key.program_id) | Q(program_id=None),
            superseded_at=None,
            person_id__in=ids,
        )
        acted_for = Affiliation.objects.filter(superseded_at=None, person_id__in=ids)
        called = PartnerProfile.objects.filter(
            superseded_at=None, partner_id__in=bought.values("distributor_id")
        )
        return cls(
            key=key,
            vendor_name=vendor_name,
            for_partner=for_partner,
            names={person.pk: str(person) for person in Person.objects.filter(pk__in=ids)},
            employers=_by_first(acted_for.values_list("person_id", "partner_id", *_SPAN)),
            granted=_by_first(rights.values_list("person_id", "role", *_SPAN)),
            distributors=_by_first(bought.values_list("reseller_id", "distributor_id", *_SPAN)),
            companies=_by_first(called.values_list("partner_id", "name", *_SPAN)),
        )

    def name(self, event: Event, content: Content) -> str:
        """Return what the reader calls whoever did an event."""
        person_id = _person_of(event)
        if person_id is None:
            is_token = event.actor.startswith(f"{ActorKind.TOKEN}:")
            return gettext("another system") if is_token else gettext("the system")
        at = event.happened_at
        employers = _held(self.employers.get(person_id, []), at)
        person = self.names.get(person_id, gettext("somebody"))
        between = self._between(employers, at)
        is_own = self.key.partner_id in employers
        if between and (_done_between(event, content) or not is_own):
            if self.for_partner:
                return between
            return gettext("%(person)s, %(company)s") % {"person": person, "company": between}
        if is_own or not self.for_partner:
            return person
        is_staff = bool(_held(self.granted.get(person_id, []), at))
        return self.vendor_name if is_staff else gettext("somebody")

    def _between(self, employers: list[UUID], at: datetime) -> str:
        """Return the distributor that somebody acted for; empty where they acted for none."""
        for distributor in _held(self.distributors.get(self.key.partner_id, []), at):
            if distributor in employers:
                called = _held(self.companies.get(distributor, []), at)
                return called[0] if called else gettext("the distributor")
        return ""


def _person_of(event: Event) -> UUID | None:
    kind, _, identifier = event.actor.partition(":")
    return UUID(identifier) if kind == ActorKind.PERSON else None


def _done_between(event: Event, content: Content) -> bool:
    """Return whether only a distributor does this, whoever else its people act for."""
    if event.name == QuestionEvent.QUESTION_ANSWERED:
        return content.get("desk") == Desk.DISTRIBUTOR
    return event.name == QuestionEvent.QUESTION_RELAYED


def _by_first(
    rows: Iterable[tuple[UUID, T, datetime, datetime | None]],
) -> dict[UUID, list[_During[T]]]:
    found: dict[UUID, list[_During[T]]] = defaultdict(list)
    for of, what, since, until in rows:
        found[of].append((what, since, until))
    return found


def _held(during: Iterable[_During[T]], at: datetime) -> list[T]:
    # The last instant is in: whoever ends what they do does so from the side they leave.
    return [what for what, since, until in during if since <= at and (until is None or at <= until)]

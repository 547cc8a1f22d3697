"""One reseller as its distributor may see it, to help it: duties, letters, whom to call."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from goodstanding.agreements.models import Acceptance, Agreement
from goodstanding.cases.models import Appeal, Case, Decision
from goodstanding.evidence.dated import in_force
from goodstanding.notices.letters import Letter
from goodstanding.notices.models import Notice
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.selectors.letters import as_letter
from goodstanding.partners.models import Authorization
from goodstanding.partners.words import role_name
from goodstanding.rulebook.pack import Accept, Pass, Reach
from goodstanding.rulebook.units import read_unit
from goodstanding.standing.engine import Row
from goodstanding.ui.badges import Badge
from goodstanding.ui.components import Progress
from goodstanding.web.answers_authorizations import authorization_text
from goodstanding.web.portfolio import Duties, lines_of
from goodstanding.web.portfolio_places import Places, places_of_many
from goodstanding.web.portfolio_words import (
    PEOPLE_MIN,
    Contact,
    Shown,
    contacts_of,
    shown,
    state_badge,
    unit_text,
)

#: What everybody gets. Requests, allegations, decisions and receipts are the partner's own.
SHARED_KINDS = (NoticeKind.REMINDER, NoticeKind.CALL_TO_ACTION)
LETTERS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """Which version of an agreement binds a company of the reseller."""

    agreement: str
    unit: str
    regions: str
    version: str
    badge: Badge


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """How far a course is; of fewer than five people only whether it is done."""

    title: str
    progress: Progress | None
    badge: Badge


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Whether a contact role is reached."""

    role: str
    badge: Badge


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorized:
    """A right of a location, and how it stands by the duties it needs."""

    name: str
    location: str
    stands: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A letter the reseller received, word for word."""

    notice: Notice
    letter: Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class ResellerPage:
    """Everything a distributor sees of one reseller."""

    contact: Contact | None
    open: tuple[Shown, ...]
    agreements: tuple[Covered, ...]
    training: tuple[Trained, ...]
    contacts: tuple[Served, ...]
    authorizations: tuple[Authorized, ...]
    letters: tuple[Received, ...]


def reseller_page(
    partner_id: UUID,
    name: str,
    *,
    duties: Duties | None,
    program_id: UUID,
    program_zone: str,
    at: datetime,
) -> ResellerPage:
    """Return what a distributor sees of a reseller whose duties are given."""
    places = places_of_many({partner_id}, program_id=program_id, program_zone=program_zone, at=at)[
        partner_id
    ]
    rows = duties.rows[partner_id] if duties else []
    return ResellerPage(
        contact=contacts_of({partner_id}, at=at).get(partner_id),
        open=tuple(
            shown(
                lines_of(duties, {partner_id: name}),
                pack=duties.pack,
                program_id=program_id,
                program_zone=program_zone,
                at=at,
            )
            if duties
            else ()
        ),
        agreements=_agreements(partner_id, duties, rows, places, program_id=program_id, at=at),
        training=_training(duties, rows),
        contacts=_contacts(duties, rows),
        authorizations=_authorizations(partner_id, duties, places, program_id=program_id, at=at),
        letters=tuple(
            Received(notice=notice, letter=as_letter(notice, None))
            for notice in letters_to(partner_id, program_id=program_id, at=at)[:LETTERS_SHOWN]
        ),
    )


def letters_to(partner_id: UUID, *, program_id: UUID, at: datetime) -> QuerySet[Notice]:
    """Return the reminders and calls to action a partner got, the newest first.

    Nothing that a case sent is among them, whatever its kind, and nothing to one person.
    """
    cases = Case.objects.filter(partner_id=partner_id)
    decisions = Decision.objects.filter(case__partner_id=partner_id)
    appeals = Appeal.objects.filter(decision__case__partner_id=partner_id)
    return (
        Notice.objects.filter(
            program_id=program_id,
            partner_id=partner_id,
            person=None,
            sent_at__lte=at,
            text__kind__in=[kind.value for kind in SHARED_KINDS],
        )
        .exclude(text__cause_id__in=cases.values("pk"))
        .exclude(text__cause_id__in=decisions.values("pk"))
        .exclude(text__cause_id__in=appeals.values("pk"))
        .select_related("text__sender", "program")
        .order_by("-sent_at", "-pk")
    )


def _agreements(
    partner_id: UUID,
    duties: Duties | None,
    rows: list[Row],
    places: Places,
    *,
    program_id: UUID,
    at: datetime,
) -> tuple[Covered, ...]:
    if duties is None:
        return ()
    titles = dict(Agreement.objects.filter(program_id=program_id).values_list("code", "title"))
    newest: dict[tuple[str, UUID], int] = {}
    for code, entity_id, position in Acceptance.objects.filter(
        partner_id=partner_id, version__agreement__program_id=program_id, accepted_at__lte=at
    ).values_list("version__agreement__code", "entity_id", "version__position"):
        newest[code, entity_id] = max(position, newest.get((code, entity_id), 0))
    regions: dict[str, set[str]] = defaultdict(set)
    entity_of = {unit: UUID(unit) for unit in places.entities}
    for place in places.locations.values():
        entity_of[str(place.location_id)] = place.entity_id
        for unit in (str(place.entity_id), str(place.location_id)):
            regions[unit] |= {place.region} - {""}
    found = []
    for row in rows:
        obligation = duties.pack.obligation(row.source)
        if not isinstance(obligation.verb, Accept):
            continue
        name, code = read_unit(row.unit), obligation.verb.agreement
        unit = name.identifier
        held = entity_of.get(unit)
        position = newest.get((code, held), 0) if held else 0
        found.append(
            Covered(
                agreement=titles.get(code, code.replace("-", " ")),
                unit=unit_text(obligation, row, places) or places.partner_name,
                regions=name.region or ", ".join(sorted(regions[unit])),
                version=gettext("Version %(number)s") % {"number": position}
                if position
                else gettext("None yet"),
                badge=state_badge(row),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.agreement, one.unit)))


def _training(duties: Duties | None, rows: list[Row]) -> tuple[Trained, ...]:
    if duties is None:
        return ()
    return tuple(
        Trained(
            title=duties.pack.obligation(row.source).title,
            progress=_progress(row),
            badge=state_badge(row),
        )
        for row in sorted(rows, key=lambda row: row.source)
        if isinstance(duties.pack.obligation(row.source).verb, Pass)
    )


def _progress(row: Row) -> Progress | None:
    """Return the share of people who passed, if they are enough to stay nameless."""
    if row.have is None or row.need is None or row.need < PEOPLE_MIN:
        return None
    done = min(row.have, row.need)
    return Progress(
        value=done,
        whole=row.need,
        text=gettext("%(have)s of %(need)s people") % {"have": done, "need": row.need},
    )


def _contacts(duties: Duties | None, rows: list[Row]) -> tuple[Served, ...]:
    if duties is None:
        return ()
    return tuple(
        Served(role=role_name(row.unit or ""), badge=state_badge(row))
        for row in sorted(rows, key=lambda row: (row.source, row.unit or ""))
        if isinstance(duties.pack.obligation(row.source).verb, Reach)
    )


def _authorizations(
    partner_id: UUID, duties: Duties | None, places: Places, *, program_id: UUID, at: datetime
) -> tuple[Authorized, ...]:
    """Return the rights granted, and how each stands by the duties it needs."""
    granted = Authorization.objects.filter(
        in_force(at), partner_id=partner_id, program_id=program_id
    ).order_by("name", "location_id")
    named = {right.name: right for right in duties.pack.authorizations} if duties else {}
    stands = {row.fact: row for row in duties.rights[partner_id]} if duties else {}
    shown_rights = []
    for granted_row in granted:
        right, row = named.get(granted_row.name), stands.get(str(granted_row.fact_id))
        location = places.locations.get(str(granted_row.location_id))
        shown_rights.append(
            Authorized(
                name=right.title if right else granted_row.name.replace("-", " "),
                location=location.name if location else "",
                stands=authorization_text(duties.pack, row, zone=places.zone(row))
                if duties and row
                else gettext("The rules in force ask nothing for it."),
            )
        )
    return tuple(shown_rights)

"""Who is in an audience now: the same statement counts, shows and enrols them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from goodstanding.campaigns.models import Campaign
from goodstanding.campaigns.selectors.statements import statement
from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import ExternalId, Membership, PartnerProfile
from goodstanding.standing.models import PartnerStanding
from goodstanding.standing.services import behind
from goodstanding.values.days import add_months, local_day

SAMPLE = 10
LISTED_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What an audience comes to, to the last person."""

    partners_chosen: int  #: Of the program, whether anybody there holds a role or not.
    partners: int  #: With at least one person who gets the message.
    capacities: int  #: Roles held by people of these partners.
    people: int  #: Each gets exactly one message.
    without_address: int
    refused: int  #: Their mailbox does not exist, as its server said.

    @property
    def merged(self) -> int:
        """How many further roles of the same people need no message of their own."""
        return self.capacities - self.people

    @property
    def unreachable(self) -> int:
        """People who find the message after signing in only."""
        return self.without_address + self.refused

    @property
    def partners_without_people(self) -> int:
        """Partners where nobody holds one of the roles."""
        return self.partners_chosen - self.partners


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """One person of an audience."""

    person_id: UUID
    name: str
    language: str
    partners: tuple[str, ...]  #: Their names.
    roles: tuple[str, ...]
    zone: str
    zone_assumed: bool
    partner_id: UUID | None  #: Where there is one only.


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """A person no letter can be sent to, and why."""

    name: str
    partners: tuple[str, ...]
    without_address: bool


def numbered(numbers: Collection[str], *, program_id: UUID, at: datetime) -> dict[str, set[UUID]]:
    """Return the partners of a program each external ID means; what means none is left out.

    A number may be written with its namespace, ``crm:R-4711``, or without.
    """
    parts = {number: number.partition(":") for number in numbers}
    values = set(numbers) | {value for _, _, value in parts.values() if value}
    found: dict[str, set[UUID]] = {}
    rows = ExternalId.objects.filter(
        in_force(at), value__in=sorted(values), partner__memberships__program_id=program_id
    ).values_list("namespace", "value", "partner_id")
    for namespace, value, partner_id in rows:
        for written in (value, f"{namespace}:{value}"):
            if written in parts:
                found.setdefault(written, set()).add(partner_id)
    return found


def parameters(campaign: Campaign, *, at: datetime) -> dict[str, Any]:
    """Return what the statements about a campaign's audience are asked with."""
    plan = campaign.to_rules()
    audience = plan.audience
    meant = numbered(audience.numbers, program_id=campaign.program_id, at=at)
    since = None
    if audience.passed_months is not None:
        since = add_months(local_day(at, campaign.program.zone), -audience.passed_months)
    return {
        "program_id": campaign.program_id,
        "campaign_id": campaign.pk,
        "course_id": campaign.course_id,
        "at": at,
        "roles": list(audience.roles),
        "tiers": _some(audience.tiers),
        "countries": _some(audience.countries),
        "levels": _some(audience.levels),
        "open_obligation": audience.open_obligation or None,
        # Numbers that mean nobody any more narrow to nobody; they never widen to everybody.
        "only": _partners(audience.only, meant),
        "without": _partners(audience.without, meant),
        "through": _partners(audience.through, meant),
        "passed_since": since,
        "day_after_due": plan.due_on + timedelta(days=1) if plan.due_on else None,
    }


def _some(words: Sequence[str]) -> list[str] | None:
    return list(words) or None


def _partners(numbers: Sequence[str], meant: dict[str, set[UUID]]) -> list[UUID] | None:
    if not numbers:
        return None
    return sorted({partner_id for number in numbers for partner_id in meant.get(number, ())})


def _asked(name: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement("audience", name), given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def count_audience(campaign: Campaign, *, at: datetime) -> Counts:
    """Return exactly how many partners and people would get a campaign's message now."""
    ((chosen, partners, capacities, people, without_address, refused),) = _asked(
        "count_audience", parameters(campaign, at=at)
    )
    return Counts(
        partners_chosen=chosen,
        partners=partners,
        capacities=capacities,
        people=people,
        without_address=without_address,
        refused=refused,
    )


def sample_audience(
    campaign: Campaign, *, at: datetime, seed: str, most: int = SAMPLE
) -> list[Somebody]:
    """Return some people of a campaign's audience, picked by chance."""
    rows = _asked("sample_audience", parameters(campaign, at=at) | {"seed": seed, "most": most})
    names = partner_names({each for row in rows for each in row[3]})
    return [
        Somebody(
            person_id=person_id,
            name=name,
            language=language,
            partners=tuple(names.get(each, "") for each in partner_ids),
            roles=tuple(roles),
            zone=zone,
            zone_assumed=zone_assumed,
            partner_id=partner_ids[0] if len(partner_ids) == 1 else None,
        )
        for person_id, name, language, partner_ids, roles, zone, zone_assumed in rows
    ]


def unreachable_people(campaign: Campaign, *, at: datetime) -> list[Unreachable]:
    """Return the first people of an audience to whom no letter can be sent, by name."""
    rows = _asked("unreachable_people", parameters(campaign, at=at) | {"most": LISTED_MAX})
    names = partner_names({each for row in rows for each in row[1]})
    return [
        Unreachable(
            name=name,
            partners=tuple(names.get(each, "") for each in partner_ids),
            without_address=without_address,
        )
        for name, partner_ids, without_address in rows
    ]


def partners_without_people(campaign: Campaign, *, at: datetime) -> list[tuple[UUID, str]]:
    """Return the first partners of an audience where nobody holds one of the roles, by name."""
    rows = _asked("partners_without_people", parameters(campaign, at=at) | {"most": LISTED_MAX})
    names = partner_names({partner_id for (partner_id,) in rows})
    found = [(partner_id, names.get(partner_id, "")) for (partner_id,) in rows]
    return sorted(found, key=lambda pair: pair[1])


def partner_names(partner_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what partners are called today."""
    return dict(
        PartnerProfile.objects.filter(
            partner_id__in=list(partner_ids), superseded_at=None, valid_until=None
        ).values_list("partner_id", "name")
    )


def standing_behind(program_id: UUID, *, at: datetime) -> int:
    """Return for how many partners of a program the stored standing does not count now."""
    known = PartnerStanding.objects.filter(program_id=program_id)
    stale = known.filter(behind(at=at)).count()
    members = Membership.objects.filter(program_id=program_id)
    return stale + members.exclude(partner_id__in=known.values("partner_id")).count()

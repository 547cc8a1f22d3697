"""Bringing the invented companies and their people in, by the import that every program uses."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from goodstanding.evidence.services import change
from goodstanding.partners.models import ExternalId
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.staging import receive_file, stage_import
from goodstanding.partners.services.taking_part import declare_list
from goodstanding.programs.models import Program
from goodstanding.values.actor import Actor
from goodstanding.web.demonstration_data import InventedPartner, distributors, resellers

CHUNK = 50
HEADER = (
    *("id:crm", "id:mpn", "partner", "country", "tier", "distributor", "entity", "location"),
    *("region", "zone", "person email", "person name", "person role"),
)


def bring_in_partners(program: Program, *, actor: Actor, at: datetime) -> dict[str, UUID]:
    """Import the two distributors and the resellers; return each partner by its number."""
    received = receive_file(
        program.pk,
        file_name="partners.csv",
        content=partners_csv(),
        mode=Mode.STOP,
        actor=actor,
        at=at,
    )
    staged = stage_import(received.pk, chosen={}, at=at)
    apply_import(staged.pk, actor=actor, at=at)
    known = _by_number()
    _declare_lists(list(known.values()), actor=actor, at=at)
    return known


def partners_csv() -> bytes:
    """Return the file the invented companies come in with."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADER, restval="")
    writer.writeheader()
    for invented in distributors():
        writer.writerows(_rows(invented, tier="distributor"))
    for invented in resellers():
        writer.writerows(_rows(invented, tier="reseller"))
    return text.getvalue().encode()


def participant_number(invented_number: str) -> str:
    """Return the number under which the vendor's export of earnings knows a partner."""
    return f"512{invented_number.partition('-')[2]:0>4}"


def _rows(invented: InventedPartner, *, tier: str) -> Iterator[dict[str, str]]:
    """Yield a row for the partner, and one for each role of each of its people."""
    country = invented.country
    yield {
        "id:crm": invented.number,
        "id:mpn": participant_number(invented.number),
        "partner": invented.name,
        "country": country.code,
        "tier": tier,
        "distributor": f"crm:{invented.distributor}" if invented.distributor else "",
        "entity": invented.entity,
        "zone": country.zone,
    }
    for person in invented.people:
        for role in person.roles:
            yield {
                "id:crm": invented.number,
                "country": country.code,
                "location": f"{invented.name} {country.city}",
                "region": country.region,
                "zone": country.zone,
                "person email": person.email,
                "person name": person.name,
                "person role": role,
            }


def _by_number() -> dict[str, UUID]:
    numbers = [invented.number for invented in (*distributors(), *resellers())]
    found = dict(
        ExternalId.objects.filter(
            namespace="crm", value__in=numbers, superseded_at=None
        ).values_list("value", "partner_id")
    )
    return {number: found[number] for number in numbers}


def _declare_lists(partner_ids: Sequence[UUID], *, actor: Actor, at: datetime) -> None:
    """Record each partner's word that everybody who works there is listed."""
    for chunk in _chunks(partner_ids):
        with change(actor=actor, at=at):
            for partner_id in chunk:
                declare_list(partner_id, name="people", actor=actor, at=at)


def _chunks(partner_ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(partner_ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk

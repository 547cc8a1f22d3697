"""A small known world for planning: Fabrikam buys through Contoso, a distributor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

from goodstanding.partners.rules.picture import (
    EnrolmentFact,
    EntityFact,
    LocationFact,
    NumberFact,
    PartnerFact,
    Picture,
)
from goodstanding.partners.rules.planning import plan_rows
from goodstanding.partners.rules.plans import Mode, Plan, Terms
from goodstanding.partners.rules.rows import Number, PartnerRow

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
EARLIER = datetime(2025, 1, 1, tzinfo=UTC)
CONTOSO, FABRIKAM, GMBH, AG, HAMBURG = (UUID(int=n) for n in range(1, 6))


def terms_of(mode: Mode = Mode.UPDATE, names: str = "") -> Terms:
    made = count(1_000)
    return Terms(
        at=NOON,
        program_zone="UTC",
        mode=mode,
        names=names,
        new_id=lambda: UUID(int=next(made)),
    )


def known_world() -> Picture:
    """Fabrikam with an entity and a location, buying through Contoso, a distributor."""
    picture = Picture()
    for partner_id, name, tier in (
        (CONTOSO, "Contoso", "distributor"),
        (FABRIKAM, "Fabrikam", "reseller"),
    ):
        picture.put(PartnerFact(partner_id=partner_id, name=name, country="DE", since=EARLIER))
        picture.put(
            EnrolmentFact(partner_id=partner_id, tier=tier, zone="Europe/Berlin", since=EARLIER)
        )
    picture.put(
        EntityFact(
            entity_id=GMBH,
            partner_id=FABRIKAM,
            name="Fabrikam GmbH",
            country="DE",
            since=EARLIER,
        )
    )
    picture.put(
        LocationFact(
            location_id=HAMBURG,
            entity_id=GMBH,
            partner_id=FABRIKAM,
            name="Hamburg",
            country="DE",
            region="emea",
            zone="Europe/Berlin",
            zone_assumed=True,
            since=EARLIER,
        )
    )
    for number, partner_id in ((CRM_9, CONTOSO), (CRM_17, FABRIKAM)):
        picture.put(NumberFact(number=number, partner_id=partner_id, since=EARLIER))
    picture.put(NumberFact(number=LEI, partner_id=FABRIKAM, entity_id=GMBH, since=EARLIER))
    picture.put(NumberFact(number=MPN, partner_id=FABRIKAM, location_id=HAMBURG, since=EARLIER))
    return picture


CRM_9, CRM_17, CRM_18 = (Number("crm", value) for value in ("9", "17", "18"))
LEI, MPN = Number("lei", "LEI1"), Number("mpn", "22")
OURS = "goodstanding"


def row_of(**said: object) -> PartnerRow:
    return PartnerRow(**({"number": 2, "ids": (CRM_17,)} | said))  # type: ignore[arg-type] # a test's shorthand


def plan_of(row: PartnerRow, *, mode: Mode = Mode.UPDATE, picture: Picture | None = None) -> Plan:
    (plan,) = plan_rows([row], picture or known_world(), terms_of(mode))
    return plan


def plans_of(rows: Sequence[PartnerRow], picture: Picture, terms: Terms) -> list[Plan]:
    return list(plan_rows(rows, picture, terms))

"""A parent and what it owns among the invented companies: what one accepts counts for the other."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from goodstanding.partners.models import ImportKind
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.selectors.ownerships import entities_of
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.staging import receive_file, stage_import
from goodstanding.partners.services.structure import open_location, register_entity
from goodstanding.programs.models import Program
from goodstanding.values.actor import Actor
from goodstanding.web.demonstration_data import InventedPartner, resellers

#: Whose parent owns another company, how much of it, and for how long before anybody looks.
PARENT, SHARE, OWNED_FOR = "R-2001", "80", timedelta(days=400)
HEADER = ("owner id:goodstanding", "owned id:goodstanding", "share", "from", "source")
SOURCE = "Commercial register, HRB 20011"

_ASKED, _ASKED_OF_PARENTS = (
    "accept: {agreement: partner-code, per: [entity, region]}",
    "accept: {agreement: partner-code, per: [entity, region], affiliates: 50 %}",
)


def with_parents(rules: str) -> str:
    """Return the default rules, changed so that a parent accepts for what it owns."""
    assert _ASKED in rules  # the default rule book, which lies beside the product
    return rules.replace(_ASKED, _ASKED_OF_PARENTS)


def bring_in_affiliate(
    program: Program, known: Mapping[str, UUID], *, actor: Actor, at: datetime
) -> None:
    """Let one partner have a second company, of which its first owns most, by a file."""
    invented = next(one for one in resellers() if one.number == PARENT)
    partner_id = known[PARENT]
    parent_id = next(iter(entities_of(partner_id, at=at)))
    affiliate = register_entity(
        partner_id,
        name=f"{invented.name} Leasing",
        country=invented.country.code,
        actor=actor,
        at=at,
    )
    _open(affiliate.pk, invented, actor=actor, at=at)
    received = receive_file(
        program.pk,
        file_name="ownerships.csv",
        content=_csv(parent_id, affiliate.pk, at=at),
        mode=Mode.STOP,
        kind=ImportKind.OWNERSHIPS,
        actor=actor,
        at=at,
    )
    staged = stage_import(received.pk, chosen={}, at=at)
    apply_import(staged.pk, actor=actor, at=at)


def _open(entity_id: UUID, invented: InventedPartner, *, actor: Actor, at: datetime) -> None:
    country = invented.country
    open_location(
        entity_id,
        name=f"{invented.name} Leasing {country.city}",
        country=country.code,
        region=country.region,
        zone=country.zone,
        actor=actor,
        at=at,
    )


def _csv(parent_id: UUID, affiliate_id: UUID, *, at: datetime) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerow((parent_id, affiliate_id, SHARE, (at - OWNED_FOR).date(), SOURCE))
    return text.getvalue().encode()

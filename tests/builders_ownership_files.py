"""Makers of files that say who owns whom, and of what comes of importing them."""

from __future__ import annotations

from datetime import date

from goodstanding.partners.models import (
    ExternalId,
    ImportKind,
    ImportState,
    LegalEntity,
    Ownership,
    Partner,
    PartnerImport,
)
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.staging import receive_file, stage_import
from tests.builders import NOON, SYSTEM
from tests.builders_ownerships import Group, make_group
from tests.builders_partners import csv_of

#: One row of a file; its companies are named by the numbers a numbered group has.
ROW = {
    "owner id:lei": "PARENT",
    "owned id:lei": "AFFILIATE",
    "share": "80",
    "from": "2025-03-01",
    "until": "",
    "source": "HRB 4711",
}
THIRD = {"owner id:lei": "THIRD"}


def make_numbered_group() -> Group:
    """Return a group whose three entities are known by numbers of their own."""
    made = make_group()
    for value, entity in (
        ("PARENT", made.parent),
        ("AFFILIATE", made.affiliate),
        ("THIRD", made.third),
    ):
        number(made, value, entity)
    return made


def number(
    group: Group, value: str, entity: LegalEntity | None, *, partner: Partner | None = None
) -> None:
    """Let an entity, or a partner where there is none, be known by a number."""
    ExternalId.objects.create(
        namespace="lei",
        value=value,
        partner=partner or group.partner,
        entity=entity,
        valid_from=NOON,
    )


def import_shares(
    group: Group,
    *rows: dict[str, str],
    mode: Mode = Mode.STOP,
    source: str = "",
    apply: bool = True,
) -> PartnerImport:
    """Import rows of a file, as far as they are not refused; check only unless ``apply``."""
    received = receive_file(
        group.program.pk,
        file_name="ownerships.csv",
        content=csv_of(*rows),
        mode=mode,
        kind=ImportKind.OWNERSHIPS,
        actor=SYSTEM,
        at=NOON,
    )
    staged = stage_import(received.pk, chosen={}, metric=source, at=NOON)
    if not apply or staged.state == ImportState.REFUSED:
        return staged
    return apply_import(staged.pk, actor=SYSTEM, at=NOON)


def known_by_owned() -> list[tuple[int, date, date | None]]:
    """Return what is known of all shares: basis points, first and last day, the oldest first."""
    rows = Ownership.objects.filter(superseded_at=None).order_by("valid_from", "owned_id")
    return list(rows.values_list("share_basis_points", "from_on", "until_on"))

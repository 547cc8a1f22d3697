"""A file that holds a history of who owns whom: in any order, again, and beside officers."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodstanding.evidence.models import Event
from goodstanding.partners.models import (
    ExternalId,
    ImportKind,
    ImportState,
    LegalEntity,
    Ownership,
    PartnerImport,
)
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services import applying
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.staging import receive_file, stage_import
from tests.builders import NOON, SYSTEM
from tests.builders_ownerships import Group, make_group, owns, stake
from tests.builders_partners import csv_of, outcomes_of

pytestmark = pytest.mark.django_db

ROW = {
    "owner id:lei": "PARENT",
    "owned id:lei": "AFFILIATE",
    "share": "80",
    "from": "2025-03-01",
    "until": "",
    "source": "HRB 4711",
}
THIRD = {"owner id:lei": "THIRD"}


@pytest.fixture
def group() -> Group:
    made = make_group()
    for value, entity in (
        ("PARENT", made.parent),
        ("AFFILIATE", made.affiliate),
        ("THIRD", made.third),
    ):
        _number(made, value, entity)
    return made


def _number(group: Group, value: str, entity: LegalEntity | None, *, partner=None) -> None:
    ExternalId.objects.create(
        namespace="lei",
        value=value,
        partner=partner or group.partner,
        entity=entity,
        valid_from=NOON,
    )


def _import(group: Group, *rows, mode=Mode.STOP, source="", apply=True) -> PartnerImport:
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


def _known() -> list[tuple[int, date, date | None]]:
    rows = Ownership.objects.filter(superseded_at=None).order_by("valid_from", "owned_id")
    return list(rows.values_list("share_basis_points", "from_on", "until_on"))


def test_a_history_that_is_sent_again_changes_nothing(group) -> None:
    history = (
        ROW,
        ROW | {"share": "60", "from": "2026-01-01"},
        ROW | {"share": "70", "from": "2026-03-01"},
    )
    _import(group, *history)
    before = _known()

    again = _import(group, *history)

    assert outcomes_of(again) == ["unchanged"] * 3
    assert _known() == before
    assert Event.objects.filter(name="ownerships.imported").count() == 1


def test_a_history_in_which_a_share_changes_hands_is_taken_in_any_order_and_chunk(
    group, monkeypatch
) -> None:
    monkeypatch.setattr(applying, "CHUNK", 1)

    done = _import(
        group,
        ROW | THIRD | {"share": "60", "from": "2026-01-01"},
        ROW | {"share": "40", "from": "2026-01-01"},
        ROW | {"share": "100"},
        mode=Mode.UPDATE,
    )

    assert outcomes_of(done) == ["created", "updated", "created"]
    assert sorted(_known()) == [
        (4000, date(2026, 1, 1), None),
        (6000, date(2026, 1, 1), None),
        (10_000, date(2025, 3, 1), date(2025, 12, 31)),
    ]


def test_the_partner_of_a_row_that_is_refused_is_locked_before_it_is_looked_at_again(group) -> None:
    staged = _import(group, ROW, apply=False, mode=Mode.UPDATE)
    owns(group, group.third, group.affiliate, stake(30, from_on=date(2025, 3, 1)))

    with CaptureQueriesContext(connection) as asked:
        done = apply_import(staged.pk, actor=SYSTEM, at=NOON)

    locked = [query["sql"] for query in asked if "FOR NO KEY UPDATE" in query["sql"]]
    assert outcomes_of(done) == ["refused"]
    assert any('FROM "partners_partner" WHERE' in sql for sql in locked)

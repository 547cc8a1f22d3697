"""A file that holds a history of who owns whom: in any order, again, and beside officers."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodstanding.evidence.models import Event
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services import applying
from goodstanding.partners.services.applying import apply_import
from tests.builders import NOON, SYSTEM
from tests.builders_ownership_files import (
    ROW,
    THIRD,
    import_shares,
    known_by_owned,
    make_numbered_group,
)
from tests.builders_ownerships import Group, owns, stake
from tests.builders_partners import outcomes_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return make_numbered_group()


def test_a_history_that_is_sent_again_changes_nothing(group) -> None:
    history = (
        ROW,
        ROW | {"share": "60", "from": "2026-01-01"},
        ROW | {"share": "70", "from": "2026-03-01"},
    )
    import_shares(group, *history)
    before = known_by_owned()

    again = import_shares(group, *history)

    assert outcomes_of(again) == ["unchanged"] * 3
    assert known_by_owned() == before
    assert Event.objects.filter(name="ownerships.imported").count() == 1


def test_a_history_in_which_a_share_changes_hands_is_taken_in_any_order_and_chunk(
    group, monkeypatch
) -> None:
    monkeypatch.setattr(applying, "CHUNK", 1)

    done = import_shares(
        group,
        ROW | THIRD | {"share": "60", "from": "2026-01-01"},
        ROW | {"share": "40", "from": "2026-01-01"},
        ROW | {"share": "100"},
        mode=Mode.UPDATE,
    )

    assert outcomes_of(done) == ["created", "updated", "created"]
    assert sorted(known_by_owned()) == [
        (4000, date(2026, 1, 1), None),
        (6000, date(2026, 1, 1), None),
        (10_000, date(2025, 3, 1), date(2025, 12, 31)),
    ]


def test_the_partner_of_a_row_that_is_refused_is_locked_before_it_is_looked_at_again(group) -> None:
    staged = import_shares(group, ROW, apply=False, mode=Mode.UPDATE)
    owns(group, group.third, group.affiliate, stake(30, from_on=date(2025, 3, 1)))

    with CaptureQueriesContext(connection) as asked:
        done = apply_import(staged.pk, actor=SYSTEM, at=NOON)

    locked = [query["sql"] for query in asked if "FOR NO KEY UPDATE" in query["sql"]]
    assert outcomes_of(done) == ["refused"]
    assert any('FROM "partners_partner" WHERE' in sql for sql in locked)


@pytest.mark.parametrize("chunk", [1, 1_000])
def test_leaving_alone_what_is_known_still_takes_a_history_whole(group, monkeypatch, chunk) -> None:
    monkeypatch.setattr(applying, "CHUNK", chunk)
    history = (
        ROW,
        ROW | {"share": "60", "from": "2026-01-01"},
        ROW | {"share": "70", "from": "2026-03-01"},
    )

    done = import_shares(group, *history, mode=Mode.SKIP)
    again = import_shares(group, *history, mode=Mode.SKIP)

    assert outcomes_of(done) == ["created"] * 3
    assert done.rows.get(number=3).notes == ["The file says before: 80 % from 2025-03-01."]
    assert known_by_owned() == [
        (8000, date(2025, 3, 1), date(2025, 12, 31)),
        (6000, date(2026, 1, 1), date(2026, 2, 28)),
        (7000, date(2026, 3, 1), None),
    ]
    assert outcomes_of(again) == ["unchanged"] * 3


@pytest.mark.parametrize("chunk", [1, 1_000])
def test_what_was_known_before_the_file_is_left_and_each_row_left_out_says_so(
    group, monkeypatch, chunk
) -> None:
    import_shares(group, ROW)
    monkeypatch.setattr(applying, "CHUNK", chunk)

    done = import_shares(
        group,
        ROW,
        ROW | {"share": "60", "from": "2026-01-01"},
        ROW | {"share": "70", "from": "2026-03-01"},
        mode=Mode.SKIP,
    )

    assert outcomes_of(done) == ["unchanged"] * 3
    left_out = (
        "Left out: it is known to own 80 % from 2025-03-01, and what is known stays as it is."
    )
    assert [row.notes for row in done.rows.order_by("number")] == [[], [left_out], [left_out]]
    assert known_by_owned() == [(8000, date(2025, 3, 1), None)]

"""What the database refuses by itself, to the application and to the owner alike."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from goodstanding.evidence.models import InstallationClock
from goodstanding.evidence.services import clock_shift, let_clock_move, move_clock
from goodstanding.partners.models import Affiliation, Partner
from goodstanding.partners.services.taking_part import end_affiliation
from goodstanding.values.errors import ConflictError
from tests.builders import NOON, SYSTEM, make_affiliate, make_partner
from tests.conftest import superuser_url


@pytest.mark.django_db
def test_a_span_is_superseded_once_and_nothing_else_of_it_changes() -> None:
    partner = make_partner()
    make_affiliate(partner, role="sales")
    held = Affiliation.objects.get()

    end_affiliation(held.fact_id, actor=SYSTEM, at=NOON + timedelta(days=3))

    rows = Affiliation.objects.order_by("recorded_at")
    assert [row.fact_id for row in rows] == [held.fact_id] * 2
    assert rows[0].superseded_at == rows[1].recorded_at
    assert rows[0].valid_until is None
    assert rows[1].valid_until == NOON + timedelta(days=3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE partners_affiliation SET role = 'owner'",
        "UPDATE partners_affiliation SET superseded_at = now(), role = 'owner'",
        "UPDATE partners_partner SET recorded_at = now()",
        "DELETE FROM partners_affiliation",
        "DELETE FROM partners_partner",
    ],
)
def test_the_application_cannot_rewrite_what_was_recorded(statement: str) -> None:
    make_affiliate(make_partner())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Affiliation.objects.get().role == "signatory"
    assert Partner.objects.count() == 1


@pytest.mark.usefixtures("committed")
def test_the_owner_is_refused_as_well() -> None:
    make_affiliate(make_partner())
    database = connection.settings_dict["NAME"]

    with psycopg.connect(superuser_url(database)) as link:
        link.execute("SET ROLE goodstanding_owner")
        with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
            link.execute("DELETE FROM evidence_event")


@pytest.mark.django_db
def test_a_clock_moves_forward_in_a_demonstration_only() -> None:
    with pytest.raises(ConflictError, match="not a demonstration"):
        move_clock(timedelta(days=1))
    assert clock_shift() == timedelta(0)

    let_clock_move()
    move_clock(timedelta(days=31))
    with pytest.raises(ConflictError, match="only moves forward"):
        move_clock(timedelta(days=-1))

    assert clock_shift() == timedelta(days=31)


@pytest.mark.django_db
def test_what_is_recorded_follows_the_demonstrations_clock() -> None:
    let_clock_move()
    before = make_partner().recorded_at
    move_clock(timedelta(days=31))

    after = make_partner().recorded_at

    assert after - before >= timedelta(days=31)


@pytest.mark.django_db
def test_an_installation_in_use_never_becomes_a_demonstration() -> None:
    make_partner()

    with pytest.raises(ConflictError, match="is in use"):
        let_clock_move()

    assert InstallationClock.objects.get().movable is False

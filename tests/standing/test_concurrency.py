"""Writers of the same partner queue, see each other's facts, and never deadlock."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest

from goodstanding.agreements.models import AgreementVersion
from goodstanding.evidence import subscribers
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import change
from goodstanding.evidence.subscribers import Batch
from goodstanding.partners.events import ListDeclared
from goodstanding.partners.models import LegalEntity, Partner
from goodstanding.standing.models import PartnerStanding, StandingReason
from goodstanding.standing.selectors import standing_at, standing_now
from goodstanding.values import clock
from goodstanding.values.keys import PartnerKey
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_entity,
    make_location,
    make_partner,
    make_program,
)
from tests.builders_standing import make_acceptance, make_agreement, make_rules, make_version
from tests.threads import together

pytestmark = pytest.mark.usefixtures("committed")
WAIT_S_MAX = 20


def _world(entities: int) -> tuple[PartnerKey, Partner, list[LegalEntity], AgreementVersion]:
    program = make_program()
    version = make_version(make_agreement(program))
    make_rules(program)
    partner = make_partner(program)
    made = [make_entity(partner, name=f"Fabrikam {number}") for number in range(entities)]
    for entity in made:
        make_location(entity)
    return PartnerKey(program.pk, partner.pk), partner, made, version


@pytest.fixture
def _first_commits_late(_who_listens_is_put_back: None) -> None:
    """Hold whoever has recomputed first until the other one had time to recompute as well.

    With the lock the other one cannot have: it waits, and then sees what the first committed.
    """
    installed, other_is_done = subscribers._installed, threading.Barrier(2)

    def wait_for_the_other(_batch: Batch) -> None:
        with suppress(threading.BrokenBarrierError):
            other_is_done.wait(1)

    subscribers.install([*installed, wait_for_the_other])


@pytest.mark.usefixtures("_first_commits_late")
def test_two_acceptances_at_once_both_count() -> None:
    installed = subscribers._installed
    subscribers.install(installed[:-1])
    key, partner, (one, two), version = _world(2)
    signer = make_affiliate(partner)
    subscribers.install(installed)
    both_have_written = threading.Barrier(2)

    def accept(entity: LegalEntity) -> None:
        with change(actor=SYSTEM, at=clock.now()) as done:
            acceptance = make_acceptance(
                version, partner=partner, entity=entity, signer=signer, at=clock.now()
            )
            both_have_written.wait(WAIT_S_MAX)
            done.record(
                ListDeclared(
                    list_id=acceptance.pk,
                    partner_id=partner.pk,
                    name=Code("people"),
                    valid_from=NOON,
                ),
                partners=[key],
            )

    wrong = together(lambda: accept(one), lambda: accept(two))

    assert wrong == []
    assert list(StandingReason.objects.values_list("status", flat=True)) == ["fulfilled"] * 2
    stored, asked = standing_now(key, at=clock.now()), standing_at(key, as_of=clock.now())
    assert stored is not None
    assert asked is not None
    assert stored.reasons == asked.reasons


def test_two_people_with_the_same_partners_in_opposite_order_do_not_deadlock() -> None:
    program = make_program()
    make_rules(program)
    first, second = make_partner(program, name="Fabrikam"), make_partner(program, name="Litware")
    keys = [PartnerKey(program.pk, first.pk), PartnerKey(program.pk, second.pk)]
    both_are_in = threading.Barrier(2)

    def touch(order: list[PartnerKey]) -> None:
        with change(actor=SYSTEM, at=clock.now()) as done:
            both_are_in.wait(WAIT_S_MAX)
            for key in order:
                done.record(
                    ListDeclared(
                        list_id=key.partner_id,
                        partner_id=key.partner_id,
                        name=Code("people"),
                        valid_from=NOON,
                    ),
                    partners=[key],
                )

    for _ in range(10):
        wrong = together(lambda: touch(keys), lambda: touch(keys[::-1]))

        assert wrong == []
    assert PartnerStanding.objects.filter(computed_at__isnull=False).count() == 2

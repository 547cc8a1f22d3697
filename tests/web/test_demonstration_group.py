"""One invented company owns another, and the demonstration's rules let it accept for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.agreements.services.accepting import accept
from goodstanding.partners.models import EntityProfile, Ownership
from goodstanding.partners.services.taking_part import affiliate
from goodstanding.programs.models import Program
from goodstanding.rulebook.pack import Accept
from goodstanding.rulebook.parse import read_pack
from goodstanding.standing.selectors import standing_at
from goodstanding.values.actor import Actor
from goodstanding.values.keys import PartnerKey
from goodstanding.web.demonstration import default_pack
from goodstanding.web.demonstration_group import PARENT, bring_in_affiliate, with_parents
from tests.builders import NOON, SYSTEM, make_entity, make_location, make_partner, make_person
from tests.builders_agreements import LATER, make_office, make_published, make_signature
from tests.builders_standing import make_rules, pack_text

pytestmark = pytest.mark.django_db


def test_the_rules_of_the_demonstration_let_parents_accept() -> None:
    accepting = read_pack(with_parents(default_pack())).obligation("code-accepted").verb

    assert isinstance(accepting, Accept)
    assert accepting.affiliates == 50


def test_what_the_parent_accepted_before_counts_for_the_affiliate() -> None:
    office = make_office()
    program = Program.objects.get()
    version = make_published(office)
    make_rules(program, text=_rules(program))
    partner = make_partner(program)
    parent = make_entity(partner)
    make_location(parent)
    signer = make_person()
    affiliate(
        signer.pk,
        partner_id=partner.pk,
        role="signatory",
        zone="Europe/Berlin",
        actor=SYSTEM,
        at=NOON,
    )
    accept(
        version.pk,
        partner_id=partner.pk,
        entity_ids=[parent.pk],
        signature=make_signature(),
        actor=Actor.person(signer.pk),
        at=LATER,
    )

    bring_in_affiliate(program, {PARENT: partner.pk}, actor=SYSTEM, at=LATER + timedelta(days=1))

    owned = Ownership.objects.get()
    assert (owned.owner_id, owned.share_basis_points) == (parent.pk, 8000)
    assert EntityProfile.objects.get(entity_id=owned.owned_id).name.endswith(" Leasing")
    standing = standing_at(PartnerKey(program.pk, partner.pk), as_of=LATER + timedelta(days=90))
    assert standing is not None
    assert {row.status for row in standing.reasons} == {"fulfilled"}


def _rules(program: Program) -> str:
    text = pack_text(program, agreement="partner-code")
    return text.replace("per: entity}", "per: entity, affiliates: 50 %}")

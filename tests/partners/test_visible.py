"""Whose partner data somebody sees: every role, and a stranger."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.accounts.models import Role
from goodstanding.accounts.services import give_grant
from goodstanding.partners.models import Relationship
from goodstanding.partners.selectors.visible import memberships_visible_to
from goodstanding.partners.services.taking_part import (
    end_affiliation,
    end_relationship,
)
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_downstream,
    make_officer,
    make_partner,
    make_person,
    make_program,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@pytest.mark.parametrize(
    "role",
    [
        Role.OFFICER,
        Role.DECIDER,
        Role.APPEAL_REVIEWER,
        Role.FINANCE,
        Role.PDM,
        Role.AUDITOR,
    ],
)
def test_the_vendors_people_see_their_program_and_no_other(role: Role) -> None:
    program, other = make_program(), make_program()
    mine = make_partner(program)
    make_partner(other)

    person = make_officer(program, role=role)

    assert [row.partner for row in memberships_visible_to(person.pk, at=NOON)] == [mine]


def test_an_operator_and_a_stranger_see_nobody() -> None:
    make_partner(make_program())
    operator, stranger = make_person(), make_person()
    give_grant(operator.pk, role=Role.OPERATOR, program_id=None, actor=SYSTEM, at=NOON)

    assert not memberships_visible_to(operator.pk, at=NOON).exists()
    assert not memberships_visible_to(stranger.pk, at=NOON).exists()


@pytest.mark.parametrize("role", ["signatory", "compliance", "deputy", "sales"])
def test_people_of_a_partner_see_their_own_while_they_act_for_it(role: str) -> None:
    program = make_program()
    mine = make_partner(program)
    make_partner(program, name="Litware")
    person = make_affiliate(mine, role=role)

    assert [row.partner for row in memberships_visible_to(person.pk, at=NOON)] == [mine]

    end_affiliation(mine.affiliations.get().fact_id, actor=SYSTEM, at=LATER)
    assert not memberships_visible_to(person.pk, at=LATER).exists()


def test_a_distributors_manager_sees_downstream_only_while_the_relationship_lasts() -> None:
    program, other = make_program(), make_program()
    distributor = make_partner(program, name="Contoso")
    manager = make_affiliate(distributor, role="distributor-manager")
    seller = make_affiliate(distributor, role="sales")
    reseller = make_downstream(program, distributor)
    make_downstream(program, make_partner(program, name="Other distributor"), name="Not theirs")
    make_downstream(other, distributor, name="In another program")

    in_program = memberships_visible_to(manager.pk, at=NOON).filter(program=program)

    assert {row.partner_id for row in in_program} == {distributor.pk, reseller.pk}
    assert {row.partner for row in memberships_visible_to(seller.pk, at=NOON)} == {distributor}

    relation = Relationship.objects.get(reseller=reseller, program=program)
    end_relationship(relation.fact_id, actor=SYSTEM, at=LATER)
    still = memberships_visible_to(manager.pk, at=LATER - timedelta(microseconds=1))
    assert still.filter(partner=reseller).exists()
    assert not memberships_visible_to(manager.pk, at=LATER).filter(partner=reseller).exists()


def test_a_relationship_in_one_program_shows_nothing_in_another() -> None:
    program, other = make_program(), make_program()
    distributor = make_partner(program, name="Contoso")
    manager = make_affiliate(distributor, role="distributor-manager")
    reseller = make_downstream(program, distributor)
    reseller.memberships.create(program=other)

    seen = memberships_visible_to(manager.pk, at=NOON).filter(partner=reseller)

    assert [row.program_id for row in seen] == [program.pk]

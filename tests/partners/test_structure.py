"""What a partner consists of, with its dates."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.partners.models import PartnerProfile, Relationship, Tier
from goodstanding.partners.selectors.structure import structure_of, zone_of
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.partners.services.taking_part import declare_list, end_relationship
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_downstream,
    make_entity,
    make_location,
    make_partner,
    make_program,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


def test_a_partner_is_shown_with_all_its_parts() -> None:
    program = make_program()
    distributor = make_partner(program, name="Contoso", tier=Tier.DISTRIBUTOR)
    partner = make_downstream(program, distributor)
    entity = make_entity(partner)
    place = make_location(entity)
    person = make_affiliate(partner)
    declare_list(partner.pk, name="people", actor=SYSTEM, at=NOON)
    for number, parts in (
        ("1", {}),
        ("2", {"entity_id": entity.pk}),
        ("3", {"location_id": place.pk}),
    ):
        assign_external_id(
            partner.pk, namespace="crm", value=number, actor=SYSTEM, at=NOON, **parts
        )

    shown = structure_of(partner.pk, program_id=program.pk, at=NOON)

    assert shown.profile.name == "Litware"
    assert [str(number) for number in shown.numbers] == ["crm:1"]
    (shown_entity,) = shown.entities
    assert [str(number) for number in shown_entity.numbers] == ["crm:2"]
    assert [str(number) for number in shown_entity.locations[0].numbers] == ["crm:3"]
    assert [(role.role, len(role.people)) for role in shown.roles] == [("signatory", 1)]
    assert shown.complete_since == NOON
    assert shown.roles[0].people[0].person == person
    assert [neighbour.name for neighbour in shown.distributors] == ["Contoso"]
    upstream = structure_of(distributor.pk, program_id=program.pk, at=NOON)
    assert (upstream.downstream_count, upstream.downstream[0].name) == (1, "Litware")


def test_a_relationship_that_ended_is_shown_with_its_end() -> None:
    program = make_program()
    distributor = make_partner(program, name="Contoso", tier=Tier.DISTRIBUTOR)
    partner = make_downstream(program, distributor)
    end_relationship(Relationship.objects.get().fact_id, actor=SYSTEM, at=LATER)

    shown = structure_of(partner.pk, program_id=program.pk, at=LATER)

    assert [neighbour.until for neighbour in shown.distributors] == [LATER]
    assert structure_of(distributor.pk, program_id=program.pk, at=LATER).downstream == ()


def test_a_partner_that_was_not_known_then_is_not_shown() -> None:
    program = make_program()
    partner = make_partner(program)

    with pytest.raises(PartnerProfile.DoesNotExist):
        structure_of(partner.pk, program_id=program.pk, at=NOON - timedelta(days=1))


def test_a_partner_outside_the_program_has_no_zone_of_its_own() -> None:
    partner = make_partner()

    assert zone_of(partner.pk, program_id=make_program().pk, at=NOON) == "UTC"

"""Our own export, imported again, changes nothing; and it rebuilds everything elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.evidence.models import Event
from goodstanding.partners.models import Partner, Tier
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.rules.writing import csv_lines
from goodstanding.partners.selectors.export import export_lines
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.partners.services.taking_part import end_affiliation
from goodstanding.programs.models import Program
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
from tests.builders_partners import csv_of, make_import, outcomes_of

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


def _exported(program: Program) -> bytes:
    return "".join(csv_lines(export_lines(program.pk, at=LATER))).encode()


def _rich_program() -> Program:
    program = make_program()
    distributor = make_partner(program, name="=Contoso", tier=Tier.DISTRIBUTOR)
    reseller = make_downstream(program, distributor, name="  Litware\n Ltd")
    for owner in (distributor, reseller):
        entity = make_entity(owner)
        place = make_location(entity, region="EMEA")
        make_location(entity, name="'@Other")
        make_affiliate(owner, location_id=place.pk)
        make_affiliate(owner, role="sales")
        for number in ("1", "2"):
            assign_external_id(
                owner.pk,
                namespace="mpn",
                value=f"{owner.pk}-{number}",
                location_id=place.pk,
                actor=SYSTEM,
                at=NOON,
            )
            assign_external_id(
                owner.pk,
                namespace="lei",
                value=f"{owner.pk}-{number}",
                entity_id=entity.pk,
                actor=SYSTEM,
                at=NOON,
            )
            assign_external_id(
                owner.pk, namespace="crm", value=f"{owner.pk}-{number}", actor=SYSTEM, at=NOON
            )
    return program


def test_importing_our_own_export_changes_nothing() -> None:
    program = _rich_program()
    before = Event.objects.count()

    done = make_import(program, _exported(program))

    assert set(outcomes_of(done)) == {"unchanged"}
    assert len(outcomes_of(done)) == 19
    assert Event.objects.count() == before


def test_an_imported_file_comes_out_and_in_again() -> None:
    program = make_program()
    make_import(
        program,
        csv_of(
            {"id:crm": "1", "partner": "A", "country": "FR", "from": "2024-05-01"},
            {"id:crm": "1", "location": "Lyon", "country": "FR", "location id:mpn": "7"},
            {"id:crm": "1", "person email": "a@example.com", "person role": "finance"},
        ),
    )

    done = make_import(program, _exported(program), mode=Mode.UPDATE)

    assert set(outcomes_of(done)) == {"unchanged"}


def test_partners_of_another_program_and_people_who_left_are_not_in_it() -> None:
    program, other = make_program(), make_program()
    make_partner(other, name="Elsewhere")
    here = make_partner(program, name="Here")
    make_affiliate(here)
    affiliation = here.affiliations.get()
    end_affiliation(affiliation.fact_id, actor=SYSTEM, at=NOON + timedelta(hours=1))

    text = _exported(program).decode()

    assert "Here" in text
    assert "Elsewhere" not in text
    assert "@example.com" not in text
    assert Partner.objects.count() == 2

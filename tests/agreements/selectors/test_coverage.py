"""What a partner still has to accept, on both sides of a version's effect."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.agreements.models import AgreementVersion
from goodstanding.agreements.selectors.coverage import entities_of, to_accept
from goodstanding.agreements.selectors.versions import (
    preview_of,
    reach_of,
    version_in_force,
    versions_in_force,
)
from goodstanding.partners.models import Partner
from goodstanding.programs.models import Program
from tests.builders import NOON, make_entity, make_location, make_partner, make_program
from tests.builders_agreements import (
    CODE_1,
    CODE_2,
    make_accepted,
    make_draft,
    make_office,
    make_published,
    make_signing,
)

pytestmark = pytest.mark.django_db

INSTANT = timedelta(microseconds=1)


def _asked(partner: Partner, program: Program, *, at) -> list[tuple[int, bool, list[str]]]:
    return [
        (one.version.position, one.in_effect, [entity.name for entity in one.open])
        for one in to_accept(partner.pk, program.pk, at=at)
    ]


def _second(first: AgreementVersion, office, *, material: bool = True) -> AgreementVersion:
    return make_published(office, text=CODE_2, material=material, reason="Because.", at=NOON)


def test_each_company_that_has_not_accepted_is_asked() -> None:
    office = make_office()
    signing = make_signing(office.program)
    make_entity(signing.partner, name="Fabrikam AG")
    version = make_published(office)

    before = _asked(signing.partner, office.program, at=NOON)
    make_accepted(version, signing)
    after = _asked(signing.partner, office.program, at=NOON)

    assert before == [(1, True, ["Fabrikam AG", "Fabrikam GmbH"])]
    assert after == [(1, True, ["Fabrikam AG"])]


def test_a_material_version_is_asked_for_before_and_after_its_effect() -> None:
    office = make_office()
    signing = make_signing(office.program)
    first = make_published(office)
    make_accepted(first, signing)
    second = _second(first, office)

    (announced,) = to_accept(
        signing.partner.pk, office.program.pk, at=second.effective_at - INSTANT
    )
    (binding,) = to_accept(signing.partner.pk, office.program.pk, at=second.effective_at)

    assert (announced.version, announced.in_effect, announced.before) == (second, False, first)
    assert (binding.version, binding.in_effect, binding.before) == (second, True, first)
    make_accepted(second, signing, at=NOON)
    assert _asked(signing.partner, office.program, at=second.effective_at) == []


def test_a_version_that_is_not_material_asks_nobody_who_accepted() -> None:
    office = make_office()
    signing = make_signing(office.program)
    first = make_published(office)
    make_accepted(first, signing)
    second = _second(first, office, material=False)
    newcomer = make_signing(office.program, name="Litware")

    assert _asked(signing.partner, office.program, at=second.effective_at) == []
    assert _asked(newcomer.partner, office.program, at=NOON) == [(1, True, ["Litware GmbH"])]
    assert _asked(newcomer.partner, office.program, at=second.effective_at) == [
        (2, True, ["Litware GmbH"])
    ]


def test_a_newcomer_is_asked_for_what_binds_now_and_for_what_is_announced() -> None:
    office = make_office()
    first = make_published(office)
    second = _second(first, office)
    newcomer = make_signing(office.program)

    assert _asked(newcomer.partner, office.program, at=NOON) == [
        (1, True, ["Fabrikam GmbH"]),
        (2, False, ["Fabrikam GmbH"]),
    ]
    make_accepted(second, newcomer)
    assert _asked(newcomer.partner, office.program, at=NOON) == [(1, True, ["Fabrikam GmbH"])]
    assert _asked(newcomer.partner, office.program, at=second.effective_at) == []


def test_a_partner_without_a_company_or_of_another_program_is_asked_for_nothing() -> None:
    office = make_office()
    make_published(office)
    other = make_program()

    assert _asked(make_partner(office.program), office.program, at=NOON) == []
    assert _asked(make_signing(other).partner, other, at=NOON) == []


def test_knows_which_version_is_in_force_when() -> None:
    office = make_office()
    first = make_published(office)
    second = _second(first, office)

    assert version_in_force(office.agreement.pk, at=NOON - INSTANT) is None
    assert version_in_force(office.agreement.pk, at=second.effective_at - INSTANT) == first
    assert version_in_force(office.agreement.pk, at=second.effective_at) == second
    assert list(versions_in_force(office.program.pk, at=NOON)) == [first]


def test_counts_whom_a_version_reaches() -> None:
    office = make_office()
    make_signing(office.program)
    alone = make_partner(office.program, name="Litware")
    make_entity(alone, name="Litware GmbH")
    make_entity(alone, name="Litware AG")
    make_signing(make_program(), name="Proseware")

    reach = reach_of(office.program.pk, at=NOON)

    assert (reach.partners, reach.entities, reach.without_signatory) == (2, 3, 1)


def test_a_preview_says_what_stands_in_the_way() -> None:
    office = make_office()
    make_published(office, text=CODE_1)
    draft = make_draft(office, text=CODE_2, reason="", summary="")

    preview = preview_of(draft, at=NOON)

    assert (preview.position, preview.earliest_on.isoformat()) == (2, "2026-09-17")
    assert [change.code for change in preview.redline.changes] == ["gifts", "remediation"]
    assert [(pointer.sign.value, pointer.code) for pointer in preview.pointers] == [
        ("number", "gifts"),
        ("new-clause", "remediation"),
    ]
    assert len(preview.problems) == 2


def test_companies_come_with_their_locations() -> None:
    office = make_office()
    signing = make_signing(office.program)
    make_location(signing.entity, name="Hamburg")

    (entity,) = entities_of(signing.partner.pk, at=NOON)

    assert (entity.name, entity.country) == ("Fabrikam GmbH", "DE")
    assert [(place.name, place.zone) for place in entity.locations] == [
        ("Hamburg", "Europe/Berlin")
    ]

"""What rows come to, given what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from goodstanding.partners.rules.picture import (
    EnrolmentFact,
    EntityFact,
    LocationFact,
    NumberFact,
    PartnerFact,
    RelationFact,
)
from goodstanding.partners.rules.planning import turn_of
from goodstanding.partners.rules.plans import Mode, Outcome
from goodstanding.partners.rules.rows import Number, PartnerRow
from tests.partners.rules.world import (
    AG,
    CONTOSO,
    CRM_9,
    CRM_17,
    CRM_18,
    EARLIER,
    FABRIKAM,
    GMBH,
    HAMBURG,
    LEI,
    MPN,
    NOON,
    OURS,
    known_world,
    plan_of,
    plans_of,
    row_of,
    terms_of,
)


def test_a_new_partner_is_enrolled_with_what_is_assumed_said() -> None:
    plan = plan_of(row_of(ids=(CRM_18,), partner="Litware", country="FR"))

    assert plan.outcome is Outcome.CREATED
    assert plan.notes == ("No tier is given: enrolled as reseller.",)
    partner, enrolment, number = plan.facts
    assert isinstance(partner, PartnerFact)
    assert (partner.name, partner.country, partner.since) == ("Litware", "FR", NOON)
    assert isinstance(enrolment, EnrolmentFact)
    assert (enrolment.tier, enrolment.zone) == ("reseller", "Europe/Paris")
    assert isinstance(number, NumberFact)
    assert number.number == CRM_18


def test_a_day_is_the_start_of_that_day_in_the_rows_zone() -> None:
    plan = plan_of(row_of(ids=(CRM_18,), partner="Litware", country="JP", from_on=date(2026, 1, 1)))

    assert plan.facts[0].since == datetime(2025, 12, 31, 15, tzinfo=UTC)


def test_what_is_known_already_changes_nothing() -> None:
    plan = plan_of(
        row_of(
            partner="Fabrikam",
            tier="reseller",
            entity="fabrikam gmbh",
            location="Hamburg",
            country="DE",
            region="emea",
        )
    )

    assert plan.outcome is Outcome.UNCHANGED
    assert plan.facts == ()
    assert (plan.partner_id, plan.entity_id, plan.location_id) == (FABRIKAM, GMBH, HAMBURG)


def test_another_name_is_a_change_from_the_day_given() -> None:
    plan = plan_of(row_of(partner="Fabrikam Europe", from_on=date(2026, 3, 1), zone="UTC"))

    assert plan.outcome is Outcome.UPDATED
    assert plan.facts[0] == PartnerFact(
        partner_id=FABRIKAM,
        name="Fabrikam Europe",
        country="DE",
        since=datetime(2026, 3, 1, tzinfo=UTC),
    )


def test_another_name_from_the_same_day_is_a_correction() -> None:
    plan = plan_of(row_of(partner="Fabrikam Europe", from_on=date(2025, 1, 1), zone="UTC"))

    assert plan.facts[0].since == EARLIER


def test_a_change_before_what_is_known_is_refused() -> None:
    plan = plan_of(row_of(partner="Fabrikam Europe", from_on=date(2024, 1, 1)))

    assert plan.outcome is Outcome.REFUSED
    assert plan.refusals[0].column == "from"
    assert plan.refusals[0].reason.startswith("What is known of it began on 2025-01-01")


def test_skipping_leaves_what_is_known_and_adds_what_is_new() -> None:
    plan = plan_of(
        row_of(partner="Fabrikam Europe", location="Munich", country="DE"), mode=Mode.SKIP
    )

    assert plan.outcome is Outcome.CREATED
    assert [type(fact) for fact in plan.facts] == [LocationFact]
    assert plan.notes[0] == "It is known differently, and left as it is."


def test_skipping_leaves_a_location_where_it_is() -> None:
    plan = plan_of(
        row_of(location_ids=(MPN,), entity="Fabrikam AG", zone="Europe/Vienna"), mode=Mode.SKIP
    )

    assert [type(fact) for fact in plan.facts] == [EntityFact]


def test_a_given_zone_is_no_longer_assumed() -> None:
    plan = plan_of(row_of(location="Hamburg", zone="Europe/Berlin"))

    (place,) = plan.facts
    assert isinstance(place, LocationFact)
    assert (place.zone, place.zone_assumed) == ("Europe/Berlin", False)


def test_a_location_moves_to_the_entity_its_row_names() -> None:
    plan = plan_of(row_of(location_ids=(MPN,), location="Hamburg", entity="Fabrikam AG"))

    entity, place = plan.facts
    assert isinstance(entity, EntityFact)
    assert isinstance(place, LocationFact)
    assert place.entity_id == entity.entity_id
    assert plan.outcome is Outcome.CREATED


def test_a_location_without_an_entity_gets_the_only_one_or_one_of_the_partners_name() -> None:
    one = plan_of(row_of(location="Munich"))
    none = plan_of(row_of(ids=(CRM_18,), partner="Litware", location="Paris", country="FR"))

    assert one.entity_id == GMBH
    assert isinstance(none.facts[2], EntityFact)
    assert none.facts[2].name == "Litware"
    assert "one with the partner's name was made" in none.notes[1]
    assert none.notes[2] == "No zone is given: Europe/Paris was assumed from the country FR."


def test_a_location_of_several_entities_must_name_its_own() -> None:
    picture = known_world()
    picture.put(EntityFact(entity_id=AG, partner_id=FABRIKAM, name="AG", country="", since=EARLIER))

    assert plan_of(row_of(location="Munich"), picture=picture).refusals[0].column == "entity"
    assert plan_of(row_of(location="Hamburg"), picture=picture).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("said", "column", "reason"),
    [
        ({"ids": (CRM_18,)}, "partner", "This partner is not known yet. Give its name."),
        ({"ids": (), "entity_ids": (Number("lei", "x"),), "partner": "A"}, "", "No known partner"),
        ({"ids": (CRM_9, CRM_17)}, "", "crm:9 and crm:17 belong to different partners."),
        ({"ids": (CRM_9,), "location_ids": (MPN,)}, "", "belong to different partners."),
        ({"ids": (MPN,)}, "id:mpn", "mpn:22 is the ID of a location."),
        ({"entity_ids": (MPN,)}, "entity id:mpn", "mpn:22 is the ID of a location."),
        ({"location_ids": (LEI,)}, "location id:lei", "lei:LEI1 is the ID of a legal entity."),
        (
            {"location_ids": (Number(OURS, str(CONTOSO)),)},
            "location id:goodstanding",
            "is not an identifier of this",
        ),
        ({"ids": (Number(OURS, "x"),)}, "id:goodstanding", "“x” is not an identifier of this"),
        ({"entity_ids": (Number("lei", "2"),)}, "entity", "This legal entity is not known yet."),
        ({"location_ids": (Number("mpn", "2"),)}, "location", "This location is not known yet."),
        ({"distributors": (CRM_18,)}, "distributor", "No partner has this ID."),
        (
            {"ids": (CRM_9,), "distributors": (CRM_17,)},
            "distributor",
            "This partner is not a distributor",
        ),
        ({"ids": (CRM_9,), "distributors": (CRM_9,)}, "distributor", "not its own distributor"),
        (
            {"distributors": (CRM_9, CRM_17)},
            "distributor",
            "More than one partner has this ID. Write it with its namespace",
        ),
        (
            {"ids": (CRM_17, CRM_18), "location": "Munich", "location_ids": (CRM_18,)},
            "location id:crm",
            "crm:18 is the ID of something else already.",
        ),
    ],
)
def test_a_row_that_cannot_be_meant_says_why(
    said: dict[str, object], column: str, reason: str
) -> None:
    picture = known_world()
    before = (dict(picture.partners), dict(picture.numbers), set(picture.relations))

    plan = plan_of(row_of(**said), picture=picture)

    assert plan.outcome is Outcome.REFUSED
    assert plan.facts == ()
    assert plan.refusals[0].column == column
    assert reason in plan.refusals[0].reason
    assert (dict(picture.partners), dict(picture.numbers), set(picture.relations)) == before


def test_two_things_of_one_name_need_an_id() -> None:
    picture = known_world()
    picture.put(
        EntityFact(
            entity_id=AG, partner_id=FABRIKAM, name="FABRIKAM GMBH", country="", since=EARLIER
        )
    )

    plan = plan_of(row_of(entity="Fabrikam GmbH"), picture=picture)

    assert plan.refusals[0].reason == "More than one has this name. Give its ID in the row."


def test_one_of_the_same_name_with_another_id_is_another_one() -> None:
    branch = {"location": "Branch", "entity": "Fabrikam GmbH"}
    rows = [
        row_of(location_ids=(Number("mpn", "31"),), **branch),
        row_of(number=3, location_ids=(Number("mpn", "32"),), **branch),
        row_of(number=4, location_ids=(Number("crm", "31"),), location="Hamburg"),
        row_of(number=5, entity="Fabrikam GmbH", entity_ids=(Number("lei", "LEI2"),)),
    ]

    plans = plans_of(rows, known_world(), terms_of())

    assert [plan.outcome for plan in plans] == [
        Outcome.CREATED,
        Outcome.CREATED,
        Outcome.UPDATED,
        Outcome.CREATED,
    ]
    assert plans[0].location_id != plans[1].location_id
    assert plans[2].location_id == HAMBURG


def test_an_id_of_something_that_is_no_more_is_refused() -> None:
    picture = known_world()
    del picture.partners[FABRIKAM]

    plan = plan_of(row_of(partner="Fabrikam"), picture=picture)

    assert plan.refusals[0].reason.startswith("crm:17 is the ID of a partner that is no more.")


def test_our_own_identifiers_find_every_kind_of_thing() -> None:
    plan = plan_of(
        row_of(
            ids=(Number(OURS, str(FABRIKAM)),),
            entity_ids=(Number(OURS, str(GMBH)),),
            location_ids=(Number(OURS, str(HAMBURG)),),
            distributors=(Number(OURS, str(CONTOSO)),),
        )
    )

    assert plan.facts == (RelationFact(reseller_id=FABRIKAM, distributor_id=CONTOSO, since=NOON),)


def test_a_row_may_name_a_partner_by_an_id_of_its_part() -> None:
    assert plan_of(row_of(ids=(), location_ids=(MPN,))).partner_id == FABRIKAM


def test_a_relationship_and_a_person_begin_again_only_after_their_end() -> None:
    picture = known_world()
    left = datetime(2026, 5, 1, tzinfo=UTC)
    picture.free_from[(FABRIKAM, CONTOSO)] = left
    picture.free_from[("ada@example.com", FABRIKAM, "sales", None)] = left

    plan = plan_of(
        row_of(
            distributors=(CRM_9,),
            email="ada@example.com",
            role="sales",
            from_on=date(2026, 1, 1),
        ),
        picture=picture,
    )

    assert [fact.since for fact in plan.facts] == [left, left]
    assert plan.outcome is Outcome.UPDATED


def test_a_file_says_one_thing_of_one_thing() -> None:
    first = row_of(partner="Fabrikam Europe")
    second = replace(first, number=3, partner="Fabrikam World")
    third = replace(first, number=4, partner="FABRIKAM  europe")

    plans = plans_of([first, second, third], known_world(), terms_of())

    assert [plan.outcome for plan in plans] == [
        Outcome.UPDATED,
        Outcome.REFUSED,
        Outcome.UNCHANGED,
    ]
    assert plans[1].refusals[0].reason == (
        "Row 2 says “Fabrikam Europe” and means the same one. Keep one."
    )
    assert plans[2].row.partner == "Fabrikam Europe"


def test_spellings_of_a_name_that_is_the_id_change_nothing() -> None:
    picture, terms = known_world(), terms_of(names="web")
    rows = [
        PartnerRow(number=2, ids=(Number("web", "acme"),), partner="ACME"),
        PartnerRow(number=3, ids=(Number("web", "acme"),), partner="Acme"),
    ]

    plans = plans_of(rows, picture, terms)

    assert [plan.outcome for plan in plans] == [Outcome.CREATED, Outcome.UNCHANGED]


def test_names_of_parts_are_settled_too() -> None:
    rows = [
        row_of(entity_ids=(LEI,), entity="Fabrikam SE", location_ids=(MPN,), location="Hafen"),
        row_of(number=3, entity_ids=(LEI,), entity="fabrikam se"),
    ]

    plans = plans_of(rows, known_world(), terms_of())

    assert [plan.outcome for plan in plans] == [Outcome.UPDATED, Outcome.UNCHANGED]
    assert plans[1].row.entity == "Fabrikam SE"


def test_distributors_come_first() -> None:
    rows = [
        row_of(number=2, distributors=(CRM_9,)),
        row_of(number=3, tier="distributor", partner="Contoso"),
        row_of(number=4, tier="distributor"),
    ]

    assert [row.number for row in sorted(rows, key=turn_of)] == [3, 2, 4]

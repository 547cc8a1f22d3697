"""What columns mean, and what is said of those that mean nothing."""

from __future__ import annotations

import pytest

from goodstanding.partners.rules.columns import (
    Column,
    IdColumn,
    IdKind,
    choose_targets,
    partner_columns,
    suggested_target,
    target_of,
    unused_sentences,
)
from goodstanding.partners.rules.errors import ColumnMappingError


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("partner", Column.PARTNER),
        ("  Person_E-MAIL ", None),
        ("PERSON  email", Column.PERSON_EMAIL),
        ("ID:MPN", IdColumn(IdKind.PARTNER, "mpn")),
        ("entity id : lei", IdColumn(IdKind.ENTITY, "lei")),
        ("Location_ID:mpn", IdColumn(IdKind.LOCATION, "mpn")),
        ("id:", None),
        ("id:not a code", None),
        ("person id:crm", None),
        ("id:" + "x" * 33, None),
    ],
)
def test_our_names_are_known_whatever_their_case(text: str, target: object) -> None:
    assert target_of(text) == target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("E-Mail", Column.PERSON_EMAIL),
        ("Organization", Column.PARTNER),
        ("DUNS", IdColumn(IdKind.PARTNER, "duns")),
        ("contry", Column.COUNTRY),
        ("zone", Column.ZONE),
        ("Fax", None),
    ],
)
def test_near_names_are_suggested(text: str, target: object) -> None:
    assert suggested_target(text) == target


def test_own_names_are_used_and_others_as_chosen() -> None:
    targets = choose_targets(("ID:crm", "Company", "Fax", "country"), {"company": "Partner"})

    assert targets == (
        IdColumn(IdKind.PARTNER, "crm"),
        Column.PARTNER,
        None,
        Column.COUNTRY,
    )


def test_a_column_can_be_left_out() -> None:
    assert choose_targets(("id:crm", "country"), {"country": " "})[1] is None


def test_unused_columns_are_named_with_what_they_could_be() -> None:
    header = ("id:crm", "Company", "Fax", "Name")

    said = unused_sentences(
        header, choose_targets(header, {"Company": "partner"}), partner_columns()
    )

    assert said == (
        "The column “Fax” is not used.",
        "The column “Name” is not used.",
    )
    assert unused_sentences(("E-Mail",), (None,), partner_columns()) == (
        "The column “E-Mail” is not used. Did you mean “E-Mail=person email”?",
    )


def test_every_reason_is_given_at_once() -> None:
    with pytest.raises(ColumnMappingError) as refusal:
        choose_targets(
            ("partner", "Company", "Fax"),
            {"Company": "partner", "Phone": "partner", "Fax": "facsimile"},
        )

    phone, facsimile, twice, no_id = refusal.value.sentences
    assert phone == "The file has no column “Phone”. It has: partner, Company, Fax."
    assert facsimile == (
        "“facsimile” is not one of our columns. They are: id:NAMESPACE, entity id:NAMESPACE, "
        "location id:NAMESPACE, partner, country, tier, distributor, entity, location, region, "
        "zone, person email, person name, person role, from."
    )
    assert twice == "“partner” and “Company” both say “partner”. Choose one of them."
    assert no_id.startswith("No column holds an ID, so nobody can tell which partner a row is")


@pytest.mark.parametrize(
    ("header", "names", "sentence"),
    [
        (("partner",), "Not A Code", "cannot be a namespace"),
        (("partner",), "goodstanding", "our own identifiers"),
        (("country",), "crm", "no column says “partner”"),
    ],
)
def test_names_serve_as_ids_only_in_a_namespace(
    header: tuple[str, ...], names: str, sentence: str
) -> None:
    with pytest.raises(ColumnMappingError, match=sentence):
        choose_targets(header, {}, names=names)


def test_names_can_serve_as_ids() -> None:
    assert choose_targets(("partner",), {}, names="website") == (Column.PARTNER,)

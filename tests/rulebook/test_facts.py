from __future__ import annotations

from goodstanding.rulebook.facts import (
    CALENDARS,
    PARTNER_FACTS,
    RELATIONS,
    SHARED_FACTS,
    ColumnType,
    Relation,
    relation,
)


def names(facts: Relation) -> list[str]:
    return [column.name for column in facts.columns]


def test_every_fact_says_when_it_was_known_and_most_say_about_whom() -> None:
    assert all(names(r)[:2] == ["known_from", "known_until"] for r in RELATIONS[: -len(CALENDARS)])
    assert all(names(r)[2:4] == ["program_id", "partner_id"] for r in PARTNER_FACTS)
    assert not any("partner_id" in names(r) for r in (*SHARED_FACTS, *CALENDARS))


def test_names_are_not_used_twice() -> None:
    assert len({r.name for r in RELATIONS}) == len(RELATIONS)
    assert all(len(set(names(r))) == len(r.columns) for r in RELATIONS)


def test_the_name_of_a_column_says_what_it_holds() -> None:
    suffixes = {"_at": ColumnType.INSTANT, "_on": ColumnType.DAY, "_id": ColumnType.ID}

    wrong = [
        (r.name, column.name)
        for r in RELATIONS
        for column in r.columns
        if column.type is not suffixes.get(column.name[-3:], column.type)
    ]

    assert wrong == []


def test_keys_are_columns() -> None:
    assert all(set(r.key) <= set(names(r)) for r in RELATIONS)


def test_every_column_has_a_meaning_that_is_a_sentence() -> None:
    meanings = [c.meaning for r in RELATIONS for c in r.columns] + [r.meaning for r in RELATIONS]

    assert [meaning for meaning in meanings if not meaning.endswith(".")] == []


def test_types_have_the_names_of_the_catalogue() -> None:
    column = relation("locations").column("location_id")

    assert column.type.postgresql == "uuid"
    assert ColumnType.INSTANT.postgresql == "timestamp with time zone"
    assert ColumnType.CODE.postgresql == "text"

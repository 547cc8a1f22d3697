"""Actors, identifiers and clause references say what they are, or are refused."""

from __future__ import annotations

import time
from uuid import UUID

import pytest

from goodstanding.values.actor import Actor, ActorKind
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.codes import is_code
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.ids import new_id
from goodstanding.values.names import holds_hidden_signs


def test_an_actor_is_written_as_kind_and_identifier() -> None:
    person_id = new_id()

    assert str(Actor.person(person_id)) == f"person:{person_id}"
    assert Actor.person(person_id).person_id == person_id
    assert str(Actor.system("sweep")) == "system:sweep"
    assert Actor.system("sweep").person_id is None
    assert Actor.token(person_id).person_id is None


@pytest.mark.parametrize("routine", ["", "Two Words", "x" * 64])
def test_a_routine_has_a_name(routine) -> None:
    with pytest.raises(InvalidValueError, match="small letters"):
        Actor.system(routine)


def test_a_person_is_named_by_an_identifier() -> None:
    with pytest.raises(ValueError, match="badly formed"):
        Actor(ActorKind.PERSON, "maria")


def test_identifiers_are_version_7_and_sort_by_the_time_they_were_made() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    after = time.time_ns() // 1_000_000

    assert isinstance(made, UUID)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before <= made.int >> 80 <= after
    assert new_id() != made


def test_a_clause_is_written_and_read_alike() -> None:
    reference = ClauseRef.parse("partner-code#gifts@3")

    assert reference == ClauseRef("partner-code", "gifts", 3)
    assert str(reference) == "partner-code#gifts@3"
    assert str(ClauseRef.parse("partner-code#gifts")) == "partner-code#gifts"
    assert ClauseRef("partner-code", "gifts").at(3) == reference


@pytest.mark.parametrize(
    "text", ["gifts", "code#", "#gifts", "code#gifts@0", "Code#Gifts", "a#b#c"]
)
def test_what_is_no_clause_is_refused_with_an_example(text) -> None:
    with pytest.raises(InvalidValueError, match="partner-code#gifts"):
        ClauseRef.parse(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gifts-and-meals", True),
        ("4", True),
        ("", False),
        ("Gifts", False),
        ("gifts--meals", False),
        ("gifts-", False),
        ("gifts\n", False),
    ],
)
def test_a_code_is_made_of_small_letters_digits_and_single_dashes(text, code) -> None:
    assert is_code(text) is code


@pytest.mark.parametrize(
    "sign", ["\u202a", "\u202e", "\u2066", "\u2069", "\x07", "\n", "\x85", "\u2028"]
)
def test_a_sign_that_nobody_sees_is_found_in_a_name(sign: str) -> None:
    assert holds_hidden_signs(f"Con{sign}toso")


@pytest.mark.parametrize("name", ["Contoso GmbH", "کن\u200cند", "क्\u200dष", "Łódź ’24"])
def test_names_of_any_script_hold_no_hidden_signs(name: str) -> None:
    assert not holds_hidden_signs(name)

"""Reading parameters: everything wrong is found, then told at once."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.apikit.errors import RequestRefusedError
from goodstanding.apikit.parameters import Number, Parameters


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


ID = "0193e7a0-1111-7000-8000-000000000001"


def codes_of(given: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Return what is refused, reading one parameter of each kind."""
    parameters = Parameters(given)
    parameters.reference("partner", required=True)
    parameters.choice("colour", Colour)
    parameters.instant("as_of")
    with pytest.raises(RequestRefusedError) as refused:
        parameters.check()
    return [(problem.parameter, problem.code) for problem in refused.value.problems]


def test_what_is_well_given_is_read() -> None:
    given = Parameters(
        {
            "a": [ID],
            "b": ["mpn: 12 7"],
            "c": ["red"],
            "d": ["2026-09-01T14:00:00+02:00"],
            "e": [" x "],
        }
    )

    read = (
        given.reference("a"),
        given.reference("b"),
        given.choice("c", Colour),
        given.instant("d"),
        given.text("e"),
        given.text("f"),
    )

    given.check()
    assert read == (
        UUID(ID),
        Number("mpn", " 12 7"),
        Colour.RED,
        datetime(2026, 9, 1, 12, tzinfo=UTC),
        "x",
        None,
    )


def test_everything_wrong_is_told_at_once() -> None:
    refused = codes_of(
        {"colour": ["green"], "as_of": ["yesterday"], "as-of": ["x"], "partner": ["a", "b"]}
    )

    assert refused == [
        ("partner", "given_twice"),
        ("colour", "not_a_choice"),
        ("as_of", "not_an_instant"),
        ("as-of", "not_known"),
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "missing"),
        ("  ", "missing"),
        ("1234567", "malformed"),
        (":1234567", "malformed"),
        ("mpn:", "malformed"),
        ("MPN:1", "malformed"),
        ("mpn:1\x00", "malformed"),
        ("mpn:\ud800", "malformed"),
        ("mpn:" + "1" * 129, "malformed"),
        ("m" * 33 + ":1", "malformed"),
        (ID + "0", "malformed"),
        ("{" + ID + "}", "malformed"),
        ("urn:uuid:" + ID + "\n1", "malformed"),
    ],
)
def test_what_names_nobody_is_refused(written: str, code: str) -> None:
    refused = codes_of({"partner": [written], "colour": ["red"]})

    assert refused == [("partner", code)]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "missing"),
        ("2026-09-01", "not_an_instant"),
        ("2026-09-01T12:00:00", "not_an_instant"),
        ("2026-09-01T12:00:00 02:00", "not_an_instant"),
        ("2026-13-01T12:00:00Z", "not_an_instant"),
        ("0001-01-01T00:00:00+14:00", "out_of_range"),
        ("9999-12-31T23:59:59-12:00", "out_of_range"),
    ],
)
def test_what_is_no_instant_is_refused(written: str, code: str) -> None:
    refused = codes_of({"partner": [ID], "colour": ["red"], "as_of": [written]})

    assert refused == [("as_of", code)]


def test_nothing_given_names_what_is_missing() -> None:
    assert codes_of({}) == [("partner", "missing"), ("colour", "missing")]


def test_what_was_given_is_repeated_only_so_far_as_it_can_be_shown() -> None:
    given = Parameters({"x\x00y": ["1"], "colour": ["z" * 50]})
    given.choice("colour", Colour)

    with pytest.raises(RequestRefusedError) as refused:
        given.check()

    assert [problem.parameter for problem in refused.value.problems] == ["colour", "x?y"]
    assert "“" + "z" * 40 + "…”" in str(refused.value)


@given(st.dictionaries(st.sampled_from(["partner", "colour", "as_of", "x"]), st.lists(st.text())))
def test_nothing_that_can_be_given_is_a_fault(given: dict[str, list[str]]) -> None:
    parameters = Parameters(given)

    partner = parameters.reference("partner", required=True)
    colour = parameters.choice("colour", Colour)
    parameters.instant("as_of")

    if parameters._problems:
        with pytest.raises(RequestRefusedError):
            parameters.check()
    elif set(given) <= {"partner", "colour", "as_of"}:
        parameters.check()
        assert partner is not None
        assert colour is not None

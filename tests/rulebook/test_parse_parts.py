"""Duties made of parts: what is read, and every slip with its way out."""

from __future__ import annotations

import pytest

from goodstanding.rulebook.pack import Composed, Unit
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.parse_known import Known

from .strategies_texts import assert_told, only_problem, pack_text, problems

DUE = "due: 30 days after assignment, countdown: talk"
SHOW = "show: {document: d, per: entity}"
REGIONAL = "accept: {agreement: a, per: region}"
SIGNED = "accept: {agreement: a, per: location}"
REACH = "reach: {contact: x, proof: 1 day}"


def composed(whole: str, *, rest: str = DUE, also: str = "", **parts: str) -> str:
    """Return the text of a pack with these parts and one duty, ``whole``, made of them."""
    said = [f"{name}: {{title: P, {asks}, part: true}}" for name, asks in parts.items()]
    said.append(f"whole: {{title: W, {whole}{', ' if rest else ''}{rest}}}")
    return pack_text(obligations=f"{{{', '.join([*said, *([also] if also else [])])}}}")


@pytest.mark.parametrize(
    ("whole", "least"),
    [("any: [a, b, c]", 1), ("all: [a, b, c]", 3), ("least: {2: [a, b, c]}", 2)],
)
def test_so_many_of_the_parts_have_to_be_met(whole: str, least: int) -> None:
    pack = read_pack(composed(whole, a=SHOW, b=REACH, c=REACH))

    verb = pack.obligation("whole").verb
    assert verb == Composed(parts=("a", "b", "c"), least=least, per=Unit.ENTITY)
    assert [each.part for each in pack.obligations] == [True, True, True, False]


@pytest.mark.parametrize(
    ("one", "other", "per"),
    [
        (REACH, REACH, Unit.PARTNER),
        (REACH, SHOW, Unit.ENTITY),
        (SHOW, SIGNED, Unit.LOCATION),
        (REACH, REGIONAL, Unit.REGION),
        (SHOW, REGIONAL, Unit.ENTITY_REGION),
    ],
)
def test_the_unit_is_the_smallest_that_every_part_speaks_of(
    one: str, other: str, per: Unit
) -> None:
    pack = read_pack(composed("all: [a, b]", a=one, b=other))

    assert pack.obligation("whole").per is per


def test_a_part_may_have_parts() -> None:
    pack = read_pack(composed("all: [a, inner]", inner="any: [a, b]", a=SHOW, b=REACH))

    whole = pack.obligation("whole")
    assert whole.per is Unit.ENTITY
    assert [each.name for each in pack.parts_of(whole)] == ["a", "b", "inner"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            composed("any: [a, b]", a=SHOW),
            ["unknown_name | b], due | Use one of: a, whole."],
        ),
        (composed("any: []", a=SHOW), ["no_value | [] | least one."]),
        (
            composed("least: {3: [a, b]}", a=SHOW, b=SHOW),
            ["out_of_range | 3: [a, b] | Write a whole number from 1 to 2."],
        ),
        (
            composed("least: {1: [a], 2: [a, b]}", a=SHOW),
            ["wrong_shape | {1: [a] | such as {2: [insured, audited, attested]}."],
        ),
        (
            composed("any: [a]", a=f"{SHOW}, due: 3 days after assignment"),
            ["does_not_fit | 3 days after | Write it in the obligation that has this part."],
        ),
        (
            composed("any: [a]", a=f"{SHOW}, who: {{tier: gold}}, since: 2026-08-01"),
            [
                "does_not_fit | {tier: gold} | Write it in the obligation that has this part.",
                "does_not_fit | 2026-08-01 | Write it in the obligation that has this part.",
            ],
        ),
        (
            composed("any: [a]", a=SHOW, b=REACH),
            ["unused | b: {title: P | Name it under “any”, “all” or “least”, or leave “part” out."],
        ),
        (
            composed("any: [a, own]", a=SHOW, also=f"own: {{title: O, {REACH}, {DUE}}}"),
            [
                (
                    "does_not_fit | whole: {title: W | Write “part: true” in “own”, or leave it "
                    "out here."
                )
            ],
        ),
        (
            composed("any: [a]", rest="countdown: talk", a=SHOW),
            ["missing_key | {title: W | such as 30 days after assignment."],
        ),
        (
            composed("any: [a]", rest="due: 3 days after effect, countdown: talk", a=SHOW),
            ["no_notice | 3 days after effect | Count from assignment or service."],
        ),
    ],
)
def test_a_slip_in_a_duty_made_of_parts(text: str, expected: list[str]) -> None:
    found = problems(text)

    assert_told(found, expected)


def test_a_circle_is_named() -> None:
    text = composed(
        "any: [one]", one="any: [two]", two="all: [three, p]", three="any: [one]", p=SHOW
    )

    code, at, sentence = only_problem(text)

    assert (code, at[:4]) == ("impossible_duty", "one:")
    assert sentence == (
        "“one” needs “two” needs “three” needs “one”: a circle nobody can enter. Take one of them "
        "out of the list of another."
    )


def test_a_duty_is_no_part_of_itself() -> None:
    found = problems(composed("any: [whole]").replace(DUE, "part: true"))

    assert found[-1][2].startswith("“whole” needs “whole”: a circle nobody can enter.")


def test_a_duty_with_a_row_of_its_own_is_no_part_of_itself_and_nothing_more_is_said() -> None:
    _, _, sentence = only_problem(composed("any: [whole]"))

    assert sentence.startswith("“whole” needs “whole”: a circle nobody can enter.")


def test_every_circle_is_named_once() -> None:
    text = composed(
        "any: [one, three, p]", one="any: [two]", two="any: [one]", three="any: [three]", p=SHOW
    )

    assert [sentence.partition(":")[0] for _, _, sentence in problems(text)] == [
        "“one” needs “two” needs “one”",
        "“three” needs “three”",
    ]


def test_a_right_needs_a_whole_duty() -> None:
    right = (
        "title: R, per: location, needs: [a, whole], tested: anniversary, countdown: talk, "
        "exit: 30 days"
    )

    found = problems(composed("any: [a]", a=SHOW) + f"authorizations: {{resell: {{{right}}}}}\n")

    assert_told(found, ["does_not_fit | resell: | Name the obligation that has this part."])


@pytest.mark.parametrize(
    ("before", "now", "tighter"),
    [
        ("any: [a, b]", "any: [a, b]", False),
        ("all: [a, b]", "any: [a, b]", False),
        ("any: [a, b]", "all: [a, b]", True),
    ],
)
def test_needing_more_parts_is_tighter(before: str, now: str, *, tighter: bool) -> None:
    known = Known(previous=read_pack(composed(before, a=SHOW, b=REACH)))
    text = composed(now, a=SHOW, b=REACH).replace("version: 1", "version: 2")

    found = problems(text, known) if tighter else []
    pack = None if tighter else read_pack(text, known=known)

    assert [code for code, _, _ in found] == (["tightened"] if tighter else [])
    assert (pack is None) is tighter


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("any: [a]", {"a": SHOW.replace("document: d", "document: e")}),
        ("any: [a, b]", {"a": SHOW, "b": REACH}),
    ],
)
def test_a_tighter_or_a_new_part_makes_the_whole_tighter(whole: str, parts: dict[str, str]) -> None:
    known = Known(previous=read_pack(composed("any: [a]", a=SHOW)))
    text = composed(whole, **parts).replace("version: 1", "version: 2")

    code, at, _ = only_problem(text, known)

    assert (code, at[:6]) == ("tightened", "whole:")

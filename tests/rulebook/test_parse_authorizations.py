"""Authorizations: every slip is told with its way out."""

from __future__ import annotations

import pytest

from goodstanding.rulebook.pack import Authorization, Unit, Who
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from tests.rulebook.strategies_texts import assert_told, pack_text, problems

REST = "per: location, needs: [code], tested: anniversary, countdown: talk, exit: 30 days"


def granting(text: str, *, obligations: str | None = None) -> str:
    also = {} if obligations is None else {"obligations": obligations}
    return pack_text(authorizations=f"{{{text}}}", **also)


def test_an_authorization_is_read_with_its_needs() -> None:
    pack = read_pack(granting(f"resell: {{title: Resell, who: {{tier: gold}}, {REST}}}"))

    assert pack.authorization("resell") == Authorization(
        name="resell",
        title="Resell",
        per=Unit.LOCATION,
        needs=("code",),
        countdown="talk",
        tested=Due(anchor=Anchor.ANNIVERSARY),
        who=Who(tiers=("gold",)),
        exit=Duration(days=30),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "resell: {title: R, per: location, needs: [code], tested: anniversary, "
                "countdown: talk}"
            ),
            ["missing_key | {title: R, per: locati | “exit” is missing here. Add it."],
        ),
        (
            (
                "resell: {title: R, per: entity, needs: [code], tested: anniversary, "
                "countdown: talk, exit: 1 day}"
            ),
            [
                (
                    "does_not_fit | entity, needs: [code], | Write “per: location”; needs of its "
                    "entity and its partner count for it."
                )
            ],
        ),
        (
            (
                "resell: {title: R, per: location, needs: [cod], tested: anniversary, "
                "countdown: talk, exit: 1 day}"
            ),
            ["unknown_name | cod], tested: annivers | Did you mean “code”?"],
        ),
        (
            (
                "resell: {title: R, per: location, needs: [code], "
                "tested: 30 days after anniversary, countdown: talk, exit: 1 day}"
            ),
            ["does_not_fit | 30 days after annivers | Write “tested: anniversary”."],
        ),
        (
            (
                f"resell: {{title: R, who: {{authorization: host}}, {REST}}}, "
                f"host: {{title: H, who: {{authorization: resell}}, {REST}}}"
            ),
            [
                "impossible_duty | resell: {title: R, who | Name somebody else under “who”.",
                "impossible_duty | host: {title: H, who: | Name somebody else under “who”.",
            ],
        ),
    ],
)
def test_a_slip_in_an_authorization(text: str, expected: list[str]) -> None:
    found = problems(granting(text))

    assert_told(found, expected)


@pytest.mark.parametrize(
    "who", ["{authorization: host}", "{authorization: [resell, host]}", "{tier: gold}"]
)
def test_an_authorization_may_ask_for_another_one_first(who: str) -> None:
    text = f"resell: {{title: R, who: {who}, {REST}}}, host: {{title: H, {REST}}}"

    pack = read_pack(granting(text))

    assert [each.name for each in pack.authorizations] == ["resell", "host"]


@pytest.mark.parametrize(
    ("asked", "holder"),
    [
        ("tier: gold", "tier: silver"),
        ("country: DE", "country: [FR, CA]"),
        ("{tier: gold, region: emea}", "{tier: gold, region: amer}"),
    ],
)
def test_a_need_that_binds_no_holder_is_told(asked: str, holder: str) -> None:
    obligations = (
        "{code: {title: C, accept: {agreement: a, per: entity}, due: 1 day after service, "
        f"countdown: talk, who: {{{asked.strip('{}')}}}}}}}"
    )
    text = f"resell: {{title: R, who: {{{holder.strip('{}')}}}, {REST}}}"

    found = problems(granting(text, obligations=obligations))

    assert_told(
        found,
        [
            (
                "impossible_duty | resell: {title: R, who | Let the two “who” have somebody in "
                "common, or leave the need out."
            )
        ],
    )


def test_a_need_that_binds_some_holders_is_no_slip() -> None:
    obligations = (
        "{code: {title: C, accept: {agreement: a, per: entity}, due: 1 day after service, "
        "who: {tier: [gold, silver]}}}"
    )

    pack = read_pack(
        granting(f"resell: {{title: R, who: {{tier: gold}}, {REST}}}", obligations=obligations)
    )

    assert pack.obligation("code").countdown is None


@pytest.mark.parametrize(
    ("asks", "expected"),
    [
        (
            (
                "pass: {course: c, people: [p], share: 1 %, valid: 1 day}, "
                "who: {authorization: resell}"
            ),
            ["not_compiled | {authorization: resell | Name tiers, countries or regions instead."],
        ),
        (
            (
                "reach: {contact: x, proof: 1 day}, due: 1 day after assignment, "
                "who: {tier: gold, not: {authorization: resell}}"
            ),
            ["not_compiled | {authorization: resell | Name those whom the duty binds."],
        ),
    ],
)
def test_where_who_holds_an_authorization_cannot_stand_yet(asks: str, expected: list[str]) -> None:
    obligations = (
        "{code: {title: C, accept: {agreement: a, per: entity}, due: 1 day after service, "
        f"countdown: talk}}, duty: {{title: D, {asks}, countdown: talk}}}}"
    )

    found = problems(granting(f"resell: {{title: R, {REST}}}", obligations=obligations))

    assert_told(found, expected)

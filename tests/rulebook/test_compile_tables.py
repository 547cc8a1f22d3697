from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from goodstanding.rulebook.compile import compile_pack
from goodstanding.rulebook.compile_tables import Status, tables
from goodstanding.rulebook.pack import Obligation, Pass, Reach, Who
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from goodstanding.rulebook.sql import NotCompiledError

from .worlds import SCOPE
from .worlds_packs import code_accepted, contacts, make_pack, trained

WORKDAYS = Duration(workdays=5)


def due_after(anchor: Anchor, after: Duration | None = None) -> Due:
    return Due(anchor=anchor, after=after)


@pytest.mark.parametrize(
    ("_case", "obligation", "says"),
    [
        (
            "workdays without a calendar",
            replace(code_accepted(), due=due_after(Anchor.SERVICE, WORKDAYS)),
            "Add “calendar”, such as DE",
        ),
        (
            "a contact has no publication",
            replace(contacts(), due=due_after(Anchor.PUBLICATION)),
            "Count from one of assignment, service.",
        ),
        (
            "a course with a due day of its own",
            replace(trained(), due=due_after(Anchor.SERVICE)),
            "there each person has one",
        ),
        ("nothing to count from", replace(contacts(), due=None), "needs a due day"),
        (
            "an authorization for a course",
            trained(who=Who(authorizations=("reseller",))),
            "“authorization” is not compiled yet for “trained”",
        ),
        (
            "an authorization left out",
            code_accepted(who=Who(excluded=Who(authorizations=("reseller",)))),
            "“authorization” is not compiled yet for “code-accepted”",
        ),
        (
            "a name that is no name",
            replace(code_accepted(), name="it's; drop table"),
            "cannot be a name here",
        ),
    ],
)
def test_what_the_compiler_does_not_know_is_refused(
    _case: str, obligation: Obligation, says: str
) -> None:
    with pytest.raises(NotCompiledError, match=says) as refused:
        compile_pack(make_pack(obligation), scope_sql=SCOPE)

    assert refused.value.code == "not_compiled"


def test_time_away_in_months_is_refused() -> None:
    verb = trained().verb
    assert isinstance(verb, Pass)
    monthly = replace(trained(), verb=replace(verb, grace_rejoined=Duration(months=6)))

    with pytest.raises(NotCompiledError, match="Give days or weeks"):
        compile_pack(make_pack(monthly), scope_sql=SCOPE)


def test_a_transition_in_workdays_is_refused() -> None:
    pack = make_pack(contacts(), transition=WORKDAYS)

    with pytest.raises(NotCompiledError, match="5 workdays"):
        compile_pack(pack, scope_sql=SCOPE)


def test_obligations_are_numbered_in_the_order_of_the_pack() -> None:
    first = [t for t in tables(make_pack(contacts(), trained())) if t.startswith("sources")]

    assert first[0].splitlines() == [
        "sources(ob, source) as (values",
        "    (cast(1 as integer), cast('contacts' as text)),",
        "    (cast(2 as integer), cast('trained' as text))",
        ")",
    ]


def test_durations_and_shares_are_numbers_of_the_text() -> None:
    pass_verb = Pass(
        course="anti-corruption",
        people=("sales",),
        share_percent=80,
        valid=Duration(months=12),
        grace_joined=Duration(days=30),
    )
    reach_verb = Reach(roles=("security",), proof=Duration(months=6, days=2))
    pack = make_pack(replace(trained(), verb=pass_verb), replace(contacts(), verb=reach_verb))

    found = {text.split("(")[0]: text for text in tables(pack)}

    numbers = ", ".join(f"cast({n} as integer)" for n in (80, 12, 0, 0, 30, 0, 0, 365))
    assert f"cast('anti-corruption' as text), {numbers})" in found["passes"]
    assert "(cast(2 as integer), cast(6 as integer), cast(2 as integer))" in found["reaches"]


def test_what_a_pack_does_not_have_is_an_empty_table() -> None:
    found = [text for text in tables(make_pack()) if text.startswith("subjects")]

    assert found == ["subjects as (select cast(null as text) as subject where false)"]


def test_the_gravest_status_comes_last() -> None:
    assert list(Status)[-3:] == [Status.GRACE, Status.UNKNOWN, Status.OVERDUE]


@pytest.mark.parametrize("valid", [Duration(months=n, days=n % 3) for n in range(1, 40)])
def test_a_pass_is_good_for_the_least_days_at_least(valid: Duration) -> None:
    verb = Pass(course="anti-corruption", people=("sales",), share_percent=100, valid=valid)
    leap = [date(2023, 1, 1) + timedelta(days=n) for n in range(4 * 366)]

    passes = next(t for t in tables(make_pack(replace(trained(), verb=verb))) if "passes(" in t)

    least = int(re.findall(r"cast\((\d+) as integer\)", passes)[-1])
    assert least <= min((valid.after(day) - day).days for day in leap) <= least + 6


def test_each_role_of_each_duty_to_reach_has_a_number_of_its_own() -> None:
    two, one = (Reach(roles=r, proof=Duration(days=1)) for r in (("a", "b"), ("a",)))
    pack = make_pack(replace(contacts(), verb=two), replace(contacts(), name="again", verb=one))

    roles = next(text for text in tables(pack) if text.startswith("reach_roles"))

    assert re.findall(r"cast\((\d+) as integer\), cast\('", roles) == ["1", "2", "3"]

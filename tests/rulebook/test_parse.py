"""Reading a whole pack: what it becomes, and what is wrong with any of its keys and names."""

from __future__ import annotations

from datetime import date

import pytest

from goodstanding.rulebook.errors import PackRefusedError
from goodstanding.rulebook.pack import (
    Accept,
    Appeal,
    Authorization,
    Cases,
    Countdown,
    CountdownStep,
    Level,
    Obligation,
    Pass,
    Reach,
    StepNotice,
    Unit,
    Waivers,
    Who,
)
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from goodstanding.values.clauses import ClauseRef
from tests.rulebook.strategies_texts import (
    duty,
    ladder_text,
    pack_text,
    problems,
)

MONTH = Duration(days=30)


def test_the_head_of_a_pack() -> None:
    pack = read_pack(pack_text(transition="60 days", zone="Europe/Berlin"))

    assert (pack.program, pack.version, pack.title) == ("demo", 1, "Demo")
    assert pack.effective == date(2026, 8, 1)
    assert pack.zone == "Europe/Berlin"
    assert pack.transition == Duration(days=60)
    assert pack.effects == ("orders", "payouts")
    assert pack.ladder is None


def test_a_level_stops_what_milder_ones_stop() -> None:
    levels = (
        "[{name: good, title: Good}, {name: late, title: Late, stops: [orders]}, "
        "{name: out, title: Out, stops: all, final: true}]"
    )

    pack = read_pack(pack_text(effects="[orders, payouts, badge]", levels=levels))

    assert pack.levels == (
        Level(name="good", title="Good", rank=0),
        Level(name="late", title="Late", rank=1, stops=frozenset({"orders"})),
        Level(name="out", title="Out", rank=2, stops=frozenset({"orders", "badge"}), final=True),
    )
    assert pack.level("out").rank == 2


def test_a_countdown_tells_before_and_sets_levels_from_the_due_day_on() -> None:
    pack = read_pack(pack_text())

    talk = pack.countdown("talk")
    assert talk == Countdown(
        name="talk",
        grace="late",
        steps=(
            CountdownStep(days=-30, notice=StepNotice.REMIND),
            CountdownStep(days=0, level="late"),
            CountdownStep(days=60, level="out"),
        ),
    )
    assert talk.levels == talk.steps[1:]
    assert talk.notices == talk.steps[:1]


def test_a_countdown_without_grace_has_none() -> None:
    pack = read_pack(pack_text(countdowns="{talk: {due: late, 2 weeks after: out}}"))

    assert pack.countdown("talk").grace is None
    assert pack.countdown("talk").steps[1].days == 14


def test_accept_names_an_agreement_and_a_unit() -> None:
    pack = read_pack(duty("accept: {agreement: msa, per: location}, due: 1 month after effect"))

    assert pack.obligation("duty") == Obligation(
        name="duty",
        title="A duty",
        verb=Accept(agreement="msa", per=Unit.LOCATION),
        due=Due(anchor=Anchor.EFFECT, after=Duration(months=1)),
        countdown="talk",
    )


def test_pass_names_a_course_people_a_share_and_how_long_it_is_valid() -> None:
    pack = read_pack(
        duty(
            "pass: {course: ethics, people: [sales, marketing], share: 80 %, valid: 1 year, "
            "grace: {joined: 30 days, lapsed: 2 weeks}}"
        )
    )

    assert pack.obligation("duty").verb == Pass(
        course="ethics",
        people=("sales", "marketing"),
        share_percent=80,
        valid=Duration(months=12),
        grace_joined=MONTH,
        grace_lapsed=Duration(days=14),
    )
    assert pack.obligation("duty").due is None


def test_pass_without_grace_gives_none() -> None:
    pack = read_pack(duty("pass: {course: ethics, people: sales, share: 100 %, valid: 1 year}"))

    assert pack.obligation("duty").verb == Pass(
        course="ethics", people=("sales",), share_percent=100, valid=Duration(months=12)
    )


def test_reach_names_roles_and_how_fresh_the_proof_is() -> None:
    asks = "reach: {contact: [security, legal], proof: 12 months}, due: 14 days after assignment"

    pack = read_pack(duty(asks, rest="countdown: talk, clause: msa#contacts, since: 2026-09-01"))

    obligation = pack.obligation("duty")
    assert obligation.verb == Reach(roles=("security", "legal"), proof=Duration(months=12))
    assert obligation.clause == ClauseRef("msa", "contacts")
    assert obligation.since == date(2026, 9, 1)


def test_who_is_all_of_its_keys_any_of_their_values_and_none_of_not() -> None:
    asks = "reach: {contact: legal, proof: 1 year}, due: 14 days after assignment"
    who = 'who: {tier: [gold, silver], country: ["NO", DE], not: {region: EMEA.North}}'

    pack = read_pack(duty(asks, rest=f"countdown: talk, {who}"))

    assert pack.obligation("duty").who == Who(
        tiers=("gold", "silver"), countries=("NO", "DE"), excluded=Who(regions=("EMEA.North",))
    )


def test_an_authorization_is_read_and_gives_its_countdown_to_what_it_needs() -> None:
    text = pack_text(
        countdowns="{grants: {due: out}, talk: {due: late}}",
        obligations=(
            "{code: {title: C, accept: {agreement: a, per: entity}, due: 1 day after service}, "
            "named: {title: Named, accept: {agreement: a, per: entity}, due: 1 day after service, "
            "countdown: talk}}"
        ),
        authorizations=(
            "{resell: {title: Resell, who: {tier: gold}, per: location, needs: [code], "
            "tested: anniversary, countdown: grants, exit: 30 days}}"
        ),
    )

    pack = read_pack(text)

    assert pack.obligation("code").countdown is None
    assert pack.authorizations == (
        Authorization(
            name="resell",
            title="Resell",
            who=Who(tiers=("gold",)),
            per=Unit.LOCATION,
            needs=("code",),
            tested=Due(anchor=Anchor.ANNIVERSARY),
            countdown="grants",
            exit=MONTH,
        ),
    )


def test_waivers_and_the_clocks_of_a_case() -> None:
    text = ladder_text(
        also={
            "waivers": "{longest: 180 days, approvals: 2}",
            "cases": (
                "{answer: {usual: 30 days, severe: 5 days}, "
                "appeal: {within: 60 days, decided: 30 days, stays: [ending]}}"
            ),
        }
    )

    pack = read_pack(text)

    assert pack.waivers == Waivers(longest=Duration(days=180), approvals=2)
    assert pack.cases == Cases(
        answer_usual=MONTH,
        answers=(("severe", Duration(days=5)),),
        appeal=Appeal(within=Duration(days=60), decided=MONTH, stays=("ending",)),
    )
    assert pack.cases.answer("severe") == Duration(days=5)
    assert pack.cases.answer("minor") == MONTH


def test_an_appeal_may_stay_nothing_and_a_case_may_have_none() -> None:
    none = read_pack(pack_text(cases="{answer: {usual: 30 days}}"))
    empty = read_pack(
        pack_text(
            cases="{answer: {usual: 1 day}, appeal: {within: 1 day, decided: 1 day, stays: []}}"
        )
    )

    assert none.cases == Cases(answer_usual=MONTH)
    assert empty.cases is not None
    assert empty.cases.appeal == Appeal(within=Duration(days=1), decided=Duration(days=1))


def test_an_empty_map_misses_every_required_key() -> None:
    found = problems("{}")

    assert [code for code, _, _ in found] == ["missing_key"] * 8
    assert found[0][2] == "“effective” is missing here. Add it."


def test_all_problems_come_at_once_in_the_order_of_the_text() -> None:
    text = pack_text(
        version="zero",
        effective="2026-02-30",
        countdowns="{talk: {due: lat, 60 days after: out}}",
        obligations="{code: {title: T, acept: {}, due: 30 days after service, countdown: talk}}",
    )

    with pytest.raises(PackRefusedError) as refused:
        read_pack(text)

    assert [(p.line, p.code.value) for p in refused.value.problems] == [
        (3, "out_of_range"),
        (5, "impossible_date"),
        (8, "unused"),
        (9, "unknown_name"),
        (10, "not_one_verb"),
        (10, "unknown_key"),
    ]
    assert str(refused.value).startswith(
        "The program pack has 6 problems. Repair it and check again.\n"
        "Line 3, column 10: “zero” cannot stand here. Write a whole number from 1 to 999999.\n"
        "Line 5, column 12: “2026-02-30” is not a day of the calendar. Write year-month-day, "
        "such as 2026-08-01.\n"
    )


def test_one_problem_is_one() -> None:
    with pytest.raises(PackRefusedError) as refused:
        read_pack(pack_text(zone="Berlin"))

    assert refused.value.code == "pack_refused"
    assert str(refused.value) == (
        "The program pack has 1 problem. Repair it and check again.\n"
        "Line 6, column 7: “Berlin” is not a time zone. Use a name such as Europe/Berlin or "
        "America/New_York."
    )

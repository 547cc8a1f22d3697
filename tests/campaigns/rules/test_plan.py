"""What may be planned: every refusal is one sentence at one part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.campaigns.rules.audience import Audience
from goodstanding.campaigns.rules.plan import (
    CampaignRefusedError,
    Known,
    Plan,
    Problem,
    last_day_to_send,
    problems_of,
)
from goodstanding.notices.rules.kinds import NoticeKind
from tests.builders_notices import make_words

TODAY = date(2026, 9, 1)
KNOWN = Known(
    roles=("signatory", "sales"),
    tiers=("reseller", "direct"),
    countries=("DE", "NZ"),
    levels=("good", "attention"),
    obligations=("trained", "code-accepted"),
    courses=("gifts",),
    unknown_numbers=("crm:X-1", *(f"X-{number}" for number in range(2, 15))),
)
CALL = Plan(
    name="Fair quotes",
    words=make_words(),
    audience=Audience(roles=("signatory",)),
    course="gifts",
    due_on=date(2026, 10, 1),
    remind_days=(7, 3),
    joiners_until=date(2026, 9, 24),
)
REMINDER = Plan(
    name="Our code",
    words=make_words(NoticeKind.REMINDER),
    audience=Audience(roles=("signatory",)),
)


def _told(plan: Plan, *, today: date = TODAY) -> list[tuple[str, str]]:
    found = problems_of(plan, known=KNOWN, today=today)
    return [(problem.part, problem.sentence) for problem in found]


def _narrowed(**parts: Any) -> dict[str, Any]:
    return {"audience": replace(CALL.audience, **parts)}


def test_a_whole_plan_has_no_problem() -> None:
    assert _told(CALL) == []
    assert _told(REMINDER) == []
    assert _told(replace(CALL, course="", obligation="trained", not_before_on=TODAY)) == []


@pytest.mark.parametrize(
    ("changed", "part", "begins"),
    [
        ({"name": " "}, "name", "Give the campaign a name"),
        ({"name": "n" * 121}, "name", "The name has 121 letters"),
        ({"per_hour": 0}, "per_hour", "Give 1 to"),
        ({"per_hour": 1_000_001}, "per_hour", "Give 1 to"),
        ({"course": ""}, "action", "Say what people are to do"),
        ({"obligation": "trained"}, "action", "Ask for one thing only"),
        ({"course": "other"}, "action", "There is no published course “other”"),
        ({"course": "", "obligation": "no"}, "action", "The rule book has no duty “no”"),
        ({"due_on": None}, "due_on", "Say by which day"),
        ({"due_on": date(2026, 9, 7), "joiners_until": None}, "due_on", "People need 7 days"),
        ({"due_on": date(2029, 9, 1)}, "due_on", "This is more than 730 days away"),
        ({"not_before_on": date(2026, 8, 31)}, "not_before_on", "This day is past"),
        ({"joiners_until": date(2026, 8, 31)}, "joiners_until", "This day is past"),
        ({"joiners_until": date(2026, 9, 25)}, "joiners_until", "Who joins needs 7 days"),
        ({"remind_days": (9, 8, 7, 6, 5, 4)}, "remind_days", "More than 5 reminders"),
        ({"remind_days": (7, 7)}, "remind_days", "The same number stands there twice"),
        ({"remind_days": (30,)}, "remind_days", "Remind people 1 to 29 days before"),
        ({"remind_days": (0,)}, "remind_days", "Remind people 1 to 29 days before"),
        (_narrowed(roles=()), "roles", "Choose at least one role"),
        (_narrowed(roles=("owner",)), "roles", "“owner” is not known here"),
        (_narrowed(tiers=("gold",)), "tiers", "“gold” is not known here"),
        (_narrowed(countries=("XX",)), "countries", "“XX” is not known here"),
        (_narrowed(levels=("fine",)), "levels", "“fine” is not known here"),
        (_narrowed(open_obligation="no"), "open_obligation", "The rule book has no duty “no”"),
        (_narrowed(only=("crm:X-1",)), "only", "No partner has “crm:X-1”"),
        (_narrowed(without=("X-2", "fine")), "without", "No partner has “X-2”."),
        (_narrowed(through=("X-3",)), "through", "No partner has “X-3”"),
        (_narrowed(only=tuple(map(str, range(5_001)))), "only", "These are 5001 numbers"),
        (_narrowed(passed_months=0), "passed_months", "Give 1 to 120 months"),
    ],
)
def test_each_mistake_is_told_at_its_part(changed, part, begins) -> None:
    ((told, sentence),) = _told(replace(CALL, **changed))

    assert (told, sentence.startswith(begins)) == (part, True)


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"course": "gifts"}, "action"),
        ({"obligation": "trained"}, "action"),
        ({"due_on": date(2026, 10, 1)}, "due_on"),
        ({"remind_days": (7,)}, "remind_days"),
        ({"audience": Audience(roles=("sales",), passed_months=12)}, "passed_months"),
    ],
)
def test_a_reminder_asks_for_nothing(changed, part) -> None:
    assert [told for told, _ in _told(replace(REMINDER, **changed))] == [part]


def test_no_campaign_accuses() -> None:
    plan = replace(REMINDER, words=make_words(NoticeKind.DECISION))

    assert [told for told, _ in _told(plan)] == ["kind"]


def test_many_unknown_numbers_are_counted_rather_than_listed() -> None:
    plan = replace(CALL, **_narrowed(only=KNOWN.unknown_numbers))

    ((_, sentence),) = _told(plan)

    assert "and 4 more. Correct it" in sentence


def test_a_later_start_leaves_less_time() -> None:
    plan = replace(CALL, not_before_on=date(2026, 9, 25), joiners_until=None, remind_days=())

    ((part, sentence),) = _told(plan)

    assert (part, sentence) == ("due_on", "People need 7 days. Choose 2026-10-02 or a later day.")


def test_a_refusal_says_everything_at_once() -> None:
    problems = (Problem(part="name", sentence="One."), Problem(part="due_on", sentence="Two."))

    assert str(CampaignRefusedError(problems)) == "One. Two."


@given(
    st.builds(
        Audience,
        roles=st.tuples(st.sampled_from(["signatory", "sales"])),
        tiers=st.tuples(st.text()),
        countries=st.tuples(st.text()),
        open_obligation=st.text(),
        only=st.tuples(st.text()),
        passed_months=st.none() | st.integers(),
    )
)
def test_an_audience_is_kept_as_it_was(audience) -> None:
    assert Audience.from_json(audience.to_json()) == audience


def test_an_audience_knows_what_it_rests_on_and_names() -> None:
    audience = Audience(roles=("sales",), only=("1", "2"), without=("2",), through=("3",))

    assert audience.numbers == ("1", "2", "3")
    assert not audience.rests_on_standing
    assert replace(audience, levels=("good",)).rests_on_standing
    assert replace(audience, open_obligation="trained").rests_on_standing


@given(st.dates(min_value=date(2026, 1, 1), max_value=date(2030, 1, 1)))
def test_nobody_gets_less_than_seven_days(due_on) -> None:
    assert (due_on - last_day_to_send(due_on)).days == 7

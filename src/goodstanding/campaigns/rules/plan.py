"""What an officer plans before anything is sent, and everything that speaks against it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from goodstanding.campaigns.rules.audience import Audience
from goodstanding.campaigns.rules.states import KINDS
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.words import Words
from goodstanding.values.errors import InvalidValueError

#: Nobody gets less time than this to do what a call asks, whenever their message leaves.
DAYS_TO_ACT_MIN = 7
DUE_DAYS_MAX = 730
REMINDERS_MAX = 5
PER_HOUR_MAX = 1_000_000
NAME_CHARS_MAX = 120
NUMBERS_MAX = 5_000
MONTHS_MAX = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to put right: which part of the plan, and what to do."""

    part: str
    sentence: str


class CampaignRefusedError(InvalidValueError):
    """A campaign cannot be like this; everything that is wrong is named at once."""

    code = "campaign_refused"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.sentence for problem in problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A campaign as it is drafted."""

    name: str  #: For the vendor's own lists; no partner reads it.
    words: Words
    audience: Audience
    course: str = ""  #: The code of the course a call asks to take.
    obligation: str = ""  #: Or the duty a call asks to fulfil.
    due_on: date | None = None  #: The last local day, wherever the person is.
    remind_days: tuple[int, ...] = ()  #: Days before the due day on which to ask once more.
    skip_weekends: bool = False
    not_before_on: date | None = None
    per_hour: int | None = None
    joiners_until: date | None = None  #: Who comes into the audience until then gets it too.

    @property
    def kind(self) -> NoticeKind:
        """What its messages are."""
        return self.words.kind

    @property
    def asks(self) -> bool:
        """Whether it asks for something."""
        return self.kind is NoticeKind.CALL_TO_ACTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a plan may name in its program."""

    roles: Collection[str]
    tiers: Collection[str]
    countries: Collection[str]
    levels: Collection[str]
    obligations: Collection[str]
    courses: Collection[str]
    unknown_numbers: Collection[str] = ()  #: External IDs in the plan that mean no partner.


def problems_of(plan: Plan, *, known: Known, today: date) -> tuple[Problem, ...]:
    """Return everything that stands in the way of a plan on a day; none where nothing does."""
    found = [*_basics(plan), *_action(plan, known), *_dates(plan, today), *_audience(plan, known)]
    return tuple(Problem(part=part, sentence=sentence) for part, sentence in found)


def last_day_to_send(due_on: date) -> date:
    """Return the last local day on which a call that is due then may still reach somebody."""
    return due_on - timedelta(days=DAYS_TO_ACT_MIN)


Found = Iterator[tuple[str, str]]


def _basics(plan: Plan) -> Found:
    if not plan.name.strip():
        yield "name", "Give the campaign a name, so that you find it again. Partners do not see it."
    elif len(plan.name) > NAME_CHARS_MAX:
        yield "name", f"The name has {len(plan.name)} letters; {NAME_CHARS_MAX} are the most."
    if plan.kind not in KINDS:
        yield "kind", "A campaign is a reminder or a call to action. Open a case for the rest."
    if plan.per_hour is not None and not 1 <= plan.per_hour <= PER_HOUR_MAX:
        yield "per_hour", f"Give 1 to {PER_HOUR_MAX} messages an hour, or leave it empty."


def _action(plan: Plan, known: Known) -> Found:
    named = [plan.course, plan.obligation]
    if not plan.asks:
        if any(named):
            yield "action", "A reminder asks for nothing. Choose nothing here, or send a call."
        if plan.due_on is not None:
            yield "due_on", "A reminder has no date, because it asks for nothing. Leave it empty."
        if plan.remind_days:
            yield "remind_days", "A reminder is sent once. Leave this empty."
        return
    if not any(named):
        yield "action", "Say what people are to do, so that it is known who has done it."
    if all(named):
        yield "action", "Ask for one thing only: a course or a duty."
    if plan.course and plan.course not in known.courses:
        yield "action", f"There is no published course “{plan.course}”. Publish it first."
    if plan.obligation and plan.obligation not in known.obligations:
        yield "action", f"The rule book has no duty “{plan.obligation}”. Choose one that it has."


def _dates(plan: Plan, today: date) -> Found:
    if plan.not_before_on is not None and plan.not_before_on < today:
        yield "not_before_on", "This day is past. Choose today or a later day, or leave it empty."
    if plan.joiners_until is not None and plan.joiners_until < today:
        yield "joiners_until", "This day is past. Choose a later day, or leave it empty."
    if not plan.asks:
        return
    if plan.due_on is None:
        yield "due_on", "Say by which day it is to be done."
        return
    first = max(today, plan.not_before_on or today)
    earliest = first + timedelta(days=DAYS_TO_ACT_MIN)
    if plan.due_on < earliest:
        yield "due_on", f"People need {DAYS_TO_ACT_MIN} days. Choose {earliest} or a later day."
    elif plan.due_on > today + timedelta(days=DUE_DAYS_MAX):
        yield "due_on", f"This is more than {DUE_DAYS_MAX} days away. Choose an earlier day."
    last = last_day_to_send(plan.due_on)
    if plan.joiners_until is not None and plan.joiners_until > last:
        sentence = f"Who joins needs {DAYS_TO_ACT_MIN} days, too. Choose {last} or an earlier day."
        yield "joiners_until", sentence
    if plan.due_on >= earliest:
        yield from _reminders(plan, span=(plan.due_on - first).days)


def _reminders(plan: Plan, *, span: int) -> Found:
    if len(plan.remind_days) > REMINDERS_MAX:
        yield "remind_days", f"More than {REMINDERS_MAX} reminders are not read. Choose fewer."
    if len(set(plan.remind_days)) < len(plan.remind_days):
        yield "remind_days", "The same number stands there twice. Give each once."
    if any(not 1 <= days < span for days in plan.remind_days):
        yield "remind_days", f"Remind people 1 to {span - 1} days before the due day, not earlier."


def _audience(plan: Plan, known: Known) -> Found:
    audience = plan.audience
    if not audience.roles:
        yield "roles", "Choose at least one role. Only people in a role can be written to."
    lists = (
        ("roles", audience.roles, known.roles),
        ("tiers", audience.tiers, known.tiers),
        ("countries", audience.countries, known.countries),
        ("levels", audience.levels, known.levels),
    )
    for part, chosen, allowed in lists:
        for each in sorted(set(chosen) - set(allowed)):
            yield part, f"“{each}” is not known here. Choose from what the program has."
    if audience.open_obligation and audience.open_obligation not in known.obligations:
        yield "open_obligation", f"The rule book has no duty “{audience.open_obligation}”."
    yield from _numbers(audience, known)
    if audience.passed_months is not None:
        if not plan.course:
            yield "passed_months", "Nobody can have passed it: this campaign names no course."
        elif not 1 <= audience.passed_months <= MONTHS_MAX:
            yield "passed_months", f"Give 1 to {MONTHS_MAX} months, or leave it empty."


def _numbers(audience: Audience, known: Known) -> Found:
    for part, numbers in (
        ("only", audience.only),
        ("without", audience.without),
        ("through", audience.through),
    ):
        unknown = [number for number in numbers if number in known.unknown_numbers]
        if unknown:
            yield part, f"No partner has {_listed(unknown)}. Correct it, or leave it out."
        if len(numbers) > NUMBERS_MAX:
            yield part, f"These are {len(numbers)} numbers; {NUMBERS_MAX} are the most."


def _listed(numbers: list[str], *, shown: int = 10) -> str:
    named = ", ".join(f"“{number}”" for number in numbers[:shown])
    return f"{named} and {len(numbers) - shown} more" if len(numbers) > shown else named

"""What pages of cases show in the same way on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from goodstanding.cases.letters import clause_title, due_text, measure_title
from goodstanding.cases.models import Case, ChosenMeasure
from goodstanding.cases.rules.lengths import Ends
from goodstanding.cases.rules.states import CaseState
from goodstanding.cases.selectors.file import CaseFile, DecisionNow, MeasureNow, time_from_service
from goodstanding.cases.selectors.record import Advice
from goodstanding.cases.selectors.taken_back import TakenBack, taken_by_measure
from goodstanding.cases.services.carrying_out import until_text
from goodstanding.cases.services.opening import answer_closes_at
from goodstanding.programs.selectors import pack_of
from goodstanding.rulebook.ladder_count import Why
from goodstanding.rulebook.ladder_lengths import RecommendedMeasure
from goodstanding.rulebook.phrases import Between
from goodstanding.ui.badges import Badge, Family, badge_of
from goodstanding.ui.components import LineItem, Rung, RungPlace
from goodstanding.ui.dates import day_text
from goodstanding.ui.due import DueDate
from goodstanding.ui.tones import Tone
from goodstanding.values.days import local_day

_BADGES = {
    CaseState.OPENED: (Tone.INFO, "search", "Being looked into"),
    CaseState.ALLEGED: (Tone.DUE, "scale", "Not decided, waits for an answer"),
    CaseState.ANSWERED: (Tone.DUE, "scale", "Not decided, answered"),
    CaseState.FOUND: (Tone.DUE, "gavel", "Found, to be decided"),
    CaseState.PROPOSED: (Tone.DUE, "users", "Waits for approval"),
    CaseState.DECIDED: (Tone.FIX, "gavel", "Decided"),
    CaseState.APPEALED: (Tone.DUE, "scale", "Under appeal"),
    CaseState.REOPENED: (Tone.DUE, "refresh", "To be decided again"),
    CaseState.UNFOUNDED: (Tone.GOOD, "circle-check", "Closed without a finding"),
    CaseState.UNDONE: (Tone.GOOD, "arrow-back-up", "Undone"),
}
_MEASURE_BADGES = {
    "undone": (Tone.GOOD, "arrow-back-up", "Undone"),
    "stayed": (Tone.FIX, "player-pause", "Stands still"),
    "not-told": (Tone.NONE, "circle-dashed", "Not told yet"),
    "done": (Tone.NONE, "check", "Done"),
    "announced": (Tone.DUE, "clock", "Announced"),
    "over": (Tone.GOOD, "circle-check", "Over"),
    "failed": (Tone.FIX, "calendar-exclamation", "Not done in time"),
    "in-force": (Tone.FIX, "tool", "In force"),
}
#: What a partner reads before it was told of a decision.
_NOT_TOLD = frozenset({CaseState.FOUND, CaseState.PROPOSED})


def badge_of_state(state: CaseState) -> Badge:
    """Return the badge of a state as the vendor sees it."""
    tone, icon, word = _BADGES[state]
    return Badge(tone=tone, icon=icon, word=gettext(word))


def badge_for_partner(file: CaseFile) -> Badge:
    """Return the badge of a case as the partner sees it: nothing is told before its letter."""
    state = file.case.stage
    if state in _NOT_TOLD and file.told is None:
        return Badge(tone=Tone.DUE, icon="scale", word=gettext("Not decided"))
    if state is CaseState.ALLEGED:
        word = gettext("Not decided, waits for your answer")
        return Badge(tone=Tone.DUE, icon="scale", word=word)
    if state in _NOT_TOLD:
        return badge_of_state(CaseState.REOPENED)
    return badge_of_state(state)


def why_no_finding_yet(file: CaseFile, *, at: datetime) -> str:
    """Return why no breach can be found before the partner was heard; empty once it can be.

    To end the case without a finding, nobody need wait.
    """
    allegation = file.allegation
    if allegation is None or file.case.stage is not CaseState.ALLEGED:
        return ""
    closes_at = answer_closes_at(allegation, known_at=at)
    if closes_at is None:
        return ngettext(
            "The partner was not reached yet, so its time to answer has not begun. A breach can "
            "be found once it has answered, or %(count)s day after it says that it has read our "
            "message.",
            "The partner was not reached yet, so its time to answer has not begun. A breach can "
            "be found once it has answered, or %(count)s days after it says that it has read our "
            "message.",
            allegation.answer_days,
        ) % {"count": allegation.answer_days}
    if at >= closes_at:
        return ""
    last = DueDate(due_at=closes_at, zone=allegation.zone, now=at).day
    return gettext(
        "The partner may answer until the end of %(day)s. A breach can be found once it has "
        "answered, or when that day is over."
    ) % {"day": day_text(last)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMeasure:
    """A measure in words: what, until when, and whether it is felt."""

    title: str
    until: str
    badge: Badge
    earnings: tuple[TakenBack, ...] = ()  #: Of a measure that takes money back.


def shown_measures(now: DecisionNow, *, at: datetime, own: bool) -> list[ShownMeasure]:
    """Return the measures of a decision in words; ``own`` where the partner reads them."""
    return [_shown(now, measure, at=at, own=own) for measure in now.measures]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A step of a plan, by its number, with whether it is done and by when it is due."""

    place: int
    words: str
    badge: Badge
    due_text: str  #: Empty where no day runs.


def shown_steps(now: DecisionNow) -> list[ShownStep]:
    """Return the steps of a decision's plan, in order."""
    due_on = next(
        (
            one.due_on
            for one in now.measures
            if one.due_on is not None and one.chosen.lasting.ends is Ends.COMPLETED
        ),
        None,
    )
    text = gettext("due by the end of %(day)s") % {"day": day_text(due_on)} if due_on else ""
    shown = []
    for step in now.decision.milestones.order_by("place"):
        badge, is_open = _step_badge(now, step.place)
        due_text = text if is_open else ""
        shown.append(ShownStep(place=step.place, words=step.words, badge=badge, due_text=due_text))
    return shown


def _step_badge(now: DecisionNow, place: int) -> tuple[Badge, bool]:
    """Return whether a step is done, as a badge, and whether it is still to be done."""
    if hasattr(now.decision, "plan_completion"):
        return badge_of(Family.TODO, "done"), False
    if now.failure is not None and place not in now.failure.missing:
        return badge_of(Family.TODO, "done"), False
    if hasattr(now.decision, "carried_out") and not now.plan_runs:
        return badge_of(Family.TODO, "not-needed"), False
    if now.failure is not None:
        return badge_of(Family.TODO, "late"), True
    return Badge(tone=Tone.INFO, icon="circle-dashed", word=gettext("Open")), True


def clause_label(file: CaseFile) -> str:
    """Return what people call the clause that a case is about, with its version."""
    if file.allegation is None:
        return ""
    return clause_title(file.clause, file.allegation.clause_ref)


def _shown(now: DecisionNow, measure: MeasureNow, *, at: datetime, own: bool) -> ShownMeasure:
    carried = getattr(now.decision, "carried_out", None)
    started = at if carried is None else carried.decided_at
    zone = "UTC" if carried is None else carried.zone
    chosen = measure.chosen
    pack = pack_of(now.decision.pack_version)
    until = until_text(pack, chosen.name, chosen.lasting, zone=zone, at=started, own=own)
    after = time_from_service(pack, chosen.name)
    if after is not None:
        until = f"{until}, {due_text(after, measure.due_on, own=own)}"
    return ShownMeasure(
        title=measure_title(chosen.name),
        until=until,
        badge=_measure_badge(now, measure, chosen, at=at),
        earnings=taken_by_measure(chosen) if pack.measure(chosen.name).recovers else (),
    )


def _measure_badge(
    now: DecisionNow, measure: MeasureNow, chosen: ChosenMeasure, *, at: datetime
) -> Badge:
    state = _measure_state(now, measure, chosen, at=at)
    tone, icon, word = _MEASURE_BADGES[state]
    return Badge(tone=tone, icon=icon, word=gettext(word))


def _measure_state(
    now: DecisionNow, measure: MeasureNow, chosen: ChosenMeasure, *, at: datetime
) -> str:
    outcome, span = now.outcome, measure.in_force
    undone = measure.was_set_aside or (
        outcome is not None and (outcome.outcome == "full" or chosen.name in outcome.measures)
    )
    over = span is not None and span.valid_until is not None and span.valid_until <= at
    told = hasattr(now.decision, "carried_out")
    states = (
        (undone, "undone"),
        (measure.stay is not None, "stayed"),
        (not told, "not-told"),
        (chosen.ends == "once", "done"),
        (span is None, "announced"),
        (measure.failed, "failed"),
        (over, "over"),
    )
    return next((state for holds, state in states if holds), "in-force")


def rungs_of(advice: Advice, used: Sequence[str] = ()) -> list[Rung]:
    """Return the ladder with the rung it recommends, those used before, and who must agree."""
    recommended = advice.recommended.rung
    shown = []
    for rung in advice.ladder.rungs:
        notes = []
        place = RungPlace.OPEN
        if rung.name in used:
            place = RungPlace.PAST
            notes.append(gettext("used before"))
        if recommended is not None and rung.name == recommended.name:
            place = RungPlace.HERE
            notes.append(gettext("recommended"))
        if rung.approvals > 1:
            notes.append(gettext("%(count)s approvers") % {"count": rung.approvals})
        shown.append(Rung(name=measure_title(rung.name), note=", ".join(notes), place=place))
    return shown


def recommended_text(measure: RecommendedMeasure) -> str:
    """Return a recommended measure, with the bounds of its length where the decider chooses it."""
    if not isinstance(measure.lasts, Between):
        return measure_title(measure.name)
    return gettext("%(measure)s (between %(least)s and %(most)s, as you choose)") % {
        "measure": measure_title(measure.name),
        "least": measure.lasts.least,
        "most": measure.lasts.most,
    }


def why_text(why: Why) -> str:
    """Return why a finding counts or does not, in words."""
    texts = {
        Why.COUNTS: gettext("Counts"),
        Why.OVERTURNED: gettext("Set aside on appeal. Counts nowhere"),
        Why.FORGIVEN: gettext("Forgiven. Counts no more"),
        Why.BEFORE_SINCE: gettext("Before the rules were accepted. It only teaches"),
        Why.OUTSIDE_LOOK_BACK: gettext("Too long ago to count"),
        Why.NOT_YET: gettext("After the day that is asked about"),
    }
    return texts[why]


def timeline(file: CaseFile, *, zone: str, for_partner: bool) -> list[LineItem]:
    """Return what happened in a case, in order of time."""
    moments = sorted(_moments(file, for_partner=for_partner), key=lambda one: one[0])
    return [
        LineItem(title=title, when=day_text(local_day(at, zone)), icon=icon, tone=Tone.INFO)
        for at, title, icon in moments
    ]


def _moments(file: CaseFile, *, for_partner: bool) -> Iterator[tuple[datetime, str, str]]:
    case: Case = file.case
    if not for_partner:
        yield case.opened_at, gettext("Case opened"), "user"
    if file.allegation is not None:
        yield file.allegation.event_at, gettext("The event. This day counts"), "flag"
        asked = gettext("We asked you") if for_partner else gettext("Put to the partner")
        yield file.allegation.alleged_at, asked, "mail"
    if file.alleged_served_at is not None:
        reached = (
            gettext("You read it, your time to answer began")
            if for_partner
            else gettext("Reached the partner, time to answer began")
        )
        yield file.alleged_served_at, reached, "clock"
    if file.answer is not None:
        answered = gettext("You answered") if for_partner else gettext("Answered")
        yield file.answer.answered_at, answered, "message-question"
    if file.ending is not None:
        yield file.ending.ended_at, gettext("Closed without a finding"), "circle-check"
    if file.finding is not None and (not for_partner or file.told is not None):
        yield file.finding.happened_at, gettext("Found that a rule was broken"), "scale"
    for now in file.decisions:
        yield from _moments_of(now, for_partner=for_partner)


def _moments_of(now: DecisionNow, *, for_partner: bool) -> Iterator[tuple[datetime, str, str]]:
    carried = getattr(now.decision, "carried_out", None)
    if carried is None:
        return
    rung = {"rung": measure_title(now.decision.rung)}
    yield carried.decided_at, gettext("Decided: %(rung)s") % rung, "gavel"
    if now.served_at is not None:
        read = (
            gettext("You read the decision")
            if for_partner
            else gettext("Decision reached the partner")
        )
        yield now.served_at, read, "mail-check"
    if now.appeal is not None:
        appealed = gettext("You appealed") if for_partner else gettext("Appeal")
        yield now.appeal.filed_at, appealed, "scale"
    if now.failure is not None:
        yield now.failure.found_at, gettext("Not done in time"), "calendar-exclamation"
    if now.outcome is not None:
        yield now.outcome.decided_at, now.outcome.get_outcome_display(), "circle-check"

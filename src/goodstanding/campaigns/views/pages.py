"""What the pages of campaigns show: badges, figures, the preview."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from goodstanding.accounts.models import Role
from goodstanding.campaigns.act_forms import StartForm
from goodstanding.campaigns.forms import role_word
from goodstanding.campaigns.models import Campaign
from goodstanding.campaigns.rules.reminders import reminder_days
from goodstanding.campaigns.rules.states import (
    NOT_ACTED,
    CampaignState,
    RecipientState,
    needs_second_officer,
)
from goodstanding.campaigns.selectors import audience
from goodstanding.campaigns.selectors.campaigns import campaigns_of
from goodstanding.campaigns.selectors.deadlines import deadline_of
from goodstanding.campaigns.selectors.preview import letter_to
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.subjects import due_date
from goodstanding.programs.acting import VendorSide
from goodstanding.ui.badges import Badge
from goodstanding.ui.components import Column, Figure
from goodstanding.ui.dates import city_of, day_text, place_time
from goodstanding.ui.forms import ReturnForm
from goodstanding.ui.htmx import status_of
from goodstanding.ui.tones import Tone

#: Who may see audiences and who did what. Go-betweens, development managers among them, may not:
#: an audience by level would tell them who stands where.
READERS = (Role.OFFICER, Role.DECIDER, Role.APPEAL_REVIEWER, Role.AUDITOR)


def campaign_of(side: VendorSide, campaign_id: UUID) -> Campaign:
    """Return a campaign of the program, or answer that there is none."""
    return get_object_or_404(campaigns_of(side.program.pk), pk=campaign_id)


def address(name: str, campaign: Campaign, **query: str) -> str:
    """Return the address of one of a campaign's pages."""
    place = reverse(name, args=[campaign.program.code, campaign.pk])
    return (
        f"{place}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else place
    )


def badge_of_campaign(state: CampaignState) -> Badge:
    """Return the badge of what a campaign is doing."""
    tone, icon, word = {
        CampaignState.DRAFT: (Tone.NONE, "circle-dashed", gettext("Draft")),
        CampaignState.RETURNED: (Tone.DUE, "arrow-back-up", gettext("Returned")),
        CampaignState.SCHEDULED: (Tone.INFO, "clock", gettext("Waits for its day")),
        CampaignState.RUNNING: (Tone.INFO, "send", gettext("Running")),
        CampaignState.STOPPED: (Tone.DUE, "player-pause", gettext("Stopped")),
        CampaignState.FINISHED: (Tone.GOOD, "circle-check", gettext("Ended")),
    }[state]
    return Badge(tone=tone, icon=icon, word=word)


def badge_of_recipient(state: RecipientState) -> Badge:
    """Return the badge of how far a campaign got with somebody."""
    tone, icon = {
        RecipientState.WAITING: (Tone.NONE, "circle-dashed"),
        RecipientState.HELD: (Tone.DUE, "player-pause"),
        RecipientState.SENT: (Tone.INFO, "send"),
        RecipientState.SERVED: (Tone.INFO, "mail-check"),
        RecipientState.DONE: (Tone.GOOD, "circle-check"),
        RecipientState.NOT_REACHED: (Tone.STOP, "mail-off"),
        RecipientState.LEFT: (Tone.NONE, "x"),
        RecipientState.LATE: (Tone.NONE, "x"),
    }[state]
    return Badge(tone=tone, icon=icon, word=state_word(state))


def state_word(state: RecipientState) -> str:
    """Return how far a campaign got with somebody, in words."""
    return {
        RecipientState.WAITING: gettext("Waits to be sent"),
        RecipientState.HELD: gettext("Stopped before it left"),
        RecipientState.SENT: gettext("Sent, not served yet"),
        RecipientState.SERVED: gettext("Served"),
        RecipientState.DONE: gettext("Done"),
        RecipientState.NOT_REACHED: gettext("Not reached"),
        RecipientState.LEFT: gettext("Left before their turn"),
        RecipientState.LATE: gettext("Not sent, too late"),
    }[state]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRow:
    """One recipient of the sample."""

    name: str
    partners: str
    roles: str
    due: str


def preview(
    request: HttpRequest,
    side: VendorSide,
    campaign: Campaign,
    *,
    start: StartForm | None = None,
    back: ReturnForm | None = None,
) -> HttpResponse:
    """Show exactly who gets what and when, and let an officer start it or give it back."""
    counts = audience.count_audience(campaign, at=side.at)
    seed = request.GET.get("others", "")[:20]
    people = audience.sample_audience(campaign, at=side.at, seed=seed or str(campaign.revision))
    second = needs_second_officer(NoticeKind(campaign.kind), people=counts.people)
    own = campaign.drafted_by_id == side.person.pk
    letter = letter_to(campaign, people[0], at=side.at) if people else None
    starting = start or StartForm(initial={"revision": campaign.revision, "people": counts.people})
    returning = back or ReturnForm(initial={"revision": campaign.revision})
    return render(
        request,
        "campaigns/vendor_preview.html",
        {
            "side": side,
            "campaign": campaign,
            "badge": badge_of_campaign(campaign.state(at=side.at)),
            "counts": counts,
            "unreachable": audience.unreachable_people(campaign, at=side.at),
            "empty_partners": audience.partners_without_people(campaign, at=side.at),
            "behind": audience.standing_behind(campaign.program_id, at=side.at)
            if campaign.to_rules().audience.rests_on_standing
            else 0,
            "sample": [_row(campaign, each) for each in people],
            "sample_columns": _sample_columns(),
            "others": str(int(seed) + 1) if seed.isdecimal() else "1",
            "letter": letter,
            "reader": people[0].name if people else "",
            "plan": plan_facts(campaign),
            "who": audience_facts(campaign),
            "second": second,
            "own": own,
            "may_start": Role.OFFICER in side.roles and not (second and own),
            "officer": Role.OFFICER in side.roles,
            "start": starting,
            "back": returning,
            "form": starting if starting.errors else returning,
        },
        status=max(status_of(starting), status_of(returning)),
    )


def _sample_columns() -> tuple[Column, ...]:
    return (
        Column(label=gettext("Person")),
        Column(label=gettext("Partner")),
        Column(label=gettext("Role")),
        Column(label=gettext("Due, their time")),
    )


def _row(campaign: Campaign, somebody: audience.Somebody) -> SampleRow:
    deadline = deadline_of(campaign, zone=somebody.zone, zone_assumed=somebody.zone_assumed)
    due = gettext("There is no date")
    if deadline is not None:
        where = place_time(city_of(somebody.zone))
        due = f"{day_text(due_date(deadline).day)}, {where}"
    return SampleRow(
        name=somebody.name,
        partners=", ".join(somebody.partners),
        roles=", ".join(role_word(role) for role in somebody.roles),
        due=due,
    )


def plan_facts(campaign: Campaign) -> list[tuple[str, str]]:
    """Return when what happens, in the order in which it does."""
    facts = [(gettext("First message"), _first_message(campaign))]
    if campaign.due_on is not None:
        due = gettext("%(day)s, until the end of the day where each person works") % {
            "day": day_text(campaign.due_on)
        }
        facts.append((gettext("Due"), due))
        facts.append((gettext("Reminders"), _reminders(campaign)))
    joiners = gettext("Nobody: only who is in the audience at the start")
    if campaign.joiners_until is not None:
        joiners = gettext("Whoever comes in until %(day)s gets it, too") % {
            "day": day_text(campaign.joiners_until)
        }
    facts.append((gettext("New people"), joiners))
    facts.append((gettext("Signed by"), str(campaign.sender)))
    return facts


def _first_message(campaign: Campaign) -> str:
    text = gettext("As soon as it is started")
    if campaign.not_before_on is not None:
        text = gettext("%(day)s, from 9:00, %(place)s") % {
            "day": day_text(campaign.not_before_on),
            "place": place_time(city_of(campaign.program.zone)),
        }
    if campaign.per_hour is None:
        return text
    pace = ngettext(
        "at most %(count)s message an hour", "at most %(count)s messages an hour", campaign.per_hour
    ) % {"count": campaign.per_hour}
    return f"{text}, {pace}"


def _reminders(campaign: Campaign) -> str:
    assert campaign.due_on is not None
    days = reminder_days(
        campaign.due_on, campaign.remind_days, skip_weekends=campaign.skip_weekends
    )
    if not days:
        return gettext("None")
    return gettext("%(days)s, only to people who have not done it by then") % {
        "days": gettext(" and ").join(day_text(day) for day in days)
    }


def audience_facts(campaign: Campaign) -> list[tuple[str, str]]:
    """Return in words what narrows the audience."""
    plan = campaign.to_rules().audience
    found = [(gettext("Roles"), ", ".join(role_word(role) for role in plan.roles))]
    for name, words in (
        (gettext("Tiers"), tuple(role_word(tier) for tier in plan.tiers)),
        (gettext("Levels"), tuple(role_word(level) for level in plan.levels)),
        (gettext("Countries"), plan.countries),
        (gettext("Only partners"), plan.only),
        (gettext("Without partners"), plan.without),
        (gettext("Through distributors"), plan.through),
    ):
        if words:
            found.append((name, ", ".join(words)))
    if plan.open_obligation:
        found.append((gettext("Duty not fulfilled"), plan.open_obligation))
    if plan.passed_months is not None:
        left_out = gettext("who passed the course in the last %(months)s months")
        found.append((gettext("Left out"), left_out % {"months": plan.passed_months}))
    return found


def figures_of(campaign: Campaign, counts: dict[RecipientState, int]) -> tuple[Figure, ...]:
    """Return the figures of a campaign: everybody, then each state; the states add up."""
    asks = {RecipientState.DONE} if campaign.due_on is not None else set()
    everybody = Figure(name=gettext("People"), value=str(sum(counts.values())))
    shown = [
        Figure(name=state_word(state), value=str(count))
        for state, count in counts.items()
        if count or state in {*NOT_ACTED, *asks}
    ]
    return (everybody, *shown)

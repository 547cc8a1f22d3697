"""The pages: exact figures before anything is sent, and every mistake at its field."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from goodstanding.accounts.models import Person
from goodstanding.campaigns.models import Campaign
from goodstanding.campaigns.rules.audience import Audience
from goodstanding.evidence.models import Event
from goodstanding.notices.models import Notice
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.values import clock
from tests.builders import NOON, make_partner
from tests.builders_campaigns import (
    Desk,
    make_campaign,
    make_desk,
    make_reseller,
    make_started,
    send_all,
)

LATER = NOON + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _five_past(monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


def _client(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _page(desk: Desk, tail: str = "") -> str:
    return f"/v/{desk.program.code}/campaigns/{tail}"


def _text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def _call(desk: Desk, **changed: Any) -> dict[str, Any]:
    said = {
        "name": "Fair quotes",
        "kind": "call-to-action",
        "title": "a 12-minute course",
        "heading": "Please take a 12-minute course.",
        "what": "Take the course “Gifts and meals”.",
        "why": "Everyone who sells takes it once a year.",
        "otherwise": "We remind you. No money stops.",
        "steps": "Open “Training”.\nTake the course.",
        "sender": str(desk.author.pk),
        "action": f"course:{desk.course.course.code}",
        "due_on": "2026-10-01",
        "remind_days": "3, 7",
        "roles": ["signatory"],
    }
    return {**said, **changed}


@pytest.mark.django_db
def test_a_call_is_written_read_by_a_second_officer_and_started() -> None:
    desk = make_desk()
    _, jonas = make_reseller(desk, name="Litware")
    writer, reader = _client(desk.author), _client(desk.reader)

    written = writer.post(_page(desk, "new/"), _call(desk))
    campaign = Campaign.objects.get()
    page = _page(desk, f"{campaign.pk}/")
    own = writer.get(page)
    seen = reader.get(page)
    started = reader.post(f"{page}start/", {"revision": 1, "people": 1})
    send_all(campaign, at=LATER)
    running = reader.get(page)

    assert (written.status_code, written["Location"]) == (303, page)
    assert "another officer has to read and start it" in _text(own)
    assert "Approve and send" not in _text(own)
    assert "Approve and send to 1 person" in _text(seen)
    assert f"What {jonas.name} reads" in _text(seen)
    assert "Please do by 1 October: a 12-minute course" in _text(seen)
    assert started.status_code == 303
    assert "0 of 1 person has done it" in _text(running)
    assert campaign.to_rules().remind_days == (7, 3)
    assert Notice.objects.get().person_id == jonas.pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"name": ""}, "name", "Fill in: Name of the campaign"),
        ({"kind": ""}, "kind", "Choose an answer: What is it?"),
        ({"title": "see www.contoso.example"}, "title", "The title has a link."),
        ({"heading": "One\x07"}, "heading", "The heading has a line break"),
        ({"what": ""}, "what", "Nothing is said to be due."),
        ({"kind": "reminder"}, "what", "A reminder asks for nothing."),
        ({"why": ""}, "why", "Fill in: Why?"),
        ({"more": "http://x"}, "more", "The why, in detail has a link."),
        ({"occasion": "http://x"}, "occasion", "The occasion has a link."),
        ({"otherwise": "http://x"}, "otherwise", "The otherwise has a link."),
        ({"steps": "\n".join(f"Step {n}" for n in range(11))}, "steps", "There are 11 steps"),
        ({"steps": "http://x"}, "steps", "The step 1 has a link."),
        ({"closing": "http://x"}, "closing", "The closing has a link."),
        ({"clause": "no#such@1"}, "clause", "this is not offered"),
        ({"sender": "nobody"}, "sender", "this is not offered"),
        ({"action": ""}, "action", "Say what people are to do"),
        ({"due_on": "soon"}, "due_on", "Write the day as 2026-12-04."),
        ({"due_on": ""}, "due_on", "Say by which day it is to be done."),
        ({"due_on": "2026-09-02"}, "due_on", "People need 7 days."),
        ({"remind_days": "soon"}, "remind_days", "Write days as numbers"),
        ({"remind_days": "99"}, "remind_days", "Remind people 1 to 29 days"),
        ({"roles": []}, "roles", "Choose at least one role."),
        ({"countries": "Atlantis"}, "countries", "“Atlantis” is not known here."),
        ({"only": "crm:X-1"}, "only", "No partner has “crm:X-1”."),
        ({"without": "X-1"}, "without", "No partner has “X-1”."),
        ({"through": "X-1"}, "through", "No partner has “X-1”."),
        ({"passed_months": "no"}, "passed_months", "Write a whole number, such as 12."),
        ({"not_before_on": "2026-08-01"}, "not_before_on", "This day is past."),
        ({"per_hour": "0"}, "per_hour", "Give 1 to 1000000 messages an hour"),
        ({"joiners_until": "2026-09-30"}, "joiners_until", "Who joins needs 7 days, too."),
    ],
)
def test_each_mistake_is_told_at_its_field_and_nothing_is_written(changed, field, sentence) -> None:
    desk = make_desk()

    response = _client(desk.author).post(_page(desk, "new/"), _call(desk, **changed))

    assert response.status_code == 422
    told = " ".join(response.context["form"][field].sentences)
    assert sentence in told
    assert "Nothing has been saved. What you typed is still there." in _text(response)
    assert not Campaign.objects.exists()
    assert not Event.objects.filter(name="campaign.drafted").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("unreadable", "first"),
    [
        ({"due_on": "soon", "not_before_on": "soon"}, {"due_on", "not_before_on"}),
        ({"title": "see www.contoso.example"}, {"title"}),
        ({"kind": "", "action": "none", "sender": ""}, {"kind", "action", "sender"}),
        ({"remind_days": "soon", "roles": ["king"]}, {"remind_days", "roles"}),
    ],
)
def test_what_can_be_read_is_judged_beside_what_cannot(unreadable, first) -> None:
    desk = make_desk()
    readable = {
        "countries": "Atlantis, Lemuria",
        "only": "X-1",
        "through": "D-9",
        "per_hour": "-1",
    }

    response = _client(desk.author).post(_page(desk, "new/"), _call(desk, **unreadable, **readable))

    form = response.context["form"]
    assert response.status_code == 422
    assert set(form.errors) == first | {*readable}
    assert len(form.errors["countries"]) == 2
    assert [len(form.errors[name]) for name in first] == [1] * len(first)
    assert not Campaign.objects.exists()


@pytest.mark.django_db
def test_a_draft_is_changed_in_its_own_form_and_a_started_one_is_not() -> None:
    desk = make_desk()
    make_reseller(desk, number="R-1")
    audience = Audience(roles=("signatory",), only=("crm:R-1",), countries=("DE",))
    draft = make_campaign(desk, audience=audience, remind_days=(7,))
    client = _client(desk.author)
    write = _page(desk, f"{draft.pk}/write/")

    shown = client.get(write).context["form"]
    initial = {name: shown[name].value() for name in shown.fields}
    typed = {key: value for key, value in initial.items() if value is not None}
    kept = client.post(write, typed | {"clause": ""})
    stale = client.post(write, _call(desk, revision=9))
    client.post(write, _call(desk, revision=2, name="Another name"))
    draft.refresh_from_db()
    started = make_started(desk)
    after = client.get(_page(desk, f"{started.pk}/write/"))

    assert kept.status_code == 303
    assert (initial["only"], initial["countries"], initial["remind_days"]) == ("crm:R-1", "DE", "7")
    assert "Somebody else changed this campaign" in _text(stale)
    assert (draft.revision, draft.name) == (3, "Another name")
    assert after.status_code == 303


@pytest.mark.django_db
def test_a_reminder_of_a_clause_says_so_in_the_preview() -> None:
    desk = make_desk()
    make_reseller(desk)
    client = _client(desk.author)
    form = client.get(_page(desk, "new/")).context["form"]
    clause = next(value for value, _ in form.fields["clause"].choices if value)
    nothing_due = {"kind": "reminder", "what": "", "action": "", "due_on": "", "remind_days": ""}

    client.post(_page(desk, "new/"), _call(desk, steps="", clause=clause, **nothing_due))
    campaign = Campaign.objects.get()
    seen = _text(client.get(_page(desk, f"{campaign.pk}/")))

    assert campaign.words["citations"][0][0] == clause
    assert "Reminder, nothing to do: a 12-minute course" in seen
    assert "There is no date" in seen
    assert "Approve and send to 1 person" in seen


@pytest.mark.django_db
def test_the_preview_adds_up_and_names_whom_it_cannot_reach() -> None:
    desk = make_desk()
    _, erased = make_reseller(desk, name="Fabrikam")
    Person.objects.filter(pk=erased.pk).update(email=None)
    make_partner(desk.program, name="Empty")
    draft = make_campaign(desk, per_hour=50, not_before_on=datetime(2026, 9, 2, tzinfo=UTC).date())

    seen = _text(_client(desk.reader).get(_page(desk, f"{draft.pk}/?others=3")))

    assert "People, each gets one message 1" in seen
    assert "of these, no letter can be sent to They find the message after signing in 1" in seen
    assert "Fabrikam: has no address" in seen
    assert "Empty Nobody holds one of these roles" in seen
    assert "2 September 2026, from 9:00, UTC, at most 50 messages an hour" in seen.replace(
        "\N{NO-BREAK SPACE}", " "
    )


@pytest.mark.django_db
def test_a_start_with_another_number_shows_the_preview_again() -> None:
    desk = make_desk()
    make_reseller(desk)
    draft = make_campaign(desk)

    refused = _client(desk.reader).post(
        _page(desk, f"{draft.pk}/start/"), {"revision": 1, "people": 2}
    )

    assert refused.status_code == 422
    assert "you agreed to 2, and it is 1 now" in _text(refused)
    draft.refresh_from_db()
    assert draft.started_at is None


@pytest.mark.django_db
def test_a_second_officer_returns_it_with_a_reason() -> None:
    desk = make_desk()
    make_reseller(desk)
    draft = make_campaign(desk)
    client, page = _client(desk.reader), _page(desk, f"{draft.pk}/")

    empty = client.post(f"{page}return/", {"revision": 1})
    stale = client.post(f"{page}return/", {"revision": 4, "reason": "Too long."})
    given = client.post(f"{page}return/", {"revision": 1, "reason": "Too long."})

    assert (empty.status_code, stale.status_code, given.status_code) == (422, 422, 303)
    assert "Sam Whitaker returned it: “Too long.”" in _text(_client(desk.author).get(page))


@pytest.mark.django_db
def test_a_running_campaign_is_stopped_resumed_and_ended() -> None:
    desk = make_desk()
    make_reseller(desk, name="Litware")
    make_partner(desk.program, name="Empty")
    campaign = make_started(desk)
    send_all(campaign, at=LATER)
    client, page = _client(desk.author), _page(desk, f"{campaign.pk}/")

    silent = client.post(f"{page}stop/", {"reason": ""})
    client.post(f"{page}stop/", {"reason": "Wrong date."})
    stopped = _text(client.get(page))
    client.post(f"{page}resume/")
    undecided = client.post(f"{page}finish/", {})
    client.post(f"{page}finish/", {"asked": "called-off"})
    late = client.post(f"{page}stop/", {"reason": "Again."})

    assert (silent.status_code, undecided.status_code, late.status_code) == (422, 422, 422)
    assert "Why it stopped: “Wrong date.”" in stopped
    assert "Partners where nobody holds one of the roles Empty" in stopped
    assert "has ended" in _text(late)
    assert "Stop sending" not in _text(client.get(page))


@pytest.mark.django_db
def test_a_draft_has_nothing_to_stop_or_end() -> None:
    desk = make_desk()
    draft = make_campaign(desk)
    client = _client(desk.author)

    answers = [client.post(_page(desk, f"{draft.pk}/{act}/"), {}) for act in ("stop", "finish")]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.django_db
def test_lists_show_who_is_in_which_state() -> None:
    desk = make_desk()
    make_reseller(desk, name="Litware")
    campaign = make_started(desk)
    reminder = make_started(desk, kind=NoticeKind.REMINDER)
    send_all(campaign, at=LATER)
    client, page = _client(desk.author), _page(desk, f"{campaign.pk}/people/")

    everybody, sent, done, unknown = (
        _text(client.get(f"{page}{query}"))
        for query in ("", "?state=sent", "?state=done", "?state=x")
    )
    overview = _text(client.get(_page(desk)))

    assert "1 person gets it" in everybody
    assert "Sent, not served yet: 1" in sent
    assert "Litware" in sent
    assert "Nobody is in this state" in done
    assert "1 person gets it" in unknown
    assert "2 campaigns" in overview
    assert reminder.name in overview


@pytest.mark.django_db
def test_a_program_without_campaigns_says_so_and_a_strange_one_is_not_found() -> None:
    desk, other = make_desk(), make_desk()
    draft = make_campaign(other)
    client = _client(desk.author)

    assert "There is no campaign yet" in _text(client.get(_page(desk)))
    assert client.get(_page(desk, f"{draft.pk}/")).status_code == 404
    assert client.post(_page(desk, f"{draft.pk}/start/"), {}).status_code == 404

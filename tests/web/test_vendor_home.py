"""The vendor's home lists what waits for this very person, the nearest clock first."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from goodstanding.accounts.models import Person, Role
from goodstanding.accounts.selectors import grants_in_force
from goodstanding.campaigns.services.drafts import return_campaign
from goodstanding.notices.models import CodeAlarm
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.programs.acting import VendorSide
from goodstanding.programs.approving import approve_pack
from goodstanding.programs.models import Program
from goodstanding.rulebook.parse_known import Known
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.web.needs import Kind
from goodstanding.web.vendor_needs import due_today, needs_of
from tests.builders import NOON, make_affiliate, make_officer, make_partner, make_program
from tests.builders_accounts import client_of
from tests.builders_agreements import make_draft, make_office
from tests.builders_campaigns import make_campaign, make_desk
from tests.builders_cases import (
    Accused,
    make_accused,
    make_alleged,
    make_answered,
    make_appeal,
    make_case,
    make_court,
    make_decided,
    make_found,
    make_staff,
    serve,
)
from tests.builders_notices import make_notice
from tests.builders_programs import make_rules_draft
from tests.builders_training import make_draft as make_course_draft

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    """Spare every new client the search for style sheets."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


def _side(program: Program, person: Person) -> VendorSide:
    at = clock.now()
    roles = grants_in_force(person.pk, at=at).values_list("role", flat=True)
    return VendorSide(
        person=person, program=program, roles=frozenset(Role(role) for role in roles), at=at
    )


def _parts(program: Program, person: Person, kind: Kind = Kind.CASES) -> list[str]:
    return [need.part for need in needs_of(_side(program, person)) if need.kind is kind]


def _home(program: Program, person: Person, **query: str) -> str:
    url = reverse("vendor_home", kwargs={"program": program.code})
    page = client_of(person).get(url, query).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def accused() -> Accused:
    return make_accused(make_court())


def _opened(accused: Accused) -> None:
    make_case(accused, at=clock.now() - DAY)


def _silent(accused: Accused) -> None:
    at = clock.now() - 60 * DAY
    make_alleged(accused, "gifts", "minor", event_at=at, at=at)


def _answered(accused: Accused) -> None:
    at = clock.now() - DAY
    make_answered(accused, "gifts", "minor", event_at=at, at=at)


def _found(accused: Accused) -> None:
    at = clock.now() - DAY
    make_found(accused, "gifts", "minor", event_at=at, at=at)


@pytest.mark.parametrize(
    ("make", "turns"),
    [
        (_opened, (["Look into it"], [], [], [])),
        (_silent, ([], [], [], [])),
        (_answered, ([], ["Make a finding"], ["Make a finding"], [])),
        (_found, ([], ["Decide"], ["Decide"], [])),
    ],
)
def test_a_case_waits_for_whose_turn_it_is(
    accused: Accused, make: Callable[[Accused], None], turns: tuple[list[str], ...]
) -> None:
    court = accused.court
    people = (court.officer, court.decider, court.second, court.reviewer)

    make(accused)

    assert tuple(_parts(court.program, person) for person in people) == turns


def test_a_decision_waits_for_a_decider_who_did_not_propose_it(accused: Accused) -> None:
    court, at = accused.court, clock.now() - DAY
    finding = make_found(accused, "gifts", "severe", event_at=at, at=at)

    from goodstanding.cases.services.deciding import Wanted, decide

    decide(
        finding.case_id,
        Wanted(rung="suspension", milestones=("Write it down.",), reasons="Our reasons."),
        no_tie=True,
        actor=court.actor(court.decider),
        at=at,
    )

    assert _parts(court.program, court.decider) == []
    assert _parts(court.program, court.second) == ["Second approver"]


def test_a_plan_waits_for_a_decider_once_its_time_is_over(accused: Accused) -> None:
    court, at = accused.court, clock.now() - 95 * DAY
    finding = make_found(accused, "gifts", "severe", event_at=at, at=at)
    decision = make_decided(finding, court, "suspension", at=at)
    before = _parts(court.program, court.decider)
    serve(decision, accused.signatory, at=at)

    people = (court.decider, court.second, court.officer)
    parts = [_parts(court.program, person) for person in people]

    assert before == []
    assert parts == [["The time for a plan is over"], ["The time for a plan is over"], []]


def test_an_appeal_waits_for_the_reviewer_with_its_clock(accused: Accused) -> None:
    court, at = accused.court, clock.now() - 3 * DAY
    finding = make_found(accused, "gifts", "minor", event_at=at, at=at)
    decision = make_decided(finding, court, "warning", at=at)
    serve(decision, accused.signatory, at=at)
    appeal = make_appeal(accused, finding.case_id, at=clock.now() - DAY)

    needs = needs_of(_side(court.program, court.reviewer))

    assert [(need.part, need.due_at) for need in needs] == [("Decide the appeal", appeal.decide_by)]
    assert due_today(needs) == 0
    assert "1 thing waits for you" in _home(court.program, court.reviewer)


def test_drafts_wait_for_an_officer_who_did_not_write_them() -> None:
    program = make_program()
    office = make_office(program=program)
    make_draft(office)
    make_course_draft(program)
    rules = make_rules_draft(program)
    reader = make_officer(program, name="Sam Whitaker")

    waiting = _parts(program, reader, Kind.DRAFTS)
    assert rules.drafted_by is not None
    author = needs_of(_side(program, rules.drafted_by))

    assert sorted(waiting) == ["Read and approve", "Read and publish", "Read and publish"]
    assert all("Rules, version" not in need.title for need in author)


def test_approved_rules_wait_for_any_officer_to_publish_them() -> None:
    program = make_program()
    rules = make_rules_draft(program)
    second = make_officer(program, name="Sam Whitaker")
    assert rules.drafted_by is not None
    approve_pack(rules.pk, known=Known(), actor=Actor.person(second.pk), at=NOON)

    waiting = [_parts(program, person, Kind.DRAFTS) for person in (rules.drafted_by, second)]

    assert waiting == [["Publish"]] * 2


def test_a_call_waits_for_a_second_officer_and_returns_to_its_author() -> None:
    desk = make_desk()
    make_campaign(desk, kind=NoticeKind.REMINDER)
    call = make_campaign(desk)

    before = [_parts(desk.program, each, Kind.DRAFTS) for each in (desk.author, desk.reader)]
    return_campaign(call.pk, revision=call.revision, reason="Too long.", actor=desk.reads, at=NOON)
    after = [_parts(desk.program, each, Kind.DRAFTS) for each in (desk.author, desk.reader)]

    assert before == [[], ["Read and start"]]
    assert after == [["Go on writing: it was returned"], []]


def test_partners_nobody_can_write_to_wait_for_an_officer() -> None:
    program = make_program()
    silent, reached = make_partner(program, name="Silent"), make_partner(program, name="Reached")
    make_affiliate(reached, role="compliance")
    make_affiliate(silent, role="sales")

    needs = needs_of(_side(program, make_officer(program)))

    assert [(need.kind, need.partner) for need in needs] == [(Kind.PARTNERS, "Silent")]


def test_messages_that_reached_nobody_and_codes_that_go_round_wait() -> None:
    program = make_program()
    partner = make_partner(program)
    notice = make_notice(program, partner)
    CodeAlarm.objects.create(code=notice.code, notice=notice, raised_at=NOON)

    titles = [
        need.title
        for need in needs_of(_side(program, make_officer(program)))
        if need.kind is Kind.MESSAGES
    ]

    assert titles == ["1 message reached nobody", "A code is asked about from many networks"]


def test_a_filter_shows_one_kind_and_every_count() -> None:
    program = make_program()
    make_partner(program, name="Silent")
    make_course_draft(program)
    reader = make_officer(program, name="Sam Whitaker")

    page = _home(program, reader, what="drafts")

    assert "All 2 Drafts 1 Partners 1" in page
    assert "Course" in page
    assert "has no contact we can write to" not in page


def test_nothing_to_do_is_good_news_and_levels_come_with_a_number(accused: Accused) -> None:
    auditor = make_staff(accused.court.program, Role.AUDITOR, "Ada Lindqvist")

    page = _home(accused.court.program, auditor)

    assert "Nothing waits for you" in page
    assert page.count("needs you") == 1, "It is the name of a level."
    assert "Everything is done" in page
    assert "What comes first" not in page
    assert "Of 0 partners" not in page
    assert re.search(r"[01] of 1 partners is not in good standing", page)


def test_a_program_without_rules_or_partners_says_what_comes_first() -> None:
    program = make_program()
    officer, auditor = make_officer(program), make_officer(program, role=Role.AUDITOR)
    url = reverse("vendor_home", kwargs={"program": program.code})

    page, linked = _home(program, officer), client_of(officer).get(url).content.decode()
    read, plain = _home(program, auditor), client_of(auditor).get(url).content.decode()

    for each in (page, read):
        assert "This program is not set up yet" in each
        assert "Everything is done" not in each
        assert "a fact is missing" not in each
        assert each.index("Publish an agreement") < each.index("Import your partners")
    steps = ("vendor_agreements", "vendor_courses", "vendor_rules", "vendor_import_new")
    links = [f'<a href="{reverse(name, args=[program.code])}">' for name in steps]
    assert [link in linked.partition('id="steps"')[2] for link in links] == [True] * 4
    assert [link in plain.partition('id="steps"')[2] for link in links] == [False] * 4


def test_a_go_between_sees_no_numbers_of_levels(accused: Accused) -> None:
    manager = make_staff(accused.court.program, Role.PDM, "Nils Sommer")

    page = _home(accused.court.program, manager)

    assert "in good standing" not in page
    assert "Restricted" not in page

"""What a partner reads first, whatever a case has come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

import pytest

from goodstanding.incentives.selectors.statement import clawbacks_of
from goodstanding.notices.rules.outcomes import ServedBy
from goodstanding.notices.services.serving import record_service
from goodstanding.partners.acting import Acting
from goodstanding.partners.models import Affiliation, EntityProfile
from goodstanding.partners.services.taking_part import declare_list, end_affiliation
from goodstanding.rulebook.facts import PEOPLE_LIST
from goodstanding.standing.selectors import standing_now
from goodstanding.training.services.assignments import assign_course
from goodstanding.ui.components import FiveAnswers
from goodstanding.ui.due import DueDate
from goodstanding.values.actor import Actor
from goodstanding.web.answers import HomeWords, home_words
from goodstanding.web.answers_agreements import agreement_tasks
from goodstanding.web.changes import Change, changes_of
from goodstanding.web.pages.places import places_of
from goodstanding.web.record import PartnerRecord, record_of
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_accounts import client_of
from tests.builders_agreements import Signing, make_office, make_published, make_stated
from tests.builders_cases import (
    Accused,
    day,
    make_accused,
    make_alleged,
    make_answered,
    make_appeal,
    make_court,
    make_decided,
    make_earnings,
    make_found,
    make_outcome,
)
from tests.builders_notices import make_notice
from tests.builders_training import make_course

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Everything the page shows."""

    record: PartnerRecord
    words: HomeWords
    changes: tuple[Change, ...]

    @property
    def said(self) -> dict[str, str]:
        """The five answers, by question."""
        answers: FiveAnswers = self.words.answers
        return {row.question.split()[0]: row.plain for row in answers.rows}


def _fulfil_everything(accused: Accused, *, at: datetime) -> None:
    """Do all that the rules ask: nobody sells, and the contacts say that our messages arrive."""
    seller = Affiliation.objects.get(person=accused.seller)
    end_affiliation(seller.fact_id, actor=SYSTEM, at=at)
    declare_list(accused.partner.pk, name=PEOPLE_LIST, actor=SYSTEM, at=at)
    entity = EntityProfile.objects.get(partner=accused.partner).entity
    signing = Signing(partner=accused.partner, entity=entity, signer=accused.signatory)
    make_stated(signing, program=accused.court.program, at=at)
    for role in ("compliance", "security"):
        make_affiliate(accused.partner, role=role, person=accused.signatory, at=at)
        _reach(accused, role, at=at)


def _reach(accused: Accused, role: str, *, at: datetime) -> None:
    letter = make_notice(
        accused.court.program,
        accused.partner,
        roles=frozenset({role}),
        sender=accused.court.officer,
        deadline=None,
        at=at,
    )
    record_service(
        letter.pk,
        person_id=accused.signatory.pk,
        how=ServedBy.INBOX,
        actor=Actor.person(accused.signatory.pk),
        at=at,
    )


def home_of(accused: Accused, *, at: datetime) -> Home:
    """Return what the signatory reads at an instant."""
    acting = Acting(
        person=accused.signatory,
        program=accused.court.program,
        partner_id=accused.partner.pk,
        partner_name="Fabrikam",
        roles=frozenset({"signatory"}),
        at=at,
    )
    standing = standing_now(acting.key, at=at)
    assert standing is not None
    record = record_of(acting)
    return Home(
        record=record,
        words=home_words(
            standing,
            partner_name="Fabrikam",
            places=places_of(acting),
            record=record,
            now=at,
            beside=agreement_tasks(acting, standing),
        ),
        changes=changes_of(
            standing,
            record=record,
            clawbacks=clawbacks_of(acting.key),
            statement_url="/money/",
            unit_name=places_of(acting).unit_name,
        ),
    )


def test_an_allegation_comes_first_and_is_not_decided() -> None:
    a = make_accused(make_court())
    make_alleged(a, "bids", "serious", event_at=day(2), at=day(5))

    home = home_of(a, at=day(6))

    assert home.said["Are"] == (
        "Not decided. Somebody says that a rule was broken. We have not decided whether it is "
        "true. No finding is on record."
    )
    assert home.said["What"].startswith("We decide on what we have.")
    assert home.words.answers.what.strong == "Tell us your side."
    assert home.words.tasks[0].title == "Tell us your side: An offer below every other"
    assert home.words.primary is not None
    assert home.words.primary.label == "Read it and answer"
    assert home.changes == ()


def test_what_was_answered_asks_nothing_more_and_is_still_open() -> None:
    a = make_accused(make_court())
    _fulfil_everything(a, at=day(3))
    make_answered(a, "bids", "serious", event_at=day(2), at=day(5))

    home = home_of(a, at=day(6))

    assert len(home.record.questions) == 1
    assert all("Tell us" not in task.title for task in home.words.tasks)
    assert home.said["Why?"].startswith("Somebody says that a rule was broken.")
    assert "It is our turn: we decide, and write to you." in home.said["What"]


def test_a_finding_is_not_on_record_before_the_partner_is_told() -> None:
    a = make_accused(make_court())
    finding = make_found(a, "bids", "serious", event_at=day(2), at=day(5))
    before = home_of(a, at=day(5))

    make_decided(finding, a.court, "training", at=day(6), served=a.signatory)
    after = home_of(a, at=day(6))

    assert (before.record.findings, len(before.record.questions)) == (0, 1)
    assert "No finding is on record." in before.said["Are"]
    assert (after.record.findings, len(after.record.questions)) == (1, 0)
    assert "1 finding is on record." in after.said["Are"]


def test_a_course_after_a_finding_is_a_way_back_and_stops_nothing() -> None:
    a = make_accused(make_court())
    finding = make_found(a, "bids", "serious", event_at=day(2), at=day(5))
    make_decided(finding, a.court, "training", at=day(6), served=a.signatory)

    home = home_of(a, at=day(6))

    (training,) = (task for task in home.words.tasks if task.title == "Further training")
    assert isinstance(training.due, DueDate)
    assert training.due.day == date(2025, 2, 11)  # 30 days after it was read
    assert home.words.answers.by_when == training.due
    assert home.changes == ()
    assert "usual" in home.words.verdict.sentence


def test_a_plan_and_a_pause_are_said_with_their_ends() -> None:
    a = make_accused(make_court())
    first = make_found(a, "bids", "serious", event_at=day(2), at=day(4))
    make_decided(first, a.court, "training", at=day(5), served=a.signatory)
    second = make_found(a, "resale", "serious", event_at=day(6), at=day(8))
    make_decided(second, a.court, "pause", at=day(9), served=a.signatory)

    home = home_of(a, at=day(10))

    assert home.words.verdict.title == "Fabrikam is in remediation"
    assert home.words.answers.what.strong == "Do what the decision asks: remediation plan."
    assert home.words.verdict.sentence == (
        "Stopped for now: new marketing and co-op funds. Waits: payout of what you have earned. "
        "Everything else goes on as usual."
    )
    ends = [
        (one.title, one.badge.word, one.until.replace("\N{NO-BREAK SPACE}", " "))
        for one in home.changes
    ]
    assert ends[:2] == [
        ("New marketing and co-op funds", "Paused", "until the end of 14 February 2025"),
        ("Payout of what you have earned", "Held", "until the plan is completed"),
    ]
    assert ends[2][1:] == ("Not affected", "They go on as usual")
    assert "payout" not in ends[2][0]
    assert all(decision.appeal_url for decision in home.record.decisions)


def test_what_is_taken_back_is_said_in_the_currency_it_was_earned_in() -> None:
    a = make_accused(make_court())
    earnings = make_earnings(a, at=day(60))
    finding = make_found(a, "bids", "serious", event_at=day(40), at=day(70))
    make_decided(finding, a.court, "training", at=day(71), take_back=earnings, served=a.signatory)

    home = home_of(a, at=day(72))

    taken = [(one.hint, one.badge.word) for one in home.changes if one.link is not None]
    assert sorted(taken) == [
        ("EUR\N{NO-BREAK SPACE}1,240.00", "To repay"),
        ("JPY\N{NO-BREAK SPACE}90,000", "To repay"),
    ]


def test_what_an_appeal_sets_aside_is_gone_from_the_home() -> None:
    a = make_accused(make_court())
    finding = make_found(a, "bribery", "severe", event_at=day(2), at=day(5))
    decision = make_decided(finding, a.court, "suspension", at=day(6), served=a.signatory)
    suspended = home_of(a, at=day(7))
    appeal = make_appeal(a, decision.case_id, at=day(8))
    make_outcome(appeal, a.court, at=day(9))

    home = home_of(a, at=day(10))

    assert suspended.words.verdict.title == "Fabrikam: Suspended"
    assert "New orders" in [one.title for one in suspended.changes]
    assert home.record.findings == 0
    assert home.changes == ()
    assert "No finding is on record." in home.said["Are"]


def test_an_appeal_is_offered_while_there_is_time_for_it() -> None:
    a = make_accused(make_court())
    finding = make_found(a, "bids", "serious", event_at=day(2), at=day(5))
    make_decided(finding, a.court, "training", at=day(6), served=a.signatory)

    last, over = home_of(a, at=day(66)), home_of(a, at=day(67))

    assert [decision.appeal_url != "" for decision in last.record.decisions] == [True]
    assert [decision.appeal_url for decision in over.record.decisions] == [""]


def test_a_contact_who_is_named_is_asked_to_say_that_they_are_there() -> None:
    a = make_accused(make_court())
    nobody = home_of(a, at=day(2))
    make_affiliate(a.partner, role="compliance", person=make_person(name="Ole Lund"), at=day(3))

    named = home_of(a, at=day(3))

    assert "Name a person we can reach as compliance contact." in _titles(nobody)
    assert (
        "Ole Lund opens a message here, signed in, and says “I have read this” as your compliance "
        "contact." in _titles(named)
    )
    assert [_way_to(home, "compliance contact") for home in (nobody, named)] == [
        "people",
        "messages",
    ]
    (stands,) = (one.detail for one in named.words.reasons if "Compliance" in one.detail)
    assert stands == "Compliance contact: Not done yet."


def _way_to(home: Home, words: str) -> str:
    """Return the last part of the address that a thing to do leads to."""
    (task,) = (one for one in home.words.tasks if words in one.title)
    return task.url.rstrip("/").rpartition("/")[2]


def test_an_agreement_no_rule_asks_for_waits_too() -> None:
    a = make_accused(make_court())
    before = home_of(a, at=day(6))
    make_published(make_office(program=a.court.program, code="pricing", at=day(6)), at=day(6))

    home = home_of(a, at=day(7))

    waiting = "Read and accept: Partner Code, version 1."
    assert (waiting in _titles(before), waiting in _titles(home)) == (False, True)


def test_who_only_learns_reads_at_home_what_to_learn_and_by_when() -> None:
    program = make_program()
    partner = make_partner(program)
    seller = client_of(make_affiliate(partner, role="sales"))
    version = make_course(program)
    home = f"/p/{program.code}/{partner.pk}/"
    nothing = seller.get(home).content.decode()
    assign_course(
        version.course_id,
        partner_id=partner.pk,
        roles=("sales",),
        cause_id=uuid4(),
        due_on=date(2099, 3, 1),
        actor=SYSTEM,
        at=NOON,
    )

    waiting = seller.get(home).content.decode()

    assert "Nothing is waiting for you" in nothing
    assert "1 course is waiting for you" in waiting
    assert "1\N{NO-BREAK SPACE}March 2099" in waiting


def _titles(home: Home) -> list[str]:
    return [task.title for task in home.words.tasks]


def test_an_acceptance_is_said_with_its_day_and_who_can_see_it() -> None:
    a = make_accused(make_court())

    home = home_of(a, at=day(2))

    (accepted,) = (one for one in home.words.reasons if "is accepted" in one.sentence)
    assert "Done on 7 January 2025. Recorded." in accepted.detail.replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_done_keeps_its_place_when_it_is_done_again() -> None:
    a = make_accused(make_court())
    _fulfil_everything(a, at=day(3))
    before = [(one.sentence, one.detail) for one in home_of(a, at=day(4)).words.reasons]
    make_affiliate(a.partner, role="compliance", person=a.seller, at=day(5))
    _reach(a, "compliance", at=day(6))

    after = [(one.sentence, one.detail) for one in home_of(a, at=day(6)).words.reasons]

    assert after == before
    assert [detail.partition(" contact")[0] for _, detail in after if " contact" in detail] == [
        "Compliance",
        "Security",
    ]

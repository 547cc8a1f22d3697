"""The way back a partner reads is true when it is tried."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from goodstanding.notices.rules.outcomes import ServedBy
from goodstanding.notices.services.serving import record_service
from goodstanding.partners.acting import Acting
from goodstanding.partners.models import EntityProfile
from goodstanding.standing.selectors import Standing, standing_now
from goodstanding.standing.ways import way_of
from goodstanding.training.models import CourseVersion
from goodstanding.training.services.courses import draft_course, publish_course_version
from goodstanding.values.actor import Actor
from goodstanding.web.pages.places import places_of
from goodstanding.web.record import record_of
from goodstanding.web.ways import Reader, WayTold, way_told
from tests.builders import make_affiliate
from tests.builders_agreements import Signing, make_stated
from tests.builders_cases import (
    Accused,
    Court,
    day,
    make_accused,
    make_court,
    make_decided,
    make_found,
)
from tests.builders_notices import make_notice
from tests.builders_training import course_text, take

pytestmark = pytest.mark.django_db

LATE = day(120)


def standing_of(accused: Accused, *, at: datetime) -> Standing:
    found = standing_now(accused.key, at=at)
    assert found is not None
    return found


def told(accused: Accused, *, at: datetime) -> WayTold | None:
    acting = Acting(
        person=accused.signatory,
        program=accused.court.program,
        partner_id=accused.partner.pk,
        partner_name="Fabrikam",
        roles=frozenset({"signatory"}),
        at=at,
    )
    standing = standing_of(accused, at=at)
    return way_told(standing, Reader.partner(places_of(acting), record_of(acting)))


def published_course(court: Court) -> CourseVersion:
    """Return the course the rule book asks for."""
    office, at = court.office, day(1)
    source = course_text(code="anti-corruption", agreement=office.agreement.code)
    drafted = draft_course(
        court.program.pk, source=source, actor=Actor.person(office.author.pk), at=at
    )
    approver = Actor.person(office.approver.pk)
    return publish_course_version(drafted.pk, revision=drafted.revision, actor=approver, at=at)


def reach_contacts(accused: Accused, *, at: datetime) -> None:
    """Name the signatory for both roles, who reads one message."""
    for role in ("compliance", "security"):
        make_affiliate(accused.partner, role=role, person=accused.signatory, at=at)
    letter = make_notice(
        accused.court.program,
        accused.partner,
        roles=frozenset({"compliance", "security"}),
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


def test_whoever_does_what_the_way_back_says_is_in_good_standing() -> None:
    court = make_court()
    course = published_course(court)
    accused = make_accused(court)

    way = told(accused, at=LATE)
    before = standing_of(accused, at=LATE)
    take(accused.seller, course, at=LATE)
    reach_contacts(accused, at=LATE)
    entity = EntityProfile.objects.get(partner=accused.partner).entity
    signing = Signing(partner=accused.partner, entity=entity, signer=accused.signatory)
    make_stated(signing, program=court.program, at=LATE)
    after = standing_of(accused, at=LATE)

    assert way is not None
    assert way.sentence == "You are “In good standing” again as soon as this is done."
    assert [step.title for step in way.steps] == [
        "Make the statement “code followed”, for Fabrikam GmbH",
        "Name a person as compliance contact",
        "Name a person as security contact",
        f"Ole Petersen passes “{course.title}”",
        "That person opens our message and says “I have read this”",
        "In good standing again",
    ]
    assert [before.level.name, after.level.name] == ["restricted", "good"]
    assert told(accused, at=LATE) is None


def test_a_measure_that_ends_by_itself_tells_its_day_and_what_is_due_by_then() -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "gifts", "minor", event_at=day(3), at=day(4))
    at = day(5)
    make_decided(finding, court, "warning", at=at)
    reach_contacts(accused, at=at)

    standing, way = standing_of(accused, at=at), told(accused, at=at)
    found = way_of(standing)

    assert [row.source for row in standing.reasons if row.rank] == ["warning"]
    assert found is not None
    assert found.ready_at == found.ending[-1].turns_at
    assert way is not None
    assert way.sentence.startswith("You are “In good standing” again on ")
    assert "if this is done by then" in way.sentence
    # The course and the contacts' proof, good for twelve months, are due before that day.
    assert [step.title for step in way.steps][-2:] == ["Warning ends", "In good standing again"]
    assert found.ready_at is not None
    assert found.ready_at > at + timedelta(days=360)


def test_who_is_in_good_standing_has_no_way_to_go() -> None:
    accused = make_accused(make_court())

    assert told(accused, at=day(2)) is None


def test_a_measure_without_a_day_says_what_it_waits_for() -> None:
    court = make_court()
    accused = make_accused(court)
    finding = make_found(accused, "bribery", "severe", event_at=day(3), at=day(4))
    make_decided(finding, court, "suspension", at=day(5))

    way = told(accused, at=day(6))

    assert way is not None
    assert way.sentence.startswith("This is what you can do now.")
    assert [(step.title, step.when) for step in way.steps] == [
        ("Suspension ends", "It lasts until the plan is completed; no day can be told yet."),
        ("Remediation plan ends", "It lasts until the plan is completed; no day can be told yet."),
    ]

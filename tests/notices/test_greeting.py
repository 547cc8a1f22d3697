"""Who is named as a contact whom the rules want reached gets a letter that proves it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.accounts.models import Grant, Role
from goodstanding.accounts.services import end_grant
from goodstanding.notices.models import Notice, Recipient
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.outcomes import ServedBy
from goodstanding.notices.services.serving import record_service
from goodstanding.partners.models import Affiliation
from goodstanding.partners.services.people import name_person
from goodstanding.standing.selectors import standing_now
from goodstanding.values.actor import Actor
from tests.builders import SYSTEM
from tests.builders_cases import Accused, day, make_accused, make_court

pytestmark = pytest.mark.django_db
AT = day(2)


def _name(accused: Accused, role: str) -> Affiliation:
    return name_person(
        accused.key,
        email="ole@litware.example",
        name="Ole Lund",
        role=role,
        location_id=None,
        actor=Actor.person(accused.signatory.pk),
        at=AT,
    )


def _status(accused: Accused, role: str) -> str:
    standing = standing_now(accused.key, at=AT + timedelta(hours=2))
    assert standing is not None
    (row,) = (row for row in standing.reasons if row.unit == role)
    return row.status


def test_a_new_contact_is_written_to_alone_and_by_reading_fulfils_the_duty() -> None:
    accused = make_accused(make_court())

    named = _name(accused, "compliance")
    before = _status(accused, "compliance")
    notice = Notice.objects.get(text__cause_id=named.fact_id)
    record_service(
        notice.pk,
        person_id=named.person_id,
        how=ServedBy.INBOX,
        actor=Actor.person(named.person_id),
        at=AT + timedelta(hours=1),
    )

    assert notice.text.kind == NoticeKind.REQUEST_FOR_INFORMATION
    assert [one.person_id for one in Recipient.objects.filter(notice=notice)] == [named.person_id]
    assert "you are named as compliance contact" in str(notice.text.words)
    assert (before, _status(accused, "compliance")) == ("pending", "fulfilled")


@pytest.mark.parametrize("role", ["sales", "finance"])
def test_who_need_not_be_reached_is_not_written_to(role: str) -> None:
    _name(make_accused(make_court()), role)

    assert not Notice.objects.exists()


def test_naming_somebody_twice_writes_once() -> None:
    accused = make_accused(make_court())

    assert _name(accused, "compliance") == _name(accused, "compliance")

    assert Notice.objects.count() == 1


def test_without_an_officer_to_sign_nothing_is_sent_and_the_contact_is_named() -> None:
    court = make_court()
    accused = make_accused(court)
    for held in Grant.objects.filter(role=Role.OFFICER):
        end_grant(held.fact_id, actor=SYSTEM, at=AT)

    named = _name(accused, "compliance")

    assert named.role == "compliance"
    assert not Notice.objects.exists()

"""Publishing a version, and everything that stands in the way."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from django.db import DatabaseError, transaction

from goodstanding.agreements.models import AgreementVersion, Clause
from goodstanding.agreements.services.drafts import return_draft
from goodstanding.agreements.services.publishing import publish_version
from goodstanding.evidence.models import Event
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, NotPermittedError
from tests.builders import NOON, SYSTEM, make_program
from tests.builders_agreements import (
    CODE_1,
    CODE_2,
    LATER,
    Office,
    make_draft,
    make_office,
    make_officer_at,
    make_published,
)

pytestmark = pytest.mark.django_db


def _nothing_published() -> bool:
    return (
        not AgreementVersion.objects.exists()
        and not Clause.objects.exists()
        and not Event.objects.filter(name="version.published").exists()
    )


def test_a_second_officer_publishes_exactly_the_bytes() -> None:
    office = make_office()

    version = make_published(office)

    assert (version.position, version.text) == (1, CODE_1)
    assert version.text_sha256 == sha256(CODE_1.encode()).hexdigest()
    assert (version.drafted_by, version.approved_by) == (office.author, office.approver)
    assert list(version.clauses.values_list("place", "code", "heading")) == [
        (1, "gifts", "Gifts"),
        (2, "training", "Training"),
    ]
    event = Event.objects.get(name="version.published")
    content = json.loads(bytes(event.bytes))["content"]
    assert event.program_id == office.program.pk
    assert content["text_sha256"] == version.text_sha256
    assert content["clauses"] == ["gifts", "training"]
    assert b"A new duty" not in bytes(event.bytes)


def test_a_first_version_takes_effect_at_once_and_the_next_after_its_notice() -> None:
    office = make_office()

    first = make_published(office, at=NOON)
    second = make_published(office, text=CODE_2, at=NOON)

    assert (first.effective_at, first.effective_on) == (NOON, date(2026, 9, 1))
    assert second.effective_on == date(2026, 9, 17)
    assert second.effective_at == datetime(2026, 9, 17, tzinfo=UTC)
    assert (second.position, second.published_on) == (2, date(2026, 9, 1))


def test_days_are_those_of_the_program() -> None:
    program = make_program()
    program.zone = "America/New_York"
    program.save()
    office = make_office(program=program)

    version = make_published(office, effective_on=date(2026, 11, 2), at=NOON)

    assert version.effective_at == datetime(2026, 11, 2, 5, tzinfo=UTC)


def test_publishing_again_returns_what_was_published() -> None:
    office = make_office()
    draft = make_draft(office)
    approver = Actor.person(office.approver.pk)

    first = publish_version(draft.pk, revision=1, actor=approver, at=NOON)
    again = publish_version(draft.pk, revision=1, actor=approver, at=LATER)

    assert again == first
    assert AgreementVersion.objects.count() == 1
    assert Event.objects.filter(name="version.published").count() == 1


def _author(office: Office) -> Actor:
    return Actor.person(office.author.pk)


def _machine(_office: Office) -> Actor:
    return SYSTEM


def _officer_of_another_program(_office: Office) -> Actor:
    return Actor.person(make_officer_at(make_program(), name="Liam Walsh").pk)


@pytest.mark.parametrize("who", [_author, _machine, _officer_of_another_program])
def test_nobody_but_a_second_officer_publishes(who) -> None:
    office = make_office()
    draft = make_draft(office)

    with pytest.raises(NotPermittedError):
        publish_version(draft.pk, revision=1, actor=who(office), at=NOON)

    assert _nothing_published()


def test_nothing_newer_than_what_was_read_is_published() -> None:
    office = make_office()
    draft = make_draft(office)
    make_draft(office, text=CODE_2)

    with pytest.raises(ConflictError, match="changed after you opened it"):
        publish_version(draft.pk, revision=1, actor=Actor.person(office.approver.pk), at=NOON)

    assert _nothing_published()


def test_a_returned_draft_is_published_only_after_a_change() -> None:
    office = make_office()
    draft = make_draft(office)
    approver = Actor.person(office.approver.pk)
    return_draft(draft.pk, revision=1, reason="Say which days.", actor=approver, at=NOON)

    with pytest.raises(ConflictError, match="returned: Say which days"):
        publish_version(draft.pk, revision=1, actor=approver, at=NOON)

    assert _nothing_published()
    changed = make_draft(office, text=CODE_2)
    publish_version(draft.pk, revision=changed.revision, actor=approver, at=NOON)
    assert AgreementVersion.objects.get().text == CODE_2


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"text": CODE_1}, "The text is the same as version 1, letter for letter"),
        ({"reason": ""}, "Say why the change is material"),
        ({"summary": ""}, "Write in plain words what changes"),
        ({"material": False, "reason": ""}, "You say that nobody needs to accept this"),
        (
            {"effective_on": date(2026, 10, 6)},
            (
                "would take effect on 2026-10-06. Published on 2026-09-21, with 15 whole days of "
                "notice, the earliest day is 2026-10-07"
            ),
        ),
    ],
)
def test_a_next_version_that_is_not_announced_well_leaves_no_trace(said, sentence) -> None:
    office = make_office()
    make_published(office)
    draft = make_draft(office, **{"text": CODE_2, **said})

    with pytest.raises(ConflictError, match=sentence):
        publish_version(
            draft.pk,
            revision=draft.revision,
            actor=Actor.person(office.approver.pk),
            at=LATER,
        )

    assert AgreementVersion.objects.count() == 1
    assert Event.objects.filter(name="version.published").count() == 1


def test_nothing_is_published_before_what_was_published_last() -> None:
    office = make_office()
    make_published(office, at=LATER)
    draft = make_draft(office, text=CODE_2)

    with pytest.raises(ConflictError, match="Version 1 was published later than this"):
        publish_version(draft.pk, revision=1, actor=Actor.person(office.approver.pk), at=NOON)

    assert AgreementVersion.objects.count() == 1


def test_what_is_published_cannot_be_returned() -> None:
    office = make_office()
    version = make_published(office)

    with pytest.raises(ConflictError, match="This version is published already"):
        return_draft(
            version.draft.pk,
            revision=1,
            reason="Too late.",
            actor=Actor.person(office.approver.pk),
            at=NOON,
        )

    assert not Event.objects.filter(name="version.returned").exists()


def test_a_first_version_cannot_be_announced_as_not_material() -> None:
    office = make_office()
    draft = make_draft(office, material=False)

    with pytest.raises(ConflictError, match="The first version is always material"):
        publish_version(draft.pk, revision=1, actor=Actor.person(office.approver.pk), at=NOON)

    assert _nothing_published()


def test_a_correction_ten_days_later_is_a_normal_event() -> None:
    office = make_office()
    make_published(office)
    announced = make_published(office, text=CODE_2, at=NOON)

    corrected = make_published(
        office,
        text=CODE_2.replace("complete", "finish"),
        material=False,
        reason="Another word, the same duty.",
        at=NOON.replace(day=11),
    )

    assert (announced.effective_on, corrected.effective_on) == (
        date(2026, 9, 17),
        date(2026, 9, 27),
    )


@pytest.mark.parametrize(
    "table", ["agreements_agreementversion", "agreements_clause", "agreements_acceptance"]
)
def test_the_database_refuses_to_change_what_was_published(table: str) -> None:
    make_published(make_office())

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        with transaction.get_connection().cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET id = id")

    assert AgreementVersion.objects.get().text == CODE_1

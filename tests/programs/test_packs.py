"""A rule book is drafted, published by a second person, and then never changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from goodstanding.evidence.models import Event
from goodstanding.programs.models import PackState, PackVersion
from goodstanding.programs.selectors import next_effect, version_in_force
from goodstanding.programs.services import create_program, draft_pack, publish_pack
from goodstanding.rulebook.errors import PackRefusedError
from goodstanding.rulebook.parse_known import Known
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, NotPermittedError
from tests.builders import NOON, SYSTEM, make_officer, make_person, make_program
from tests.builders_standing import make_rules, pack_text

pytestmark = pytest.mark.django_db


def test_a_second_officer_publishes_what_a_first_one_drafted() -> None:
    program = make_program()
    drafter, publisher = make_officer(program), make_officer(program)

    version = make_rules(program, drafter=drafter, approver=publisher)

    assert version.state == PackState.PUBLISHED
    assert version.approved_by == publisher
    assert version.compiled is not None
    assert "scope as" in version.compiled["some"]
    event = Event.objects.get(name="pack.published")
    assert event.program_id == program.pk
    assert event.actor == f"person:{publisher.pk}"
    assert Event.objects.get(name="pack.approved").actor == f"person:{publisher.pk}"


def test_whoever_drafted_it_cannot_approve_it() -> None:
    program = make_program()
    drafter = make_officer(program)

    with pytest.raises(NotPermittedError, match="cannot approve"):
        make_rules(program, drafter=drafter, approver=drafter)

    assert not Event.objects.filter(name="pack.published").exists()
    assert PackVersion.objects.get().state == PackState.DRAFT


def test_publishing_twice_publishes_once() -> None:
    program = make_program()
    publisher = make_officer(program)
    version = make_rules(program, approver=publisher)

    again = publish_pack(
        version.pk, known=Known(), actor=Actor.person(publisher.pk), at=NOON + timedelta(days=1)
    )

    assert again.published_at == version.published_at
    assert Event.objects.filter(name="pack.published").count() == 1


@pytest.mark.parametrize(
    ("_case", "text", "refusal"),
    [
        ("another program", lambda p: pack_text(p).replace(p.code, "other"), ConflictError),
        ("a number left out", lambda p: pack_text(p, version=2), ConflictError),
        ("not a pack", lambda _: "pack: [", PackRefusedError),
    ],
)
def test_a_refused_draft_leaves_no_trace(_case, text, refusal) -> None:
    program = make_program()
    actor = Actor.person(make_officer(program).pk)

    with pytest.raises(refusal):
        draft_pack(program.pk, text=text(program), known=Known(), actor=actor, at=NOON)

    assert not PackVersion.objects.exists()
    assert not Event.objects.filter(name="pack.drafted").exists()


def test_only_officers_of_the_program_write_its_rules() -> None:
    program, stranger = make_program(), make_officer(make_program())

    with pytest.raises(NotPermittedError, match="compliance officer"):
        draft_pack(
            program.pk,
            text=pack_text(program),
            known=Known(),
            actor=Actor.person(stranger.pk),
            at=NOON,
        )

    assert not PackVersion.objects.exists()


def test_the_past_keeps_the_version_in_force_then() -> None:
    program = make_program()
    first = make_rules(program)
    second = make_rules(
        program,
        text=pack_text(program, version=2, effective="2026-12-01"),
        at=NOON + timedelta(days=1),
    )
    assert second.effective_at is not None

    before = version_in_force(program.pk, as_of=second.effective_at - timedelta(microseconds=1))

    assert before == first
    assert version_in_force(program.pk, as_of=second.effective_at) == second
    assert next_effect(program.pk, after=NOON) == second.effective_at
    assert version_in_force(program.pk, as_of=second.effective_at, known_at=NOON) == first


def test_a_later_version_cannot_take_effect_in_the_past() -> None:
    program = make_program()
    make_rules(program)

    with pytest.raises(ConflictError, match="never change the past"):
        make_rules(program, text=pack_text(program, version=2, effective="2026-08-15"))

    assert PackVersion.objects.filter(state=PackState.PUBLISHED).count() == 1


def test_the_database_refuses_to_change_a_published_version() -> None:
    version = make_rules(make_program())

    with pytest.raises(DatabaseError, match="is published"), transaction.atomic():
        PackVersion.objects.filter(pk=version.pk).update(text="other")

    version.refresh_from_db()
    assert version.text.startswith("\npack: 1")


def test_only_an_operator_makes_a_program() -> None:
    person = make_person()

    with pytest.raises(NotPermittedError, match="operator"):
        create_program(
            code="other",
            name="Other",
            vendor_name="Contoso",
            zone="UTC",
            actor=Actor.person(person.pk),
            at=NOON,
        )

    made = create_program(
        code="other", name="Other", vendor_name="Contoso", zone="UTC", actor=SYSTEM, at=NOON
    )
    assert made.code == "other"

"""Writing, returning and publishing courses."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Model

from goodstanding.evidence.models import Event, EventPrivate
from goodstanding.training.models import Choice, Course, CourseDraft, CourseVersion, Question
from goodstanding.training.rules.reading import CourseRefusedError
from goodstanding.training.selectors.courses import course_codes
from goodstanding.training.services.courses import (
    draft_course,
    publish_course_version,
    return_draft,
)
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from tests.builders import NOON, SYSTEM, make_officer, make_person, make_program
from tests.builders_training import course_text, make_clause, make_course, make_draft
from tests.threads import at_once

LATER = NOON + timedelta(hours=1)


def _events(name: str) -> int:
    return Event.objects.filter(name=name).count()


@pytest.mark.django_db
def test_a_second_officer_publishes_exactly_what_was_written() -> None:
    program = make_program()
    draft = make_draft(program)

    version = publish_course_version(
        draft.pk, revision=1, actor=Actor.person(make_officer(program).pk), at=LATER
    )

    assert (version.number, version.title, version.pass_percent) == (1, "Gifts and meals", 80)
    assert version.source == draft.source
    assert version.source_sha256 == sha256(draft.source.encode()).hexdigest()
    assert [question.heading for question in version.questions.all()] == [
        f"Is gift {number} fine?" for number in range(1, 6)
    ]
    first = version.questions.all()[0]
    assert first.to_rules().choices[1].text == "Decline gift 1."
    assert [choice.right for choice in first.choices.all()] == [False, True, False]
    assert _events("course.published") == 1
    assert course_codes(program.pk) == {version.course.code}


@pytest.mark.django_db
def test_publishing_twice_publishes_once() -> None:
    program = make_program()
    draft, officer = make_draft(program), Actor.person(make_officer(program).pk)

    first = publish_course_version(draft.pk, revision=1, actor=officer, at=LATER)
    again = publish_course_version(draft.pk, revision=1, actor=officer, at=LATER)

    assert again == first
    assert (CourseVersion.objects.count(), _events("course.published")) == (1, 1)


@pytest.mark.django_db
def test_whoever_wrote_it_decides_nothing() -> None:
    program = make_program()
    author = make_officer(program)
    draft, actor = make_draft(program, drafter=author), Actor.person(author.pk)

    with pytest.raises(NotPermittedError):
        publish_course_version(draft.pk, revision=1, actor=actor, at=LATER)
    with pytest.raises(NotPermittedError):
        return_draft(draft.pk, revision=1, reason="No.", actor=actor, at=LATER)

    assert not CourseVersion.objects.exists()
    assert (_events("course.published"), _events("course.returned")) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["another program's officer", "nobody's", "a machine"])
def test_only_an_officer_of_the_program_writes_or_publishes(who: str) -> None:
    program = make_program()
    draft = make_draft(program)
    actor = {
        "another program's officer": lambda: Actor.person(make_officer(make_program()).pk),
        "nobody's": lambda: Actor.person(make_person().pk),
        "a machine": lambda: SYSTEM,
    }[who]()

    with pytest.raises(NotPermittedError):
        publish_course_version(draft.pk, revision=1, actor=actor, at=LATER)
    with pytest.raises(NotPermittedError):
        draft_course(program.pk, source=draft.source + "\n", actor=actor, at=LATER)

    assert (CourseVersion.objects.count(), CourseDraft.objects.count()) == (0, 1)
    assert _events("course.drafted") == 1


@pytest.mark.django_db
def test_what_was_changed_since_it_was_read_is_not_published() -> None:
    program = make_program()
    draft = make_draft(program)
    draft_course(
        program.pk,
        source=draft.source.replace("A pen is fine.", "A pen is not."),
        actor=Actor.person(make_officer(program).pk),
        at=LATER,
    )

    with pytest.raises(ConflictError):
        publish_course_version(
            draft.pk, revision=1, actor=Actor.person(make_officer(program).pk), at=LATER
        )

    assert not CourseVersion.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("replaces", [0, 1], ids=["there was none", "there was an older one"])
def test_two_authors_do_not_overwrite_each_other(replaces: int) -> None:
    program = make_program()
    author = Actor.person(make_officer(program).pk)
    draft = make_draft(program)
    mine, theirs = draft.source + "\n  Mine.", draft.source + "\n  Theirs."
    draft_course(program.pk, source=mine, replaces_revision=1, actor=author, at=LATER)

    with pytest.raises(ConflictError):
        draft_course(program.pk, source=theirs, replaces_revision=replaces, actor=author, at=LATER)

    draft.refresh_from_db()
    assert (draft.revision, draft.source) == (2, mine)


@pytest.mark.django_db
def test_saving_the_same_text_again_adds_nothing() -> None:
    program = make_program()
    draft = make_draft(program)

    again = draft_course(
        program.pk, source=draft.source, actor=Actor.person(make_officer(program).pk), at=LATER
    )

    assert (again.pk, again.revision, _events("course.drafted")) == (draft.pk, 1, 1)


@pytest.mark.django_db
def test_a_returned_draft_waits_for_its_author_and_keeps_the_reason_beside_the_log() -> None:
    program = make_program()
    draft, reader = make_draft(program), Actor.person(make_officer(program).pk)

    return_draft(draft.pk, revision=1, reason=" Ask Hana Ito. ", actor=reader, at=LATER)
    return_draft(draft.pk, revision=1, reason="Once more.", actor=reader, at=LATER)

    draft.refresh_from_db()
    assert draft.returned_because == "Ask Hana Ito."
    event = Event.objects.get(name="course.returned")
    assert b"Hana" not in bytes(event.bytes)
    assert EventPrivate.objects.get(event=event).value == "Ask Hana Ito."
    with pytest.raises(ConflictError):
        publish_course_version(draft.pk, revision=1, actor=reader, at=LATER)
    assert not CourseVersion.objects.exists()


@pytest.mark.django_db
def test_a_return_needs_a_reason() -> None:
    program = make_program()
    draft = make_draft(program)

    with pytest.raises(InvalidValueError):
        return_draft(
            draft.pk,
            revision=1,
            reason="  ",
            actor=Actor.person(make_officer(program).pk),
            at=LATER,
        )

    draft.refresh_from_db()
    assert draft.returned_at is None


@pytest.mark.django_db
def test_a_code_belongs_to_one_program() -> None:
    version = make_course(make_program())
    other = make_program()
    agreement = make_clause(other, agreement="other-code").version.agreement.code

    with pytest.raises(ConflictError):
        draft_course(
            other.pk,
            source=course_text(code=version.course.code, agreement=agreement),
            actor=Actor.person(make_officer(other).pk),
            at=LATER,
        )

    assert (Course.objects.count(), CourseDraft.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_clause_of_another_programs_agreement_is_refused() -> None:
    other = make_program()
    make_clause(other, agreement="their-code")
    program = make_program()

    with pytest.raises(CourseRefusedError) as refusal:
        draft_course(
            program.pk,
            source=course_text(questions=1, agreement="their-code"),
            actor=Actor.person(make_officer(program).pk),
            at=LATER,
        )

    assert "Line 16: No agreement of this program has a clause their-code#gifts." in str(
        refusal.value
    )
    assert not Course.objects.exists()
    assert _events("course.drafted") == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "field"), [(CourseVersion, "title"), (Question, "heading"), (Choice, "text")]
)
def test_the_database_refuses_to_change_what_is_published(model: type[Model], field: str) -> None:
    make_course(make_program())

    with pytest.raises(DatabaseError), transaction.atomic():
        model._default_manager.update(**{field: "Something else"})
    with pytest.raises(DatabaseError), transaction.atomic():
        model._default_manager.all()._raw_delete("default")


@pytest.mark.usefixtures("committed")
def test_two_officers_publishing_at_once_publish_one_version() -> None:
    program = make_program()
    draft = make_draft(program)
    officers = [Actor.person(make_officer(program).pk) for _ in range(2)]

    versions = at_once(
        *(
            lambda actor=actor: publish_course_version(draft.pk, revision=1, actor=actor, at=LATER)
            for actor in officers
        )
    )

    assert versions[0] == versions[1] == CourseVersion.objects.get()
    assert _events("course.published") == 1

"""The vendor's side: write, read, publish, return."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.accounts.models import Role
from goodstanding.training.models import CourseDraft, CourseVersion
from tests.builders import make_affiliate, make_officer, make_partner, make_program
from tests.builders_accounts import client_of
from tests.builders_training import course_text, make_clause, make_course, make_draft

pytestmark = pytest.mark.django_db


def test_one_officer_writes_and_another_publishes() -> None:
    program = make_program()
    agreement = make_clause(program).version.agreement.code
    author, reader = client_of(make_officer(program)), client_of(make_officer(program))
    source = course_text(code="gifts", agreement=agreement)

    saved = author.post(f"/v/{program.code}/new-course/", {"source": source}, follow=True)
    own = saved.content.decode()
    page = reader.get(f"/v/{program.code}/courses/gifts/draft/").content.decode()
    done = reader.post(f"/v/{program.code}/courses/gifts/publish/", {"revision": "1"}, follow=True)

    assert saved.request["PATH_INFO"] == f"/v/{program.code}/courses/gifts/draft/"
    assert ("Publish this version" in own, "another officer has to read" in own) == (False, True)
    assert "Publish this version" in page
    assert "Taking gift 1 <em>does not</em> work." in page
    assert CourseVersion.objects.get().source == source
    assert "Whoever starts now gets this version." in done.content.decode()


@pytest.mark.parametrize("typed", ["# Nothing", ""])
def test_a_file_replaces_what_is_typed(typed: str) -> None:
    program = make_program()
    agreement = make_clause(program).version.agreement.code
    file = SimpleUploadedFile("gifts.md", course_text(agreement=agreement).encode())

    client_of(make_officer(program)).post(
        f"/v/{program.code}/new-course/", {"source": typed, "file": file}
    )

    assert CourseDraft.objects.get().course.code == "gifts"


def test_what_is_wrong_is_said_by_line_and_what_was_typed_is_kept() -> None:
    program = make_program()
    source = "# Gifts\n\ncode: gifts\n\n## Article\n\nUnfinished, but mine."

    page = client_of(make_officer(program)).post(
        f"/v/{program.code}/new-course/", {"source": source}
    )

    text = page.content.decode()
    assert page.status_code == 422
    assert "There is no question." in text
    assert "Unfinished, but mine." in text
    assert not CourseDraft.objects.exists()


def test_every_fault_of_a_file_is_said_and_what_was_typed_is_kept() -> None:
    program = make_program()
    file = SimpleUploadedFile("gifts.md", b"nothing\nof a course\n")

    response = client_of(make_officer(program)).post(
        f"/v/{program.code}/new-course/", {"source": "# Typed before", "file": file}
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "There is no article." in page
    assert "There is no question." in page
    assert "# Typed before" in page
    assert CourseDraft.objects.exists() is False


def test_a_return_needs_a_reason_and_shows_it_to_the_author() -> None:
    program = make_program()
    author = make_officer(program)
    draft = make_draft(program, drafter=author)
    address = f"/v/{program.code}/courses/{draft.course.code}"
    reader = client_of(make_officer(program))

    refused = reader.post(f"{address}/return/", {"revision": "1", "reason": " "})
    reader.post(f"{address}/return/", {"revision": "1", "reason": "Say why."})
    page = client_of(author).get(f"{address}/draft/").content.decode()

    assert refused.status_code == 422
    assert "Say why." in page


def test_publishing_what_one_wrote_or_what_changed_is_refused() -> None:
    program = make_program()
    author = make_officer(program)
    draft = make_draft(program, drafter=author)
    address = f"/v/{program.code}/courses/{draft.course.code}/publish/"

    own = client_of(author).post(address, {"revision": "1"})
    older = client_of(make_officer(program)).post(address, {"revision": "7"})

    assert (own.status_code, older.status_code) == (403, 409)
    assert not CourseVersion.objects.exists()


def test_a_second_click_on_publish_finds_it_published() -> None:
    program = make_program()
    draft = make_draft(program)
    reader = client_of(make_officer(program))
    address = f"/v/{program.code}/courses/{draft.course.code}/publish/"

    answers = [reader.post(address, {"revision": "1"}).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert CourseVersion.objects.count() == 1


@pytest.mark.parametrize("page", ["courses/", "courses/{}/", "courses/{}/draft/"])
def test_auditors_read_and_do_not_write(page: str) -> None:
    program = make_program()
    version = make_course(program)
    make_draft(program, source=version.source + "\n")
    auditor = client_of(make_officer(program, role=Role.AUDITOR))
    address = f"/v/{program.code}/{page.format(version.course.code)}"

    opened = auditor.get(address)
    writing = auditor.get(f"/v/{program.code}/courses/{version.course.code}/write/")

    assert (opened.status_code, writing.status_code) == (200, 403)
    assert "Publish this version" not in opened.content.decode()


def test_a_partners_people_and_other_programs_officers_find_no_courses() -> None:
    program = make_program()
    version = make_course(program)
    others = [make_affiliate(make_partner(program)), make_officer(make_program())]

    statuses = [
        client_of(other).get(f"/v/{program.code}/courses/{version.course.code}/").status_code
        for other in others
    ]

    assert statuses == [404, 404]

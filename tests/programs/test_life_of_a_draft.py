"""A draft is checked, tried, approved by a second person and published; a change starts anew."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from goodstanding.accounts.models import Person
from goodstanding.evidence.models import Event
from goodstanding.programs.approving import (
    DraftChangedError,
    NotApprovedError,
    NotTriedError,
    approve_pack,
)
from goodstanding.programs.models import PackApproval, PackState, PackVersion, Program
from goodstanding.programs.services import draft_pack, publish_pack
from goodstanding.rulebook.errors import PackRefusedError
from goodstanding.rulebook.parse_known import Known
from goodstanding.standing.models import Simulation
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, NotPermittedError
from tests.builders import NOON, make_officer, make_partner, make_program
from tests.builders_accounts import client_of
from tests.builders_programs import make_rules_draft
from tests.builders_standing import make_agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    program = make_program(code="contoso")
    make_agreement(program)
    make_partner(program)
    return program


@pytest.fixture
def author(program: Program) -> Person:
    return make_officer(program, name="Jonas Brandt")


@pytest.fixture
def second(program: Program) -> Person:
    return make_officer(program, name="Katrin Vogel")


@pytest.fixture
def draft(program: Program, author: Person) -> PackVersion:
    return make_rules_draft(program, author=author)


def _tried(draft: PackVersion, by: Person, *, state: str = "done") -> Simulation:
    return Simulation.objects.create(
        program=draft.program,
        number=draft.number,
        text=draft.text,
        text_sha256=draft.text_sha256,
        first_on=NOON.date(),
        last_on=NOON.date(),
        asked_by=by,
        asked_at=NOON,
        state=state,
        finished_at=NOON if state == "done" else None,
    )


def _approve(draft: PackVersion, by: Person, because: str = "") -> PackApproval:
    return approve_pack(
        draft.pk,
        known=Known(),
        read_sha256=draft.text_sha256,
        untried_because=because,
        actor=Actor.person(by.pk),
        at=NOON,
    )


def _publish(draft: PackVersion, by: Person) -> PackVersion:
    return publish_pack(
        draft.pk,
        known=Known(),
        read_sha256=draft.text_sha256,
        actor=Actor.person(by.pk),
        at=NOON,
    )


def _change(draft: PackVersion, by: Person) -> PackVersion:
    return draft_pack(
        draft.program_id,
        text=draft.text.replace("24 months", "12 months"),
        known=Known(),
        replaces_sha256=draft.text_sha256,
        actor=Actor.person(by.pk),
        at=NOON,
    )


def _url(name: str) -> str:
    return reverse(name, kwargs={"program": "contoso"})


def _words(page: bytes) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.decode()).split()))


def _page(client: Client) -> str:
    return _words(client.get(_url("vendor_rules_draft")).content)


def test_what_was_tried_and_approved_is_published_by_its_author(
    draft: PackVersion, author: Person, second: Person
) -> None:
    _tried(draft, author)

    approval = _approve(draft, second)
    done = _publish(draft, author)

    assert (done.state, done.approved_by_id) == (PackState.PUBLISHED, second.pk)
    assert (approval.text_sha256, approval.untried_because) == (draft.text_sha256, "")
    assert Event.objects.get(name="pack.approved").actor == f"person:{second.pk}"
    assert Event.objects.get(name="pack.published").actor == f"person:{author.pk}"


@pytest.mark.parametrize("state", ["", "waiting", "running", "refused"])
def test_what_was_not_tried_to_the_end_is_not_approved_without_a_reason(
    draft: PackVersion, author: Person, second: Person, state: str
) -> None:
    if state:
        _tried(draft, author, state=state)

    with pytest.raises(NotTriedError, match="say why that is not needed"):
        _approve(draft, second, because="  ")

    assert not PackApproval.objects.exists()
    assert not Event.objects.filter(name="pack.approved").exists()


def test_the_reason_for_not_trying_is_kept_and_shown(
    draft: PackVersion, author: Person, second: Person
) -> None:
    _approve(draft, second, because="Only a title changes.")

    assert PackApproval.objects.get().untried_because == "Only a title changes."
    assert "Not tried: Only a title changes." in _page(client_of(author))
    published = _words(client_of(author).get(_url("vendor_rules_publish")).content)
    assert "Not tried on everybody: Only a title changes." in published
    _publish(draft, author)
    version = reverse("vendor_rules_version", kwargs={"program": "contoso", "number": 1})
    kept = _words(client_of(second).get(version).content)
    assert "It was not tried on everybody before: Only a title changes." in kept


def test_where_nobody_takes_part_there_is_nobody_to_try_it_on() -> None:
    program = make_program(code="empty")
    draft = make_rules_draft(program)

    approval = _approve(draft, make_officer(program))

    assert approval.untried_because == ""


def test_whoever_wrote_it_cannot_approve_it(draft: PackVersion, author: Person) -> None:
    _tried(draft, author)

    with pytest.raises(NotPermittedError, match="cannot approve it"):
        _approve(draft, author)

    assert not PackApproval.objects.exists()


def test_without_an_approval_nobody_publishes(draft: PackVersion, second: Person) -> None:
    _tried(draft, second)

    with pytest.raises(NotApprovedError, match="No second person has approved this text"):
        _publish(draft, second)

    assert PackVersion.objects.get().state == PackState.DRAFT


def test_a_change_makes_trial_and_approval_stale_and_the_page_says_so(
    draft: PackVersion, author: Person, second: Person
) -> None:
    _tried(draft, author)
    _approve(draft, second)

    changed = _change(draft, author)

    with pytest.raises(NotApprovedError):
        _publish(changed, author)
    with pytest.raises(NotTriedError):
        _approve(changed, second)
    page = _page(client_of(second))
    assert "An earlier text was tried on" in page
    assert "Katrin Vogel approved an earlier text on" in page
    assert "Tried on everybody: this is next" in page


def test_the_old_text_has_its_trial_and_approval_back(
    draft: PackVersion, author: Person, second: Person
) -> None:
    _tried(draft, author)
    _approve(draft, second)
    changed = _change(draft, author)

    back = draft_pack(
        draft.program_id,
        text=draft.text,
        known=Known(),
        replaces_sha256=changed.text_sha256,
        actor=Actor.person(author.pk),
        at=NOON,
    )

    assert _publish(back, author).state == PackState.PUBLISHED


def test_an_approval_does_not_hold_for_what_its_giver_wrote(
    draft: PackVersion, author: Person, second: Person
) -> None:
    _tried(draft, author)
    _approve(draft, second)
    changed = _change(draft, second)

    back = draft_pack(
        draft.program_id,
        text=draft.text,
        known=Known(),
        replaces_sha256=changed.text_sha256,
        actor=Actor.person(second.pk),
        at=NOON,
    )

    with pytest.raises(NotApprovedError):
        _publish(back, author)
    assert _approve(back, author).approved_by == author


def test_approving_again_keeps_the_first(
    draft: PackVersion, author: Person, second: Person
) -> None:
    _tried(draft, author)

    first, again = _approve(draft, second), _approve(draft, second)

    assert first.pk == again.pk
    assert Event.objects.filter(name="pack.approved").count() == 1


def test_what_changed_since_it_was_read_is_not_approved(
    draft: PackVersion, author: Person, second: Person
) -> None:
    _change(draft, author)

    with pytest.raises(DraftChangedError):
        _approve(draft, second, because="Read.")

    assert not PackApproval.objects.exists()


def test_what_is_published_or_broken_is_not_approved(
    program: Program, draft: PackVersion, author: Person, second: Person
) -> None:
    with pytest.raises(PackRefusedError):
        approve_pack(
            draft.pk,
            known=Known(agreements=frozenset({"charter"})),
            untried_because="x",
            actor=Actor.person(second.pk),
            at=NOON,
        )
    _approve(draft, second, because="x")
    _publish(draft, author)

    with pytest.raises(ConflictError, match="published already"):
        _approve(draft, second)

    assert PackApproval.objects.count() == 1


def test_only_officers_of_the_program_approve(draft: PackVersion) -> None:
    stranger = make_officer(make_program())

    with pytest.raises(NotPermittedError, match="compliance officer"):
        _approve(draft, stranger, because="x")

    assert not PackApproval.objects.exists()


def test_the_database_refuses_to_change_an_approval(draft: PackVersion, second: Person) -> None:
    _approve(draft, second, because="x")

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        PackApproval.objects.update(untried_because="y")

    assert PackApproval.objects.get().untried_because == "x"


def test_the_page_says_what_is_next_and_who_may_do_it(
    draft: PackVersion, author: Person, second: Person
) -> None:
    fresh = _page(client_of(second))
    _tried(draft, author, state="running")
    trying = _page(client_of(second))
    Simulation.objects.update(state="done", finished_at=NOON)
    tried = _page(client_of(second))
    own = _page(client_of(author))
    _approve(draft, second)
    approved = _page(client_of(author))

    assert "Tried on everybody: this is next" in fresh
    assert "Approve it untried" in fresh
    assert "It is being tried; Jonas Brandt asked for it." in trying
    assert "Approved by a second person: this is next" in tried
    assert "Any compliance officer but Jonas Brandt, who wrote it." in tried
    assert "Approve it" in tried
    assert "You wrote this, so another officer approves it." in own
    assert "Published: this is next" in approved
    assert "Publish it" in approved


def test_a_draft_that_is_no_longer_right_goes_back_to_be_checked(
    program: Program, draft: PackVersion, second: Person
) -> None:
    _approve(draft, second, because="x")
    program.agreements.all().delete()

    page = _page(client_of(second))

    assert "Checked: this is next" in page
    assert "1 place has to be put right; any compliance officer can." in page
    assert "Publish it" not in page


def test_the_page_that_approves_asks_for_the_reason_where_nobody_tried_it(
    draft: PackVersion, author: Person, second: Person
) -> None:
    client = client_of(second)
    said = {"read": draft.text_sha256, "agreed": "on"}

    refused = client.post(_url("vendor_rules_approve"), said)
    untried = _words(client.get(_url("vendor_rules_approve")).content)
    _tried(draft, author)
    tried = _words(client.get(_url("vendor_rules_approve")).content)
    given = client.post(_url("vendor_rules_approve"), said)

    assert refused.status_code == 422
    assert "Try it first, or write why not." in _words(refused.content)
    assert "Why it is not tried on everybody first" in untried
    assert "Why it is not tried on everybody first" not in tried
    assert (given.status_code, given["Location"]) == (303, _url("vendor_rules_draft"))
    assert PackApproval.objects.get().approved_by == second


def test_the_page_that_approves_shows_a_draft_that_changed_meanwhile(
    draft: PackVersion, author: Person, second: Person
) -> None:
    changed = _change(draft, author)

    answer = client_of(second).post(
        _url("vendor_rules_approve"),
        {"read": draft.text_sha256, "agreed": "on", "untried_because": "x"},
    )

    assert answer.status_code == 409
    assert "Nothing was approved." in _words(answer.content)
    assert changed.text_sha256 in answer.content.decode()
    assert not PackApproval.objects.exists()


def test_the_page_that_publishes_says_what_is_missing(draft: PackVersion, author: Person) -> None:
    client = client_of(author)

    page = _words(client.get(_url("vendor_rules_publish")).content)
    answer = client.post(_url("vendor_rules_publish"), {"read": draft.text_sha256, "agreed": "on"})

    assert "What is missing" in page
    assert "I publish it." not in page
    assert answer.status_code == 422
    assert "No second person has approved this text." in _words(answer.content)

"""Writing the next version and giving it back."""

from __future__ import annotations

import pytest

from goodstanding.agreements.models import Agreement, AgreementDraft
from goodstanding.agreements.rules.clauses import TextRefusedError
from goodstanding.agreements.services.drafts import create_agreement, draft_version, return_draft
from goodstanding.evidence.models import Event, EventPrivate
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.ids import new_id
from tests.builders import NOON, SYSTEM, make_person
from tests.builders_agreements import CODE_1, CODE_2, make_draft, make_office

pytestmark = pytest.mark.django_db


def _events(*names: str) -> list[str]:
    return list(Event.objects.filter(name__in=names).values_list("name", flat=True))


def test_an_agreement_is_made_once() -> None:
    office = make_office()
    author = Actor.person(office.author.pk)

    with pytest.raises(ConflictError, match="There is an agreement partner-code already"):
        create_agreement(
            office.program.pk, code="partner-code", title="Again", actor=author, at=NOON
        )

    assert Agreement.objects.count() == 1
    assert _events("agreement.created") == ["agreement.created"]


@pytest.mark.parametrize(
    ("code", "title", "sentence"),
    [("Partner Code", "Code", "cannot be a code"), ("partner-rules", " ", "has no title")],
)
def test_an_agreement_without_code_or_title_leaves_no_trace(code, title, sentence) -> None:
    office = make_office()

    with pytest.raises(InvalidValueError, match=sentence):
        create_agreement(
            office.program.pk,
            code=code,
            title=title,
            actor=Actor.person(office.author.pk),
            at=NOON,
        )

    assert Agreement.objects.count() == 1


def test_writing_again_changes_the_one_draft() -> None:
    office = make_office()
    first = make_draft(office)

    again = make_draft(office, text=CODE_2)

    assert (again.pk, again.revision, again.text) == (first.pk, 2, CODE_2)
    assert _events("version.drafted") == ["version.drafted"] * 2


def test_saving_the_same_words_changes_nothing() -> None:
    office = make_office()
    make_draft(office)

    again = make_draft(office)

    assert again.revision == 1
    assert _events("version.drafted") == ["version.drafted"]


def test_what_the_officers_wrote_is_not_in_the_bytes() -> None:
    office = make_office()
    draft = make_draft(office, reason="Marked reason of Ada")

    return_draft(
        draft.pk,
        revision=1,
        reason="Marked return",
        actor=Actor.person(office.approver.pk),
        at=NOON,
    )

    told = b"".join(bytes(event.bytes) for event in Event.objects.all())
    assert b"Marked" not in told
    assert EventPrivate.objects.filter(value="Marked return").exists()


def test_a_text_that_cannot_be_cut_leaves_no_draft() -> None:
    office = make_office()

    with pytest.raises(TextRefusedError, match="Line 1: The heading is empty"):
        make_draft(office, text="#\n\nwords")

    assert not AgreementDraft.objects.exists()
    assert _events("version.drafted") == []


@pytest.mark.parametrize("who", ["machine", "stranger"])
def test_only_officers_write(who: str) -> None:
    office = make_office()
    actor = SYSTEM if who == "machine" else Actor.person(make_person().pk)

    with pytest.raises(NotPermittedError):
        draft_version(office.agreement.pk, text="# A", material=True, actor=actor, at=NOON)

    assert not AgreementDraft.objects.exists()


def test_a_token_cannot_write() -> None:
    office = make_office()

    with pytest.raises(NotPermittedError, match="This needs the right of compliance officer"):
        draft_version(
            office.agreement.pk, text="# A", material=True, actor=Actor.token(new_id()), at=NOON
        )

    assert not AgreementDraft.objects.exists()


@pytest.mark.parametrize("replaces", [0, 1], ids=["there was none", "there was an older one"])
def test_a_draft_changed_by_somebody_else_is_not_overwritten(replaces: int) -> None:
    office = make_office()
    make_draft(office)
    make_draft(office, text=CODE_2)

    with pytest.raises(ConflictError, match="Somebody else changed this draft"):
        draft_version(
            office.agreement.pk,
            text="# Mine",
            material=True,
            replaces_revision=replaces,
            actor=Actor.person(office.author.pk),
            at=NOON,
        )

    assert AgreementDraft.objects.get().text == CODE_2


def test_saving_a_first_draft_twice_keeps_one() -> None:
    office = make_office()

    for _ in range(2):
        draft_version(
            office.agreement.pk,
            text=CODE_1,
            material=False,
            replaces_revision=0,
            actor=Actor.person(office.author.pk),
            at=NOON,
        )

    assert AgreementDraft.objects.get().revision == 1


def test_returning_twice_keeps_the_first_reason() -> None:
    office = make_office()
    draft = make_draft(office)
    reader = Actor.person(office.approver.pk)

    return_draft(draft.pk, revision=1, reason="Say which days.", actor=reader, at=NOON)
    again = return_draft(draft.pk, revision=1, reason="Other.", actor=reader, at=NOON)

    assert again.returned_because == "Say which days."
    assert _events("version.returned") == ["version.returned"]


def test_the_author_cannot_return_an_own_draft_nor_anybody_without_a_reason() -> None:
    office = make_office()
    draft = make_draft(office)

    with pytest.raises(NotPermittedError):
        return_draft(
            draft.pk, revision=1, reason="No.", actor=Actor.person(office.author.pk), at=NOON
        )
    with pytest.raises(InvalidValueError, match="Say what has to change"):
        return_draft(
            draft.pk, revision=1, reason=" ", actor=Actor.person(office.approver.pk), at=NOON
        )

    draft.refresh_from_db()
    assert draft.returned_at is None
    assert _events("version.returned") == []

"""Two officers who publish the same draft at the same moment publish it once."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import pytest

from goodstanding.evidence.models import Event
from goodstanding.programs.approving import DraftChangedError, NotApprovedError, approve_pack
from goodstanding.programs.models import PackApproval, PackState, PackVersion
from goodstanding.programs.services import draft_pack, publish_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.values.actor import Actor
from tests.builders import NOON, make_officer, make_program
from tests.builders_programs import make_rules_draft
from tests.threads import all_at_once

pytestmark = pytest.mark.usefixtures("committed")


def test_both_are_told_that_it_is_published_and_it_is_published_once() -> None:
    program = make_program()
    draft = make_rules_draft(program)
    officers = [make_officer(program, name=name) for name in ("Katrin Vogel", "Sam Whitaker")]

    for person in officers:
        approve_pack(draft.pk, known=Known(), actor=Actor.person(person.pk), at=NOON)

    done = all_at_once(
        *(
            partial(
                publish_pack,
                draft.pk,
                known=Known(),
                read_sha256=draft.text_sha256,
                actor=Actor.person(person.pk),
                at=NOON,
            )
            for person in officers
        )
    )

    kept = PackVersion.objects.get()
    assert [version.approved_by_id for version in done] == [kept.approved_by_id] * 2
    assert kept.state == PackState.PUBLISHED
    assert Event.objects.filter(name="pack.published").count() == 1
    assert PackApproval.objects.count() == 1


def test_two_who_approve_at_once_give_one_approval_each_reads_the_same() -> None:
    program = make_program()
    draft = make_rules_draft(program)
    officers = [make_officer(program, name=name) for name in ("Katrin Vogel", "Sam Whitaker")]

    given = all_at_once(
        *(
            partial(
                approve_pack,
                draft.pk,
                known=Known(),
                read_sha256=draft.text_sha256,
                actor=Actor.person(person.pk),
                at=NOON,
            )
            for person in officers
        )
    )

    kept = PackApproval.objects.get()
    assert [one.pk for one in given] == [kept.pk, kept.pk]
    assert Event.objects.filter(name="pack.approved").count() == 1


def test_an_approval_while_the_text_changes_never_holds_for_the_new_text() -> None:
    program = make_program()
    draft = make_rules_draft(program)
    second = make_officer(program, name="Katrin Vogel")
    author = draft.drafted_by
    assert author is not None

    def _changed() -> None:
        draft_pack(
            program.pk,
            text=draft.text.replace("24 months", "12 months"),
            known=Known(),
            replaces_sha256=draft.text_sha256,
            actor=Actor.person(author.pk),
            at=NOON,
        )

    def _approved() -> None:
        with suppress(DraftChangedError):
            approve_pack(
                draft.pk,
                known=Known(),
                read_sha256=draft.text_sha256,
                actor=Actor.person(second.pk),
                at=NOON,
            )

    all_at_once(_changed, _approved)

    kept = PackVersion.objects.get()
    assert "12 months" in kept.text
    assert set(PackApproval.objects.values_list("text_sha256", flat=True)) <= {draft.text_sha256}
    with pytest.raises(NotApprovedError):
        publish_pack(kept.pk, known=Known(), actor=Actor.person(second.pk), at=NOON)

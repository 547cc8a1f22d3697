"""Two officers who publish the same draft at the same moment publish it once."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from django.db import connections

from goodstanding.evidence.models import Event
from goodstanding.programs.models import PackState, PackVersion
from goodstanding.programs.services import publish_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.values.actor import Actor
from tests.builders import NOON, make_officer, make_program
from tests.builders_programs import make_rules_draft

pytestmark = pytest.mark.usefixtures("committed")
WAIT_S_MAX = 20


def test_both_are_told_that_it_is_published_and_it_is_published_once() -> None:
    program = make_program()
    draft = make_rules_draft(program)
    officers = [make_officer(program, name=name) for name in ("Katrin Vogel", "Sam Whitaker")]
    ready = threading.Barrier(2)
    done: list[PackVersion] = []

    def publish(person_id: UUID) -> None:
        ready.wait(WAIT_S_MAX)
        try:
            done.append(
                publish_pack(
                    draft.pk,
                    known=Known(),
                    read_sha256=draft.text_sha256,
                    actor=Actor.person(person_id),
                    at=NOON,
                )
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish, args=(person.pk,)) for person in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S_MAX)

    kept = PackVersion.objects.get()
    assert [version.approved_by_id for version in done] == [kept.approved_by_id] * 2
    assert kept.state == PackState.PUBLISHED
    assert Event.objects.filter(name="pack.published").count() == 1

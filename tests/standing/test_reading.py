"""A stored answer is read as it was at one instant, whoever commits meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection, connections

from goodstanding.standing.selectors import standing_now
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.keys import PartnerKey
from tests.builders import (
    NOON,
    make_affiliate,
    make_entity,
    make_location,
    make_partner,
    make_program,
)
from tests.builders_standing import (
    make_acceptance,
    make_agreement,
    make_rules,
    make_version,
    touch,
)

pytestmark = pytest.mark.usefixtures("committed")


class _Meanwhile:
    """Lets somebody else commit just before the reasons of a stored answer are read."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.work = work
        self.done = False

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Sequence[Any],
        many: bool,  # noqa: FBT001 -- Django passes it by position.
        context: dict[str, Any],
    ) -> Any:
        if "standing_standingreason" in sql and not self.done:
            self.done = True
            thread = threading.Thread(target=self._commit)
            thread.start()
            thread.join()
        return execute(sql, params, many, context)

    def _commit(self) -> None:
        try:
            self.work()
        finally:
            connections.close_all()


def test_level_and_reasons_are_of_one_instant() -> None:
    program = make_program()
    version = make_version(make_agreement(program))
    make_rules(program)
    partner = make_partner(program)
    entity = make_entity(partner)
    make_location(entity)
    signer = make_affiliate(partner)
    key, actor = PartnerKey(program.pk, partner.pk), Actor.person(signer.pk)
    touch(partner, program=program, actor=actor, at=clock.now())

    def accept() -> None:
        make_acceptance(version, partner=partner, entity=entity, signer=signer, at=NOON)
        touch(partner, program=program, actor=actor, at=clock.now())

    meanwhile = _Meanwhile(accept)
    with connection.execute_wrapper(meanwhile):
        read = standing_now(key, at=clock.now())

    assert meanwhile.done
    assert read is not None
    assert read.level.rank == max(row.rank for row in read.reasons)

"""People who pass a course, one after another: through the service, and in bare SQL."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib import resources
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from bench._engines import KNOWN_AT
from bench._pairs import timed
from bench._profiles import slowest_nodes
from bench._world import World
from goodstanding.evidence import subscribers
from goodstanding.evidence.cluster import cluster_id
from goodstanding.notices.follower import write_of_authorizations, write_to_new_contacts
from goodstanding.standing.follower import settle_touched
from goodstanding.standing.selectors import standing_at, standing_now
from goodstanding.standing.services import epoch_of
from goodstanding.standing.subscriber import recompute_touched
from goodstanding.training.follower import settle_after_leaving
from goodstanding.training.models import Choice
from goodstanding.training.services.attempts import answer, start_attempt, submit
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.ids import new_id
from goodstanding.values.keys import PartnerKey

_PLANS = 3


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody whose pass counts for one partner."""

    person_id: UUID
    partner_id: UUID


def learners(limit: int) -> list[Learner]:
    """Return one person of each partner, spread over all partners."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (partner_id) person_id, partner_id from partners_affiliation "
            "where role = any(%s) and valid_until is null and superseded_at is null "
            "order by partner_id, person_id",
            [["sales", "marketing", "distribution"]],
        )
        found = [Learner(*row) for row in cursor.fetchall()]
    # Neighbours in the order of keys share pages, so the order of measuring is another.
    found.sort(key=lambda each: sha256(each.person_id.bytes).digest())
    return found[:limit]


def service_submits(
    world: World, people: Sequence[Learner], *, recomputing: bool
) -> Iterator[float]:
    """Yield, person by person, what handing in a right attempt takes through the service."""
    rights = list(Choice.objects.filter(right=True, question__version_id=world.course_version_id))
    for learner in people:
        actor = Actor.person(learner.person_id)
        at = clock.now()
        attempt = start_attempt(world.course_version_id, actor=actor, at=at)
        for right in rights:
            answer(
                attempt.pk, question_id=right.question_id, choice_id=right.pk, actor=actor, at=at
            )
        _let_standing_follow(recomputing)
        yield timed(lambda: submit(attempt.pk, actor=actor, at=clock.now()))  # noqa: B023 -- called at once.


def _let_standing_follow(recomputing: bool) -> None:  # noqa: FBT001 -- the one thing compared.
    """Install who follows changes, with the room of standing or without it."""
    others = [write_to_new_contacts, write_of_authorizations, settle_after_leaving]
    subscribers.install_followers([*others, settle_touched] if recomputing else others)
    subscribers.install([recompute_touched] if recomputing else [])


class BareSql:
    """The same in the fewest statements: the fact, its event, the commit."""

    def __init__(self, url: str, world: World, *, recomputing: bool) -> None:
        self._connection: psycopg.Connection[Any] = psycopg.connect(
            url, autocommit=True, options="-c plan_cache_mode=force_generic_plan"
        )
        assert world.pack.compiled is not None
        recompute = resources.files("goodstanding.standing") / "recompute.sql"
        self._recompute = (
            recompute.read_text(encoding="utf-8")
            .replace("{text}", world.pack.compiled["after"]["completions"])
            .encode()
        )
        self._world, self._recomputing = world, recomputing
        self._epoch = epoch_of(world.program_id)

    def passes(self, people: Sequence[Learner]) -> Iterator[float]:
        """Yield, person by person, what recording a pass takes."""
        for learner in people:
            given = self._prepared(learner)
            yield timed(lambda: self._record(given))  # noqa: B023 -- called at once.

    def tell_plan(self, learner: Learner) -> None:
        """Print where the text spends its time for one partner, planned once for any partner."""
        names = ("program_id", "partner_ids", "as_of", "known_at")
        assert self._world.pack.compiled is not None
        text: str = self._world.pack.compiled["after"]["completions"]
        for number, name in enumerate(names, start=1):
            text = text.replace(f"%({name})s", f"${number}")
        self._connection.execute(f"prepare one as {text.replace('%%', '%')}".encode())
        given = [self._world.program_id, [learner.partner_id], datetime.now(UTC), KNOWN_AT]
        with psycopg.ClientCursor(self._connection) as cursor:
            for _ in range(_PLANS):  # The first one plans, the last one is told.
                cursor.execute(
                    "explain (analyze, costs off, format json) execute one(%s, %s, %s, %s)", given
                )
            found = cursor.fetchone()
        assert found is not None
        print(slowest_nodes(found[0][0]))

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def _prepared(self, learner: Learner) -> dict[str, Any]:
        """Write what stands before a pass, and return what is known of it."""
        at = datetime.now(UTC)
        content = json.dumps({"person": str(learner.person_id), "at": at.isoformat()} | _PADDING)
        given = {
            "program_id": self._world.program_id,
            "partner_id": learner.partner_id,
            "partner_ids": [learner.partner_id],
            "person_id": learner.person_id,
            "version_id": self._world.pack.pk,
            "course_version_id": self._world.course_version_id,
            "attempt_id": new_id(),
            "result_id": new_id(),
            "completion_id": new_id(),
            "at": at,
            "as_of": at,
            "known_at": KNOWN_AT,
            "on": at.date(),
            "epoch": self._epoch,
            "next_effect": None,
            "whole": False,
            "cluster_id": cluster_id(),
            "actor": f"person:{learner.person_id}",
            "bytes": content.encode(),
            "leaf_hash": sha256(b"\x00" + content.encode()).digest(),
        }
        with self._connection.transaction():
            for statement in _BEFORE:
                self._connection.execute(statement, given)
        return given

    def _record(self, given: dict[str, Any]) -> None:
        with self._connection.transaction():
            self._connection.execute(_FACT, given, prepare=True)
            self._connection.execute(_EVENT, given, prepare=True)
            if self._recomputing:
                self._connection.execute(_LOCK, given, prepare=True)
                self._connection.execute(self._recompute, given, prepare=True)


def require_true(world: World, people: Sequence[Learner]) -> None:
    """Refuse to count a time unless what was kept is what the rule book says."""
    for learner in people:
        key = PartnerKey(world.program_id, learner.partner_id)
        kept = standing_now(key, at=clock.now())
        assert kept is not None
        asked = standing_at(key, as_of=kept.as_of)
        assert asked is not None
        if kept.reasons != asked.reasons:
            raise SystemExit(f"What is kept of partner {key.partner_id} is not what is so.")


_PADDING = {"course": "anti-corruption", "number": 1, "partners": ["0" * 36] * 2, "name": "0" * 200}
_BEFORE = (
    (
        "insert into training_attempt (id, person_id, version_id, seed, started_at, closed_at) "
        "values (%(attempt_id)s, %(person_id)s, %(course_version_id)s, 1, %(at)s, %(at)s)"
    ),
    (
        "insert into training_attemptresult (id, attempt_id, passed, happened_at) values "
        "(%(result_id)s, %(attempt_id)s, true, %(at)s)"
    ),
)
_FACT = (
    "insert into training_completion (id, person_id, version_id, result_id, zone, passed_on, "
    "happened_at) values (%(completion_id)s, %(person_id)s, %(course_version_id)s, "
    "%(result_id)s, 'UTC', %(on)s, %(at)s)"
)
_EVENT = (
    "with event as (insert into evidence_event (name, actor, subject, happened_at, recorded_at, "
    "cluster_id, bytes, leaf_hash) values ('completion.recorded', %(actor)s, %(actor)s, %(at)s, "
    "%(at)s, %(cluster_id)s, %(bytes)s, %(leaf_hash)s) returning seq) "
    "insert into evidence_eventpartner (event_id, program_id, partner_id) "
    "select seq, %(program_id)s, %(partner_id)s from event"
)
_LOCK = (
    "select s.pack_version_id, s.computed_at, s.next_change_at, s.epoch, e.epoch "
    "from standing_partnerstanding s left join standing_programepoch e using (program_id) "
    "where s.program_id = %(program_id)s and s.partner_id = %(partner_id)s "
    "for no key update of s"
)

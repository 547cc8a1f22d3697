"""Who has learned before somebody looks: some partners wholly, some by half, some not yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from goodstanding.evidence.services import change
from goodstanding.partners.models import Affiliation
from goodstanding.training.models import CourseVersion
from goodstanding.training.selectors.attempts import Asking, sheet_of
from goodstanding.training.services.attempts import answer, start_attempt, submit
from goodstanding.values.actor import Actor

COURSE = "anti-corruption"
TRAINED = ("sales", "marketing", "distribution")
#: Of every so many partners, the first has passed, half of the second, and the third failed once.
EVERY = 33
#: The distributors and the companies of the tour begin without a certificate.
FIRST = 5


def learn(partner_ids: Sequence[UUID], *, actor: Actor, at: datetime) -> None:
    """Let people of some partners take the course; everybody answers for themselves."""
    version = CourseVersion.objects.get(course__code=COURSE)
    people = _people(partner_ids)
    for place, partner_id in enumerate(partner_ids[FIRST:]):
        group = people.get(partner_id, [])
        passing: Sequence[UUID] = ()
        failing: Sequence[UUID] = ()
        match place % EVERY:
            case 0:
                passing = group
            case 1:
                passing = group[: (len(group) + 1) // 2]
            case 2:
                failing = group[:1]
            case _:
                continue
        with change(actor=actor, at=at):
            for hour, person_id in enumerate(passing):
                _take(version, person_id, wrong=hour % 2, at=at + timedelta(hours=place + hour))
            for person_id in failing:
                _take(version, person_id, wrong=2, at=at + timedelta(hours=place))


def _take(version: CourseVersion, person_id: UUID, *, wrong: int, at: datetime) -> None:
    """Answer every question, the first ``wrong`` of them not rightly, and hand it in."""
    person = Actor.person(person_id)
    attempt = start_attempt(version.pk, actor=person, at=at)
    for asking in sheet_of(attempt).questions:
        answer(
            attempt.pk,
            question_id=asking.question.pk,
            choice_id=_chosen(asking, right=asking.place > wrong),
            actor=person,
            at=at + timedelta(minutes=asking.place),
        )
    submit(attempt.pk, actor=person, at=at + timedelta(minutes=10))


def _chosen(asking: Asking, *, right: bool) -> UUID:
    return next(choice.pk for choice in asking.choices if choice.right is right)


def _people(partner_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Return who works in a function that the rule book trains, by partner, each once."""
    rows = (
        Affiliation.objects.filter(partner_id__in=partner_ids, role__in=TRAINED, superseded_at=None)
        .order_by("person__email")
        .values_list("partner_id", "person_id")
    )
    found: dict[UUID, list[UUID]] = {}
    for partner_id, person_id in rows:
        group = found.setdefault(partner_id, [])
        if person_id not in group:
            group.append(person_id)
    return found

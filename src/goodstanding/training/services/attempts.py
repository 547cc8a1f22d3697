"""What people do when they learn: start, answer, hand in, pass."""

from __future__ import annotations

import secrets
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction

from goodstanding.accounts.models import Person
from goodstanding.evidence.dated import in_force
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import Change, change
from goodstanding.notices.services.sending import Subject
from goodstanding.notices.services.serving import record_act
from goodstanding.partners.keys import keys_of_person
from goodstanding.partners.models import Affiliation
from goodstanding.rulebook.phrases import Duration
from goodstanding.training.errors import AttemptClosedError, AttemptOpenError
from goodstanding.training.events import AttemptSubmitted, CertificateIssued, CompletionRecorded
from goodstanding.training.models import (
    Answer,
    Attempt,
    AttemptResult,
    Certificate,
    Choice,
    Completion,
    CourseVersion,
)
from goodstanding.training.selectors.attempts import open_attempt, sheet_of
from goodstanding.training.services.assignments import settle
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day
from goodstanding.values.errors import InvalidValueError, NotPermittedError
from goodstanding.values.keys import PartnerKey

_SEED_BITS = 63


def start_attempt(version_id: UUID, *, actor: Actor, at: datetime) -> Attempt:
    """Return the attempt a person is in the middle of, or a new one with an order of its own.

    Whoever began an older version finishes that one. Machinery, so there is no event.

    Raises:
        NotPermittedError: The actor is not a person.
    """
    person_id = _learner(actor)
    version = CourseVersion.objects.get(pk=version_id)
    with transaction.atomic():
        # Attempts of one person queue on their row: two tabs get one attempt.
        Person.objects.select_for_update(no_key=True).get(pk=person_id)
        return open_attempt(person_id, course_id=version.course_id) or Attempt.objects.create(
            person_id=person_id,
            version=version,
            seed=secrets.randbits(_SEED_BITS),
            started_at=at,
        )


def answer(
    attempt_id: UUID, *, question_id: UUID, choice_id: UUID | None, actor: Actor, at: datetime
) -> Answer:
    """Save one answer at once; the first answer to a question stays.

    Args:
        attempt_id: An attempt of the actor's own.
        question_id: A question of its version.
        choice_id: The choice that was taken; None for “I am not sure”.
        actor: The person who learns.
        at: When.

    Raises:
        NotPermittedError: The attempt is somebody else's.
        InvalidValueError: The question or the choice belongs to something else.
        AttemptClosedError: The attempt was handed in without this answer.
    """
    with transaction.atomic():
        attempt = _locked(attempt_id, actor=actor)
        given = attempt.answers.filter(question_id=question_id).first()
        if given is not None:
            return given
        if attempt.closed_at is not None:
            raise AttemptClosedError("You have handed this in. Start again to answer once more.")
        if not attempt.version.questions.filter(pk=question_id).exists():
            raise InvalidValueError("This course does not ask that. Load the page again.")
        choices = Choice.objects.filter(question_id=question_id)
        if choice_id is not None and not choices.filter(pk=choice_id).exists():
            raise InvalidValueError("This question has no such choice. Load the page again.")
        return Answer.objects.create(
            attempt=attempt, question_id=question_id, choice_id=choice_id, answered_at=at
        )


def submit(attempt_id: UUID, *, actor: Actor, at: datetime) -> AttemptResult:
    """Hand in an attempt and learn whether it passes; handing it in again returns the first.

    A pass is a completion with a certificate. It counts in every program of every partner the
    person acts for: each gets an event of its own, so that none reads of another.

    Raises:
        NotPermittedError: The attempt is somebody else's.
        AttemptOpenError: Questions are still open.
    """
    with change(actor=actor, at=at) as done:
        attempt = _locked(attempt_id, actor=actor)
        if attempt.closed_at is not None:
            return AttemptResult.objects.get(attempt=attempt)
        sheet = sheet_of(attempt)
        score = sheet.score
        if score is None:
            left = len(sheet.questions) - sheet.answered
            raise AttemptOpenError(
                f"{left} of {len(sheet.questions)} questions are still open. Answer them first; "
                "“I am not sure” is an answer."
            )
        attempt.closed_at = at
        attempt.save(update_fields=["closed_at"])
        result = AttemptResult.objects.create(attempt=attempt, passed=score.passed, happened_at=at)
        done.record(
            AttemptSubmitted(
                attempt_id=attempt.pk,
                person_id=attempt.person_id,
                course_version_id=attempt.version_id,
                passed=score.passed,
            )
        )
        if score.passed:
            _complete(result, attempt, done=done, at=at)
    return result


def _learner(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise NotPermittedError("Only people take courses. Sign in as yourself.")
    return actor.person_id


def _locked(attempt_id: UUID, *, actor: Actor) -> Attempt:
    # Answers and handing in of one attempt queue on its row: the second click finds the first.
    attempt = (
        Attempt.objects.select_for_update(no_key=True, of=("self",))
        .select_related("version__course__program")
        .get(pk=attempt_id)
    )
    if attempt.person_id != _learner(actor):
        raise NotPermittedError("This is somebody else's attempt. Start your own.")
    return attempt


def _complete(result: AttemptResult, attempt: Attempt, *, done: Change, at: datetime) -> None:
    version = attempt.version
    zone = _zone(attempt, at=at)
    passed_on = local_day(at, zone)
    completion = Completion.objects.create(
        person_id=attempt.person_id,
        version=version,
        result=result,
        happened_at=at,
        zone=zone,
        passed_on=passed_on,
        until_on=Duration(months=version.valid_months).after(passed_on)
        if version.valid_months
        else None,
    )
    payload = CompletionRecorded(
        completion_id=completion.pk,
        person_id=completion.person_id,
        course=Code(version.course.code),
        number=version.number,
        passed_at=at,
        passed_on=passed_on,
        until_on=completion.until_on,
    )
    partners = _by_partner(attempt.person_id, at=at)
    for keys in partners:
        done.record(payload, partners=keys)
    record_act(
        Subject(code=version.course.code),
        program_id=version.course.program_id,
        partner_ids={key.partner_id for keys in partners for key in keys},
        person_id=attempt.person_id,
        actor=Actor.person(attempt.person_id),
        at=at,
    )
    certificate = Certificate.objects.create(completion=completion, issued_at=at)
    done.record(CertificateIssued(certificate_id=certificate.pk, completion_id=completion.pk))
    settle(version.course_id, person_id=attempt.person_id, done=done)


def _by_partner(person_id: UUID, *, at: datetime) -> list[list[PartnerKey]]:
    """Return what a completion touches, partner by partner; nothing once for nobody's people."""
    keys = sorted(
        keys_of_person(person_id, at=at), key=lambda key: (key.partner_id, key.program_id)
    )
    return [list(group) for _, group in groupby(keys, lambda key: key.partner_id)] or [[]]


def _zone(attempt: Attempt, *, at: datetime) -> str:
    """Return where the person's calendar is: at their oldest work in the program, else the program.

    Deterministic, so that one completion has one local day whoever asks.
    """
    program = attempt.version.course.program
    zone = (
        Affiliation.objects.filter(
            in_force(at),
            person_id=attempt.person_id,
            partner__memberships__program_id=program.pk,
        )
        .order_by("valid_from", "fact_id")
        .values_list("zone", flat=True)
        .first()
    )
    return zone or program.zone

"""Writing to the people of a desk that questions came to.

One letter tells of all that waits, and a desk gets one an hour at most. It holds no word of a
question and names no partner: anybody may hold a copy of a letter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from goodstanding.accounts.letters import absolute, reachable, send_letter
from goodstanding.programs.models import Program
from goodstanding.questions import jobs
from goodstanding.questions.models import Question, StepTold
from goodstanding.questions.rules.states import Act, may
from goodstanding.questions.selectors.desks import (
    DeskKey,
    people_at,
    told_within,
    untold,
    waiting_for,
)
from goodstanding.questions.selectors.ways import names_of
from goodstanding.ui.due import DueDate

#: After a letter a desk is left in peace that long, whatever else comes.
QUIET = timedelta(hours=1)


def tell_desks(*, at: datetime) -> int:
    """Queue a letter to everybody at a desk that questions came to, and return how many.

    Safe to run twice, and by two at once: what a desk was told of is written down with it.
    """
    found: dict[DeskKey, list[UUID]] = defaultdict(list)
    for step in untold(at=at):
        found[DeskKey.of(step)].append(step.question_id)
    return sum(_tell(desk, ids, at=at) for desk, ids in found.items())


def _tell(desk: DeskKey, question_ids: Sequence[UUID], *, at: datetime) -> int:
    with transaction.atomic():
        # Whoever moves one of them, and another run of this, waits; then it is asked again.
        queued = Question.objects.select_for_update(no_key=True, of=("self",))
        list(queued.filter(pk__in=question_ids).order_by("pk").values_list("pk"))
        steps = [
            step
            for step in untold(at=at).filter(question_id__in=question_ids)
            if DeskKey.of(step) == desk
        ]
        if not steps or told_within(desk, QUIET, at=at):
            return 0
        secret = all(step.question.confidential for step in steps)
        people = people_at(desk, confidential=secret, at=at)
        if not people:
            return 0  # whoever comes to the desk is told then
        StepTold.objects.bulk_create(StepTold(step=step, told_at=at) for step in steps)
        for person_id in people:
            jobs.write_to_desk.defer(
                program_id=str(desk.program_id),
                distributor_id=str(desk.distributor_id) if desk.distributor_id else None,
                person_id=str(person_id),
            )
        return len(people)


def write_to(desk: DeskKey, person_id: UUID, *, at: datetime) -> bool:
    """Write to one person how much waits at their desk; return whether there was anything to say.

    What was answered or withdrawn meanwhile is not counted. Who has left the desk, or has no
    address, is not written to.
    """
    person = reachable(person_id)
    waiting = list(waiting_for(desk, person_id, at=at))
    if person is None or not waiting:
        return False
    first = waiting[0]
    assert first.due_at is not None  # it waits for somebody
    due = DueDate(due_at=first.due_at, zone=first.due_zone, now=at)
    program = Program.objects.get(pk=desk.program_id)
    parts: dict[str, object] = {"program": program.code}
    distributor = ""
    if desk.distributor_id is not None:
        parts["partner"] = desk.distributor_id
        distributor = names_of([desk.distributor_id], at=at).get(desk.distributor_id, "")
    name = "vendor_questions" if desk.distributor_id is None else "distributor_questions"
    send_letter(
        "questions/letters/desk.txt",
        person,
        {
            "count": len(waiting),
            "due_on": due.day,
            "place": due.where,
            "program": program,
            "can_relay": any(may(one.stage, Act.RELAY) for one in waiting),
            "distributor": distributor,
            "url": absolute(reverse(name, kwargs=parts)),
        },
    )
    return True

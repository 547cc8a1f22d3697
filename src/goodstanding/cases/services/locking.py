"""What writers of cases queue on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.accounts.selectors import holds
from goodstanding.cases.models import Allegation, Approval, Case, Decision, Finding, PlanFailure
from goodstanding.cases.rules.people import Hands
from goodstanding.cases.rules.states import Act, next_state
from goodstanding.values.actor import Actor
from goodstanding.values.errors import NotPermittedError


def locked_case(case_id: UUID) -> Case:
    """Return a case, with it and the partner's other cases locked.

    Whoever changes a case queues on all cases of its partner in the program, in key order: a
    decision rests on the findings of every one of them.
    """
    found = Case.objects.values("program_id", "partner_id").get(pk=case_id)
    rows = list(
        Case.objects.filter(**found)
        .select_for_update(no_key=True, of=("self",))
        .select_related("program")
        .order_by("pk")
    )
    return next(row for row in rows if row.pk == case_id)


def move(case: Case, act: Act) -> None:
    """Move a locked case on.

    Raises:
        NotNowError: The act is not possible now.
    """
    case.state = next_state(case.stage, act).value
    case.save(update_fields=["state"])


def person_with(role: Role, *, program_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Return who acts, if they are a person who holds a right in a program.

    Raises:
        NotPermittedError: A machine acts, or the person does not hold it.
    """
    person_id = actor.person_id
    if person_id is None or not holds(person_id, [role], program_id=program_id, at=at):
        raise NotPermittedError(
            f"This needs the right of {role.label.lower()}. Ask the operator of your installation."
        )
    return person_id


def hands_of(case: Case, *, decision: Decision | None = None) -> Hands:
    """Return who did what in a case, and who judged anything about its partner."""
    same = {"program_id": case.program_id, "partner_id": case.partner_id}
    judged = {
        *Finding.objects.filter(**same).values_list("found_by_id", flat=True),
        *Decision.objects.filter(
            case__program_id=case.program_id, case__partner_id=case.partner_id
        ).values_list("proposed_by_id", flat=True),
        *Approval.objects.filter(
            decision__case__program_id=case.program_id,
            decision__case__partner_id=case.partner_id,
        ).values_list("person_id", flat=True),
        *PlanFailure.objects.filter(
            decision__case__program_id=case.program_id,
            decision__case__partner_id=case.partner_id,
        ).values_list("found_by_id", flat=True),
    }
    investigators = {
        case.investigator_id,
        *Allegation.objects.filter(case=case).values_list("alleged_by_id", flat=True),
    }
    approving = (
        set()
        if decision is None
        else set(decision.approvals.values_list("person_id", flat=True)) | {decision.proposed_by_id}
    )
    return Hands(
        investigator_ids=frozenset(investigators),
        approving_ids=frozenset(approving),
        judged_ids=frozenset(judged),
    )

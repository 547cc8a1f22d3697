"""What a rule book may speak of: the agreements, courses and roles of its program."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.agreements.models import Agreement, Clause
from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import Enrolment, Tier
from goodstanding.partners.rules.roles import CONTACT_ROLES, FUNCTIONS, MANAGER
from goodstanding.programs.surroundings import JudgedAnew, Surroundings, Trial
from goodstanding.programs.workdays import calendar_names
from goodstanding.rulebook.parse_known import Known
from goodstanding.standing.bulk import progress_of
from goodstanding.standing.models import Simulation
from goodstanding.standing.simulating.asking import trials_of
from goodstanding.training.selectors.courses import course_codes
from goodstanding.values.clauses import ClauseRef


def names_of(program_id: UUID) -> Known:
    """Return what there is in a program. Regions are the partners' own words: any will do."""
    clauses = Clause.objects.filter(version__agreement__program_id=program_id)
    return Known(
        agreements=frozenset(
            Agreement.objects.filter(program_id=program_id).values_list("code", flat=True)
        ),
        clauses=frozenset(
            ClauseRef(agreement, clause)
            for agreement, clause in clauses.values_list(
                "version__agreement__code", "code"
            ).distinct()
        ),
        courses=course_codes(program_id),
        roles=frozenset({*CONTACT_ROLES, *FUNCTIONS, MANAGER}),
        tiers=frozenset(Tier.values),
        calendars=calendar_names(),
    )


def enrolled(program_id: UUID, at: datetime) -> int:
    """Return how many partners take part in a program at an instant."""
    taking_part = Enrolment.objects.filter(in_force(at), program_id=program_id)
    return taking_part.values("partner_id").distinct().count()


def judged_anew(program_id: UUID) -> JudgedAnew | None:
    """Return how far it is that everybody's standing is worked out anew."""
    progress = progress_of(program_id)
    if progress is None:
        return None
    return JudgedAnew(partners=progress.remaining, minutes=progress.minutes)


def tried(program_id: UUID, number: int, text_sha256: str) -> Trial | None:
    """Return what was tried of a version of the rules: this text if it was, else the latest."""
    asked = trials_of(program_id, number=number)
    found = next((one for one in asked if one.text_sha256 == text_sha256), None)
    kept = found or next(iter(asked), None)
    if kept is None:
        return None
    return Trial(
        text_sha256=kept.text_sha256,
        by=str(kept.asked_by),
        at=kept.finished_at or kept.asked_at,
        is_done=kept.state == Simulation.State.DONE,
    )


SURROUNDINGS = Surroundings(names=names_of, enrolled=enrolled, judged=judged_anew, tried=tried)

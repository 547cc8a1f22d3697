"""The campaigns of a program, and what one may name."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from goodstanding.accounts.models import Person, Role
from goodstanding.accounts.selectors import rights_in_force
from goodstanding.agreements.selectors.clauses import clause_names
from goodstanding.campaigns.models import Campaign
from goodstanding.campaigns.rules.plan import Known, Plan
from goodstanding.campaigns.selectors.audience import numbered
from goodstanding.partners.models import Tier
from goodstanding.partners.rules.places import known_countries
from goodstanding.partners.rules.roles import roles_to_give
from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.rulebook.pack import Pack
from goodstanding.training.selectors.courses import latest_versions
from goodstanding.values.clauses import ClauseRef


def campaigns_of(program_id: UUID) -> QuerySet[Campaign]:
    """Return the campaigns of a program, the newest first, with how many were enrolled and sent."""
    return (
        Campaign.objects.filter(program_id=program_id)
        .select_related("program", "course", "drafted_by", "started_by")
        .annotate(
            people=Count("recipients", distinct=True),
            sent=Count("recipients", filter=Q(recipients__messages__wave=0), distinct=True),
        )
        .order_by("-drafted_at", "-pk")
    )


def rule_book(program_id: UUID, *, at: datetime) -> Pack | None:
    """Return the rule book in force, if there is one."""
    version = version_in_force(program_id, as_of=at)
    return None if version is None else pack_of(version)


def level_choices(program_id: UUID, *, at: datetime) -> list[tuple[str, str]]:
    """Return the levels of standing, by name and title."""
    pack = rule_book(program_id, at=at)
    return [] if pack is None else [(level.name, level.title) for level in pack.levels]


def obligation_choices(program_id: UUID, *, at: datetime) -> list[tuple[str, str]]:
    """Return the duties of the rule book, by name and title."""
    pack = rule_book(program_id, at=at)
    return [] if pack is None else [(duty.name, duty.title) for duty in pack.obligations]


def course_choices(program_id: UUID) -> list[tuple[str, str]]:
    """Return the courses that can be taken, by code and title."""
    return [(version.course.code, version.title) for version in latest_versions(program_id)]


def clause_choices(program_id: UUID, *, at: datetime) -> list[tuple[str, str]]:
    """Return the clauses in force a letter may name, each in its version."""
    names = clause_names(program_id, at=at)
    return [
        (str(ClauseRef(agreement, clause, position)), f"{title}: {heading}")
        for (agreement, clause), (title, heading, position) in names.items()
    ]


def senders(program_id: UUID, *, at: datetime) -> QuerySet[Person]:
    """Return who may sign a campaign's letters: the officers of the program."""
    officers = rights_in_force(at=at).filter(Q(program_id=program_id), role=Role.OFFICER)
    return Person.objects.filter(pk__in=officers.values("person_id")).order_by("name", "pk")


def role_names() -> tuple[str, ...]:
    """Return the roles whose holders a campaign may be for; go-betweens are no audience."""
    return roles_to_give(tier=None)


def known_to(program_id: UUID, plan: Plan, *, at: datetime) -> Known:
    """Return what a plan may name in its program."""
    numbers = plan.audience.numbers
    meant = numbered(numbers, program_id=program_id, at=at)
    return Known(
        roles=role_names(),
        tiers=[tier.value for tier in Tier],
        countries=known_countries(),
        levels=[name for name, _ in level_choices(program_id, at=at)],
        obligations=[name for name, _ in obligation_choices(program_id, at=at)],
        courses=[code for code, _ in course_choices(program_id)],
        unknown_numbers=[number for number in numbers if number not in meant],
    )

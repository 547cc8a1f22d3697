"""What somebody who only learns reads first: their open courses, each with its date."""

from __future__ import annotations

from django.utils.translation import gettext

from goodstanding.partners.acting import Acting
from goodstanding.rulebook.pack import Pass
from goodstanding.standing.selectors import Standing, standing_now
from goodstanding.training.selectors.partners import OwnCourse, own_courses
from goodstanding.ui.badges import Family, badge_of
from goodstanding.ui.components import Task
from goodstanding.ui.due import Due, DueDate, NoDate
from goodstanding.values.days import ends_at
from goodstanding.web.addresses import address
from goodstanding.web.pages.places import PartnerPlaces, places_of


def course_tasks(acting: Acting) -> tuple[Task, ...]:
    """Return the courses that somebody's function or a decision asks of them, still to pass."""
    standing, places = standing_now(acting.key, at=acting.at), places_of(acting)
    own = own_courses(
        acting.person,
        acting.partner_id,
        roles=acting.roles,
        program_id=acting.program.pk,
        at=acting.at,
    )
    return tuple(
        _task(course, acting=acting, due=_due(course, acting, standing=standing, places=places))
        for course in own
        if course.wanted and course.completion is None
    )


def _task(course: OwnCourse, *, acting: Acting, due: Due) -> Task:
    late = isinstance(due, DueDate) and due.late
    begun = "started" if course.attempt else "not-started"
    return Task(
        title=course.version.title,
        badge=badge_of(Family.TODO, "late" if late else begun),
        hint=gettext("Your answers so far are saved.") if course.attempt else "",
        url=address(
            "training_course",
            program=acting.program.code,
            partner=acting.partner_id,
            course=course.version.course.code,
        ),
        due=due,
    )


def _due(
    course: OwnCourse, acting: Acting, *, standing: Standing | None, places: PartnerPlaces
) -> Due:
    """Return the day a decision set, or the one on which the company's people are to be done."""
    days = [
        DueDate(due_at=row.due_at, zone=places.zone(row), now=acting.at)
        for row in (standing.unmet() if standing else ())
        if standing is not None and row.due_at is not None and _asks(standing, row.source, course)
    ]
    if course.due_on is not None:
        zone = places.partner_zone
        days.append(DueDate(due_at=ends_at(course.due_on, zone), zone=zone, now=acting.at))
    return min(days, key=lambda due: due.due_at) if days else NoDate()


def _asks(standing: Standing, name: str, course: OwnCourse) -> bool:
    verb = standing.pack.obligation(name).verb
    return isinstance(verb, Pass) and verb.course == course.version.course.code

"""What comes first in a program that cannot say yet where anybody stands."""

from __future__ import annotations

from django.utils.translation import gettext

from goodstanding.accounts.models import Role
from goodstanding.agreements.models import AgreementVersion
from goodstanding.partners.models import Membership
from goodstanding.programs.acting import VendorSide
from goodstanding.programs.selectors import version_in_force
from goodstanding.training.models import CourseVersion
from goodstanding.ui.badges import badge_of
from goodstanding.ui.components import Task
from goodstanding.web.addresses import address


def first_steps(side: VendorSide) -> tuple[Task, ...]:
    """Return what makes a program work, done or not; nothing once it has rules and partners.

    Rules come after what they ask about: agreements and courses. Officers get links.
    """
    program = side.program
    rules = version_in_force(program.pk, as_of=side.at) is not None
    partners = Membership.objects.filter(program=program).exists()
    if rules and partners:
        return ()
    agreement = AgreementVersion.objects.filter(agreement__program=program).exists()
    course = CourseVersion.objects.filter(course__program=program).exists()
    return (
        _step(
            side,
            gettext("Publish an agreement"),
            gettext("What partners accept. A second officer reads it before it is published."),
            "vendor_agreements",
            done=agreement,
        ),
        _step(
            side,
            gettext("Publish a course"),
            gettext("What their people learn, if you want them to."),
            "vendor_courses",
            done=course,
        ),
        _step(
            side,
            gettext("Publish the rules"),
            gettext("What is asked of partners, from when. They may ask for both of the above."),
            "vendor_rules",
            done=rules,
        ),
        _step(
            side,
            gettext("Import your partners"),
            gettext("A file with their IDs and countries, and the people who act for them."),
            "vendor_import_new",
            done=partners,
        ),
    )


def _step(side: VendorSide, title: str, hint: str, name: str, *, done: bool) -> Task:
    may = Role.OFFICER in side.roles
    return Task(
        title=title,
        hint=hint,
        badge=badge_of("todo", "done" if done else "not-started"),
        url=address(name, program=side.program.code) if may else "",
    )

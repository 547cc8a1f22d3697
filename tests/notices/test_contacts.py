from __future__ import annotations

import pytest

from goodstanding.notices.models import Delivery
from goodstanding.notices.rules.outcomes import ServedBy
from goodstanding.notices.selectors.contacts import (
    Reach,
    role_reach,
)
from goodstanding.notices.services.serving import record_service
from goodstanding.values.actor import Actor
from tests.builders import NOON, make_affiliate, make_partner, make_program
from tests.builders_notices import make_notice

pytestmark = pytest.mark.django_db
ROLES = ("signatory", "compliance", "deputy", "security")


def test_each_role_says_whether_it_is_reached() -> None:
    program = make_program()
    partner = make_partner(program)
    proven = make_affiliate(partner, role="signatory")
    make_affiliate(partner, role="compliance")
    dead = make_affiliate(partner, role="deputy")
    notice = make_notice(program, partner)
    Delivery.objects.filter(address=dead.email).update(state="refused", next_try_at=None)
    record_service(
        notice.pk,
        person_id=proven.pk,
        how=ServedBy.INBOX,
        actor=Actor.person(proven.pk),
        at=NOON,
    )

    reached = role_reach(partner.pk, ROLES, at=NOON)

    assert [(each.role, each.reach, each.needs_somebody) for each in reached] == [
        ("signatory", Reach.PROVEN, False),
        ("compliance", Reach.UNPROVEN, False),
        ("deputy", Reach.DEAD, True),
        ("security", Reach.NOBODY, True),
    ]

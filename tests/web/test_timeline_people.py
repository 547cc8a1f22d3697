"""Who did it, by the side they were on when they did it."""

from __future__ import annotations

import pytest

from goodstanding.accounts.models import Person
from goodstanding.partners.models import Affiliation
from goodstanding.partners.services.taking_part import declare_list, end_affiliation
from goodstanding.questions.services.between import answer_below
from goodstanding.values.actor import Actor
from goodstanding.values.ids import new_id
from goodstanding.web.timeline import content_of, events_of
from goodstanding.web.timeline_people import Actors
from tests.builders import NOON, SYSTEM, make_affiliate, make_partner, make_person
from tests.builders_questions import (
    ASKED,
    HOUR,
    Desks,
    make_answered,
    make_desks,
    make_question,
    make_relayed,
    who,
)

pytestmark = pytest.mark.django_db

BETWEEN = "Northwind Distribution"
VENDOR = "Contoso"


def _said(desks: Desks, name: str) -> tuple[str, str]:
    """Return what the partner reads of who did an event, and what the vendor reads."""
    event = events_of(desks.key).filter(name=name).latest("seq")
    partner, vendor = (
        Actors.of([event], desks.key, vendor_name=VENDOR, for_partner=for_partner)
        for for_partner in (True, False)
    )
    content = content_of(event)
    return partner.name(event, content), vendor.name(event, content)


def _declare(desks: Desks, name: str, actor: Actor) -> None:
    declare_list(desks.partner.pk, name=name, actor=actor, at=ASKED + 5 * HOUR)


def _move(person: Person, desks: Desks) -> None:
    """Let somebody leave whom they act for, and act for the partner from then on."""
    for held in Affiliation.objects.filter(person=person, superseded_at=None, valid_until=None):
        end_affiliation(held.fact_id, actor=SYSTEM, at=ASKED + 3 * HOUR)
    make_affiliate(desks.partner, role="deputy", person=person, at=ASKED + 4 * HOUR)


def test_each_side_is_called_by_its_name() -> None:
    desks = make_desks()
    make_answered(desks)

    assert _said(desks, "question.asked") == ("Jonas Brandt", "Jonas Brandt")
    assert _said(desks, "question.relayed") == (BETWEEN, f"Ines Costa, {BETWEEN}")
    assert _said(desks, "question.answered") == (VENDOR, "Katrin Vogel")
    assert _said(desks, "partner.enrolled") == ("the system", "the system")


def test_who_changed_sides_is_called_by_the_one_they_were_on() -> None:
    desks = make_desks()
    make_answered(desks)
    _move(desks.manager, desks)
    _move(desks.officer, desks)

    _declare(desks, "people", who(desks.manager))

    assert _said(desks, "question.relayed")[0] == BETWEEN
    assert _said(desks, "question.answered")[0] == VENDOR
    assert _said(desks, "list.declared") == ("Ines Costa", "Ines Costa")


def test_who_acts_for_both_passes_on_and_answers_below_as_the_distributor() -> None:
    desks = make_desks()
    make_affiliate(desks.partner, role="deputy", person=desks.manager, at=NOON)
    make_relayed(desks)
    straight = make_question(desks)
    answer_below(straight.pk, words="Yes.", actor=who(desks.manager), at=ASKED + HOUR)

    _declare(desks, "people", who(desks.manager))

    assert _said(desks, "question.relayed")[0] == BETWEEN
    assert _said(desks, "question.answered")[0] == BETWEEN
    assert _said(desks, "list.declared")[0] == "Ines Costa"


def test_who_ends_their_own_part_does_it_from_the_side_they_leave() -> None:
    desks = make_desks()
    held = Affiliation.objects.get(person=desks.asker, superseded_at=None)

    end_affiliation(held.fact_id, actor=who(desks.asker), at=ASKED + HOUR)

    assert _said(desks, "affiliation.ended")[0] == "Jonas Brandt"


def test_a_stranger_has_no_name_and_another_system_is_one() -> None:
    desks = make_desks()
    stranger = make_affiliate(
        make_partner(desks.program, name="Adatum"), person=make_person(name="Sita Gurung")
    )

    _declare(desks, "sellers", who(stranger))
    first = _said(desks, "list.declared")
    _declare(desks, "people", Actor.token(new_id()))

    assert first == ("somebody", "Sita Gurung")
    assert _said(desks, "list.declared") == ("another system", "another system")

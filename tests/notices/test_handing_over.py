"""An officer hands a message over in another way, and it counts as served."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goodstanding.accounts.models import Role
from goodstanding.evidence.models import Event
from goodstanding.notices.models import Notice, Proof
from goodstanding.notices.selectors.sent import progress_counts
from goodstanding.notices.services.serving import record_handover
from goodstanding.partners.models import Affiliation
from goodstanding.programs.models import Program
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from tests.builders import (
    NOON,
    make_affiliate,
    make_officer,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_notices import make_notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
RECEIPT = "Signed receipt of 1 September"


def _sent(program: Program) -> tuple[Notice, Affiliation]:
    partner = make_partner(program)
    reader = make_affiliate(partner)
    return make_notice(program, partner), Affiliation.objects.get(person=reader)


def test_what_was_handed_over_is_served_for_who_has_it() -> None:
    program = make_program()
    notice, held = _sent(program)
    officer = Actor.person(make_officer(program).pk)

    first, again = (
        record_handover(
            notice.pk, person_id=held.person_id, shown_by=RECEIPT, actor=officer, at=NOON
        )
        for _ in range(2)
    )

    assert (first, again) == (True, False)
    proof = Proof.objects.get()
    assert (proof.outcome, proof.how, proof.contact_id) == ("delivered", "by-hand", held.fact_id)
    assert progress_counts(program.pk)["served"] == 1
    assert Event.objects.get(name="notice.handed-over").actor == str(officer)


@pytest.mark.parametrize(
    ("role", "shown_by", "acts", "refusal"),
    [
        (Role.DECIDER, RECEIPT, True, NotPermittedError),
        (Role.OFFICER, "  ", True, InvalidValueError),
        (Role.OFFICER, "x" * 501, True, InvalidValueError),
        (Role.OFFICER, RECEIPT, False, ConflictError),
    ],
)
def test_it_is_refused_and_nothing_is_written(
    role: Role, shown_by: str, *, acts: bool, refusal: type[Exception]
) -> None:
    program = make_program()
    notice, held = _sent(program)
    officer = make_officer(program, role=role)

    with pytest.raises(refusal):
        record_handover(
            notice.pk,
            person_id=held.person_id if acts else make_person().pk,
            shown_by=shown_by,
            actor=Actor.person(officer.pk),
            at=NOON,
        )

    assert not Proof.objects.exists()
    assert not Event.objects.filter(name="notice.handed-over").exists()


def test_before_it_is_sent_it_cannot_be_handed_over() -> None:
    program = make_program()
    officer = make_officer(program)
    partner = make_partner(program)
    reader = make_affiliate(partner)
    notice = make_notice(program, partner, at=NOON + timedelta(seconds=1))

    with pytest.raises(ConflictError, match=r"^Nobody can be handed a notice before it is sent\."):
        record_handover(
            notice.pk,
            person_id=reader.pk,
            shown_by=RECEIPT,
            actor=Actor.person(officer.pk),
            at=NOON,
        )

    assert not Proof.objects.exists()


def test_the_page_offers_who_acts_for_the_partner_and_records_it(client: Client) -> None:
    program = make_program()
    notice, held = _sent(program)
    client.force_login(make_officer(program))
    page = reverse("vendor_message_hand_over", args=[program.code, notice.pk])

    one = client.get(reverse("vendor_message", args=[program.code, notice.pk]))
    asked = client.get(page)
    empty = client.post(page, {})
    done = client.post(page, {"person": str(held.person_id), "shown_by": RECEIPT})

    assert page in one.content.decode()
    assert held.person.name in asked.content.decode()
    assert (empty.status_code, done.status_code) == (422, 303)
    assert Proof.objects.get().person_id == held.person_id


def test_a_message_to_one_person_without_a_partner_cannot_be_handed_over(client: Client) -> None:
    program = make_program()
    notice = make_notice(program, None, person=make_person())
    client.force_login(make_officer(program))

    page = client.get(reverse("vendor_message_hand_over", args=[program.code, notice.pk]))

    assert page.status_code == 404

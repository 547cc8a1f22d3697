"""What the vendor sees of what it sent."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from goodstanding.accounts.models import Role
from goodstanding.notices.models import CodeAlarm, Delivery
from goodstanding.notices.rules.codes import VerificationCode
from goodstanding.notices.rules.outcomes import ServedBy
from goodstanding.notices.selectors.sent import progress_counts
from goodstanding.notices.services.checking import check_code
from goodstanding.notices.services.serving import record_service
from goodstanding.programs.models import Program
from goodstanding.values.actor import Actor
from tests.builders import (
    NOON,
    make_affiliate,
    make_officer,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_notices import make_notice, make_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def _text(response) -> str:
    return re.sub(r"<svg.*?</svg>", "", " ".join(response.content.decode().split()))


def _page(program: Program) -> str:
    return reverse("vendor_messages", args=[program.code])


def _three_states(program: Program) -> None:
    served, sent, lost = (
        make_partner(program, name=name) for name in ("Adatum", "Coho", "Fabrikam")
    )
    reader = make_affiliate(served)
    make_affiliate(sent)
    gone = make_affiliate(lost)
    notice = make_notice(program, served)
    make_notice(program, sent)
    make_notice(program, lost)
    Delivery.objects.filter(address=gone.email).update(state="refused", next_try_at=None)
    record_service(
        notice.pk,
        person_id=reader.pk,
        how=ServedBy.INBOX,
        actor=Actor.person(reader.pk),
        at=NOON,
    )


def test_each_notice_says_how_far_it_got(client) -> None:
    program = make_program()
    _three_states(program)
    make_notice(program, make_partner(program, name="Nobody There"))
    make_notice(program, None, person=make_person())
    client.force_login(make_officer(program))

    page = _text(client.get(_page(program)))

    assert progress_counts(program.pk) == {"sent": 2, "served": 1, "not-reached": 2}
    assert '<span class="count">5</span>' in page
    for said in (
        "Served",
        "Sent, not served yet",
        "Not reached",
        "Adatum",
        "One person",
        "Nobody to write to",
        "1 cannot arrive",
        "1 waiting",
    ):
        assert said in page


@pytest.mark.parametrize(
    ("state", "name", "others"),
    [
        ("served", "Adatum", ("Coho", "Fabrikam")),
        ("sent", "Coho", ("Adatum", "Fabrikam")),
        ("not-reached", "Fabrikam", ("Adatum", "Coho")),
    ],
)
def test_the_list_shows_one_state(client, state, name, others) -> None:
    program = make_program()
    _three_states(program)
    client.force_login(make_officer(program))

    page = _text(client.get(_page(program), {"state": state}))

    assert f"<bdi>{name}</bdi>" in page
    assert not any(f"<bdi>{other}</bdi>" in page for other in others)


def test_a_state_nobody_knows_shows_everything(client) -> None:
    program = make_program()
    _three_states(program)
    client.force_login(make_officer(program))

    page = _text(client.get(_page(program), {"state": "delivered"}))

    assert "<bdi>Adatum</bdi>" in page
    assert "<bdi>Fabrikam</bdi>" in page


def test_nothing_sent_is_said(client) -> None:
    program = make_program()
    make_notice(make_program(), make_partner(program, name="Elsewhere"))
    client.force_login(make_officer(program))

    page = _text(client.get(_page(program)))

    assert "Nothing in this state" in page
    assert "Elsewhere" not in page


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OFFICER, 200),
        (Role.DECIDER, 200),
        (Role.APPEAL_REVIEWER, 200),
        (Role.AUDITOR, 200),
        (Role.FINANCE, 403),
        (Role.PDM, 403),
    ],
)
def test_who_may_see_allegations_may_see_the_list(client, role, status) -> None:
    program = make_program()
    client.force_login(make_officer(program, role=role))

    assert client.get(_page(program)).status_code == status


def test_an_officer_sees_a_code_that_goes_round_and_closes_the_alarm(client) -> None:
    program = make_program()
    notice = make_notice(program, make_partner(program), words=make_words(title="about quotes"))
    for number in range(5):
        check_code(VerificationCode(notice.code), address=f"203.0.{number}.1", at=NOON)
        check_code(VerificationCode.of_number(5), address=f"203.0.{number}.1", at=NOON)
    elsewhere = make_program()
    alarm = CodeAlarm.objects.get(notice=notice)
    close = reverse("vendor_close_code_alarm", args=[program.code, alarm.pk])
    client.force_login(make_officer(program))

    before = _text(client.get(_page(program)))
    response = client.post(close)
    after = _text(client.get(_page(program)))

    assert before.count("I have looked into it") == 2
    assert "This code is not ours." in before
    assert response.status_code == 303
    assert after.count("I have looked into it") == 1
    assert client.post(close).status_code == 404
    client.force_login(make_officer(elsewhere))
    assert "about quotes" not in _text(client.get(_page(elsewhere)))


def test_an_alarm_of_another_program_does_not_exist(client) -> None:
    program, elsewhere = make_program(), make_program()
    notice = make_notice(program, make_partner(program))
    for number in range(5):
        check_code(VerificationCode(notice.code), address=f"203.0.{number}.1", at=NOON)
    alarm = CodeAlarm.objects.get()
    client.force_login(make_officer(elsewhere))

    response = client.post(reverse("vendor_close_code_alarm", args=[elsewhere.code, alarm.pk]))

    assert response.status_code == 404
    assert CodeAlarm.objects.get().closed_at is None


def test_an_auditor_sees_the_alarm_and_cannot_close_it(client) -> None:
    program = make_program()
    for number in range(5):
        check_code(VerificationCode.of_number(5), address=f"203.0.{number}.1", at=NOON)
    alarm = CodeAlarm.objects.get()
    client.force_login(make_officer(program, role=Role.AUDITOR))

    page = _text(client.get(_page(program)))
    response = client.post(reverse("vendor_close_code_alarm", args=[program.code, alarm.pk]))

    assert "Codes that go round" in page
    assert "I have looked into it" not in page
    assert response.status_code == 403


def test_a_message_is_shown_word_for_word_with_whom_it_went_to(client) -> None:
    program = make_program()
    partner = make_partner(program, name="Adatum")
    reader = make_affiliate(partner, person=make_person(name="Sita Rao"))
    notice = make_notice(program, partner)
    client.force_login(make_officer(program))
    url = reverse("vendor_message", args=[program.code, notice.pk])

    listed = _text(client.get(_page(program)))
    before = _text(client.get(url))
    record_service(
        notice.pk,
        person_id=reader.pk,
        how=ServedBy.INBOX,
        actor=Actor.person(reader.pk),
        at=NOON,
    )
    after = _text(client.get(url))

    assert f'<a href="{url}">' in listed
    for words in (
        notice.subject_line,
        notice.text.to_rules().heading,
        "Sita Rao",
        "Sent to Adatum",
    ):
        assert words in before
    assert "Waiting to be sent" in before
    assert "Nobody has said yet that they have read it." in before
    assert "It counts as served since 1 September 2026." in after


def test_the_message_of_another_program_is_not_there(client) -> None:
    program, other = make_program(), make_program()
    notice = make_notice(other, make_partner(other))
    client.force_login(make_officer(program))

    answer = client.get(reverse("vendor_message", args=[program.code, notice.pk]))

    assert answer.status_code == 404

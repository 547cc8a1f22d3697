"""The public check: the same work for every code, no names, and an alarm where one goes round."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodstanding.accounts.models import Role
from goodstanding.evidence.models import Event
from goodstanding.notices.models import CodeAlarm, CodeCheck
from goodstanding.notices.rules.alarms import CHECKS_MAX, CHECKS_SPAN, KEPT_FOR, TooManyChecksError
from goodstanding.notices.rules.codes import VerificationCode
from goodstanding.notices.services.checking import check_code, close_alarm, forget_old_checks
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, NotPermittedError
from tests.builders import NOON, SYSTEM, make_affiliate, make_officer, make_partner, make_program
from tests.builders_notices import make_notice
from tests.threads import together

UNKNOWN = VerificationCode.of_number(4_711)
HOME = "198.51.100.7"
_VALUES = re.compile(r"(?:'[^']*'|\b\d+\b|NULL|s\d+_x\d+)(?:::\w+)?")


def _statements(code: VerificationCode) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        check_code(code, address=HOME, at=NOON)
    return [_VALUES.sub("?", query["sql"]) for query in queries]


def _ask_from(networks: int, code: VerificationCode = UNKNOWN) -> None:
    for number in range(networks):
        check_code(code, address=f"203.0.{number}.9", at=NOON)


@pytest.mark.django_db
def test_a_known_and_an_unknown_code_are_the_same_work() -> None:
    program = make_program()
    partner = make_partner(program)
    make_affiliate(partner)
    known = VerificationCode(make_notice(program, partner).code)

    assert _statements(known) == _statements(UNKNOWN)


@pytest.mark.django_db
def test_every_check_is_noted_without_saying_who() -> None:
    program = make_program()
    notice = make_notice(program, make_partner(program))

    check_code(VerificationCode(notice.code), address=HOME, at=NOON)
    check_code(UNKNOWN, address="198.51.100.200", at=NOON)

    noted = list(CodeCheck.objects.order_by("pk").values_list("code", "notice_id", "network"))
    assert [row[:2] for row in noted] == [(notice.code, notice.pk), (UNKNOWN.letters, None)]
    assert noted[0][2] == noted[1][2], "One network, by a keyed hash."
    assert re.fullmatch("[0-9a-f]{64}", noted[0][2])
    assert not Event.objects.filter(name__startswith="code").exists()


@pytest.mark.django_db
def test_the_same_network_raises_no_alarm() -> None:
    for _ in range(6):
        check_code(UNKNOWN, address=HOME, at=NOON)

    assert not CodeAlarm.objects.exists()


@pytest.mark.django_db
def test_five_networks_in_a_day_raise_one_alarm() -> None:
    _ask_from(4)
    assert not CodeAlarm.objects.exists()

    _ask_from(7)

    assert CodeAlarm.objects.get().code == UNKNOWN.letters


@pytest.mark.django_db
def test_five_networks_in_two_days_raise_none() -> None:
    _ask_from(4)

    check_code(UNKNOWN, address=HOME, at=NOON + timedelta(hours=24))

    assert not CodeAlarm.objects.exists()


@pytest.mark.django_db
def test_too_many_checks_from_a_network_are_refused_for_a_while() -> None:
    for _ in range(CHECKS_MAX):
        check_code(UNKNOWN, address=HOME, at=NOON)

    with pytest.raises(TooManyChecksError, match="Wait 10 minutes"):
        check_code(UNKNOWN, address=HOME, at=NOON)

    assert CodeCheck.objects.count() == CHECKS_MAX
    assert check_code(UNKNOWN, address="203.0.113.5", at=NOON) is None
    assert check_code(UNKNOWN, address=HOME, at=NOON + CHECKS_SPAN) is None


@pytest.mark.django_db
def test_an_officer_closes_an_alarm_and_the_same_checks_do_not_raise_it_again() -> None:
    program = make_program()
    officer = make_officer(program)
    _ask_from(5)
    alarm = CodeAlarm.objects.get()

    close_alarm(alarm.pk, program_id=program.pk, actor=Actor.person(officer.pk), at=NOON)
    check_code(UNKNOWN, address=HOME, at=NOON)

    assert CodeAlarm.objects.get().closed_by == officer
    assert Event.objects.get(name="alarm.closed").actor == f"person:{officer.pk}"


@pytest.mark.django_db
def test_an_alarm_is_closed_once() -> None:
    program = make_program()
    actor = Actor.person(make_officer(program).pk)
    _ask_from(5)
    alarm = CodeAlarm.objects.get()
    close_alarm(alarm.pk, program_id=program.pk, actor=actor, at=NOON)

    with pytest.raises(ConflictError, match="closed this alarm already"):
        close_alarm(alarm.pk, program_id=program.pk, actor=actor, at=NOON)

    assert Event.objects.filter(name="alarm.closed").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["an auditor", "a routine"])
def test_only_an_officer_closes_an_alarm(who) -> None:
    program = make_program()
    auditor = make_officer(program, role=Role.AUDITOR)
    actor = SYSTEM if who == "a routine" else Actor.person(auditor.pk)
    _ask_from(5)

    with pytest.raises(NotPermittedError):
        close_alarm(CodeAlarm.objects.get().pk, program_id=program.pk, actor=actor, at=NOON)

    assert CodeAlarm.objects.get().closed_at is None


@pytest.mark.django_db
def test_checks_are_forgotten_after_a_month() -> None:
    check_code(UNKNOWN, address=HOME, at=NOON)
    check_code(UNKNOWN, address=HOME, at=NOON + timedelta(seconds=1))

    assert forget_old_checks(at=NOON + KEPT_FOR + timedelta(seconds=1)) == 1
    assert CodeCheck.objects.count() == 1


def test_two_at_once_raise_one_alarm(committed) -> None:
    _ask_from(4)

    wrong = together(
        *(partial(check_code, UNKNOWN, address=f"192.0.{number}.1", at=NOON) for number in (2, 3))
    )

    assert wrong == []
    assert CodeAlarm.objects.count() == 1
    assert CodeCheck.objects.count() == 6

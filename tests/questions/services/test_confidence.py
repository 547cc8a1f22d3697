"""What a distributor, a partner development manager and a colleague never learn of."""

from __future__ import annotations

from uuid import uuid4

import pytest

from goodstanding.accounts.models import Role
from goodstanding.notices.models import Notice
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.services.sending import Addressee, send_notice
from goodstanding.partners.services.taking_part import relate
from goodstanding.questions.models import Question
from goodstanding.questions.rules.routing import About
from goodstanding.questions.selectors.visible import (
    questions_of_distributor,
    questions_of_partner,
    questions_of_vendor,
)
from goodstanding.questions.services.answering import answer
from goodstanding.questions.services.asking import NothingToAskAboutError, Subject, ask
from goodstanding.values.errors import InvalidValueError, NotPermittedError
from tests.builders import NOON, SYSTEM, make_affiliate, make_downstream, make_partner
from tests.builders_cases import (
    Accused,
    Court,
    day,
    make_accused,
    make_alleged,
    make_court,
    make_decided,
    make_found,
    make_staff,
)
from tests.builders_notices import make_notice, make_words
from tests.builders_questions import ASKED, HOUR, Desks, make_desks, make_question, who

pytestmark = pytest.mark.django_db


def _tried() -> tuple[Accused, Desks]:
    """Return a partner in a program with cases that buys through a distributor."""
    court: Court = make_court()
    accused = make_accused(court)
    distributor = make_partner(court.program, name="Northwind Distribution", at=day(0))
    relate(
        program_id=court.program.pk,
        distributor_id=distributor.pk,
        reseller_id=accused.partner.pk,
        actor=SYSTEM,
        at=day(0),
    )
    desks = Desks(
        program=court.program,
        distributor=distributor,
        manager=make_affiliate(distributor, role="distributor-manager", at=day(0)),
        partner=accused.partner,
        asker=accused.signatory,
        officer=court.officer,
        pdm=make_staff(court.program, Role.PDM, "Nils Berg"),
    )
    return accused, desks


def _seen_by_distributor(desks: Desks) -> list[Question]:
    return list(
        questions_of_distributor(desks.distributor.pk, program_id=desks.program.pk, at=ASKED)
    )


def _refuse_every_way_but_straight(desks: Desks, subject: Subject) -> Question:
    with pytest.raises(InvalidValueError, match="Your distributor must not see this question"):
        make_question(desks, subject)
    return make_question(desks, subject, straight=True)


def test_no_message_of_a_case_is_asked_about_through_a_distributor() -> None:
    accused, desks = _tried()
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    make_decided(finding, accused.court, "training", at=day(51), served=accused.signatory)
    told = Notice.objects.filter(partner=accused.partner)

    asked = [
        _refuse_every_way_but_straight(desks, Subject(about=About.NOTICE, notice_id=notice.pk))
        for notice in told
    ]

    assert sorted(notice.text.kind for notice in told) == ["allegation", "decision"]
    assert [question.confidential for question in asked] == [True, True]
    assert _seen_by_distributor(desks) == []


def test_a_reminder_that_a_case_sent_is_no_less_confidential() -> None:
    accused, desks = _tried()
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    decision = make_decided(finding, accused.court, "training", at=day(51))
    causes = (
        finding.case_id,
        decision.pk,
        *decision.measures.values_list("pk", flat=True),
        *decision.in_effect.values_list("fact_id", flat=True),
    )

    for cause_id in causes:
        notice = send_notice(
            make_words(NoticeKind.REMINDER),
            program_id=desks.program.pk,
            to=Addressee(partner_id=desks.partner.pk),
            cause_id=cause_id,
            sender_id=desks.officer.pk,
            actor=SYSTEM,
            at=ASKED,
        )
        _refuse_every_way_but_straight(desks, Subject(about=About.NOTICE, notice_id=notice.pk))

    assert _seen_by_distributor(desks) == []


def test_a_question_about_a_case_is_for_officers_alone() -> None:
    accused, desks = _tried()
    case = make_alleged(accused, "gifts", "serious", event_at=day(40), at=day(50))

    question = _refuse_every_way_but_straight(desks, Subject(about=About.CASE, case_id=case.pk))

    assert _seen_by_distributor(desks) == []
    assert not questions_of_vendor(desks.program.pk, roles={Role.PDM}).exists()
    assert questions_of_vendor(desks.program.pk, roles={Role.OFFICER}).get() == question
    with pytest.raises(NotPermittedError, match="needs the right of compliance officer\\."):
        answer(question.pk, words="Yes.", actor=who(desks.pdm), at=ASKED + HOUR)
    answer(question.pk, words="Yes.", actor=who(desks.officer), at=ASKED + HOUR)


def test_who_does_not_speak_for_the_partner_finds_no_case_to_ask_about() -> None:
    accused, desks = _tried()
    case = make_alleged(accused, "gifts", "serious", event_at=day(40), at=day(50))

    with pytest.raises(NothingToAskAboutError):
        make_question(
            desks,
            Subject(about=About.CASE, case_id=case.pk),
            straight=True,
            asker=accused.seller,
        )

    assert Question.objects.count() == 0


def test_another_partners_case_does_not_exist() -> None:
    accused, desks = _tried()
    case = make_alleged(accused, "gifts", "serious", event_at=day(40), at=day(50))
    neighbour = make_accused(accused.court, name="Adatum")

    with pytest.raises(NothingToAskAboutError):
        ask(
            Subject(about=About.CASE, case_id=case.pk),
            key=neighbour.key,
            words="What is it?",
            way=None,
            once=uuid4(),
            actor=who(neighbour.signatory),
            at=ASKED,
        )

    assert _seen_by_distributor(desks) == []


def test_what_goes_straight_to_the_vendor_does_not_exist_for_the_distributor() -> None:
    desks = make_desks()

    make_question(desks, straight=True)

    assert _seen_by_distributor(desks) == []


def test_a_distributor_sees_nothing_of_anothers_reseller_nor_of_another_program() -> None:
    desks = make_desks()
    question = make_question(desks)
    foreign = make_partner(desks.program, name="Tailspin Distribution")
    make_downstream(desks.program, foreign, name="Adatum")
    other = make_desks()

    assert _seen_by_distributor(desks) == [question]
    for distributor, program in (
        (foreign, desks.program),
        (desks.distributor, other.program),
        (other.distributor, desks.program),
    ):
        assert not questions_of_distributor(
            distributor.pk, program_id=program.pk, at=ASKED
        ).exists()


def test_a_message_to_one_person_is_between_that_person_and_the_vendor() -> None:
    desks = make_desks()
    seller = make_affiliate(desks.partner, role="sales")
    notice = make_notice(desks.program, desks.partner, person=seller)
    subject = Subject(about=About.NOTICE, notice_id=notice.pk)

    with pytest.raises(InvalidValueError, match="must not see this question"):
        make_question(desks, subject, asker=seller)
    question = make_question(desks, subject, straight=True, asker=seller)

    as_seller = questions_of_partner(desks.key, person_id=seller.pk, roles={"sales"})
    as_contact = questions_of_partner(desks.key, person_id=desks.asker.pk, roles={"signatory"})
    assert list(as_seller) == [question]
    assert list(as_contact) == []


def test_colleagues_read_their_own_questions_and_contacts_all_of_them() -> None:
    desks = make_desks()
    seller = make_affiliate(desks.partner, role="sales")
    theirs, ours = make_question(desks, asker=seller), make_question(desks, at=NOON + HOUR)

    as_seller = questions_of_partner(desks.key, person_id=seller.pk, roles={"sales"})
    as_contact = questions_of_partner(desks.key, person_id=desks.asker.pk, roles={"signatory"})

    assert list(as_seller) == [theirs]
    assert list(as_contact) == [ours, theirs]

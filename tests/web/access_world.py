"""The visitors of the access table, and the things its addresses lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from goodstanding.accounts.invitations import send_invitation
from goodstanding.accounts.link_secrets import hash_of, new_secret
from goodstanding.accounts.links import create_sign_in_link
from goodstanding.accounts.models import Grant, Invitation, Person, Role
from goodstanding.agreements.models import AgreementVersion
from goodstanding.notices.models import CodeAlarm
from goodstanding.partners.models import Affiliation, LegalEntity, Partner
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services.staging import receive_file
from goodstanding.partners.services.taking_part import relate
from goodstanding.programs.models import Program
from goodstanding.training.models import Certificate
from goodstanding.values import clock
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_downstream,
    make_entity,
    make_location,
    make_officer,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_accounts import make_operator
from tests.builders_agreements import (
    Signing,
    make_accepted,
    make_attesting,
    make_draft,
    make_office,
    make_published,
    make_stated,
)
from tests.builders_api import make_token
from tests.builders_campaigns import desk_of, make_campaign, make_started
from tests.builders_cases import Accused, make_alleged, make_court
from tests.builders_documents import SHOW, make_document
from tests.builders_incentives import earning_row, receive
from tests.builders_notices import make_notice
from tests.builders_partners import csv_of, make_staged
from tests.builders_programs import make_rules_draft
from tests.builders_questions import Desks, make_guidance, make_question
from tests.builders_standing import make_rules
from tests.builders_training import make_attempt, make_course, take
from tests.builders_training import make_draft as make_course_draft

#: Parts of an address by name.
Parts = Mapping[str, str]


class Who(StrEnum):
    """Everybody who may come by."""

    STRANGER = "stranger"
    SIGNATORY = "signatory"  #: Of the partner in the address, as are the employees.
    EMPLOYEE = "employee"
    OTHER_SIGNATORY = "other-signatory"  #: Of another partner of the same program.
    DISTRIBUTOR = "distributor"  #: Account manager of the partner's distributor.
    FOREIGN_DISTRIBUTOR = "foreign-distributor"  #: Of a distributor the partner does not buy from.
    OPERATOR = "operator"
    OFFICER = "officer"  #: Of the program in the address, as are those down to the auditor.
    DECIDER = "decider"
    APPEAL_REVIEWER = "appeal-reviewer"
    FINANCE = "finance"
    PDM = "pdm"
    AUDITOR = "auditor"
    OTHER_OFFICER = "other-officer"  #: Officer of another program.


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A little of everything, so that every address leads to something."""

    people: Mapping[Who, Person | None]
    program: Program
    partner: Partner
    entity: LegalEntity
    distributor: Partner

    @property
    def parts(self) -> Parts:
        """The parts that mean the same in every address."""
        return {"program": self.program.code, "partner": str(self.partner.pk)}

    def person(self, who: Who) -> Person:
        """Return a visitor who is known."""
        person = self.people[who]
        assert person is not None
        return person


def make_world() -> World:
    """Return two programs, partners of every kind, and everybody of ``Who``."""
    program, other_program = make_program(code="contoso"), make_program(code="litware")
    distributor = make_partner(program, name="Northwind Distribution")
    partner = make_downstream(program, distributor, name="Fabrikam")
    foreign = make_partner(program, name="Tailspin Distribution")
    other = make_partner(program, name="Adatum")
    relate(
        program_id=program.pk,
        distributor_id=foreign.pk,
        reseller_id=other.pk,
        actor=SYSTEM,
        at=NOON,
    )
    vendor = {
        Who(role.value): make_officer(program, role=role)
        for role in Role
        if role is not Role.OPERATOR
    }
    people: dict[Who, Person | None] = {
        Who.STRANGER: None,
        Who.SIGNATORY: make_affiliate(partner, role="signatory"),
        Who.EMPLOYEE: make_affiliate(partner, role="sales"),
        Who.OTHER_SIGNATORY: make_affiliate(other, role="signatory"),
        Who.DISTRIBUTOR: make_affiliate(distributor, role="distributor-manager"),
        Who.FOREIGN_DISTRIBUTOR: make_affiliate(foreign, role="distributor-manager"),
        Who.OPERATOR: make_operator(),
        Who.OTHER_OFFICER: make_officer(other_program),
        **vendor,
    }
    return World(
        people=people,
        program=program,
        partner=partner,
        entity=make_entity(partner),
        distributor=distributor,
    )


def a_link(_world: World) -> Parts:
    """A link that signs somebody in."""
    return {"secret": create_sign_in_link(make_person(), clock.now())}


def an_invitation(_world: World) -> Parts:
    """An invitation that can be accepted."""
    invitation = send_invitation(
        make_person().pk, place="Fabrikam", program_id=None, actor=SYSTEM, at=clock.now()
    )
    secret = new_secret()
    Invitation.objects.filter(pk=invitation.pk).update(secret_sha256=hash_of(secret))
    return {"secret": secret}


def a_made_up_letter(_world: World) -> Parts:
    """A link for a new password that is not ours."""
    return {"person": str(make_person().pk), "token": "made-up"}


def a_right(world: World) -> Parts:
    """The officer's right."""
    grant = Grant.objects.get(person=world.person(Who.OFFICER))
    return {"grant": str(grant.fact_id), "person": str(grant.person_id)}


def a_token(world: World) -> Parts:
    """The token of another system."""
    return {"token": str(make_token(world.program)[0].fact_id)}


_ROW = {"id:crm": "17", "partner": "Wingtip", "country": "Germany"}


def an_upload(world: World) -> Parts:
    """A file of partners whose columns nobody has explained yet."""
    received = receive_file(
        world.program.pk,
        file_name="partners.csv",
        content=csv_of(_ROW),
        mode=Mode.STOP,
        actor=SYSTEM,
        at=NOON,
    )
    return {"held": str(received.pk)}


def an_import(world: World) -> Parts:
    """A file of partners whose rows are checked."""
    return {"held": str(make_staged(world.program, csv_of(_ROW)).pk)}


def an_earnings_file(world: World) -> Parts:
    """A file of earnings whose rows are checked."""
    return {"held": str(receive(world.program, earning_row()).pk)}


def a_case(world: World) -> Parts:
    """A case that was put to the partner, and is not decided."""
    accused = Accused(
        court=make_court(program=world.program),
        partner=world.partner,
        signatory=world.person(Who.SIGNATORY),
        seller=world.person(Who.EMPLOYEE),
    )
    case = make_alleged(accused, "gifts", "serious", event_at=NOON, at=NOON)
    return {"case": str(case.pk)}


def a_rule_book(world: World) -> Parts:
    """The first version of the rule book."""
    return {"number": str(make_rules(world.program).number)}


def a_rules_draft(world: World) -> Parts:
    """The first version of the rule book, not published yet."""
    make_rules_draft(world.program)
    return {}


def a_distributor(world: World) -> Parts:
    """The distributor in the place of the partner, which is its reseller."""
    return {"partner": str(world.distributor.pk), "reseller": str(world.partner.pk)}


def a_colleague(world: World) -> Parts:
    """The employee's place on the partner's list."""
    affiliation = Affiliation.objects.get(person=world.person(Who.EMPLOYEE))
    return {"affiliation": str(affiliation.fact_id), "role": affiliation.role}


def _published(world: World) -> AgreementVersion:
    return make_published(make_office(program=world.program))


def an_agreement(world: World) -> Parts:
    """An agreement with one version."""
    version = _published(world)
    return {"agreement": version.agreement.code, "position": str(version.position)}


def an_asked_document(world: World) -> Parts:
    """A duty to show a document."""
    make_attesting(make_office(program=world.program), duties=SHOW)
    make_location(world.entity)
    return {"obligation": "insured"}


def a_document(world: World) -> Parts:
    """A document that the partner sent."""
    sender = Signing(partner=world.partner, entity=world.entity, signer=world.person(Who.SIGNATORY))
    return {"document": str(make_document(sender, program=world.program).pk)}


def an_asked_statement(world: World) -> Parts:
    """A duty to state something."""
    make_attesting(make_office(program=world.program))
    make_location(world.entity)
    return {"obligation": "yearly-attestation"}


def a_statement(world: World) -> Parts:
    """Something the partner stated, and its receipt."""
    made = make_stated(
        Signing(partner=world.partner, entity=world.entity, signer=world.person(Who.SIGNATORY)),
        program=world.program,
    )
    return {"statement": str(made.fact_id), "receipt": made.receipt}


def an_agreement_code(world: World) -> Parts:
    """The code of an agreement, as other systems name it."""
    return {"code": _published(world).agreement.code}


def a_draft(world: World) -> Parts:
    """An agreement whose first version is being written."""
    office = make_office(program=world.program)
    make_draft(office)
    return {"agreement": office.agreement.code}


def a_receipt(world: World) -> Parts:
    """The receipt of what the signatory accepted."""
    signing = Signing(
        partner=world.partner, entity=world.entity, signer=world.person(Who.SIGNATORY)
    )
    receipt = make_accepted(_published(world), signing)[0].receipt
    return {"receipt": receipt, "code": receipt}


def a_message(world: World) -> Parts:
    """A notice to the partner's contacts."""
    return {"notice": str(make_notice(world.program, world.partner).pk)}


def an_alarm(world: World) -> Parts:
    """A code that goes round."""
    notice = make_notice(world.program, world.partner)
    alarm = CodeAlarm.objects.create(code=notice.code, notice=notice, raised_at=NOON)
    return {"alarm": str(alarm.pk)}


def a_letter(_world: World) -> Parts:
    """A letter in the local mailbox."""
    return {"key": "1"}


def a_campaign(world: World) -> Parts:
    """A campaign that is being written, by an officer who is not among the visitors."""
    return {"campaign": str(make_campaign(desk_of(world.program)).pk)}


def a_started_campaign(world: World) -> Parts:
    """A campaign that runs."""
    return {"campaign": str(make_started(desk_of(world.program)).pk)}


def a_course(world: World) -> Parts:
    """A course with one version."""
    return {"course": make_course(world.program).course.code}


def a_course_draft(world: World) -> Parts:
    """A course whose first version is being written."""
    return {"course": make_course_draft(world.program).course.code}


def an_attempt(world: World) -> Parts:
    """A course that the signatory is in the middle of."""
    attempt = make_attempt(world.person(Who.SIGNATORY), make_course(world.program))
    return {"attempt": str(attempt.pk), "place": "1"}


def a_result(world: World) -> Parts:
    """A course that the signatory has handed in."""
    result = take(world.person(Who.SIGNATORY), make_course(world.program))
    return {"attempt": str(result.attempt_id)}


def a_certificate(world: World) -> Parts:
    """The certificate of the signatory."""
    take(world.person(Who.SIGNATORY), make_course(world.program))
    return {"code": Certificate.objects.get().code}


def _desks(world: World) -> Desks:
    return Desks(
        program=world.program,
        distributor=world.distributor,
        manager=world.person(Who.DISTRIBUTOR),
        partner=world.partner,
        asker=world.person(Who.SIGNATORY),
        officer=world.person(Who.OFFICER),
        pdm=world.person(Who.PDM),
    )


def a_question(world: World) -> Parts:
    """A question of the signatory, at the distributor's desk and late."""
    return {"question": str(make_question(_desks(world)).pk)}


def a_question_of_a_reseller(world: World) -> Parts:
    """The same, with the distributor in the place of the partner."""
    return {**a_question(world), "partner": str(world.distributor.pk)}


def a_subject(_world: World) -> Parts:
    """What a question is about: the program in general."""
    return {"about": "general", "subject": "program"}


def a_piece_of_guidance(world: World) -> Parts:
    """Guidance that was made of an answer."""
    return {"guidance": str(make_guidance(_desks(world)).pk)}

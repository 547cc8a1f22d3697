"""Makers of texts and assent; keywords only for what the test is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from goodstanding.accounts.models import Person, Role
from goodstanding.accounts.services import add_person, give_grant
from goodstanding.agreements.models import (
    Acceptance,
    Agreement,
    AgreementDraft,
    AgreementVersion,
    Statement,
)
from goodstanding.agreements.rules.signature import Authority, Identification, Signature
from goodstanding.agreements.rules.statements import StatedUnit, StatementTerms
from goodstanding.agreements.services.accepting import accept
from goodstanding.agreements.services.drafts import create_agreement, draft_version
from goodstanding.agreements.services.publishing import publish_version
from goodstanding.agreements.services.stating import state
from goodstanding.partners.models import LegalEntity, Partner
from goodstanding.programs.models import PackVersion, Program
from goodstanding.rulebook.pack import Unit
from goodstanding.rulebook.phrases import Duration
from goodstanding.values.actor import Actor
from tests.builders import (
    NOON,
    make_affiliate,
    make_entity,
    make_location,
    make_partner,
    make_program,
)
from tests.builders_standing import make_rules, pack_text

#: Long enough after one publication for the notice of the next.
LATER = NOON + timedelta(days=20)
YEAR = Duration(months=12)

CODE_1 = """# Gifts {#gifts}

Partner must not accept gifts worth more than 50 euros.

# Training

Each person completes the course within thirty (30) days.
"""
CODE_2 = """# Gifts {#gifts}

Partner must not accept gifts worth more than 20 euros.

# Training

Each person completes the course within thirty (30) days.

# Remediation

Where a finding has been confirmed, Partner shall complete the remediation plan.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A program with two officers and an agreement."""

    program: Program
    agreement: Agreement
    author: Person
    approver: Person


def make_officer_at(program: Program, *, name: str, at: datetime = NOON) -> Person:
    """Return an officer whose right starts at an instant."""
    address = f"{name.split(maxsplit=1)[0].lower()}@{program.code}.contoso.example"
    person = add_person(email=address, name=name, actor=Actor.system("tests"), at=at)
    give_grant(
        person.pk,
        role=Role.OFFICER,
        program_id=program.pk,
        actor=Actor.system("tests"),
        at=at,
    )
    return person


def make_office(
    *, program: Program | None = None, code: str = "partner-code", at: datetime = NOON
) -> Office:
    """Return a program with two officers and an agreement without versions."""
    where = program or make_program()
    author = make_officer_at(where, name="Jonas Brandt", at=at)
    approver = make_officer_at(where, name="Katrin Vogel", at=at)
    agreement = create_agreement(
        where.pk, code=code, title="Partner Code", actor=Actor.person(author.pk), at=at
    )
    return Office(program=where, agreement=agreement, author=author, approver=approver)


def make_draft(
    office: Office,
    *,
    text: str | bytes = CODE_1,
    material: bool = True,
    reason: str = "A new duty.",
    summary: str = "You must do more.",
    effective_on: date | None = None,
    at: datetime = NOON,
) -> AgreementDraft:
    """Return a draft written by the office's author."""
    return draft_version(
        office.agreement.pk,
        text=text,
        material=material,
        reason=reason,
        summary=summary,
        effective_on=effective_on,
        actor=Actor.person(office.author.pk),
        at=at,
    )


def make_published(
    office: Office,
    *,
    text: str | bytes = CODE_1,
    material: bool = True,
    reason: str = "A new duty.",
    effective_on: date | None = None,
    at: datetime = NOON,
) -> AgreementVersion:
    """Return a version drafted and published by the office's two officers."""
    draft = make_draft(
        office, text=text, material=material, reason=reason, effective_on=effective_on, at=at
    )
    return publish_version(
        draft.pk, revision=draft.revision, actor=Actor.person(office.approver.pk), at=at
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """A partner with one company and a person who may sign for it."""

    partner: Partner
    entity: LegalEntity
    signer: Person


def make_signing(program: Program, *, name: str = "Fabrikam", at: datetime = NOON) -> Signing:
    """Return a partner that can accept."""
    partner = make_partner(program, name=name, at=at)
    return Signing(
        partner=partner,
        entity=make_entity(partner, name=f"{name} GmbH", at=at),
        signer=make_affiliate(partner, at=at),
    )


def make_signature(
    *,
    authority: Authority = Authority.DIRECTOR,
    authorized_by: str = "",
    typed_name: str = "Maria Vogel",
    ticked: bool = True,
    identified_by: Identification = Identification.PASSWORD,
    ip: str = "192.0.2.7",
) -> Signature:
    """Return everything an assent needs."""
    return Signature(
        authority=authority,
        authority_statement="Can you bind Fabrikam GmbH? Yes, I am a director or officer",
        authorized_by=authorized_by,
        typed_name=typed_name,
        control_label="I accept the Partner Code, version 1.",
        ticked=ticked,
        identified_by=identified_by,
        ip=ip,
        user_agent="Testbrowser/1.0",
    )


def make_accepted(
    version: AgreementVersion,
    signing: Signing,
    *,
    entities: Sequence[LegalEntity] = (),
    signer: Person | None = None,
    at: datetime = NOON,
) -> tuple[Acceptance, ...]:
    """Return the acceptance of a version for the partner's company, or for those given."""
    return accept(
        version.pk,
        partner_id=signing.partner.pk,
        entity_ids=[entity.pk for entity in entities or (signing.entity,)],
        signature=make_signature(),
        actor=Actor.person((signer or signing.signer).pk),
        at=at,
    )


#: Asks every legal entity to state each year that it follows the code.
ATTEST = """  yearly-attestation:
    title: Each legal entity attests every year that it follows the code.
    clause: partner-code#gifts
    attest: {statement: code-followed, per: entity, valid: 12 months}
    due: 30 days after assignment
    countdown: talk-first
"""


def make_attesting(office: Office, *, duties: str = ATTEST) -> PackVersion:
    """Return a rule book that asks for the acceptance of a code, and for more duties."""
    text = pack_text(office.program, agreement=office.agreement.code)
    return make_rules(office.program, text=text.replace("measures:\n", f"{duties}measures:\n", 1))


def make_terms(*, per: Unit = Unit.ENTITY, valid: Duration | None = YEAR) -> StatementTerms:
    """Return what a rule book asks to be stated."""
    return StatementTerms(
        name="code-followed",
        obligation="yearly-attestation",
        title="Each legal entity attests every year that it follows the code.",
        clause="partner-code#gifts",
        per=per,
        valid=valid,
        pack_version=1,
    )


def make_stated(signing: Signing, *, program: Program, at: datetime = NOON) -> Statement:
    """Return the statement that the partner's company follows the code."""
    if not signing.entity.location_profiles.exists():
        make_location(signing.entity, at=at)
    (made,) = state(
        make_terms(),
        program_id=program.pk,
        partner_id=signing.partner.pk,
        units=[StatedUnit(entity_id=signing.entity.pk)],
        text="Fabrikam GmbH follows the partner code.",
        signature=make_signature(),
        actor=Actor.person(signing.signer.pk),
        at=at,
    )
    return made

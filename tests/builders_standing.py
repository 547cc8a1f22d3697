"""Makers of rule books and the facts standing rests on."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from textwrap import dedent

from goodstanding.accounts.models import Person
from goodstanding.agreements.models import Acceptance, Agreement, AgreementVersion
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import change
from goodstanding.partners.events import ListDeclared
from goodstanding.partners.keys import keys_of
from goodstanding.partners.models import LegalEntity, Partner
from goodstanding.programs.approving import approve_pack
from goodstanding.programs.models import PackVersion, Program
from goodstanding.programs.services import draft_pack, publish_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.values.actor import Actor
from tests.builders import NOON, make_officer

PACK = """
pack: 1
program: {program}
version: {version}
title: Partner program
effective: {effective}
zone: UTC
effects: [new-orders, badge]
levels:
  - {{name: good, title: In good standing}}
  - {{name: attention, title: Something needs you}}
  - {{name: at-risk, title: Overdue}}
  - {{name: restricted, title: Restricted, stops: [new-orders, badge]}}
countdowns:
  talk-first:
    30 days before: remind
    grace: attention
    due: at-risk
    60 days after: restricted
obligations:
  code-accepted:
    title: The partner code is accepted for every legal entity.
    clause: partner-code#assent
    accept: {{agreement: {agreement}, per: entity}}
    due: 30 days after assignment
    countdown: talk-first
measures:
  notice: {{level: attention, lasts: 30 days}}
ladder:
  severities: [minor]
  families:
    all: [partner-code#assent]
  counts: {{within: 24 months}}
  rungs:
    - {{name: notice, when: [{{findings: 1}}], then: [notice]}}
cases:
  answer: {{usual: 30 days}}
"""


def pack_text(
    program: Program, *, version: int = 1, effective: str = "2026-08-01", agreement: str = "code"
) -> str:
    """Return a small rule book that asks for one acceptance per legal entity."""
    return dedent(PACK).format(
        program=program.code, version=version, effective=effective, agreement=agreement
    )


def make_rules(
    program: Program,
    *,
    text: str | None = None,
    at: datetime = NOON,
    drafter: Person | None = None,
    approver: Person | None = None,
) -> PackVersion:
    """Return a published version of a program's rule book."""
    drafter = drafter or make_officer(program, name="Jonas Brandt")
    approver = approver or make_officer(program)
    draft = draft_pack(
        program.pk,
        text=text or pack_text(program),
        known=Known(),
        actor=Actor.person(drafter.pk),
        at=at,
    )
    actor = Actor.person(approver.pk)
    approve_pack(draft.pk, known=Known(), untried_because="A story's start.", actor=actor, at=at)
    return publish_pack(draft.pk, known=Known(), actor=actor, at=at)


def make_agreement(program: Program, *, code: str = "code") -> Agreement:
    """Return an agreement without versions."""
    return Agreement.objects.create(
        program=program, code=code, title="Partner code", created_at=NOON
    )


def make_version(
    agreement: Agreement, *, position: int = 1, material: bool = True, at: datetime = NOON
) -> AgreementVersion:
    """Return a version that is in force from ``at``."""
    return AgreementVersion.objects.create(
        agreement=agreement,
        position=position,
        text="# Gifts",
        text_sha256=sha256(b"# Gifts").hexdigest(),
        material=material,
        published_at=at,
        published_on=at.date(),
        effective_at=at,
        effective_on=at.date(),
        drafted_by=make_officer(agreement.program),
        approved_by=make_officer(agreement.program),
    )


def make_acceptance(
    version: AgreementVersion,
    *,
    partner: Partner,
    entity: LegalEntity,
    signer: Person,
    at: datetime,
) -> Acceptance:
    """Return an acceptance, as a fact without its event."""
    return Acceptance.objects.create(
        version=version,
        partner=partner,
        entity=entity,
        signer=signer,
        authority="signatory",
        identified_by="password",
        text_sha256=version.text_sha256,
        accepted_at=at,
    )


def touch(partner: Partner, *, program: Program, actor: Actor, at: datetime) -> None:
    """Record an event that touches a partner, so that its standing is worked out."""
    with change(actor=actor, at=at) as done:
        done.record(
            ListDeclared(
                list_id=program.pk, partner_id=partner.pk, name=Code("people"), valid_from=at
            ),
            partners=keys_of([partner.pk]),
        )

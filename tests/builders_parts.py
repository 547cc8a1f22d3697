"""Makers of a partner whose rules ask for some of several proofs, and of its parent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from goodstanding.accounts.models import Person
from goodstanding.agreements.models import AgreementVersion
from goodstanding.partners.acting import Acting
from goodstanding.partners.models import LegalEntity, Partner
from goodstanding.partners.rules.stakes import Pair, Stake
from goodstanding.partners.services.owning import record_ownership
from goodstanding.programs.models import Program
from goodstanding.standing.selectors import Standing, standing_now
from goodstanding.values.keys import PartnerKey
from goodstanding.web.pages.places import places_of
from goodstanding.web.record import record_of
from goodstanding.web.ways import Reader, WayTold, way_told
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_entity,
    make_location,
    make_partner,
    make_program,
)
from tests.builders_agreements import Signing
from tests.builders_standing import (
    make_acceptance,
    make_agreement,
    make_rules,
    make_version,
    pack_text,
    touch,
)

LATE = NOON + timedelta(days=60)  #: All that was asked from NOON on is overdue.
PROOFS = """  insured:
    title: An insurance certificate is on file.
    part: true
    show: {document: insurance, per: entity}
  attested:
    title: The legal entity says that it follows the code.
    part: true
    attest: {statement: code-followed, per: entity}
  accepted:
    title: The partner code is accepted.
    part: true
    accept: {agreement: code, per: entity, affiliates: 50 %%}
  trusted:
    title: Enough proofs are given.
    least: {%s: [insured, attested, accepted]}
    due: 30 days after assignment
    countdown: talk-first
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proving:
    """A partner with one company, of which two of three proofs are asked."""

    program: Program
    version: AgreementVersion
    partner: Partner
    entity: LegalEntity
    signer: Person

    @property
    def key(self) -> PartnerKey:
        """The partner in its program."""
        return PartnerKey(self.program.pk, self.partner.pk)

    @property
    def signing(self) -> Signing:
        """The company with who signs for it."""
        return Signing(partner=self.partner, entity=self.entity, signer=self.signer)


#: Asks for an amount, or for a certificate.
SOLD_OR_INSURED = """  sold:
    title: The location sold for USD 1,000 or more in the year before its anniversary.
    part: true
    attain: {metric: revenue, per: location, over: 12 months, least: USD 1000}
  insured:
    title: An insurance certificate is on file.
    part: true
    show: {document: insurance, per: entity}
  trusted:
    title: Enough proofs are given.
    any: [sold, insured]
    due: 30 days after assignment
    countdown: talk-first
"""


def make_proving(*, least: int = 2, proofs: str = "") -> Proving:
    """Return the partner of a program whose only duty is to give so many of three proofs."""
    program = make_program(code="contoso")
    version = make_version(make_agreement(program))
    text = pack_text(program)
    start, end = text.index("  code-accepted:"), text.index("measures:")
    make_rules(program, text=f"{text[:start]}{proofs or PROOFS % least}{text[end:]}")
    partner = make_partner(program, name="Fabrikam")
    entity = make_entity(partner, name="Fabrikam GmbH")
    make_location(entity)
    signer = make_affiliate(partner)
    return Proving(program=program, version=version, partner=partner, entity=entity, signer=signer)


def make_parent(proving: Proving, *, percent: int = 100) -> LegalEntity:
    """Return a company that owns so much of the partner's company."""
    parent = make_entity(proving.partner, name="Fabrikam Holding")
    record_ownership(
        Pair(parent.pk, proving.entity.pk),
        Stake(share_basis_points=percent * 100, from_on=NOON.date()),
        program_id=proving.program.pk,
        source="Commercial register",
        actor=SYSTEM,
        at=LATE,
    )
    return parent


def standing_of(proving: Proving) -> Standing:
    """Return where the partner stands when all that was asked is overdue."""
    found = standing_now(proving.key, at=LATE)
    assert found is not None
    return found


def told(proving: Proving) -> WayTold | None:
    """Return the way back as the signatory reads it."""
    acting = acting_of(proving)
    return way_told(standing_of(proving), Reader.partner(places_of(acting), record_of(acting)))


def accept_for(proving: Proving, entity: LegalEntity) -> None:
    """Accept the agreement for a company."""
    make_acceptance(
        proving.version,
        partner=proving.partner,
        entity=entity,
        signer=proving.signer,
        at=LATE,
    )
    touch(proving.partner, program=proving.program, actor=SYSTEM, at=LATE)


def acting_of(proving: Proving) -> Acting:
    """Return the signatory, who acts for the partner."""
    return Acting(
        person=proving.signer,
        program=proving.program,
        partner_id=proving.partner.pk,
        partner_name="Fabrikam",
        roles=frozenset({"signatory"}),
        at=LATE,
    )

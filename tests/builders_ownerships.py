"""Makers of groups whose legal entities own each other, under rules that ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from goodstanding.accounts.models import Person
from goodstanding.agreements.models import AgreementVersion
from goodstanding.partners.models import LegalEntity, Ownership, Partner
from goodstanding.partners.rules.stakes import Pair, Stake
from goodstanding.partners.services.owning import Recorded, record_ownership
from goodstanding.programs.models import Program
from goodstanding.values.actor import Actor
from goodstanding.values.keys import PartnerKey
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_entity,
    make_location,
    make_officer,
    make_partner,
    make_program,
)
from tests.builders_standing import make_agreement, make_rules, make_version, pack_text

TODAY = date(2026, 9, 1)  #: The day of NOON.
SOURCE = "Commercial register Hamburg, HRB 4711"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A partner with a parent, an affiliate and one more, each with a location in Berlin's zone."""

    program: Program
    partner: Partner
    parent: LegalEntity
    affiliate: LegalEntity
    third: LegalEntity
    version: AgreementVersion
    officer: Person
    signatory: Person

    @property
    def key(self) -> PartnerKey:
        """The partner in its program."""
        return PartnerKey(self.program.pk, self.partner.pk)


def make_group(*, asks: bool = True) -> Group:
    """Return a group of three, of whom nobody owns anybody yet.

    ``asks`` says whether the rules let an owner of more than 50 % accept for what it owns.
    """
    program = make_program()
    version = make_version(make_agreement(program))
    text = pack_text(program)
    make_rules(
        program,
        text=text.replace("per: entity}", "per: entity, affiliates: 50 %}") if asks else text,
    )
    partner = make_partner(program)
    names = ("Fabrikam GmbH", "Fabrikam France SAS", "Fabrikam Lyon SARL")
    parent, affiliate, third = (make_entity(partner, name=name) for name in names)
    for entity in (parent, affiliate, third):
        make_location(entity)
    return Group(
        program=program,
        partner=partner,
        parent=parent,
        affiliate=affiliate,
        third=third,
        version=version,
        officer=make_officer(program),
        signatory=make_affiliate(partner),
    )


def stake(percent: float = 80, from_on: date = TODAY, until_on: date | None = None) -> Stake:
    """Return a share that is owned from a day on."""
    return Stake(share_basis_points=round(percent * 100), from_on=from_on, until_on=until_on)


def owns(
    group: Group,
    owner: LegalEntity,
    owned: LegalEntity,
    said: Stake | None = None,
    *,
    actor: Actor = SYSTEM,
    at: datetime = NOON,
) -> Ownership:
    """Record that an entity of a group owns a share of another, 80 % unless said."""
    return record_ownership(
        Pair(owner.pk, owned.pk),
        said or stake(),
        program_id=group.program.pk,
        source=SOURCE,
        actor=actor,
        at=at,
    ).row


def record(
    group: Group,
    *,
    said: Stake | None = None,
    pair: Pair | None = None,
    actor: Actor | None = None,
    at: datetime = NOON,
    source: str = SOURCE,
) -> Recorded:
    """Record a share as the officer: the parent's 80 % of the affiliate unless said."""
    return record_ownership(
        pair or Pair(group.parent.pk, group.affiliate.pk),
        said or stake(),
        program_id=group.program.pk,
        source=source,
        actor=actor or as_officer(group),
        at=at,
    )


def shares_known() -> list[tuple[int, date, date | None]]:
    """Return what is known of all shares: basis points, first and last day, the oldest first."""
    rows = Ownership.objects.filter(superseded_at=None).order_by("valid_from", "owner_id")
    return list(rows.values_list("share_basis_points", "from_on", "until_on"))


def as_officer(group: Group) -> Actor:
    """Return the officer as an actor."""
    return Actor.person(group.officer.pk)

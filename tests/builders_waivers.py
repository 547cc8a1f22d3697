"""Makers of rules that allow waivers, and of waivers."""

from __future__ import annotations

from datetime import datetime, timedelta

from goodstanding.accounts.models import Person
from goodstanding.cases.models import Waiver, WaiverProposal
from goodstanding.cases.services.waiving import agree_to_waiver, propose_waiver
from goodstanding.programs.models import PackVersion, Program
from goodstanding.values.actor import Actor
from goodstanding.values.keys import PartnerKey
from tests.builders import NOON
from tests.builders_standing import make_agreement, make_rules, make_version, pack_text

DUTY = "code-accepted"
WAIVERS = "waivers: {longest: 180 days, approvals: 2}\nmeasures:\n"


def make_waivable_rules(
    program: Program,
    *,
    waivers: str = WAIVERS,
    drafter: Person | None = None,
    approver: Person | None = None,
) -> PackVersion:
    """Return rules that ask for the acceptance of a text, and say what of waivers."""
    agreement = make_agreement(program, code=f"code-of-{program.code}")
    make_version(agreement)
    text = pack_text(program, agreement=agreement.code).replace("measures:\n", waivers, 1)
    return make_rules(program, text=text, drafter=drafter, approver=approver)


def make_proposed(
    key: PartnerKey, *, by: Person, unit: str = "", at: datetime = NOON
) -> WaiverProposal:
    """Return a proposal to waive the duty for 60 days."""
    return propose_waiver(
        key,
        obligation=DUTY,
        unit=unit,
        until_on=(at + timedelta(days=60)).date(),
        reason="The signatory is ill.",
        no_tie=True,
        actor=Actor.person(by.pk),
        at=at,
    )


def make_waiver(key: PartnerKey, *, officers: tuple[Person, Person], at: datetime = NOON) -> Waiver:
    """Return a waiver that two officers agreed to."""
    proposal = make_proposed(key, by=officers[0], at=at)
    agree_to_waiver(proposal.pk, no_tie=True, actor=Actor.person(officers[1].pk), at=at)
    return Waiver.objects.get(proposal=proposal)

"""What the addresses of waivers, authorizations and ownerships lead to."""

from __future__ import annotations

from uuid import UUID

from goodstanding.partners.models import Wrong
from goodstanding.partners.rules.stakes import Pair, Stake
from goodstanding.partners.services.authorizing import grant_authorization
from goodstanding.partners.services.correcting import propose_correction
from goodstanding.partners.services.owning import record_ownership
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.keys import PartnerKey
from tests.builders import NOON, SYSTEM, make_entity, make_location, make_officer
from tests.builders_authorizations import make_authorizing_rules
from tests.builders_waivers import make_proposed, make_waivable_rules, make_waiver
from tests.web.access_world import Parts, World


def a_waivable_duty(world: World) -> Parts:
    """Rules that allow waivers."""
    make_waivable_rules(world.program, drafter=make_officer(world.program))
    return {}


def a_proposed_waiver(world: World) -> Parts:
    """A waiver that waits for another officer."""
    a_waivable_duty(world)
    key = PartnerKey(world.program.pk, world.partner.pk)
    return {"proposal": str(make_proposed(key, by=make_officer(world.program)).pk)}


def a_waiver(world: World) -> Parts:
    """A waiver in force."""
    a_waivable_duty(world)
    key = PartnerKey(world.program.pk, world.partner.pk)
    officers = (make_officer(world.program), make_officer(world.program))
    return {"waiver": str(make_waiver(key, officers=officers).fact_id)}


def a_counter(world: World) -> Parts:
    """Rules that authorize resellers."""
    make_authorizing_rules(world.program, drafter=make_officer(world.program))
    return {}


def an_authorization(world: World) -> Parts:
    """An authorization of a location of the partner."""
    a_counter(world)
    granted = grant_authorization(
        make_location(world.entity).pk,
        program_id=world.program.pk,
        name="reseller",
        granted_on=NOON.date(),
        actor=SYSTEM,
        at=clock.now(),
    )
    return {"authorization": str(granted.fact_id)}


def an_ownership(world: World) -> Parts:
    """A share of an entity of the partner, owned by another one."""
    owned = make_entity(world.partner, name="Fabrikam France SAS")
    recorded = record_ownership(
        Pair(world.entity.pk, owned.pk),
        Stake(share_basis_points=8000, from_on=NOON.date()),
        program_id=world.program.pk,
        source="Commercial register",
        actor=SYSTEM,
        at=clock.now(),
    )
    return {"ownership": str(recorded.row.fact_id)}


def a_correction(world: World) -> Parts:
    """A correction of an authorization that waits for another officer."""
    authorization = an_authorization(world)["authorization"]
    proposed = propose_correction(
        UUID(authorization),
        wrong=Wrong.GRANT,
        reason="Another location was meant.",
        evidence="The mail of 3 September.",
        no_tie=True,
        actor=Actor.person(make_officer(world.program).pk),
        at=clock.now(),
    )
    return {"correction": str(proposed.pk)}

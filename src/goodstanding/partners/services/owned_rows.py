"""Writing the rows of who owns whom: what is new, what is corrected, and what ends."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from goodstanding.evidence.services import Change
from goodstanding.partners.models import Ownership
from goodstanding.partners.rules.stakes import Pair, Stake, StakePlan, day_before
from goodstanding.partners.selectors.ownerships import stake_of
from goodstanding.values.days import ends_at, starts_at
from goodstanding.values.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What is said of one pair, whose partner is locked, and what that does."""

    pair: Pair
    partner_id: UUID
    stake: Stake
    source: str
    zone: str
    plan: StakePlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: the row that says it, and the one that ended the day before it."""

    row: Ownership
    ended: Ownership | None


def write_stake(saying: Saying, held: list[Ownership], done: Change) -> Written:
    """Write what is said, by superseding what it corrects and ending what it follows.

    ``held`` is what is known of the pair. The days of the zone are kept already.
    """
    by_stake = {stake_of(row): row for row in held}
    ended = corrected = None
    if saying.plan.follows is not None:
        before = by_stake[saying.plan.follows]
        ended = rewrite(
            before, day_before(saying.plan.follows, saying.stake.from_on), before.source, done
        )
    if saying.plan.corrects is not None:
        corrected = by_stake[saying.plan.corrects]
        supersede(corrected, done)
    row = Ownership.objects.create(
        fact_id=corrected.fact_id if corrected else new_id(),
        partner_id=saying.partner_id,
        owner_id=saying.pair.owner_id,
        owned_id=saying.pair.owned_id,
        source=saying.source,
        zone=saying.zone,
        **_span(saying.stake, saying.zone),
    )
    return Written(row=row, ended=ended)


def rewrite(held: Ownership, stake: Stake, source: str, done: Change) -> Ownership:
    """Say something else of a fact, and return the row that does."""
    supersede(held, done)
    return Ownership.objects.create(
        fact_id=held.fact_id,
        partner_id=held.partner_id,
        owner_id=held.owner_id,
        owned_id=held.owned_id,
        source=source,
        zone=held.zone,
        **_span(stake, held.zone),
    )


def supersede(held: Ownership, done: Change) -> None:
    """Let a row be what was known until now."""
    held.superseded_at = done.recorded_at
    held.save(update_fields=["superseded_at"])


def _span(stake: Stake, zone: str) -> dict[str, object]:
    return {
        "share_basis_points": stake.share_basis_points,
        "from_on": stake.from_on,
        "until_on": stake.until_on,
        "valid_from": starts_at(stake.from_on, zone),
        "valid_until": ends_at(stake.until_on, zone) if stake.until_on else None,
    }

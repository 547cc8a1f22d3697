"""Corrections of what is wrongly on record of an authorization."""

from __future__ import annotations

from datetime import datetime, timedelta

from goodstanding.partners.models import (
    Authorization,
    AuthorizationCorrection,
    Wrong,
)
from goodstanding.partners.services.authorizing import (
    end_authorization,
)
from goodstanding.partners.services.correcting import (
    agree_to_correction,
    propose_correction,
)
from goodstanding.standing.selectors import standing_at
from goodstanding.values.actor import Actor
from goodstanding.values.keys import PartnerKey
from tests.builders import NOON, make_officer
from tests.builders_authorizations import (
    Counter,
    as_officer,
    make_granted,
)

LATER = NOON + timedelta(days=10)
LATEST = NOON + timedelta(days=20)


def make_second(counter: Counter) -> Actor:
    return Actor.person(make_officer(counter.program, name="Jonas Brandt").pk)


def make_proposal(
    counter: Counter,
    held: Authorization,
    *,
    wrong: Wrong = Wrong.END,
    reason: str = "Another location was meant.",
    evidence: str = "The mail of 3 September.",
    no_tie: bool = True,
    actor: Actor | None = None,
    at: datetime = LATEST,
) -> AuthorizationCorrection:
    return propose_correction(
        held.fact_id,
        wrong=wrong,
        reason=reason,
        evidence=evidence,
        no_tie=no_tie,
        actor=actor or as_officer(counter),
        at=at,
    )


def agree(counter: Counter, proposed: AuthorizationCorrection, *, actor: Actor | None = None):
    return agree_to_correction(
        proposed.pk, no_tie=True, actor=actor or make_second(counter), at=LATEST
    )


def make_ended(counter: Counter) -> Authorization:
    return end_authorization(
        make_granted(counter).fact_id,
        until_on=LATER.date(),
        reason="Sold",
        actor=as_officer(counter),
        at=LATER,
    )


def current_ends() -> list[tuple[str, object]]:
    rows = Authorization.objects.filter(superseded_at=None).order_by("valid_from")
    return list(rows.values_list("ended_by", "until_on"))


def levels_held(counter: Counter, *, at, known_at=None) -> list[tuple[str | None, str | None]]:
    key = PartnerKey(counter.program.pk, counter.partner.pk)
    standing = standing_at(key, as_of=at, known_at=known_at)
    assert standing is not None
    return [(row.level, row.note) for row in standing.reasons if row.kind == "authorization"]

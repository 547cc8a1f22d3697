"""Comparing what is kept with what is so, after a change that was worked out in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from goodstanding.standing import services
from goodstanding.standing.selectors import standing_at, standing_now
from goodstanding.values.keys import PartnerKey


def recompute_and_compare(
    keys: Sequence[PartnerKey], *, as_of: datetime, changed: frozenset[str] | None = None
) -> None:
    """Recompute as the product does; where that was in part, ask for the whole and compare."""
    services.recompute(keys, as_of=as_of, changed=changed)
    if changed is not None:
        for key in keys:
            require_so(key, at=as_of)


def require_so(key: PartnerKey, *, at: datetime) -> None:
    """Compare the reasons and the level that are kept with what the facts say."""
    kept, whole = standing_now(key, at=at), standing_at(key, as_of=at)
    if kept is None or whole is None:
        assert kept is whole
        return
    assert kept.reasons == whole.reasons
    assert replace(kept.whole, turns_at=None) == replace(whole.whole, turns_at=None)
    never = datetime.max.replace(tzinfo=UTC)
    assert (kept.whole.turns_at or never) <= (whole.whole.turns_at or never)

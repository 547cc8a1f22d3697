"""Which acceptances count: an entity's own, and where a pack says so its parent's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from goodstanding.rulebook.pack import Accept, Pack

_ASSENT = (
    "owner_no, acceptance_id, entity_id, region, location_id, agreement, position, accepted_at"
)
# Names of columns and of tables of the text, none of them from a pack.
_BOTH = (
    f"(select {_ASSENT}, cast(null as integer) as affiliates from assents union all "  # noqa: S608
    f"select {_ASSENT}, affiliates from parent_assents p "
    "where coalesce(p.until_at > :as_of, true))"
)


def affiliates_accept(pack: Pack) -> bool:
    """Return whether a duty of the pack lets parents accept for what they own."""
    return any(isinstance(o.verb, Accept) and o.verb.affiliates for o in pack.obligations)


def assent_phrases(pack: Pack) -> Mapping[str, Callable[..., str]]:
    """Return ``@assents_of``, the acceptances there are, and ``@owned``, which a duty counts."""
    if not affiliates_accept(pack):
        return {"assents_of": lambda row: f"assents {row}", "owned": lambda _row, _ob: "true"}
    return {
        "assents_of": lambda row: f"{_BOTH} {row}",
        "owned": lambda row, ob: (
            f"({row}.affiliates is null or {row}.affiliates = {ob}.affiliates)"
        ),
    }

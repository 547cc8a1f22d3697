"""What the columns of a file of who owns whom say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum

from goodstanding.partners.rules.columns import (
    STAND_IN_MAX,
    IdColumn,
    Target,
    Vocabulary,
    chosen_targets,
    is_namespace,
    spoken,
)
from goodstanding.partners.rules.errors import ColumnMappingError
from goodstanding.values.names import holds_hidden_signs


class StakeColumn(StrEnum):
    """A column of our format for who owns whom that holds one thing."""

    SHARE = "share"  #: In percent, such as 80 or 33.33.
    FROM = "from"  #: The first day, such as 2026-08-01.
    UNTIL = "until"  #: The last day; empty where it is owned without an end.
    SOURCE = "source"  #: Where it is written, such as a register.


class StakeSide(StrEnum):
    """Whose ID a column holds: ``owner id:lei``, ``owned id:lei``."""

    OWNER = "owner id"
    OWNED = "owned id"


_SINGLE = {column.value: column for column in StakeColumn}
_OTHER_NAMES: Mapping[str, str] = {
    "affiliate": "owned id:crm",
    "affiliate lei": "owned id:lei",
    "child": "owned id:crm",
    "child lei": "owned id:lei",
    "end": "until",
    "end date": "until",
    "last day": "until",
    "owned lei": "owned id:lei",
    "owner lei": "owner id:lei",
    "ownership": "share",
    "parent": "owner id:crm",
    "parent lei": "owner id:lei",
    "percent": "share",
    "percentage": "share",
    "register": "source",
    "share in percent": "share",
    "since": "from",
    "start": "from",
    "start date": "from",
    "subsidiary": "owned id:crm",
    "subsidiary lei": "owned id:lei",
    "valid from": "from",
    "valid until": "until",
}


def stake_target_of(text: str) -> Target | None:
    """Return what one of our column names means, whatever its case and spaces; else None."""
    name = spoken(text)
    if name in _SINGLE:
        return _SINGLE[name]
    side, colon, namespace = (part.strip() for part in name.partition(":"))
    if not colon or not is_namespace(namespace) or side not in set(StakeSide):
        return None
    return IdColumn(StakeSide(side), namespace)


def suggested_stake_target(text: str) -> Target | None:
    """Return what a column could mean, for a person to confirm; None where nothing is near."""
    exact = stake_target_of(text)
    if exact is not None:
        return exact
    name = spoken(text)
    if name in _OTHER_NAMES:
        return stake_target_of(_OTHER_NAMES[name])
    near = get_close_matches(name, _SINGLE, n=1, cutoff=0.8)
    return _SINGLE[near[0]] if near else None


def stake_columns() -> Vocabulary:
    """Return what the columns of a file of who owns whom can say."""
    words = ", ".join([*(f"{side}:NAMESPACE" for side in StakeSide), *_SINGLE])
    return Vocabulary(target=stake_target_of, suggested=suggested_stake_target, words=words)


def choose_stake_targets(
    header: Sequence[str], chosen: Mapping[str, str], *, source: str = ""
) -> tuple[Target | None, ...]:
    """Return what each column of a file of who owns whom says.

    ``source`` is where all of it is written, where no column says it.

    Raises:
        ColumnMappingError: With every reason why the columns do not say what is needed.
    """
    targets, wrong = chosen_targets(header, chosen, stake_columns())
    wrong.extend(_missing(targets, source))
    if wrong:
        raise ColumnMappingError(wrong)
    return targets


def _missing(targets: Sequence[Target | None], source: str) -> Iterable[str]:
    sides = {target.kind for target in targets if isinstance(target, IdColumn)}
    if StakeSide.OWNER not in sides:
        yield (
            "No column holds an ID of the entity that owns. Map a column to owner id:NAMESPACE, "
            "such as owner id:lei."
        )
    if StakeSide.OWNED not in sides:
        yield (
            "No column holds an ID of the entity that is owned. Map a column to "
            "owned id:NAMESPACE, such as owned id:lei."
        )
    if StakeColumn.SHARE not in targets:
        yield "No column says “share”, in percent. Map the one that does."
    if StakeColumn.FROM not in targets:
        yield "No column says “from”, the first day. Map the one that does."
    said = bool(source.strip())
    if StakeColumn.SOURCE in targets and said:
        yield "A column says where it is written. Leave the source of the whole file empty."
    elif StakeColumn.SOURCE not in targets and not said:
        yield (
            "Nothing says where this is written. Map a column to “source”, or name one source for "
            "the whole file, such as Commercial register."
        )
    if len(source) > STAND_IN_MAX or holds_hidden_signs(source):
        yield (
            f"The source of the whole file has to be one line of up to {STAND_IN_MAX} characters. "
            "Shorten it, or write it in a column."
        )

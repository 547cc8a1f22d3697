"""What the columns of a file of authorizations say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum

from goodstanding.partners.rules.authorizing import NAME_MAX
from goodstanding.partners.rules.columns import (
    IdColumn,
    IdKind,
    Target,
    Vocabulary,
    chosen_targets,
    id_target_of,
    spoken,
)
from goodstanding.partners.rules.errors import ColumnMappingError
from goodstanding.values.codes import is_code


class GrantColumn(StrEnum):
    """A column of our format for authorizations that holds one thing."""

    AUTHORIZATION = "authorization"  #: Its name in the rule book, such as reseller.
    GRANTED_ON = "granted on"  #: The first day, such as 2026-08-01.
    UNTIL = "until"  #: The last day; empty where no end is set.


_SINGLE = {column.value: column for column in GrantColumn}
_OTHER_NAMES: Mapping[str, str] = {
    "authorisation": "authorization",
    "authorized on": "granted on",
    "end": "until",
    "end date": "until",
    "from": "granted on",
    "granted": "granted on",
    "last day": "until",
    "location mpn id": "location id:mpn",
    "mpn id": "location id:mpn",
    "mpnid": "location id:mpn",
    "right": "authorization",
    "since": "granted on",
    "site id": "location id:crm",
    "start": "granted on",
    "start date": "granted on",
    "valid from": "granted on",
    "valid until": "until",
}


def grant_target_of(text: str) -> Target | None:
    """Return what one of our column names means, whatever its case and spaces; else None."""
    name = spoken(text)
    if name in _SINGLE:
        return _SINGLE[name]
    ids = id_target_of(name)
    return ids if ids is not None and ids.kind is IdKind.LOCATION else None


def suggested_grant_target(text: str) -> Target | None:
    """Return what a column could mean, for a person to confirm; None where nothing is near."""
    exact = grant_target_of(text)
    if exact is not None:
        return exact
    name = spoken(text)
    if name in _OTHER_NAMES:
        return grant_target_of(_OTHER_NAMES[name])
    near = get_close_matches(name, _SINGLE, n=1, cutoff=0.8)
    return _SINGLE[near[0]] if near else None


def grant_columns() -> Vocabulary:
    """Return what the columns of a file of authorizations can say."""
    words = ", ".join([f"{IdKind.LOCATION}:NAMESPACE", *_SINGLE])
    return Vocabulary(target=grant_target_of, suggested=suggested_grant_target, words=words)


def choose_grant_targets(
    header: Sequence[str], chosen: Mapping[str, str], *, name: str = ""
) -> tuple[Target | None, ...]:
    """Return what each column of a file of authorizations says.

    ``name`` is the authorization that all rows are of, where no column says it.

    Raises:
        ColumnMappingError: With every reason why the columns do not say what is needed.
    """
    targets, wrong = chosen_targets(header, chosen, grant_columns())
    wrong.extend(_missing(targets, name))
    if wrong:
        raise ColumnMappingError(wrong)
    return targets


def _missing(targets: Sequence[Target | None], name: str) -> Iterable[str]:
    if not any(isinstance(target, IdColumn) for target in targets):
        yield (
            "No column holds an ID of a location, so nobody can tell who is authorized. Map a "
            "column to location id:NAMESPACE, such as location id:mpn."
        )
    if GrantColumn.GRANTED_ON not in targets:
        yield (
            "No column says “granted on”, the day that anniversaries are counted from. Map the "
            "one that does."
        )
    if GrantColumn.AUTHORIZATION in targets and name:
        yield "A column says what is authorized. Leave the authorization of the whole file empty."
    elif GrantColumn.AUTHORIZATION not in targets and not name:
        yield (
            "Nothing says what is authorized. Map a column to “authorization”, or name one for "
            "the whole file, such as reseller."
        )
    if name and (len(name) > NAME_MAX or not is_code(name)):
        yield (
            f"“{name}” cannot name an authorization. Use small letters, digits and single dashes, "
            "such as reseller."
        )

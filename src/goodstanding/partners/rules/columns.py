"""What the columns of a file say: our own names, what they could be, and what stays unused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from goodstanding.partners.rules.errors import ColumnMappingError
from goodstanding.values.codes import is_code

NAMESPACE_MAX = 32
#: Characters of what stands in for a column that a file lacks, said once for all its rows.
STAND_IN_MAX = 64

#: The namespace of our own identifiers: it names what we know already, and is never assigned.
OWN_NAMESPACE = "goodstanding"


class Column(StrEnum):
    """A column of our format that holds one thing."""

    PARTNER = "partner"  #: The name of the partner.
    COUNTRY = "country"  #: Of the most particular thing the row names; code or English name.
    TIER = "tier"  #: distributor, reseller or direct.
    DISTRIBUTOR = "distributor"  #: An external ID of the distributor the partner buys through.
    ENTITY = "entity"  #: The name of a legal entity.
    LOCATION = "location"  #: The name of a location.
    REGION = "region"
    ZONE = "zone"  #: A time zone, such as Europe/Berlin.
    PERSON_EMAIL = "person email"
    PERSON_NAME = "person name"
    PERSON_ROLE = "person role"
    FROM = "from"  #: The day from which what is new or different in the row holds.


class IdKind(StrEnum):
    """Whose external ID a column holds: ``id:mpn``, ``entity id:lei``, ``location id:mpn``."""

    PARTNER = "id"
    ENTITY = "entity id"
    LOCATION = "location id"


@dataclass(frozen=True, slots=True)
class IdColumn:
    """A column with external IDs of one kind in one namespace; kinds are a file's own."""

    kind: StrEnum
    namespace: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.namespace}"


#: What a column says: one of a vocabulary's own names, or IDs of somebody's.
Target = StrEnum | IdColumn


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What the columns of one kind of file can say."""

    target: Callable[[str], Target | None]  #: What one of our column names means.
    suggested: Callable[[str], Target | None]  #: What a column could mean, for a person to confirm.
    words: str  #: The names of all of them, for a sentence.


_OTHER_NAMES: Mapping[str, str] = {
    "branch": "location",
    "business name": "partner",
    "company": "partner",
    "company name": "partner",
    "country code": "country",
    "d-u-n-s": "id:duns",
    "distributor id": "distributor",
    "duns": "id:duns",
    "e-mail": "person email",
    "email": "person email",
    "email address": "person email",
    "id": "id:crm",
    "legal entity": "entity",
    "legal name": "entity",
    "lei": "id:lei",
    "location name": "location",
    "mpn id": "id:mpn",
    "mpnid": "id:mpn",
    "name": "partner",
    "organisation": "partner",
    "organization": "partner",
    "partner id": "id:crm",
    "partner name": "partner",
    "partnerid": "id:crm",
    "role": "person role",
    "security": "partner",
    "since": "from",
    "site": "location",
    "site name": "location",
    "start date": "from",
    "symbol": "id:symbol",
    "time zone": "zone",
    "timezone": "zone",
    "valid from": "from",
}
_SINGLE = {column.value: column for column in Column}


def target_of(text: str) -> Target | None:
    """Return what one of our column names means, whatever its case and spaces; else None."""
    name = spoken(text)
    return _SINGLE[name] if name in _SINGLE else id_target_of(name)


def spoken(text: str) -> str:
    """Return the name of a column as it is compared: case, spaces and low lines do not count."""
    return " ".join(text.casefold().replace("_", " ").split())


def id_target_of(name: str) -> IdColumn | None:
    """Return whose IDs a column called ``location id:mpn`` holds; None where it is no such name."""
    kind, colon, namespace = (part.strip() for part in name.partition(":"))
    if not colon or not is_namespace(namespace) or kind not in set(IdKind):
        return None
    return IdColumn(IdKind(kind), namespace)


def is_namespace(text: str) -> bool:
    """Return whether ``text`` can name whose number an external ID is."""
    return len(text) <= NAMESPACE_MAX and is_code(text)


def suggested_target(text: str) -> Target | None:
    """Return what a column could mean, for a person to confirm; None where nothing is near."""
    exact = target_of(text)
    if exact is not None:
        return exact
    name = spoken(text)
    if name in _OTHER_NAMES:
        return target_of(_OTHER_NAMES[name])
    near = get_close_matches(name, _SINGLE, n=1, cutoff=0.8)
    return _SINGLE[near[0]] if near else None


def choose_targets(
    header: Sequence[str], chosen: Mapping[str, str], *, names: str = ""
) -> tuple[Target | None, ...]:
    """Return what each column of the file says.

    Columns with our own names need no choice. ``chosen`` maps other names of columns to ours,
    or to an empty text, which leaves a column out.

    Raises:
        ColumnMappingError: With every reason: a chosen column is not in the file or not one of
            ours, two columns say the same, or none says which partner a row is about.
    """
    targets, wrong = chosen_targets(header, chosen, partner_columns())
    wrong.extend(_missing(targets, names))
    if wrong:
        raise ColumnMappingError(wrong)
    return targets


def chosen_targets(
    header: Sequence[str], chosen: Mapping[str, str], vocabulary: Vocabulary
) -> tuple[tuple[Target | None, ...], list[str]]:
    """Return what each column of a file says, and what is wrong with the choice."""
    wrong: list[str] = []
    known = {_key(name): name for name in header}
    by_name: dict[str, Target | None] = {name: vocabulary.target(name) for name in header}
    for theirs, ours in chosen.items():
        column = known.get(_key(theirs))
        if column is None:
            wrong.append(f"The file has no column “{theirs}”. It has: {', '.join(header)}.")
            continue
        by_name[column] = vocabulary.target(ours) if ours.strip() else None
        if ours.strip() and by_name[column] is None:
            wrong.append(f"“{ours}” is not one of our columns. They are: {vocabulary.words}.")
    targets = tuple(by_name[name] for name in header)
    wrong.extend(_said_twice(header, targets))
    return targets, wrong


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _said_twice(header: Sequence[str], targets: Sequence[Target | None]) -> Iterable[str]:
    by_target: dict[Target, list[str]] = {}
    for name, target in zip(header, targets, strict=True):
        if target is not None:
            by_target.setdefault(target, []).append(name)
    for target, columns in by_target.items():
        if len(columns) > 1:
            named = " and ".join(f"“{name}”" for name in columns)
            yield f"{named} both say “{target}”. Choose one of them."


def _missing(targets: Sequence[Target | None], names: str) -> Iterable[str]:
    has_id = any(isinstance(target, IdColumn) for target in targets)
    if names and not is_namespace(names):
        yield (
            f"“{names}” cannot be a namespace. Use up to {NAMESPACE_MAX} small letters, digits "
            "and single dashes, such as crm."
        )
    if names == OWN_NAMESPACE:
        yield f"“{OWN_NAMESPACE}” is the namespace of our own identifiers. Choose another."
    if names and Column.PARTNER not in targets:
        yield "Names are to serve as IDs, and no column says “partner”. Map the one with the names."
    if not has_id and not names:
        yield (
            "No column holds an ID, so nobody can tell which partner a row is about. Map a column "
            "to id:NAMESPACE (such as id:crm), or choose a namespace in which the name is the ID."
        )


def all_columns() -> str:
    """Return the names of our columns, for a sentence."""
    ids = [f"{kind}:NAMESPACE" for kind in IdKind]
    return ", ".join([*ids, *(column.value for column in Column)])


def partner_columns() -> Vocabulary:
    """Return what the columns of a file of partners can say."""
    return Vocabulary(target=target_of, suggested=suggested_target, words=all_columns())


def unused(header: Sequence[str], targets: Sequence[Target | None]) -> tuple[str, ...]:
    """Return the columns of the file that the import does not read."""
    return tuple(name for name, target in zip(header, targets, strict=True) if target is None)


def unused_sentences(
    header: Sequence[str], targets: Sequence[Target | None], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """Return a sentence for each unused column, with what it could be where that is plain."""
    taken = set(targets)
    said = []
    for name in unused(header, targets):
        near = vocabulary.suggested(name)
        hint = f" Did you mean “{name}={near}”?" if near is not None and near not in taken else ""
        said.append(f"The column “{name}” is not used.{hint}")
    return tuple(said)

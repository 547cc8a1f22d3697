"""The facts the rule book reads: every relation, its columns and what they mean.

The compiled text reads these relations in schema ``facts`` and nothing else. In PostgreSQL
they are views over the rooms' tables; in a simulation they are files. Whoever provides them
promises what is written here, and a test compares the views with it.

Two times: a fact is *known* when ``known_from <= known_at`` and ``known_until`` is open or
later; a span *holds* when ``from_at <= as_of`` and ``until_at`` is open or later. A local
day (``…_on``) is fixed when the fact is recorded: no engine turns an instant into a day.

``since_on`` is the later of two local days: that of ``from_at``, and the first on which any row
known by then said the same and held. Saying the same again never moves it to a later day.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SCHEMA = "facts"
#: The name in ``lists`` that says: everybody with an affiliation is listed.
PEOPLE_LIST = "people"


class ColumnType(StrEnum):
    """What a column holds; the names are those of both engines, but for ``id``."""

    ID = "id"  #: A UUID, in PostgreSQL and in files. Only joined and compared.
    CODE = "text"  #: A name from a rule book, a country, a zone: compared, never parsed.
    NUMBER = "integer"
    AMOUNT = "bigint"  #: Minor units of a currency.
    FLAG = "boolean"
    INSTANT = "timestamptz"
    DAY = "date"

    @property
    def postgresql(self) -> str:
        """The type as PostgreSQL's catalogue names it (``format_type``)."""
        return {"id": "uuid", "timestamptz": "timestamp with time zone"}.get(self, str(self))

    @property
    def sql(self) -> str:
        """The type as a table is declared with it in either engine."""
        return {"id": "uuid"}.get(self, str(self))


class ProofOutcome(StrEnum):
    """What became of a message to a contact, once it is certain."""

    DELIVERED = "delivered"  #: It reached a human.
    FAILED = "failed"  #: It can never arrive: hard evidence, not a full mailbox.


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a relation of facts."""

    name: str
    type: ColumnType
    meaning: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of facts; ``key`` is what one row in force says something about."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    #: At most one known row with this key holds at an instant.
    key: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column called ``name``."""
        return next(column for column in self.columns if column.name == name)


_ID, _CODE, _DAY, _INSTANT = ColumnType.ID, ColumnType.CODE, ColumnType.DAY, ColumnType.INSTANT

_KNOWN = (
    Column("known_from", _INSTANT, "When the fact was recorded."),
    Column("known_until", _INSTANT, "When a correction replaced or voided it.", nullable=True),
)
_OWNER = (
    Column("program_id", _ID, "The program the fact is about."),
    Column("partner_id", _ID, "The partner the fact is about."),
)
_SPAN = (
    Column("from_at", _INSTANT, "The first instant at which it holds."),
    Column("until_at", _INSTANT, "The first instant at which it no longer holds.", nullable=True),
)
_FROM_ON = Column("from_on", _DAY, "The local day of from_at.")
_SINCE_ON = Column(
    "since_on",
    _DAY,
    "The first day that counts for due days: that of from_at, or of when it was first known.",
)
_UNTIL_ON = Column(
    "until_on", _DAY, "The last local day on which it holds; null while open.", nullable=True
)


def _relation(
    name: str, meaning: str, *columns: Column, key: tuple[str, ...] = (), owned: bool = True
) -> Relation:
    return Relation(name, meaning, (*_KNOWN, *(_OWNER if owned else ()), *columns), key)


PARTNER_FACTS = (
    _relation(
        "enrolments",
        "A partner takes part in a program.",
        Column("tier", _CODE, "What it is in the program, such as reseller."),
        Column("zone", _CODE, "The partner's time zone, for what has no location."),
        *_SPAN,
        _SINCE_ON,
        key=("program_id", "partner_id"),
    ),
    _relation(
        "locations",
        "A location of a legal entity belongs to the partner.",
        Column("location_id", _ID, "The location."),
        Column("entity_id", _ID, "The legal entity it is a location of."),
        Column("country", _CODE, "ISO 3166-1 alpha-2; null if nobody said.", nullable=True),
        Column("region", _CODE, "The program's region; null if nobody said.", nullable=True),
        Column("zone", _CODE, "The location's time zone; assumed rather than null."),
        *_SPAN,
        _SINCE_ON,
        key=("program_id", "partner_id", "location_id"),
    ),
    _relation(
        "ownerships",
        "A legal entity of the partner owns a share of another, itself or through others.",
        Column("parent_id", _ID, "The entity that owns."),
        Column("affiliate_id", _ID, "The entity that is owned."),
        Column(
            "share_percent",
            ColumnType.NUMBER,
            "Percent owned, rounded up: rules ask for more than a whole percent.",
        ),
        *_SPAN,
        _UNTIL_ON,
    ),
    _relation(
        "affiliations",
        "A person has a role at a location.",
        Column("person_id", _ID, "The person."),
        Column("location_id", _ID, "Where."),
        Column("role", _CODE, "The role, such as sales."),
        *_SPAN,
        _SINCE_ON,
    ),
    _relation(
        "acceptances",
        "Somebody with authority accepted a version for an entity or a part of it.",
        Column("acceptance_id", _ID, "The acceptance."),
        Column("entity_id", _ID, "The legal entity bound by it."),
        Column("region", _CODE, "Only its locations of this region; null: all.", nullable=True),
        Column("location_id", _ID, "Only this location; null: all.", nullable=True),
        Column("agreement", _CODE, "The agreement."),
        Column("position", ColumnType.NUMBER, "The version accepted."),
        Column("accepted_at", _INSTANT, "When."),
    ),
    _relation(
        "services",
        "A notice provably reached a deliverable human contact.",
        Column("entity_id", _ID, "The entity served; null: the whole partner.", nullable=True),
        Column("subject", _CODE, "The agreement, or the obligation, it was about."),
        Column(
            "position",
            ColumnType.NUMBER,
            "The version it was about; null: all published by then, or no agreement.",
            nullable=True,
        ),
        Column("served_at", _INSTANT, "When it reached them."),
        Column("served_on", _DAY, "The local day of served_at."),
    ),
    _relation(
        "contacts",
        "A person is the partner's contact in a role.",
        Column("contact_id", _ID, "The contact."),
        Column("role", _CODE, "The contact role, such as security."),
        Column("person_id", _ID, "Who."),
        *_SPAN,
        _UNTIL_ON,
    ),
    _relation(
        "statements",
        "Somebody stated something for a unit.",
        Column("id", _ID, "The statement."),
        Column("unit", _CODE, "The identifier of the partner, the entity or the location."),
        Column("name", _CODE, "What was stated."),
        *_SPAN,
        _FROM_ON,
        _UNTIL_ON,
    ),
    _relation(
        "documents",
        "A document was shown for a unit.",
        Column("id", _ID, "The document."),
        Column("unit", _CODE, "The identifier of the partner, the entity or the location."),
        Column("name", _CODE, "What it proves."),
        *_SPAN,
        _UNTIL_ON,
    ),
    _relation(
        "waivers",
        "A duty is waived for a time.",
        Column("waiver_id", _ID, "The waiver."),
        Column("obligation", _CODE, "The obligation's name."),
        Column("unit", _CODE, "The unit as the result names it; null: every unit.", nullable=True),
        *_SPAN,
        Column("until_on", _DAY, "The last local day of the waiver."),
    ),
    _relation(
        "amounts",
        "What a location turned over in a month.",
        Column("location_id", _ID, "Where."),
        Column("metric", _CODE, "What was measured, such as revenue."),
        Column("month_on", _DAY, "The first day of the month."),
        Column("amount_minor", ColumnType.AMOUNT, "In the currency's minor unit."),
        Column("currency", _CODE, "ISO 4217."),
    ),
    _relation(
        "grants",
        "A location holds an authorization.",
        Column("grant_id", _ID, "The grant."),
        Column("location_id", _ID, "Who may."),
        Column("name", _CODE, "The authorization's name."),
        Column("granted_on", _DAY, "The local day of the grant: its anniversaries count."),
        *_SPAN,
        _SINCE_ON,
        Column("final_level", _CODE, "The final level it reached, if any.", nullable=True),
    ),
    _relation(
        "findings",
        "A breach was decided.",
        Column("finding_id", _ID, "The finding."),
        Column("clause", _CODE, "The clause, agreement#clause."),
        Column("severity", _CODE, "The severity's name."),
        Column("event_at", _INSTANT, "When it happened: its last instant."),
        Column("event_on", _DAY, "The local day of event_at."),
        Column("notice_at", _INSTANT, "When the partner was told; null: not yet.", nullable=True),
        Column("decided_at", _INSTANT, "When it was decided."),
        Column("overturned_at", _INSTANT, "When it was overturned, if it was.", nullable=True),
    ),
    _relation(
        "measures",
        "A measure binds the partner or one of its locations.",
        Column("measure_id", _ID, "The measure."),
        Column("location_id", _ID, "The location it binds; null: the partner.", nullable=True),
        Column("measure", _CODE, "The measure's name in the rule book."),
        Column("cause", _ID, "The act it follows from; causes are independent."),
        *_SPAN,
    ),
    _relation(
        "lists",
        "The partner declared a list complete.",
        Column("name", _CODE, f"The list, such as {PEOPLE_LIST}."),
        *_SPAN,
    ),
)

SHARED_FACTS = (
    _relation(
        "completions",
        "A person passed a course.",
        Column("completion_id", _ID, "The completion."),
        Column("person_id", _ID, "Who, wherever they work."),
        Column("course", _CODE, "The course."),
        Column("passed_at", _INSTANT, "When."),
        Column("passed_on", _DAY, "The local day of passed_at."),
        Column("until_on", _DAY, "The last day it is good for, if limited.", nullable=True),
        owned=False,
    ),
    _relation(
        "versions",
        "An agreement has a version.",
        Column("agreement", _CODE, "The agreement."),
        Column("position", ColumnType.NUMBER, "The version's number, from 1."),
        Column("material", ColumnType.FLAG, "Whether it needs a new acceptance."),
        Column("published_at", _INSTANT, "When it was published."),
        Column("published_on", _DAY, "The day of published_at in the program's zone."),
        Column("effective_at", _INSTANT, "When it takes effect."),
        Column("effective_on", _DAY, "The day of effective_at in the program's zone."),
        Column("withdrawn_at", _INSTANT, "When it was withdrawn, if it was.", nullable=True),
        key=("agreement", "position"),
        owned=False,
    ),
    _relation(
        "proofs",
        "It became certain what became of a message to a contact.",
        Column("contact_id", _ID, "The contact."),
        Column("proved_at", _INSTANT, "When."),
        Column("proved_on", _DAY, "The local day of proved_at."),
        Column("outcome", _CODE, f"One of {', '.join(ProofOutcome)}."),
        owned=False,
    ),
)

CALENDARS = (
    Relation(
        "days",
        "The instant at which each local day starts, from 2000 on.",
        (
            Column("zone", _CODE, "The time zone, such as Europe/Berlin."),
            Column("day", _DAY, "The local day."),
            Column("starts_at", _INSTANT, "Its first instant."),
        ),
        key=("zone", "day"),
    ),
    Relation(
        "workdays",
        "The days of a calendar, each with how many working days there are up to it.",
        (
            Column("calendar", _CODE, "The calendar: a country, such as DE, or a part of one."),
            Column("day", _DAY, "Any day."),
            Column("works", ColumnType.FLAG, "Whether it is a working day."),
            Column("ordinal", ColumnType.NUMBER, "Working days from the first day to this one."),
        ),
        key=("calendar", "day"),
    ),
)

#: Not a fact: what was worked out last. A text for a change takes from here what no change moved.
KEPT = Relation(
    "reasons",
    "A reason of a partner's standing, as it was worked out last.",
    (
        *_OWNER,
        Column("kind", _CODE, "What the reason is about, such as an obligation."),
        Column("source", _CODE, "Its name in the rule book."),
        Column("unit", _CODE, "The unit it binds; null: the whole partner.", nullable=True),
        Column("status", _CODE, "How it stood."),
        Column("rank", ColumnType.NUMBER, "The rank of the level it set, 0 the best."),
        Column("have", ColumnType.AMOUNT, "How much was met; null: unknown.", nullable=True),
        Column("need", ColumnType.AMOUNT, "Of how much; null: unknown.", nullable=True),
        Column("due_at", _INSTANT, "When it falls due; null: never yet.", nullable=True),
        Column("fact", _CODE, "The fact that decided.", nullable=True),
        Column("note", _CODE, "Why it was so.", nullable=True),
        Column("turns_at", _INSTANT, "Until when it stays so.", nullable=True),
    ),
)

RELATIONS = (*PARTNER_FACTS, *SHARED_FACTS, *CALENDARS)


def relation(name: str) -> Relation:
    """Return the relation called ``name``."""
    return next(relation for relation in RELATIONS if relation.name == name)

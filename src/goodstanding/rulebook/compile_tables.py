"""What a pack says, as the small tables the standing text joins.

The text is the same for every pack; the pack is in these tables and in the one condition
that says whom each obligation binds. Obligations are numbered in the order of the pack.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from goodstanding.rulebook.compile_anniversaries import anniversary_tables
from goodstanding.rulebook.compile_authorizations import authorization_tables
from goodstanding.rulebook.compile_composed import composed_tables
from goodstanding.rulebook.compile_workdays import workday_tables
from goodstanding.rulebook.pack import (
    REGIONAL,
    Accept,
    Attest,
    Obligation,
    Pack,
    Pass,
    Reach,
    Show,
    Unit,
    Who,
)
from goodstanding.rulebook.phrases import Anchor, Duration
from goodstanding.rulebook.sql import Literal, NotCompiledError, SqlType, literal, table

_UNIT_KINDS = {
    Unit.PARTNER: 0,
    Unit.ENTITY: 1,
    Unit.LOCATION: 2,
    Unit.REGION: 3,
    Unit.ENTITY_REGION: 4,
}
_ANCHORS = {Anchor.SERVICE: 0, Anchor.ASSIGNMENT: 1, Anchor.PUBLICATION: 2, Anchor.EFFECT: 3}
_INTEGER, _TEXT, _DATE, _BOOLEAN = SqlType.INTEGER, SqlType.TEXT, SqlType.DATE, SqlType.BOOLEAN
_NO_TIME = Duration()

Row = tuple[Literal, ...]


class Status(StrEnum):
    """How a row of the result stands, gravest last; ``in-force`` is a measure's."""

    IN_FORCE = "in-force"
    FULFILLED = "fulfilled"
    WAIVED = "waived"
    PENDING = "pending"  #: Not fulfilled, and not due yet.
    GRACE = "grace"  #: Was fulfilled, and is not due again yet.
    UNKNOWN = "unknown"  #: A fact is missing; the level does not move.
    OVERDUE = "overdue"


class Note(StrEnum):
    """Why a row is what it is, where the status does not say it all."""

    NOT_SERVED = "not-served"  #: No due day: nobody was told.
    NOTHING_IN_FORCE = "nothing-in-force"  #: The agreement has no material version in force.
    NOBODY_IN_SCOPE = "nobody-in-scope"  #: Nobody to train, and the list is complete.
    AMOUNTS_MISSING = "amounts-missing"  #: A month without any amount, which would decide.
    OTHER_CURRENCY = "other-currency"  #: A month in another currency, which would decide.
    LIST_NOT_DECLARED = "list-not-declared"  #: Nobody is listed, and nobody said that is all.
    PLACE_UNKNOWN = "place-unknown"  #: No country or region, so nobody knows whether it binds.
    NO_CALENDAR = "no-calendar"  #: The due day is not in the relation ``days``.
    #: A measure, or a final level, that this version of the pack does not have.
    NOT_IN_PACK = "not-in-pack"
    FINAL = "final"  #: A level that stays whatever is done now: it was reached in time.
    NOT_ENROLLED = "not-enrolled"  #: The partner does not take part at that instant.


def tables(pack: Pack) -> Iterator[str]:
    """Yield the common table expressions that hold what ``pack`` says.

    Raises:
        NotCompiledError: The pack uses what this compiler does not know.
    """
    numbered = list(enumerate(pack.obligations, start=1))
    yield table("program", {"program": _TEXT}, [(pack.program,)])
    yield table("levels", _columns("rank", level=_TEXT), [(v.rank, v.name) for v in pack.levels])
    yield table(
        "gravities",
        {"status": _TEXT, "gravity": _INTEGER, "named": _BOOLEAN},
        list(_gravities()),
    )
    yield table(
        "measure_ranks",
        {"measure": _TEXT, "rank": _INTEGER},
        [(m.name, pack.level(m.level).rank if m.level else 0) for m in pack.measures],
    )
    yield table("sources", _columns("ob", source=_TEXT), [(n, o.name) for n, o in numbered])
    yield table(
        "obligations",
        _columns(
            *("ob", "unit_kind", "anchor", "due_months", "due_days", "grace_rank"),
            placed=_BOOLEAN,
            floor_on=_DATE,
        ),
        [(n, *_obligation(pack, o)) for n, o in numbered],
    )
    yield from _verb_tables(numbered)
    yield from composed_tables(pack, {str(unit): kind for unit, kind in _UNIT_KINDS.items()})
    yield from anniversary_tables(pack, numbered)
    yield from authorization_tables(pack, numbered)
    yield from workday_tables(pack)


def local_sources(pack: Pack) -> str:
    """Return the table of the obligations that ask something of each location."""
    named = [(o.name,) for o in pack.obligations if o.per is Unit.LOCATION]
    return f"{table('local_sources', {'source': _TEXT}, named)},"


def change_table(*, measures: bool) -> str:
    """Return the table of one row that says what changed."""
    return f"{table('changed', {'measures': _BOOLEAN}, [(measures,)])},"


def _columns(*integers: str, **others: SqlType) -> dict[str, SqlType]:
    return dict.fromkeys(integers, _INTEGER) | others


def _verb_tables(numbered: list[tuple[int, Obligation]]) -> Iterator[str]:
    accepts, passes, reaches, papers = list[Row](), list[Row](), list[Row](), list[Row]()
    pass_roles, reach_roles, subjects = list[Row](), list[Row](), set[str]()
    for ob, obligation in numbered:
        subject = obligation.name
        match obligation.verb:
            case Accept() as verb:
                accepts.append((ob, verb.agreement, verb.affiliates))
                subject = verb.agreement
            case Pass() as verb:
                passes.append(
                    (ob, verb.course, verb.share_percent, *_pass_times(verb), _least(verb))
                )
                pass_roles.extend((ob, role) for role in verb.people)
            case Reach() as verb:
                reaches.append((ob, *_duration(verb.proof)))
                first = len(reach_roles) + 1
                reach_roles.extend((ob, n, role) for n, role in enumerate(verb.roles, first))
            case Attest() | Show() as verb:
                papers.append((ob, *_paper(verb)))
            case _:
                pass
        if obligation.due is not None and obligation.due.anchor is Anchor.SERVICE:
            subjects.add(subject)
    yield table("accepts", {"ob": _INTEGER, "agreement": _TEXT, "affiliates": _INTEGER}, accepts)
    yield table(
        "passes",
        {"ob": _INTEGER, "course": _TEXT}
        | _columns(
            *("share", "valid_months", "valid_days"),
            *("joined_months", "joined_days", "lapsed_months", "lapsed_days"),
            "valid_least",
        ),
        passes,
    )
    yield table("pass_roles", _columns("ob", role=_TEXT), pass_roles)
    yield table("reaches", _columns("ob", "proof_months", "proof_days"), reaches)
    yield table("reach_roles", _columns("ob", "part", role=_TEXT), reach_roles)
    if papers:
        named = {"ob": _INTEGER, "kind": _TEXT, "name": _TEXT}
        yield table("papers", named | _columns("valid_months", "valid_days"), papers)
    yield table("subjects", {"subject": _TEXT}, [(subject,) for subject in sorted(subjects)])


def _pass_times(verb: Pass) -> Row:
    joined, lapsed = verb.grace_joined or _NO_TIME, verb.grace_lapsed or _NO_TIME
    return (*_duration(verb.valid), *_duration(joined), *_duration(lapsed))


def _paper(verb: Attest | Show) -> Row:
    """Return ``kind, name, valid_months, valid_days``; without a validity the last two are null."""
    match verb:
        case Attest(statement=name, valid=valid):
            return ("statement", name, *((None, None) if valid is None else _duration(valid)))
        case show:
            return ("document", show.document, None, None)


def _least(verb: Pass) -> int:
    """Return so many days that a pass is good for them at least, whenever it was passed."""
    years, months = divmod(verb.valid.months, 12)
    return years * 365 + max(months * 30 - 2, 0) + verb.valid.days


def _duration(duration: Duration) -> tuple[int, int]:
    if duration.workdays:
        raise NotCompiledError(
            f"“{duration}” is not compiled yet in this version. Give days or months instead."
        )
    return duration.months, duration.days


def _obligation(pack: Pack, obligation: Obligation) -> Row:
    """Return ``unit_kind, anchor, due_months, due_days, grace_rank, placed, floor_on``."""
    unit = obligation.per
    anchor, months, days = _due(obligation)
    countdown = pack.countdown(obligation.countdown) if obligation.countdown else None
    grace = countdown.grace if countdown else None
    _refuse_authorizations(obligation)
    transition = pack.transition or _NO_TIME
    _duration(transition)
    return (
        _UNIT_KINDS[unit],
        anchor,
        months,
        days,
        pack.level(grace).rank if grace else None,
        _placed(obligation),
        transition.after(obligation.since) if obligation.since else None,
    )


def _refuse_authorizations(obligation: Obligation) -> None:
    who = obligation.who
    course = who and who.authorizations and isinstance(obligation.verb, Pass)
    if course or (who and who.excluded and who.excluded.authorizations):
        raise NotCompiledError(
            f"“authorization” is not compiled yet for “{obligation.name}” in this version, neither "
            "for a course nor under “not”. Say whom it binds by tier, country or region."
        )


def _due(obligation: Obligation) -> tuple[int, int, int]:
    """Return the number of the anchor, and the months and days after it.

    The people of a ``pass`` have due days of their own, so it may have none.
    """
    due, verb = obligation.due, obligation.verb
    if obligation.part:
        return _ANCHORS[Anchor.ASSIGNMENT], 0, 0
    if isinstance(verb, Pass) != (due is None):
        raise NotCompiledError(
            f"“{obligation.name}” needs a due day, unless it is about a course: there each "
            "person has one, by the grace for joining and lapsing."
        )
    if due is None or due.anchor is Anchor.ANNIVERSARY:
        # The anniversary is looked for later, from the first day on which all else allows it.
        return _ANCHORS[Anchor.ASSIGNMENT], 0, 0
    known = _ANCHORS if isinstance(verb, Accept) else {Anchor.SERVICE, Anchor.ASSIGNMENT}
    if due.anchor not in known:
        raise NotCompiledError(
            f"“{due}” is not compiled yet for “{obligation.name}” in this version. "
            f"Count from one of {', '.join(sorted(known))}."
        )
    wait = due.after or _NO_TIME
    return _ANCHORS[due.anchor], wait.months, wait.days  # Working days are counted at the end.


def _placed(obligation: Obligation) -> bool | None:
    """Return whether a duty asks where a partner is; null where it asks what is held there."""
    if obligation.who is not None and obligation.who.authorizations:
        return None
    return obligation.per is not Unit.PARTNER or _names_places(obligation.who)


def _names_places(who: Who | None) -> bool:
    return who is not None and (bool(who.countries or who.regions) or _names_places(who.excluded))


def applies(pack: Pack, ob: str, row: str) -> str:
    """Return the condition under which obligation ``ob`` binds ``row``, a place of a partner.

    Three-valued: null where the place does not say its country or region.
    """
    return _bound(ob, row, list(enumerate(pack.obligations, start=1)))


def applies_to_tier(pack: Pack, ob: str, row: str) -> str:
    """Return the same for a ``row`` that has a tier and no place, and the duties that ask none."""
    numbered = enumerate(pack.obligations, start=1)
    return _bound(
        ob, row, [(n, o) for n, o in numbered if o.per is Unit.PARTNER and not _names_places(o.who)]
    )


def _bound(ob: str, row: str, numbered: list[tuple[int, Obligation]]) -> str:
    said = [(n, _condition(o, row)) for n, o in numbered]
    cases = " ".join(f"when {n} then {condition}" for n, condition in said if condition)
    return f"case {ob}.ob {cases} else true end" if cases else "true"


def _condition(obligation: Obligation, row: str) -> str:
    """Return when an obligation binds a row; empty: always.

    Nobody knows which part of a region a place without one belongs to.
    """
    terms = [_matches(obligation.who, row)] if obligation.who is not None else []
    if obligation.per in REGIONAL:
        terms.append(f"case when {row}.region is not null then true end")
    return " and ".join(terms)


def _matches(who: Who, row: str) -> str:
    named = (("tier", who.tiers), ("country", who.countries), ("region", who.regions))
    terms = [
        f"{row}.{column} in ({', '.join(literal(name, _TEXT) for name in names)})"
        for column, names in named
        if names
    ]
    if who.excluded is not None:
        terms.append(f"not {_matches(who.excluded, row)}")
    return f"({' and '.join(terms or ['true'])})"


def gravity(row: str) -> str:
    """Return how grave the status of ``row`` is, as a number."""
    cases = " ".join(
        f"when {literal(status, _TEXT)} then {n}" for status, n, _named in _gravities()
    )
    return f"case {row}.status {cases} end"


def _gravities() -> Iterator[tuple[Status, int, bool]]:
    """Yield each status with its gravity, and whether a partner can stand like this."""
    for n, status in enumerate(Status):
        yield status, max(n - 1, 0), status is not Status.IN_FORCE

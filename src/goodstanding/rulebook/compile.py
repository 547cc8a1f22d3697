"""A program pack becomes one SQL text that answers how every partner in scope stands.

The text reads the relations of ``facts``, the common table expression ``scope`` in front and
two parameters: ``:as_of``, the instant asked about, and ``:known_at``, the instant whose
knowledge counts. PostgreSQL 15 and DuckDB give the same rows. It says what it means in
``standing/*.sql``; ``compile_tables`` writes what the pack says as tables beside it.

The result, one row per reason and one per partner of the scope, partner first, worst next:

==============  =============================================================================
program_id,     Identifiers, of the type they have in the facts.
partner_id
kind            A ``Kind``: the partner itself, an obligation, an authorization, a measure.
source          The program, the obligation's, the authorization's or the measure's name.
unit            An entity, a location, a contact role; null: the whole partner. What lies in a
                region has a colon before the region, as ``units`` says.
status          A ``Status``. The partner's is the gravest of its obligations'.
level, rank     The level's name and its rank, 0 the best. A partner's is its worst row's,
                where a location's row counts for no more than the pack lets it.
have, need      Versions accepted, people covered, roles reached, minor units attained, duties
                met, needs met; null: unknown.
due_at          When it falls due, or falls due again; null: never yet.
fact            The acceptance, contact, paper, waiver, grant or measure that decides, as text.
note            A ``Note``.
turns_at        The next instant at which the row may change without a new fact. The partner
                row's is ``next_change_at``: before it, no row of the partner changes. The
                next pack's effect comes on top, and is the caller's to know.
==============  =============================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib import resources

from goodstanding.rulebook.changes import MEASURES, moved_by
from goodstanding.rulebook.compile_affiliates import affiliates_accept, assent_phrases
from goodstanding.rulebook.compile_anniversaries import anniversaries_of, dated_by_anniversary
from goodstanding.rulebook.compile_authorizations import authorizations_of, licences, reads_grants
from goodstanding.rulebook.compile_composed import levels
from goodstanding.rulebook.compile_steps import grant_rank, grant_step, next_step, rank_of
from goodstanding.rulebook.compile_tables import (
    applies,
    applies_to_tier,
    change_table,
    gravity,
    local_sources,
    tables,
)
from goodstanding.rulebook.compile_units import rejoined, unit_phrases
from goodstanding.rulebook.compile_workdays import workday_parts, workday_phrases
from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Composed,
    Obligation,
    Pack,
    Pass,
    Reach,
    Show,
    Verb,
)
from goodstanding.rulebook.phrases import Anchor
from goodstanding.rulebook.sql import PHRASES, Engine, expand, parameters, render

#: Raised whenever the same pack would give another text.
COMPILER_VERSION = 10

#: Who is asked about. Inside the text a partner in a program goes by a number: what is hashed and
#: kept for each row is shorter than two identifiers.
_SCOPE = """select g.program_id, g.partner_id,
    cast(row_number() over (
        order by g.program_id asc nulls last, g.partner_id asc nulls last
    ) as integer) as owner_no
from (
select distinct g.program_id, g.partner_id
from (
{scope_sql}
) g
) g"""
#: What a duty is known by before waivers and time are looked at: what each verb's file ends in.
_DUTY = (
    "ob, unit_kind, owner_no, unit, zone, bound, met, lapsed, due_on, have, need, "
    "fact, note, turns_at"
)
#: What a reason is known by: what each kind of them ends in.
_REASON = (
    "owner_no, kind_order, kind, source, unit, status, rank, partner_rank, have, "
    "need, due_at, fact, note, turns_at"
)
#: The file of each verb, in the order they are written in.
_VERBS: dict[type[Verb], str] = {
    Accept: "accept",
    Pass: "pass",
    Reach: "reach",
    Attain: "attain",
    Attest: "paper",
    Show: "paper",
}
#: The papers each verb reads: a file that ends in ``<word>_papers``.
_PAPERS: dict[type[Verb], str] = {Attest: "statement", Show: "document"}


class Kind(StrEnum):
    """What a row of the result is about."""

    PARTNER = "partner"
    OBLIGATION = "obligation"
    AUTHORIZATION = "authorization"
    MEASURE = "measure"


class PartState(StrEnum):
    """How a part of a duty stands for one of its units."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"  #: A fact is missing.


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledText:
    """One pack as one statement, without an end sign, with parameters written ``:name``."""

    sql: str
    parameters: tuple[str, ...]  #: Names, in the order of their first use.
    compiler_version: int

    def for_engine(self, engine: Engine) -> str:
        """Return the statement with its parameters as ``engine`` reads them."""
        return render(self.sql, engine)


def compile_pack(
    pack: Pack, *, scope_sql: str, changed: frozenset[str] | None = None, ordered: bool = True
) -> CompiledText:
    """Return the statement that answers for the partners ``scope_sql`` selects.

    ``scope_sql`` is a query with the columns ``program_id`` and ``partner_id``; it may use
    parameters of its own, written ``:name``. It stands in front of everything else, and
    every fact is joined to it before anything is counted.

    With ``changed``, the relations of facts that changed since the rows of ``facts.reasons``
    were worked out, the other rows are taken from there. That holds while the same pack is in
    force and before the ``turns_at`` those rows had as a whole; what the partner's row says of
    ``turns_at`` then speaks of the new rows only, and the earlier of both counts.

    The rows come in no order unless ``ordered``: whoever keeps everybody's need not wait for it.

    Raises:
        NotCompiledError: The pack says something this compiler does not know yet.
    """
    moving = pack
    if changed is not None:
        moving = replace(pack, obligations=moved_by(pack, changed))
    parts = _parts(moving) if changed is None else _changed_parts(pack, moving, changed)
    ending = [_part("order")] if ordered else []
    return _text(pack, moving, scope_sql, [*parts, *ending])


def compile_parts(pack: Pack, *, scope_sql: str) -> CompiledText | None:
    """Return the statement that says how the parts of duties stand; None where none has parts.

    It is asked to explain a row of ``compile_pack``'s text, and reads the same relations, with
    the same parameters. One row per part and row of it, by duty and unit:

    ============  ===============================================================================
    program_id,   As in the other text.
    partner_id
    whole, unit   The duty that has the part, which may be a part itself, and the unit it binds.
    part          The part's name.
    part_unit     The unit of the part that counts for the duty's: one of its own, or a larger one;
                  of contacts the role. A part is met where all its rows are.
    state         A ``PartState``.
    have, need,   As in the other text.
    fact, note
    turns_at      The next instant at which the part may be met, or not met any more, by itself.
    ============  ===============================================================================
    """
    if not levels(pack):
        return None
    named = {
        name
        for each in pack.obligations
        if isinstance(each.verb, Composed)
        for name in (each.name, *each.verb.parts)
    }
    composed = replace(
        pack, obligations=tuple(each for each in pack.obligations if each.name in named)
    )
    return _text(composed, composed, scope_sql, [*_asked(composed), *_pieces(composed)])


def _text(pack: Pack, moving: Pack, scope_sql: str, parts: Sequence[str]) -> CompiledText:
    """Return a statement of these parts, with the tables of ``moving`` in front."""
    head = f"scope as (\n{_SCOPE.format(scope_sql=scope_sql)}\n)"

    def part(name: str) -> str:
        return expand(_part(name), phrases)

    phrases: dict[str, Callable[..., str]] = {
        **PHRASES,
        **unit_phrases(moving),
        **assent_phrases(moving),
        **workday_phrases(moving, part),
        "applies": lambda ob, row: applies(moving, ob, row),
        "applies_to_tier": lambda ob, row: applies_to_tier(moving, ob, row),
        "rejoined": lambda row: rejoined(moving, row),
        "location_most": lambda _nothing: str(pack.location_rank),
        "rank_of": lambda row: rank_of(moving, row),
        "next_step": lambda row: next_step(moving, row),
        "grant_rank": lambda row: grant_rank(moving, row),
        "grant_step": lambda row: grant_step(moving, row),
        "licensed_grounds": lambda _: part("licensed_grounds") if licences(moving) else "",
        "gravity": gravity,
    }
    said = ",\n".join(tables(moving))
    body = "\n".join(expand(part, phrases) for part in parts)
    sql = f"with {head},\n{said},\n{body}"
    return CompiledText(sql=sql, parameters=parameters(sql), compiler_version=COMPILER_VERSION)


def _parts(pack: Pack) -> Iterator[str]:
    """Yield the parts of the text that works out everything."""
    yield from _worked_out(pack)
    yield _part("turns")
    yield _part("measures")
    yield _turns("common", "measure", *_turning(pack))
    yield _reasons("obligation", *_authorized(pack), "measure")
    yield _part("result")


def _changed_parts(pack: Pack, moving: Pack, changed: frozenset[str]) -> Iterator[str]:
    """Yield the parts of the text that works out what a change moves, and keeps the rest."""
    yield local_sources(pack)
    yield change_table(measures=MEASURES in changed)
    yield from _worked_out(moving)
    measures = ["measure"] if MEASURES in changed else []
    if measures:
        yield _part("measures")
    yield _turns(*measures, *_turning(moving))
    yield _part("kept")
    yield _reasons("obligation", *_authorized(moving), *measures, "kept")
    yield _part("result")


def _worked_out(pack: Pack) -> Iterator[str]:
    """Yield who is bound, what each verb asks of them, and what that makes of their duties."""
    yield from _asked(pack)
    yield _part("duties")
    for name in _authorized(pack):
        yield _part(f"{name}s")


def _asked(pack: Pack) -> Iterator[str]:
    """Yield who is bound, what each verb asks of them, and by when.

    What no duty of the pack asks is left out. The file of a verb ends in ``<verb>_duties`` and
    ``<verb>_turns``: the instants at which a recorded fact comes into play that no duty of
    today tells of.
    """
    told = "served" if _served(pack) else "unserved"
    if reads_grants(pack):
        yield _part("granted")
    yield _part("scope")
    if reads_grants(pack):
        yield _part("held_grants")
    if anniversaries_of(pack):
        yield _part("grant_bases" if reads_grants(pack) else "no_grants")
        yield _part("bases")
    if _served(pack):
        yield _part("service")
    if any(isinstance(o.verb, Attest | Show | Composed) for o in pack.obligations):
        yield _part(f"first_{told}")
    for name in _verbs(pack):
        yield from _verb_parts(pack, name, told)
    # Names of files here and below, none of them from a pack.
    duties = [f"select {_DUTY} from {name}_duties" for name in _asking(pack)]  # noqa: S608
    if dated_by_anniversary(pack):
        yield _union("undated", duties)
        yield _part("anniversaries")
        duties = [f"select {_DUTY} from yearly_duties"]  # noqa: S608
    yield from _due(pack, duties)


def _due(pack: Pack, duties: list[str]) -> Iterator[str]:
    """Yield every duty with the day it falls due, those made of parts last."""
    parts = workday_parts(pack)
    name = "day_duties" if "workdays" in parts else "duties"
    if levels(pack):
        yield from _composed(pack, duties, name)
    else:
        yield _union(name, duties or [_part("no_duty")])
    yield from map(_part, parts)


def _authorized(pack: Pack) -> list[str]:
    return ["authorization"] if authorizations_of(pack) else []


def _composed(pack: Pack, duties: list[str], name: str) -> Iterator[str]:
    """Yield the duties made of parts, level by level, and leave the parts out at the end."""
    yield _union("asked_0", duties)
    for level in range(1, levels(pack) + 1):
        text = _part("composed").replace("{level}", str(level))
        yield text.replace("{before}", str(level - 1))
        own = f"select {_DUTY} from composed_duties_{level}"  # noqa: S608
        yield _union(f"asked_{level}", [f"select {_DUTY} from asked_{level - 1}", own])  # noqa: S608
    left = "where d.ob not in (select i.part from pieces i)"
    yield _union(name, [f"select {_DUTY} from asked_{levels(pack)} d {left}"])  # noqa: S608


def _pieces(pack: Pack) -> Iterator[str]:
    """Yield how each part stands for each unit of the duty that has it, level by level."""
    rows = [
        _part("pieces").replace("{level}", str(level)).replace("{before}", str(level - 1))
        for level in range(1, levels(pack) + 1)
    ]
    yield _part("parts").replace("{rows}", "\nunion all\n".join(rows))


def _verbs(pack: Pack) -> list[str]:
    asked = {type(obligation.verb) for obligation in pack.obligations}
    return list(dict.fromkeys(name for kind, name in _VERBS.items() if kind in asked))


def _asking(pack: Pack) -> list[str]:
    """Return whose duties these are; those of affiliates are acceptances with a sale in mind."""
    affiliates = affiliates_accept(pack)
    return ["affiliate" if name == "accept" and affiliates else name for name in _verbs(pack)]


def _turning(pack: Pack) -> list[str]:
    affiliates = ["affiliate"] if affiliates_accept(pack) else []
    granted = ["grant"] if reads_grants(pack) else []
    return [*(["service"] if _served(pack) else []), *affiliates, *_verbs(pack), *granted]


def _served(pack: Pack) -> bool:
    return any(_by_service(o) for o in pack.obligations)


def _turns(*names: str) -> str:
    turns = [f"select * from {name}_turns" for name in names]  # noqa: S608
    return _union("turns", turns or [_part("no_turn")])


def _reasons(*kinds: str) -> str:
    return _union("reasons", [f"select {_REASON} from {kind}_reasons" for kind in kinds])  # noqa: S608


def _papers(pack: Pack) -> Iterator[str]:
    """Yield what stands before the duties about papers: which there are."""
    asked = {type(obligation.verb) for obligation in pack.obligations}
    kinds = [name for kind, name in _PAPERS.items() if kind in asked]
    for kind in kinds:
        yield _part(kind)
    yield _union("papers_held", [f"select * from {kind}_papers" for kind in kinds])  # noqa: S608


def _by_service(obligation: Obligation) -> bool:
    return obligation.due is not None and obligation.due.anchor is Anchor.SERVICE


def _verb_parts(pack: Pack, name: str, told: str) -> Iterator[str]:
    """Yield the files of a verb: accept and reach have one more, by what is asked of notices."""
    match name:
        case "accept":
            affiliates = affiliates_accept(pack)
            yield from map(_part, ["affiliate"] if affiliates else [])
            yield from map(_part, ("accept", f"accept_{told}", "accept_duties"))
            yield from map(_part, ["affiliate_duties"] if affiliates else [])
        case "reach":
            yield from map(_part, (f"reach_{told}", "reach"))
        case "paper":
            yield from _papers(pack)
            yield _part(name)
        case _:
            yield _part(name)


def _union(name: str, selects: Sequence[str]) -> str:
    joined = "\nunion all\n".join(selects)
    return f"{name} as (\n{joined}\n),"


@cache
def _part(name: str) -> str:
    folder = resources.files("goodstanding.rulebook") / "standing"
    return (folder / f"{name}.sql").read_text(encoding="utf-8").strip()

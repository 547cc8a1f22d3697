"""A change works out what it can move, keeps the rest, and gives what working out all gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from hypothesis import strategies as st

from goodstanding.rulebook.changes import (
    FREQUENT,
    GRANTS,
    MEASURES,
    READS,
    frequent_change,
    moved_by,
    moves,
    name_of,
)
from goodstanding.rulebook.pack import Pack, Who
from goodstanding.rulebook.parse import read_pack

from .crowds import Asked, Crowd, asks, require_same
from .engines import duck
from .packs_composed import composed_packs
from .packs_random import packs
from .test_compile_worlds import by_duckdb, turns
from .worlds import Answer, World
from .worlds_packs import (
    code_accepted,
    contacts,
    make_pack,
    reseller,
    trained,
    yearly_revenue,
)

PACKS = Path(__file__).resolve().parents[2] / "packs"


def test_a_change_moves_the_duties_that_read_it() -> None:
    pack = read_pack((PACKS / "default.yaml").read_text(encoding="utf-8"))

    moved = {name_of(change): [o.name for o in moved_by(pack, change)] for change in FREQUENT}

    tested = ["code-accepted", "contacts", "yearly-revenue", "yearly-attestation"]
    assert moved == {
        "completions": ["trained"],
        "acceptances": tested,
        "documents": [],
        "measures": [],
        "statements": tested,
        "proofs+services": tested,
        "completions+measures": ["trained"],
    }


def test_the_smallest_frequent_change_that_covers_a_change_is_taken() -> None:
    assert frequent_change(frozenset({"proofs"})) == frozenset({"proofs", "services"})
    assert frequent_change(frozenset({"completions"})) == frozenset({"completions"})
    assert frequent_change(frozenset({"completions", "enrolments"})) is None


def least(*instants: datetime | None) -> datetime | None:
    return min((each for each in instants if each is not None), default=None)


def without_turns(rows: list[Answer]) -> list[Answer]:
    """Return the rows in their order; until when a partner's stays so is another question."""
    return [row._replace(turns_at=None) if row.kind == "partner" else row for row in rows]


def before(world: World, change: frozenset[str], held_back: int) -> World:
    """Return the world without some of the facts that the change brings."""
    return World(
        {
            name: [
                r for n, r in enumerate(rows) if name not in change or not held_back >> n % 3 & 1
            ]
            for name, rows in world.facts.items()
        }
    )


def asked_before(as_of: datetime, change: frozenset[str], held_back: int) -> Asked:
    """Return how to ask before a change; the same question twice is asked once."""
    last: list[tuple[Pack, World, list[Answer]]] = []

    def ask(pack: Pack, world: World) -> list[Answer]:
        if not last or last[0][0] is not pack or last[0][1] is not world:
            rows = by_duckdb(as_of)(pack, before(world, change, held_back))
            last[:] = [(pack, world, rows)]
        return last[0][2]

    return ask


def changed(as_of: datetime, change: frozenset[str], first: Asked) -> Asked:
    """Return how to ask after a change, with what was said before it."""

    def ask(pack: Pack, world: World) -> list[Answer]:
        said = first(pack, world)
        duck().load(world)
        duck().keep(said)
        return duck().ask(pack, as_of=as_of, changed=change)

    return ask


def without_needed_parts(pack: Pack) -> Pack:
    """Return a pack whose authorizations need no parts: such a pack is refused."""
    parts = {each.name for each in pack.obligations if each.part}
    kept = (each for each in pack.authorizations if parts.isdisjoint(each.needs))
    return replace(pack, authorizations=tuple(kept))


@asks(
    questions=25,
    worlds=20,
    pack=st.one_of(packs(), packs(), composed_packs()),
    change=st.sampled_from([*FREQUENT, frozenset({GRANTS})]),
    held_back=st.integers(0, 7),
)
def test_what_is_kept_and_what_is_new_are_what_is_so(
    pack: Pack, crowd: Crowd, change: frozenset[str], held_back: int
) -> None:
    as_of, pack = crowd.as_of, without_needed_parts(pack)
    first = asked_before(as_of, change, held_back)
    in_part, in_whole = require_same(
        pack, crowd, changed(as_of, change, first), by_duckdb(as_of), alike=without_turns
    )

    said = first(pack, crowd.together)
    turned, was, exact = turns(in_part), turns(said), turns(in_whole)
    assert all(
        least(turned[key], was.get(key)) == least(turned[key], was.get(key), exact[key])
        for key in exact
    )


def test_the_needs_of_an_authorization_move_together() -> None:
    pack = make_pack(
        code_accepted(),
        contacts(),
        trained(),
        yearly_revenue(),
        authorizations=(reseller("code-accepted", "contacts"), reseller("contacts", "trained")),
    )

    moved = [o.name for o in moved_by(pack, frozenset({"acceptances"}))]

    assert moved == ["code-accepted", "contacts", "trained"]


def test_a_grant_moves_what_authorizations_need_and_what_binds_their_holders() -> None:
    pack = make_pack(
        code_accepted(),
        contacts(),
        replace(trained(), who=Who(authorizations=("reseller",))),
        yearly_revenue(),
        authorizations=(reseller("code-accepted", "contacts"),),
    )

    moved = [o.name for o in moved_by(pack, frozenset({GRANTS}))]

    assert moved == ["code-accepted", "contacts", "trained"]
    assert moves(pack, frozenset({GRANTS}))


def test_a_grant_moves_nothing_where_nothing_is_authorized() -> None:
    pack = make_pack(code_accepted(), trained())

    assert not moves(pack, frozenset({GRANTS}))


def test_a_grant_beside_another_change_is_worked_out_whole() -> None:
    assert frequent_change(frozenset({GRANTS})) is None
    assert frequent_change(frozenset({GRANTS, "acceptances"})) is None


def test_of_every_frequent_change_it_is_written_down_who_reads_it() -> None:
    known = frozenset({MEASURES, GRANTS}).union(*READS.values())

    assert [name_of(change) for change in FREQUENT if not change <= known] == []

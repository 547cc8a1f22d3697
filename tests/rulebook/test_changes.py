"""A change works out what it can move, keeps the rest, and gives what working out all gives."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from goodstanding.rulebook.changes import FREQUENT, frequent_change, moved_by, name_of
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.parse import read_pack

from .engines import duck
from .packs_random import instants, packs
from .worlds import NOW, Answer, World
from .worlds_packs import (
    code_accepted,
    contacts,
    make_pack,
    reseller,
    trained,
    yearly_revenue,
)
from .worlds_random import worlds

PACKS = Path(__file__).resolve().parents[2] / "packs"


def test_a_change_moves_the_duties_that_read_it() -> None:
    pack = read_pack((PACKS / "default.yaml").read_text(encoding="utf-8"))

    moved = {name_of(change): [o.name for o in moved_by(pack, change)] for change in FREQUENT}

    assert moved == {
        "completions": ["trained"],
        "acceptances": ["code-accepted"],
        "documents": [],
        "measures": [],
        "statements": [],
        "proofs+services": ["code-accepted", "contacts"],
        "completions+measures": ["trained"],
    }


def test_the_smallest_frequent_change_that_covers_a_change_is_taken() -> None:
    assert frequent_change(frozenset({"proofs"})) == frozenset({"proofs", "services"})
    assert frequent_change(frozenset({"completions"})) == frozenset({"completions"})
    assert frequent_change(frozenset({"completions", "enrolments"})) is None


def least(*instants: datetime | None) -> datetime | None:
    return min((each for each in instants if each is not None), default=None)


def turn(rows: list[Answer]) -> dict[object, datetime | None]:
    return {row.partner_id: row.turns_at for row in rows if row.kind == "partner"}


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(packs(), worlds(), instants(), st.sampled_from(FREQUENT), st.integers(0, 7))
def test_what_is_kept_and_what_is_new_are_what_is_so(
    pack: Pack, world: World, as_of: datetime, change: frozenset[str], held_back: int
) -> None:
    before = World(
        {
            name: [
                r for n, r in enumerate(rows) if name not in change or not held_back >> n % 3 & 1
            ]
            for name, rows in world.facts.items()
        }
    )
    duck().load(before)
    first = duck().ask(pack, as_of=as_of)
    duck().load(world)
    duck().keep(first)

    rows = duck().ask(pack, as_of=as_of, known_at=NOW, changed=change)

    whole = duck().ask(pack, as_of=as_of)
    without_turns = [row._replace(turns_at=None) if row.kind == "partner" else row for row in rows]
    assert without_turns == [
        row._replace(turns_at=None) if row.kind == "partner" else row for row in whole
    ]
    turned, was, exact = turn(rows), turn(first), turn(whole)
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

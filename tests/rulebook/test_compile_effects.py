from __future__ import annotations

from dataclasses import replace

import pytest

from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.compile_effects import Answer, effects_of
from goodstanding.rulebook.compile_tables import Status

from .worlds_packs import contacts, make_pack, reseller, trained

EFFECTS = effects_of(make_pack(contacts(), replace(trained(), countdown=None)))


def test_a_level_stops_what_milder_ones_stop_too() -> None:
    stopped = EFFECTS.stopped(kind=Kind.OBLIGATION, source="contacts", rank=4)

    assert stopped == {"new-orders", "seat-changes"}


def test_a_measure_stops_and_holds_beside_its_level() -> None:
    pause = EFFECTS.stopped(kind=Kind.MEASURE, source="pause", rank=0)
    held = EFFECTS.held(kind=Kind.MEASURE, source="suspension")

    assert pause == {"incentives"}
    assert held == {"payouts"}


def test_an_obligation_named_like_a_measure_borrows_nothing_from_it() -> None:
    stopped = EFFECTS.stopped(kind=Kind.OBLIGATION, source="pause", rank=0)
    held = EFFECTS.held(kind=Kind.OBLIGATION, source="suspension")

    assert (stopped, held) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("effect", "source", "rank", "status", "answer"),
    [
        ("new-orders", "contacts", 3, Status.OVERDUE, Answer.NO),
        ("new-orders", "contacts", 2, Status.OVERDUE, Answer.YES),
        ("new-orders", "contacts", 0, Status.UNKNOWN, Answer.UNKNOWN),
        ("seat-changes", "contacts", 0, Status.UNKNOWN, Answer.YES),
        ("new-orders", "trained", 0, Status.UNKNOWN, Answer.YES),
    ],
)
def test_a_row_lets_happen_what_it_does_not_stop_unless_it_is_unknown(
    effect: str, source: str, rank: int, status: Status, answer: Answer
) -> None:
    may = EFFECTS.may(effect, kind=Kind.OBLIGATION, source=source, rank=rank, status=status)

    assert may is answer


def test_a_held_effect_does_not_happen() -> None:
    may = EFFECTS.may(
        "payouts", kind=Kind.MEASURE, source="suspension", rank=4, status=Status.IN_FORCE
    )

    assert may is Answer.NO


def test_an_authorization_stops_by_its_own_countdown() -> None:
    pack = make_pack(replace(contacts(), countdown=None), authorizations=(reseller("contacts"),))
    effects = effects_of(pack)

    authorization, need = (
        effects.may("admin-access", kind=kind, source=source, rank=0, status=Status.UNKNOWN)
        for kind, source in (
            (Kind.AUTHORIZATION, "reseller"),
            (Kind.OBLIGATION, "contacts"),
        )
    )

    assert (authorization, need) == (Answer.UNKNOWN, Answer.YES)

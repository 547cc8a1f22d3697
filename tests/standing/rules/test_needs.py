"""What ends each kind of reason, as a condition over acts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from goodstanding.rulebook.compile import PartState
from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Authorization,
    Composed,
    Level,
    Obligation,
    Pack,
    Pass,
    Reach,
    Show,
    Unit,
    Verb,
)
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from goodstanding.standing.rules.needs import NEWLY_NAMED, About, Candidates, Piece, need_of
from goodstanding.standing.rules.way_back import (
    Act,
    ActKind,
    AtLeast,
    Done,
    From,
    Never,
    WayBack,
    every,
    way_back,
)
from goodstanding.values.money import Money
from tests.rulebook.worlds import Answer

AT = datetime(2026, 9, 1, tzinfo=UTC)


def obligation(name: str, verb: Verb) -> Obligation:
    return Obligation(name=name, title=name, verb=verb)


def answer(
    source: str, *, kind: str = "obligation", unit: str | None = None, **said: Any
) -> Answer:
    values: dict[str, Any] = dict.fromkeys(Answer._fields)
    return Answer(**values | {"kind": kind, "source": source, "unit": unit} | said)


PACK = Pack(
    program="partner-program",
    version=1,
    title="Partner program",
    effective=AT.date(),
    zone="UTC",
    effects=(),
    levels=(Level(name="good", title="Good", rank=0),),
    obligations=(
        obligation("everywhere", Accept(agreement="code", per=Unit.REGION)),
        obligation("there", Accept(agreement="code", per=Unit.LOCATION)),
        obligation(
            "trained",
            Pass(course="fair", people=("sales",), share_percent=100, valid=Duration(months=12)),
        ),
        obligation("everybody", Accept(agreement="terms", per=Unit.ENTITY)),
        obligation("stated", Attest(statement="followed", per=Unit.ENTITY)),
        obligation("shown", Show(document="insurance", per=Unit.PARTNER)),
        obligation("whole", Composed(parts=("shown",), least=1, per=Unit.PARTNER)),
        obligation(
            "sold",
            Attain(metric="revenue", per=Unit.LOCATION, months=12, least=Money(100_000, "USD")),
        ),
        obligation("reached", Reach(roles=("security",), proof=Duration(months=12))),
        obligation("owned", Accept(agreement="terms", per=Unit.ENTITY, affiliates=50)),
        obligation("inner", Composed(parts=("shown", "stated"), least=1, per=Unit.ENTITY)),
        obligation("outer", Composed(parts=("inner", "sold"), least=1, per=Unit.LOCATION)),
    ),
    authorizations=(
        Authorization(
            name="reseller",
            title="Resell",
            per=Unit.LOCATION,
            needs=("stated", "shown", "there"),
            countdown="late",
            tested=Due(anchor=Anchor.ANNIVERSARY),
        ),
    ),
)
SHOW = Done(Act(kind=ActKind.SHOW, subject="insurance"))
STATE = Done(Act(kind=ActKind.ATTEST, subject="followed", unit="e1"))


def test_a_region_needs_one_of_the_entities_and_a_location_its_own() -> None:
    candidates = Candidates(entities=("e1", "e2"), entity_of={"l1": "e2"})

    region = need_of(answer("everywhere", unit=":emea"), PACK, candidates)
    place = need_of(answer("there", unit="l1"), PACK, candidates)

    accepts = [Act(kind=ActKind.ACCEPT, subject="code", unit=unit) for unit in ("e1", "e2")]
    assert region == AtLeast(1, (Done(accepts[0]), Done(accepts[1])))
    assert way_back(every(region, place)) == WayBack(
        acts=(accepts[1],), ready_at=None, shortest=True
    )


def test_a_role_that_nobody_holds_is_given_to_somebody_who_then_reads() -> None:
    need = need_of(answer("reached", unit="security"), PACK, Candidates())

    assert way_back(need) == WayBack(
        acts=(
            Act(kind=ActKind.NAME, subject="security"),
            Act(kind=ActKind.READ, subject="", person=NEWLY_NAMED),
        ),
        ready_at=None,
        shortest=True,
    )


def test_what_is_unknown_or_for_others_to_end_is_no_act_of_the_partner() -> None:
    unknown = need_of(answer("trained"), PACK, Candidates())
    measure = need_of(answer("suspension", kind="measure"), PACK, Candidates())
    ending = need_of(answer("pause", kind="measure", turns_at=AT), PACK, Candidates())
    other = need_of(answer("reseller", kind="authorization"), PACK, Candidates())
    whole = need_of(answer("whole", have=0, need=1), PACK, Candidates())
    sold = need_of(answer("sold", unit="l1", have=0, need=9, turns_at=AT), PACK, Candidates())

    assert [unknown, measure, ending, other] == [
        Never(("trained", None)),
        *(Never(), From(AT), Never()),
    ]
    assert whole == AtLeast(1, (Never(),))
    assert sold == Never(("sold", "l1"), AT)


def test_more_passes_than_people_there_are_wait_for_somebody_to_leave() -> None:
    candidates = Candidates(uncovered={"trained": ("p1",)})

    need = need_of(answer("trained", have=0, need=2, turns_at=AT), PACK, candidates)

    assert need == Never(("trained", None), AT)


def test_the_parent_that_owns_enough_may_accept_and_the_own_signatory_comes_first() -> None:
    owners = {"e1": {"e3": 51, "e2": 100, "e4": 50}, "e2": {"e3": 100}}

    needs = [
        need_of(answer(name, unit="e1"), PACK, Candidates(owners=owners))
        for name in ("owned", "everybody")
    ]

    own, *others = (
        Done(Act(kind=ActKind.ACCEPT, subject="terms", unit=each)) for each in ("e1", "e2", "e3")
    )
    assert needs == [AtLeast(1, (own, *others)), AtLeast(1, (own,))]


def test_a_duty_made_of_parts_needs_so_many_of_them_and_nothing_for_what_is_met() -> None:
    pieces: dict[About, tuple[Piece, ...]] = {
        ("outer", "l1"): (
            Piece(source="inner", unit="e1", state=PartState.UNMET, have=0, need=1),
            Piece(source="sold", unit="l1", state=PartState.UNMET, turns_at=AT),
        ),
        ("inner", "e1"): (
            Piece(source="shown", unit=None, state=PartState.UNMET),
            Piece(source="stated", unit="e1", state=PartState.UNMET),
        ),
        ("inner", "e2"): (
            Piece(source="shown", unit=None, state=PartState.UNKNOWN, turns_at=AT),
            Piece(source="stated", unit="e2", state=PartState.MET),
        ),
    }
    candidates = Candidates(pieces=pieces)

    outer = need_of(answer("outer", unit="l1"), PACK, candidates)
    inner = need_of(answer("inner", unit="e2"), PACK, candidates)

    either = AtLeast(1, (every(SHOW), every(STATE)))
    assert outer == AtLeast(1, (every(either), every(Never(("sold", "l1"), AT))))
    assert inner == AtLeast(1, (every(Never(("shown", None), AT)), every(every())))
    assert candidates.met == {("stated", "e2")}


def test_a_part_with_several_rows_needs_all_of_them() -> None:
    rows = tuple(
        Piece(source="shown", unit=unit, state=state)
        for unit, state in ((None, PartState.UNMET), ("e1", PartState.MET))
    )

    need = need_of(answer("whole"), PACK, Candidates(pieces={("whole", None): rows}))

    assert need == AtLeast(1, (every(SHOW, every()),))


def test_an_authorization_needs_what_is_overdue_at_its_location() -> None:
    duties = (
        answer("stated", unit="e1", status="overdue"),
        answer("stated", unit="e2", status="overdue"),
        answer("shown", status="overdue"),
        answer("there", unit="l1", status="pending"),
        answer("sold", unit="l1", status="overdue"),
        answer("everybody", unit="e1", status="fulfilled"),
    )
    candidates = Candidates(entity_of={"l1": "e1"}, duties=duties)

    lost = answer("reseller", kind="authorization", unit="l1", note="final")
    held = answer("reseller", kind="authorization", unit="l1")

    assert need_of(held, PACK, candidates) == every(STATE, SHOW)
    assert need_of(lost, PACK, candidates) == Never()
    assert candidates.met == {("everybody", "e1")}


def test_every_verb_says_whose_act_ends_it() -> None:
    people = Candidates(uncovered={"trained": ("p1", "p2")}, holders={"security": ("p1",)})

    needs = [
        need_of(answer("everybody", unit="e1"), PACK, people),
        need_of(answer("trained", have=1, need=2), PACK, people),
        need_of(answer("stated", unit="e1"), PACK, people),
        need_of(answer("shown"), PACK, people),
        need_of(answer("reached", unit="security"), PACK, people),
    ]

    passing = tuple(Done(Act(kind=ActKind.PASS, subject="fair", person=p)) for p in ("p1", "p2"))
    assert needs == [
        AtLeast(1, (Done(Act(kind=ActKind.ACCEPT, subject="terms", unit="e1")),)),
        AtLeast(1, passing),
        Done(Act(kind=ActKind.ATTEST, subject="followed", unit="e1")),
        Done(Act(kind=ActKind.SHOW, subject="insurance")),
        AtLeast(1, (Done(Act(kind=ActKind.READ, subject="", person="p1")),)),
    ]

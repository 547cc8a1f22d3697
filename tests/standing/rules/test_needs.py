"""A way back is true when it is tried: the engine says so, and that nothing shorter is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations, islice
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings

from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
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
from goodstanding.rulebook.phrases import Duration
from goodstanding.standing.rules.needs import NEWLY_NAMED, Candidates, need_of
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
from goodstanding.values.days import local_day
from goodstanding.values.money import Money
from tests.rulebook.engines import duck
from tests.rulebook.oracle import Partner
from tests.rulebook.oracle_verbs import _person, people
from tests.rulebook.packs_random import instants, packs
from tests.rulebook.worlds import NOW, PROGRAM, Answer, World, fact, partner
from tests.rulebook.worlds_random import worlds

WHO = partner(1)
AT = datetime(2026, 9, 1, tzinfo=UTC)
TRIED_MAX = 12  #: Shorter ways tried for one world.


def rows(pack: Pack, world: World, as_of: datetime) -> list[Answer]:
    duck().load(world)
    return [row for row in duck().ask(pack, as_of=as_of) if row.partner_id == WHO]


def stopping(answers: list[Answer]) -> list[Answer]:
    return [row for row in answers if row.kind != Kind.PARTNER and row.rank > 0]


def candidates_of(pack: Pack, world: World, as_of: datetime) -> Candidates:
    known = Partner(world, pack, PROGRAM, WHO, as_of, NOW)
    uncovered = {}
    for obligation in pack.obligations:
        if isinstance(obligation.verb, Pass):
            states = {
                str(person): _person(known, obligation.verb, person, row)
                for person, row in people(known, obligation, obligation.verb).items()
            }
            uncovered[obligation.name] = tuple(
                sorted(who for who, state in states.items() if state.counting and not state.valid)
            )
    holders: dict[str, list[str]] = {}
    for contact in known.known("contacts"):
        if known.holds(contact):
            holders.setdefault(contact["role"], []).append(str(contact["person_id"]))
    places = [place for place in known.places() if known.holds(place)]
    return Candidates(
        entities=tuple(sorted({str(place["entity_id"]) for place in places})),
        entity_of={str(place["location_id"]): str(place["entity_id"]) for place in places},
        uncovered=uncovered,
        holders={role: tuple(sorted(set(named))) for role, named in holders.items()},
    )


def do(world: World, act: Act, at: datetime, number: int) -> None:
    """Record what an act leaves behind."""
    match act.kind:
        case ActKind.ACCEPT:
            newest = max(
                (
                    version["position"]
                    for version in world.of("versions")
                    if version["agreement"] == act.subject and version["effective_at"] <= at
                ),
            )
            world.add(
                "acceptances",
                acceptance_id=fact(9000 + number),
                entity_id=UUID(act.unit),
                agreement=act.subject,
                position=newest,
                accepted_at=at,
            )
        case ActKind.PASS:
            world.add(
                "completions",
                completion_id=fact(9000 + number),
                person_id=UUID(act.person),
                course=act.subject,
                passed_at=at,
                passed_on=local_day(at, "UTC"),
            )
        case ActKind.NAME:
            world.add(
                "contacts",
                contact_id=fact(9000 + number),
                role=act.subject,
                person_id=fact(9999),
                from_at=at,
            )
        case ActKind.READ:
            person = fact(9999) if act.person == NEWLY_NAMED else UUID(act.person)
            for contact in [c for c in world.of("contacts") if c["person_id"] == person]:
                world.add(
                    "proofs",
                    contact_id=contact["contact_id"],
                    proved_at=at,
                    proved_on=local_day(at, "UTC"),
                    outcome="delivered",
                )
        case _:
            unit = act.unit or str(WHO)
            relation = "statements" if act.kind is ActKind.ATTEST else "documents"
            world.add(relation, id=fact(9000 + number), unit=unit, name=act.subject, from_at=at)


def tried(pack: Pack, world: World, acts: tuple[Act, ...], at: datetime) -> list[Answer]:
    """Return what still sets a level once ``acts`` are done at ``at``."""
    after = World({name: list(found) for name, found in world.facts.items()})
    for number, act in enumerate(sorted(acts, key=lambda each: each.kind is ActKind.READ)):
        do(after, act, at, number)
    return stopping(rows(pack, after, at))


def when_measures_end(pack: Pack, world: World, as_of: datetime) -> datetime | None:
    """Return the first instant at which no measure sets a level; None where one has no end."""
    while measures := [r for r in stopping(rows(pack, world, as_of)) if r.kind == Kind.MEASURE]:
        ends = [measure.turns_at for measure in measures if measure.turns_at is not None]
        if len(ends) < len(measures):
            return None
        as_of = max(ends)
    return as_of


def alone(pack: Pack) -> Pack:
    """Return the pack without parents that accept: a way back says what an entity does itself."""
    return replace(
        pack,
        obligations=tuple(
            replace(each, verb=replace(each.verb, affiliates=None))
            if isinstance(each.verb, Accept)
            else each
            for each in pack.obligations
        ),
    )


@settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(packs().map(alone), worlds(corrected=False), instants())
def test_a_way_back_is_true_when_tried_and_nothing_shorter_is(
    pack: Pack, world: World, as_of: datetime
) -> None:
    at = when_measures_end(pack, world, as_of)
    if at is None:
        return
    reasons = stopping(rows(pack, world, at))
    candidates = candidates_of(pack, world, at)
    found = way_back(every(*(need_of(reason, pack, candidates) for reason in reasons)))
    if found is None:
        return

    left = tried(pack, world, found.acts, at)
    useful = {act for reason in reasons for act in acts_of(reason, pack, candidates)}
    shorter = islice(combinations(sorted(useful), max(len(found.acts) - 1, 0)), TRIED_MAX)

    assert left == []
    if found.acts:
        assert all(tried(pack, world, acts, at) for acts in shorter)


def acts_of(reason: Answer, pack: Pack, candidates: Candidates) -> set[Act]:
    """Return every act that stands in what a reason needs."""
    found, waiting = set[Act](), [need_of(reason, pack, candidates)]
    while waiting:
        match waiting.pop():
            case Done(act):
                found.add(act)
            case AtLeast(parts=parts):
                waiting.extend(parts)
            case _:
                pass
    return found


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
    ),
)


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
    sold = need_of(answer("sold", have=0, need=100_000), PACK, Candidates())

    assert [unknown, measure, ending, other] == [Never(), Never(), From(AT), Never()]
    assert [whole, sold] == [Never(), Never()]


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

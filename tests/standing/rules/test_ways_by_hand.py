"""Ways back of worlds made by hand, carried out, with every shorter one tried."""

from __future__ import annotations

from dataclasses import replace

from goodstanding.rulebook.pack import (
    Accept,
    Composed,
    Obligation,
    Pack,
    Show,
    Unit,
)
from goodstanding.rulebook.phrases import Anchor, Due
from goodstanding.standing.rules.moments import Found
from goodstanding.standing.rules.way_back import Act, ActKind, instead_of
from tests.rulebook.packs_composed import as_part
from tests.rulebook.worlds import World, at, entity, fact, location, person
from tests.rulebook.worlds_packs import (
    CONTOSO,
    CONTOSO_ENTITY,
    CONTOSO_LOCATION,
    DAYS_30,
    add_amounts,
    add_version,
    attested,
    code_accepted,
    contacts,
    insured,
    make_contoso,
    make_pack,
    reseller,
    yearly_revenue,
)
from tests.standing.rules.journeys import Journey, require_true_and_shortest

DAY = "2024-06-15"
INSURED = as_part(insured())
AUDITED = replace(INSURED, name="audited", verb=Show(document="audit", per=Unit.PARTNER))
CERTIFIED = replace(INSURED, name="certified", verb=Show(document="iso", per=Unit.PARTNER))
ACCEPTED = replace(
    code_accepted(anchor=Anchor.ASSIGNMENT),
    verb=Accept(agreement="partner-code", per=Unit.ENTITY, affiliates=50),
)
ATTESTED = as_part(attested(valid=None))
SOLD = as_part(yearly_revenue())


def made_of(name: str, *parts: Obligation, least: int, per: Unit = Unit.PARTNER) -> Obligation:
    return Obligation(
        name=name,
        title=name,
        verb=Composed(parts=tuple(each.name for each in parts), least=least, per=per),
        countdown="talk-first",
        due=Due(anchor=Anchor.ASSIGNMENT, after=DAYS_30),
    )


def gone(pack: Pack, world: World, day: str = DAY) -> Found:
    """Return the way back, which holds when tried, and than which none is shorter."""
    return require_true_and_shortest(Journey(pack=pack, world=world, who=CONTOSO), at(day))


def show(document: str) -> Act:
    return Act(kind=ActKind.SHOW, subject=document)


def accept(by: int) -> Act:
    return Act(kind=ActKind.ACCEPT, subject="partner-code", unit=str(entity(by)))


def test_one_act_that_serves_two_duties_counts_once() -> None:
    pack = make_pack(
        *(INSURED, AUDITED, CERTIFIED, ATTESTED),
        made_of("two", INSURED, AUDITED, ATTESTED, least=2, per=Unit.ENTITY),
        made_of("any", CERTIFIED, AUDITED, least=1),
        made_of("other", CERTIFIED, INSURED, least=1),
    )

    found = gone(pack, make_contoso())

    # Taking the first of each in turn would be three acts.
    assert found.best.acts == (show("audit"), show("insurance"))
    assert found.best.at == at(DAY)


def test_what_is_met_already_is_not_done_again() -> None:
    pack = make_pack(
        INSURED, AUDITED, CERTIFIED, made_of("two", INSURED, AUDITED, CERTIFIED, least=2)
    )
    world = make_contoso()
    world.add("documents", id=fact(1), unit=str(CONTOSO), name="iso", from_at=at("2024-01-09"))

    assert gone(pack, world).best.acts == (show("insurance"),)


def test_the_parts_of_a_part_are_chosen_with_it() -> None:
    inner = as_part(made_of("inner", INSURED, AUDITED, least=2))
    pack = make_pack(
        *(INSURED, AUDITED, CERTIFIED, ATTESTED, inner),
        made_of("whole", inner, CERTIFIED, least=1),
        made_of("both", INSURED, AUDITED, least=2),
    )

    assert gone(pack, make_contoso()).best.acts == (show("audit"), show("insurance"))


def test_a_contact_may_read_in_the_instant_in_which_a_delivery_failed() -> None:
    pack = make_pack(contacts())
    world = make_contoso()
    world.add(
        "contacts",
        contact_id=fact(1),
        role="security",
        person_id=person(1),
        from_at=at("2024-01-09"),
    )
    world.add(
        "proofs", contact_id=fact(1), proved_at=at(DAY), proved_on=at(DAY).date(), outcome="failed"
    )

    assert gone(pack, world).best.acts == (
        Act(kind=ActKind.READ, subject="", person=str(person(1))),
    )


def owned(world: World, affiliate: int, *, percent: int) -> None:
    world.add(
        "ownerships",
        parent_id=entity(1),
        affiliate_id=entity(affiliate),
        share_percent=percent,
        from_at=at("2024-01-01"),
    )
    world.add(
        "locations",
        location_id=location(affiliate),
        entity_id=entity(affiliate),
        country="DE",
        region="emea",
        zone="UTC",
        from_at=at("2024-01-01"),
    )


def test_a_parent_accepts_once_for_all_that_it_owns_enough_of() -> None:
    pack = make_pack(ACCEPTED)
    world = make_contoso()
    for number, percent in ((2, 51), (3, 100), (4, 50)):
        owned(world, number, percent=percent)
    add_version(world, 1, "2024-01-01")

    best = gone(pack, world).best

    assert best.acts == (accept(1), accept(4))
    assert instead_of(accept(4), best.acts, best.met) == ()


def test_the_own_signatory_or_the_parents_may_accept_where_only_one_is_missing() -> None:
    pack = make_pack(ACCEPTED)
    world = make_contoso()
    world.facts["locations"] = []
    owned(world, 2, percent=51)
    add_version(world, 1, "2024-01-01")

    best = gone(pack, world).best

    assert best.acts == (accept(2),)
    assert instead_of(accept(2), best.acts, best.met) == (accept(1),)


def make_sold(cents: int) -> World:
    """Return a world in which too little was sold in 2024, and in June 2025 so much."""
    world = make_contoso()
    add_amounts(world, "2024-01-01", *([100] * 12))
    add_amounts(world, "2025-06-01", cents)
    return world


def test_a_duty_that_only_waiting_meets_says_the_day() -> None:
    pack = make_pack(SOLD, made_of("whole", SOLD, least=1, per=Unit.LOCATION))

    found = gone(pack, make_sold(100_000), "2025-06-15")

    assert (found.best.acts, found.best.at) == ((), at("2025-07-01"))
    assert found.sooner is None


def test_where_waiting_saves_an_act_the_way_without_waiting_is_told_too() -> None:
    pack = make_pack(SOLD, INSURED, made_of("whole", SOLD, INSURED, least=2, per=Unit.LOCATION))
    either = make_pack(SOLD, INSURED, made_of("whole", SOLD, INSURED, least=1, per=Unit.LOCATION))

    both, one = (gone(each, make_sold(100_000), "2025-06-15") for each in (pack, either))

    assert (both.best.acts, both.best.at) == ((show("insurance"),), at("2025-07-01"))
    assert (one.best.acts, one.best.at) == ((), at("2025-07-01"))
    assert one.sooner is not None
    assert (one.sooner.acts, one.sooner.at) == ((show("insurance"),), at("2025-06-15"))


def test_what_neither_acts_nor_waiting_meets_remains() -> None:
    pack = make_pack(SOLD, made_of("whole", SOLD, least=1, per=Unit.LOCATION))

    found = gone(pack, make_sold(1_000), "2025-06-15")

    assert [row.source for row in found.best.remaining] == ["whole"]
    assert found.best.at == at("2025-06-15")


def test_an_authorization_comes_back_when_what_is_overdue_is_met() -> None:
    duty = made_of("whole", INSURED, AUDITED, least=1)
    pack = make_pack(
        *(INSURED, AUDITED, replace(duty, countdown=None), attested(valid=None)),
        authorizations=(reseller("whole"),),
    )
    world = make_contoso()
    world.add(
        "grants",
        grant_id=fact(1),
        name="reseller",
        granted_on=at("2024-01-01").date(),
        from_at=at("2024-01-01"),
    )
    world.add(
        "statements",
        id=fact(2),
        unit=CONTOSO_ENTITY,
        name="code-followed",
        from_at=at("2024-01-09"),
    )

    found = gone(pack, world, "2025-01-15")

    assert [(row.source, row.unit) for row, _ in found.best.moment.needs] == [
        ("reseller", CONTOSO_LOCATION)
    ]
    assert found.best.acts == (show("insurance"),)

"""What each verb asks of one unit, worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import itemgetter
from uuid import UUID

from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Composed,
    Obligation,
    Pass,
    Reach,
    Show,
)

from .oracle import (
    NO_TIME,
    Duty,
    Partner,
    binds,
    due_of,
    earliest,
    floor,
    latest,
    over,
    overlap,
    wait_of,
)
from .oracle_anniversaries import attain, by_anniversary
from .oracle_composed import composed
from .oracle_papers import paper
from .worlds import Fact


def duties(partner: Partner, obligation: Obligation) -> list[Duty]:
    """Return the duties of every unit of an obligation."""
    found: list[Duty] = []
    yearly = obligation.due is not None and obligation.due.anchor == "anniversary"
    for unit in partner.units(obligation):
        already = len(found)
        match obligation.verb:
            case Accept() as verb:
                found.append(_accept(partner, obligation, verb, unit))
            case Pass() as verb:
                found.append(_pass(partner, obligation, verb, unit))
            case Reach() as verb:
                found += [_reach(partner, obligation, verb, unit, role) for role in verb.roles]
            case Attest() | Show():
                found.append(paper(partner, obligation, unit))
            case Composed():
                found.append(composed(partner, obligation, unit, duties))
            case Attain() as verb:
                floor_on = floor(partner.pack, obligation)
                found.append(attain(partner, obligation, verb, unit, floor_on))
        for duty in found[already:]:
            duty.of_partner = unit["unit"] == ""
            if yearly:
                duty.due_on = by_anniversary(partner, obligation, unit, duty.due_on)
    return found


def _covers(acceptance: Fact, verb: Accept, unit: Fact) -> bool:
    whole = acceptance["region"] is None and acceptance["location_id"] is None
    of_region = acceptance["location_id"] is None and acceptance["region"] in (
        None,
        unit.get("region"),
    )
    if verb.per in ("partner", "region"):
        return whole if verb.per == "partner" else of_region
    if acceptance["entity_id"] != unit["entity_id"]:
        return False
    if verb.per in ("entity", "entity-region"):
        return whole if verb.per == "entity" else of_region
    if acceptance["location_id"] is not None:
        return bool(acceptance["location_id"] == unit["location_id"])
    return acceptance["region"] in (None, unit["region"])


def _holdings(partner: Partner, more_than: int) -> list[Fact]:
    """Return who owned more of whom than a share, each as long as there was no gap."""
    found: list[Fact] = []
    for stake in sorted(partner.known("ownerships"), key=itemgetter("from_at")):
        if not partner.reached(stake["from_at"]) or stake["share_percent"] <= more_than:
            continue
        pair = (stake["parent_id"], stake["affiliate_id"])
        for held in found:
            end = held["until_at"]
            goes_on = end is None or end >= stake["from_at"]
            if (held["parent_id"], held["affiliate_id"]) == pair and goes_on:
                if end is not None and (stake["until_at"] is None or stake["until_at"] > end):
                    held |= {name: stake[name] for name in ("until_at", "until_on")}
                break
        else:
            found.append(dict(stake))
    return found


def _assents(partner: Partner, verb: Accept, unit: Fact) -> tuple[list[Fact], date | None]:
    """Return the acceptances of the entities and their parents, and the last day before a sale."""
    found, sold_on = list(partner.known("acceptances")), []
    for stake in _holdings(partner, verb.affiliates) if verb.affiliates else []:
        for acceptance in partner.known("acceptances"):
            ended = stake["until_at"] is not None and stake["until_at"] <= acceptance["accepted_at"]
            if acceptance["entity_id"] != stake["parent_id"] or acceptance["location_id"] or ended:
                continue
            given = acceptance | {
                "entity_id": stake["affiliate_id"],
                "accepted_at": max(acceptance["accepted_at"], stake["from_at"]),
            }
            if partner.holds(stake):
                found.append(given)
            elif (
                given["agreement"] == verb.agreement
                and partner.reached(acceptance["accepted_at"])
                and _covers(given, verb, unit)
            ):
                sold_on.append(stake["until_on"])
    return found, latest(sold_on)


def _accept(partner: Partner, obligation: Obligation, verb: Accept, unit: Fact) -> Duty:
    versions = [v for v in partner.known("versions") if v["agreement"] == verb.agreement]
    numbered = {v["position"]: v for v in versions}
    binding = [
        v
        for v in versions
        if v["material"]
        and partner.reached(v["effective_at"])
        and not (v["withdrawn_at"] and partner.reached(v["withdrawn_at"]))
    ]
    counted: list[tuple[int, datetime, str]] = []
    own, sold_on = _assents(partner, verb, unit)
    for acceptance in own:
        version = numbered.get(acceptance["position"])
        if acceptance["agreement"] != verb.agreement or version is None:
            continue
        if version["withdrawn_at"] and version["withdrawn_at"] <= version["effective_at"]:
            continue
        from_at = max(acceptance["accepted_at"], version["effective_at"])
        if partner.reached(from_at) and _covers(acceptance, verb, unit):
            counted.append((acceptance["position"], from_at, str(acceptance["acceptance_id"])))
    reached = max((position for position, _, _ in counted), default=0)
    missing = [v for v in binding if v["position"] > reached]
    duty = Duty(unit["unit"], unit["zone"], None if not unit["bound"] else not missing)
    duty.at_location = verb.per == "location"
    duty.need = 1 if binding else 0
    duty.instants = [v[name] for v in versions for name in ("effective_at", "withdrawn_at")]
    if not unit["bound"]:
        duty.note = "place-unknown"
        return duty
    if not binding:
        duty.note = "nothing-in-force"
    elif not missing:
        duty.have = 1
        duty.fact = min(name for position, _, name in counted if position == reached)
    else:
        missed_at = min(v["effective_at"] for v in missing)
        duty.lapsed = any(from_at < missed_at for _, from_at, _ in counted)
        _owe(partner, obligation, unit, missing, duty)
        duty.lapsed = duty.lapsed or sold_on is not None
        if sold_on is not None and duty.due_on is not None:
            wait = due_of(obligation).after or NO_TIME
            duty.due_on = max(duty.due_on, wait.after(sold_on))
    return duty


def _owe(
    partner: Partner,
    obligation: Obligation,
    unit: Fact,
    missing: list[Fact],
    duty: Duty,
) -> None:
    """Set when the first of the missing versions falls due."""
    assert isinstance(obligation.verb, Accept)
    due, wait = due_of(obligation), wait_of(obligation)
    lapsed_on = min(v["effective_on"] for v in missing) if duty.lapsed else None
    entity: UUID | None = (
        None if obligation.verb.per in ("partner", "region") else unit["entity_id"]
    )
    due_days = []
    for version in missing:
        anchor = {
            "service": partner.served_on(obligation.verb.agreement, entity, version),
            "assignment": unit["assigned_on"],
            "anniversary": unit["assigned_on"],
            "publication": version["published_on"],
            "effect": version["effective_on"],
        }[due.anchor]
        if anchor is not None:
            waits = [wait.after(d) for d in (anchor, unit["assigned_on"], lapsed_on) if d]
            due_days.append(
                latest([*waits, version["effective_on"], floor(partner.pack, obligation)])
            )
    duty.due_on = earliest(due_days)
    if duty.due_on is None:
        duty.note = "not-served"


def people(partner: Partner, obligation: Obligation, verb: Pass) -> dict[UUID, Fact]:
    """Return the people in scope now, with the zone they work in and the day they joined."""
    spans: dict[UUID, list[Fact]] = {}
    for place in partner.places():
        if binds(obligation.who, place["tier"], place["country"], place["region"]) is not True:
            continue
        for affiliation in partner.counted("affiliations", "person_id", "location_id", "role"):
            if affiliation["location_id"] == place["location_id"]:
                common = overlap(place, affiliation)
                if common and affiliation["role"] in verb.people:
                    common |= {"zone": place["zone"], "placed_at": affiliation["from_at"]}
                    common |= {"place": str(place["location_id"])}
                    spans.setdefault(affiliation["person_id"], []).append(common)
    found = {}
    for person_id, rows in spans.items():
        held = [row for row in rows if partner.holds(row)]
        if held:
            oldest = min(held, key=lambda r: (r["placed_at"], r["place"]))
            joined_on = partner.first_day(rows, timedelta(days=verb.grace_rejoined.days))
            found[person_id] = {"zone": oldest["zone"], "joined_on": joined_on}
    return found


def _enough(covered: int, share: int, counted: int) -> bool:
    return covered * 100 >= share * counted


def _least(share: int, counted: int) -> int:
    return next(n for n in range(counted + 1) if _enough(n, share, counted))


def _pass(partner: Partner, obligation: Obligation, verb: Pass, unit: Fact) -> Duty:
    duty = Duty(unit["unit"], unit["zone"], None)
    if not unit["bound"]:
        duty.note = "place-unknown"
        return duty
    states = [
        _person(partner, verb, person_id, person)
        for person_id, person in people(partner, obligation, verb).items()
    ]
    if not states:
        _nobody(partner, duty)
        return duty
    share = verb.share_percent
    duty.have = sum(state.valid for state in states)
    counted = sum(state.valid or state.counting for state in states)
    duty.need = _least(share, counted or len(states))
    duty.met = counted > 0 and _enough(duty.have, share, counted)
    duty.lapsed = any(state.lapsed for state in states)
    duty.instants = [instant for state in states for instant in state.instants]
    states.sort(key=lambda state: state.zone)
    states.sort(key=lambda state: (state.due_at, state.due_on), reverse=True)
    last_needed = states[_least(share, len(states)) - 1]
    duty.zone = last_needed.zone
    duty.due_on = latest([last_needed.due_on, floor(partner.pack, obligation)])
    return duty


def _nobody(partner: Partner, duty: Duty) -> None:
    held = [row for row in partner.known("lists") if row["name"] == "people" and partner.holds(row)]
    duty.met = True if held else None
    duty.note = "nobody-in-scope" if held else "list-not-declared"
    ends = [row["until_at"] for row in held if row["until_at"] is not None]
    duty.instants = [max(ends, default=None)]


@dataclass
class _Person:
    """How one person stands towards one course."""

    zone: str
    due_on: date
    due_at: datetime
    counting: bool
    valid: bool = False
    lapsed: bool = False
    instants: list[datetime | None] = field(default_factory=list)


def _person(partner: Partner, verb: Pass, person_id: UUID, person: Fact) -> _Person:
    zone = person["zone"]
    counts_on = (verb.grace_joined or NO_TIME).after(person["joined_on"])
    counts_at = over(counts_on, zone)
    ends = [
        earliest([verb.valid.after(completion["passed_on"]), completion["until_on"]])
        for completion in partner.known("completions")
        if completion["person_id"] == person_id
        and completion["course"] == verb.course
        and partner.reached(completion["passed_at"])
    ]
    state = _Person(zone, counts_on, counts_at, partner.reached(counts_at))
    if ends:
        expires_at = over(max(ends), zone)
        state.valid = expires_at > partner.as_of
        state.due_on = max((verb.grace_lapsed or NO_TIME).after(max(ends)), counts_on)
        state.due_at = over(state.due_on, zone)
        state.lapsed = not state.valid and state.due_at > partner.as_of
        state.instants.append(expires_at)
    if not state.valid:
        state.instants += [counts_at, state.due_at]
    return state


def _reach(partner: Partner, obligation: Obligation, verb: Reach, unit: Fact, role: str) -> Duty:
    duty = Duty(role, unit["zone"], unit["bound"], need=1)
    if not unit["bound"]:
        duty.met, duty.note = None, "place-unknown"
        return duty
    periods = []
    for contact in partner.known("contacts"):
        if contact["role"] == role and partner.reached(contact["from_at"]):
            periods += _periods(partner, verb, contact, unit["zone"])
    current = [p for p in periods if p[1] > partner.as_of]
    lapsed_on = max((last_on for _, _, last_on, _ in periods), default=None)
    due, wait = due_of(obligation), wait_of(obligation)
    anchor = unit["assigned_on"]
    if due.anchor == "service":
        anchor = partner.served_on(obligation.name, None)
    duty.met = bool(current)
    duty.have = len(current[:1])
    duty.fact = min((name for _, _, _, name in current), default=None)
    duty.lapsed = lapsed_on is not None
    # A contact is reached until the last of its proofs runs out.
    duty.instants = [
        max(until_at for _, until_at, _, other in periods if other == name)
        for name in {name for _, _, _, name in periods}
    ]
    if anchor is not None:
        waits = [wait.after(d) for d in (anchor, unit["assigned_on"], lapsed_on) if d]
        duty.due_on = latest([*waits, floor(partner.pack, obligation)])
    elif not duty.met:
        duty.note = "not-served"
    return duty


def _periods(
    partner: Partner, verb: Reach, contact: Fact, zone: str
) -> list[tuple[datetime, datetime, date, str]]:
    """Return each time the contact was known to be reachable, its last day, and the contact."""
    proofs = [
        proof
        for proof in partner.known("proofs")
        if proof["contact_id"] == contact["contact_id"] and partner.reached(proof["proved_at"])
    ]
    found = []
    for proof in proofs:
        if proof["outcome"] != "delivered":
            continue
        failed = [
            other
            for other in proofs
            if other["outcome"] == "failed" and other["proved_at"] >= proof["proved_at"]
        ]
        expires_on = verb.proof.after(proof["proved_on"])
        from_at = max(contact["from_at"], proof["proved_at"])
        ends = [over(expires_on, zone), contact["until_at"], *(f["proved_at"] for f in failed)]
        last = [expires_on, contact["until_on"], *(f["proved_on"] for f in failed)]
        if earliest(ends) > from_at:
            found.append((from_at, earliest(ends), earliest(last), str(contact["contact_id"])))
    return found
